"""The straight line of a roster: read, find, check, write."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from capplan import __version__
from capplan.errors import CapplanError, InvalidInput
from capplan.roster_facts import RosterFacts
from capplan.roster_inputs import read_roster, tables_of
from capplan.roster_model import RosterModel, load_roster_model
from capplan.roster_tables import TABLES
from capplan.rostering import Roster, RosterOptions, find_roster
from capplan.verify_roster import Finding, check_roster, read_roster_file, rows_of

if TYPE_CHECKING:
    from capplan.solve import Progress

__all__ = ["RosterCase", "check_file", "find_and_check", "read_case", "write"]


@dataclass(frozen=True)
class RosterCase:
    """The files of a roster as read: ``name`` is that of the model, ``files`` are all that were read."""

    name: str
    model: RosterModel
    facts: RosterFacts
    files: tuple[Path, ...]


def read_case(
    model: Path,
    inputs: Path,
    rules: Mapping[str, Any],
    schedule: Path | None = None,
    team: str | None = None,
) -> RosterCase:
    """The model with ``rules`` laid on its section ``solve``, and the facts of the tables in ``inputs``.

    With the folder of a ``schedule``, shifts and cover are those of its ``team``. Raises InvalidInput with every
    problem of the model and of the tables.
    """
    try:
        loaded = load_roster_model(model, rules)
    except InvalidInput as wrong:
        read_roster(wrong, inputs)
        raise
    given = {} if schedule is None else tables_of(schedule, team, loaded)
    own = (inputs / table.file for table in TABLES if table.name not in given)
    files = (model, *(path for path in own if path.is_file()), *sorted({raw.path for raw in given.values()}))
    return RosterCase(model.stem, loaded, read_roster(loaded, inputs, given), files)


def find_and_check(case: RosterCase, on_progress: Callable[[Progress], None] | None = None) -> Roster:
    """The best roster, checked by a checker that does not know how it was found.

    Raises what ``find_roster`` raises, and CapplanError when the checker finds a rule broken.
    """
    solve = case.model.solve
    options = RosterOptions(solve.gap, solve.time_limit_s, solve.seed, solve.workers)
    roster = find_roster(case.facts, options, on_progress)
    findings = check_roster(case.facts, rows_of(case.facts, roster.shift_of), roster.cost)
    if findings:
        told = "\n".join(map(str, findings[:20]))
        raise CapplanError(f"the roster found breaks rules, so it is not written:\n{told}")
    return roster


def check_file(case: RosterCase, path: Path) -> tuple[Finding, ...]:
    """What is wrong with a roster file, written by capplan or by hand."""
    return check_roster(case.facts, read_roster_file(path))


def write(roster: Roster, case: RosterCase, folder: Path) -> None:
    """Write the run folder."""
    # pandas and the calendars are loaded when there is something to write
    from capplan.report.roster import write_roster

    info = {
        "capplan": __version__,
        "python": platform.python_version(),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_s": round(roster.wall_s, 3),
        "solve": case.model.solve.model_dump(),
        "sha256": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in case.files},
    }
    write_roster(roster, folder, case.name, info)

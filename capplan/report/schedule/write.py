"""A schedule as a folder: tables, summary, pictures, what it rests on, and the facts of the run."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from capplan import __version__
from capplan.report.schedule.summary import schedule_summary
from capplan.report.schedule.tables import requirement_rows, schedule_tables
from capplan.report.schedule.team import TeamSchedule
from capplan.report.tables import csv_text
from capplan.report.whole import write_whole
from capplan.schedule_inputs import ScheduleInputs

__all__ = ["write_schedule"]

MOST_DRAWN = 12
"""Teams with pictures: those that require the most hours."""


def write_schedule(inputs: ScheduleInputs, teams: Sequence[TeamSchedule], folder: Path) -> dict[str, Any]:
    """Write ``folder`` whole, in place of an older one; return the summary. ``outputs/README.md``: its files."""
    told = schedule_summary(teams, inputs.model_path.stem, inputs.model.currency)

    def fill(beside: Path) -> None:
        for name, table in schedule_tables(teams).items():
            _write(beside / name, csv_text(table))
        _write(beside / "summary.json", _json(told))
        _draw(teams, beside / "plots")
        _assumptions(inputs, teams, beside / "assumptions")
        _write(beside / "run.json", _json(_run_info(inputs, teams)))

    write_whole(folder, fill)
    return told


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _draw(teams: Sequence[TeamSchedule], folder: Path) -> None:
    from capplan.report.plots import TEAM_PLOTS, save  # matplotlib is slow to load

    folder.mkdir()
    drawn = sorted(teams, key=lambda team: (-team.hours.required, team.case.name))[:MOST_DRAWN]
    for position, team in enumerate(drawn, start=1):
        plain = re.sub(r"[^A-Za-z0-9_-]+", "_", team.case.name)
        alone = sum(re.sub(r"[^A-Za-z0-9_-]+", "_", other.case.name) == plain for other in drawn) == 1
        for name, draw in TEAM_PLOTS.items():
            save(draw, team, folder / f"{name}_{plain}{'' if alone else f'_{position}'}")


def _assumptions(inputs: ScheduleInputs, teams: Sequence[TeamSchedule], folder: Path) -> None:
    """The model, the tables as read, and the requirement that the schedule had to cover."""
    folder.mkdir()
    _write(folder / "schedule_model.json", inputs.model.model_dump_json(indent=1) + "\n")
    for name, table in inputs.tables.items():
        if table.present and name != "interval_requirement":
            _write(
                folder / table.table.file, pd.DataFrame(table.cells).to_csv(index=False, lineterminator="\n")
            )
    rows = [row for team in teams for row in requirement_rows(team)]
    _write(folder / "interval_requirement.csv", csv_text(pd.DataFrame(rows)))
    heads = [
        {"team": team.case.name, "people": tours.heads}
        for team in teams
        if (tours := team.schedule.case.tours) is not None
    ]
    _write(folder / "people_there.csv", csv_text(pd.DataFrame(heads, columns=["team", "people"])))


def _run_info(inputs: ScheduleInputs, teams: Sequence[TeamSchedule]) -> dict[str, Any]:
    return {
        "capplan": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": inputs.digests,
        "teams": [{"team": team.case.name, **vars(team.schedule.search)} for team in teams],
    }

"""Everything that a schedule starts from, read and checked; every problem of all files at once."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from capplan.errors import InvalidInput, Problem
from capplan.read import Tables, read_table
from capplan.schedule_inputs.heads import ByWeek, heads_of_run, heads_of_table
from capplan.schedule_inputs.model import load_schedule_model
from capplan.schedule_inputs.pools import PoolCase, pool_cases, stray_rows
from capplan.schedule_inputs.required import Agents, from_require, from_table
from capplan.schedule_inputs.shifts import WEEKDAYS
from capplan.schedule_inputs.team import TeamCase, Whence, team_case, timelines
from capplan.schedule_model import ScheduleModel, ScheduleTeam
from capplan.schedule_tables import TABLES
from capplan.validation import keys
from capplan.validation.typed import TypedTable, typed

__all__ = ["ScheduleInputs", "TeamCase", "read_schedule"]

REQUIRED = ("shift_rules",)
BY_INTERVAL = ("interval_requirement", "queue_requirement")


@dataclass(frozen=True)
class ScheduleInputs:
    """The schedule model, the SHA-256 of every file read, and a case for each team and pool, in their order.

    The teams of a pool are in its case.
    """

    model_path: Path
    model: ScheduleModel
    tables: dict[str, TypedTable]
    digests: dict[str, str]
    teams: tuple[TeamCase, ...]
    pools: tuple[PoolCase, ...] = ()


def read_schedule(
    model_path: Path, inputs: Path, requirement: Path | None = None, heads: Path | None = None
) -> ScheduleInputs:
    """The inputs of a schedule: ``requirement`` is a folder of ``capplan require``, ``heads`` a run of a plan.

    Raises InvalidInput with every problem of the model, the tables and the folders.
    """
    problems: list[Problem] = []
    wrong, model = _model(model_path)
    own = "interval_requirement" if model is None or not model.pool else "queue_requirement"
    tables, files = _tables(inputs, (own,) if requirement is None else (), problems)
    if model is None:
        raise InvalidInput([*wrong, *problems])
    names = _teams(model, tables, requirement is not None, problems)
    zones = {name: model.team.get(name, ScheduleTeam()).time_zone for name in names}
    lines = timelines(model, zones, model_path.name, problems)
    agents = None if requirement is None else Agents(requirement, problems)
    whence = Whence(model, tables, *_heads(tables["team_heads"], heads, problems))
    table = tables["interval_requirement"]
    on_work = (
        from_table(table, table.text("team").tolist(), lines, problems)
        if agents is None
        else from_require(agents, model, lines, problems)
    )
    cases = [team_case(whence, team, lines[team], on_work[team], problems) for team in lines]
    pools = pool_cases(whence, agents, model_path.name, problems)
    problems += stray_rows(whence)
    if problems:
        raise InvalidInput(list(dict.fromkeys(problems)))
    digests = {str(path): sha256(path.read_bytes()).hexdigest() for path in (model_path, *files)}
    teams = tuple(case for case in cases if case is not None)
    return ScheduleInputs(model_path, model, tables, digests, teams, tuple(pools))


def _model(path: Path) -> tuple[tuple[Problem, ...], ScheduleModel | None]:
    """What is wrong with the model, or the model."""
    try:
        return (), load_schedule_model(path)
    except InvalidInput as error:
        return tuple(error.problems), None


def _tables(
    folder: Path, also_needed: tuple[str, ...], problems: list[Problem]
) -> tuple[dict[str, TypedTable], list[Path]]:
    """The tables of schedules in a folder; other files there are somebody else's."""
    if not folder.is_dir():
        raise InvalidInput([Problem(str(folder), "the folder of input tables is not there")])
    needed = {*REQUIRED, *also_needed}
    read: list[Tables] = []
    files = []
    for table in TABLES:
        path = folder / table.file
        if path.is_file():
            read.append(read_table(path, table))
            files.append(path)
        elif table.name in needed:
            asked = table.name == "interval_requirement"
            cause = "capplan require writes one: name its folder with --requirement." if asked else None
            allowed = f"a file in {folder.name}"
            problems.append(Problem(table.file, "the file is missing", allowed=allowed, cause=cause))
    for one in read:
        problems += one.problems
    together = Tables(
        {name: raw for one in read for name, raw in one.raw.items()},
        unreadable=frozenset().union(*(one.unreadable for one in read)),
    )
    found, wrong = typed(together, None, TABLES)
    # an hour that the clock shows twice has two rows: required.py knows which may
    unique = {name: table for name, table in found.items() if name not in BY_INTERVAL}
    problems += [*wrong, *keys.check(unique), *_weekday_problems(found)]
    return found, files


def _weekday_problems(tables: dict[str, TypedTable]) -> list[Problem]:
    return [
        rules.problem(row, "weekdays", "not a weekday", ", ".join(WEEKDAYS))
        for rules in (tables[name] for name in ("shift_rules", "offline_work", "least_people"))
        for row, names in enumerate(rules.labels("weekdays"))
        if not names <= set(WEEKDAYS)
    ]


def _teams(
    model: ScheduleModel, tables: dict[str, TypedTable], from_queues: bool, problems: list[Problem]
) -> tuple[str, ...]:
    if not from_queues:
        listed = dict.fromkeys(tables["interval_requirement"].text("team").tolist())
        return tuple(name for name in listed if name and model.pool_of(name) is None)
    names = tuple(name for name, team in model.team.items() if team.queues and model.pool_of(name) is None)
    if not names and not model.pool:
        problems.append(
            Problem(
                "the schedule model", "no team has queues", allowed='[team.NAME] with queues = ["voice:en"]'
            )
        )
    return names


def _heads(table: TypedTable, run: Path | None, problems: list[Problem]) -> tuple[ByWeek, str]:
    if run is None:
        return heads_of_table(table), table.table.file
    try:
        return heads_of_run(run), "headcount.csv"
    except InvalidInput as error:
        problems += error.problems
        return {}, "headcount.csv"

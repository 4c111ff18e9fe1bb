"""Everything that a schedule starts from, read and checked; every problem of all files at once."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.read import Tables, read_table
from capplan.schedule_inputs.heads import ByWeek, heads_of_run, heads_of_table, people_there
from capplan.schedule_inputs.model import load_schedule_model
from capplan.schedule_inputs.required import from_require, from_table
from capplan.schedule_inputs.shifts import WEEKDAYS, make_shifts
from capplan.schedule_inputs.tours import make_tours
from capplan.schedule_model import ScheduleModel, ScheduleTeam
from capplan.schedule_tables import TABLES
from capplan.shifts.facts import Covering, Prices
from capplan.shifts.timeline import Timeline
from capplan.validation import keys
from capplan.validation.typed import TypedTable, typed

__all__ = ["ScheduleInputs", "TeamCase", "read_schedule"]

REQUIRED = ("shift_rules",)


@dataclass(frozen=True)
class TeamCase:
    """A team: its clock, what it must cover, the people on the work [i] before shrinkage, which breaks are paid."""

    name: str
    rules: ScheduleTeam
    line: Timeline
    covering: Covering
    on_work: NDArray[np.float64]
    paid_break: tuple[bool, ...]


@dataclass(frozen=True)
class ScheduleInputs:
    """The schedule model, the SHA-256 of every file read, and one case for each team, in the order of the files."""

    model_path: Path
    model: ScheduleModel
    tables: dict[str, TypedTable]
    digests: dict[str, str]
    teams: tuple[TeamCase, ...]


def read_schedule(
    model_path: Path, inputs: Path, requirement: Path | None = None, heads: Path | None = None
) -> ScheduleInputs:
    """The inputs of a schedule: ``requirement`` is a folder of ``capplan require``, ``heads`` a run of a plan.

    Raises InvalidInput with every problem of the model, the tables and the folders.
    """
    problems: list[Problem] = []
    tables, files = _tables(inputs, requirement is None, problems)
    try:
        model = load_schedule_model(model_path)
    except InvalidInput as error:
        raise InvalidInput([*error.problems, *problems]) from None
    names = _teams(model, tables, requirement is not None, problems)
    lines = _timelines(model, names, model_path.name, problems)
    on_work = (
        from_table(tables["interval_requirement"], lines, problems)
        if requirement is None
        else from_require(requirement, model, lines, problems)
    )
    by_week, source = _heads(tables["team_heads"], heads, problems)
    cases = [
        _case(model, tables, team, lines[team], on_work[team], (by_week, source), problems) for team in lines
    ]
    if problems:
        raise InvalidInput(list(dict.fromkeys(problems)))
    digests = {str(path): sha256(path.read_bytes()).hexdigest() for path in (model_path, *files)}
    return ScheduleInputs(
        model_path, model, tables, digests, tuple(case for case in cases if case is not None)
    )


def _tables(
    folder: Path, own_requirement: bool, problems: list[Problem]
) -> tuple[dict[str, TypedTable], list[Path]]:
    """The tables of schedules in a folder; other files there are somebody else's."""
    if not folder.is_dir():
        raise InvalidInput([Problem(str(folder), "the folder of input tables is not there")])
    needed = {*REQUIRED, *(["interval_requirement"] if own_requirement else [])}
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
    unique = {name: table for name, table in found.items() if name != "interval_requirement"}
    problems += [*wrong, *keys.check(unique), *_weekday_problems(found["shift_rules"])]
    return found, files


def _weekday_problems(rules: TypedTable) -> list[Problem]:
    return [
        rules.problem(row, "weekdays", "not a weekday", ", ".join(WEEKDAYS))
        for row, names in enumerate(rules.labels("weekdays"))
        if not names <= set(WEEKDAYS)
    ]


def _teams(
    model: ScheduleModel, tables: dict[str, TypedTable], from_queues: bool, problems: list[Problem]
) -> tuple[str, ...]:
    if not from_queues:
        return tables["interval_requirement"].names("team")
    names = tuple(name for name, team in model.team.items() if team.queues)
    if not names:
        problems.append(
            Problem(
                "the schedule model", "no team has queues", allowed='[team.NAME] with queues = ["voice:en"]'
            )
        )
    return names


def _timelines(
    model: ScheduleModel, names: tuple[str, ...], file: str, problems: list[Problem]
) -> dict[str, Timeline]:
    lines = {}
    for name in names:
        zone = model.team.get(name, ScheduleTeam()).time_zone
        try:
            lines[name] = Timeline(model.start, model.day_count, model.interval_minutes, zone, model.cyclic)
        except ValueError as error:
            problems.append(Problem(file, str(error), None, f"team.{name}.time_zone", zone))
    return lines


def _heads(table: TypedTable, run: Path | None, problems: list[Problem]) -> tuple[ByWeek, str]:
    if run is None:
        return heads_of_table(table), table.table.file
    try:
        return heads_of_run(run), "headcount.csv"
    except InvalidInput as error:
        problems += error.problems
        return {}, "headcount.csv"


def _case(
    model: ScheduleModel,
    tables: dict[str, TypedTable],
    team: str,
    line: Timeline,
    on_work: NDArray[np.float64],
    heads: tuple[ByWeek, str],
    problems: list[Problem],
) -> TeamCase | None:
    rules, cover = model.team.get(team, ScheduleTeam()), model.cover
    made = make_shifts(tables, team, line, problems)
    if made is None:
        return None
    by_week, source = heads
    there = people_there(by_week, team, line, rules.absence, cover.whole_people, problems, source)
    tours = make_tours(tables["tour_rules"], team, made.shifts, line, there, problems)
    hours = line.minutes / 60.0
    most = float("inf") if model.opening.most is None else float(model.opening.most)
    prices = Prices(
        float("inf") if cover.must_meet else cover.short_price * hours,
        cover.spare_price * hours,
        model.opening.price,
        most,
    )
    required = on_work / (1.0 - rules.shrinkage)
    covering = Covering(required, made.shifts, prices, made.breaks, tours, line.cyclic, cover.whole_people)
    return TeamCase(team, rules, line, covering, on_work, made.paid)

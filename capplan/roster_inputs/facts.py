"""The facts of a roster, from the folder of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from capplan.errors import InvalidInput, Problem
from capplan.read import RawTable, Tables, read_table
from capplan.roster_facts import Days, Fairness, RosterFacts
from capplan.roster_inputs.cover import read_cover
from capplan.roster_inputs.people import read_people
from capplan.roster_inputs.requests import read_requests
from capplan.roster_inputs.shifts import read_shifts, skill_names
from capplan.roster_model import RosterModel
from capplan.roster_tables import TABLES, WEEKDAYS
from capplan.validation import keys
from capplan.validation.typed import TypedTable, typed

__all__ = ["read_roster"]


def read_roster(
    model: RosterModel | InvalidInput, folder: Path, given: Mapping[str, RawTable] | None = None
) -> RosterFacts:
    """The facts of the tables in ``folder``, as the ``model`` has them; tables ``given`` are in the place of files.

    Raises InvalidInput with every problem of the tables, and of the model where it is the error that it ended with.
    """
    earlier = model.problems if isinstance(model, InvalidInput) else ()
    if not folder.is_dir():
        missing = Problem(str(folder), "the folder of input tables is not there")
        raise InvalidInput([*earlier, missing])
    tables, problems = _typed(folder, given or {})
    problems = [*earlier, *problems]
    if isinstance(model, InvalidInput) or problems:
        raise InvalidInput(problems)
    facts = _facts(model, tables, problems)
    if problems:
        raise InvalidInput(problems)
    return facts


def _typed(folder: Path, given: Mapping[str, RawTable]) -> tuple[dict[str, TypedTable], list[Problem]]:
    """The tables as arrays, with the problems of files, cells, keys and names."""
    raw: dict[str, RawTable] = dict(given)
    problems: list[Problem] = []
    unreadable: set[str] = set()
    for table in TABLES:
        path = folder / table.file
        if table.name in given:
            continue
        if path.is_file():
            read = read_table(path, table)
            raw |= read.raw
            problems += read.problems
            unreadable |= read.unreadable
        elif table.required:
            problems.append(Problem(table.file, "the file is missing", allowed=f"a file in {folder.name}"))
            unreadable.add(table.name)
    tables, of_cells = typed(Tables(raw, unreadable=frozenset(unreadable)), None, TABLES)
    return tables, [*problems, *of_cells, *keys.check(tables)]


def _facts(model: RosterModel, tables: dict[str, TypedTable], problems: list[Problem]) -> RosterFacts:
    days = Days(model.start, model.days, tuple(WEEKDAYS.index(day) for day in model.weekend))
    skills = skill_names(tables)
    rest_min = round(model.least_rest_h * 60)
    shifts = read_shifts(tables, skills, rest_min, problems)
    people = read_people(tables, model, days, shifts, skills, problems)
    wishes = read_requests(tables["requests"], days, shifts, people, tables["people"], problems)
    cover = read_cover(tables["roster_cover"], model, days, shifts, skills, problems)
    fairness = Fairness(model.prices.night, model.prices.weekend)
    return RosterFacts(days, shifts, people, cover, wishes, fairness, skills, rest_min, model.time_zone)

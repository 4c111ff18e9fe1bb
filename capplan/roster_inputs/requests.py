"""Wishes, leave and fixed shifts from requests.csv."""

from __future__ import annotations

import numpy as np

from capplan.errors import Problem
from capplan.roster_facts import ANY, Days, People, Shifts, Wishes
from capplan.validation.typed import TypedTable

__all__ = ["read_requests"]


def read_requests(
    table: TypedTable,
    days: Days,
    shifts: Shifts,
    people: People,
    of_people: TypedTable,
    problems: list[Problem],
) -> Wishes:
    """The wishes; leave and fixed shifts are written into ``people.may_work`` and ``people.must_work``."""
    person, shift = table.positions("person", people.names), table.positions("shift", shifts.names)
    first = (table.day("first_day") - np.datetime64(days.first)).astype(np.int64)
    last = np.where(
        table.given("last_day"), (table.day("last_day") - np.datetime64(days.first)).astype(np.int64), first
    )
    kind, seniority = table.text("kind"), of_people.number("seniority")
    found: list[tuple[int, int, int, bool, float]] = []
    fixed: list[int] = []
    for row in range(len(table)):
        wrong = _problem(table, row, first[row], last[row], shift[row], days)
        if wrong is not None:
            problems.append(wrong)
            continue
        span = slice(max(0, first[row]), max(0, min(days.count, last[row] + 1)))
        if kind[row] == "leave":
            people.may_work[person[row], span] = False
        elif kind[row] == "fixed":
            people.must_work[person[row], span, shift[row]] = True
            fixed.append(row)
        else:
            price = float(table.number("weight")[row] * seniority[person[row]])
            found += [
                (person[row], day, shift[row], kind[row] == "work", price)
                for day in range(span.start, span.stop)
            ]
    for row in fixed:
        span = slice(first[row], last[row] + 1)
        if not people.may_work[person[row], span, shift[row]].all():
            message = "the shift is fixed on a day on which the person may not work it"
            cause = "Leave, the days on which the person is there, shifts and skills in people.csv tell."
            problems.append(table.problem(row, "person", message, cause=cause))
    columns = list(zip(*found, strict=True)) or [()] * 5
    of_person, day, of_shift = (np.array(column, np.int64) for column in columns[:3])
    return Wishes(of_person, day, of_shift, np.array(columns[3], np.bool_), np.array(columns[4], np.float64))


def _problem(table: TypedTable, row: int, first: int, last: int, shift: int, days: Days) -> Problem | None:
    """What is wrong with a request; leave may reach beyond the roster, the other kinds must lie within it."""
    within = f"days from {days.labels[0]} to {days.labels[-1]}"
    if last < first:
        return table.problem(row, "last_day", "before the first day", "first_day or a later day")
    if table.text("kind")[row] != "leave" and (first < 0 or last >= days.count):
        column = "first_day" if first < 0 or first >= days.count else "last_day"
        return table.problem(row, column, "not a day of the roster", within)
    if table.text("kind")[row] == "fixed" and shift == ANY:
        return table.problem(row, "shift", "a fixed shift is not named", "a shift")
    if table.text("kind")[row] == "leave" and shift != ANY:
        return table.problem(row, "shift", "leave is for whole days", "nothing")
    return None

"""Cover from roster_cover.csv: for every day and shift the row that says most of it."""

from __future__ import annotations

import numpy as np

from capplan.errors import Problem
from capplan.roster_facts import Cover, Days, Shifts
from capplan.roster_inputs.shifts import unknown_skills
from capplan.roster_model import RosterModel
from capplan.roster_tables import WEEKDAYS
from capplan.validation.typed import TypedTable

__all__ = ["read_cover"]


def read_cover(
    table: TypedTable,
    model: RosterModel,
    days: Days,
    shifts: Shifts,
    skills: tuple[str, ...],
    problems: list[Problem],
) -> Cover:
    """A row of cover for every day, shift and skill that the table speaks of."""
    problems += [*unknown_skills(table, skills), *_contradictions(table, days)]
    row, day = _rows_that_count(table, days)
    short, over = table.number("short_price"), table.number("over_price")
    return Cover(
        day,
        table.positions("shift", shifts.names)[row],
        table.positions("skill", skills)[row],
        np.nan_to_num(table.number("at_least"))[row],
        table.number("wanted")[row],
        table.limit("at_most")[row],
        np.where(np.isnan(short), model.prices.short, short)[row],
        np.where(np.isnan(over), model.prices.over, over)[row],
    )


def _rows_that_count(table: TypedTable, days: Days) -> tuple[np.ndarray, np.ndarray]:
    """The rows and their days, in the order of days: one for every day, shift and skill."""
    dates, weekdays = table.day("date"), table.text("weekday")
    chosen: dict[tuple[int, str, str], tuple[int, int]] = {}
    for row, (shift, skill) in enumerate(zip(table.text("shift"), table.text("skill"), strict=True)):
        dated = not np.isnat(dates[row])
        rank = 2 if dated else 1 if weekdays[row] else 0
        for number, day in enumerate(days.dates):
            holds = (
                dates[row] == np.datetime64(day) if dated else weekdays[row] in ("", WEEKDAYS[day.weekday()])
            )
            key = (number, str(shift), str(skill))
            if holds and rank >= chosen.get(key, (-1, -1))[0]:
                chosen[key] = (rank, row)
    pairs = sorted((key[0], row) for key, (_, row) in chosen.items())
    return (
        np.array([row for _, row in pairs], np.int64),
        np.array([day for day, _ in pairs], np.int64),
    )


def _contradictions(table: TypedTable, days: Days) -> list[Problem]:
    least, most, wanted = (table.number(name) for name in ("at_least", "at_most", "wanted"))
    dates = table.day("date")
    outside = ~np.isnat(dates) & ~np.isin(dates, np.array(days.dates, dtype="datetime64[D]"))
    within = f"a day from {days.labels[0]} to {days.labels[-1]}"
    nothing = ~(table.given("at_least") | table.given("at_most") | table.given("wanted"))
    found = []
    for column, wrong, message, allowed in (
        ("date", outside, "not a day of the roster", within),
        ("weekday", table.given("date") & table.given("weekday"), "a date and a weekday", "one of them"),
        ("at_most", most < np.nan_to_num(least), "fewer people at most than at least", "at_least or more"),
        ("wanted", wanted < np.nan_to_num(least), "fewer people wanted than at least", "at_least or more"),
        ("wanted", wanted > most, "more people wanted than at most", "at_most or fewer"),
        ("at_least", nothing, "the row asks for nothing", "at_least, wanted or at_most"),
    ):
        found += [table.problem(int(row), column, message, allowed) for row in np.flatnonzero(wrong)]
    return found

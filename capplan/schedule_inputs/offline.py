"""Offline work of a team: the blocks of offline_work.csv, and every place in a shift where one may be."""

from __future__ import annotations

import numpy as np

from capplan.errors import Problem
from capplan.schedule_inputs.shifts import WEEKDAYS, of_team
from capplan.shifts.facts import Breaks, Offline, Shifts
from capplan.shifts.timeline import Timeline
from capplan.validation.typed import TypedTable

__all__ = ["make_offline"]

DAY_MINUTES = 1440
WEEK = 7
Place = tuple[int, int, int, int, int]


def make_offline(
    table: TypedTable, team: str, shifts: Shifts, breaks: Breaks, line: Timeline, problems: list[Problem]
) -> Offline | None:
    """The offline work of a team; None where there is none. Work that has no place and no price is a problem."""
    rows = of_team(table, team)
    weeks = -(-line.days // WEEK)
    places: list[Place] = []
    kept: list[int] = []
    named = table.text("activity")[rows].tolist()
    twice = [row for row, name in zip(rows, named, strict=True) if named.count(name) > 1]
    problems += [table.problem(row, "activity", f"twice for team {team}", "one row") for row in twice]
    for row in rows:
        minutes, wanted = table.number("minutes")[row], table.number("blocks_a_week")[row]
        if np.isnan(minutes) or np.isnan(wanted):
            continue
        if minutes % line.minutes:
            allowed = f"whole intervals of {line.minutes} minutes"
            problems.append(table.problem(row, "minutes", "it falls between intervals", allowed))
            continue
        found = _places(table, row, len(kept), shifts, breaks, line)
        held = {place[4] for place in found}
        if len(held) < weeks and wanted > 0.0 and not table.given("price")[row]:
            cause = "A block lies within a shift, from and to, and outside of the windows of breaks."
            message = f"there is no place for it in week {min(set(range(weeks)) - held) + 1}"
            problems.append(table.problem(row, "activity", message, "a price, or a place", cause))
            continue
        kept.append(row)
        places += found
    if not kept:
        return None
    activity, shift, day, after, week = np.array(places, dtype=np.int64).reshape(-1, 5).T
    return Offline(
        tuple(str(table.text("activity")[row]) for row in kept),
        np.array([int(table.number("minutes")[row]) // line.minutes for row in kept], dtype=np.int64),
        np.repeat(table.number("blocks_a_week")[kept][:, None], weeks, axis=1),
        table.limit("price")[kept],
        activity,
        shift,
        day,
        after,
        week,
    )


def _places(
    table: TypedTable, row: int, activity: int, shifts: Shifts, breaks: Breaks, line: Timeline
) -> list[Place]:
    """Activity, shift, day, intervals after the begin of the shift, and week, of every place."""
    length = int(table.number("minutes")[row]) // line.minutes
    opens, closes = table.number("from")[row], table.number("to")[row]
    named, weekdays = table.labels("shifts")[row], table.labels("weekdays")[row]
    found = []
    for k, name in enumerate(shifts.name):
        if named and name not in named:
            continue
        after = _free(k, int(shifts.length[k]), length, breaks)
        minute = (shifts.start[k] + after * line.minutes) % DAY_MINUTES
        after = after[_within(minute, length * line.minutes, opens, closes)]
        for d in np.flatnonzero(shifts.works[k]).tolist():
            day = line.shift_days[d]
            if weekdays and WEEKDAYS[line.day(day).weekday()] not in weekdays:
                continue
            begin = shifts.begins[k, d] + after
            inside = after if line.cyclic else after[(begin >= 0) & (begin + length <= line.count)]
            week = min(max(day, 0), line.days - 1) // WEEK
            found += [(activity, k, d, int(n), week) for n in inside]
    return found


def _free(shift: int, intervals: int, length: int, breaks: Breaks) -> np.ndarray:
    """Begins within a shift that leave the windows of its breaks alone."""
    after = np.arange(max(intervals - length + 1, 0))
    free = np.ones(after.size, dtype=np.bool_)
    for b in np.flatnonzero(breaks.shift == shift):
        free &= (after + length <= breaks.earliest[b]) | (after >= breaks.latest[b] + breaks.length[b])
    return after[free]


def _within(minute: np.ndarray, minutes: int, opens: float, closes: float) -> np.ndarray:
    """Whether blocks lie between two times of the day; blank ones are no limit."""
    opens, closes = (0.0 if np.isnan(opens) else opens), (DAY_MINUTES if np.isnan(closes) else closes)
    span = (closes - opens) % DAY_MINUTES or DAY_MINUTES
    return np.asarray((minute - opens) % DAY_MINUTES + minutes <= span)

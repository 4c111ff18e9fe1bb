"""Dates: year-month-day only, and the likely cause of anything else."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.horizon import WEEKDAYS, Horizon

__all__ = ["day_of", "first_period_from", "off_period_cause", "parse_days"]

ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
SHEET_ZERO = date(1899, 12, 30)  # day 0 of spreadsheet date numbers


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2200 else None
    except ValueError:
        return None


def parse_days(cells: NDArray[np.str_]) -> tuple[NDArray[np.datetime64], list[tuple[int, str | None]]]:
    """The days of the cells (NaT where blank or bad), and for every bad row its likely cause."""
    different, where = np.unique(cells, return_inverse=True)
    days = np.full(len(different), np.datetime64("NaT", "D"))
    faults: list[tuple[int, str | None]] = []
    for i, cell in enumerate(different.tolist()):
        match = ISO.fullmatch(cell)
        found = _make(int(match[1]), int(match[2]), int(match[3])) if match else None
        if found is not None:
            days[i] = np.datetime64(found, "D")
        elif cell:
            faults += [(int(row), _cause(cell)) for row in np.flatnonzero(where == i)]
    return days[where.reshape(-1)], faults


def day_of(value: Any) -> date:
    """The date of one element of a datetime64[D] array."""
    return date.fromisoformat(str(value))


def _cause(cell: str) -> str | None:
    if ISO.fullmatch(cell):
        return "There is no such day in the calendar."
    if match := re.fullmatch(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})", cell):
        first, second, year = (int(part) for part in match.groups())
        readings = [_make(year, second, first), _make(year, first, second)]
        words = " or ".join(dict.fromkeys(day.isoformat() for day in readings if day))
        return f"Day, month and year in another order? Write {words}." if words else None
    if match := re.fullmatch(r"([0-9]{4})[/.\-]?([0-9]{1,2})[/.\-]?([0-9]{1,2})(?:[ T][0-9:.]+Z?)?", cell):
        found = _make(*(int(part) for part in match.groups()))
        return f"Write {found.isoformat()}." if found else None
    if match := re.fullmatch(r"([0-9]{4})-?W([0-9]{2})", cell):
        try:
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return f"A week number? Write its first day, {monday}."
        except ValueError:
            return "There is no such week in the calendar."
    if match := re.fullmatch(r"[34][0-9]{4}|5[0-9]{4}", cell):
        return f"A date number of a spreadsheet? Write {SHEET_ZERO + timedelta(days=int(cell))}."
    return None


def off_period_cause(day: date, horizon: Horizon) -> str | None:
    """None when ``day`` begins a period; otherwise which day it is and which right one is nearest."""
    if horizon.position(day) is not None:
        return None
    if horizon.period == "month":
        return f"It is day {day.day} of the month. Did you mean {day.replace(day=1)}?"
    after = (day - horizon.start).days % 7
    near = day - timedelta(days=after if after <= 3 else after - 7)
    names = WEEKDAYS[day.weekday()].capitalize(), WEEKDAYS[horizon.start.weekday()].capitalize()
    return f"{names[0]}, but the weeks of the plan begin on {names[1]}. Did you mean {near}?"


def first_period_from(days: NDArray[np.datetime64], horizon: Horizon) -> NDArray[np.int64]:
    """For every day the first period that begins on it or later; 0 where none is given."""
    starts = np.array(horizon.starts, dtype="datetime64[D]")
    return np.where(np.isnat(days), 0, np.searchsorted(starts, days)).astype(np.int64)

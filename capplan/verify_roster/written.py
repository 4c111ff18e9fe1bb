"""A roster as it is written: one row for every person and day worked."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.roster_facts import RosterFacts

__all__ = ["WrittenShift", "read_roster_file", "rows_of"]

COLUMNS = ("person", "date", "shift")


@dataclass(frozen=True)
class WrittenShift:
    """Who works which shift on which day; names as the inputs have them."""

    person: str
    day: date
    shift: str


def rows_of(facts: RosterFacts, shift_of: NDArray[np.int64]) -> list[WrittenShift]:
    """The rows of the shifts [person, day], below 0 where a person is off."""
    return [
        WrittenShift(name, facts.days.first + timedelta(days=day), facts.shifts.names[shift])
        for name, row in zip(facts.people.names, shift_of.tolist(), strict=True)
        for day, shift in enumerate(row)
        if shift >= 0
    ]


def read_roster_file(path: Path) -> list[WrittenShift]:
    """The rows of a file with the columns person, date and shift; other columns are left aside.

    Raises InvalidInput with every missing column and every date that is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as content:
            table = csv.DictReader(content)
            rows, header = list(table), table.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInput([Problem(path.name, f"the file cannot be read: {error}")]) from None
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        allowed = ", ".join(COLUMNS)
        raise InvalidInput(
            [Problem(path.name, "the column is missing", 1, name, allowed=allowed) for name in missing]
        )
    found, problems = [], []
    for line, row in enumerate(rows, start=2):
        person, day, shift = ((row[name] or "").strip() for name in COLUMNS)
        try:
            found.append(WrittenShift(person, date.fromisoformat(day), shift))
        except ValueError:
            problems.append(Problem(path.name, "not a date", line, "date", day, "a date as 2026-03-02"))
    if problems:
        raise InvalidInput(problems)
    return found

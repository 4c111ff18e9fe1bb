"""What a roster is made from: days, shifts, people with their limits, the cover wanted, wishes with their weights.

It holds what the inputs say and nothing that follows from it: the program and the checker each draw their own
conclusions. Everything is checked before it comes here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

__all__ = ["ANY", "Cover", "Days", "Fairness", "People", "RosterFacts", "Shifts", "Wishes"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]
Index = NDArray[np.int64]

ANY = -1
"""In place of a shift: whatever shift it is."""


@dataclass(frozen=True)
class Days:
    """``count`` days from ``first`` on; ``weekend`` are the weekdays (Monday 0) that make a weekend, in order."""

    first: date
    count: int
    weekend: tuple[int, ...] = (5, 6)

    @property
    def dates(self) -> tuple[date, ...]:
        """Every day."""
        return tuple(self.first + timedelta(days=number) for number in range(self.count))

    @property
    def labels(self) -> tuple[str, ...]:
        """Every day as text, year-month-day."""
        return tuple(day.isoformat() for day in self.dates)

    def weekends(self) -> tuple[tuple[int, ...], ...]:
        """The days of every weekend, also of one that the ends of the roster cut."""
        found: dict[date, list[int]] = {}
        for number, day in enumerate(self.dates):
            if day.weekday() in self.weekend:
                begins = day - timedelta(days=(day.weekday() - self.weekend[0]) % 7)
                found.setdefault(begins, []).append(number)
        return tuple(tuple(days) for days in found.values())


@dataclass(frozen=True)
class Shifts:
    """The kinds of shift: local ``start_min`` after midnight, ``length_min`` from start to end, paid minutes.

    ``forbidden[s, n]``: shift n may not follow shift s on the next day, whatever the rest. ``skill`` (position, or
    ``ANY``) is what a person must have to work it.
    """

    names: tuple[str, ...]
    start_min: Index
    length_min: Index
    paid_min: Index
    night: Flag
    skill: Index
    forbidden: Flag


@dataclass(frozen=True)
class People:
    """The people and their limits; a limit that is absent is infinite (most) or 0 or 1 (least).

    ``longest_work`` and ``shortest_work`` are days of work in a row, ``longest_off`` and ``shortest_off`` days off
    in a row. A stretch that the ends of the roster cut may be shorter: what lies beyond is not known, except for
    ``worked_before`` days of work, or ``off_before`` days off, in a row just before the first day (0 and 0: not
    known). ``last_shift`` is the shift of the day before, or ``ANY``. ``may_work[p, d, s]`` is False for leave, for
    days on which the person is not there, and for shifts that the person has no skill for; ``must_work`` are shifts
    that are fixed. ``skills[p, k]`` has a column for every skill. ``pay`` is the price of a paid hour.
    """

    names: tuple[str, ...]
    team: tuple[str, ...]
    skills: Flag
    least_min: Float
    most_min: Float
    most_of_shift: Float
    longest_work: Float
    shortest_work: Index
    longest_off: Float
    shortest_off: Index
    most_weekends: Float
    may_work: Flag
    must_work: Flag
    worked_before: Index
    off_before: Index
    last_shift: Index
    pay: Float


@dataclass(frozen=True)
class Cover:
    """Rows of cover: on ``day`` in ``shift``, of the people with ``skill`` (``ANY``: of all), how many are wanted.

    ``at_least`` and ``at_most`` hold; ``wanted`` (nan: nothing) is a wish, at ``short_price`` for everyone too few
    and ``over_price`` for everyone too many. A person with several skills counts for each of them.
    """

    day: Index
    shift: Index
    skill: Index
    at_least: Float
    wanted: Float
    at_most: Float
    short_price: Float
    over_price: Float


@dataclass(frozen=True)
class Wishes:
    """Requests that may be refused: person, day, shift (or ``ANY``), whether to work it, and the price of refusal."""

    person: Index
    day: Index
    shift: Index
    work: Flag
    price: Float


@dataclass(frozen=True)
class Fairness:
    """Prices of unequal burdens within a team: of every night, and weekend, between the most and the fewest."""

    night_price: float = 0.0
    weekend_price: float = 0.0


@dataclass(frozen=True)
class RosterFacts:
    """All of it. ``least_rest_min`` is real time between the end of a shift and the start of the next one.

    ``time_zone`` is where the shifts take place; ``skills`` are names.
    """

    days: Days
    shifts: Shifts
    people: People
    cover: Cover
    wishes: Wishes
    fairness: Fairness
    skills: tuple[str, ...]
    least_rest_min: int
    time_zone: str

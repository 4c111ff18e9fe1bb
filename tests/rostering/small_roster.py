"""A roster of two people (or more) over a week, to be changed by every test as it needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from capplan.roster_facts import ANY, Cover, Days, Fairness, People, RosterFacts, Shifts, Wishes

MONDAY = date(2026, 3, 2)


def people(count: int = 2, days: int = 7, shifts: int = 2, **limits: Any) -> People:
    """People without limits, but for those given: one value for everybody or a list."""
    nothing = np.zeros(count, np.int64)
    values: dict[str, Any] = {
        "names": tuple("ABCDEFGH"[:count]),
        "team": ("",) * count,
        "skills": np.zeros((count, 0), np.bool_),
        "least_min": nothing.astype(float),
        "most_min": np.full(count, np.inf),
        "most_of_shift": np.full((count, shifts), np.inf),
        "longest_work": np.full(count, np.inf),
        "shortest_work": nothing + 1,
        "longest_off": np.full(count, np.inf),
        "shortest_off": nothing + 1,
        "most_weekends": np.full(count, np.inf),
        "may_work": np.ones((count, days, shifts), np.bool_),
        "must_work": np.zeros((count, days, shifts), np.bool_),
        "worked_before": nothing,
        "off_before": nothing,
        "last_shift": nothing + ANY,
        "pay": nothing.astype(float),
    }
    for name, value in limits.items():
        old = values[name]
        values[name] = (
            np.broadcast_to(np.asarray(value, old.dtype), old.shape).copy()
            if isinstance(old, np.ndarray) and np.ndim(value) < 2 and old.ndim == 1
            else value
        )
    return People(**values)


def cover(rows: list[dict[str, Any]]) -> Cover:
    """Rows of cover; what is not said asks for nothing."""
    usual = {
        "day": 0, "shift": 0, "skill": ANY, "at_least": 0.0, "wanted": np.nan, "at_most": np.inf,
        "short_price": 0.0, "over_price": 0.0,
    }  # fmt: skip
    full = [{**usual, **row} for row in rows]
    kinds = {"day": np.int64, "shift": np.int64, "skill": np.int64}
    return Cover(**{name: np.array([row[name] for row in full], kinds.get(name, float)) for name in usual})


def wishes(*rows: tuple[int, int, int, bool, float]) -> Wishes:
    """Person, day, shift, work, price of each."""
    person, day, shift, work, price = zip(*rows, strict=True) if rows else ((),) * 5
    whole = (np.array(part, np.int64) for part in (person, day, shift))
    return Wishes(*whole, np.array(work, np.bool_), np.array(price, float))


def small(days: int = 7, count: int = 2, first: date = MONDAY, **changes: Any) -> RosterFacts:
    """Day shift D (9 to 17) and night shift N (22 to 6), 8 paid hours each; nothing is wanted."""
    shifts = Shifts(
        ("D", "N"),
        np.array([540, 1320]),
        np.array([480, 480]),
        np.array([480, 480]),
        np.array([False, True]),
        np.array([ANY, ANY]),
        np.zeros((2, 2), np.bool_),
    )
    facts = RosterFacts(
        Days(first, days), shifts, people(count, days), cover([]), wishes(), Fairness(), (), 0, "UTC"
    )
    return replace(facts, **changes)

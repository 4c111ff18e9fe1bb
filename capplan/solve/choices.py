"""Choices: one option out of several, by where a quantity lies; and yes-or-no decisions that come before all else.

A discount from a threshold on, a dead band, a candidate that is opened: few whole numbers that move much money. They
are decided on the relaxation, before any class is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from capplan.solve.contract import Choice

__all__ = [
    "option_columns",
    "options_at",
    "other_way",
    "rounded",
    "taken_at",
    "torn",
    "torn_choices",
    "values_of",
]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

NEAR = 1e-6
"""What a solver leaves beside a threshold or a whole number."""

NEARBY = 0.1
"""How far a quantity may be from an option, as a part of it, for the option to be kept."""

HEAVY = 0.2
"""The least part of an option in the relaxation that makes it worth a try."""

MOSTLY = 0.95
"""A choice made for so great a part is made."""

WORTH = 1
"""How many other options of a choice are tried."""


def option_columns(choices: Sequence[Choice]) -> Index:
    """The columns of all options."""
    columns = np.concatenate([np.zeros(0, np.int64), *(choice.options for choice in choices)])
    return np.asarray(columns[columns >= 0], dtype=np.int64)


def taken_at(x: Float, choices: Sequence[Choice]) -> Index:
    """The option of every choice in which its quantity lies; -1 where its gate is shut."""
    taken = []
    for choice in choices:
        quantity = float(x[choice.quantity])
        reached = quantity + NEAR * max(1.0, abs(quantity))
        option = max(0, int(np.searchsorted(choice.lower, reached, side="right")) - 1)
        taken.append(option if choice.is_open(x) else -1)
    return np.array(taken, dtype=np.int64)


def kept_where_near(x: Float, choices: Sequence[Choice], before: Index) -> Index:
    """The options taken ``before`` where the quantity still lies near them, else those in which it lies."""
    taken = taken_at(x, choices)
    for number, (choice, option) in enumerate(zip(choices, before.tolist(), strict=True)):
        if taken[number] >= 0 and option >= 0:
            quantity, ends = float(x[choice.quantity]), np.append(choice.lower, np.inf)
            away = max(float(ends[option]) - quantity, quantity - float(ends[option + 1]), 0.0)
            if away <= NEARBY * quantity:
                taken[number] = option
    return taken


def values_of(choices: Sequence[Choice], taken: Index) -> Float:
    """1 for the columns of the options taken, 0 for the others, in the order of ``option_columns``."""
    parts = [np.zeros(0)]
    for choice, option in zip(choices, taken.tolist(), strict=True):
        parts.append((np.arange(len(choice.options)) == option)[choice.options >= 0] * 1.0)
    return np.concatenate(parts)


def options_at(x: Float, choices: Sequence[Choice]) -> tuple[Index, Float]:
    """The columns of all options, and 1 for those in which the quantities lie."""
    return option_columns(choices), values_of(choices, taken_at(x, choices))


def torn_choices(x: Float, choices: Sequence[Choice], most: int = WORTH) -> list[tuple[int, list[int]]]:
    """Choices that the relaxation makes in part, with the options worth a try, ``most`` of each at most.

    Those are the one that it takes most of and the one beside that in which the quantity lies, the heavier first. The
    choices that are most in parts come first.
    """
    found: list[tuple[float, int, list[int]]] = []
    for number, (choice, taken) in enumerate(zip(choices, taken_at(x, choices).tolist(), strict=True)):
        weights = np.where(choice.options >= 0, x[choice.options], 0.0)
        if taken >= 0 and NEAR < weights.max() < MOSTLY:
            worth = [k for k in np.argsort(-weights, kind="stable").tolist() if weights[k] > HEAVY]
            beside = [k for k in (taken + 1, taken - 1) if 0 <= k < len(weights)]
            others = [k for k in dict.fromkeys(worth + beside) if k != taken][:most]
            found.append((float(weights.max()), number, others))
    return [(number, others) for _, number, others in sorted(found, key=lambda each: each[0])]


def rounded(shares: Float) -> Float:
    """[series, time] one yes in a series whose shares come to a half, when their running sum does."""
    return _first_at(shares, np.full(len(shares), 0.5))


def torn(shares: Float) -> Index:
    """The series that the relaxation decides in part, the most torn first."""
    sums = shares.sum(axis=1)
    found = np.flatnonzero((sums > NEAR) & (sums < 1.0 - NEAR))
    return np.asarray(found[np.argsort(np.abs(sums[found] - 0.5), kind="stable")], dtype=np.int64)


def other_way(shares: Float, chosen: Float, series: int) -> Float:
    """``chosen`` with the other answer in one series: no instead of yes, or yes when half of its share is reached."""
    other = chosen.copy()
    yes = _first_at(shares, 0.5 * shares.sum(axis=1))[series]
    other[series] = 0.0 if chosen[series].any() else yes
    return other


def _first_at(shares: Float, least: Float) -> Float:
    sums = shares.cumsum(axis=1)
    there = sums >= least[:, None] - NEAR
    first = there & (there.cumsum(axis=1) == 1)
    return np.where(first, 1.0, 0.0)

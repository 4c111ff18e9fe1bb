"""The best options of all choices, from a relaxation that mixes them.

The relaxation takes a part of a discount without the volume for it. A choice by the quantity alone forgoes discounts
that are nearly reached, so the options that the relaxation mixes are tried one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.solve.choices import kept_where_near, option_columns, taken_at, torn_choices, values_of
from capplan.solve.contract import Choice
from capplan.solve.relaxation import Relaxation

__all__ = ["Settled", "free", "settle"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Settled:
    """The options ``taken``, the ``values`` of their columns, and the relaxation ``x`` with them at ``cost``."""

    taken: Index
    values: Float
    x: Float
    cost: float


def free(relaxation: Relaxation, choices: Sequence[Choice]) -> None:
    """Give the options their own bounds back."""
    options, arrays = option_columns(choices), relaxation.arrays
    relaxation.bound(options, arrays.column_lower[options], arrays.column_upper[options])


def settle(
    relaxation: Relaxation,
    mixed: Float,
    choices: Sequence[Choice],
    time_s: float,
    before: Index | None = None,
) -> Settled | None:
    """The options held on the relaxation, from an optimum with none of them held; None when no options go.

    The first try keeps the options taken ``before`` where that is near. Others are tried for ``time_s`` seconds.
    """
    reporter = relaxation.reporter
    until_s = reporter.remaining_s() - time_s
    options, lies = option_columns(choices), taken_at(mixed, choices)
    near = lies if before is None else kept_where_near(mixed, choices, before)
    best = _held(relaxation, options, choices, near)
    again = best is None and not np.array_equal(near, lies)
    if again:
        best = _held(relaxation, options, choices, lies)
    taken = lies if best is None else best.taken
    torn = dict(torn_choices(mixed, choices))
    for number in range(len(choices)):
        worth = [int(near[number])] if again and near[number] != lies[number] else []
        if reporter.remaining_s() > until_s:
            worth += torn.get(number, [])
        for option in dict.fromkeys(worth):
            if option == taken[number] or reporter.stop.is_set():
                continue
            other = taken.copy()
            other[number] = option
            found = _held(relaxation, options, choices, other)
            if found is not None and (best is None or found.cost < best.cost):
                taken, best = other, found
    if best is not None:
        relaxation.bound(options, best.values, best.values)
    return best


def _held(relaxation: Relaxation, options: Index, choices: Sequence[Choice], taken: Index) -> Settled | None:
    values = values_of(choices, taken)
    relaxation.bound(options, values, values)
    x = relaxation.solve()
    return (
        None if x is None or relaxation.objective is None else Settled(taken, values, x, relaxation.objective)
    )

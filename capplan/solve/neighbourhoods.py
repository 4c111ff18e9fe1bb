"""Neighbourhoods: the whole numbers of one site at a time, all others held, improved by branch and bound.

A site's classes, people and roles hang together closely, and with the rest through hours that any site can give:
with everybody else's whole numbers held those hours still move. Rounds go on while they pay.

Source   fix-and-optimise (Helber and Sahling 2010) with neighbourhoods that mean something.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.contract import Found
from capplan.solve.worker import Reporter

__all__ = ["improve"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

GAP = 2e-4
"""Where one neighbourhood is good enough, in parts of the whole plan."""

PAYS = 2e-5
"""What a neighbourhood must improve, in parts of the whole plan, for another round to be worth it."""

NODES = 100
"""Most nodes of one neighbourhood, so that what is found does not depend on the clock."""

PART_OF_TIME = 0.6
"""Of the time that is left: how much all rounds may take."""

LONGEST = 0.1
"""Of that time: how much one neighbourhood may take."""

MOST_S = 15.0
"""No neighbourhood takes longer: a minute more with one of them finds less than the next one."""

LEAST_S = 5.0
"""With less time for each neighbourhood it is not worth the start."""

Branch = Callable[[Arrays, Float, float, float, int], Found]
"""Branch and bound from a start, with a gap, a limit in seconds and one in nodes."""


def improve(
    arrays: Arrays,
    x: Float,
    neighbourhoods: Sequence[Index],
    reporter: Reporter,
    branch: Branch,
    enough: Callable[[], bool],
    round_over: Callable[[Float], None],
) -> None:
    """Rounds over the neighbourhoods from ``x`` while they pay; after each ``round_over`` gets the best point."""
    available_s = PART_OF_TIME * reporter.remaining_s()
    until_s = reporter.remaining_s() - available_s
    if LONGEST * available_s < LEAST_S:
        return
    paid = True
    while paid:
        paid = False
        for free in neighbourhoods:
            left_s = reporter.remaining_s() - until_s
            if reporter.stop.is_set() or left_s <= 1.0 or enough():
                break
            found = branch(_held(arrays, x, free), x, GAP, min(left_s, LONGEST * available_s, MOST_S), NODES)
            if found.x is not None and float(arrays.cost @ (found.x - x)) < -PAYS * abs(
                float(arrays.cost @ x)
            ):
                x, paid = found.x, True
        round_over(x)
        paid = paid and not enough()


def _held(arrays: Arrays, x: Float, free: Index) -> Arrays:
    """The program with every whole number held but those of the neighbourhood."""
    held = arrays.integer.copy()
    held[free] = False
    whole = np.rint(x)
    return replace(
        arrays,
        column_lower=np.where(held, whole, arrays.column_lower),
        column_upper=np.where(held, whole, arrays.column_upper),
    )

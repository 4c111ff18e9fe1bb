"""The hours of a plan moved: whole numbers and switches stay, everything else is planned anew, all parts at once.

A plan made part by part takes what the others do as it is. Once all whole numbers are known, most of the program
follows from them (``reduction``), and what is left is solved in a small part of the time that the relaxation takes.

Hours    min cost @ x   over all rows,  whole numbers as they are,  columns of a switch within its bounds, on or off
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.aside import SLACK
from capplan.solve.clock import Clock
from capplan.solve.reduction import reduce
from capplan.solve.relaxation import Relaxation
from capplan.solve.switches import Switches

__all__ = ["hours_moved"]

Float = NDArray[np.float64]


def hours_moved(
    arrays: Arrays, switches: Switches, x: Float, clock: Clock, seed: int, threads: int = 1
) -> Float | None:
    """The cheapest point with the whole numbers and switches of ``x``; None where there is none, or time is up.

    A switch that is neither on nor off at ``x``, be it by a rounding, is turned as its columns are used.
    """
    lower, upper, whole = arrays.column_lower.copy(), arrays.column_upper.copy(), arrays.integer
    on = switches.at(x, SLACK)
    if on is None:
        on = switches.wanted(x, lower, upper)
    columns, least, most = switches.bounds(np.arange(switches.count), on)
    lower[columns] = np.maximum(lower[columns], least)
    upper[columns] = np.minimum(upper[columns], most)
    lower[whole] = upper[whole] = np.rint(x[whole])
    held = replace(arrays, column_lower=lower, column_upper=upper, integer=np.zeros(len(x), bool))
    reduced = reduce(held, np.zeros(0, np.int64))
    if not reduced.arrays.shape[1]:
        return reduced.restore(np.zeros(0))
    moved = Relaxation(reduced.arrays, clock, seed, threads).solve()
    return None if moved is None else reduced.restore(moved)

"""Switches turned on or off on a relaxation, as its optimum uses their columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.solve.relaxation import Hold, Relaxation
from capplan.solve.switches import Switches

__all__ = ["again", "flip", "flipped", "loosen"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def flip(relaxation: Relaxation, x: Float, switches: Switches) -> Float | None:
    """The optimum with every switch held on or off, as ``x`` wants it where that goes; None if a switch goes neither
    way.

    A team that runs out of people has no least hours for a queue. What contradicts itself is tried in halves, after
    all the rest.
    """
    if not switches.count:
        return x
    arrays = relaxation.arrays
    on = switches.wanted(x, arrays.column_lower, arrays.column_upper)
    waiting = [np.arange(switches.count)]
    while waiting:
        some = waiting.pop()
        held, blamed = relaxation.hold_or_blame(Hold(*switches.bounds(some, on)))
        if held is None and not relaxation.no_room:
            return None
        if held is None and len(some) > 1:
            waiting += _apart(some, np.unique(switches.of[np.isin(switches.columns, blamed)]))
            continue
        if held is None:
            held = relaxation.hold(Hold(*switches.bounds(some, ~on)))
        if held is None:
            return None
        x = held
    return x


def _apart(some: Index, blamed: Index) -> list[Index]:
    """The switches in two groups, those last that are to be held first."""
    in_conflict = np.isin(some, blamed)
    if in_conflict.any() and not in_conflict.all():
        return [some[in_conflict], some[~in_conflict]]
    half = len(some) // 2
    return [some[half:], some[:half]]


def again(relaxation: Relaxation, x: Float, switches: Switches) -> Float:
    """The optimum with all switches turned anew where that is cheaper, else ``x``, the present one."""
    if not switches.count:
        return x
    mark = relaxation.mark()
    loosen(relaxation, switches)
    free = relaxation.solve()
    if free is not None:
        arrays = relaxation.arrays
        on = switches.wanted(free, arrays.column_lower, arrays.column_upper)
        turned = relaxation.hold(Hold(*switches.bounds(np.arange(switches.count), on)))
        if turned is not None and mark.objective is not None and relaxation.objective < mark.objective:  # type: ignore[operator]
            return turned
    relaxation.back(mark)
    return x


def flipped(relaxation: Relaxation, switches: Switches) -> bool:
    """Whether the relaxation holds every switch on or off."""
    if not switches.count:
        return True
    columns = switches.columns
    lower, upper = relaxation.lower[columns], relaxation.upper[columns]
    own_lower, own_upper = relaxation.arrays.column_lower[columns], relaxation.arrays.column_upper[columns]
    off = (lower >= switches.off_lower) & (upper <= switches.off_upper)
    on = (lower >= np.maximum(switches.on_lower, own_lower)) & (
        upper <= np.minimum(switches.on_upper, own_upper)
    )
    count = np.bincount(switches.of, minlength=switches.count)
    ways = [np.bincount(switches.of[way], minlength=switches.count) == count for way in (off, on)]
    return bool(np.all(ways[0] | ways[1]))


def loosen(relaxation: Relaxation, switches: Switches) -> None:
    """Give the columns of switches their own bounds back."""
    columns, arrays = np.unique(switches.columns), relaxation.arrays
    relaxation.bound(columns, arrays.column_lower[columns], arrays.column_upper[columns])

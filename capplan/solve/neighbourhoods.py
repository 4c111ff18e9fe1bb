"""Neighbourhoods: the whole numbers of a site, a language or a span of weeks set free, all others held.

The classes, people, roles and contract of a site hang together closely, and with the rest through hours that any site
can give: with everybody else's whole numbers held those hours still move. What is free is dived for again from the
relaxation and improved by moves; a better plan is kept. Neighbourhoods take turns, those that paid last time first.

Source   large neighbourhood search; fix-and-optimise (Helber and Sahling 2010).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.solve.contract import Guide, Ladder
from capplan.solve.dive import Care, dive
from capplan.solve.moves import move
from capplan.solve.relaxation import Relaxation

__all__ = ["improve"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

CARE = Care(windows=4)

MOVES = 20
"""Most solves for moves in one neighbourhood."""

PAYS = 1e-6
"""What a neighbourhood must improve, in parts of the whole plan, to count."""


LESS = 0.1
"""What another neighbourhood may be worth after one has paid, as a part of what that saved."""


@dataclass
class _Turn:
    """A neighbourhood, and what it saved last time or may save now; nothing when another turn is not worth it."""

    columns: Index
    saved: float = np.inf


def improve(
    relaxation: Relaxation,
    x: Float,
    guide: Guide,
    enough: Callable[[], bool],
    hear: Callable[[Float], None],
) -> Float:
    """Turns over the neighbourhoods from the whole point ``x`` until none pays; ``hear`` gets every better point."""
    arrays, cost = relaxation.arrays, float(relaxation.arrays.cost @ x)
    turns = [_Turn(columns) for columns in guide.neighbourhoods]
    while any(turn.saved > 0.0 for turn in turns):
        turn = max(turns, key=lambda each: each.saved)
        if enough() or relaxation.clock.stop.is_set() or relaxation.clock.remaining_s() <= 1.0:
            break
        found = _again(relaxation, x, turn.columns, guide, enough)
        after = np.inf if found is None else float(arrays.cost @ found)
        turn.saved = cost - after if cost - after > PAYS * abs(cost) else 0.0
        if found is not None and turn.saved > 0.0:
            x, cost = found, after
            for other in turns:
                # what did not pay may pay now
                other.saved = max(other.saved, LESS * turn.saved)
            hear(x)
    return x


def _again(
    relaxation: Relaxation, x: Float, columns: Index, guide: Guide, enough: Callable[[], bool]
) -> Float | None:
    """A whole point with ``columns`` dived for again and all other whole numbers as they are."""
    arrays = relaxation.arrays
    whole = np.flatnonzero(arrays.integer)
    values = np.rint(x[whole])
    relaxation.free()
    relaxation.bound(whole, values, values)
    relaxation.bound(columns, arrays.column_lower[columns], arrays.column_upper[columns])
    relaxed = relaxation.solve()
    if relaxed is None:
        return None
    inside = np.zeros(arrays.shape[1], bool)
    inside[columns] = True
    near = replace(guide, ladders=_within(guide.ladders, inside), decisions=_touched(guide.decisions, inside))
    classes = guide.series[0]

    def better(at: Float) -> Float:
        return move(relaxation, at, classes[inside[classes].any(axis=1)], enough, MOVES)

    return dive(relaxation, relaxed, near, CARE, better)


def _within(ladders: Sequence[Ladder], inside: NDArray[np.bool_]) -> tuple[Ladder, ...]:
    return tuple(ladder for ladder in ladders if inside[ladder.columns].any())


def _touched(decisions: Sequence[Index], inside: NDArray[np.bool_]) -> tuple[Index, ...]:
    # all series of decisions have the same times, so those of a contract are kept or left out in every one
    return tuple(index[inside[index].any(axis=1)] for index in decisions)

"""Decisions before all else, on the relaxation: yes or no, and what it leaves half open tried both ways."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.solve.choices import other_way, rounded, torn
from capplan.solve.relaxation import Hold, Relaxation

__all__ = ["decide"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def decide(relaxation: Relaxation, x: Float, columns: Index, both_ways: bool) -> Float | None:
    """The optimum with the decisions ``columns`` (series x time) held at yes or no; None if none goes.

    With ``both_ways`` every series that the relaxation leaves torn is tried with both answers.
    """
    if not columns.size:
        return x
    for series in torn(x[columns]).tolist() if both_ways else ():
        shares = x[columns]
        one = rounded(shares)
        ways = [Hold.at(columns[series], way[series]) for way in (one, other_way(shares, one, series))]
        found = relaxation.cheapest(ways)
        if found is None:
            break
        x = found[1]
    chosen = rounded(x[columns])
    for values in (chosen, np.zeros_like(chosen)):
        held = relaxation.hold(Hold.at(columns, values))
        if held is not None:
            return held
    return None

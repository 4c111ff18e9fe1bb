"""Night rules: what the hours of a shift in a window of the clock cost on top, or that there are none.

Index    k shift    w window of a rule

Given    start[k], minutes[k]; from[w], to[w]   minutes after midnight; a window that closes before it opens closes
                                                the next day

Equation hours[k,w] = sum over days: length of the part of shift k that lies in window w / 60
         cost[k]   += sum over w: premium_per_h[w] * hours[k,w]
         barred[k]  = any forbidden w with hours[k,w] > 0

The clock is taken to run on: the night on which it changes costs what every night does.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.validation.typed import TypedTable

__all__ = ["hours_within", "night_cost"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]
DAY_MINUTES = 1440


def hours_within(start: Index, minutes: Index, opens: float, closes: float) -> Float:
    """[k] hours of each shift within a window that comes back every day."""
    length = closes - opens if closes > opens else closes - opens + DAY_MINUTES
    days = np.arange(-1, int(minutes.max(initial=0)) // DAY_MINUTES + 2)
    begin = opens + DAY_MINUTES * days
    end = start + minutes
    inside = np.minimum(end[:, None], begin + length) - np.maximum(start[:, None], begin)
    return np.asarray(np.maximum(inside, 0.0).sum(axis=1) / 60.0, dtype=np.float64)


def night_cost(
    rules: TypedTable, rows: list[int], names: NDArray[np.str_], start: Index, minutes: Index
) -> tuple[Float, Flag]:
    """[k] what the rules in ``rows`` add to the cost of each shift, and whether one of them forbids it."""
    cost, barred = np.zeros(start.size), np.zeros(start.size, dtype=np.bool_)
    for row in rows:
        opens, closes, premium = (rules.number(name)[row] for name in ("from", "to", "premium_per_h"))
        if np.isnan([opens, closes, premium]).any():
            continue
        hours = hours_within(start, minutes, float(opens), float(closes))
        hours[(names != rules.text("shift")[row]) & bool(rules.given("shift")[row])] = 0.0
        cost += premium * hours
        barred |= (hours > 0.0) & (rules.text("forbidden")[row] == "yes")
    return cost, barred

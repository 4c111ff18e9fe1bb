"""Spans of time: from a first interval on, for some intervals, round the end of a cyclic horizon.

Index    i interval    c column: people who are there (or away) during one span

Given    begin[c], length[c]        first interval and number of intervals

Equation staffed[i] = staffed[i - 1] + (spans that begin at i) - (spans that ended at i),  i >= 1
         staffed[0] = spans that hold interval 0

Every column stands in two rows whatever the length of its span: a network of flows in time. Where the horizon is not
cyclic, without breaks, tours and opened shifts, the corners of the program are whole by themselves.

Source   Segal (1974), Operations Research 22(4); Bartholdi, Orlin and Ratliff (1980) for the cyclic week.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.program import Rows

__all__ = ["add_spans", "added_up", "holds"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]


def add_spans(flow: Rows, columns: Index, begin: Index, length: ArrayLike, sign: float, cyclic: bool) -> None:
    """Add people who come (``sign`` 1) or go away (-1) for a span to the rows ``flow``; ``columns`` as ``begin``."""
    count = flow.index.size
    end = begin + np.asarray(length, dtype=np.int64)
    first = holds(begin, end - begin, 0, count, cyclic)
    flow.add(columns[first], -sign, at=flow.index[0])
    for position, coefficient in ((begin, -sign), (end, sign)):
        at = position % count if cyclic else position
        inside = (at > 0) & (at < count)
        flow.add(columns[inside], coefficient, at=flow.index[at[inside]])


def holds(begin: Index, length: Index, interval: int, count: int, cyclic: bool) -> Flag:
    """Whether spans hold an interval."""
    since = interval - begin
    since = since % count if cyclic else since
    return np.asarray((since >= 0) & (since < length), dtype=np.bool_)


def added_up(people: Float, begin: Index, length: ArrayLike, count: int, cyclic: bool) -> Float:
    """[i] people who are there in every interval, from people by span; the three broadcast."""
    many, first, lasting = np.broadcast_arrays(people, begin, np.asarray(length, dtype=np.int64))
    some = many != 0.0
    start = np.asarray(first[some], dtype=np.int64)
    start = start % count if cyclic else start
    end = start + np.asarray(lasting[some], dtype=np.int64)
    steps = np.zeros(2 * count + 1)
    np.add.at(steps, np.clip(start, 0, 2 * count), many[some])
    np.subtract.at(steps, np.clip(end, 0, 2 * count), many[some])
    there = np.cumsum(steps)[:-1]
    return np.asarray(there[:count] + (there[count:] if cyclic else 0.0), dtype=np.float64)

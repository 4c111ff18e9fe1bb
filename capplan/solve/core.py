"""The core of a program: the program without the columns that the caller lets stand aside.

Columns that only steer (hours moved, a team takes a queue or not) make the relaxation many times slower and
hardly move its value. Without them and their rows the program is smaller and its optimum is a lower bound,
because every such column costs nothing or something and its rows can only take plans away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays

__all__ = ["Core"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Core:
    """``arrays`` is the core of ``whole``; ``kept`` flags the columns of the whole that are in it."""

    whole: Arrays
    arrays: Arrays
    kept: NDArray[np.bool_]

    @classmethod
    def of(cls, whole: Arrays, aside: Index) -> Core:
        """The core of ``whole`` without the columns ``aside``, as far as leaving them out keeps a bound."""
        kept = np.ones(whole.shape[1], bool)
        harmless = aside[(whole.cost[aside] >= 0.0) & (whole.column_lower[aside] >= 0.0)]
        kept[harmless] = False
        if not harmless.size:
            return cls(whole, whole, kept)
        rows = np.diff(whole.matrix[:, harmless].tocsr().indptr) == 0
        arrays = Arrays(
            cost=whole.cost[kept],
            column_lower=whole.column_lower[kept],
            column_upper=whole.column_upper[kept],
            integer=whole.integer[kept],
            row_lower=whole.row_lower[rows],
            row_upper=whole.row_upper[rows],
            matrix=whole.matrix[rows][:, kept],
        )
        return cls(whole, arrays, kept)

    @property
    def complete(self) -> bool:
        """Whether nothing stands aside."""
        return bool(self.kept.all())

    def positions(self, index: Index) -> Index:
        """Columns of the whole program as columns of the core; they must be in it."""
        return np.asarray(np.cumsum(self.kept)[index] - 1, dtype=np.int64)

    def fixed(self, x: Float) -> Arrays:
        """The whole program with the integer columns of the core fixed at the core point ``x``."""
        held = np.flatnonzero(self.kept & self.whole.integer)
        values = np.rint(x[self.positions(held)])
        lower, upper = self.whole.column_lower.copy(), self.whole.column_upper.copy()
        lower[held] = upper[held] = values
        return replace(self.whole, column_lower=lower, column_upper=upper)

"""The core of a program: what is left without the columns that stand aside and without what reasoning can spare.

Steering terms (steady allocation, least hours) are many rows for little money. A search on the core is several times
faster, and its bound holds for the whole program too, because what was left out costs nothing or something and its
rows can only take plans away. What is left is reduced (``reduction``), which takes no plan and no cost away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.aside import Aside
from capplan.solve.contract import Guide
from capplan.solve.reduction import Reduced, named_columns, reduce
from capplan.solve.switches import Switches

__all__ = ["Core"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Core:
    """``arrays`` is the core of ``whole``; ``kept`` flags the columns of the whole that do not stand ``aside``.

    The last column of ``arrays`` is fixed at one and carries the cost that the reduction found to be constant.
    """

    whole: Arrays
    kept: NDArray[np.bool_]
    aside: Aside
    reduced: Reduced
    arrays: Arrays

    @classmethod
    def of(cls, whole: Arrays, guide: Guide) -> Core:
        """The core of ``whole``; columns that the guide names stay in it, and those that switches bound."""
        aside = Aside.of_columns(whole, guide.aside)
        kept = np.ones(whole.shape[1], bool)
        kept[aside.columns] = False
        named = np.union1d(named_columns(guide), aside.switches.columns)
        places = np.cumsum(kept) - 1
        reduced = reduce(_without(whole, kept), places[named[kept[named]]])
        return cls(whole, kept, aside, reduced, _with_constant(reduced.arrays, reduced.constant))

    @property
    def complete(self) -> bool:
        """Whether nothing stands aside."""
        return bool(self.kept.all())

    def positions(self, index: Index) -> Index:
        """Columns of the whole program as columns of the core, -1 (none) as it is; the guide must name them."""
        found = self.places[index]
        if np.any((found < 0) & (index >= 0)):
            raise KeyError("the guide names columns that are not in the core")
        return np.asarray(found, dtype=np.int64)

    @cached_property
    def places(self) -> Index:
        """Of every column of the whole program, and of none at the end: its column of the core or -1."""
        places = np.full(self.whole.shape[1] + 1, -1, dtype=np.int64)
        columns = np.flatnonzero(self.kept)[self.reduced.columns]
        places[columns] = np.arange(len(columns))
        return places

    def values(self, whole: Float) -> Float:
        """Values of columns of the whole program for those that are columns of the core too; nan for its constant."""
        return np.append(whole[self.kept][self.reduced.columns], np.nan)

    def spread(self, x: Float) -> Float:
        """The point of the whole program that a core point stands for; nought for columns aside."""
        whole = np.zeros(self.whole.shape[1])
        whole[self.kept] = self.reduced.restore(x[:-1])
        return whole

    def gathered(self, whole: Float) -> Float:
        """The core point of a point of the whole program."""
        return np.append(self.reduced.shrink(whole[self.kept]), 1.0)

    def plan(self, x: Float) -> Float | None:
        """The point of the whole program, what stands aside too; None where a switch is neither on nor off."""
        return self.aside.completed(self.spread(x))

    @cached_property
    def switches(self) -> Switches:
        """The switches, which bound columns of the core."""
        return self.aside.switches.moved(self.places)


def _without(whole: Arrays, kept: NDArray[np.bool_]) -> Arrays:
    """The program without the columns that are not kept, and without their rows."""
    if kept.all():
        return whole
    rows = np.diff(whole.matrix[:, np.flatnonzero(~kept)].tocsr().indptr) == 0
    return Arrays(
        cost=whole.cost[kept],
        column_lower=whole.column_lower[kept],
        column_upper=whole.column_upper[kept],
        integer=whole.integer[kept],
        row_lower=whole.row_lower[rows],
        row_upper=whole.row_upper[rows],
        entries=Entries.of(whole.matrix[rows][:, kept]),
    )


def _with_constant(arrays: Arrays, constant: float) -> Arrays:
    matrix = sparse.hstack([arrays.matrix, sparse.csr_matrix((arrays.shape[0], 1))], format="csr")
    return replace(
        arrays,
        cost=np.append(arrays.cost, constant),
        column_lower=np.append(arrays.column_lower, 1.0),
        column_upper=np.append(arrays.column_upper, 1.0),
        integer=np.append(arrays.integer, False),
        entries=Entries.of(matrix),
    )

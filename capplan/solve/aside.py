"""What stands aside of a core and follows from a point of it, without a solver.

Index    r row of a column that stands aside    j column of the core

Switch   z in {0, 1}, in rows     lower[r] <= a[r] * x[j] + c[r] * z <= upper[r]     with one column j each:
         for either value of z the row bounds x[j] (``switches.py``)
Follower m >= least, in rows      sum over j: a[r,j] * x[j] + d[r] * m >= lower[r],  d[r] > 0  (or turned round):
         as it costs something or nothing, the cheapest is  max(least, max over r: (lower[r] - sum a * x) / d[r])

Both cost something or nothing and are at least nothing, so the program without them and their rows proves a bound.
Columns of any other form stay in the core.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.program import Arrays
from capplan.solve.switches import Switches

__all__ = ["SLACK", "Aside"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]

SLACK = 1e-6
"""How far a column may be beyond the bounds of a switch; a solver keeps bounds to less."""


@dataclass(frozen=True)
class Aside:
    """``switch`` [s] are the columns of ``switches``, which bound columns of ``whole``; ``followers`` [m] follow.

    The k-th of ``rows`` asks that follower ``of[k]`` is at least ``least[k]`` less what the row comes to.
    """

    whole: Arrays
    switch: Index
    switches: Switches
    followers: Index
    of: Index
    rows: sparse.csr_matrix
    least: Float

    @classmethod
    def of_columns(cls, whole: Arrays, columns: Index) -> Aside:
        """Those of ``columns`` that are switches or followers."""
        free = (whole.cost[columns] >= 0.0) & (whole.column_lower[columns] >= 0.0)
        mask = np.zeros(whole.shape[1], np.bool_)
        mask[columns[free]] = True
        while True:
            found = _Entries.of(whole, mask)
            bad = np.unique(found.column[~(found.switches | found.follows)])
            if not bad.size:
                break
            mask[bad] = False
        return _made(whole, found, np.flatnonzero(mask))

    @property
    def columns(self) -> Index:
        """All of them."""
        return np.concatenate([self.switch, self.followers])

    def completed(self, x: Float) -> Float | None:
        """The whole point with everything aside where it is cheapest, ``x`` the rest; None where nothing goes."""
        on = self.switches.at(x, SLACK)
        if on is None:
            return None
        whole = np.array(x, float)
        whole[self.switch] = np.where(on, 1.0, 0.0)
        whole[self.followers] = self.whole.column_lower[self.followers]
        asked = self.least - self.rows @ whole
        np.maximum.at(whole, self.followers[self.of], asked)
        upper = self.whole.column_upper[self.followers]
        return None if np.any(whole[self.followers] > upper * (1.0 + SLACK) + SLACK) else whole


@dataclass(frozen=True)
class _Entries:
    """The entries of the columns that may stand aside, and which of two forms they have."""

    row: Index
    column: Index
    value: Float
    switches: Flag
    follows: Flag

    @classmethod
    def of(cls, whole: Arrays, mask: Flag) -> _Entries:
        here = np.flatnonzero(mask)
        entries = whole.matrix[:, here].tocoo()
        row, column = entries.row.astype(np.int64), here[entries.col]
        value = np.asarray(entries.data, float)
        alone = np.bincount(row, minlength=whole.shape[0])[row] == 1
        pair = np.diff(whole.matrix.indptr)[row] == 2
        binary = whole.integer & (whole.column_lower == 0.0) & (whole.column_upper == 1.0)
        lower, upper = np.isfinite(whole.row_lower[row]), np.isfinite(whole.row_upper[row])
        helps = np.where(value > 0.0, lower & ~upper, upper & ~lower)
        return cls(row, column, value, alone & pair & binary[column], alone & helps & ~whole.integer[column])


def _made(whole: Arrays, found: _Entries, columns: Index) -> Aside:
    integer = whole.integer[columns]
    switch, followers = columns[integer], columns[~integer]
    place = np.full(whole.shape[1], -1, np.int64)
    place[switch], place[followers] = np.arange(len(switch)), np.arange(len(followers))
    asks = found.follows
    scale = sparse.diags_array(1.0 / found.value[asks])
    row = found.row[asks]
    lower = np.where(found.value[asks] > 0.0, whole.row_lower[row], whole.row_upper[row])
    rows = sparse.csr_matrix(scale @ whole.matrix[row])
    # the rows without their followers
    own = (np.ones(len(row)), (np.arange(len(row)), found.column[asks]))
    rows = sparse.csr_matrix(rows - sparse.csr_matrix(own, shape=rows.shape))
    return Aside(
        whole,
        switch,
        _switches(whole, found, place, len(switch)),
        followers,
        place[found.column[asks]],
        rows,
        lower / found.value[asks],
    )


def _switches(whole: Arrays, found: _Entries, place: Index, count: int) -> Switches:
    here = found.switches
    row, of, value = found.row[here], place[found.column[here]], found.value[here]
    pairs = whole.matrix[row].tocoo()
    other = pairs.col != found.column[here][pairs.row]
    columns, factor = np.zeros(len(row), np.int64), np.ones(len(row))
    columns[pairs.row[other]], factor[pairs.row[other]] = pairs.col[other], pairs.data[other]
    # several rows of a switch may bound the same column
    key, first, at = np.unique(of * whole.shape[1] + columns, return_index=True, return_inverse=True)
    bounds = []
    for turned in (0.0, 1.0):
        sides = [(side[row] - value * turned) / factor for side in (whole.row_lower, whole.row_upper)]
        lower, upper = np.full(len(key), -np.inf), np.full(len(key), np.inf)
        np.maximum.at(lower, at, np.minimum(*sides))
        np.minimum.at(upper, at, np.maximum(*sides))
        bounds += [lower, upper]
    return Switches(count, columns[first], of[first], *bounds)

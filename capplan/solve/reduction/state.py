"""A program while it is reduced, with the steps that lead back to the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.reduction.tolerances import made_whole

__all__ = ["Activity", "Set", "State", "Step"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Step(Protocol):
    """One reduction, as a change of points; both ways write into a point of the whole program."""

    def forth(self, x: Float) -> None:
        """What the columns that stay stand for from here on."""

    def back(self, x: Float) -> None:
        """The columns that went, from those that stayed."""


@dataclass(frozen=True)
class Set:
    """Columns that have one value."""

    columns: Index
    values: Float

    def forth(self, x: Float) -> None:
        """Nothing to do: these columns are gone."""

    def back(self, x: Float) -> None:
        """Give the columns their value."""
        x[self.columns] = self.values


@dataclass(frozen=True)
class Activity:
    """The least and the most that rows can come to: finite parts, and how many terms have no end.

    ``least`` and ``most`` hold infinities where a term has no end.
    """

    least_finite: Float
    least_endless: Index
    most_finite: Float
    most_endless: Index

    @property
    def least(self) -> Float:
        """The least activity of every row."""
        return np.where(self.least_endless > 0, -np.inf, self.least_finite)

    @property
    def most(self) -> Float:
        """The most activity of every row."""
        return np.where(self.most_endless > 0, np.inf, self.most_finite)


@dataclass
class State:
    """A program under reduction. ``columns`` are positions in the whole program; ``kept`` columns survive."""

    cost: Float
    lower: Float
    upper: Float
    integer: Mask
    row_lower: Float
    row_upper: Float
    matrix: sparse.csr_matrix
    kept: Mask
    columns: Index
    constant: float = 0.0
    steps: list[Step] = field(default_factory=list)

    @classmethod
    def of(cls, arrays: Arrays, keep: NDArray[np.int64] | Mask) -> State:
        """The whole program; ``keep`` is an index or a mask of its columns."""
        count = arrays.shape[1]
        kept = np.zeros(count, bool)
        kept[keep] = True
        matrix = sparse.csr_matrix(arrays.matrix, dtype=float, copy=True)
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        low, low_clear = made_whole(arrays.column_lower, arrays.integer, np.ceil)
        high, high_clear = made_whole(arrays.column_upper, arrays.integer, np.floor)
        return cls(
            cost=arrays.cost.astype(float),
            lower=np.where(low_clear, low, arrays.column_lower),
            upper=np.where(high_clear, high, arrays.column_upper),
            integer=arrays.integer.copy(),
            row_lower=arrays.row_lower.astype(float),
            row_upper=arrays.row_upper.astype(float),
            matrix=matrix,
            kept=kept,
            columns=np.arange(count),
        )

    @property
    def size(self) -> int:
        """Rows, columns and entries together."""
        return int(sum(self.matrix.shape) + self.matrix.nnz)

    def row_of_entry(self) -> Index:
        """The row of every entry of the matrix."""
        return np.repeat(np.arange(self.matrix.shape[0]), np.diff(self.matrix.indptr))

    def with_data(self, data: Float) -> sparse.csr_matrix:
        """A matrix with the pattern of this one."""
        return sparse.csr_matrix((data, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)

    def activity(self) -> Activity:
        """What every row can come to under the bounds of its columns."""
        data = self.matrix.data
        up, down = self.with_data(np.maximum(data, 0.0)), self.with_data(np.minimum(data, 0.0))
        ups, downs = self.with_data((data > 0.0).astype(float)), self.with_data((data < 0.0).astype(float))
        low_end, high_end = np.isinf(self.lower), np.isinf(self.upper)
        low, high = np.where(low_end, 0.0, self.lower), np.where(high_end, 0.0, self.upper)
        return Activity(
            least_finite=up @ low + down @ high,
            least_endless=np.rint(ups @ low_end + downs @ high_end).astype(np.int64),
            most_finite=up @ high + down @ low,
            most_endless=np.rint(ups @ high_end + downs @ low_end).astype(np.int64),
        )

    def shift_rows(self, amount: Float) -> None:
        """Take ``amount`` from both sides of every row."""
        self.row_lower = self.row_lower - amount
        self.row_upper = self.row_upper - amount

    def drop_rows(self, gone: Mask) -> None:
        """Leave rows out."""
        if gone.any():
            self.matrix = self.matrix[~gone]
            self.row_lower, self.row_upper = self.row_lower[~gone], self.row_upper[~gone]

    def drop_columns(self, gone: Mask) -> None:
        """Leave columns out, whose entries and costs have been dealt with."""
        if gone.any():
            stays = ~gone
            self.matrix = self.matrix[:, stays]
            for name in ("cost", "lower", "upper", "integer", "kept", "columns"):
                setattr(self, name, getattr(self, name)[stays])

    def clear_fixed(self) -> None:
        """Move columns with one value into the rows and the constant; kept ones stay without entries."""
        fixed = self.lower == self.upper
        moved = np.where(fixed, self.lower, 0.0)
        if not fixed.any():
            return
        self.shift_rows(self.matrix @ moved)
        gone = fixed & ~self.kept
        self.constant += float(self.cost[gone] @ moved[gone])
        if gone.any():
            self.steps.append(Set(self.columns[gone], self.lower[gone]))
        stays = ~fixed[self.matrix.indices]
        if not stays.all():
            counts = np.bincount(self.row_of_entry()[stays], minlength=self.matrix.shape[0])
            start = np.concatenate([[0], np.cumsum(counts)])
            self.matrix = sparse.csr_matrix(
                (self.matrix.data[stays], self.matrix.indices[stays], start), shape=self.matrix.shape
            )
        self.drop_columns(gone)

    def arrays(self) -> Arrays:
        """The program as it stands."""
        self.matrix.sort_indices()
        return Arrays(
            cost=self.cost,
            column_lower=self.lower,
            column_upper=self.upper,
            integer=self.integer,
            row_lower=self.row_lower,
            row_upper=self.row_upper,
            entries=Entries.of(self.matrix),
        )

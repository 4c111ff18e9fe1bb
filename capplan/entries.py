"""The entries of a program, row by row: three arrays that need no package beyond numpy.

A small program, as a month of covering, is built and solved in less time than scipy takes to load; so scipy is
loaded only where somebody asks for the entries as its matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["Entries"]

Index = NDArray[np.int64]
Float = NDArray[np.float64]


@dataclass(frozen=True)
class Entries:
    """Row r has the entries ``starts[r]`` to ``starts[r + 1]`` of ``columns`` and ``values``, by column.

    ``shape`` is the number of rows and of columns of the program.
    """

    values: Float
    columns: NDArray[np.int32]
    starts: NDArray[np.int32]
    shape: tuple[int, int]

    @classmethod
    def summed(cls, row: Index, column: Index, value: Float, shape: tuple[int, int]) -> Entries:
        """From places in any order; what stands in the same place is added up, in the order it comes in."""
        place = row * shape[1] + column
        order = np.argsort(place, kind="stable")
        place = place[order]
        first = np.flatnonzero(np.append(True, place[1:] != place[:-1])[: place.size])
        group = np.repeat(np.arange(first.size), np.diff(np.append(first, place.size)))
        values = np.asarray(np.bincount(group, weights=value[order], minlength=first.size), float)
        count = np.bincount(row[order[first]], minlength=shape[0])
        starts = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
        return cls(values, column[order[first]].astype(np.int32), starts, shape)

    @classmethod
    def of(cls, matrix: sparse.csr_matrix) -> Entries:
        """Those of a matrix of scipy in the form csr, which is kept."""
        rows, columns = matrix.shape
        entries = cls(matrix.data, matrix.indices, matrix.indptr, (int(rows), int(columns)))
        vars(entries)["matrix"] = matrix
        return entries

    @cached_property
    def matrix(self) -> sparse.csr_matrix:
        """As a matrix of scipy on the same arrays."""
        from scipy import sparse  # slow to load

        return sparse.csr_matrix((self.values, self.columns, self.starts), shape=self.shape)

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.starts[-1])

    def at(self, x: Float) -> Float:
        """[row] the sum of values times ``x`` of their columns."""
        row = np.repeat(np.arange(self.shape[0]), np.diff(self.starts))
        added = np.bincount(row, weights=self.values * x[self.columns], minlength=self.shape[0])
        return np.asarray(added, float)

"""Shifts as columns of the program: a bound of one column moves all the sides of a shift.

Index    r row    j column    n shift

Given    by[n,r], column_by[n,j]    what shift n adds to the finite sides of a row, to the upper bound of a column

Decides  moved[n]    how much of shift n is made: 0 or 1 where it is held, anything between while reasoning goes on

Rows     lower[r] <= sum over j: a[r,j] * x[j] - sum over n: by[n,r] * moved[n] <= upper[r]
         room[j]     x[j] - sum over n: column_by[n,j] * moved[n] <= upper[j]      for columns that a shift is about
Bounds   such a column may rise as far as any shift allows, so that its row alone holds it

A program of which most is held reduces (``reduction``) to a third, whatever is moved: then every shift is one bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.shifts import Shift

__all__ = ["with_shifts"]


def with_shifts(arrays: Arrays, shifts: Sequence[Shift]) -> Arrays:
    """The program with a column more for each shift, its bounds 0 and 1; rows of the bounds that move come last."""
    rows, columns = arrays.shape
    count = len(shifts)
    moved = np.unique(np.concatenate([shift.columns for shift in shifts]))
    place = np.full(columns, -1, dtype=np.int64)
    place[moved] = rows + np.arange(len(moved))
    at = np.concatenate([np.append(shift.rows, place[shift.columns]) for shift in shifts])
    by = np.concatenate([np.append(shift.by, shift.column_by) for shift in shifts])
    of = np.repeat(np.arange(count), [len(shift.rows) + len(shift.columns) for shift in shifts])
    ones = sparse.csr_matrix((np.ones(len(moved)), (np.arange(len(moved)), moved)), (len(moved), columns))
    upper = arrays.column_upper.copy()
    np.add.at(
        upper,
        np.concatenate([shift.columns for shift in shifts]),
        np.maximum(np.concatenate([shift.column_by for shift in shifts]), 0.0),
    )
    return replace(
        arrays,
        cost=np.append(arrays.cost, np.zeros(count)),
        column_lower=np.append(arrays.column_lower, np.zeros(count)),
        column_upper=np.append(upper, np.ones(count)),
        integer=np.append(arrays.integer, np.zeros(count, dtype=np.bool_)),
        row_lower=np.append(arrays.row_lower, np.full(len(moved), -np.inf)),
        row_upper=np.append(arrays.row_upper, arrays.column_upper[moved]),
        entries=Entries.of(
            sparse.csr_matrix(
                sparse.hstack(
                    [
                        sparse.vstack([arrays.matrix, ones]),
                        sparse.csr_matrix((-by, (at, of)), (rows + len(moved), count)),
                    ]
                )
            )
        ),
    )

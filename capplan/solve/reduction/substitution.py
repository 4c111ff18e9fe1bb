"""Columns that an equation defines are put into the other rows: heads, hours, balances.

    a x + rest = b   becomes   x = (b - rest) / a   wherever x stands, and   b - a upper <= rest <= b - a lower

The second part is dropped where it cannot bind. It stays when x stands in this row only (x was its slack), and when
``rest`` is one column, whose bound it becomes. A batch of equations is used at once; none of their columns stands in
another of them, so that each is defined by columns that stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.solve.reduction.state import State
from capplan.solve.reduction.tolerances import slack

__all__ = ["substitute"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]

FILL = 30
"""Most entries that a substitution may add."""

PIVOT = 0.01
"""Least coefficient of a column that goes, as a part of the largest of its row: what is small there errs."""

CANCELLED = 1e-13
"""What is left of a coefficient that cancels out, as a part of the largest of its row."""

PASSES = 4
"""How often equations are added to a batch."""


@dataclass(frozen=True)
class Defined:
    """Columns given by equations: ``(constant - rest @ x) / coefficient``."""

    columns: Index
    rest: sparse.csr_matrix
    constant: Float
    coefficient: Float

    def forth(self, x: Float) -> None:
        """Nothing to do: the other columns mean what they meant."""

    def back(self, x: Float) -> None:
        """Work the columns out."""
        x[self.columns] = (self.constant - self.rest @ x) / self.coefficient


def substitute(state: State, whole_columns: int) -> bool:
    """Put one batch of columns into the rows that they stand in; whether there was one."""
    rows, entries = _batch(state)
    if not rows.size:
        return False
    matrix, columns = state.matrix, state.matrix.indices[entries].astype(np.int64)
    coefficient, constant = matrix.data[entries], state.row_lower[rows]
    gone = np.zeros(matrix.shape[1], bool)
    gone[columns] = True
    low, high = _sides(state, rows, columns, coefficient, constant)
    by_column = matrix[:, columns].tocsr()
    rest = matrix[rows]
    rest.data[gone[rest.indices]] = 0.0
    rest.eliminate_zeros()
    state.steps.append(
        Defined(state.columns[columns], _in_whole(state, rest, whole_columns), constant, coefficient)
    )
    # what every row takes of every equation; the equations themselves keep what is left of them
    taken = by_column @ sparse.diags(1.0 / coefficient).tocsr()
    own = np.zeros(matrix.shape[0], bool)
    own[rows] = True
    taken.data[np.repeat(own, np.diff(taken.indptr))] = 0.0
    taken.eliminate_zeros()
    price = state.cost[columns] / coefficient
    state.constant += float(price @ constant)
    state.cost = _clean(state.cost - rest.T @ price, np.abs(state.cost) + abs(rest).T @ np.abs(price))
    state.shift_rows(taken @ constant)
    state.row_lower[rows], state.row_upper[rows] = low, high
    state.matrix = _without_cancelled(matrix, taken @ rest, gone)
    state.drop_columns(gone)
    state.drop_rows(np.isinf(state.row_lower) & np.isinf(state.row_upper))
    return True


def _batch(state: State) -> tuple[Index, Index]:
    """Equations and the entries of their columns that go."""
    row, entry, fill = _candidates(state)
    # ties fall at random, but the same every time: neighbours in a chain of weeks must not all wait for the next
    tie = np.random.default_rng(1).random(len(row))
    order = np.lexsort((tie, fill, row))
    order = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
    row, entry, fill, tie = row[order], entry[order], fill[order], tie[order]
    one, other = _tied(state.matrix, row, state.matrix.indices[entry].astype(np.int64))
    rank = np.empty(len(row))
    rank[np.lexsort((tie, fill))] = np.arange(len(row))
    chosen, waiting = np.zeros(len(row), bool), np.ones(len(row), bool)
    for _ in range(PASSES):
        met = waiting[one] & waiting[other]
        best = np.full(len(row), np.inf)
        np.minimum.at(best, one[met], rank[other[met]])
        new = waiting & (rank < best)
        chosen |= new
        waiting &= ~new
        waiting[other[new[one]]] = False
        if not waiting.any():
            break
    return row[chosen], entry[chosen]


def _tied(matrix: sparse.csr_matrix, row: Index, column: Index) -> tuple[Index, Index]:
    """Pairs of equations, both ways round, of which the column of one stands in the other: only one can be used."""
    rows = matrix[row]
    rows.data[:] = 1.0
    pairs = rows.tocsc()[:, column].tocoo()
    apart = pairs.row != pairs.col
    one, other = pairs.row[apart], pairs.col[apart]
    return np.concatenate([one, other]), np.concatenate([other, one])


def _candidates(state: State) -> tuple[Index, Index, Index]:
    """Row, entry and fill of columns that an equation may define."""
    matrix = state.matrix
    every = state.row_of_entry()
    equation = (state.row_lower == state.row_upper) & np.isfinite(state.row_lower)
    may_go = ~state.integer & ~state.kept
    entry = np.flatnonzero(equation[every] & may_go[matrix.indices])
    row, column = every[entry], matrix.indices[entry]
    in_row, in_column = np.diff(matrix.indptr), np.bincount(matrix.indices, minlength=matrix.shape[1])
    m, n = in_row[row], in_column[column]
    largest = np.zeros(matrix.shape[0])
    np.maximum.at(largest, every, np.abs(matrix.data))
    fill = (m - 1) * (n - 1) - (m + n - 1)
    value = matrix.data[entry]
    fits = (np.abs(value) >= PIVOT * largest[row]) & ((fill <= FILL) | (m == 2) | (n == 1))
    row, column, entry, fill, m, n = (part[fits] for part in (row, column, entry, fill, m, n))
    low, high = _sides(state, row, column, matrix.data[entry], state.row_lower[row])
    free = np.isinf(low) & np.isinf(high)
    useful = free | (m == 2) | (n == 1)
    return row[useful], entry[useful], fill[useful]


def _sides(
    state: State, row: Index, column: Index, coefficient: Float, constant: Float
) -> tuple[Float, Float]:
    """The sides that the bounds of a column put on the rest of its equation; infinite where they cannot bind."""
    activity = state.activity()
    rising = coefficient > 0.0
    at_low, at_high = coefficient * state.lower[column], coefficient * state.upper[column]
    most_own, least_own = np.where(rising, at_high, at_low), np.where(rising, at_low, at_high)
    low, high = constant - most_own, constant - least_own
    least = _without(activity.least_finite[row], activity.least_endless[row], least_own, -np.inf)
    most = _without(activity.most_finite[row], activity.most_endless[row], most_own, np.inf)
    # in units of the column, which is what must stay within its bounds
    room = np.abs(coefficient) * slack(np.where(rising, state.upper[column], state.lower[column]))
    low = np.where(least >= low - room, -np.inf, low)
    room = np.abs(coefficient) * slack(np.where(rising, state.lower[column], state.upper[column]))
    return low, np.where(most <= high + room, np.inf, high)


def _without(finite: Float, endless: Index, own: Float, end: float) -> Float:
    """An activity without one of its terms."""
    own_endless = np.isinf(own)
    return np.where(endless - own_endless > 0, end, finite - np.where(own_endless, 0.0, own))


def _in_whole(state: State, rest: sparse.csr_matrix, whole_columns: int) -> sparse.csr_matrix:
    # a copy: SciPy sorts the entries of a matrix in place when it likes
    return sparse.csr_matrix(
        (rest.data.copy(), state.columns[rest.indices], rest.indptr.copy()),
        shape=(rest.shape[0], whole_columns),
    )


def _clean(values: Float, scale: Float) -> Float:
    return np.where(np.abs(values) <= CANCELLED * scale, 0.0, values)


def _without_cancelled(
    matrix: sparse.csr_matrix, product: sparse.csr_matrix, gone: Mask
) -> sparse.csr_matrix:
    """``matrix - product`` without columns that go and without what rounding left of entries that cancel."""
    left = matrix.copy()
    left.data[gone[left.indices]] = 0.0
    left = sparse.csr_matrix(left - product)
    largest = np.zeros(matrix.shape[0])
    for part in (matrix, product):
        np.maximum.at(largest, np.repeat(np.arange(part.shape[0]), np.diff(part.indptr)), np.abs(part.data))
    left.data[np.abs(left.data) <= CANCELLED * np.repeat(largest, np.diff(left.indptr))] = 0.0
    left.eliminate_zeros()
    return sparse.csr_matrix(left)

"""Rows and columns that are multiples of each other: identical queues, identical teams, doubled limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.solve.reduction.state import State
from capplan.solve.reduction.tolerances import slack

__all__ = ["parallel_columns", "parallel_rows"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

EQUAL = 1e-13
"""How far multiples may be from each other, as a part."""


@dataclass(frozen=True)
class Merged:
    """``stays + ratio * goes`` under the name of ``stays``; lower and upper are the bounds of both."""

    stays: Index
    goes: Index
    ratio: Float
    stays_bounds: tuple[Float, Float]
    goes_bounds: tuple[Float, Float]

    def forth(self, x: Float) -> None:
        """The sum under the name of the column that stays."""
        x[self.stays] += self.ratio * x[self.goes]

    def back(self, x: Float) -> None:
        """Split a sum within the bounds: the column that stays takes what it can."""
        total, ratio = x[self.stays], self.ratio
        x[self.goes] = np.clip((total - np.clip(total, *self.stays_bounds)) / ratio, *self.goes_bounds)
        x[self.stays] = total - ratio * x[self.goes]


def parallel_rows(state: State) -> None:
    """One of two parallel rows goes, and the other takes the tighter sides."""
    stays, goes, ratio = _pairs(state.matrix)
    if not stays.size:
        return
    # row goes = ratio * row stays
    sides = np.stack([state.row_lower[goes] / ratio, state.row_upper[goes] / ratio])
    low = np.maximum(state.row_lower[stays], sides.min(axis=0))
    high = np.minimum(state.row_upper[stays], sides.max(axis=0))
    close = (low != high) & (np.abs(low - high) <= slack(low))
    high = np.where(close, low, high)
    # rows that contradict each other stay, and the program stays infeasible
    agree = low <= high
    stays, goes = stays[agree], goes[agree]
    state.row_lower[stays], state.row_upper[stays] = low[agree], high[agree]
    gone = np.zeros(state.matrix.shape[0], bool)
    gone[goes] = True
    state.drop_rows(gone)


def parallel_columns(state: State) -> None:
    """Two parallel columns of the same price become one; a dearer one goes to its lower bound where it can."""
    may_go = np.flatnonzero(~state.integer & ~state.kept & (state.lower < state.upper))
    one, other, ratio = _pairs(sparse.csr_matrix(state.matrix[:, may_go].T))
    if not one.size:
        return
    one, other = may_go[one], may_go[other]
    dearer = state.cost[other] - ratio * state.cost[one]
    same = np.abs(dearer) <= EQUAL * np.abs(state.cost[other])
    low, high = state.lower, state.upper
    # the other at its lower bound, when one can take its place without end; and the other way round
    in_place = np.where(ratio > 0.0, np.isinf(high[one]), np.isinf(low[one]))
    for_one = np.where(ratio > 0.0, np.isinf(high[other]), np.isinf(low[other]))
    other_low = ~same & (dearer > 0.0) & in_place & np.isfinite(low[other])
    one_low = ~same & ~other_low & (dearer / ratio < 0.0) & for_one & np.isfinite(low[one])
    shut = np.concatenate([other[other_low], one[one_low]])
    state.upper[shut] = state.lower[shut]
    _merge(state, one[same], other[same], ratio[same])
    state.clear_fixed()


def _merge(state: State, one: Index, other: Index, ratio: Float) -> None:
    if not one.size:
        return
    low, high = state.lower, state.upper
    state.steps.append(
        Merged(
            state.columns[one],
            state.columns[other],
            ratio,
            (low[one], high[one]),
            (low[other], high[other]),
        )
    )
    rising = ratio > 0.0
    add_low, add_high = np.where(rising, low[other], high[other]), np.where(rising, high[other], low[other])
    state.lower[one] = low[one] + ratio * add_low
    state.upper[one] = high[one] + ratio * add_high
    gone = np.zeros(len(state.lower), bool)
    gone[other] = True
    state.drop_columns(gone)


def _pairs(matrix: sparse.csr_matrix) -> tuple[Index, Index, Float]:
    """Disjoint pairs of parallel rows, and the ratio of the second to the first."""
    matrix.sort_indices()
    counts = np.diff(matrix.indptr)
    filled = np.flatnonzero(counts)
    start = matrix.indptr[filled]
    first = np.zeros(matrix.shape[0])
    first[filled] = matrix.data[start]
    scaled = matrix.data / np.repeat(first, counts)
    weight = np.random.default_rng(3).random((2, matrix.shape[1]))
    pattern = sparse.csr_matrix((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    values = sparse.csr_matrix((scaled, matrix.indices, matrix.indptr), shape=matrix.shape)
    places, sums = pattern @ weight[0], values @ weight[1]
    order = filled[np.lexsort((sums[filled], places[filled], counts[filled]))]
    near = (
        (counts[order[1:]] == counts[order[:-1]])
        & (places[order[1:]] == places[order[:-1]])
        & (np.abs(sums[order[1:]] - sums[order[:-1]]) <= 1e-9 * np.maximum(1.0, np.abs(sums[order[1:]])))
    )
    one, other = _disjoint(order, near)
    same = _equal(matrix, scaled, one, other)
    one, other = one[same], other[same]
    return one, other, first[other] / first[one]


def _disjoint(order: Index, near: NDArray[np.bool_]) -> tuple[Index, Index]:
    """Neighbours in order, each in one pair only: the first with the second, the third with the fourth of a run."""
    starts = np.concatenate([[True], ~near])
    run_start = np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    place = np.arange(len(order)) - run_start
    second = np.flatnonzero(place % 2 == 1)
    return order[second - 1], order[second]


def _equal(matrix: sparse.csr_matrix, scaled: Float, one: Index, other: Index) -> NDArray[np.bool_]:
    """Which pairs have the same places and the same scaled values, entry by entry."""
    counts = np.diff(matrix.indptr)[one]
    pair = np.repeat(np.arange(len(one)), counts)
    inside = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts)
    left, right = matrix.indptr[one][pair] + inside, matrix.indptr[other][pair] + inside
    wrong = (matrix.indices[left] != matrix.indices[right]) | (
        np.abs(scaled[left] - scaled[right]) > EQUAL * np.abs(scaled[left])
    )
    return np.asarray(np.bincount(pair, wrong, minlength=len(one)) == 0.0)

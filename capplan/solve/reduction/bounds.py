"""Reductions by bounds: rows of one column, rows that cannot bind or leave no choice, columns that only cost.

Only bounds that the program keeps are used, so rows may go all at once: a bound that a row gave is written to its
column before the row goes. Rows that cannot be kept stay, and with them what makes a program infeasible.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.solve.reduction.state import State
from capplan.solve.reduction.tolerances import made_whole, slack

__all__ = ["cascade", "cheapest_bounds", "rows_by_activity"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]


def cascade(state: State) -> None:
    """Rows with one open column become its bound, wave after wave as columns close; empty rows go."""
    matrix, by_column = state.matrix, state.matrix.tocsc()
    open_column = state.lower < state.upper
    counts = np.rint(state.with_data(np.ones(matrix.nnz)) @ open_column).astype(np.int64)
    # the sum of the positions of the open columns of a row names the column when one is left
    names = np.rint(state.with_data(matrix.indices.astype(float)) @ open_column).astype(np.int64)
    moved = matrix @ np.where(open_column, 0.0, state.lower)
    gone = np.zeros(matrix.shape[0], bool)
    wave = np.flatnonzero(counts == 1)
    while wave.size:
        column = names[wave]
        coefficient = np.asarray(matrix[wave, column]).ravel()
        applied = _tighten(
            state,
            column,
            coefficient,
            state.row_lower[wave] - moved[wave],
            state.row_upper[wave] - moved[wave],
        )
        gone[wave[applied]] = True
        closed = np.unique(column[(state.lower == state.upper)[column]])
        open_column[closed] = False
        row, at, value = _entries(by_column, closed)
        np.subtract.at(counts, row, 1)
        np.subtract.at(names, row, closed[at])
        np.add.at(moved, row, value * state.lower[closed][at])
        touched = np.unique(row)
        wave = touched[(counts[touched] == 1) & ~gone[touched]]
    empty = (counts == 0) & ~gone
    # what is left must lie between the sides; an empty row that is missed stays and says infeasible
    met = (state.row_lower - moved <= slack(state.row_lower)) & (
        state.row_upper - moved >= -slack(state.row_upper)
    )
    state.clear_fixed()
    state.drop_rows(gone | (empty & met))


def _entries(by_column: sparse.csc_matrix, columns: Index) -> tuple[Index, Index, Float]:
    """Row, position in ``columns`` and value of all entries of columns."""
    first, counts = by_column.indptr[columns], np.diff(by_column.indptr)[columns]
    at = np.repeat(np.arange(len(columns)), counts)
    entry = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts) + first[at]
    return by_column.indices[entry].astype(np.int64), at, by_column.data[entry]


def _tighten(state: State, column: Index, coefficient: Float, at_least: Float, at_most: Float) -> Mask:
    """Write rows of one column to its bounds; which of them are written."""
    least, most = at_least / coefficient, at_most / coefficient
    low, high = np.where(coefficient > 0.0, least, most), np.where(coefficient > 0.0, most, least)
    whole = state.integer[column]
    low, low_clear = made_whole(low, whole, np.ceil)
    high, high_clear = made_whole(high, whole, np.floor)
    # several rows of one column count together, or not at all when they contradict each other
    lower, upper = state.lower.copy(), state.upper.copy()
    clear = low_clear & high_clear
    np.maximum.at(lower, column[clear], low[clear])
    np.minimum.at(upper, column[clear], high[clear])
    apart = lower - upper
    close = (apart > -slack(lower)) & (apart <= slack(lower)) & (apart != 0.0) & ~state.integer
    # which of two bounds gives way matters to nobody; an original one is kept
    original = lower == state.lower
    lower, upper = (
        np.where(close & ~original, upper, lower),
        np.where(close & original, lower, upper),
    )
    applied = clear & (lower <= upper)[column]
    written = column[applied]
    state.lower[written], state.upper[written] = lower[written], upper[written]
    return np.asarray(applied)


def rows_by_activity(state: State) -> None:
    """Rows that hold for every point within the bounds go; rows that leave one point set their columns to it."""
    activity = state.activity()
    least, most = activity.least, activity.most
    lower, upper = state.row_lower, state.row_upper
    least_side, most_side = slack(lower), slack(upper)
    at_bottom = np.isfinite(least) & (np.abs(least - upper) <= most_side)
    at_top = np.isfinite(most) & (np.abs(most - lower) <= least_side) & ~at_bottom
    state.row_lower = np.where(least >= lower - least_side, -np.inf, lower)
    state.row_upper = np.where(most <= upper + most_side, np.inf, upper)
    _force(state, at_bottom, at_top)
    state.drop_rows(np.isinf(state.row_lower) & np.isinf(state.row_upper))


def _force(state: State, at_bottom: Mask, at_top: Mask) -> None:
    """Set the columns of rows that are only met at one end of every column."""
    forced = at_bottom | at_top
    if not forced.any():
        return
    row = state.row_of_entry()
    entry = np.flatnonzero(forced[row])
    row, column = row[entry], state.matrix.indices[entry]
    low = (state.matrix.data[entry] > 0.0) == at_bottom[row]
    to_low, to_high = np.zeros(len(state.lower), bool), np.zeros(len(state.lower), bool)
    to_low[column[low]] = True
    to_high[column[~low]] = True
    # rows that pull a column both ways wait for the next round
    torn = to_low & to_high
    waits = np.zeros(len(forced), bool)
    waits[row[torn[column]]] = True
    done = forced & ~waits
    entry_done = done[row]
    to_low[:] = to_high[:] = False
    to_low[column[entry_done & low]] = True
    to_high[column[entry_done & ~low]] = True
    state.upper = np.where(to_low, state.lower, state.upper)
    state.lower = np.where(to_high, state.upper, state.lower)
    state.row_lower = np.where(done, -np.inf, state.row_lower)
    state.row_upper = np.where(done, np.inf, state.row_upper)
    state.clear_fixed()


def cheapest_bounds(state: State) -> None:
    """Columns that cost nothing or something, and make every row harder as they grow, go to their lower bound.

    The same upside down. Kept columns are left alone: a search may want them elsewhere.
    """
    data = state.matrix.data
    has_least, has_most = np.isfinite(state.row_lower), np.isfinite(state.row_upper)
    row = state.row_of_entry()
    rising, count = data > 0.0, len(state.lower)
    hurts_up = np.where(rising, has_most[row], has_least[row])
    hurts_down = np.where(rising, has_least[row], has_most[row])
    free_down = np.bincount(state.matrix.indices, hurts_down, minlength=count) == 0.0
    free_up = np.bincount(state.matrix.indices, hurts_up, minlength=count) == 0.0
    down = free_down & (state.cost >= 0.0) & np.isfinite(state.lower) & ~state.kept
    up = free_up & (state.cost <= 0.0) & np.isfinite(state.upper) & ~state.kept & ~down
    state.upper = np.where(down, state.lower, state.upper)
    state.lower = np.where(up, state.upper, state.lower)
    state.clear_fixed()

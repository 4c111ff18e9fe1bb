"""The elastic version of a program: some rows may give, at a price, and costs play no part."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.entries import Entries
from capplan.program import Arrays

__all__ = ["Slack", "elastic", "moved", "sizes", "without_rows"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Slack:
    """The slack columns of an elastic program: column ``first + i`` lets row ``row[i]`` give.

    Where ``at_least`` holds, the row's lower side gives, else its upper side.
    """

    first: int
    row: Index
    at_least: NDArray[np.bool_]


def without_rows(arrays: Arrays, rows: Index) -> Arrays:
    """The program without costs in which ``rows`` say nothing; every other row keeps its position."""
    lower, upper = arrays.row_lower.copy(), arrays.row_upper.copy()
    lower[rows], upper[rows] = -np.inf, np.inf
    cost = np.zeros_like(arrays.cost)
    return Arrays(
        cost, arrays.column_lower, arrays.column_upper, arrays.integer, lower, upper, arrays.entries
    )


def elastic(arrays: Arrays, rows: Index) -> tuple[Arrays, Slack]:
    """Let each of ``rows`` give at a price of ``1 / max(1, abs(side))`` per unit: a price per share.

    A side of 0, as that of a share of the work, says nothing of its size; such rows take the median of the others.
    A row with two sides becomes two rows, so that a row whose sides contradict each other can give too.
    """
    from scipy import sparse  # slow to load

    low = rows[np.isfinite(arrays.row_lower[rows])]
    high = rows[np.isfinite(arrays.row_upper[rows])]
    lower, upper = arrays.row_lower.copy(), arrays.row_upper.copy()
    # the lower sides stay where they are, the upper sides of these rows move to rows of their own
    upper[rows] = np.inf
    matrix = sparse.vstack([arrays.matrix, arrays.matrix[high]], format="csr")
    height, width = arrays.matrix.shape[0], arrays.matrix.shape[1]
    at = np.concatenate([low, height + np.arange(high.size)])
    sign = np.concatenate([np.ones(low.size), -np.ones(high.size)])
    slack = sparse.csr_matrix((sign, (at, np.arange(at.size))), shape=(height + high.size, at.size))
    size = _filled(np.abs(np.concatenate([arrays.row_lower[low], arrays.row_upper[high]])))
    relaxed = Arrays(
        cost=np.concatenate([np.zeros(width), 1.0 / np.maximum(1.0, size)]),
        column_lower=np.concatenate([arrays.column_lower, np.zeros(at.size)]),
        column_upper=np.concatenate([arrays.column_upper, np.full(at.size, np.inf)]),
        integer=np.concatenate([arrays.integer, np.zeros(at.size, bool)]),
        row_lower=np.concatenate([lower, np.full(high.size, -np.inf)]),
        row_upper=np.concatenate([upper, arrays.row_upper[high]]),
        entries=Entries.of(sparse.hstack([matrix, slack], format="csr")),
    )
    return relaxed, Slack(width, np.concatenate([low, high]), sign > 0)


def sizes(arrays: Arrays, rows: Index) -> Float:
    """The size of each of ``rows``: its larger finite side, or the median of the others where that is 0."""
    sides = np.abs(np.stack([arrays.row_lower[rows], arrays.row_upper[rows]]))
    return _filled(np.where(np.isfinite(sides), sides, 0.0).max(axis=0))


def moved(arrays: Arrays, rows: Index, at_least: NDArray[np.bool_], amounts: Float) -> Arrays:
    """The program with sides of ``rows`` moved outwards by ``amounts``, and a little for the rounding of solvers."""
    lower, upper = arrays.row_lower.copy(), arrays.row_upper.copy()
    for side, here, sign in ((lower, at_least, -1.0), (upper, ~at_least, 1.0)):
        side[rows[here]] += sign * (amounts[here] + 1e-6 * np.maximum(1.0, np.abs(side[rows[here]])))
    return replace(arrays, row_lower=lower, row_upper=upper)


def _filled(size: Float) -> Float:
    return np.where(size == 0.0, np.median(size[size > 0.0]) if size.any() else 1.0, size)

"""One future: its least cost where the first stage is held, and what a unit more of every first decision adds to it.

Index    f column decided first    j other column of the future    r row of the future

Given    point[f]     the first stage as it is held

Equation least(x)  = min cost @ (x, y) over the y that keep the rows; convex in x, because y may be parts
         least(x) >= least(point) + slope @ (x - point)        slope: reduced costs of the held columns
         Where no y is left, prices u of the rows show it, and every first stage that leaves one keeps
         (u @ A)[f] @ x + sum over j: max over the bounds of (u @ A)[j] * y[j]  >=  sum over r: u[r] * side[r]

Source   Van Slyke and Wets (1969), SIAM Journal on Applied Mathematics 17; the last line: Farkas (1902).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.contract import Claim, Stages
from capplan.solve.reduction import reduce
from capplan.solve.relaxation import Relaxation
from capplan.solve.worker import Reporter

__all__ = ["Cut", "Future", "Visit"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ROUNDING = 1e-9
"""A price, as a part of the largest one, that is only rounding."""


@dataclass(frozen=True)
class Cut:
    """``slope`` [f] times the first stage, plus ``constant``, is at most the cost; for a ``rule``, at most 0."""

    slope: Float
    constant: float
    rule: bool = False


@dataclass(frozen=True)
class Visit:
    """What a first stage comes to: the least ``cost``, infinite without a plan; the columns of the future; a cut.

    ``cut`` is None where the solver does not show why there is no plan.
    """

    cost: float
    x: Float
    cut: Cut | None


class Future:
    """The program of future ``k``, kept in the solver with its basis from one first stage to the next.

    ``lower`` and ``upper`` [f] are the bounds of the first stage that its rows imply.
    """

    def __init__(self, arrays: Arrays, stages: Stages, k: int, reporter: Reporter, seed: int) -> None:
        place = np.full(arrays.shape[1], -1, dtype=np.int64)
        place[stages.columns[k]] = np.arange(len(stages.columns[k]))
        first = place[stages.common]
        self._reduced = reduce(_own(arrays, stages, k), first)
        self._first = self._reduced.positions(first)
        self._relaxation = Relaxation(self._reduced.arrays, reporter, seed, 1)
        self.lower = self._reduced.arrays.column_lower[self._first]
        self.upper = self._reduced.arrays.column_upper[self._first]

    def known(self) -> Visit | None:
        """The future with a first stage of its own; None when time is up."""
        self._relaxation.free()
        return self._visited()

    def at(self, point: Float) -> Visit | None:
        """The future after the first stage ``point`` [f]; None when time is up."""
        self._relaxation.bound(self._first, point, point)
        return self._visited()

    def _visited(self) -> Visit | None:
        relaxation = self._relaxation
        x = relaxation.solve()
        if x is None or relaxation.objective is None:
            return Visit(np.inf, np.zeros(0), self._rule()) if relaxation.claim is Claim.INFEASIBLE else None
        cost = relaxation.objective + self._reduced.constant
        slope = relaxation.reduced_costs()[self._first]
        return Visit(cost, self._reduced.restore(x), Cut(slope, cost - float(slope @ x[self._first])))

    def _rule(self) -> Cut | None:
        """What every first stage with a plan keeps, and the present one does not."""
        ray, arrays = self._relaxation.ray(), self._reduced.arrays
        for prices in () if ray is None else (ray, -ray):
            cut = _farkas(arrays, self._first, prices)
            if cut is not None and cut.slope @ self._relaxation.lower[self._first] + cut.constant > 0.0:
                return cut
        return None


def _farkas(arrays: Arrays, first: Index, prices: Float) -> Cut | None:
    prices = np.where(np.abs(prices) > ROUNDING * np.abs(prices).max(initial=0.0), prices, 0.0)
    sides = np.where(prices > 0.0, arrays.row_lower, arrays.row_upper)
    asked = float(np.where(prices != 0.0, prices * np.where(prices != 0.0, sides, 0.0), 0.0).sum())
    gives = arrays.matrix.T @ prices
    gives = np.where(np.abs(gives) > ROUNDING * np.abs(prices).max(initial=0.0), gives, 0.0)
    ends = np.where(gives > 0.0, arrays.column_upper, arrays.column_lower)
    slope = gives[first].copy()
    gives[first] = 0.0
    most = float((gives * np.where(gives != 0.0, ends, 0.0)).sum())
    constant = asked - most
    return Cut(-slope, constant, rule=True) if np.isfinite(constant) else None


def _own(arrays: Arrays, stages: Stages, k: int) -> Arrays:
    """The program of one future by itself: its columns, the rows that have no others, its own costs, no weights."""
    columns = stages.columns[k]
    inside = np.zeros(arrays.shape[1], bool)
    inside[columns] = True
    matrix = arrays.matrix.tocsr()
    rows = np.repeat(np.arange(arrays.shape[0]), np.diff(matrix.indptr))
    whole = np.ones(arrays.shape[0], bool)
    whole[rows[~inside[matrix.indices]]] = False
    return replace(
        arrays,
        cost=stages.cost[k],
        column_lower=arrays.column_lower[columns],
        column_upper=arrays.column_upper[columns],
        integer=np.zeros(len(columns), np.bool_),
        row_lower=arrays.row_lower[whole],
        row_upper=arrays.row_upper[whole],
        entries=Entries.of(matrix[whole][:, columns]),
    )

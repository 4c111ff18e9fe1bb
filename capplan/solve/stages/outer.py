"""The first stage by itself, with what is known of the futures: a bound, and where to look next.

Index    f column decided first    k future    c cut of a future (``future.py``)

Decides  x[f]        the first stage
         cost[k]     what a future comes to at least
         worst, beyond[k]    the cost that the worst futures exceed, and by how much each does (``uncertainty/cvar``)
         away[f]     how far x is from the best first stage so far, as a part of its range

Rows     cut[k,c]    cost - slope @ x >= constant;  of a rule: -slope @ x >= constant
         beyond[k]   beyond - cost + worst >= 0
         and what every row of the program asks of x whatever follows, all other columns at their best ends

Bound    the least (1 - share) * weights @ cost + share * (worst + weights @ beyond / (1 - alpha))

Next     the x with the least sum of away whose objective is no more than a level between bound and best: near what
         is known to be good, and better as far as anybody can tell

Source   several cuts a round: Birge and Louveaux (1988), European Journal of Operational Research 34; the level:
         Lemarechal, Nemirovskii and Nesterov (1995), Mathematical Programming 69.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.contract import Found, Stages
from capplan.solve.engine import Engine
from capplan.solve.stages.future import Cut

__all__ = ["Outer"]

Float = NDArray[np.float64]

LARGE = 1e4
"""What a cost comes to in the money that this program counts in: its tolerances are absolute."""

NEAR_ENOUGH = 0.2
"""A next point needs not be the nearest of all."""


@dataclass
class Outer:
    """The program above; ``lower`` and ``upper`` [f] are bounds of the first stage in every future."""

    arrays: Arrays
    stages: Stages
    lower: Float
    upper: Float
    engine: Engine
    cuts: list[tuple[int, Cut]] = field(default_factory=list)

    def bound(self, gap: float, most_s: float) -> Found:
        """The least that any first stage can cost, and where it would."""
        program, unit = self._program()
        found = self._solved(program, gap, most_s)
        return found if found.bound is None else replace(found, bound=found.bound * unit)

    def near(self, best: Float, level: float, most_s: float) -> Float | None:
        """A first stage near ``best`` that would cost no more than ``level``; None where none is found in time."""
        program, unit = self._program()
        count, columns = len(best), program.shape[1]
        width = self.upper - self.lower
        width = np.maximum(np.where(np.isfinite(width), width, np.abs(best)), 1.0)
        eye = sparse.csr_matrix(sparse.identity(count))
        from_best = sparse.hstack([eye, sparse.csr_matrix((count, columns - count)), eye])
        to_best = sparse.hstack([-eye, sparse.csr_matrix((count, columns - count)), eye])
        rows = _stacked(
            [
                _Rows(program.matrix, program.row_lower, program.row_upper).wider(count),
                _Rows(sparse.csr_matrix(program.cost), np.array([-np.inf]), np.array([level / unit])).wider(
                    count
                ),
                _Rows(sparse.csr_matrix(from_best), best, np.full(count, np.inf)),
                _Rows(sparse.csr_matrix(to_best), -best, np.full(count, np.inf)),
            ]
        )
        nearest = Arrays(
            np.append(np.zeros(columns), 1.0 / width),
            np.append(program.column_lower, np.zeros(count)),
            np.append(program.column_upper, np.full(count, np.inf)),
            np.append(program.integer, np.zeros(count, np.bool_)),
            rows.lower,
            rows.upper,
            Entries.of(rows.matrix),
        )
        x = self._solved(nearest, NEAR_ENOUGH, most_s).x
        return None if x is None else self._whole(x[:count])

    def least(self, point: Float) -> Float:
        """[k] what every future costs at least after a first stage, as far as anybody can tell."""
        cost = np.full(len(self.stages.weights), -np.inf)
        for k, cut in self.cuts:
            if not cut.rule:
                cost[k] = max(cost[k], float(cut.slope @ point) + cut.constant)
        return cost

    def _solved(self, program: Arrays, gap: float, most_s: float) -> Found:
        return self.engine(
            program, start=None, gap=gap, most_s=most_s, hear=_nobody, enough=_never, prove=_nobody
        )

    def _whole(self, x: Float) -> Float:
        integer = self.arrays.integer[self.stages.common]
        return np.clip(np.where(integer, np.rint(x), x), self.lower, self.upper) + 0.0

    def point(self, found: Found) -> Float | None:
        """The first stage of what was ``found``."""
        return None if found.x is None else self._whole(found.x[: len(self.lower)])

    def _program(self) -> tuple[Arrays, float]:
        """The program in a money that makes costs about as large as people; and a unit of that money."""
        stages = self.stages
        first, futures = len(stages.common), len(stages.weights)
        unit = max(1.0, max((abs(cut.constant) for _, cut in self.cuts if not cut.rule), default=0.0) / LARGE)
        cost = np.concatenate([np.zeros(first), (1.0 - stages.share) * stages.weights])
        low, high = (
            np.append(self.lower, np.full(futures, -np.inf)),
            np.append(self.upper, np.full(futures, np.inf)),
        )
        rows = _stacked([_alone(self.arrays, stages), *(self._cut(k, cut, unit) for k, cut in self.cuts)])
        if stages.share > 0.0:
            cost = np.append(cost, stages.share * np.append(1.0, stages.weights / (1.0 - stages.alpha)))
            low = np.concatenate([low, [-np.inf], np.zeros(futures)])
            high = np.append(high, np.full(futures + 1, np.inf))
            rows = _stacked([rows.wider(futures + 1), _beyond(first, futures)])
        integer = np.zeros(len(cost), np.bool_)
        integer[:first] = self.arrays.integer[stages.common]
        return Arrays(cost, low, high, integer, rows.lower, rows.upper, Entries.of(rows.matrix)), unit

    def _cut(self, k: int, cut: Cut, unit: float) -> _Rows:
        futures = len(self.stages.weights)
        scale = max(1e-9, float(np.abs(cut.slope).max(initial=0.0))) if cut.rule else unit
        of_future = np.zeros(futures)
        of_future[k] = 0.0 if cut.rule else 1.0
        row = sparse.csr_matrix(np.append(-cut.slope / scale, of_future))
        return _Rows(row, np.array([cut.constant / scale]), np.array([np.inf]))


@dataclass(frozen=True)
class _Rows:
    matrix: sparse.csr_matrix
    lower: Float
    upper: Float

    def wider(self, by: int) -> _Rows:
        """The same with columns more that are in none of the rows."""
        more = sparse.csr_matrix((self.matrix.shape[0], by))
        return _Rows(sparse.csr_matrix(sparse.hstack([self.matrix, more])), self.lower, self.upper)


def _stacked(parts: Sequence[_Rows]) -> _Rows:
    return _Rows(
        sparse.csr_matrix(sparse.vstack([part.matrix for part in parts])),
        np.concatenate([part.lower for part in parts]),
        np.concatenate([part.upper for part in parts]),
    )


def _beyond(first: int, futures: int) -> _Rows:
    eye = np.eye(futures)
    matrix = np.hstack([np.zeros((futures, first)), -eye, np.ones((futures, 1)), eye])
    return _Rows(sparse.csr_matrix(matrix), np.zeros(futures), np.full(futures, np.inf))


def _alone(arrays: Arrays, stages: Stages) -> _Rows:
    """What each row asks of the first stage whatever follows, all other columns at their best ends; each once."""
    first = np.zeros(arrays.shape[1], np.bool_)
    first[stages.common] = True
    rows = np.flatnonzero(np.diff(arrays.matrix[:, stages.common].tocsr().indptr))
    matrix = arrays.matrix[rows]
    entries = matrix.tocoo()
    other = ~first[entries.col] & (entries.data != 0.0)
    row, column, value = entries.row[other], entries.col[other], entries.data[other]
    low, high = arrays.column_lower[column], arrays.column_upper[column]
    least, most = (
        np.bincount(row, value * np.where(value > 0.0, *ends), len(rows))
        for ends in ((low, high), (high, low))
    )
    lower, upper = arrays.row_lower[rows] - most, arrays.row_upper[rows] - least
    asks = np.isfinite(lower) | np.isfinite(upper)
    sides = np.column_stack([lower[asks], upper[asks]])
    own = matrix[asks][:, stages.common]
    # futures repeat them
    once = np.sort(np.unique(np.hstack([own.toarray(), sides]), axis=0, return_index=True)[1])
    kept = sparse.csr_matrix(own[once])
    return _Rows(kept, sides[once, 0], sides[once, 1]).wider(len(stages.weights))


def _nobody(value: object) -> None:
    """Nobody hears of the bounds and points of this program: they are none of the whole."""


def _never() -> bool:
    return False

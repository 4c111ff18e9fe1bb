"""The reductions in rounds, and the way between a program and what is left of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.reduction.bounds import cascade, cheapest_bounds, rows_by_activity
from capplan.solve.reduction.parallel import parallel_columns, parallel_rows
from capplan.solve.reduction.state import State, Step
from capplan.solve.reduction.substitution import substitute

__all__ = ["Reduced", "reduce"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ROUNDS = 12
"""Most rounds."""

BATCHES = 4
"""Batches of substitutions in a round."""

PAYS = 0.005
"""What a round must take off the size, as a part, for another one."""


@dataclass(frozen=True)
class Reduced:
    """What is left of a program: minimise ``arrays.cost @ x + constant``.

    ``columns`` are the columns of ``arrays`` in the ``whole`` program; ``steps`` lead from it to here.
    """

    arrays: Arrays
    constant: float
    columns: Index
    whole: Arrays
    steps: tuple[Step, ...]

    def positions(self, index: Index) -> Index:
        """Columns of the whole program as columns of ``arrays``, in the same shape; -1 (none) stays -1.

        Raises ``KeyError`` for columns that are gone; columns that were to be kept never are.
        """
        place = np.full(self.whole.shape[1] + 1, -1, dtype=np.int64)
        place[self.columns] = np.arange(len(self.columns))
        asked = np.asarray(index, dtype=np.int64)
        found = place[asked]
        gone = (found < 0) & (asked >= 0)
        if gone.any():
            raise KeyError(f"columns that the reduction took away: {asked[gone].tolist()}")
        return found

    def restore(self, x: Float) -> Float:
        """A point of the whole program with the same cost, from one of the reduced program."""
        whole = np.zeros(self.whole.shape[1])
        whole[self.columns] = x
        for step in reversed(self.steps):
            step.back(whole)
        return whole

    def shrink(self, x: Float) -> Float:
        """A point of the reduced program from one of the whole; feasible if that was, and no dearer."""
        whole = np.array(x, dtype=float)
        for step in self.steps:
            step.forth(whole)
        return whole[self.columns]


def reduce(arrays: Arrays, keep: Index | NDArray[np.bool_]) -> Reduced:
    """The program without rows and columns that exact reasoning can spare; ``keep`` (index or mask) survives.

    Integer columns stay integer and are never put together with others. An infeasible program keeps the rows
    that make it so, an unbounded one its way down.
    """
    state = State.of(arrays, keep)
    if np.any(state.lower > state.upper):
        return Reduced(arrays, 0.0, np.arange(arrays.shape[1]), arrays, ())
    for _ in range(ROUNDS):
        before = state.size
        cascade(state)
        rows_by_activity(state)
        cascade(state)
        cheapest_bounds(state)
        parallel_rows(state)
        parallel_columns(state)
        for _ in range(BATCHES):
            if not substitute(state, arrays.shape[1]):
                break
        if state.size > (1.0 - PAYS) * before:
            break
    cascade(state)
    rows_by_activity(state)
    return Reduced(state.arrays(), state.constant, state.columns, arrays, tuple(state.steps))

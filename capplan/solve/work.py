"""Work: how far a line of the search has come, counted in what its solvers did, without a look at a clock.

A solver does the same on every run, and takes another time for it on each. Limits of steps and the order of plans
and bounds therefore count work. Its unit is the second that the work took on one machine, so limits read like times;
on another machine, or beside other programs, the same work takes longer.

Relaxation  entries * (SOLVE + INTERIOR * iterations + CROSSOVER * iterations) + rows * SIMPLEX * iterations
Tree        entries * EARLY for each of the first EARLY_EVENTS events, entries * EVENT for each after them

The factors are fitted to some two thousand solves of programs of 300 to 20,000 rows; half of all solves lie within
a third of them, and the sums of whole searches within a fifth.
"""

from __future__ import annotations

import math
from typing import Any

__all__ = ["UNLIMITED", "Events", "Work", "iterations_within", "of_first_order", "of_relaxation"]

UNLIMITED = 2**31 - 1
"""Iterations without a limit."""

SOLVE = 8e-8
"""A solve, per entry: handing over, factorising, prices."""

SIMPLEX = 2.4e-8
"""A simplex iteration, per row."""

INTERIOR = 1.6e-7
"""An iteration of the interior point method, per entry."""

CROSSOVER = 2e-8
"""A push or pivot from its answer to a basis, per entry."""

FIRST_ORDER = 4e-9
"""An iteration of a first-order method, per entry."""

EARLY_EVENTS, EARLY, EVENT = 64, 7e-7, 1.3e-7
"""An event of branch and bound, at which it may be stopped, per entry; the first ones lie in the root."""


class Work:
    """The work done by one line of the search, in seconds as above; only that line adds to it."""

    def __init__(self, done_s: float = 0.0) -> None:
        self.done_s = done_s

    def add(self, seconds: float) -> None:
        """So much more was done."""
        self.done_s += seconds


class Events:
    """The events of a run of branch and bound on a program of so many ``entries``; each adds to ``work``."""

    def __init__(self, work: Work, entries: int) -> None:
        self._work, self._entries, self._count = work, entries, 0

    def __call__(self) -> None:
        """An event came."""
        self._count += 1
        self._work.add(self._entries * (EARLY if self._count <= EARLY_EVENTS else EVENT))


def iterations_within(seconds: float, rows: int, entries: int) -> tuple[int, int]:
    """The iterations of the simplex, and of the interior point method, that so much work allows, one at least."""
    return _within(seconds, rows * SIMPLEX), _within(seconds, entries * INTERIOR)


def _within(seconds: float, each: float) -> int:
    most = seconds / max(each, 1e-300)
    return UNLIMITED if most >= UNLIMITED else max(1, math.ceil(most))


def of_relaxation(rows: int, entries: int, info: Any) -> float:
    """The work of a solve of a relaxation, from what HiGHS tells of its iterations."""
    simplex, interior, crossover = (
        max(0, int(count))
        for count in (info.simplex_iteration_count, info.ipm_iteration_count, info.crossover_iteration_count)
    )
    return (
        entries * (SOLVE + INTERIOR * interior + CROSSOVER * crossover)
        + rows * SIMPLEX * simplex
        + of_first_order(entries, max(0, int(info.pdlp_iteration_count)))
    )


def of_first_order(entries: int, iterations: int) -> float:
    """The work of iterations of a first-order method."""
    return entries * FIRST_ORDER * iterations

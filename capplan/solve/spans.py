"""A proven bound span by span of the horizon, whole numbers whole within each.

What is half taken in the relaxation, a discount of one quarter, a role of another, costs a little more in every
quarter once it is whole. A tree over all of them at once needs every combination to prove the sum; spans prove
their own part each.

Bound    sum over rows of several spans: price * side
         + sum over spans: min (cost - price * rows) @ x over its own rows

Any prices of the right sign give a bound (``parts/bound.py``); those of the relaxation are near the best ones. A span
that is not solved yet counts with its relaxation, so the bound holds at every moment.

Source   Lagrangean relaxation: Geoffrion (1974), Mathematical Programming Study 2; Lagrangean decomposition by time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.program import Arrays
from capplan.solve.engine import Engine
from capplan.solve.parts.bound import optimum, priced
from capplan.solve.parts.split import Split
from capplan.solve.worker import Reporter

__all__ = ["bound_by_spans", "spans"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PERIODS = (13, 26)
"""Periods of a span, at least: quarters of weeks are quickly proven, halves of a year prove more."""

STEPS = 6
"""How far a time is followed through columns without one: the units of a quarter, their charge, its pieces."""

ROUNDING = 1e-6
"""By how much more than a plan a bound may be, in parts of it, and still be only rounding."""

PRECISE = 1e-4
"""The gap within a span at which it is proven well enough."""


def spans(arrays: Arrays, times: Index) -> list[Index]:
    """Splits of the columns into spans [column], shorter ones first; none where the horizon is too short for two.

    ``times`` are the periods of columns, -1 where there is none: such a column goes with most of what it meets.
    """
    known = times >= 0
    horizon = int(times.max(initial=-1)) + 1
    found = []
    for periods in PERIODS:
        count = horizon // periods
        if count >= 2:
            span = np.where(known, np.minimum(times * count // horizon, count - 1), -1)
            found.append(_followed(arrays, span, count))
    return found


def _followed(arrays: Arrays, span: Index, count: int) -> Index:
    """``span`` with every column in one: those without where their rows have most columns, or in one of their own."""
    matrix = arrays.matrix
    meets = sparse.csr_matrix((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    span = span.copy()
    for _ in range(STEPS):
        known, left = np.flatnonzero(span >= 0), np.flatnonzero(span < 0)
        if not left.size:
            break
        member = np.zeros((len(span), count))
        member[known, span[known]] = 1.0
        weight = np.asarray(meets[:, left].T @ (meets @ member))
        told = weight.max(axis=1, initial=0.0) > 0.0
        span[left[told]] = weight[told].argmax(axis=1)
    return np.where(span < 0, count, span)


def bound_by_spans(
    arrays: Arrays,
    span: Index,
    prices: Float,
    reporter: Reporter,
    engine: Engine,
    seed: int,
    over: Callable[[], bool],
    known: Callable[[], Float | None] = lambda: None,
) -> None:
    """Prove bounds for ``arrays`` with rows over several spans at ``prices``; better ones go to the reporter.

    A plan that is ``known`` costs no less in any span than what is proven there; where it does, nothing is.
    """
    found = priced(Split.of(arrays, span), prices)
    programs = [
        replace(program, integer=arrays.integer[columns])
        for columns, program in zip(found.columns, found.programs, strict=True)
    ]
    proven = np.array([optimum(program, clock=reporter, seed=seed) for program in programs])

    def tell(at: int, value: float) -> None:
        x = known()
        if x is not None and value > float(programs[at].cost @ x[found.columns[at]]) + _slack(value):
            return
        proven[at] = max(proven[at], value)
        if np.isfinite(proven).all():
            reporter.bound(found.known + float(proven.sum()))

    for at, program in enumerate(programs):
        if over() or reporter.stop.is_set():
            break
        if program.integer.any():
            solved = engine(
                program,
                start=None,
                gap=PRECISE,
                limit_s=reporter.remaining_s(),
                hear=lambda x: None,
                enough=over,
                heuristics=False,
                prove=lambda value, at=at: tell(at, value),  # type: ignore[misc]
            )
            if solved.bound is not None:
                tell(at, solved.bound)


def _slack(value: float) -> float:
    return ROUNDING * max(1.0, abs(value))

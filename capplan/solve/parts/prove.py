"""A proven bound part by part, whole numbers whole within each: what each adds is proven by itself.

What is half taken in the relaxation, a discount, a role, a class, costs a little more in every site once it is whole.
A tree over all of them at once needs every combination to prove the sum; parts prove their own part each, with what
they share with others at the prices of the relaxation.

Bound    sum over shared rows: price * side
         + sum over parts: min (cost - price * rows) @ x over its own rows and whole numbers

Any prices of the right sign give a bound (``bound.py``); those of the relaxation are near the best ones. A part that
is not solved yet counts with its relaxation, so the bound holds at every moment. Few whole numbers that move much
money are made whole first: their trees are small.

Source   Lagrangean relaxation: Geoffrion (1974), Mathematical Programming Study 2.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.engine import Engine
from capplan.solve.parts.bound import optimum, priced
from capplan.solve.parts.split import Split
from capplan.solve.worker import Reporter

__all__ = ["Step", "prove_by_parts"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ROUNDING = 1e-6
"""By how much more than a plan a bound may be, in parts of it, and still be only rounding."""

PRECISE = 1e-4
"""The gap within a part at which it is proven well enough."""

RELAXED = 8.0
"""A part is given at least so many times the time of its relaxation."""


@dataclass(frozen=True)
class Step:
    """``columns`` whose whole numbers are whole in a step, and the seconds that every part gets for it."""

    columns: Index
    most_s: float


def prove_by_parts(
    split: Split,
    prices: Float,
    steps: Sequence[Step],
    reporter: Reporter,
    engine: Engine,
    seed: int,
    over: Callable[[], bool],
    known: Callable[[], Float | None] = lambda: None,
) -> None:
    """Prove bounds for the program of ``split`` with shared rows at ``prices``; better ones go to the reporter.

    A plan that is ``known`` costs no less in any part than what is proven there; where it does, nothing is.
    """
    found = priced(split, prices)
    programs, columns = found.programs, found.columns
    proven, took_s = np.full(len(programs), -np.inf), np.zeros(len(programs))

    def tell(at: int, value: float) -> None:
        x = known()
        if x is not None and value > float(programs[at].cost @ x[columns[at]]) + _slack(value):
            return
        proven[at] = max(proven[at], value)
        if np.isfinite(proven).all():
            reporter.bound(found.known + float(proven.sum()))

    for at, program in enumerate(programs):
        begun = time.monotonic()
        proven[at] = optimum(program, clock=reporter, seed=seed)
        took_s[at] = time.monotonic() - begun
    relaxed = proven.copy()
    if np.isfinite(relaxed).all():
        reporter.bound(found.known + float(relaxed.sum()))
    for step in steps:
        whole = np.zeros(split.arrays.shape[1], bool)
        whole[step.columns] = split.arrays.integer[step.columns]
        # most first: time may be up before the last
        for at in np.argsort(relaxed - proven, kind="stable").tolist():
            if over() or reporter.stop.is_set():
                return
            if whole[columns[at]].any():
                most_s = max(step.most_s, RELAXED * took_s[at])
                _solved(
                    replace(programs[at], integer=whole[columns[at]]),
                    min(most_s, reporter.remaining_s()), engine, over, lambda value, at=at: tell(at, value),  # type: ignore[misc]
                )  # fmt: skip


def _solved(
    program: Arrays, limit_s: float, engine: Engine, over: Callable[[], bool], tell: Callable[[float], None]
) -> None:
    """Branch and bound on a part, for its bound."""
    solved = engine(
        program,
        start=None,
        gap=PRECISE,
        limit_s=limit_s,
        hear=lambda x: None,
        enough=over,
        heuristics=False,
        prove=tell,
    )
    if solved.bound is not None:
        tell(solved.bound)


def _slack(value: float) -> float:
    return ROUNDING * max(1.0, abs(value))

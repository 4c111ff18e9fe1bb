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

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from capplan.solve.clock import Beside
from capplan.solve.contract import Claim
from capplan.solve.engine import Engine
from capplan.solve.parts.bound import optimum, priced
from capplan.solve.parts.split import Split

__all__ = ["Step", "prove_by_parts"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ROUNDING = 1e-6
"""By how much more than a plan a bound may be, in parts of it, and still be only rounding."""

PRECISE = 1e-4
"""The gap within a part at which it is proven well enough."""


@dataclass(frozen=True)
class Step:
    """``columns`` whose whole numbers are whole in a step, and the work that every part gets for it.

    That is ``most_s``, or ``relaxed`` times the work of its relaxation where that is more.
    """

    columns: Index
    most_s: float
    relaxed: float = 8.0


def prove_by_parts(
    split: Split,
    prices: Float,
    steps: Sequence[Step],
    clock: Beside,
    engine: Engine,
    seed: int,
    over: Callable[[], bool],
    known: Callable[[], Float | None] = lambda: None,
) -> None:
    """Prove bounds for the program of ``split`` with shared rows at ``prices``, in the line of work of ``clock``.

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
            clock.bound(found.known + float(proven.sum()))

    for at, program in enumerate(programs):
        begun_s = clock.work.done_s
        proven[at] = optimum(program, clock, seed)
        took_s[at] = clock.work.done_s - begun_s
    if np.isfinite(proven).all():
        clock.bound(found.known + float(proven.sum()))
    gained, solved, before = np.zeros(len(programs)), np.zeros(len(programs), bool), None
    for step in steps:
        whole = np.zeros(split.arrays.shape[1], bool)
        whole[step.columns] = split.arrays.integer[step.columns]
        # what is solved stays so, however much more work there is for it
        solved &= step.columns is before
        before, at_first = step.columns, proven.copy()
        # those first that gained most a step before: time may be up before the last
        for at in np.argsort(-gained, kind="stable").tolist():
            if over() or clock.stop.is_set():
                return
            if solved[at] or not whole[columns[at]].any():
                continue
            branched = engine(
                replace(programs[at], integer=whole[columns[at]]),
                start=None,
                gap=PRECISE,
                hear=lambda x: None,
                enough=over,
                heuristics=False,
                prove=partial(tell, at),
                clock=clock,
                most_s=max(step.most_s, step.relaxed * took_s[at]),
            )
            if branched.bound is not None:
                tell(at, branched.bound)
            solved[at] = branched.claim is Claim.SOLVED
        gained = np.subtract(proven, at_first, out=np.zeros(len(programs)), where=np.isfinite(at_first))


def _slack(value: float) -> float:
    return ROUNDING * max(1.0, abs(value))

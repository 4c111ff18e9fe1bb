"""The search of the highs back end: relaxation, dives, branch and bound, all on the core of the program.

Plain branch and bound finds a first good plan late. A dive fixes classes, people and support roles in turn
and has a plan after a few warm relaxations; branch and bound then proves the bound and improves the plan.
Columns that stand aside (``core.py``) are settled at the end, with the whole numbers of the core fixed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.contract import Choice, Claim, Found, Guide, SolveOptions
from capplan.solve.core import Core
from capplan.solve.decide import Decided, decide
from capplan.solve.dive import Relaxation, dive
from capplan.solve.settle import relative_gap
from capplan.solve.worker import Reporter

__all__ = ["Engine", "search"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

SHIFTS = (1.0 - 1e-6, 0.5, 0.75)
"""How much of a class a dive rounds up, in turn; the best plan counts.

Where shortage is dear, classes in time are worth more than their exact number.
"""

FIRST_TARGET = 0.85
"""The part of the gap asked for that branch and bound on the core aims at, leaving room for what is aside."""

TARGETS = 3
"""How often the target is tightened before the gap asked for is given up."""


class Engine(Protocol):
    """Branch and bound on a program; ``hear`` gets plans, ``bound`` gets proven bounds."""

    def __call__(
        self,
        arrays: Arrays,
        *,
        start: Float | None,
        gap: float,
        limit_s: float,
        hear: Callable[[Float], None],
        enough: Callable[[], bool],
    ) -> Found:
        """Solve within ``limit_s`` seconds or until ``enough``; bounds go to the reporter."""


class _Best:
    """The best core point so far, and the whole plan made of it."""

    def __init__(self, core: Core, reporter: Reporter, seed: int) -> None:
        self.core, self.reporter, self.seed = core, reporter, seed
        self.x: Float | None = None
        self.objective = np.inf
        self.completion_s = 0.0
        self._completed = np.inf

    def hear(self, x: Float) -> None:
        """A point of the core; without anything aside it is a plan at once."""
        objective = float(self.core.arrays.cost @ x)
        if objective < self.objective:
            self.x, self.objective = np.array(x, float), objective
            if self.core.complete:
                self.reporter.incumbent(self.x)

    def settle(self) -> None:
        """Make a plan of the best core point: columns aside are rounded up, the rest is optimised."""
        if self.core.complete or self.x is None or self.objective >= self._completed:
            return
        started = time.monotonic()
        self._completed = self.objective
        relaxation = Relaxation(self.core.fixed(self.x), self.reporter, self.seed, warm=False)
        relaxed = relaxation.solve()
        x = dive(relaxation, relaxed, (), 0.5) if relaxed is not None else None
        if x is not None:
            self.reporter.incumbent(x)
        self.completion_s = max(self.completion_s, time.monotonic() - started)


def search(arrays: Arrays, options: SolveOptions, guide: Guide, reporter: Reporter, engine: Engine) -> Found:
    """Find a plan early by diving along the series of the guide, then improve it and prove the bound."""
    core = Core.of(arrays, guide.aside)
    best = _Best(core, reporter, options.seed)
    reporter.stage("lp")
    relaxation = Relaxation(core.arrays, reporter, options.seed)
    relaxed = relaxation.solve()
    if relaxed is None:
        # an infeasible core has no plan with the rest either; an unbounded one may
        if relaxation.claim is Claim.UNBOUNDED and not core.complete:
            return _branch(arrays, options, reporter, engine)
        return Found(relaxation.claim)
    assert relaxation.objective is not None
    reporter.bound(relaxation.objective)
    _dive(core, relaxation, relaxed, guide, best)
    best.settle()
    found = _improve(options, reporter, engine, best)
    if (
        core.complete
        or found.claim is Claim.INFEASIBLE
        or reached(options, reporter)
        or reporter.stop.is_set()
    ):
        return found
    # the core cannot prove more, or no plan was made of it: the whole program is left
    return _branch(arrays, options, reporter, engine)


def _dive(core: Core, relaxation: Relaxation, x: Float, guide: Guide, best: _Best) -> None:
    """Plans by diving: contracts first, then classes and people, then the rest."""
    reporter, integer = best.reporter, core.whole.integer
    series = [core.positions(index) for index in guide.series if index.size and integer[index].all()]
    choices = [_in_core(core, choice) for choice in guide.choices]
    decisions = [core.positions(index) for index in guide.decisions if index.size]
    decided: Decided | None = None
    if decisions or choices:
        reporter.stage("contracts")
        columns = np.concatenate(decisions) if decisions else np.zeros((0, 1), np.int64)
        decided = decide(relaxation, x, columns, choices)
        if decided is None:
            return
        x = decided.x
    reporter.stage("dive")
    for shift in SHIFTS:
        if not reporter.stop.is_set() and reporter.remaining_s() > 1.0:
            relaxation.free()
            if decided is not None:
                relaxation.bound(decided.columns, decided.values, decided.values)
            plan = dive(relaxation, x, series, shift, choices)
            if plan is not None:
                best.hear(plan)


def _in_core(core: Core, choice: Choice) -> Choice:
    """The same choice among the columns of the core; nothing of it stands aside."""
    options = np.where(choice.options < 0, -1, core.positions(choice.options))
    quantity = int(core.positions(np.array([choice.quantity]))[0])
    return replace(choice, quantity=quantity, options=options, gate=core.positions(choice.gate))


def _improve(options: SolveOptions, reporter: Reporter, engine: Engine, best: _Best) -> Found:
    """Branch and bound on the core, with a tighter target when the plan made of it misses the gap."""
    target = options.gap if best.core.complete else FIRST_TARGET * options.gap
    for _ in range(1 if best.core.complete else TARGETS):
        if reached(options, reporter) or reporter.stop.is_set():
            break
        reporter.stage("branch and bound")
        spare_s = 2.0 * best.completion_s
        found = engine(
            best.core.arrays,
            start=best.x,
            gap=target,
            limit_s=reporter.remaining_s() - spare_s,
            hear=best.hear,
            enough=lambda: reached(options, reporter),
        )
        if found.claim is Claim.INFEASIBLE and best.x is None:
            return found
        if found.bound is not None:
            reporter.bound(found.bound)
        if found.x is not None:
            best.hear(found.x)
        best.settle()
        target *= 0.5
        if found.claim is Claim.LIMIT:
            break
    claim = Claim.SOLVED if reached(options, reporter) else Claim.LIMIT
    return Found(claim, reporter.best_x, reporter.best_bound)


def _branch(arrays: Arrays, options: SolveOptions, reporter: Reporter, engine: Engine) -> Found:
    reporter.stage("branch and bound")
    found = engine(
        arrays,
        start=reporter.best_x,
        gap=options.gap,
        limit_s=reporter.remaining_s(),
        hear=reporter.incumbent,
        enough=lambda: reached(options, reporter),
    )
    # the start may be better than what the time allowed to find again
    if found.x is None or reporter.best_objective < float(arrays.cost @ found.x):
        return Found(found.claim, reporter.best_x, found.bound)
    return found


def reached(options: SolveOptions, reporter: Reporter) -> bool:
    """Whether the best plan lies within the gap asked for."""
    if reporter.best_x is None:
        return False
    gap = relative_gap(reporter.best_objective, reporter.best_bound)
    return gap is not None and gap <= options.gap

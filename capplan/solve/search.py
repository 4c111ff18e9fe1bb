"""The search of the highs back end: relaxation, dives, branch and bound, all on the core of the program.

Plain branch and bound finds a first good plan late. A dive decides contracts and support roles, then classes and
people, and has a plan after a few warm relaxations. The plan is improved site by site while the bound is proven in
another thread; branch and bound on everything comes last.
Columns that stand aside (``core.py``) are settled at the end, with the whole numbers of the core fixed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.choices import option_columns
from capplan.solve.contract import Claim, Found, Guide, SolveOptions
from capplan.solve.core import Core
from capplan.solve.core_guide import few_columns, in_core
from capplan.solve.decide import Decided, decide
from capplan.solve.dive import dive
from capplan.solve.engine import Engine
from capplan.solve.ladders import Rungs, climb
from capplan.solve.neighbourhoods import improve
from capplan.solve.proof import Proof
from capplan.solve.relaxation import Relaxation
from capplan.solve.settle import relative_gap
from capplan.solve.worker import Reporter

__all__ = ["search"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

SHIFTS = (1.0 - 1e-6, 0.5, 0.75)
"""How much of a class a dive rounds up, in turn; the best plan counts.

Where shortage is dear, classes in time are worth more than their exact number.
"""

FIRST_TARGET = 0.85
"""The part of the gap asked for that branch and bound on the core aims at, leaving room for what is aside."""

WHOLE = 1e-5
"""How far from whole a point of a solver may be; the plan made of it is rounded and checked."""

SHORT_S = 1.0
"""A proof that takes no longer is waited for before the next step."""

PROOF = 0.7
"""The part of the time left that goes to proving a bound on the whole numbers that move much money."""

TARGETS = 3
"""How often the target is tightened before the gap asked for is given up."""


class _Best:
    """The best core point so far, and the whole plan made of it."""

    def __init__(self, core: Core, reporter: Reporter, options: SolveOptions) -> None:
        self.core, self.reporter = core, reporter
        self.seed, self.threads = options.seed, options.threads
        self.x: Float | None = None
        self.objective = np.inf
        self.completion_s = 0.0
        self._completed = np.inf

    def hear(self, x: Float) -> None:
        """A point of the core, if it is whole; without anything aside it is a plan at once."""
        objective, integer = float(self.core.arrays.cost @ x), self.core.arrays.integer
        if objective < self.objective and np.abs(x[integer] - np.rint(x[integer])).max(initial=0.0) <= WHOLE:
            self.x, self.objective = np.array(x, float), objective
            if self.core.complete:
                self.reporter.incumbent(self.x)

    def settle(self) -> None:
        """Make a plan of the best core point: columns aside are rounded up, the rest is optimised."""
        if self.core.complete or self.x is None or self.objective >= self._completed:
            return
        started = time.monotonic()
        self._completed = self.objective
        relaxation = Relaxation(self.core.fixed(self.x), self.reporter, self.seed, self.threads, warm=False)
        relaxed = relaxation.solve()
        x = dive(relaxation, relaxed, (), 0.5) if relaxed is not None else None
        if x is not None:
            self.reporter.incumbent(x)
        self.completion_s = max(self.completion_s, time.monotonic() - started)


def search(arrays: Arrays, options: SolveOptions, guide: Guide, reporter: Reporter, engine: Engine) -> Found:
    """Find a plan early by diving along the series of the guide, then improve it and prove the bound."""
    core = Core.of(arrays, guide.aside)
    best = _Best(core, reporter, options)
    reporter.stage("lp")
    relaxation = Relaxation(core.arrays, reporter, options.seed, options.threads)
    relaxed = relaxation.solve()
    if relaxed is None:
        # an infeasible core has no plan with the rest either; an unbounded one may
        if relaxation.claim is Claim.UNBOUNDED and not core.complete:
            return _branch(arrays, options, reporter, engine)
        return Found(relaxation.claim)
    assert relaxation.objective is not None
    reporter.bound(relaxation.objective)
    near = in_core(core, guide)
    proof = Proof(core.arrays, few_columns(near), reporter, engine)
    _dive(relaxation, relaxed, near, best)
    best.settle()
    enough = partial(reached, options, reporter)
    proof.wait(SHORT_S, enough)
    _sites(near, best, engine, proof, enough)
    if best.x is not None:
        proof.wait(PROOF * reporter.remaining_s(), enough)
    found = _improve(options, reporter, engine, best)
    proof.end()
    if (
        core.complete
        or found.claim is Claim.INFEASIBLE
        or reached(options, reporter)
        or reporter.stop.is_set()
    ):
        return found
    # the core cannot prove more, or no plan was made of it: the whole program is left
    return _branch(arrays, options, reporter, engine)


def _dive(relaxation: Relaxation, x: Float, guide: Guide, best: _Best) -> None:
    """Plans by diving: contracts first, then support roles, classes and people, then the rest."""
    reporter = best.reporter
    columns = np.concatenate(guide.decisions) if guide.decisions else np.zeros((0, 1), np.int64)
    options, decided = option_columns(guide.choices), None
    rungs: Rungs | None = None
    if guide.decisions or guide.choices:
        reporter.stage("contracts")
        decided = decide(relaxation, x, columns, guide.choices)
        x = x if decided is None else decided.settled.x
    # a first plan comes before the better ones that take longer
    shifts = (SHIFTS[0], *SHIFTS) if guide.ladders else SHIFTS
    for number, shift in enumerate(shifts):
        if reporter.stop.is_set() or reporter.remaining_s() <= 1.0:
            break
        if guide.ladders and number == 1:
            best.settle()
            reporter.stage("support roles")
            _hold(relaxation, columns, options, decided, None)
            climbed = climb(relaxation, x, guide.ladders)
            if climbed is not None:
                rungs, x = climbed
        reporter.stage("dive")
        _hold(relaxation, columns, options, decided, rungs)
        let_go = None if rungs is None else partial(rungs.free, relaxation)
        taken = None if decided is None else decided.settled.taken
        plan = dive(relaxation, x, guide.series, shift, guide.choices, taken, let_go)
        if plan is not None:
            best.hear(plan)


def _hold(
    relaxation: Relaxation, columns: Index, options: Index, decided: Decided | None, rungs: Rungs | None
) -> None:
    """The relaxation with what is decided, and nothing else."""
    relaxation.free()
    if decided is not None:
        relaxation.bound(columns.ravel(), decided.chosen.ravel(), decided.chosen.ravel())
        relaxation.bound(options, decided.settled.values, decided.settled.values)
    if rungs is not None:
        rungs.hold(relaxation)


def _sites(guide: Guide, best: _Best, engine: Engine, proof: Proof, enough: Callable[[], bool]) -> None:
    """Improve the best point site by site."""

    def round_over(x: Float) -> None:
        best.hear(x)
        best.settle()
        # a short proof is waited for, so that a small plan does not depend on the clock
        proof.wait(SHORT_S, enough)

    if best.x is not None and guide.neighbourhoods and not enough():
        best.reporter.stage("sites")
        branch = partial(_part, engine)
        improve(best.core.arrays, best.x, guide.neighbourhoods, best.reporter, branch, enough, round_over)


def _part(engine: Engine, arrays: Arrays, start: Float, gap: float, limit_s: float, nodes: int) -> Found:
    """A part of the program by branch and bound; what it finds is heard by the caller."""
    return engine(
        arrays,
        start=start,
        gap=gap,
        limit_s=limit_s,
        hear=lambda x: None,
        enough=lambda: False,
        nodes=nodes,
    )


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

"""The search of the highs back end: relaxation, dives, branch and bound, all on the core of the program.

Plain branch and bound finds a first good plan late. A dive decides contracts and support roles, then classes and
people, and has a plan after a few warm relaxations; where a program falls into sites, each is dived for by itself, in
turns. The plan is improved by turns, moves and neighbourhoods while the bound is proven in another thread, site by
site first; branch and bound on everything comes last. A program too large for relaxations of the whole is bounded and
planned by parts.
Columns that stand aside (``aside.py``) follow from a point of the core.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.best import Best
from capplan.solve.by_sites import first_plan, proving, search_by_sites, turns_of
from capplan.solve.clock import Beside
from capplan.solve.contract import Claim, Found, Guide, SolveOptions
from capplan.solve.core import Core
from capplan.solve.dive import UP, Care, dive
from capplan.solve.engine import Engine
from capplan.solve.flip import again
from capplan.solve.moves import move
from capplan.solve.narrow import few_columns, in_core
from capplan.solve.neighbourhoods import improve
from capplan.solve.parts import Turns
from capplan.solve.proof import Proof
from capplan.solve.relaxation import Hold, Mark, Relaxation
from capplan.solve.worker import Reporter

__all__ = ["search"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

DIVES = (Care(windows=4, shift=UP, tries=False), Care(windows=12))
"""A first plan quickly, all classes in time; then a careful one."""

MOVES = 60
"""Most solves for moves of classes in the careful dive."""

LARGE_ROWS = 30_000
"""From this size on a relaxation of the whole core takes minutes, and those of its sites seconds."""

CAREFUL_ROWS = 15_000
"""Up to this size a careful dive of the whole finds in a short time what turns of its sites do not."""

SMALL_ROWS = 4_000
"""Up to this size branch and bound on the whole core proves more than searching its neighbourhoods finds."""

FIRST_TARGET = 0.85
"""The part of the gap asked for that branch and bound on the core aims at, leaving room for what is aside."""

SHORT_S = 1.0
"""A proof that takes no more work is waited for before the next step."""

PROOF = 0.7
"""The part of the time left that a large program leaves to the proof when its neighbourhoods have nothing more.

Work is taken to need just its time; where it needs more, the proof gets no more than that part all the same.
"""

TARGETS = 3
"""How often the target is tightened before the gap asked for is given up."""


def search(arrays: Arrays, options: SolveOptions, guide: Guide, reporter: Reporter, engine: Engine) -> Found:
    """Find a plan early by diving along the series of the guide, then improve it and prove the bound."""
    core = Core.of(arrays, guide)
    best = Best(core, reporter)
    near = in_core(core, guide)
    if core.arrays.shape[0] > LARGE_ROWS and guide.parts:
        return search_by_sites(core, guide, near, best, options, engine)
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
    turns = None
    if core.arrays.shape[0] > SMALL_ROWS:
        turns = turns_of(core, guide, near, relaxation, relaxed, options)
    clock, enough = Beside(reporter), reporter.standing.reached
    first = proving(turns, (relaxation, near.switches), best, options.seed, engine, clock)
    proof = Proof(core.arrays, few_columns(near), clock, engine, first)
    _plans(relaxation, relaxed, near, best, turns, engine, enough, proof.known)
    # a plan is a point with those numbers whole, if not a cheap one
    proof.known(best.objective)
    proof.wait(SHORT_S, enough)
    if core.arrays.shape[0] > SMALL_ROWS:
        _neighbourhoods(relaxation, near, best, enough)
        if not enough():
            best.polish(options.seed, options.threads)
        if best.x is not None:
            left_s = options.time_limit_s - reporter.work.done_s
            proof.wait(PROOF * max(0.0, left_s), enough, (1.0 - PROOF) * reporter.remaining_s())
    claim = _improve(relaxation, options, engine, best)
    if proof.end(best.spare_s):
        claim = Claim.SOLVED
        best.polish(options.seed, options.threads)
    if core.complete or claim in (Claim.INFEASIBLE, Claim.SOLVED) or reporter.stop.is_set():
        return Found(claim, reporter.standing.best_x, reporter.standing.best_bound)
    # the core cannot prove more, or no plan was made of it: the whole program is left
    return _branch(arrays, options, reporter, engine)


def _plans(
    relaxation: Relaxation,
    x: Float,
    guide: Guide,
    best: Best,
    turns: Turns | None,
    engine: Engine,
    enough: Callable[[], bool],
    decided: Callable[[float], None],
) -> None:
    """Plans from the optimum ``x``: those near an earlier plan, or by turns and dives, the first of them quickly."""
    reporter, root = best.reporter, relaxation.mark()
    if guide.start.size:
        reporter.stage("earlier plan")
        known = _from_start(relaxation, guide)
        if known is not None:
            # what was told is changed where that pays, not planned anew
            best.hear(known)
            return

    dives: Sequence[Care] = DIVES
    if turns is not None:
        reporter.stage("sites")
        if first_plan(turns, guide, engine):
            best.hear(turns.settled(guide.switches))
        if best.x is not None:
            dives = DIVES[1:] if relaxation.arrays.shape[0] <= CAREFUL_ROWS else ()
    _dive(relaxation, root, x, guide, best, dives, enough, decided)
    if turns is not None and best.x is not None and not enough():
        reporter.stage("sites")
        if turns.start(best.x):
            turns.improve(enough, lambda: best.hear(turns.settled(guide.switches)))


def _dive(
    relaxation: Relaxation,
    root: Mark,
    x: Float,
    guide: Guide,
    best: Best,
    dives: Sequence[Care],
    enough: Callable[[], bool],
    decided: Callable[[float], None],
) -> None:
    """Plans by ``dives`` from the optimum ``x`` at ``root``, careful ones with moves."""
    reporter = best.reporter

    def moved(at: Float) -> Float:
        reporter.stage("moves")
        return move(relaxation, at, guide.series[0], enough, MOVES)

    for care in dives:
        if reporter.stop.is_set() or reporter.remaining_s() <= 1.0 or enough():
            break
        reporter.stage("dive")
        relaxation.back(root)
        better = moved if care.tries and guide.series else None
        plan = dive(relaxation, x, guide, care, better, decided)
        if plan is not None:
            best.hear(again(relaxation, plan, guide.switches))


def _from_start(relaxation: Relaxation, guide: Guide) -> Float | None:
    """A whole point with the whole numbers of an earlier plan, or with its classes where the rest finds no room."""
    known = relaxation.arrays.integer & np.isfinite(guide.start)
    classes = np.zeros(len(known), bool)
    for series in guide.series[:1]:
        classes[series] = True
    for held in (known, known & classes):
        columns = np.flatnonzero(held)
        relaxed = relaxation.hold(Hold.at(columns, np.rint(guide.start[columns])))
        plan = None if relaxed is None else dive(relaxation, relaxed, guide, DIVES[0])
        if plan is not None:
            return plan
        relaxation.free()
    return None


def _neighbourhoods(relaxation: Relaxation, guide: Guide, best: Best, enough: Callable[[], bool]) -> None:
    """Improve the best point one neighbourhood at a time."""
    if best.x is not None and guide.neighbourhoods and guide.series and not enough():
        best.reporter.stage("neighbourhoods")
        improve(relaxation, best.x, guide, enough, best.hear)


def _improve(relaxation: Relaxation, options: SolveOptions, engine: Engine, best: Best) -> Claim:
    """Branch and bound on the core, with a tighter target when the plan made of it misses the gap."""
    reporter = best.reporter
    target = options.gap if best.core.complete else FIRST_TARGET * options.gap
    for _ in range(1 if best.core.complete else TARGETS):
        if reporter.standing.reached() or reporter.stop.is_set():
            break
        reporter.stage("branch and bound")
        found = engine(
            best.core.arrays,
            start=best.x,
            gap=target,
            hear=best.hear,
            enough=reporter.standing.reached,
            # from a good plan the tree finds better ones sooner than searches that begin anew
            heuristics=best.x is None,
            spare_s=best.spare_s,
        )
        if found.claim is Claim.INFEASIBLE and best.x is None:
            return found.claim
        if found.bound is not None:
            reporter.bound(found.bound)
        if found.x is not None:
            best.hear(found.x)
        best.settle(relaxation)
        best.polish(options.seed, options.threads)
        target *= 0.5
        if found.claim is Claim.LIMIT:
            break
    return Claim.LIMIT


def _branch(arrays: Arrays, options: SolveOptions, reporter: Reporter, engine: Engine) -> Found:
    reporter.stage("branch and bound")
    standing = reporter.standing
    found = engine(
        arrays,
        start=standing.best_x,
        gap=options.gap,
        hear=reporter.incumbent,
        enough=standing.reached,
        heuristics=standing.best_x is None,
    )
    # the start may be better than what the time allowed to find again
    if found.x is None or standing.best_objective < float(arrays.cost @ found.x):
        return Found(found.claim, standing.best_x, found.bound)
    return found

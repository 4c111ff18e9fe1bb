"""A program that falls into sites: their turns, the steps of its proof, and the search where it is very large.

A relaxation of a very large program takes minutes. A first-order method tells prices early; at these every site is
planned and proven by itself, and the relaxation is only solved with all whole numbers held, which is much easier.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.parallel import Workers
from capplan.program import Arrays
from capplan.solve.best import Best
from capplan.solve.clock import Beside
from capplan.solve.contract import Claim, Found, Guide, SolveOptions
from capplan.solve.core import Core
from capplan.solve.engine import Engine
from capplan.solve.narrow import few_columns
from capplan.solve.parts import (
    Split,
    Step,
    Turns,
    labels_in_core,
    nearly_solved,
    plan_by_parts,
    prove_by_parts,
)
from capplan.solve.parts.plan import FIRST, QUICK
from capplan.solve.proof import Proof
from capplan.solve.relaxation import Relaxation
from capplan.solve.switch_rows import tightened
from capplan.solve.switches import Switches

__all__ = ["first_plan", "proving", "search_by_sites", "turns_of"]

Float = NDArray[np.float64]

HELD_ROWS = 150_000
"""From this size on even a relaxation with all whole numbers held takes minutes: hours are moved site by site too.

A first plan then needs all of the machine.
"""

FEW_S, CLASSES_S, ALL_S = 10.0, 15.0, 30.0
"""The work that a site is given, at least, to prove its bound: few whole numbers, with classes, all of them."""

TRY_S, TRY = 4.0, 3.0
"""The work of a first try with classes, at least, and that in units of the work of the relaxation.

Most sites need no more; those that need much gain little by it.
"""


def turns_of(
    core: Core, guide: Guide, near: Guide, relaxation: Relaxation, x: Float, options: SolveOptions
) -> Turns | None:
    """The sites of a program take turns from the optimum ``x``; None where it does not fall into several."""
    if not guide.parts:
        return None
    split = Split.of(core.arrays, labels_in_core(core, guide.parts))
    if split.whole_numbers.sum() < 2:
        return None
    # switches are turned when a plan is made: what they cost depends on all sites
    without = replace(near, switches=Switches())
    return Turns(relaxation.beside(relaxation.clock), split, without, x, relaxation.prices(), options.seed)


def first_plan(turns: Turns, near: Guide, engine: Engine) -> bool:
    """A first plan of sites in turn, or where hard rules of several leave no room for it, with those mended.

    Then what the guide sets ``apart`` is a part of its own, in later turns too.
    """
    turns.decide(engine)
    if turns.first():
        return True
    clock = turns.relaxation.clock
    part = turns.split.part.copy()
    part[near.apart] = part.max() + 1
    turns.split = split = Split.of(turns.split.arrays, part)
    found = plan_by_parts(split, near, turns.x, turns.prices, clock, turns.seed, Workers(1))
    return any(turns.start(x) for x in found)


def proving(
    turns: Turns | None,
    solved: tuple[Relaxation, Switches] | None,
    best: Best,
    seed: int,
    engine: Engine,
    clock: Beside,
) -> list[Callable[[Arrays, Callable[[], bool]], None]]:
    """The step by which a large program is bounded site by site, at the prices of the relaxation.

    These are better with what switches imply, where the relaxation is ``solved`` and can be solved again.
    """
    if turns is None:
        return []
    beside = solved[0].beside(clock) if solved is not None and solved[1].count else None
    guide = turns.guide
    few = few_columns(guide)
    classes = np.union1d(
        few, np.concatenate([np.zeros(0, np.int64), *(each.ravel() for each in guide.series[:1])])
    )
    every = np.flatnonzero(turns.split.arrays.integer)
    first_try = Step(classes, TRY_S, TRY)
    steps = [Step(few, FEW_S), first_try, Step(classes, CLASSES_S), Step(every, ALL_S)]

    def step(arrays: Arrays, over: Callable[[], bool]) -> None:
        split, prices = turns.split, turns.prices
        if beside is not None and solved is not None:
            arrays, prices = tightened(beside, solved[1], over, clock.bound)
            split = Split.of(arrays, split.part)
        prove_by_parts(split, prices, steps, clock, engine, seed, over, lambda: best.x)

    return [step]


def search_by_sites(
    core: Core, guide: Guide, near: Guide, best: Best, options: SolveOptions, engine: Engine
) -> Found:
    """A bound and plans of a very large program from its sites, with prices on what they share."""
    reporter = best.reporter
    reporter.stage("lp")
    split = Split.of(core.arrays, labels_in_core(core, guide.parts))
    nearly = nearly_solved(core.arrays, reporter, options.seed)
    if nearly is None:
        return Found(Claim.LIMIT)
    enough = reporter.standing.reached
    relaxation = Relaxation(core.arrays, reporter, options.seed, options.threads)
    turns = Turns(
        relaxation, split, replace(near, switches=Switches()), nearly.x, nearly.prices, options.seed
    )
    quick = core.arrays.shape[0] > HELD_ROWS

    def prove() -> Proof:
        clock = Beside(reporter)
        first_steps = proving(turns, None, best, options.seed, engine, clock)
        # a tree of the whole is too large
        return Proof(core.arrays, np.zeros(0, np.int64), clock, engine, first_steps)

    # where a first plan takes all there is, nothing is proven beside it
    proof = None if quick else prove()
    reporter.stage("sites")
    held, first = False, QUICK if quick else FIRST
    for x in plan_by_parts(split, near, nearly.x, nearly.prices, reporter, options.seed, Workers(2), first):
        best.hear(x)
        proof = proof or prove()
        held = not enough() and not quick and turns.start(x)
        if held or enough():
            break
    if held:
        best.hear(turns.settled(near.switches))
        turns.improve(enough, lambda: best.hear(turns.settled(near.switches)))
    proof = proof or prove()
    proof.wait(np.inf, enough, best.spare_s)
    claim = Claim.SOLVED if proof.end(best.spare_s) else Claim.LIMIT
    return Found(claim, reporter.standing.best_x, reporter.standing.best_bound)

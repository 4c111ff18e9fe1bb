"""The search for the best first stage: visit one, learn from every future, look near the best one for a better.

A start comes first, so that there is a plan at once. Then every future is solved with a first stage of its own, which
bounds what all of them together can cost. From there on the program of the first stage (``outer.py``) is
solved twice a round: for the bound, and for the next first stage to visit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from capplan.parallel import Workers
from capplan.program import Arrays
from capplan.solve.contract import Claim, Found, SolveOptions, Stages
from capplan.solve.engine import Engine
from capplan.solve.settle import relative_gap
from capplan.solve.stages.future import Future, Visit
from capplan.solve.stages.outer import Outer
from capplan.solve.worker import Reporter

__all__ = ["by_stages"]

Float = NDArray[np.float64]

LEVEL = 0.7
"""Where between bound and best cost the next first stage is looked for: near the best, as early bounds are low."""

LEAST_GAP = 1e-8
"""Nearer than this, as a part of the cost, a bound is the cost; and that near a sum of chances is one."""

ROUND_S = 30.0
"""The most work for one solve of the program of the first stage."""

OUTER_GAP = 0.1
"""The part of the gap asked for that is left to the program of the first stage."""


@dataclass
class _Search:
    arrays: Arrays
    options: SolveOptions
    stages: Stages
    reporter: Reporter
    futures: list[Future]
    outer: Outer
    surprise: Float
    best: Float | None = None
    claim: Claim = Claim.LIMIT
    seen: set[bytes] = field(default_factory=set)

    def visit(self, point: Float) -> bool:
        """The futures after a first stage, until it is known to be no better than the best one.

        False where time is up, or where nothing new can be learned.
        """
        found: dict[int, Visit] = {}
        cost = self.outer.least(point)
        waiting = np.argsort(-self.surprise, kind="stable").tolist()
        while waiting and not self.total(cost) >= self.reporter.standing.best_objective:
            some, waiting = waiting[: self.options.threads], waiting[self.options.threads :]
            visits = self._each(lambda future: future.at(point), some)
            if visits is None or any(each.cut is None for each in visits.values()):
                return False
            for k, each in visits.items():
                # the first guesses are none: what is infinite surprises no more than another
                self.surprise[k] = np.nan_to_num(each.cost - cost[k], posinf=0.0)
                cost[k] = each.cost
            found |= visits
        if not waiting or not found:
            self.seen.add(point.tobytes())
        if len(found) == len(self.futures) and np.isfinite(cost).all():
            whole = self._whole(point, cost, found)
            if float(self.arrays.cost @ whole) < self.reporter.standing.best_objective:
                self.best = point
            self.reporter.incumbent(whole)
        return True

    def know(self) -> list[float] | None:
        """What every future costs with a first stage of its own; None when time is up."""
        found = self._each(Future.known, range(len(self.futures)))
        return None if found is None else [each.cost for each in found.values()]

    def _each(
        self, asked: Callable[[Future], Visit | None], numbers: Iterable[int]
    ) -> dict[int, Visit] | None:
        which = list(numbers)
        answers = Workers(self.options.threads).each(asked, [self.futures[k] for k in which])
        found = {k: each for k, each in zip(which, answers, strict=True) if each is not None}
        self.outer.cuts.extend((k, each.cut) for k, each in found.items() if each.cut is not None)
        return found if len(found) == len(which) else None

    def _worst(self, cost: Float) -> float:
        """The cost that the worst futures exceed."""
        order = np.argsort(-cost, kind="stable")
        tail = np.cumsum(self.stages.weights[order]) >= 1.0 - self.stages.alpha - LEAST_GAP
        return float(cost[order[int(np.argmax(tail))]])

    def total(self, cost: Float) -> float:
        """The objective where every future costs so much."""
        if np.isinf(cost).any():
            return np.inf if np.isposinf(cost).any() else -np.inf
        stages, mean = self.stages, float(self.stages.weights @ cost)
        if stages.share == 0.0:
            return mean
        worst = self._worst(cost)
        tail = worst + float(stages.weights @ np.maximum(cost - worst, 0.0)) / (1.0 - stages.alpha)
        return (1.0 - stages.share) * mean + stages.share * tail

    def _whole(self, point: Float, cost: Float, found: Mapping[int, Visit]) -> Float:
        """The point of the whole program."""
        whole, stages = np.zeros(self.arrays.shape[1]), self.stages
        for k, each in found.items():
            whole[stages.columns[k]] = each.x
        whole[stages.common] = point
        if stages.risk.size:
            worst = self._worst(cost)
            whole[stages.risk] = np.append(worst, np.maximum(cost - worst, 0.0))
        return whole

    @property
    def reached(self) -> bool:
        gap = relative_gap(self.reporter.standing.best_objective, self.reporter.standing.best_bound)
        return self.best is not None and gap is not None and gap <= max(self.options.gap, LEAST_GAP)

    def next(self) -> Float | None:
        """Prove a bound; the next first stage to visit, None where there is none."""
        self.reporter.stage("bound")
        found = self.outer.bound(OUTER_GAP * self.options.gap, ROUND_S)
        if found.bound is not None and np.isfinite(found.bound):
            self.reporter.bound(min(found.bound, self.reporter.standing.best_objective))
        if found.claim is Claim.INFEASIBLE or self.reached:
            self.claim = Claim.SOLVED if self.reached else Claim.INFEASIBLE
        if self.claim is not Claim.LIMIT or self.reporter.stop.is_set():
            return None
        point = None
        if self.best is not None and np.isfinite(self.reporter.standing.best_bound):
            low, high = self.reporter.standing.best_bound, self.reporter.standing.best_objective
            point = self.outer.near(self.best, low + LEVEL * (high - low), ROUND_S)
        for each in (point, self.outer.point(found)):
            if each is not None and each.tobytes() not in self.seen:
                return each
        return None


def by_stages(
    arrays: Arrays, options: SolveOptions, stages: Stages, start: Float, reporter: Reporter, engine: Engine
) -> Found:
    """Search a program in stages; ``start`` (empty, or nan where it knows nothing) tells where to begin."""
    reporter.stage("futures")
    numbers = range(len(stages.columns))
    make = partial(Future, arrays, stages, reporter=reporter, seed=options.seed)
    futures = list(Workers(options.threads).each(make, numbers))
    lower, upper = (
        np.max([each.lower for each in futures], axis=0),
        np.min([each.upper for each in futures], axis=0),
    )
    outer = Outer(arrays, stages, lower, upper, engine)
    search = _Search(arrays, options, stages, reporter, futures, outer, np.zeros(len(futures)))
    point = start[stages.common] if start.size else np.full(len(stages.common), np.nan)
    if np.isfinite(point).all():
        search.visit(np.clip(point, outer.lower, outer.upper))
    known = search.know()
    if known is not None and np.isinf(known).any():
        return Found(Claim.INFEASIBLE)
    while known is not None and not reporter.stop.is_set():
        following = search.next()
        if following is None:
            break
        reporter.stage("first stages")
        if not search.visit(following):
            break
    return Found(search.claim, reporter.standing.best_x, reporter.standing.best_bound)

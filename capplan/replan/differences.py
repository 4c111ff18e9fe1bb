"""What of a plan differs from what an earlier one communicated, thing by thing.

A class that is gone and one that has come to the same team are one class that moved, in the order of time: that is
how the price of changes counts them too (formulation/replan.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.agreed import Agreed
from capplan.contracts.quantities import contracts_of, quantity
from capplan.contracts.windows import windows
from capplan.plan import Plan

__all__ = ["Difference", "differences"]

Float = NDArray[np.float64]

LEAST_ORDER = 0.005
"""Share of an order below which a change is none: nobody signs an order to the last hour."""
SOME = 1e-6


@dataclass(frozen=True)
class Difference:
    """One change. ``who`` is a team, or a contract or agreed project where ``kind`` says so; periods are -1 for none.

    ``weight`` orders changes of one kind: people, or money of an order.
    """

    kind: str
    who: int
    period_before: int
    period_after: int
    before: float
    after: float
    unit: str
    weight: float

    @property
    def of_contract(self) -> bool:
        """Whether ``who`` is a contract."""
        return self.kind.startswith(("opening_", "ending_", "order_"))

    @property
    def of_project(self) -> bool:
        """Whether ``who`` is an initiative or a site that opens or closes: a place among the agreed projects."""
        return self.kind.startswith(("initiative_", "site-"))

    @property
    def of_team(self) -> bool:
        """Whether ``who`` is a team."""
        return not self.of_contract and not self.of_project

    @property
    def periods(self) -> tuple[int, ...]:
        """The periods that it touches, each once."""
        return tuple(sorted({t for t in (self.period_before, self.period_after) if t >= 0}))


def differences(plan: Plan, agreed: Agreed) -> tuple[Difference, ...]:
    """Every change: projects and decisions on contracts, then classes, then orders, the largest of a kind first."""
    found = [
        *_projects(plan, agreed),
        *_decisions(plan, agreed),
        *_classes(plan, agreed),
        *_orders(plan, agreed),
    ]
    rank = {"class": 1, "order": 2}

    def order(one: Difference) -> tuple[int, float, int, tuple[int, ...]]:
        return rank.get(one.kind.partition("_")[0], 0), -one.weight, one.who, one.periods

    return tuple(sorted(found, key=order))


def _classes(plan: Plan, agreed: Agreed) -> Iterator[Difference]:
    rules = plan.facts.class_rules
    classes = np.maximum(plan.walk.classes - rules.committed_classes, 0.0)
    heads = np.maximum(plan.walk.hires - rules.committed_heads, 0.0)
    off = (np.abs(classes - agreed.classes) > SOME) | (np.abs(heads - agreed.heads) > SOME)
    for p in np.flatnonzero((off & agreed.told).any(axis=1)).tolist():
        gone: list[tuple[int, float]] = []
        come: list[tuple[int, float]] = []
        for t in np.flatnonzero(off[p] & agreed.told[p]).tolist():
            more = float(classes[p, t] - agreed.classes[p, t])
            count = max(1, round(abs(more)))
            if more > SOME:
                come += [(t, float(heads[p, t] / classes[p, t]))] * count
            elif more < -SOME:
                gone += [(t, float(agreed.heads[p, t] / agreed.classes[p, t]))] * count
            else:
                yield _class("class_resized", p, (t, agreed.heads[p, t]), (t, heads[p, t]))
        both = min(len(gone), len(come))
        for before, after in zip(gone[:both], come[:both], strict=True):
            yield _class("class_moved", p, before, after)
        for before in gone[both:]:
            yield _class("class_cancelled", p, before, (-1, 0.0))
        for after in come[both:]:
            yield _class("class_added", p, (-1, 0.0), after)


def _class(kind: str, team: int, before: tuple[int, float], after: tuple[int, float]) -> Difference:
    sizes = float(before[1]), float(after[1])
    weight = abs(sizes[1] - sizes[0]) if kind == "class_resized" else max(sizes)
    return Difference(kind, team, before[0], after[0], *sizes, "people", weight)


def _decisions(plan: Plan, agreed: Agreed) -> Iterator[Difference]:
    if plan.facts.contracts is None:
        return
    first = np.unique(plan.facts.contracts.month_of_period, return_index=True)[1]
    for kind, name, told in (("open", "opening", agreed.opens), ("end", "ending", agreed.closes)):
        now = {one.contract: one.period for one in plan.selection if one.kind == kind}
        for c in np.flatnonzero(agreed.known).tolist():
            before = int(first[told[c].argmax()]) if told[c].any() else -1
            after = now.get(c, -1)
            if before != after:
                what = "added" if before < 0 else "cancelled" if after < 0 else "moved"
                was, is_ = float(before >= 0), float(after >= 0)
                yield Difference(f"{name}_{what}", c, before, after, was, is_, "contract", 1.0)


def _projects(plan: Plan, agreed: Agreed) -> Iterator[Difference]:
    first = plan.facts.horizon.month_starts
    opened = {change.option: change.period for change in plan.site_changes}
    for place, one in enumerate(agreed.projects):
        before = int(first[one.told]) if one.told >= 0 else -1
        if one.block == "initiative_starts":
            after = -1 if plan.projects is None else int(plan.projects.started[one.place])
        else:
            after = opened.get(one.place, -1)
        if before != after:
            what = "added" if before < 0 else "cancelled" if after < 0 else "moved"
            was, is_ = float(before >= 0), float(after >= 0)
            yield Difference(f"{one.thing}_{what}", place, before, after, was, is_, "project", 1.0)


def _orders(plan: Plan, agreed: Agreed) -> Iterator[Difference]:
    if plan.facts.contracts is None:
        return
    contracts = contracts_of(plan.facts)
    for c in np.flatnonzero(agreed.known).tolist():
        unit = contracts.clauses.order_on[c]
        units = quantity(plan.facts, plan.requirement, c, unit, plan.walk.heads, plan.assigned_h)
        for window in windows(plan.facts, c, "month"):
            before = float(agreed.orders[c, contracts.months.index(window.label)])
            after = float(units[window.periods].sum()) / window.months
            if not np.isnan(before) and abs(after - before) > max(SOME, LEAST_ORDER * before):
                t, money = int(window.periods[0]), abs(after - before) * float(agreed.unit_cost[c])
                yield Difference("order_changed", c, t, t, before, after, f"{unit} a month", money)

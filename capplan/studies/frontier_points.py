"""The points of a frontier put in order: what is dominated goes, what is proven is drawn together.

Index    i point, from the weakest bound to the strictest

Given    worth[i]      what the plan reaches, more is better (hires: fewer)
         cost[i]       of the plan, base currency
         proven[i]     no plan that keeps the bound of the point costs less

Equation least[i]      = the greatest of proven[j], j as strict as i or weaker: what costs that much at a weaker bound
                         cannot cost less at a stricter one
         cost[i] - cost[i-1]          what the step costs between the plans
         from  max(0, least[i] - cost[i-1])  to  cost[i] - least[i-1]:  what it can cost between the best plans.
         Where ``from`` is 0 the step is smaller than what the gaps leave open.

A point goes where another reaches as much, as people read it, and costs no more: what a plan that was asked for less
reaches beyond another by chance is no level of its own. Of equal ones one is kept, the present plan first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["Ranked", "Step", "efficient", "step_between"]

SAME_WORTH, SAME_COST = 1e-7, 0.005


@dataclass(frozen=True)
class Ranked:
    """A point: its run, how strict its bound is, what it reaches, costs and has proven.

    ``least`` is what the frontier has proven for it, ``beaten_by`` the run that reaches as much for no more.
    """

    run: str
    strictness: float
    worth: float
    cost: float
    proven: float | None
    least: float | None = None
    beaten_by: str | None = None


@dataclass(frozen=True)
class Step:
    """From one point to the next: units of the goal, what each costs between the plans, and at least and at most."""

    start: str
    end: str
    units: float
    each: float
    each_least: float
    each_most: float | None

    @property
    def below_gap(self) -> bool:
        """Whether the gaps leave open that the step costs nothing."""
        return self.each_least <= 0.0


def efficient(
    points: Sequence[Ranked], prefer: str = "", alike: float = SAME_WORTH
) -> tuple[list[Ranked], list[Ranked]]:
    """The points of the frontier by worth, and those that are beaten; ``least`` is filled in for all.

    Worths no further apart than ``alike`` are one. Of equal points the run ``prefer`` is kept.
    """
    ordered = [replace(point, least=_least(point, points)) for point in points]
    kept: list[Ranked] = []
    beaten: list[Ranked] = []
    for point in sorted(ordered, key=lambda point: (-point.worth, point.cost, point.strictness, point.run)):
        # a point before it reaches at least as much: the cheapest of them is the last that was kept
        if kept and point.run == prefer and _equal(point, kept[-1]):
            beaten.append(replace(kept[-1], beaten_by=point.run))
            kept[-1] = point
        elif kept and point.cost >= kept[-1].cost - SAME_COST:
            beaten.append(replace(point, beaten_by=kept[-1].run))
        elif kept and point.worth >= kept[-1].worth - alike:
            beaten.append(replace(kept[-1], beaten_by=point.run))
            kept[-1] = point
        else:
            kept.append(point)
    return kept[::-1], beaten


def _equal(one: Ranked, other: Ranked) -> bool:
    return abs(one.worth - other.worth) <= SAME_WORTH and abs(one.cost - other.cost) <= SAME_COST


def _least(point: Ranked, points: Sequence[Ranked]) -> float | None:
    """The greatest bound that was proven where no more was asked for; a plan that costs less proves it wrong."""
    strict = point.strictness + SAME_WORTH
    proven = [other.proven for other in points if other.proven is not None and other.strictness <= strict]
    return min(max(proven), point.cost) if proven else None


def step_between(start: Ranked, end: Ranked, unit: float) -> Step:
    """What ``unit`` more of the goal costs between two points of a frontier, the second the stricter."""
    units = (end.worth - start.worth) / unit
    least = max(0.0, (end.least or 0.0) - start.cost) if end.least is not None else 0.0
    most = None if start.least is None else (end.cost - start.least) / units
    return Step(start.run, end.run, units, (end.cost - start.cost) / units, least / units, most)

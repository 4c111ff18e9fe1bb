"""A sweep and what can be said of it: where the plan is cheapest, what a key moves, what the gaps leave open.

Index    i point

Given    objective[i]    what the plan minimises: to serve, work left undone and people left at the end, each priced
         bound[i]        the best plan has no smaller one
         shift           objective less money of the first point that has a plan: what steers there

Equation cost[i]  = objective[i] - shift
         least[i] = bound[i] - shift
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from capplan.report.studies.proven import WHOLE_COST, proven
from capplan.report.wording import amount, count_of, number, percent

__all__ = ["Swept", "SweptPoint", "answer", "headline", "key_text"]


@dataclass(frozen=True)
class SweptPoint:
    """A plan of the sweep: where it stands, its summary (empty where there is no plan), its run, how it ended."""

    at: tuple[float, ...]
    summary: Mapping[str, Any]
    run: str
    exit_code: int
    message: str


@dataclass(frozen=True)
class Swept:
    """A sweep over one or two ``keys``; ``points`` in the order of the grid, the last key fastest."""

    model: str
    scenario: str
    currency: str
    keys: tuple[str, ...]
    points: tuple[SweptPoint, ...]

    def values(self, key: int) -> list[float]:
        """The values of a key, in their order."""
        return list(dict.fromkeys(point.at[key] for point in self.points))

    @cached_property
    def planned(self) -> list[SweptPoint]:
        """The points that have a plan, by their values."""
        return sorted((point for point in self.points if point.summary), key=lambda point: point.at)

    @cached_property
    def shift(self) -> float:
        """What steers in the first plan and is no money, base currency: it is taken off every cost."""
        first = next((point.summary for point in self.points if point.summary), None)
        return 0.0 if first is None else float(first["objective"]) - float(first["money"])

    def cost(self, point: SweptPoint) -> float:
        """What the plan of a point comes to, as plans minimise it, base currency."""
        return float(point.summary["objective"]) - self.shift

    def least(self, point: SweptPoint) -> float:
        """What a plan of the point costs at least, as far as it is proven, base currency."""
        bound = point.summary["bound"]
        return self.cost(point) if bound is None else min(float(bound) - self.shift, self.cost(point))


def key_text(key: str) -> tuple[str, str]:
    """A key without its sign, and what stands behind its values: nothing, times, or more."""
    for sign, words in (("*", " times"), ("+", " more")):
        if key.endswith(sign):
            return key[:-1].rstrip(), words
    return key, ""


def headline(swept: Swept) -> str:
    """In one line: what the key moves, or where of two keys the plan is cheapest."""
    points = swept.planned
    if len(points) < 2:
        return f"{len(points)} of {len(swept.points)} points have a plan"
    return _ends(swept, points) if len(swept.keys) == 1 else _corners(swept, points)


def answer(swept: Swept) -> str:
    """The headline, what it leaves open, what cost is, and where cost to serve alone would mislead."""
    words, points = [headline(swept) + "."], swept.planned
    if len(points) >= 2:
        best = min(points, key=swept.cost)
        near = [point for point in points if point is not best and not proven(point.summary, best.summary)]
        if near:
            words.append(
                f"Cheapest of the plans is {_where(best)}; {_listed(near)} may cost as little: the gaps hide it."
            )
        elif len(swept.keys) == 1:
            words.append(f"Cheapest is {_where(best)}.")
        words += _misleading(best, points, swept.currency)
        words.append(f"Cost here: {WHOLE_COST}.")
    return " ".join(words)


def _misleading(best: SweptPoint, points: list[SweptPoint], currency: str) -> list[str]:
    """Where another point costs less to serve, and what it leaves undone for that."""
    served = min(points, key=lambda point: float(point.summary["cost_to_serve"]))
    less = float(best.summary["cost_to_serve"]) - float(served.summary["cost_to_serve"])
    if served is best or less < 0.005:
        return []
    short, fewer = float(served.summary["short_hours"]), float(best.summary["short_hours"])
    return [
        f"{_where(served)} costs {amount(less, currency)} less to serve; "
        f"{number(short)} hours go short there, {number(fewer)} at {_where(best)}."
    ]


def _where(point: SweptPoint) -> str:
    return " and ".join(f"{value:g}" for value in point.at)


def _listed(points: list[SweptPoint]) -> str:
    return ", ".join(_where(point) for point in points) if len(points) <= 4 else f"{len(points)} others"


def _ends(swept: Swept, points: list[SweptPoint]) -> str:
    """As: From 0.5 to 0.9 cost rises by 1.2 M USD (3 %), 400 more hours go short."""
    first, last = points[0], points[-1]
    key, words = key_text(swept.keys[0])
    ends = f"{key} from {first.at[0]:g} to {last.at[0]:g}{words}"
    moved = swept.cost(last) - swept.cost(first)
    if not proven(last.summary, first.summary):
        return f"{ends}: cost moves by less than the gaps tell"
    share = f" ({percent(abs(moved) / abs(swept.cost(first)))})" if swept.cost(first) else ""
    short = float(last.summary["short_hours"]) - float(first.summary["short_hours"])
    more = count_of(abs(short), "hour", "hours")
    tail = f", {more} {'more' if short > 0.0 else 'fewer'} go short" if abs(short) >= 0.5 else ""
    return f"{ends}: cost {'rises' if moved > 0.0 else 'falls'} by {amount(abs(moved), swept.currency)}{share}{tail}"


def _corners(swept: Swept, points: list[SweptPoint]) -> str:
    """As: Cheapest at 0.5 and 0.9: 30.1 M USD; dearest at 0.9 and 1.2: 35.2 M USD."""
    best, worst = min(points, key=swept.cost), max(points, key=swept.cost)
    words = [
        f"{word} at {_where(point)}: {amount(swept.cost(point), swept.currency)}"
        for word, point in (("Cheapest", best), ("dearest", worst))
    ]
    missing = len(swept.points) - len(points)
    if not proven(worst.summary, best.summary):
        words.append("the gaps hide more than that")
    return "; ".join(words) + (f"; {number(missing)} without a plan" if missing else "")

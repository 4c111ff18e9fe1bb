"""hedge.json and the tables beside it: what to decide now, what it is worth, and how it was proven."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.report.hedge_decisions import NAMES, decisions
from capplan.report.hedge_text import sentence
from capplan.uncertainty.cvar import cvar
from capplan.uncertainty.draws import World
from capplan.uncertainty.hedged import Hedged
from capplan.uncertainty.runs import Reply
from capplan.uncertainty.two_stage import costs_of
from capplan.uncertainty.value import Difference, difference, mean_cost, quantile

__all__ = ["content", "evaluation_table", "futures_table"]

Float = NDArray[np.float64]

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}

PARTS = {
    "cost_to_serve": "served",
    "unmet_cost": "unmet",
    "short_h": "short_h",
    "without_seat": "without_seat",
}
"""What a cost is made of, and beside it what it leaves undone: columns, and the figures of a reply."""


def content(hedged: Hedged) -> dict[str, Any]:
    """The content of hedge.json; money in base currency, null for what is not known or infinite."""
    plan, search = hedged.plan, hedged.search
    told: dict[str, Any] = {
        "sentence": "",
        "model": hedged.model,
        "scenario": hedged.scenario,
        "currency": hedged.facts.currency,
        "decide_until": plan.first.until.isoformat(),
        "status": "within_gap" if plan.gap_reached else "gap_not_reached",
        "futures": len(plan.weights),
        "seed": hedged.seed,
        "recourse": "whole" if search.whole else "relaxed",
        "risk": {"alpha": search.risk.alpha, "share": search.risk.share},
        "ranges": _ranges(hedged),
        "found_by": plan.by,
        "now": {
            "same_as_mean": bool(np.allclose(plan.chosen["hedge"], plan.chosen["mean"], atol=1e-6)),
            "direct_cost": {name: _money(float(plan.direct @ x)) for name, x in plan.chosen.items()},
            "decisions": [vars(one) for one in decisions(hedged)],
        },
        "cost": {name: _spread(plan.replies[name], plan.weights, search.risk.alpha) for name in NAMES},
        "value": _value(hedged),
        "out_of_sample": _fresh(hedged) if hedged.fresh else {},
    }
    told["sentence"] = sentence(hedged, told)
    return told


def _ranges(hedged: Hedged) -> dict[str, dict[str, list[float]]]:
    """Low, likely, high and shared of every assumption, by queue or site."""
    return {
        assumption: {
            name: [each.range.low, each.range.likely, each.range.high, each.shared]
            for name, each in spreads.items()
        }
        for assumption, spreads in hedged.ranges.items()
    }


def _money(value: float) -> float | None:
    return round(float(value), 2) + 0.0 if math.isfinite(value) else None


def _spread(replies: Sequence[Reply], weights: Float, alpha: float) -> dict[str, Any]:
    """Mean and quantiles of costs, the mean of the worst, and what the cost is made of; null without a plan."""
    cost = costs_of(replies)
    found: dict[str, Any] = {"mean": _money(mean_cost(cost, weights))}
    found |= {name: _money(quantile(cost, weights, share)) for name, share in QUANTILES.items()}
    found["worst_mean"] = _money(cvar(cost, weights, alpha)) if np.isfinite(cost).all() else None
    for name, part in PARTS.items():
        found[name] = _money(mean_cost(np.array([getattr(each, part) for each in replies]), weights))
    found["without_a_plan"] = int(np.isinf(cost).sum())
    return found


def _value(hedged: Hedged) -> dict[str, Any]:
    value = hedged.plan.value
    return {
        "wait_and_see": _money(value.wait_and_see),
        "wait_and_see_bound": _money(value.wait_and_see_bound),
        "here_and_now": _money(value.here_and_now),
        "here_and_now_bound": _money(value.here_and_now_bound),
        "gap": round(value.gap, 6),
        "gap_asked": hedged.search.gap,
        "plan_for_mean": _money(value.plan_for_mean),
        "plan_for_mean_more": _money(value.plan_for_more),
        "stochastic_solution": _money(value.stochastic),
        "stochastic_solution_at_most": _money(value.plan_for_mean - value.here_and_now_bound),
        "stochastic_solution_over_more": _money(value.over_more),
        "perfect_information": _money(value.information),
        "perfect_information_at_most": _money(value.information_most),
        "checks": [
            {"said": order.said, "less": _money(order.less), "more": _money(order.more), "holds": order.holds}
            for order in value.orders
        ],
    }


def _fresh(hedged: Hedged) -> dict[str, Any]:
    """Every first stage over the fresh futures, with intervals for the mean over all futures there may be."""
    count, alpha = len(hedged.drawn_fresh), hedged.search.risk.alpha
    weights, cost = np.full(count, 1.0 / count), {name: costs_of(hedged.fresh[name]) for name in NAMES}
    return {
        "futures": count,
        "failed": list(hedged.failed),
        "cost": {
            name: {
                **_spread(hedged.fresh[name], weights, alpha),
                **_interval(difference(cost[name], np.zeros(count)), "mean_low", "mean_high"),
            }
            for name in NAMES
        },
        "saved_over": {name: _difference(cost[name], cost["hedge"]) for name in NAMES if name != "hedge"},
    }


def _interval(found: Difference, low: str, high: str) -> dict[str, float | None]:
    return {low: _money(found.low), high: _money(found.high)}


def _difference(other: Float, hedge: Float) -> dict[str, Any]:
    """What another first stage costs more than the hedge, over the futures in which both have a plan."""
    found, both = difference(other, hedge), np.isfinite(other) & np.isfinite(hedge)
    return {
        "mean": _money(found.mean),
        **_interval(found, "low", "high"),
        "confidence": found.confidence,
        "pairs": found.pairs,
        "clear": found.clear,
        "dearer_share": round(float(np.mean(other[both] > hedge[both])), 4) if both.any() else None,
    }


def futures_table(hedged: Hedged) -> pd.DataFrame:
    """futures.csv: what was planned for, and what it comes to with every first stage."""
    plan = hedged.plan
    return pd.DataFrame(
        {
            "future": np.arange(1, len(plan.weights) + 1),
            "weight": plan.weights,
            **_factors(hedged.drawn),
            "known_cost": plan.known,
            **_columns(plan.replies),
        }
    )


def evaluation_table(hedged: Hedged) -> pd.DataFrame:
    """evaluation.csv: fresh futures, and what they come to with every first stage."""
    count = len(hedged.drawn_fresh)
    return pd.DataFrame(
        {"future": np.arange(1, count + 1), **_factors(hedged.drawn_fresh), **_columns(hedged.fresh)}
    )


def _columns(replies: Mapping[str, Sequence[Reply]]) -> dict[str, Float]:
    """Costs of all first stages side by side, then what they are made of."""
    parts = {"cost": "cost", **PARTS}
    return {
        f"{name}_{column}": np.array([getattr(each, part) for each in replies[name]], dtype=np.float64)
        for column, part in parts.items()
        for name in NAMES
    }


def _factors(worlds: tuple[World, ...]) -> dict[str, Float]:
    """The mean factor of every assumption over its queues or sites."""
    names = worlds[0].factors if worlds else {}
    return {name: np.array([np.mean(list(each.factors[name].values())) for each in worlds]) for name in names}

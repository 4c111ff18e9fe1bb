"""The two-stage plan: what to decide now for all futures together, and what other plans would decide now.

Candidates   hedge       the best first stage found for all futures together
             mean        that of the plan for the mean of the futures
             mean_more   that of the plan for the mean with more work

The search for the common first stage begins with that of the plan for the mean and keeps it until it finds a better
one. Then every first stage is held in every future and the rest is planned again: the hedge is the one of them that
costs least, so it is never worse than the plan for the mean over the futures it was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from capplan.errors import NoPlanInTime
from capplan.uncertainty.cvar import Risk
from capplan.uncertainty.first_in_common import Common
from capplan.uncertainty.first_stage import FirstStage
from capplan.uncertainty.runs import Alone, Reply
from capplan.uncertainty.value import Value, risk_cost

__all__ = ["Runs", "Search", "TwoStage", "costs_of", "two_stage"]

Float = NDArray[np.float64]
Told = Callable[[str], None]

BY = {
    "hedge": "the search over all futures",
    "mean": "the plan for the mean",
    "mean_more": "the plan for more than the mean",
}

OTHERS = ("mean", "mean_more")


class Runs(Protocol):
    """Makes the plans: here, or many at a time somewhere else."""

    def alone(self) -> tuple[Sequence[Alone], Alone, Alone]:
        """The plan of every future by itself, that for their mean, and that for more than the mean."""

    def common(self, start: Float) -> Common:
        """The best first stage for all futures together, sought from ``start`` [f] on."""

    def replies(self, pool: Mapping[str, Float]) -> Mapping[str, Sequence[Reply]]:
        """What every first stage of the pool comes to in every future."""


@dataclass(frozen=True)
class Search:
    """How to search: to what gap, for which risk; ``whole`` asks for whole numbers in what is decided later, too."""

    gap: float
    risk: Risk = Risk()
    whole: bool = False


@dataclass(frozen=True)
class TwoStage:
    """``chosen[name]`` [f] are first stages, ``replies[name]`` [k] what each comes to in every future.

    ``weights`` [k] are those of the futures; ``known`` [k] is the least cost of every future known in advance.
    ``direct`` [f] is what a unit of every decision costs by itself. ``by`` tells how the hedge was found,
    ``gap_reached`` whether it is within the gap asked for of the best one.
    """

    first: FirstStage
    weights: Float
    chosen: dict[str, Float]
    replies: dict[str, tuple[Reply, ...]]
    known: Float
    direct: Float
    value: Value
    by: str
    gap_reached: bool

    @property
    def cost(self) -> dict[str, Float]:
        """[k] by first stage: what every future costs; infinite where no plan is left."""
        return {name: costs_of(replies) for name, replies in self.replies.items()}


def two_stage(
    names: Sequence[str],
    weights: Float,
    first: FirstStage,
    search: Search,
    runs: Runs,
    told: Told = lambda message: None,
) -> TwoStage:
    """The two-stage plan for futures, and what the plans for their mean would cost over them (weights sum to 1).

    ``told`` hears the steps. Raises NoPlan where a future has no plan even when it is known, NoPlanInTime,
    Interrupted.
    """
    told(f"planning {len(names)} futures, their mean and the mean + 10 %, each by itself")
    known, mean, more = runs.alone()
    pool = {name: _in_time(plan, BY[name]) for name, plan in zip(OTHERS, (mean, more), strict=True)}
    told("searching for the best common decisions")
    common = runs.common(pool["mean"])
    if common.first is not None:
        pool["hedge"] = np.array(common.first)
    told(f"planning the futures again after each of {len(pool)} first stages")
    replies = runs.replies(pool)
    over_all = {name: risk_cost(costs_of(replies[name]), weights, search.risk) for name in pool}
    best = min(pool, key=lambda name: (over_all[name], name != "hedge"))
    if np.isinf(over_all[best]):
        raise NoPlanInTime("No decisions were found in time that leave every future with a plan.")
    value = _value(over_all | {"hedge": over_all[best]}, known, common.bound, weights, search)
    return TwoStage(
        first=first,
        weights=weights,
        chosen={"hedge": pool[best], **{name: pool[name] for name in OTHERS}},
        replies={"hedge": tuple(replies[best]), **{name: tuple(replies[name]) for name in OTHERS}},
        known=_costs(known),
        direct=np.array(common.direct),
        value=value,
        by=BY[best],
        gap_reached=value.gap <= search.gap + 1e-9,
    )


def costs_of(replies: Sequence[Reply]) -> Float:
    """[k] the cost of every reply."""
    return np.array([each.cost for each in replies], dtype=np.float64)


def _in_time(plan: Alone, what: str) -> Float:
    """The first stage of a plan. Raises NoPlanInTime where none was found."""
    if plan.first is None:
        raise NoPlanInTime(f"Nothing was found in time for {what}: give it more with --time-limit.")
    return np.array(plan.first)


def _costs(plans: Sequence[Alone]) -> Float:
    """What plans cost; nan where none was found in time."""
    return np.array([np.nan if plan.cost is None else plan.cost for plan in plans])


def _value(
    over_all: Mapping[str, float], known: Sequence[Alone], common_bound: float, weights: Float, search: Search
) -> Value:
    bounds = np.array([plan.bound for plan in known])
    waiting = risk_cost(bounds, weights, search.risk) if np.isfinite(bounds).all() else -np.inf
    bound, here = max(waiting, common_bound), over_all["hedge"]
    return Value(
        wait_and_see=risk_cost(_costs(known), weights, search.risk),
        wait_and_see_bound=waiting,
        here_and_now=here,
        # a bound and a cost of two solves may cross by a rounding
        here_and_now_bound=min(bound, here) if bound <= here * (1.0 + 1e-6) else bound,
        plan_for_mean=over_all["mean"],
        plan_for_more=over_all["mean_more"],
    )

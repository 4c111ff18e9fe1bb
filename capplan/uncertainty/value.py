"""What it is worth to plan for many futures: wait and see, here and now, the plan for the mean.

Index    k future    c candidate (a first stage)

Given    weight[k]     chance of the future
         cost[c,k]     least cost of the future with the first stage of c; infinite where no plan meets the rules
         known[k]      least cost of the future when it is known in advance

Equation WS  = sum over k: weight * known                 wait and see
         RP  = sum over k: weight * cost[hedge]           here and now: the least over all first stages
         EEV = sum over k: weight * cost[mean]            the plan for the mean meets the futures
         VSS = EEV - RP     value of the stochastic solution
         EVPI = RP - WS     expected value of perfect information
         WS <= RP <= EEV

Every least cost is known up to a gap: a plan has been found that costs so much, and a bound below which there is
none. The order is checked with the bound of what should be less and the cost of what should be more.

Source   Birge (1982), Mathematical Programming 24; Mak, Morton and Wood (1999), Operations Research Letters 24 for
         paired differences over common random numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from capplan.uncertainty.cvar import Risk, cvar

__all__ = ["Difference", "Order", "Value", "difference", "mean_cost", "quantile", "risk_cost"]

Float = NDArray[np.float64]

SAME = 1e-6
"""Two costs are equal up to this share of them: the tolerance of the solvers."""


@dataclass(frozen=True)
class Order:
    """One inequality: ``less`` should be at most ``more``."""

    said: str
    less: float
    more: float

    @property
    def holds(self) -> bool:
        """Whether it does, up to rounding."""
        return self.less <= self.more + SAME * max(1.0, abs(self.more))


@dataclass(frozen=True)
class Value:
    """Costs in base currency: what has been found, and the bounds of wait and see and of here and now.

    ``plan_for_mean`` and ``plan_for_more`` are infinite where their first stage leaves a future without a plan.
    """

    wait_and_see: float
    wait_and_see_bound: float
    here_and_now: float
    here_and_now_bound: float
    plan_for_mean: float
    plan_for_more: float

    @property
    def gap(self) -> float:
        """How far the first stage may be from the best one, as a share of its cost."""
        cost = self.here_and_now
        return max(0.0, cost - self.here_and_now_bound) / abs(cost) if cost else 0.0

    @property
    def stochastic(self) -> float:
        """The value of the stochastic solution, over the plan for the mean."""
        return self.plan_for_mean - self.here_and_now

    @property
    def over_more(self) -> float:
        """The same over the plan for more than the mean."""
        return self.plan_for_more - self.here_and_now

    @property
    def information(self) -> float:
        """The expected value of perfect information."""
        return self.here_and_now - self.wait_and_see

    @property
    def information_most(self) -> float:
        """The most that it can be, by the bound of wait and see."""
        return self.here_and_now - self.wait_and_see_bound

    @property
    def orders(self) -> tuple[Order, ...]:
        """What must hold."""
        return (
            Order("wait and see <= here and now", self.wait_and_see_bound, self.here_and_now),
            Order("here and now <= plan for the mean", self.here_and_now_bound, self.plan_for_mean),
            Order("here and now <= plan for the mean + 10 %", self.here_and_now_bound, self.plan_for_more),
        )


@dataclass(frozen=True)
class Difference:
    """The mean of paired differences over futures, with its confidence interval.

    ``pairs`` counts the futures in which both have a plan; ``mean`` is nan where there is none, ``low`` and ``high``
    where there are fewer than two.
    """

    mean: float
    low: float
    high: float
    pairs: int
    confidence: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves nought out."""
        return self.low > 0.0 or self.high < 0.0


def difference(first: Float, second: Float, confidence: float = 0.95) -> Difference:
    """``first`` less ``second`` [k], future by future; Student's t on the differences."""
    both = np.isfinite(first) & np.isfinite(second)
    each = first[both] - second[both]
    count = len(each)
    if count < 2:
        return Difference(float(each.mean()) if count else math.nan, math.nan, math.nan, count, confidence)
    mean, spread = float(each.mean()), float(each.std(ddof=1)) / math.sqrt(count)
    reach = float(student.ppf(0.5 + confidence / 2.0, count - 1)) * spread
    return Difference(mean, mean - reach, mean + reach, count, confidence)


def mean_cost(cost: Float, weights: Float) -> float:
    """The expected cost; infinite where a future with any chance has no plan."""
    return float(weights[weights > 0.0] @ cost[weights > 0.0])


def risk_cost(cost: Float, weights: Float, risk: Risk) -> float:
    """What a first stage is chosen by: the expected cost, and the mean of the worst futures as far as asked for."""
    mean = mean_cost(cost, weights)
    if risk.share == 0.0 or math.isinf(mean):
        return mean
    return (1.0 - risk.share) * mean + risk.share * cvar(cost, weights, risk.alpha)


def quantile(cost: Float, weights: Float, share: float) -> float:
    """The least cost that is not exceeded with chance ``share``."""
    order = np.argsort(cost, kind="stable")
    at = int(np.searchsorted(np.cumsum(weights[order]), share - 1e-12))
    return float(cost[order][min(at, len(cost) - 1)])

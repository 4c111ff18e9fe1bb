"""A simulated plan: what every draw came to, and the figures that are read off all of them together.

Index    k draw    q queue in a language    t period    d assumption

Equation p10, p50, p90      the value below which 10, 50, 90 % of the draws lie (linear between draws)
         missed             share of the draws that miss a target; its range is Wilson's at 95 %
         rank correlation   Spearman's, of a factor and the cost over the draws; a factor is the mean over queues by
                            the hours that the plan requires, over sites by the people of the plan
         cost per point     slope of the cost on all factors together (least squares), for one hundredth of a factor

Source   Wilson (1927), Journal of the American Statistical Association 22; Spearman (1904).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from capplan.facts import Facts

__all__ = [
    "BANDS",
    "FREE_H",
    "Assumed",
    "Driver",
    "Simulated",
    "Target",
    "band",
    "drivers",
    "targets",
    "wilson",
]

Float = NDArray[np.float64]

BANDS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
CONFIDENCE = 1.959964
LEAST_DRAWS = 8  # beside the number of assumptions, for slopes
IN_TIME = 5e-5
"""A share of contacts by which a target may be missed without anybody seeing it."""

FREE_H = 0.5
"""Hours short of a queue in a week that nobody would notice."""

DONE = 0.001
"""The share of its hours that a deferrable queue may leave undone within its turnaround."""


@dataclass(frozen=True)
class Assumed:
    """One row of what was drawn: an assumption of a queue or site, its factors, and what it has in common."""

    assumption: str
    name: str
    low: float
    likely: float
    high: float
    shared: float


@dataclass(frozen=True)
class Simulated:
    """A run over drawn worlds.

    ``planned`` and every one of ``draws`` hold what ``studies.simulate_outcome`` says; draws also their number and
    factors. ``people`` [s] are the mean heads of the plan by site. ``told`` is the summary of the run, ``failed``
    says what became of draws without a result. ``own_ranges``: they come from a table, not from what is usual.
    """

    run: str
    facts: Facts
    told: Mapping[str, Any]
    planned: Mapping[str, Any]
    objective: float  # of the run, base currency
    people: Float
    assumed: tuple[Assumed, ...]
    own_ranges: bool
    seed: int
    asked: int
    draws: tuple[Mapping[str, Any], ...]
    failed: tuple[str, ...]

    @property
    def currency(self) -> str:
        """Of all money."""
        return self.facts.currency

    @property
    def away(self) -> float:
        """How far the plan, solved again on its own figures, lies from its run, as a share of the objective."""
        again = float(self.planned["objective"])
        return (again - self.objective) / max(1.0, abs(self.objective))

    def over(self, name: str) -> Float:
        """A number, or numbers by week or queue, of every draw: [k, ...]; nan where there is none."""
        shape = (len(self.draws), *self.plan(name).shape)
        return np.array([each[name] for each in self.draws], dtype=np.float64).reshape(shape)

    def plan(self, name: str) -> Float:
        """The same of the plan."""
        return np.array(self.planned[name], dtype=np.float64)

    @cached_property
    def short_h(self) -> Float:
        """[k, t] hours short over all queues."""
        return np.asarray(self.over("short_h").sum(axis=1))

    @cached_property
    def required_h(self) -> Float:
        """[k, t] hours required over all queues."""
        return np.asarray(self.over("required_h").sum(axis=1))

    @cached_property
    def factors(self) -> dict[str, Float]:
        """[k] by assumption: the mean factor of every draw."""
        hours = self.plan("required_h").sum(axis=1)
        found = {}
        for assumption, first in self.draws[0]["factors"].items() if self.draws else ():
            names = list(first)
            if assumption in ("volume", "aht"):
                weight = np.array(
                    [
                        sum(h for h, q in zip(hours, self.facts.queues.queue, strict=True) if q == name)
                        for name in names
                    ]
                )
            else:
                weight = self.people
            weight = weight if weight.sum() > 0.0 else np.ones(len(names))
            each = np.array([[draw["factors"][assumption][name] for name in names] for draw in self.draws])
            found[assumption] = each @ (weight / weight.sum())
        return found


def served(service: Float, contacts: Float, axis: int | tuple[int, ...]) -> Float:
    """Share of contacts answered in time over an axis of [..., q, t], by contacts; nan where none has a target."""
    known = np.isfinite(service)
    total = np.where(known, contacts, 0.0).sum(axis=axis)
    done = np.where(known, service * contacts, 0.0).sum(axis=axis)
    share = np.full(np.shape(total), np.nan)
    np.divide(done, total, out=share, where=total > 0.0)
    return share


def band(values: Float) -> dict[str, Float]:
    """p10, p50 and p90 over the draws [k, ...]; nan where no draw has a value."""
    known = np.isfinite(values).any(axis=0) if values.shape[0] else np.zeros(values.shape[1:], np.bool_)
    found = {name: np.full(values.shape[1:], np.nan) for name in BANDS}
    for name, share in BANDS.items():
        found[name][known] = np.nanquantile(values[:, known], share, axis=0) if known.any() else np.nan
    return found


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The range of a chance that was seen ``hits`` times out of ``count``, at 95 %."""
    if not count:
        return 0.0, 1.0
    z, share = CONFIDENCE, hits / count
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1.0 - share) / count + z * z / (4 * count * count))
    return max(0.0, (middle - reach) / (1 + z * z / count)), min(1.0, (middle + reach) / (1 + z * z / count))


@dataclass(frozen=True)
class Target:
    """One target of a queue: what is asked, what the plan and the draws reach (shares), how often it is missed.

    ``worst`` is the week in which it is missed most often, in ``worst_missed`` of the draws; -1: in none.
    """

    queue: int
    kind: str  # service_level | turnaround
    asked: float
    least: float  # below it the target counts as missed
    planned: float
    reached: Float  # [k]
    missed: float
    missed_low: float
    missed_high: float
    worst: int
    worst_missed: float


def targets(simulated: Simulated) -> tuple[Target, ...]:
    """The targets of all queues, those missed most often first."""
    queues = simulated.facts.queues
    service, contacts = simulated.over("service"), simulated.over("contacts")
    short, required = simulated.over("short_h"), simulated.over("required_h")
    found = []
    for q in range(len(queues.name)) if simulated.draws else ():
        asked = float(queues.service_level[q])
        if queues.real_time[q] and not np.isfinite(service[:, q]).any():
            continue
        if queues.real_time[q]:
            reached = served(service[:, q], contacts[:, q], 1)
            planned = float(served(simulated.plan("service")[q], simulated.plan("contacts")[q], 0))
            by_week, least = service[:, q], asked - IN_TIME
        else:
            asked, least = 1.0, 1.0 - DONE
            reached, by_week = _done(short[:, q], required[:, q], 1), 1.0 - _part(short[:, q], required[:, q])
            planned = float(_done(simulated.plan("short_h")[q], simulated.plan("required_h")[q], 0))
        found.append(_target(q, bool(queues.real_time[q]), asked, planned, reached, by_week, least))
    return tuple(sorted(found, key=lambda one: (-one.missed, one.queue)))


def _target(
    q: int, real_time: bool, asked: float, planned: float, reached: Float, by_week: Float, least: float
) -> Target:
    hits, weeks = int((reached < least).sum()), (by_week < least).mean(axis=0)
    worst = int(weeks.argmax())
    return Target(
        queue=q,
        kind="service_level" if real_time else "turnaround",
        asked=asked,
        least=least,
        planned=planned,
        reached=reached,
        missed=hits / len(reached),
        missed_low=wilson(hits, len(reached))[0],
        missed_high=wilson(hits, len(reached))[1],
        worst=worst if weeks[worst] > 0.0 else -1,
        worst_missed=float(weeks[worst]),
    )


def _part(short: Float, required: Float) -> Float:
    return np.divide(short, required, out=np.zeros_like(short), where=required > 0.0)


def _done(short: Float, required: Float, axis: int) -> Float:
    return 1.0 - _part(np.asarray(short.sum(axis=axis)), np.asarray(required.sum(axis=axis)))


@dataclass(frozen=True)
class Driver:
    """What an assumption does to the cost; None where draws are too few or the assumption does not vary."""

    assumption: str
    low: float  # p10 of its mean factor
    high: float  # p90
    correlation: float | None
    per_point: float | None  # base currency for one hundredth more of the factor


def drivers(simulated: Simulated) -> tuple[Driver, ...]:
    """The assumptions, the one that goes with the cost most closely first."""
    cost, factors = simulated.over("cost"), simulated.factors
    slopes = _slopes(cost, factors)
    found = [
        Driver(
            name,
            float(np.quantile(values, BANDS["p10"])),
            float(np.quantile(values, BANDS["p90"])),
            _rank_correlation(values, cost),
            slopes.get(name),
        )
        for name, values in factors.items()
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.correlation or 0.0)))


def _rank_correlation(one: Float, other: Float) -> float | None:
    if len(one) < 3 or np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return None
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def _slopes(cost: Float, factors: Mapping[str, Float]) -> dict[str, float]:
    varies = {name: values for name, values in factors.items() if np.ptp(values) > 0.0}
    if not varies or len(cost) < len(varies) + LEAST_DRAWS:
        return {}
    columns: Sequence[Float] = [np.ones(len(cost)), *varies.values()]
    solved = np.linalg.lstsq(np.column_stack(columns), cost, rcond=None)[0]
    return {name: float(slope) / 100.0 for name, slope in zip(varies, solved[1:], strict=True)}

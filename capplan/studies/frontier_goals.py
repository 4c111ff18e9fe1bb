"""The goals of a frontier: what each needs of the model, which rules change, where it is read in a plan.

Goal         unit            what it is
service      share           contacts of real-time queues answered in time, of all of them
coverage     share           required hours that are worked, of all of them
resilience   share           hours that others could work when a site is lost, of those that must go on (every site)
hires        people          people who start in classes, promised ones included; fewer is better
accuracy     share           decisions that are right, of those whose accuracy is known
exposure     hours           most exposure of a person on a day at work, of any team in any week; fewer is better

On the frontier what falls short of the goal has no price: the row of the goal is in its place (formulation/goal.py),
or, for accuracy and exposure, the setting of their family.
Cost is the objective without that price: cost to serve, other work left undone at its price, and what steers. What
steers in the present plan is taken off every cost, so that the present plan costs its money and differences stay.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.formulation.goal import GoalName
from capplan.nearest import did_you_mean, listing
from capplan.plan import Plan
from capplan.planning_model import PlanningModel
from capplan.report.accuracy import accuracy_of
from capplan.report.exposure import most_exposure_h_day

__all__ = [
    "FEWER",
    "GOALS",
    "at_full_requirement",
    "best_accuracy",
    "check_goal",
    "cost_without_price",
    "goal_rules",
    "raised_targets",
    "reached_by",
    "steering",
]

GOALS: tuple[GoalName, ...] = ("service", "coverage", "resilience", "hires", "accuracy", "exposure")
FEWER: tuple[GoalName, ...] = ("hires", "exposure")
"""Goals of which less is better."""

LATE = {
    "service": ("late_contacts", "unmet_hours"),
    "coverage": ("late_contacts", "unmet_hours"),
    "resilience": ("resilience",),
    "hires": (),
    "accuracy": (),
    "exposure": (),
}
"""The cost terms that price what falls short of a goal; those of service in queues with a service level only."""


def check_goal(name: str, model: PlanningModel, facts: Facts, file: str) -> GoalName:
    """The goal called ``name``. Raises InvalidInput where there is none, or the model has no such figure."""
    goal = next((known for known in GOALS if known == name), None)
    if goal is None:
        raise InvalidInput([_wrong(name, "there is no such goal", listing(GOALS), did_you_mean(name, GOALS))])
    if goal == "service" and not _answered(facts).size:
        cause = "Ask for coverage, the share of required hours that are worked."
        raise InvalidInput([_wrong(name, "no real-time queue has a service level", listing(GOALS), cause)])
    if goal == "resilience" and model.resilience is None:
        cause = "Add it, or ask with a scenario that has it (--scenario)."
        raise InvalidInput(
            [Problem(file, "the section is off", column="resilience", allowed="[resilience]", cause=cause)]
        )
    if goal == "resilience" and model.resilience is not None and model.resilience.price is None:
        cause = "Without a price the rule is hard: every plan keeps all of it. Sweep resilience.cover_share instead."
        raise InvalidInput([Problem(file, "there is no price", column="resilience.price", cause=cause)])
    if goal == "hires" and model.hiring is None:
        raise InvalidInput([Problem(file, "the section is off", column="hiring", allowed="[hiring]")])
    if goal == "accuracy" and facts.accuracy is None:
        raise InvalidInput([_wrong(name, "there is no accuracy.csv", listing(GOALS), None)])
    if goal == "exposure" and facts.exposure is None:
        raise InvalidInput([_wrong(name, "no queue in queues.csv has a severity", listing(GOALS), None)])
    return goal


def goal_rules(goal: GoalName, model: PlanningModel, facts: Facts, bound: float) -> dict[str, Any]:
    """The rules of the point of the frontier with ``bound``, as a scenario writes them."""
    rules: dict[str, Any] = {"objective": {"minimise": "cost"}}
    free = {facts.queues.priority[q]: 0.0 for q in _answered(facts)}
    if goal == "service":
        rules["service"] = {"late_price": free}
    if goal == "coverage":
        rules["coverage"] = {"unmet_price": dict.fromkeys(model.coverage.unmet_price, 0.0)}
        if model.service is not None:
            rules["service"] = {"late_price": dict.fromkeys(model.service.late_price, 0.0)}
    if goal == "resilience":
        rules["resilience"] = {"price": 0.0}
    if goal == "accuracy":
        rules["accuracy"] = {"least": bound}
    if goal == "exposure":
        rules["exposure"] = {"most_h_day": bound}
    return rules


def best_accuracy(facts: Facts) -> float:
    """The accuracy that nobody can be above: every contact decided by whoever is right most often."""
    assert facts.accuracy is not None
    best = np.full(len(facts.queues.name), -np.inf)
    known = np.isfinite(facts.accuracy.of_pair)
    np.maximum.at(best, facts.pairs.queue[known], facts.accuracy.of_pair[known])
    volume = facts.queues.volume.sum(axis=1)
    there = np.isfinite(best)
    return float(best[there] @ volume[there] / volume[there].sum())


def reached_by(goal: GoalName, plan: Plan) -> float:
    """What a plan reaches, in the unit of the goal."""
    coverage = plan.coverage
    if goal == "service":
        known = np.isfinite(coverage.service_level)
        volume = plan.requirement.demand.volume[known]
        return float(coverage.service_level[known] @ volume / volume.sum())
    if goal == "coverage":
        required = float(coverage.required_h.sum())
        return 1.0 - float(coverage.short_h.sum()) / required if required > 0.0 else 1.0
    if goal == "hires":
        return float(plan.walk.hires.sum())
    if goal == "exposure":
        return most_exposure_h_day(plan) or 0.0
    if goal == "accuracy":
        return accuracy_of(plan)[0] or 0.0
    rules, loss = plan.model.resilience, plan.site_loss
    assert rules is not None and loss is not None
    need = rules.cover_share * float(plan.requirement.required_h[loss.queue][:, loss.period].sum())
    return 1.0 - float(loss.uncovered_h.sum()) / need if need > 0.0 else 1.0


def cost_without_price(goal: GoalName, plan: Plan) -> float:
    """The cost of a plan on the frontier of a goal, base currency."""
    answered = {plan.facts.queues.name[q] for q in _answered(plan.facts)}
    costs, terms = plan.costs, LATE[goal]
    kept = [
        float(amount)
        for term, who, amount in zip(costs.term, costs.who, costs.amount_base, strict=True)
        if term not in terms or (goal == "service" and who not in answered)
    ]
    return math.fsum(kept)


def steering(goal: GoalName, plan: Plan) -> float:
    """The part of the cost on the frontier that steers and is no money, base currency."""
    costs, priced = plan.costs, LATE[goal]
    steers = zip(costs.term, costs.amount_base, costs.steering, strict=True)
    return math.fsum(float(amount) for term, amount, here in steers if here and term not in priced)


def at_full_requirement(plan: Plan) -> float:
    """The share of contacts answered in time where every hour that is required is worked."""
    curves, volume = plan.requirement.curves, plan.requirement.demand.volume
    here = np.array(sorted(curves), dtype=np.int64)
    reached = np.array([curves[q].required_level for q in here.tolist()])
    return float((volume[here] * reached).sum() / volume[here].sum())


def raised_targets(facts: Facts, more: float, most: float) -> Sequence[tuple[str, float]]:
    """Queue and service level of the real-time queues, each ``more`` than it is but ``most`` at most."""
    queues = facts.queues
    asked = {queues.queue[q]: float(queues.service_level[q]) for q in _answered(facts)}
    return [(name, round(max(level, min(level + more, most)), 6)) for name, level in asked.items()]


def _answered(facts: Facts) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Positions of the real-time queues with a service level."""
    return np.flatnonzero(facts.queues.real_time & np.isfinite(facts.queues.service_level))


def _wrong(value: str, message: str, allowed: str, cause: str | None) -> Problem:
    return Problem("--against", message, value=value, allowed=allowed, cause=cause)

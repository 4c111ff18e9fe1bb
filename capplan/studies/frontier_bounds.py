"""Where the points of a frontier lie: their bounds, around what the present plan reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from capplan.errors import NoPlan
from capplan.formulation.goal import GoalName
from capplan.pipeline import Inputs
from capplan.scenario import Change
from capplan.studies.frontier_case import PointCase
from capplan.studies.frontier_goals import FEWER, best_accuracy, goal_rules, raised_targets
from capplan.studies.result import Done, Failed
from capplan.studies.setting import Setting

__all__ = ["PRESENT", "Asked", "is_beyond", "point_case", "point_cases", "points_between", "same_level"]

PRESENT = "present"
MOST_TARGET = 0.99
"""Service levels are raised no further: beyond, hours grow without end."""

NEAR = 0.1
"""Steps: where the present plan falls short of its targets by less, no point is spent on the targets."""

LEAST_EXPOSURE, MOST_EXPOSURE = 0.5, 1.25
"""Bounds of exposure, of what it is in the present plan."""

WITHIN_REACH = 0.9
"""Of the way to the accuracy that nobody can be above: seats and languages leave less."""

HALF_DIGIT = {"hires": 0.5, "exposure": 0.005}
"""Levels of a goal that are closer read the same; those of a share are told in hundredths of a point."""
HALF_DIGIT_OF_SHARES = 5e-5

Asked = tuple[PointCase, float]
"""A case, and how strict its bound is among the others."""


def point_cases(
    setting: Setting, inputs: Inputs, goal: GoalName, present: Mapping[str, Any], points: int, step: float
) -> list[Asked]:
    """The cases of so many points around what the present plan reaches.

    Shares go ``step`` by ``step`` below it, then at it, then up. Service above what the targets come to needs higher
    targets: all of them, by so many steps. Hires go evenly from the promised ones to those of the present plan,
    exposure from half of what it is to a quarter more.
    """
    here = float(present["reached"])
    asked = [_at(setting, inputs, goal, bound) for bound in _bounds(inputs, goal, here, points, step)]
    if goal == "service":
        first = 0 if float(present["full"]) - here >= NEAR * step else 1
        above = points - 1 - (points - 1) // 2
        asked += [_at_targets(setting, inputs, k, step) for k in range(first, first + above)]
    return asked


def points_between(
    setting: Setting,
    inputs: Inputs,
    goal: GoalName,
    present: Mapping[str, Any],
    tried: Sequence[tuple[Asked, Done | Failed]],
) -> list[Asked]:
    """As many points as there are bounds that no plan keeps, evenly below the weakest of these; often none."""
    sign = -1.0 if goal in FEWER else 1.0
    beyond = [strict for (_, strict), result in tried if is_beyond(result)]
    if not beyond:
        return []
    kept = [strict for (_, strict), result in tried if isinstance(result, Done)]
    most = min(beyond) if goal != "service" else min(*beyond, float(present["full"]))
    least = max([sign * float(present["reached"]), *(strict for strict in kept if strict < most)])
    names = {case.name for (case, _), _ in tried}
    between = np.linspace(least, most, len(beyond) + 2)[1:-1]
    bounds = dict.fromkeys(_rounded(goal, sign * float(each)) for each in between)
    return [point for bound in bounds if (point := _at(setting, inputs, goal, bound))[0].name not in names]


def same_level(goal: GoalName, bounds: Sequence[float]) -> float:
    """How close two levels of a goal are one: they read the same, and no two bounds lie nearly so close."""
    apart = np.diff(np.unique(np.asarray(bounds, np.float64)))
    return float(min(HALF_DIGIT.get(goal, HALF_DIGIT_OF_SHARES), *(0.1 * apart), np.inf))


def is_beyond(result: Done | Failed) -> bool:
    """Whether it is proven that no plan keeps the bound of a point."""
    return isinstance(result, Failed) and result.exit_code == NoPlan.exit_code


def _at(setting: Setting, inputs: Inputs, goal: GoalName, bound: float) -> Asked:
    rules = goal_rules(goal, inputs.model, inputs.facts, bound)
    sign = -1.0 if goal in FEWER else 1.0
    return point_case(setting, goal, _name(goal, bound), bound, rules), sign * bound


def _rounded(goal: GoalName, bound: float) -> float:
    """A bound as finely as people count it."""
    return float(round(bound, {"hires": 0, "exposure": 2}.get(goal, 6)))


def _bounds(inputs: Inputs, goal: GoalName, here: float, points: int, step: float) -> list[float]:
    """The bounds, the weakest first."""
    if goal == "hires":
        promised = float(inputs.facts.class_rules.committed_heads.sum())
        return sorted(
            {float(round(float(each))) for each in np.linspace(promised, here, points)}, reverse=True
        )
    if goal == "exposure":
        most = np.linspace(LEAST_EXPOSURE * here, MOST_EXPOSURE * here, points)
        return sorted({round(float(each), 2) for each in most if each > 0.0}, reverse=True)
    below = (points - 1) // 2
    above = points - 1 - below
    bounds = [here - back * step for back in range(below, -1, -1) if here - back * step >= 0.0]
    best = WITHIN_REACH * (best_accuracy(inputs.facts) - here) + here if goal == "accuracy" else 1.0
    if goal != "service" and here < best - 1e-9:
        each = min(step, (best - here) / above)
        bounds += [here + (k + 1) * each for k in range(above)]
    return bounds


def _name(goal: GoalName, bound: float) -> str:
    if goal == "hires":
        return f"hires-{bound:.0f}"
    return f"exposure-{bound:.2f}" if goal == "exposure" else f"{goal}-{bound:.6f}"


def _at_targets(setting: Setting, inputs: Inputs, k: int, step: float) -> Asked:
    """Every target met, after they were raised by ``k`` steps: as strict as nothing below."""
    rules = goal_rules("service", inputs.model, inputs.facts, 1.0)
    changes = [
        Change(table="queues", where={"queue": (name,)}, column="service_level", set=level)
        for name, level in (raised_targets(inputs.facts, k * step, MOST_TARGET) if k else ())
    ]
    name = f"service-targets+{k * step:.6g}" if k else "service-targets-met"
    return point_case(setting, "service", name, 1.0, rules, changes), 1.0 + k


def point_case(
    setting: Setting,
    goal: GoalName,
    name: str,
    bound: float | None,
    rules: Mapping[str, Any] | None = None,
    changes: Sequence[Change] = (),
) -> PointCase:
    """The case of a point; without a bound that of the present plan."""
    return PointCase(**vars(setting.case(name, changes, rules)), goal=goal, bound=bound)

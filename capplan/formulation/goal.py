"""Goal: a bound on one figure of the plan, for the frontier of cost against it (epsilon-constraint).

Index    q queue    t period    p team    g queues that lose a site (resilience.py)

Given    bound                 what must be reached: a share, or people at most                  share, or heads
         volume[q,t]           contacts of the queues with a service curve                       contacts/period
         reached[q,t]          share of them answered in time at the full requirement
         required_h[q,t]       productive hours the queue requires                               h/period
         committed_hires[p,t]  people in classes that are promised already                       heads
         need_h[g,t]           what must go on when a site is lost                               h/period

Row      goal[service]         - sum over q, t: late         >=  sum over q, t: (bound - reached) * volume
         goal[coverage]        - sum over q, t: short_h      >=  (bound - 1) * sum over q, t: required_h
         goal[resilience]      - sum over g, t: uncovered_h  >=  (bound - 1) * sum over g, t: need_h
         goal[hires]           - sum over p, t: hires        >=  sum over p, t: committed_hires - bound
         The columns are those of service.py, coverage.py, resilience.py and hiring.py.

Holds    Of two bounds the stricter leaves fewer plans, so the least cost never falls along the bound. A bound beyond
         what the full requirement gives asks for the full requirement.

Source   Haimes, Lasdon and Wismer (1971), IEEE Transactions on Systems, Man and Cybernetics 1(3); Mavrotas (2009),
         Applied Mathematics and Computation 213.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.resilience import checked_periods, uncovered_by_queue
from capplan.formulation.service import priced_by_service
from capplan.formulation.sets import Given
from capplan.program import Axis, Program

__all__ = ["Goal", "GoalName", "add_goal"]

GoalName = Literal["service", "coverage", "resilience", "hires", "accuracy", "exposure"]


@dataclass(frozen=True)
class Goal:
    """The figure and its bound: a share that is reached at least, or people (``hires``) hired at most.

    ``accuracy`` and ``exposure`` are families of their own; their bounds are settings of the planning model.
    """

    name: GoalName
    bound: float


def add_goal(program: Program, given: Given, goal: Goal | None) -> None:
    """Add the row named above; nothing without a goal.

    Raises ValueError where the model has no columns for it: a queue with a service curve but no late price, or no
    ``[resilience]``.
    """
    if goal is None or goal.name not in _ROWS:
        return
    columns, least = _ROWS[goal.name](program, given, goal.bound)
    row = program.rows("goal", (Axis("goal", (goal.name,)),), at_least=least, rule=True)
    row.add(columns.ravel(), -1.0, at=row.index[0])


Part = tuple[NDArray[np.int64], float]


def _service(program: Program, given: Given, bound: float) -> Part:
    curves = given.requirement.curves
    priced = priced_by_service(given)
    if set(priced.tolist()) != set(curves):
        raise ValueError("a goal of service needs a late price for every queue with a service curve")
    volume = given.requirement.demand.volume[priced]
    reached = np.array([curves[q].required_level for q in priced.tolist()]).reshape(volume.shape)
    best = float((volume * reached).sum())
    return program.column_blocks["late"].index, min(bound * float(volume.sum()), best) - best


def _coverage(program: Program, given: Given, bound: float) -> Part:
    required = float(given.requirement.required_h.sum())
    return program.column_blocks["short_h"].index, (min(bound, 1.0) - 1.0) * required


def _resilience(program: Program, given: Given, bound: float) -> Part:
    if "uncovered_h" not in program.column_blocks:
        raise ValueError("a goal of resilience needs [resilience]")
    rules, uncovered = given.model.resilience, program.column_blocks["uncovered_h"].index
    assert rules is not None
    _, queue, _ = uncovered_by_queue(given, np.zeros(uncovered.shape))
    need = rules.cover_share * float(given.requirement.required_h[queue][:, checked_periods(given)].sum())
    return uncovered, (min(bound, 1.0) - 1.0) * need


def _hires(program: Program, given: Given, bound: float) -> Part:
    committed = float(given.facts.class_rules.committed_heads.sum())
    return program.column_blocks["hires"].index, committed - bound


_ROWS: dict[str, Callable[[Program, Given, float], Part]] = {
    "service": _service,
    "coverage": _coverage,
    "resilience": _resilience,
    "hires": _hires,
}

"""How often the decisions of a plan are right.

Index    i pair (team, queue)    t period

Given    decisions[i,t]    contacts that the hours of the pair stand for
         accuracy[i]       share of them that is right

Equation accuracy = sum of accuracy * decisions / sum of decisions, over pairs whose accuracy is known
"""

from __future__ import annotations

import numpy as np

from capplan.plan import Plan
from capplan.requirements.items import tickets_per_h

__all__ = ["accuracy_of"]


def accuracy_of(plan: Plan) -> tuple[float | None, bool]:
    """The accuracy of the plan's decisions, None where none is known; and whether that of all of them is known."""
    accuracy, pairs = plan.facts.accuracy, plan.facts.pairs
    if accuracy is None:
        return None, False
    per_h = tickets_per_h(plan.requirement)[pairs.queue]
    decisions = (pairs.pace[:, None] * per_h * plan.assigned_h).sum(axis=1)
    known = np.isfinite(accuracy.of_pair)
    total = decisions[known].sum()
    if total <= 0.0:
        return None, False
    return float(accuracy.of_pair[known] @ decisions[known] / total), not decisions[~known].any()

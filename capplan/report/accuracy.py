"""How often the decisions of a plan are right.

Index    i pair (team, queue)    t period

Given    decisions[i,t]    contacts that the hours of the pair stand for
         accuracy[i]       share of them that is right

Equation accuracy = sum of accuracy * decisions / sum of decisions, over pairs whose accuracy is known
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from capplan.plan import Plan
from capplan.report.long import long_table
from capplan.requirements.items import tickets_per_h

__all__ = ["accuracy_of", "accuracy_table"]

LEAST_H = 1e-9


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
    right = float(accuracy.of_pair[known] @ decisions[known])
    if plan.novice_h is not None and accuracy.new_of_pair is not None:
        of_new = (pairs.pace[:, None] * per_h * plan.novice_h).sum(axis=1)
        right -= float((accuracy.of_pair - accuracy.new_of_pair)[known] @ of_new[known])
    return right / float(total), not decisions[~known].any()


def accuracy_table(plan: Plan) -> pd.DataFrame | None:
    """accuracy.csv: the hours of new people by team, queue and period, and the share of decisions that is right.

    None where new people decide like the others, or nobody holds or counts it.
    """
    accuracy, novice_h = plan.facts.accuracy, plan.novice_h
    if accuracy is None or novice_h is None or accuracy.new_of_pair is None:
        return None
    facts, pairs, hours = plan.facts, plan.facts.pairs, plan.assigned_h
    part = np.divide(novice_h, hours, out=np.zeros_like(hours), where=hours > LEAST_H)
    lost = (accuracy.of_pair - accuracy.new_of_pair)[:, None] * part
    keys = {
        "queue": [facts.queues.queue[q] for q in pairs.queue],
        "language": [facts.queues.language[q] for q in pairs.queue],
        "team": [facts.teams.name[p] for p in pairs.team],
    }
    values = {"productive_h": hours, "new_h": novice_h, "accuracy": accuracy.of_pair[:, None] - lost}
    table = long_table(facts.horizon.labels, keys, values)
    return table[table["productive_h"] > LEAST_H].reset_index(drop=True)

"""Accuracy: of the decisions that are made, at least a share is right.

Index    i pair (team, queue)    q queue    t period    h calendar quarter

Given    accuracy[i]          share of the team's decisions on the queue that are right
         least[q], least      floors: of a queue in every quarter, of all decisions of the plan
         decisions_h[q,t]     contacts that a standard hour of work stands for                     contacts/h

Rows     accuracy[q,h]        sum over i of q, t of h: (accuracy - least) * decisions_h * pace * assigned_h >= 0
                              less what new people lose: (accuracy - their accuracy) * decisions_h * pace * novice_h
         accuracy_all         the same over all i and t whose accuracy is known, with the floor of the plan

Holds    The mean is weighted by decisions, so a few dear people may check what many cheap ones cannot.
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.novices import novice_block, novice_pairs, share_lost
from capplan.formulation.sets import Given
from capplan.program import Axis, Program
from capplan.requirements.items import tickets_per_h

__all__ = ["add_accuracy"]


def add_accuracy(program: Program, given: Given) -> None:
    """Add the rows named above when the family is on; queues without a floor add none."""
    rules, accuracy = given.model.accuracy, given.facts.accuracy
    if rules is None or accuracy is None:
        return
    pairs, quarter = given.facts.pairs, given.facts.horizon.quarter_index
    assigned = program.column_blocks["assigned_h"].index
    decisions = pairs.pace[:, None] * tickets_per_h(given.requirement)[pairs.queue]
    floored = np.flatnonzero(np.isfinite(accuracy.least))
    axis = Axis("queue", tuple(given.sets.queues.labels[q] for q in floored))
    rows = program.rows("accuracy", (axis, given.sets.quarters), at_least=0.0, rule=True)
    position = np.full(len(given.sets.queues), -1)
    position[floored] = np.arange(len(floored))
    here = np.flatnonzero(position[pairs.queue] >= 0)
    above = accuracy.of_pair[here] - accuracy.least[pairs.queue[here]]
    rows.add(
        assigned[here],
        above[:, None] * decisions[here],
        at=rows.index[position[pairs.queue[here]]][:, quarter],
    )
    novices, new = novice_block(program, given), novice_pairs(given)
    if novices is not None:
        floor = np.flatnonzero(position[pairs.queue[new]] >= 0)
        lost = -share_lost(given)[floor, None] * decisions[new[floor]]
        rows.add(novices.index[floor], lost, at=rows.index[position[pairs.queue[new[floor]]]][:, quarter])
    known = np.flatnonzero(np.isfinite(accuracy.of_pair))
    if rules.least is not None and len(known):
        whole = program.rows("accuracy_all", (Axis("plan", ("all decisions",)),), at_least=0.0, rule=True)
        above = accuracy.of_pair[known] - rules.least
        whole.add(assigned[known], above[:, None] * decisions[known], at=whole.index[0])
        if novices is not None:
            whole.add(novices.index, -share_lost(given)[:, None] * decisions[new], at=whole.index[0])

"""Rework: decisions that are wrong come back as appeals and second looks, and have to be worked again.

Index    i pair (team, queue)    q queue    t period    k arc: errors of a queue bring contacts to another (or itself)

Given    accuracy[i]         share of the team's decisions on the queue that are right
         decisions_h[q,t]    contacts that a standard hour of work stands for                         contacts/h
         share[k], delay[k]  contacts that a wrong decision brings about, and after how many periods
         item_h[q,t]         standard hours that one contact of the queue takes                       h/contact

Decides  rework_h[q,t]       hours of work that errors bring to a queue in t                          h/period

Rows     rework[q,t]         rework_h = item_h * sum over k to q: share *
                             sum over i of the queue that k comes from: (1 - accuracy) * decisions_h * pace *
                             assigned_h[t - delay]; of new people (novices.py) with their accuracy
         backlog_balance     takes rework_h beside required_h (backlog.py)

Holds    Before the plan, the contacts of its first period were decided with the mean accuracy of the teams that may
         work the queue; that is on the right of the rows. What errors bring waits like any other work of
         the queue; the limit of what may wait is that of the forecast alone (a little strict). Errors in what was
         brought about count too. Real-time queues take no such work.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.novices import novice_block, novice_pairs, share_lost
from capplan.formulation.sets import Given
from capplan.program import Axis, Program
from capplan.requirements.items import hours_per_item, tickets_per_h

__all__ = ["add_rework", "reworked"]


def reworked(given: Given) -> NDArray[np.int64]:
    """The queues to which errors bring work; none where the family is off."""
    if given.model.rework is None or given.facts.accuracy is None:
        return np.zeros(0, dtype=np.int64)
    return np.unique(given.facts.trust.error_to)


def add_rework(program: Program, given: Given) -> None:
    """Add the columns ``rework_h`` and the rows ``rework``, and the hours to what arrives."""
    here, accuracy, trust = reworked(given), given.facts.accuracy, given.facts.trust
    if accuracy is None or not len(here):
        return
    sets, pairs = given.sets, given.facts.pairs
    axes = (Axis("queue", tuple(sets.queues.labels[q] for q in here)), sets.periods)
    columns = program.columns("rework_h", axes)
    item_h = hours_per_item(given.requirement)
    rows = program.rows("rework", axes, equal=_of_the_past(given, item_h)[here])
    rows.add(columns.index)
    decisions = pairs.pace[:, None] * tickets_per_h(given.requirement)[pairs.queue]
    wrong = (1.0 - np.nan_to_num(accuracy.of_pair, nan=1.0))[:, None] * decisions
    assigned, novices, new = (
        program.column_blocks["assigned_h"].index,
        novice_block(program, given),
        novice_pairs(given),
    )
    for source, target, share, delay in zip(
        trust.error_from, trust.error_to, trust.error_share, trust.error_delay, strict=True
    ):
        working = np.flatnonzero(pairs.queue == source)
        until = max(len(sets.periods) - int(delay), 0)
        brought = share * item_h[target, len(sets.periods) - until :] * wrong[working, :until]
        to = rows.index[[int(np.searchsorted(here, target))], len(sets.periods) - until :]
        rows.add(assigned[working, :until], -brought, at=to)
        if novices is not None:
            mine = np.flatnonzero(pairs.queue[new] == source)
            more = share_lost(given)[mine, None] * decisions[new[mine], :until]
            later = share * item_h[target, len(sets.periods) - until :]
            rows.add(novices.index[mine, :until], -later * more, at=to)
    balance = program.row_blocks["backlog_balance"]
    rows_of = balance.index[np.searchsorted(sets.deferrable, here)]
    balance.add(columns.index, -1.0, at=rows_of)


def _of_the_past(given: Given, item_h: NDArray[np.float64]) -> NDArray[np.float64]:
    """[q, t] hours of work that errors from before the plan bring."""
    accuracy, trust, pairs = given.facts.accuracy, given.facts.trust, given.facts.pairs
    assert accuracy is not None
    hours = np.zeros_like(item_h)
    for source, target, share, delay in zip(
        trust.error_from, trust.error_to, trust.error_share, trust.error_delay, strict=True
    ):
        right = accuracy.of_pair[(pairs.queue == source) & np.isfinite(accuracy.of_pair)]
        if len(right):
            contacts = share * (1.0 - right.mean()) * given.requirement.demand.volume[source, 0]
            hours[target, :delay] += contacts * item_h[target, :delay]
    return hours

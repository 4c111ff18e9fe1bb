"""Backlog: deferrable work may wait, but no longer than its turnaround.

Index    q deferrable queue    t period    i pair (team, queue)

Given    required_h[q,t]       hours of work that arrive in t                                h/period
         opening_h[q]          hours waiting at the start, evenly aged over the o periods before it
         d[q]                  turnaround                                                    periods
         limit_h[q,t]          work that arrived within the last d periods (the oldest in proportion):
                               sum over k < floor(d) of required_h[t-k] + (d - floor(d)) * required_h[t-floor(d)]
                               + opening_h * clip((d - t - 1) / o, 0, 1)

Decides  backlog_h[q,t]        hours waiting at the end of t                                 h

Row      backlog_balance[q,t]  backlog_h[t] = backlog_h[t-1] + required_h[t] - work done - short_h[t]
                               (+ rework_h[t] where errors bring it, rework.py)
Bounds   0 <= backlog_h <= limit_h, but where work may be late at a price (clocks.py);  in the last period also the
         end condition of the planning model

Source   first in, first out meets a common turnaround whenever any order does, so the age limit is a bound on
         the stock (earliest due date; MODEL 1.10). A turnaround below one period needs the peaking factor too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.formulation.sets import Given
from capplan.program import Axis, Program
from capplan.requirements.items import hours_per_item
from capplan.requirements.required import Requirement

__all__ = ["add_backlog", "backlog_limit_h", "late_price", "may_be_late", "opening_backlog_h"]

Float = NDArray[np.float64]


def opening_backlog_h(facts: Facts, requirement: Requirement) -> Float:
    """[q] hours of the work that waits at the start, at what an item takes in the first period with volume."""
    return np.asarray(facts.backlog.open_items * hours_per_item(requirement)[:, 0], dtype=np.float64)


def backlog_limit_h(facts: Facts, requirement: Requirement, opening: Float) -> Float:
    """[q, t] most hours that may wait at the end of a period without any being older than the turnaround."""
    required = requirement.required_h
    count, periods = required.shape
    turnaround = np.where(facts.queues.real_time, 0.0, facts.queues.turnaround_periods)
    limit = np.zeros_like(required)
    for age in range(periods):
        share = np.clip(turnaround - age, 0.0, 1.0)[:, None]
        if not share.any():
            break
        limit[:, age:] += share * required[:, : periods - age]
    spread = np.maximum(1.0, facts.backlog.oldest_age_periods)[:, None]
    waiting = np.clip((turnaround[:, None] - np.arange(periods) - 1.0) / spread, 0.0, 1.0)
    return np.asarray(limit + opening[:, None] * waiting, dtype=np.float64)


def late_price(given: Given) -> Float:
    """[q] price of an hour late for a period; nan where nothing may be late."""
    clocks, queues = given.model.clocks, given.facts.queues
    priced = {} if clocks is None or not given.model.coverage.backlog else clocks.late_price
    each = np.array([priced.get(name, np.nan) for name in queues.priority], dtype=np.float64)
    return np.where(queues.real_time, np.nan, each)


def may_be_late(given: Given) -> NDArray[np.int64]:
    """The queues whose work may be late at a price."""
    return np.flatnonzero(np.isfinite(late_price(given)))


def add_backlog(program: Program, given: Given) -> None:
    """Add the columns ``backlog_h`` and the rows ``backlog_balance``."""
    facts, sets, requirement = given.facts, given.sets, given.requirement
    coverage, here = given.model.coverage, sets.deferrable
    opening = opening_backlog_h(facts, requirement)
    limit = (
        backlog_limit_h(facts, requirement, opening)
        if coverage.backlog
        else np.zeros(requirement.required_h.shape)
    )
    limit[may_be_late(given), :-1] = np.inf
    if coverage.end_backlog == "none":
        limit[:, -1] = 0.0
    elif coverage.end_backlog == "opening":
        limit[:, -1] = np.minimum(limit[:, -1], opening)

    axes = (Axis("queue", tuple(sets.queues.labels[q] for q in here)), sets.periods)
    backlog = program.columns("backlog_h", axes, upper=limit[here])
    arriving = requirement.required_h[here].copy()
    arriving[:, 0] += opening[here]
    rows = program.rows("backlog_balance", axes, equal=arriving, rule=True)
    rows.add(backlog.index)
    rows.add(backlog.index[:, :-1], -1.0, at=rows.index[:, 1:])
    rows.add(program.column_blocks["short_h"].index[here])
    position = np.full(len(sets.queues), -1)
    position[here] = np.arange(len(here))
    pairs = facts.pairs
    worked = np.flatnonzero(~facts.queues.real_time[pairs.queue])
    assigned = program.column_blocks["assigned_h"]
    rows.add(assigned.index[worked], pairs.pace[worked, None], at=rows.index[position[pairs.queue[worked]]])

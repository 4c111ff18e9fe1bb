"""Stability: hours do not jump between teams from week to week, and no team takes a crumb of a queue.

Index    i pair (team, queue)    t period    b block of periods

Given    move_price    price of one productive hour moved                        base currency/h
         least_h       fewest productive hours once a team takes a queue         h/period

Decides  moved_h[i,t]  hours more than in the period before: an hour that moves from one team to another
                       is counted once, where it arrives                         h
         takes[i,b]    the team works the queue in this block (0 or 1)

Rows     moved_hours[i,t]                 moved_h >= assigned_h[t] - assigned_h[t-1],  from the second period
         least_hours[i,t]                 assigned_h >= least_h * takes
         most_hours[i,t]                  assigned_h <= bound * takes;  bound: what the queue can need in t
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.backlog import backlog_limit_h, opening_backlog_h
from capplan.formulation.initiatives import most_required_h
from capplan.formulation.sets import Given, block_of_period
from capplan.program import Axis, Program

__all__ = ["add_stability"]


def add_stability(program: Program, given: Given) -> None:
    """Add the parts that the planning model switches on."""
    rules = given.model.stability
    if rules is None:
        return
    if rules.move_price > 0:
        _add_moves(program, given)
    if rules.least_h > 0:
        _add_least_hours(program, given, rules.least_h, rules.block_periods)


def _add_moves(program: Program, given: Given) -> None:
    sets, assigned = given.sets, program.column_blocks["assigned_h"].index
    axes = (sets.pairs, Axis("period", sets.periods.labels[1:]))
    moved = program.columns("moved_h", axes)
    rows = program.rows("moved_hours", axes, at_least=0.0)
    rows.add(moved.index)
    rows.add(assigned[:, 1:], -1.0)
    rows.add(assigned[:, :-1], 1.0)


def _add_least_hours(program: Program, given: Given, least_h: float, block_periods: int) -> None:
    sets, pairs = given.sets, given.facts.pairs
    block = block_of_period(len(sets.periods), block_periods)
    blocks = Axis("block", tuple(sets.periods.labels[i] for i in np.flatnonzero(np.diff(block, prepend=-1))))
    takes = program.columns("takes", (sets.pairs, blocks), upper=1.0, integer=True)
    need = most_required_h(given)
    opening = opening_backlog_h(given.facts, given.requirement)
    limit = backlog_limit_h(given.facts, given.requirement, opening)
    waiting = np.column_stack([opening, limit[:, :-1]])
    need += np.where(given.facts.queues.real_time[:, None], 0.0, waiting)
    bound = np.maximum(need[pairs.queue] / pairs.pace[:, None], least_h)
    axes, assigned = (sets.pairs, sets.periods), program.column_blocks["assigned_h"].index
    for rows, hours in (
        (program.rows("least_hours", axes, at_least=0.0), least_h),
        (program.rows("most_hours", axes, at_most=0.0), bound),
    ):
        rows.add(assigned)
        rows.add(takes.index[:, block], -np.asarray(hours))

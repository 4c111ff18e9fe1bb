"""Coverage: the productive hours assigned to a queue meet the hours it requires.

Index    q queue    t period    p team    i pair (team, queue) that may work together

Given    required_h[q,t]       productive hours the queue requires                           h/period
         pace[i]               standard work done in one productive hour                     h/h
         head_h[p,t]           contract hours * productive share of one head                 h/period

Decides  assigned_h[i,t]       productive hours of the team spent on the queue               h/period
         short_h[q,t]          hours left uncovered, at a price by priority (zero where it must be met)
         tickets[p,t]          whole tickets bought from an on-demand team (only those billed by ticket)

Rows     team_hours[p,t]       sum over i of p: assigned_h <= head_h * productive_heads (+ overtime - undertime)
         coverage[q,t]         sum over i of q: pace * assigned_h + short_h >= required_h    (real-time queues)
         tickets[p,t]          sum over i of p: pace * assigned_h * volume / required_h = tickets
         Deferrable queues are covered through their backlog (backlog.py).
Bounds   assigned_h = 0 while no contract covers the pair of a team that has one

Source   Dantzig (1954), Operations Research 2(3); the elastic term is the usual one.
"""

from __future__ import annotations

import numpy as np

from capplan.contracts.windows import works
from capplan.formulation.sets import Given
from capplan.program import Axis, Program
from capplan.requirements.items import tickets_per_h

__all__ = ["add_coverage"]


def add_coverage(program: Program, given: Given) -> None:
    """Add the columns ``assigned_h``, ``short_h``, ``tickets`` and the rows named above."""
    facts, sets, requirement = given.facts, given.sets, given.requirement
    pairs = facts.pairs
    must_meet = np.isin(facts.queues.priority, given.model.coverage.must_meet)
    allowed = np.where(works(facts), np.inf, 0.0)
    assigned = program.columns("assigned_h", (sets.pairs, sets.periods), upper=allowed)
    short = program.columns(
        "short_h", (sets.queues, sets.periods), upper=np.where(must_meet, 0.0, np.inf)[:, None]
    )
    available = np.where(facts.teams.on_demand, np.inf, 0.0)[:, None]
    hours = program.rows("team_hours", (sets.teams, sets.periods), at_most=available)
    hours.add(assigned.index, 1.0, at=hours.index[pairs.team])
    hours.add(program.column_blocks["productive_heads"].index, -given.contract_productive_h)

    real_time = Axis("queue", tuple(sets.queues.labels[q] for q in sets.real_time))
    required = requirement.required_h[sets.real_time]
    rows = program.rows("coverage", (real_time, sets.periods), at_least=required, rule=True)
    rows.add(short.index[sets.real_time])
    position = np.full(len(sets.queues), -1)
    position[sets.real_time] = np.arange(len(sets.real_time))
    here = np.flatnonzero(facts.queues.real_time[pairs.queue])
    rows.add(assigned.index[here], pairs.pace[here, None], at=rows.index[position[pairs.queue[here]]])
    _add_tickets(program, given)


def _add_tickets(program: Program, given: Given) -> None:
    facts, sets = given.facts, given.sets
    by_ticket = np.flatnonzero(facts.teams.on_demand & np.isin(facts.teams.unit, ("ticket",)))
    teams = Axis("team", tuple(sets.teams.labels[p] for p in by_ticket))
    tickets = program.columns("tickets", (teams, sets.periods), integer=True)
    rows = program.rows("tickets", (teams, sets.periods), equal=0.0)
    rows.add(tickets.index, -1.0)
    position = np.full(len(sets.teams), -1)
    position[by_ticket] = np.arange(len(by_ticket))
    here = np.flatnonzero(position[facts.pairs.team] >= 0)
    per_h = facts.pairs.pace[here, None] * tickets_per_h(given.requirement)[facts.pairs.queue[here]]
    assigned = program.column_blocks["assigned_h"]
    rows.add(assigned.index[here], per_h, at=rows.index[position[facts.pairs.team[here]]])

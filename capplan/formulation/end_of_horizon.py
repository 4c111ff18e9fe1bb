"""End of the horizon: people who are there after the last week are worth something, up to the need.

Without it a plan stops hiring a ramp before its last week and lets the teams run down.

Index    i pair (team, queue)    p team    q queue

Given    value_per_h, periods_valued   credit for a productive hour of the last period, times periods
         need_h[q]                     mean of required_h over the last periods_valued periods

Decides  valued_h[i]        productive hours of the last period that later work can use        h/period

Rows     end_hours[p]       sum over i of p: valued_h <= head_h[p, last] * (heads in production at the end
                            + trainees at the end who will graduate)
         end_need[q]        sum over i of q: pace * valued_h <= need_h[q]
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.headcount import cohorts
from capplan.formulation.sets import Given
from capplan.program import Program

__all__ = ["add_end_of_horizon"]


def add_end_of_horizon(program: Program, given: Given) -> None:
    """Add the columns ``valued_h`` and their rows when the family is on."""
    rules, facts, sets = given.model.end_of_horizon, given.facts, given.sets
    if rules is None:
        return
    valued = program.columns("valued_h", (sets.pairs,))
    teams, last = facts.teams, len(sets.periods) - 1
    head_h = given.contract_productive_h[:, -1]
    survival = cohorts(facts).survival
    at_graduation = survival[np.arange(len(sets.teams)), teams.training_periods]
    hires, heads = program.column_blocks["hires"].index, program.column_blocks["heads"].index
    ages = range(int(teams.training_periods.max(initial=0)))
    known = np.zeros(len(sets.teams))
    for age in ages:
        started = facts.class_rules.committed_heads[:, last - age] if age <= last else 0.0
        opening = teams.opening[:, age - last] / survival[:, age - last] if age >= last else 0.0
        known += (age < teams.training_periods) * at_graduation * (started + opening)
    rows = program.rows("end_hours", (sets.teams,), at_most=head_h * known)
    rows.add(valued.index, 1.0, at=rows.index[facts.pairs.team])
    rows.add(heads[:, -1], -head_h)
    for age in ages[: last + 1]:
        rows.add(hires[:, last - age], -head_h * at_graduation * (age < teams.training_periods))
    need = given.requirement.required_h[:, -rules.periods_valued :].mean(axis=1)
    needed = program.rows("end_need", (sets.queues,), at_most=need)
    needed.add(valued.index, facts.pairs.pace, at=needed.index[facts.pairs.queue])

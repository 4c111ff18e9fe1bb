"""End of the horizon: people who are there after the last period are worth something, up to the need.

Without it a plan stops hiring a ramp before its last period and lets the teams run down.

Index    i pair (team, queue)    p team    q queue    k = 1..K periods after the last one

Given    value_per_h     credit for a productive hour that the periods after the last one can use   base currency/h
         K               periods valued; about one ramp: training, nesting and speeding up
         need_h[q]       mean of required_h over the last year of the plan, peaks and lows together  h/period
         grown[p,a,k]    what a person of age a is worth k periods later: the share still there, times
                         the productivity at age a + k
         rho, S, tenured, hires, transferred   as in headcount.py; nobody is hired after the end

Decides  valued_h[i,k]   productive hours of period k that later work can use                       h/period

Rows     end_hours[p,k]  sum over i of p: valued_h[i,k] <= head_h[p, last] * (rho^k * tenured[last]
                         + sum over a < A of S[a] * grown[p,a,k] * hires[last-a] + cross-trainees + known people)
         end_need[q,k]   sum over i of q: pace * valued_h[i,k] <= need_h[q]

Source   a horizon extended by known demand and no decisions (MODEL 2.8, end effects).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged, survival
from capplan.formulation.sets import Given
from capplan.program import Axis, Program, Rows

__all__ = ["add_end_of_horizon"]

Float = NDArray[np.float64]


def add_end_of_horizon(program: Program, given: Given) -> None:
    """Add the columns ``valued_h`` and their rows when the family is on."""
    rules, facts, sets = given.model.end_of_horizon, given.facts, given.sets
    if rules is None:
        return
    horizon, count = facts.horizon, rules.periods_valued
    after = Axis("period", tuple(horizon.day(horizon.count + k).isoformat() for k in range(count)))
    valued = program.columns("valued_h", (sets.pairs, after))
    grown = _grown(given, count)
    head_h = given.contract_productive_h[:, -1]
    known = np.stack(
        [aged(facts, facts.class_rules.committed_heads, grown[:, :, k])[:, -1] for k in range(count)], 1
    )
    rows = program.rows("end_hours", (sets.teams, after), at_most=head_h[:, None] * known)
    rows.add(valued.index, 1.0, at=rows.index[facts.pairs.team])
    _add_people(program, given, rows, grown)
    need = given.requirement.required_h[:, -horizon.periods_per_year :].mean(axis=1)
    needed = program.rows("end_need", (sets.queues, after), at_most=need[:, None])
    needed.add(valued.index, facts.pairs.pace[:, None], at=needed.index[facts.pairs.queue])


def _grown(given: Given, count: int) -> Float:
    """[p, a, k] share still there k + 1 periods later times productivity then; zero from the mature age on."""
    teams = given.facts.teams
    ages = teams.hazard.shape[1]
    staying = 1.0 - np.pad(teams.hazard, ((0, 0), (0, count)), mode="edge")
    productivity = np.pad(teams.productivity, ((0, 0), (0, count)), mode="edge")
    grown = np.zeros((*teams.hazard.shape, count))
    kept = np.ones(teams.hazard.shape)
    for k in range(count):
        kept = kept * staying[:, k : k + ages]
        grown[:, :, k] = kept * productivity[:, k + 1 : k + 1 + ages]
    grown[np.arange(ages) >= teams.mature_age[:, None]] = 0.0
    return grown


def _add_people(program: Program, given: Given, rows: Rows, grown: Float) -> None:
    """Tenured people, the hires of the plan and those in cross-training, as they are k periods later."""
    teams, arcs, blocks = given.facts.teams, given.facts.transfers, program.column_blocks
    head_h, last = given.contract_productive_h[:, -1], len(given.sets.periods) - 1
    every, later = np.arange(len(teams.name)), np.arange(1, rows.index.shape[1] + 1)
    rho = 1.0 - teams.hazard[every, teams.mature_age]
    mature = rho[:, None] ** later * teams.productivity[every, teams.mature_age][:, None]
    rows.add(blocks["tenured"].index[:, [last]], -head_h[:, None] * mature)
    worth = survival(given.facts)[:, :, None] * grown * head_h[:, None, None]
    for age in range(min(teams.hazard.shape[1], last + 1)):
        rows.add(blocks["hires"].index[:, [last - age]], -worth[:, age])
    for age in range(min(int(arcs.periods.max(initial=0)), last + 1)):
        output = np.where(age + later < arcs.periods[:, None], arcs.productivity[:, None], 1.0)
        kept = rho[arcs.to_team, None] ** (age + later) * output * (age < arcs.periods)[:, None]
        moved = blocks["transferred"].index[:, [last - age]]
        rows.add(moved, -head_h[arcs.to_team, None] * kept, at=rows.index[arcs.to_team])

"""Exposure: a person works no more severe content on a day than the cap, and has other work to rotate to.

Index    p team    t period    i pair (team, queue)

Given    severity[i]        exposure hours in an hour of work on the queue of the pair               h/h
         cap_h[p]           most exposure hours of a person on a day at work, at the team's site     h/day
         days[p,t]          days at work of a person: working days * share of contract hours present days/period
         head_h[p,t]        contract hours * productive share of one head                            h/period
         new_cap_h          the same of people who are new: in production for fewer than new_periods, not yet tenured
         new_heads[p,t]     productive heads who are new, S the survival: sum over their ages a of
                            S[a] * productivity[a] * hires[t-a], and those of the opening and committed      heads
         most_share         most of a team's hours that may be work with a severity above 0

Rows     exposure[p,t]      sum over i of p: severity * assigned_h
                            <= cap_h * days * (productive_heads - undertime_h / contract_h)
                               - (cap_h - new_cap_h) * days * new_heads        (where new_cap_h is the smaller)
                            on demand: <= cap_h * days * (sum over i of p: assigned_h) / head_h
         severe_share[p,t]  sum over i of p, severity > 0: assigned_h <= most_share * sum over i of p: assigned_h

Holds    Everybody of a team is taken to share its queues evenly, people who still learn as well: hours here are those
         of full pace, of work and of people alike. Overtime brings no room for exposure, it makes the day longer.
         A cap on the week is one on the day, a working day's part of it: cap_h is the smaller of the two.
         Wellness time is part of shrinkage, which no decision changes; validation/exposure.py holds its least.

Not held Within a day or between the people of a team: that is for schedules. The loss of a site (resilience.py).

Source   A cap is the policy of the user. No authority states one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged, survival
from capplan.facts import Facts
from capplan.formulation.sets import Given
from capplan.planning_model import Exposure
from capplan.program import Axis, Program, Rows
from capplan.requirements.required import Requirement

__all__ = ["add_exposure", "days_at_work", "new_gap_h", "new_weight", "severe_teams"]

Float = NDArray[np.float64]
HOURS_OF_A_WEEK = 168.0


def severe_teams(given: Given) -> NDArray[np.int64]:
    """Teams that may work on content with a severity above 0; none where the family is off."""
    exposure = given.facts.exposure
    if given.model.exposure is None or exposure is None:
        return np.zeros(0, dtype=np.int64)
    pairs = given.facts.pairs
    return np.unique(pairs.team[exposure.severity[pairs.queue] > 0.0])


def days_at_work(rules: Exposure, facts: Facts, requirement: Requirement) -> Float:
    """[p, t] days of a period on which a person of the team is there."""
    weeks, on_duty = facts.horizon.period_h / HOURS_OF_A_WEEK, requirement.on_duty_share
    there = np.divide(requirement.productive_share, on_duty, out=np.zeros_like(on_duty), where=on_duty > 0.0)
    return np.asarray(rules.working_days * weeks * there[facts.teams.site])


def new_weight(rules: Exposure, facts: Facts) -> Float:
    """[p, a] output of a person who is new in production at age a; 0 at other ages."""
    teams, age = facts.teams, np.arange(facts.teams.hazard.shape[1])
    until = np.minimum(teams.training_periods + rules.new_periods, teams.mature_age)
    new = (age >= teams.training_periods[:, None]) & (age < until[:, None])
    return np.asarray(teams.productivity * new)


def new_gap_h(rules: Exposure, facts: Facts) -> Float:
    """[p] exposure hours a day that somebody new may work less than the others of the team."""
    if rules.new_most_h_day is None or facts.exposure is None:
        return np.zeros(len(facts.teams.name))
    cap_h = facts.exposure.cap_h[facts.teams.site]
    return np.maximum(np.where(np.isfinite(cap_h), cap_h, 0.0) - rules.new_most_h_day, 0.0)


def add_exposure(program: Program, given: Given) -> None:
    """Add the rows named above when the family is on and a queue is severe."""
    here, rules, exposure = severe_teams(given), given.model.exposure, given.facts.exposure
    if rules is None or exposure is None or not len(here):
        return
    pairs, teams = given.facts.pairs, given.facts.teams
    severity = exposure.severity[pairs.queue]
    assigned = program.column_blocks["assigned_h"].index
    capped = here[np.isfinite(exposure.cap_h[teams.site[here]])]
    position = np.full(len(teams.name), -1)
    position[capped] = np.arange(len(capped))
    cap_h = np.where(np.isfinite(exposure.cap_h), exposure.cap_h, 0.0)  # 0 is for teams that have no row
    most_h = cap_h[teams.site][:, None] * days_at_work(rules, given.facts, given.requirement)
    axis = Axis("team", tuple(teams.name[p] for p in capped))
    lost = _lost_h(given, rules)
    known = lost * aged(given.facts, given.facts.class_rules.committed_heads, new_weight(rules, given.facts))
    rows = program.rows("exposure", (axis, given.sets.periods), at_most=0.0 - known[capped], rule=True)
    pair = np.flatnonzero(position[pairs.team] >= 0)
    head_h = given.contract_productive_h
    bought = np.divide(most_h, head_h, out=np.zeros_like(most_h), where=head_h > 0.0)
    bought *= teams.on_demand[:, None]
    rows.add(
        assigned[pair],
        severity[pair, None] - bought[pairs.team[pair]],
        at=rows.index[position[pairs.team[pair]]],
    )
    staffed = capped[~teams.on_demand[capped]]
    at = rows.index[position[staffed]]
    rows.add(program.column_blocks["productive_heads"].index[staffed], -most_h[staffed], at=at)
    given_back = most_h[staffed] / teams.contract_h[staffed, None]
    rows.add(program.column_blocks["undertime_h"].index[staffed], given_back, at=at)
    _add_new(program, given, rules, rows, staffed, at)
    if rules.most_share is not None:
        _add_share(program, given, here, severity, rules.most_share)


def _lost_h(given: Given, rules: Exposure) -> Float:
    """[p, t] exposure hours of a period that somebody new may work less."""
    days = days_at_work(rules, given.facts, given.requirement)
    return np.asarray(new_gap_h(rules, given.facts)[:, None] * days)


def _add_new(
    program: Program,
    given: Given,
    rules: Exposure,
    rows: Rows,
    team: NDArray[np.int64],
    at: NDArray[np.int64],
) -> None:
    """Take the room that people hired by the plan do not have while they are new."""
    lost = _lost_h(given, rules)[team]
    weight = (survival(given.facts) * new_weight(rules, given.facts))[team]
    hires = program.column_blocks["hires"].index[team]
    for age in np.flatnonzero((weight * lost.max(axis=1, initial=0.0)[:, None]).any(axis=0)):
        if age < hires.shape[1]:
            part = lost[:, age:] * weight[:, [age]]
            rows.add(hires[:, : hires.shape[1] - age], part, at=at[:, age:])


def _add_share(
    program: Program, given: Given, here: NDArray[np.int64], severity: Float, most_share: float
) -> None:
    teams, pairs = given.facts.teams, given.facts.pairs
    position = np.full(len(teams.name), -1)
    position[here] = np.arange(len(here))
    axis = Axis("team", tuple(teams.name[p] for p in here))
    rows = program.rows("severe_share", (axis, given.sets.periods), at_most=0.0, rule=True)
    pair = np.flatnonzero(position[pairs.team] >= 0)
    weight = (severity[pair] > 0.0) - most_share
    at = rows.index[position[pairs.team[pair]]]
    rows.add(program.column_blocks["assigned_h"].index[pair], weight[:, None], at=at)

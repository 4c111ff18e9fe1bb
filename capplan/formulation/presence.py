"""Presence: at least so many people who speak a language are there, in every hour of a block (around the clock).

Index    p team    t period    n part of a desk: hours of a day in which the same teams may be there

Given    least_h[n,t]       least people * hours of the part * days                               h/period
         able[p,n]          the team speaks the language and may be on duty in these hours
         head_h[p,t]        contract hours * productive share of one head                         h/period

Decides  stand_h[p,n,t]     productive hours of the team in the part                              h/period
         absent_h[n,t]      hours of people missing, at a price; 0 where the rule is hard         h/period

Rows     presence_hours[p,t]  sum over n: stand_h <= head_h * productive_heads + on-duty share * overtime_h
                              - productive share * undertime_h;    on demand: <= sum over i of p: assigned_h
         presence[n,t]        sum over p: stand_h + absent_h >= least_h

Holds    An hour of a person counts for one desk only, whatever it is worked on. For one seat all week 168 hours
         are needed: at 27 productive hours a week, 6.2 people.

Not held Whole people and shifts (schedules): the hours are there, on average over the days of the period.

Source   a transport problem; with one language, the usual count of people for a seat around the clock.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.sets import Given
from capplan.program import Axis, Program
from capplan.trust_facts import Presence

__all__ = ["add_presence", "presence_periods"]

HOURS_OF_A_DAY = 24.0


def presence_periods(given: Given) -> NDArray[np.int64]:
    """The periods in which the rule holds; none where the family is off or nothing is asked for."""
    rules, presence = given.model.presence, given.facts.trust.presence
    if rules is None or presence is None:
        return np.zeros(0, dtype=np.int64)
    return np.arange(rules.first_period, given.facts.horizon.count, dtype=np.int64)


def add_presence(program: Program, given: Given) -> None:
    """Add the columns and rows named above when the family is on and a desk is asked for."""
    rules, presence, when = given.model.presence, given.facts.trust.presence, presence_periods(given)
    if rules is None or presence is None or not len(when):
        return
    teams = given.facts.teams
    periods = Axis("period", tuple(given.sets.periods.labels[t] for t in when))
    parts = Axis("part", _part_names(presence))
    team, part = np.nonzero(presence.able)
    links = Axis(
        "link", tuple(f"{teams.name[p]} at {parts.labels[n]}" for p, n in zip(team, part, strict=True))
    )
    stand = program.columns("stand_h", (links, periods))
    most = 0.0 if rules.price is None else np.inf
    absent = program.columns("absent_h", (parts, periods), upper=most)
    days = np.full(len(when), given.facts.horizon.period_h / HOURS_OF_A_DAY)
    rows = program.rows("presence", (parts, periods), at_least=presence.least_h[:, None] * days, rule=True)
    rows.add(absent.index)
    rows.add(stand.index, 1.0, at=rows.index[part])
    _add_hours(program, given, when, team, stand.index)


def _add_hours(
    program: Program, given: Given, when: NDArray[np.int64], team: NDArray[np.int64], stand: NDArray[np.int64]
) -> None:
    """Add the rows ``presence_hours`` of the teams that may stand at a desk."""
    teams, requirement, pairs = given.facts.teams, given.requirement, given.facts.pairs
    here = np.unique(team)
    position = np.full(len(teams.name), -1)
    position[here] = np.arange(len(here))
    axes = (
        Axis("team", tuple(teams.name[p] for p in here)),
        Axis("period", tuple(given.sets.periods.labels[t] for t in when)),
    )
    rows = program.rows("presence_hours", axes, at_most=0.0)
    rows.add(stand, 1.0, at=rows.index[position[team]])
    site, blocks = teams.site[here], program.column_blocks
    rows.add(blocks["productive_heads"].index[here][:, when], -given.contract_productive_h[here][:, when])
    rows.add(blocks["overtime_h"].index[here][:, when], -requirement.on_duty_share[site][:, when])
    rows.add(blocks["undertime_h"].index[here][:, when], requirement.productive_share[site][:, when])
    bought = np.flatnonzero(teams.on_demand[pairs.team] & (position[pairs.team] >= 0))
    at = rows.index[position[pairs.team[bought]]]
    rows.add(blocks["assigned_h"].index[bought][:, when], -1.0, at=at)


def _part_names(presence: Presence) -> tuple[str, ...]:
    """The desk of every part, numbered where it has several."""
    count = np.bincount(presence.desk_of, minlength=len(presence.desk))
    names, seen = [], np.zeros(len(presence.desk), dtype=np.int64)
    for desk in presence.desk_of:
        seen[desk] += 1
        names.append(f"{presence.desk[desk]} part {seen[desk]}" if count[desk] > 1 else presence.desk[desk])
    return tuple(names)

"""Nesting: how many new people, past training and still guided, a team and its leads can carry.

Index    p team    s site    t period    a age: periods since class start    r the role at a site

Given    S[p,a]               share of a class still there at age a                                     share
         tau[p], nu[p]        periods of training and of nesting
         most_share           most new people among the heads of a team in production
         most_per_role        most new people of a site for one person in the role (team leads)
         carried[p,t]         those there or committed beyond it: max(0, nesting - most_share * heads)    heads

Decides  in_nesting[p,t]      people in nesting                                                         heads

Rows     in_nesting[p,t]      in_nesting = sum over tau <= a < tau + nu of S[a] * hires[t-a] + opening, committed
         nesting_share[p,t]   in_nesting <= most_share * heads + carried
         nesting_leads[s,t]   sum over p at s: in_nesting <= most_per_role * role_heads[r, block of t]

Holds    Where the people that are there or committed are more than the rule allows, nobody is added. People are told
         apart up to the mature age. Trainees in the classroom are limited by rooms and trainers (hiring.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged, survival
from capplan.facts import Facts
from capplan.formulation.headcount import cohorts
from capplan.formulation.sets import Given, block_of_period
from capplan.program import Axis, Program

__all__ = ["add_nesting", "known_nesting", "new_at"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]


def new_at(facts: Facts) -> Flag:
    """[p, a] whether people of an age are in nesting."""
    teams, age = facts.teams, np.arange(facts.teams.hazard.shape[1])
    training, nesting = teams.training_periods[:, None], teams.nesting_periods[:, None]
    new = (age >= training) & (age < training + nesting) & (age < teams.mature_age[:, None])
    return np.asarray(new, dtype=np.bool_)


def known_nesting(facts: Facts) -> Float:
    """[p, t] people in nesting of those who are there or committed."""
    return aged(facts, facts.class_rules.committed_heads, new_at(facts))


def _known_heads(facts: Facts) -> Float:
    """[p, t] people in production of those who are there or committed."""
    known = cohorts(facts)
    heads = known.heads.copy()
    tenured = np.zeros(len(heads))
    for t in range(heads.shape[1]):
        tenured = known.retention * tenured + known.tenured[:, t]
        heads[:, t] += tenured
    return heads


def add_nesting(program: Program, given: Given) -> None:
    """Add the columns and rows named above when the family is on."""
    rules, facts, sets = given.model.nesting, given.facts, given.sets
    if rules is None:
        return
    axes, new, staying = (sets.teams, sets.periods), new_at(facts), survival(facts)
    nesting = program.columns("in_nesting", axes)
    rows = program.rows("in_nesting", axes, equal=known_nesting(facts))
    rows.add(nesting.index)
    hires, periods = program.column_blocks["hires"].index, len(sets.periods)
    for age in np.flatnonzero(new.any(axis=0)):
        here = np.flatnonzero(new[:, age])
        if age < periods:
            coefficient = -staying[here, age][:, None]
            rows.add(hires[here, : periods - age], coefficient, at=rows.index[here, age:])
    if rules.most_share is not None:
        carried = np.maximum(known_nesting(facts) - rules.most_share * _known_heads(facts), 0.0)
        share = program.rows("nesting_share", axes, at_most=carried, rule=True)
        share.add(nesting.index)
        share.add(program.column_blocks["heads"].index, -rules.most_share)
    if rules.most_per_role is not None and given.model.support is not None:
        _add_leads(program, given, rules.role, rules.most_per_role, given.model.support.block_periods)


def _add_leads(program: Program, given: Given, role: str, most: float, block_periods: int) -> None:
    sets, support, teams = given.sets, given.facts.support, given.facts.teams
    named = np.array([r for r, name in enumerate(support.role) if name == role], dtype=np.int64)
    block = block_of_period(len(sets.periods), block_periods)
    sites = Axis("site", tuple(sets.sites.labels[s] for s in support.site[named]))
    rows = program.rows("nesting_leads", (sites, sets.periods), at_most=0.0, rule=True)
    rows.add(program.column_blocks["role_heads"].index[named][:, block], -most)
    place, team = np.nonzero(support.site[named][:, None] == teams.site[None, :])
    rows.add(program.column_blocks["in_nesting"].index[team], 1.0, at=rows.index[place])

"""Nesting: how many new people, past training and still guided, a team and its leads can carry.

Index    p team    s site    t period    a age: periods since class start    r the role at a site

Given    S[p,a]               share of a class still there at age a                                     share
         tau[p], nu[p]        periods of training and of nesting
         most_share           most new people among the heads of a team in production
         most_per_role        most new people of a site for one person in the role (team leads)
         carried[p,t]         those there or committed beyond it: max(0, nesting - most_share * heads)    heads

Decides  in_nesting[p,t]      people in nesting                                                         heads
         over_share[p,t], over_leads[s,t]  people beyond what a team, or the leads, carry (with a price)        heads

Rows     in_nesting[p,t]      in_nesting = sum over tau <= a < tau + nu of S[a] * hires[t-a] + opening, committed
         nesting_share[p,t]   in_nesting - over_share <= most_share * heads + carried
         nesting_leads[s,t]   sum over p at s: in_nesting - over_leads <= most_per_role * role_heads[r, block of t]
Bounds   classes = 0 where the rule is hard and not even the smallest class finds room beside the people known: before
         the first period in which it does, in a team to which nobody moves (room_for_class; hiring.py)

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
from capplan.trust_rules import Nesting

__all__ = ["add_nesting", "known_nesting", "new_at", "room_for_class"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]

ROUNDING = 1e-9
"""A class that just fits does."""


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
        if rules.price is not None:
            share.add(program.columns("over_share", axes).index, -1.0)
        share.add(program.column_blocks["heads"].index, -rules.most_share)
    if rules.most_per_role is not None and given.model.support is not None:
        _add_leads(program, given, rules, rules.most_per_role, given.model.support.block_periods)


def room_for_class(facts: Facts, rules: Nesting | None) -> Flag:
    """[p, t] whether a class may start, as far as the share of new people is known before anything is decided.

    n new people among K known heads keep the share where n <= (share * K + carried - known new) / (1 - share), and a
    team gets no more heads before its first class but by moves.
    """
    classes, teams = facts.class_rules, facts.teams
    free: Flag = np.ones(classes.blackout.shape, dtype=np.bool_)
    if rules is None or rules.price is not None or rules.most_share is None or rules.most_share == 1.0:
        return free
    share, known = rules.most_share, known_nesting(facts)
    heads = _known_heads(facts)
    room = (share * heads + np.maximum(known - share * heads, 0.0) - known) / (1.0 - share)
    periods, new, staying = free.shape[1], new_at(facts), survival(facts)
    for age in np.flatnonzero(new.any(axis=0)):
        here = np.flatnonzero(new[:, age])
        fits = room[here, age:] >= (staying[here, age] * classes.class_min[here])[:, None] - ROUNDING
        free[here, : periods - age] &= fits[:, : periods - age]
    moved_to = np.zeros(len(teams.name), dtype=np.bool_)
    moved_to[facts.transfers.to_team] = True
    return np.asarray(np.maximum.accumulate(free, axis=1) | moved_to[:, None], dtype=np.bool_)


def _add_leads(program: Program, given: Given, rules: Nesting, most: float, block_periods: int) -> None:
    sets, support, teams = given.sets, given.facts.support, given.facts.teams
    named = np.array([r for r, name in enumerate(support.role) if name == rules.role], dtype=np.int64)
    block = block_of_period(len(sets.periods), block_periods)
    sites = Axis("site", tuple(sets.sites.labels[s] for s in support.site[named]))
    rows = program.rows("nesting_leads", (sites, sets.periods), at_most=0.0, rule=True)
    rows.add(program.column_blocks["role_heads"].index[named][:, block], -most)
    if rules.price is not None:
        rows.add(program.columns("over_leads", (sites, sets.periods)).index, -1.0)
    place, team = np.nonzero(support.site[named][:, None] == teams.site[None, :])
    rows.add(program.column_blocks["in_nesting"].index[team], 1.0, at=rows.index[place])

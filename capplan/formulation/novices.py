"""Novices: new people decide right less often, and the plan says which work they get.

Index    p team    i pair (team, queue)    t period    a age: periods since class start

Given    new_until[p]         periods since class start during which people are new (accuracy.csv)
         S[p,a], productivity[p,a]    as in headcount.py
         head_h[p,t]          contract hours * productive share of one head                             h/period

Decides  novice_h[i,t]        productive hours of new people among assigned_h                           h/period

Rows     novice_part[i,t]     novice_h <= assigned_h
         novice_hours[p,t]    sum over i of p: novice_h <= head_h * new
                              new = sum over a < new_until of S[a] * productivity[a] * hires[t-a] + known people
         expert_hours[p,t]    sum over i of p: assigned_h - novice_h
                              <= head_h * (productive_heads - new) + overtime - undertime, as in team_hours

Holds    The rows of accuracy and of rework count novice_h with the accuracy of new people. Hours of new people may
         stay spare, as those of others; overtime and undertime are those of the others. People are told apart up to
         the mature age.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged, survival
from capplan.facts import Facts
from capplan.formulation.sets import Given
from capplan.program import Axis, Block, Program, Rows

__all__ = ["add_novices", "novice_block", "novice_pairs", "share_lost"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def novice_pairs(given: Given) -> Index:
    """The pairs of teams that have new people of another accuracy; none where neither family counts errors."""
    accuracy, model = given.facts.accuracy, given.model
    if accuracy is None or accuracy.new_until is None or (model.accuracy is None and model.rework is None):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(accuracy.new_until[given.facts.pairs.team] > 0)


def novice_block(program: Program, given: Given) -> Block | None:
    """The columns ``novice_h`` by novice pair and period, made and bounded when they are first asked for."""
    here = novice_pairs(given)
    if not len(here):
        return None
    if "novice_h" not in program.column_blocks:
        add_novices(program, given, here)
    return program.column_blocks["novice_h"]


def share_lost(given: Given) -> Float:
    """[novice pair] by how much the accuracy of new people is below that of the others; 0 where it is not known."""
    accuracy = given.facts.accuracy
    assert accuracy is not None and accuracy.new_of_pair is not None
    here = novice_pairs(given)
    return np.nan_to_num(accuracy.of_pair[here] - accuracy.new_of_pair[here])


def add_novices(program: Program, given: Given, here: Index) -> None:
    """Add the columns and rows named above for the pairs ``here``."""
    facts, sets, blocks = given.facts, given.sets, program.column_blocks
    pairs = Axis("pair", tuple(sets.pairs.labels[i] for i in here))
    novice = program.columns("novice_h", (pairs, sets.periods))
    assigned, team = blocks["assigned_h"].index[here], facts.pairs.team[here]
    part = program.rows("novice_part", (pairs, sets.periods), at_most=0.0)
    part.add(novice.index)
    part.add(assigned, -1.0)
    mine = np.unique(team)
    place = np.searchsorted(mine, team)
    axes = (Axis("team", tuple(sets.teams.labels[p] for p in mine)), sets.periods)
    head_h = given.contract_productive_h[mine]
    known = head_h * aged(facts, facts.class_rules.committed_heads, _weight(facts))[mine]
    rows = program.rows("novice_hours", axes, at_most=known)
    rows.add(novice.index, 1.0, at=rows.index[place])
    _add_new(rows, given, blocks["hires"].index, mine, -head_h)
    others = program.rows("expert_hours", axes, at_most=-known)
    others.add(assigned, 1.0, at=others.index[place])
    others.add(novice.index, -1.0, at=others.index[place])
    others.add(blocks["productive_heads"].index[mine], -head_h)
    _add_new(others, given, blocks["hires"].index, mine, head_h)
    site = facts.teams.site[mine]
    others.add(blocks["overtime_h"].index[mine], -given.requirement.on_duty_share[site])
    others.add(blocks["undertime_h"].index[mine], given.requirement.productive_share[site])


def _weight(facts: Facts) -> Float:
    """[p, a] output of a new person; 0 for those who are not new, or are like all later ones."""
    teams, accuracy = facts.teams, facts.accuracy
    assert accuracy is not None and accuracy.new_until is not None
    age = np.arange(teams.hazard.shape[1])
    new = (age >= teams.training_periods[:, None]) & (
        age < np.minimum(accuracy.new_until, teams.mature_age)[:, None]
    )
    return np.asarray(new * teams.productivity)


def _add_new(rows: Rows, given: Given, hires: Index, mine: Index, head_h: Float) -> None:
    """Add the hours of new people who are hired, times ``head_h`` [team of ``mine``, t]."""
    weight, periods = (survival(given.facts) * _weight(given.facts))[mine], hires.shape[1]
    for age in np.flatnonzero(weight.any(axis=0)):
        if age < periods:
            each = weight[:, [age]] * head_h[:, age:]
            rows.add(hires[mine, : periods - age], each, at=rows.index[:, age:])

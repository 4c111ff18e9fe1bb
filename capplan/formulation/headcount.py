"""Headcount: the walk of every team, cohort by cohort, without a variable per age.

Index    p team    t period    a age: periods since class start    k transfer arc

Given    S[p,a]            share of a class still there at age a:  S[0] = 1,  S[a+1] = S[a] * (1 - hazard[a])
         rho[p]            1 - hazard at mature age A[p], after which hazard and productivity stay the same
         productivity[p,a] output of a person of that age (0 in training, a < training periods tau[p])
         opening[p,a]      people present in period 0 by age; committed starts join like hires      heads

Decides  tenured[p,t]           people of age >= A present through t                                heads
         heads[p,t]             people in production through t                                      heads
         trainees[p,t]          people in training through t                                        heads
         productive_heads[p,t]  heads weighted by productivity                                      heads

Rows     tenured[p,t]   tenured[t] = rho * tenured[t-1] + S[A] * hires[t-A] - released[t]
                                     - transferred out[t] + rho^d * transferred in[t-d] + opening reaching A in t
         heads[p,t]     heads[t] = tenured[t] + sum over tau <= a < A of S[a] * hires[t-a]
                                   + sum over a < d of rho^a * transferred in[t-a] + opening
         trainees[p,t]  trainees[t] = sum over a < tau of S[a] * hires[t-a] + opening
         productive_heads[p,t]  as heads, each term times its productivity
         People join and leave at the start of a period; attrition happens at its end.

Source   Grinold and Marshall (1977), cohorts with survivor fractions; the recursive tail keeps the rows short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged, survival
from capplan.facts import Facts
from capplan.formulation.sets import Given
from capplan.program import Block, Program, Rows

__all__ = ["Cohorts", "add_headcount", "cohorts"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Cohorts:
    """Survival by age and what the opening and committed people come to, all [p, ...]."""

    survival: Float  # [p, a] up to the last age of the facts
    retention: Float  # [p] rho
    tenured: Float  # [p, t] people reaching the mature age in t (t = 0: those who are there)
    heads: Float  # [p, t] people in production below the mature age
    trainees: Float  # [p, t]
    productive_heads: Float  # [p, t] below the mature age


def cohorts(facts: Facts) -> Cohorts:
    """Survival by age, and the known people (opening and committed) by period."""
    teams, starts = facts.teams, facts.class_rules.committed_heads
    age = np.arange(teams.hazard.shape[1])
    mature, training = teams.mature_age[:, None], teams.training_periods[:, None]
    in_production = (age >= training) & (age < mature)
    tenured = aged(facts, starts, age == mature)
    tenured[:, 0] += np.where(age > mature, teams.opening, 0.0).sum(axis=1)
    return Cohorts(
        survival=survival(facts),
        retention=1.0 - teams.hazard[np.arange(len(teams.name)), teams.mature_age],
        tenured=tenured,
        heads=aged(facts, starts, in_production),
        trainees=aged(facts, starts, (age < training) & (age < mature)),
        productive_heads=aged(facts, starts, in_production * teams.productivity),
    )


def add_headcount(program: Program, given: Given) -> None:
    """Add the stock columns and the four blocks of identities."""
    teams, sets = given.facts.teams, given.sets
    axes = (sets.teams, sets.periods)
    known = cohorts(given.facts)
    stock = {
        name: program.columns(name, axes) for name in ("tenured", "heads", "trainees", "productive_heads")
    }
    rows = {name: program.rows(name, axes, equal=getattr(known, name)) for name in stock}
    for name, block in rows.items():
        block.add(stock[name].index)

    tenured, every = stock["tenured"], np.arange(len(sets.teams))
    rows["tenured"].add(tenured.index[:, :-1], -known.retention[:, None], at=rows["tenured"].index[:, 1:])
    rows["tenured"].add(program.column_blocks["released"].index)
    rows["heads"].add(tenured.index, -1.0)
    rows["productive_heads"].add(tenured.index, -teams.productivity[every, teams.mature_age][:, None])

    hires = program.column_blocks["hires"]
    for age in range(min(teams.hazard.shape[1], len(sets.periods))):
        young = age < teams.mature_age
        training = young & (age < teams.training_periods)
        production = young & ~training
        shares: dict[str, NDArray[np.bool_] | Float] = {
            "tenured": np.equal(age, teams.mature_age),
            "trainees": training,
            "heads": production,
            "productive_heads": production * teams.productivity[:, age],
        }
        for name, share in shares.items():
            _add_lagged(rows[name], hires, age, -known.survival[:, age] * share, every)
    _add_transfers(program, given, rows, known.retention)


def _add_lagged(rows: Rows, columns: Block, age: int, coefficient: Float, to: NDArray[np.int64]) -> None:
    periods = columns.index.shape[1]
    rows.add(columns.index[:, : periods - age], coefficient[:, None], at=rows.index[to, age:])


def _add_transfers(program: Program, given: Given, rows: dict[str, Rows], retention: Float) -> None:
    arcs, moved = given.facts.transfers, program.column_blocks["transferred"]
    if not moved.index.size:
        return
    rows["tenured"].add(moved.index, 1.0, at=rows["tenured"].index[arcs.from_team])
    staying = retention[arcs.to_team]
    for age in range(min(int(arcs.periods.max()) + 1, moved.index.shape[1])):
        learning = age < arcs.periods
        kept = staying**age
        _add_lagged(rows["tenured"], moved, age, -kept * (age == arcs.periods), arcs.to_team)
        _add_lagged(rows["heads"], moved, age, -kept * learning, arcs.to_team)
        _add_lagged(rows["productive_heads"], moved, age, -kept * learning * arcs.productivity, arcs.to_team)

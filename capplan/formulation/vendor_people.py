"""People under contract: trained at a price, cheaper while they nest and in the ramp, replaced at the vendor's cost.

Index    p team under contract    t period    a age: periods since class start    b month

Given    weight[p,a]         of training hours, nesting, ramp: contracts/ages.py
         S[p,a], hazard[p,a] as in headcount.py

Decides  training_h[p,t]          billable hours in training                                  h/period
         nesting_heads, nesting_productive, ramp_heads, ramp_productive [p,t]                 heads
         replaced[p,b]            people hired for those who leave, in a month                heads

Rows     staged_*[p,t]       each = sum over a of weight[a] * S[a] * hires[t-a] + known people
                             (at most that many, where hours worked are billed)
         beginners[p,t]      head_h * (nesting_productive + ramp_productive) <= sum over i of p: assigned_h
         replaced_starts     replaced <= hires of the month
         replaced_leavers    replaced <= sum over a of hazard[a] * S[a] * hires[t-a] + hazard[A] * tenured + ... in it
         The price of ``replaced`` is negative, so it is the smaller of the two.

Source   FIELD row 67; a minimum of two sums that is wanted large needs no whole numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.cohorts import aged, survival
from capplan.contracts.ages import age_weights, contract_of_each_team
from capplan.contracts.prices import contract_prices, contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.formulation.sets import Given
from capplan.program import Axis, Program, Rows

__all__ = ["STAGES", "add_vendor_people", "replacing_teams"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

STAGES = {
    "training_h": "training_h",
    "nesting_heads": "nesting_head",
    "nesting_productive": "nesting_productive",
    "ramp_heads": "ramp_head",
    "ramp_productive": "ramp_productive",
}
"""Block of columns to the price of it in ``ContractPrices``."""

WORKING = ("nesting_productive", "ramp_productive")
"""What is billed by hours worked; their prices are discounts."""


def replacing_teams(given: Given) -> Index:
    """Teams whose vendor pays the training of those who replace leavers."""
    contracts = contracts_of(given.facts)
    of_team = contract_of_each_team(given.facts)
    pays = contracts.training.replacement_by_vendor & (contracts.training.rate > 0)
    return np.flatnonzero((of_team >= 0) & pays[of_team] & contract_rules(given.model).training)


def add_vendor_people(program: Program, given: Given) -> None:
    """Add the columns that some price asks for, and their rows; nothing without contracts."""
    if given.facts.contracts is None:
        return
    price = contract_prices(given.facts, given.requirement, given.model)
    weights = age_weights(given.facts, contract_rules(given.model))
    weight = {
        "training_h": weights.training_h,
        "nesting_heads": weights.nesting,
        "nesting_productive": weights.nesting_productive,
        "ramp_heads": weights.ramp,
        "ramp_productive": weights.ramp_productive,
    }
    for name, priced in STAGES.items():
        here = np.flatnonzero(getattr(price, priced).any(axis=1) & weight[name].any(axis=1))
        _add_stage(program, given, name, weight[name], here)
    _add_beginners(program, given)
    _add_replaced(program, given)


def _team_axis(given: Given, teams: Index) -> Axis:
    return Axis("team", tuple(given.sets.teams.labels[p] for p in teams))


def _add_stage(program: Program, given: Given, name: str, weight: Float, teams: Index) -> None:
    """A block of people (or hours) counted by age."""
    known = aged(given.facts, given.facts.class_rules.committed_heads, weight)
    axes = (_team_axis(given, teams), given.sets.periods)
    columns = program.columns(name, axes)
    least = -np.inf if name in WORKING else known[teams]
    rows = program.rows(f"staged_{name}", axes, at_least=least, at_most=known[teams])
    rows.add(columns.index)
    _add_aged(program, given, rows, weight, teams)


def _add_beginners(program: Program, given: Given) -> None:
    """A discount on hours needs hours: new people are no cheaper than the work that is billed."""
    blocks, pairs = program.column_blocks, given.facts.pairs
    teams = {name: given.sets.teams.positions(blocks[name].axes[0]) for name in WORKING}
    found = np.unique(np.concatenate(list(teams.values())))
    rows = program.rows("beginners", (_team_axis(given, found), given.sets.periods), at_most=0.0)
    for name, here in teams.items():
        rows.add(
            blocks[name].index, given.contract_productive_h[here], at=rows.index[np.searchsorted(found, here)]
        )
    working = np.flatnonzero(np.isin(pairs.team, found))
    at = rows.index[np.searchsorted(found, pairs.team[working])]
    rows.add(blocks["assigned_h"].index[working], -1.0, at=at)


def _add_aged(program: Program, given: Given, rows: Rows, weight: Float, teams: Index) -> None:
    """Subtract the hires of the plan, by age, from the rows [p, t]."""
    hires, counted = program.column_blocks["hires"].index, survival(given.facts) * weight
    periods = hires.shape[1]
    for age in np.flatnonzero(counted[teams].any(axis=0)):
        if age < periods:
            share = -counted[teams, age][:, None]
            rows.add(hires[teams, : periods - age], share, at=rows.index[:, age:])


def _add_replaced(program: Program, given: Given) -> None:
    facts, blocks, teams = given.facts, program.column_blocks, replacing_teams(given)
    months, month = contracts_of(facts).months, contracts_of(facts).month_of_period
    axes = (_team_axis(given, teams), Axis("month", months))
    replaced = program.columns("replaced", axes)
    committed = np.zeros((len(teams), len(months)))
    np.add.at(committed.T, month, facts.class_rules.committed_heads[teams].T)
    starts = program.rows("replaced_starts", axes, at_most=committed)
    starts.add(replaced.index)
    starts.add(blocks["hires"].index[teams], -1.0, at=starts.index[:, month])
    _add_leavers(program, given, teams)
    rows = program.rows("replaced_leavers", axes, at_most=0.0)
    rows.add(replaced.index)
    rows.add(blocks["leavers"].index, -1.0, at=rows.index[:, month])


def _add_leavers(program: Program, given: Given, teams: Index) -> None:
    """People who leave at the end of a period, from training and from production."""
    facts, blocks = given.facts, program.column_blocks
    age, every = np.arange(facts.teams.hazard.shape[1]), np.arange(len(facts.teams.name))
    hazard = facts.teams.hazard * (age < facts.teams.mature_age[:, None])
    mature = facts.teams.hazard[every, facts.teams.mature_age]
    axes = (_team_axis(given, teams), given.sets.periods)
    leavers = program.columns("leavers", axes)
    rows = program.rows("leavers", axes, equal=aged(facts, facts.class_rules.committed_heads, hazard)[teams])
    rows.add(leavers.index)
    rows.add(blocks["tenured"].index[teams], -mature[teams][:, None])
    _add_aged(program, given, rows, hazard, teams)
    arcs, position = facts.transfers, np.full(len(every), -1)
    position[teams] = np.arange(len(teams))
    for k in np.flatnonzero(position[arcs.to_team] >= 0):
        to = arcs.to_team[k]
        moved, periods = blocks["transferred"].index[k], len(given.sets.periods)
        for back in range(min(int(arcs.periods[k]), periods)):
            share = -mature[to] * (1.0 - mature[to]) ** back
            rows.add(moved[: periods - back], share, at=rows.index[position[to], back:])

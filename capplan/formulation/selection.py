"""Vendor selection: candidates are opened or not, contracts are ended with notice and an overlap.

Index    c contract    b month    p team    i pair (team, queue)    t period

Given    first[b]                 first period of the month
         setup, growth, term      periods from opening to the first class; on to least_heads; to the earliest end
         notice, overlap[c]       no running contract ends earlier; work is handed over, billed and not done
         most_*                   bounds.py

Decides  opens[c,b]               the candidate is opened in the month (binary)
         closes[c,b]              the contract ends with the month before (binary)
         ended[p,t]               people who leave because their contract ends                     heads
         transfer_h[p,t]          productive hours spent on handing work over                      h/period

         open[c,t,lag]  = sum of opens[c,b] with first[b] + lag <= t      (1 for running contracts)
         shut[c,t,lead] = sum of closes[c,b] with first[b] - lead <= t

Rows     opens_once[c], closes_once[c]   at most 1
         after_term[c,b]         shut in b <= open, term ago                     (candidates)
         selected_classes[p,t]   classes <= most * (open[t, setup] - shut[t, mature age])
         selected_moves[k,t]     transferred in <= most * (open[t, setup] - shut[t, time to learn])
         selected_heads[p,t]     heads <= most * (open[t, setup] - shut[t, 0])
         ended[p,t]              ended <= most * closes;  the tenured row of headcount.py loses ended
         selected_work[i,t]      assigned_h <= most * (open[t, setup] - shut[t, overlap])  (on demand; overlap)
         least_heads[c,t]        sum over teams: heads >= least * (open[t, setup + growth] - shut[t, 0])  (candidates)
         handing_over[p,t]       transfer_h >= head_h * productive_heads - most * (1 - shut[t, overlap] + shut[t, 0])
         Nobody may still be learning when a contract ends; it does not end before those who are there have learned.

Source   unit commitment with start-up and shut-down (Rajan and Takriti 2005); FIELD row 72.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.ages import contract_of_each_team
from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.formulation.bounds import most_heads, most_hours
from capplan.formulation.hiring import most_classes
from capplan.formulation.sets import Given
from capplan.program import Axis, Program, Rows

__all__ = ["MOST_CLASSES", "Gates", "add_selection", "all_learned", "first_of_month", "may_close"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

MOST_CLASSES = 100.0
"""Of one team in one period, where its rule has no limit."""


def first_of_month(given: Given) -> Index:
    """[b] the first period of every month of the plan."""
    return np.unique(contracts_of(given.facts).month_of_period, return_index=True)[1]


def may_close(given: Given) -> NDArray[np.bool_]:
    """[c, b] months with which a contract may end."""
    contracts, facts = contracts_of(given.facts), given.facts
    selection, first = contracts.selection, first_of_month(given)
    earliest = np.where(selection.candidate, selection.term_periods, selection.notice_periods)
    of_team = contract_of_each_team(facts)
    learned = np.zeros(len(contracts), dtype=np.int64)
    np.maximum.at(learned, of_team[of_team >= 0], all_learned(given)[of_team >= 0])
    allowed = selection.may_end & contract_rules(given.model).selection
    in_time = first >= earliest[:, None]
    if given.agreed is not None:  # notice was given before
        in_time |= given.agreed.closes & given.agreed.frozen_closes
    return allowed[:, None] & in_time & (first >= np.maximum(learned, 1)[:, None])


def all_learned(given: Given) -> Index:
    """[p] the first period in which everybody who is known (there, or in a committed class) is tenured."""
    teams, starts = given.facts.teams, given.facts.class_rules.committed_heads
    age = np.arange(teams.hazard.shape[1])
    young = np.where(
        (teams.opening > 0) & (age < teams.mature_age[:, None]), teams.mature_age[:, None] - age, 0
    )
    period = np.arange(starts.shape[1])
    coming = np.where(starts > 0, period + teams.mature_age[:, None], 0)
    learned = np.maximum(young.max(axis=1, initial=0), coming.max(axis=1, initial=0))
    return np.asarray(learned, dtype=np.int64)


@dataclass(frozen=True)
class Gates:
    """Whether a contract is open or shut, as sums of columns. Rows read ``value <= most * (open - shut)``."""

    given: Given
    opens: Index  # [c, b] columns
    closes: Index

    @classmethod
    def of(cls, program: Program, given: Given) -> Gates:
        """The gates of a program that has the family."""
        blocks = program.column_blocks
        return cls(given, blocks["opens"].index, blocks["closes"].index)

    def is_candidate(self, contract: int) -> bool:
        """Whether it has to be opened."""
        return bool(contracts_of(self.given.facts).selection.candidate[contract])

    def constant(self, contract: int) -> float:
        """The gate of a contract that nobody opens or closes."""
        return 0.0 if self.is_candidate(contract) else 1.0

    def add(self, rows: Rows, at: Index, contract: int, most: Float, lag: int, lead: int) -> None:
        """Add ``- most[t] * (open[t, lag] - shut[t, lead])`` without its constant to the rows ``at`` [t]."""
        first, period = first_of_month(self.given), np.arange(len(at))
        if self.is_candidate(contract):
            opened = first[:, None] + lag <= period
            rows.add(self.opens[contract][:, None], -most * opened, at=at[None, :])
        shut = first[:, None] - lead <= period
        rows.add(self.closes[contract][:, None], most * shut, at=at[None, :])

    def in_force(self, contract: int, period: int, lag: int) -> tuple[Index, Float]:
        """The columns and coefficients of ``open[period, lag] - shut[period, 0]``; add ``constant``."""
        first = first_of_month(self.given)
        opened, shut = first + lag <= period, first <= period
        if not self.is_candidate(contract):
            opened = np.zeros_like(opened)
        columns = np.concatenate([self.opens[contract][opened], self.closes[contract][shut]])
        return columns, np.concatenate([np.ones(opened.sum()), -np.ones(shut.sum())])


def add_selection(program: Program, given: Given) -> None:
    """Add the columns and rows named above; nothing without contracts."""
    if given.facts.contracts is None:
        return
    contracts, rules = given.facts.contracts, contract_rules(given.model)
    names, months = Axis("contract", contracts.name), Axis("month", contracts.months)
    may_open = contracts.selection.candidate & rules.selection
    closable = may_close(given)
    opens = program.columns("opens", (names, months), upper=may_open[:, None] * 1.0, integer=True)
    closes = program.columns("closes", (names, months), upper=closable * 1.0, integer=True)
    gates = Gates(given, opens.index, closes.index)
    for name, block in (("opens_once", opens), ("closes_once", closes)):
        once = program.rows(name, (names,), at_most=1.0)
        once.add(block.index.T)
    _add_term(program, gates, names, months)
    optional = np.flatnonzero(contracts.selection.candidate | closable.any(axis=1))
    of_team = contract_of_each_team(given.facts)
    teams = np.flatnonzero(np.isin(of_team, optional))
    _add_people(program, gates, teams, of_team, closable)
    _add_work(program, gates, teams, of_team)
    _add_least(program, gates, optional, of_team)


def _add_term(program: Program, gates: Gates, names: Axis, months: Axis) -> None:
    selection, first = contracts_of(gates.given.facts).selection, first_of_month(gates.given)
    rows = program.rows(
        "after_term", (names, months), at_most=np.where(selection.candidate, 0.0, np.inf)[:, None]
    )
    for c in np.flatnonzero(selection.candidate):
        at, since = rows.index[c], first[:, None] + selection.term_periods[c] <= first
        rows.add(gates.opens[c][:, None], -1.0 * since, at=at[None, :])
        rows.add(gates.closes[c][:, None], np.triu(np.ones((len(first), len(first)))), at=at[None, :])


def _add_people(
    program: Program, gates: Gates, teams: Index, of_team: Index, closable: NDArray[np.bool_]
) -> None:
    """Classes, moves and heads of the teams of optional contracts; who leaves with a contract."""
    given, blocks = gates.given, program.column_blocks
    selection, facts = contracts_of(given.facts).selection, given.facts
    heads, classes = most_heads(given), np.minimum(most_classes(given), MOST_CLASSES)
    chosen, periods = Axis("team", tuple(given.sets.teams.labels[p] for p in teams)), given.sets.periods
    constant = np.array([gates.constant(int(of_team[p])) for p in teams])[:, None]
    mature = facts.teams.mature_age
    ended = program.columns("ended", (chosen, periods), upper=heads[teams])
    leaving = program.rows("ended", (chosen, periods), at_most=0.0)
    leaving.add(ended.index)
    starts = program.rows("selected_classes", (chosen, periods), at_most=constant * classes[teams])
    starts.add(blocks["classes"].index[teams])
    there = program.rows("selected_heads", (chosen, periods), at_most=constant * heads[teams])
    there.add(blocks["heads"].index[teams])
    program.row_blocks["tenured"].add(ended.index, 1.0, at=program.row_blocks["tenured"].index[teams])
    first = first_of_month(given)
    for k, p in enumerate(teams):
        c = int(of_team[p])
        setup = int(selection.setup_periods[c])
        gates.add(starts, starts.index[k], c, classes[p], setup, int(mature[p]))
        gates.add(there, there.index[k], c, heads[p], setup, 0)
        months = np.flatnonzero(closable[c])
        leaving.add(gates.closes[c][months], -heads[p, first[months]], at=leaving.index[k, first[months]])
    _add_moves(program, gates, teams, of_team, heads)


def _add_moves(program: Program, gates: Gates, teams: Index, of_team: Index, heads: Float) -> None:
    given, arcs = gates.given, gates.given.facts.transfers
    here = np.flatnonzero(np.isin(arcs.to_team, teams))
    selection = contracts_of(given.facts).selection
    chosen = Axis("transfer", tuple(given.sets.arcs.labels[k] for k in here))
    most = heads[arcs.from_team[here]]
    constant = np.array([gates.constant(int(of_team[arcs.to_team[k]])) for k in here])[:, None]
    rows = program.rows("selected_moves", (chosen, given.sets.periods), at_most=constant * most)
    rows.add(program.column_blocks["transferred"].index[here])
    for row, k in enumerate(here):
        c = int(of_team[arcs.to_team[k]])
        gates.add(rows, rows.index[row], c, most[row], int(selection.setup_periods[c]), int(arcs.periods[k]))


def _add_work(program: Program, gates: Gates, teams: Index, of_team: Index) -> None:
    """No work before a contract is open, while it is handed over, and after; hours of handing over."""
    given, facts = gates.given, gates.given.facts
    selection, pairs = contracts_of(facts).selection, facts.pairs
    # who is not there does not work: only hours bought on demand and hand-overs need the rule
    ruled = teams[facts.teams.on_demand[teams] | (selection.overlap_periods[of_team[teams]] > 0)]
    here = np.flatnonzero(np.isin(pairs.team, ruled))
    most = most_hours(given)
    chosen = Axis("pair", tuple(given.sets.pairs.labels[i] for i in here))
    constant = np.array([gates.constant(int(of_team[pairs.team[i]])) for i in here])[:, None]
    rows = program.rows("selected_work", (chosen, given.sets.periods), at_most=constant * most[here])
    rows.add(program.column_blocks["assigned_h"].index[here])
    for row, i in enumerate(here):
        c = int(of_team[pairs.team[i]])
        overlap = int(selection.overlap_periods[c])
        gates.add(rows, rows.index[row], c, most[i], int(selection.setup_periods[c]), overlap)
    _add_handing_over(program, gates, teams, of_team)


def _add_handing_over(program: Program, gates: Gates, teams: Index, of_team: Index) -> None:
    given = gates.given
    selection = contracts_of(given.facts).selection
    head_h, first = given.contract_productive_h, first_of_month(given)
    handing = np.array([p for p in teams if selection.overlap_periods[of_team[p]] > 0], dtype=np.int64)
    most = most_heads(given) * head_h
    axes = (Axis("team", tuple(given.sets.teams.labels[p] for p in handing)), given.sets.periods)
    hours = program.columns("transfer_h", axes, upper=most[handing])
    rows = program.rows("handing_over", axes, at_least=-most[handing])
    rows.add(hours.index)
    rows.add(program.column_blocks["productive_heads"].index[handing], -head_h[handing])
    period = np.arange(len(given.sets.periods))
    for k, p in enumerate(handing):
        c = int(of_team[p])
        within = (first[:, None] - selection.overlap_periods[c] <= period) & (period < first[:, None])
        rows.add(gates.closes[c][:, None], -most[p] * within, at=rows.index[k][None, :])


def _add_least(program: Program, gates: Gates, optional: Index, of_team: Index) -> None:
    given = gates.given
    selection = contracts_of(given.facts).selection
    bound = optional[selection.candidate[optional] & (selection.least_heads[optional] > 0)]
    chosen = Axis("contract", tuple(contracts_of(given.facts).name[c] for c in bound))
    rows = program.rows("least_heads", (chosen, given.sets.periods), at_least=0.0)
    heads, ones = program.column_blocks["heads"].index, np.ones(len(given.sets.periods))
    for row, c in enumerate(bound):
        rows.add(heads[of_team == c], 1.0, at=rows.index[row][None, :])
        lag = int(selection.setup_periods[c] + selection.growth_periods[c])
        gates.add(rows, rows.index[row], int(c), selection.least_heads[c] * ones, lag, 0)

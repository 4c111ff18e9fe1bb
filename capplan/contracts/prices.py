"""Prices under contracts: what one head, one hour of work, one hour of training costs, in the contract's currency.

Index    p team    i pair (team, queue)    t period

Prices carry the escalator and are 0 outside the contract. Where a baseline holds, heads and hours have no price of
their own: the month as a whole has one (settlements.py). Source: FIELD rows 59-61, 67-69.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import BY_HEAD
from capplan.contracts.quantities import contracts_of, head_units, hour_units
from capplan.contracts.settlements import has_baseline
from capplan.facts import Facts
from capplan.planning_model import ContractRules, PlanningModel
from capplan.requirements.required import Requirement

__all__ = ["ContractPrices", "contract_prices", "contract_rules"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class ContractPrices:
    """Units and prices, [p, t] for people and [i, t] for work; a charge is quantity * units * price.

    ``units_head`` and ``units_h`` are billing units of a head and of an hour assigned. ``team`` and ``pair`` are
    prices of a unit as billed (0 under a baseline), ``premium_h`` the premium on one hour assigned, ``*_missed``
    what a unit costs less where the service target is missed.
    """

    units_head: Float
    units_h: Float
    team: Float
    pair: Float
    premium_h: Float
    nesting_head: Float  # per head in nesting (negative: cheaper)
    nesting_productive: Float  # per productive head in nesting
    ramp_head: Float
    ramp_productive: Float
    overtime_h: Float
    undertime_h: Float  # negative: saved
    training_h: Float
    team_missed: Float
    pair_missed: Float
    transfer_h: Float


def contract_rules(model: PlanningModel) -> ContractRules:
    """The clauses that are on; none without the section."""
    return ContractRules.none() if model.contracts is None else model.contracts


@dataclass(frozen=True)
class _Terms:
    """Looks up what the contract of every team or pair says, 0 where none is in force."""

    facts: Facts
    of_team: Index  # [p, t]
    of_pair: Index  # [i, t]

    def team(self, stated: NDArray[np.generic]) -> Float:
        """[p, t] from a value of each contract."""
        return np.where(self.of_team >= 0, stated[self.of_team].astype(float), 0.0)

    def escalated(self, stated: Float, of: Index) -> Float:
        """[., t] a price of each contract with the escalator of the period."""
        factor = contracts_of(self.facts).escalation[of, np.arange(of.shape[1])]
        return np.where(of >= 0, stated[of] * factor, 0.0)


def contract_prices(facts: Facts, requirement: Requirement, model: PlanningModel) -> ContractPrices:
    """The prices of every team and pair by the contract that is in force in the period."""
    contracts, rules = contracts_of(facts), contract_rules(model)
    terms = _Terms(facts, contracts.contract_of_team, contracts.contract_of_pair)
    baseline = has_baseline(contracts, rules)
    units_head, units_h = _units(facts, requirement)
    free_team, free_pair = terms.team(~baseline), np.where(terms.of_pair >= 0, ~baseline[terms.of_pair], 0.0)
    scored = float(rules.scorecards)
    return ContractPrices(
        units_head=units_head,
        units_h=units_h,
        team=contracts.team_rate * free_team,
        pair=contracts.pair_rate * free_pair,
        premium_h=_premiums(facts, requirement, units_head, units_h) * float(rules.premiums),
        **_beginners(terms, requirement, rules, units_head, free_team),
        **_hours(terms, requirement, model, units_head),
        training_h=terms.escalated(contracts.training.rate, terms.of_team),
        team_missed=contracts.team_missed * free_team * scored,
        pair_missed=contracts.pair_missed * free_pair * scored,
        transfer_h=terms.escalated(contracts.selection.transfer_rate, terms.of_team),
    )


def _units(facts: Facts, requirement: Requirement) -> tuple[Float, Float]:
    """Billing units of a head [p, t] and of an hour assigned [i, t]."""
    contracts = contracts_of(facts)
    by_head = np.zeros(contracts.contract_of_team.shape)
    by_hour = np.zeros(contracts.contract_of_pair.shape)
    for c, unit in enumerate(contracts.unit):
        if unit in BY_HEAD:
            here = contracts.contract_of_team == c
            by_head[here] = head_units(facts, requirement, c, unit)[here]
        else:
            work = contracts.contract_of_pair == c
            by_hour[work] = hour_units(facts, requirement, unit)[work]
    return by_head, by_hour


def _premiums(facts: Facts, requirement: Requirement, units_head: Float, units_h: Float) -> Float:
    """[i, t] premium on one hour assigned. An hour of people billed by head is its part of their hours."""
    contracts, team = contracts_of(facts), facts.pairs.team
    hours = facts.teams.contract_h[:, None] * requirement.productive_share[facts.teams.site]
    head_hour = np.divide(
        units_head * contracts.team_rate, hours, out=np.zeros_like(units_head), where=hours > 0
    )
    return contracts.premium_share * (units_h * contracts.pair_rate + head_hour[team])


def _beginners(
    terms: _Terms, requirement: Requirement, rules: ContractRules, units_head: Float, free_team: Float
) -> dict[str, Float]:
    """What people in nesting and in the ramp after it cost more or less than the rate."""
    facts = terms.facts
    contracts, teams = contracts_of(facts), facts.teams
    training, unit = contracts.training, np.array(contracts.unit)
    on = free_team * float(rules.training)
    by_hour = terms.team(unit == "productive_hour") * teams.contract_h[:, None]
    by_hour = by_hour * requirement.productive_share[teams.site] * on
    rate = terms.escalated(contracts.rate, terms.of_team)
    nesting = terms.escalated(
        np.where(np.isnan(training.nesting_rate), contracts.rate, training.nesting_rate), terms.of_team
    )
    has_rate = terms.team(~np.isnan(training.nesting_rate))
    discount = terms.team(training.ramp_discount)
    return {
        "nesting_head": has_rate * (nesting - contracts.team_rate) * units_head * on,
        "nesting_productive": (nesting - rate) * by_hour,
        "ramp_head": -discount * contracts.team_rate * units_head * on,
        "ramp_productive": -discount * rate * by_hour,
    }


def _hours(
    terms: _Terms, requirement: Requirement, model: PlanningModel, units_head: Float
) -> dict[str, Float]:
    """Overtime at its premium, undertime as pay saved; work billed as such carries only the premium."""
    facts = terms.facts
    contracts, teams = contracts_of(facts), facts.teams
    unit = np.array(contracts.unit)
    overtime, undertime = np.zeros_like(units_head), np.zeros_like(units_head)
    if model.overtime is not None:
        by_head = contracts.team_rate * units_head / teams.contract_h[:, None]
        rate = terms.escalated(contracts.rate, terms.of_team) * terms.team(unit == "productive_hour")
        on_duty = requirement.on_duty_share[teams.site]
        overtime = by_head * model.overtime.premium + rate * on_duty * (model.overtime.premium - 1.0)
    if model.undertime is not None:
        by_paid_hour = contracts.team_rate * terms.team(unit == "paid_hour")
        undertime = -by_paid_hour * (1.0 - model.undertime.paid_share)
    return {"overtime_h": overtime, "undertime_h": undertime}

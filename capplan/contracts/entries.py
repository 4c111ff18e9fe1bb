"""Entries of an invoice before it is put in order, and how they come from arrays by team and by pair.

Index    p team    i pair (team, queue)    t period
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.charges import Charge, delivered_in_force, settled
from capplan.contracts.delivered import Delivered
from capplan.contracts.prices import ContractPrices, contract_prices, contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.facts import Facts
from capplan.planning_model import ContractRules, PlanningModel
from capplan.requirements.required import Requirement

__all__ = ["Billed", "Entry", "billed", "by_pair", "by_team"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Entry:
    """One entry: ``quantity`` of a ``unit`` at a ``price`` in the contract's currency."""

    contract: int
    line: str
    who: str
    period: int
    unit: str
    quantity: float
    price: float


@dataclass(frozen=True)
class Billed:
    """What an invoice is made of: ``delivered`` is 0 outside the contracts, ``charges`` are settled on it."""

    facts: Facts
    requirement: Requirement
    rules: ContractRules
    prices: ContractPrices
    delivered: Delivered
    charges: tuple[Charge, ...]


def billed(facts: Facts, requirement: Requirement, model: PlanningModel, delivered: Delivered) -> Billed:
    """Prices, quantities and settlements of one invoice."""
    rules = contract_rules(model)
    return Billed(
        facts,
        requirement,
        rules,
        contract_prices(facts, requirement, model),
        delivered_in_force(facts, delivered),
        settled(facts, requirement, rules, delivered),
    )


def by_team(of: Billed, line: str, quantity: Float, price: Float, unit: str = "") -> Iterator[Entry]:
    """Entries of a line by team and period, [p, t]; without a ``unit`` in the billing unit of the contract."""
    contracts, names = contracts_of(of.facts), of.facts.teams.name
    for p, t in np.argwhere(quantity * price != 0.0).tolist():
        c = int(contracts.contract_of_team[p, t])
        counted = unit or contracts.unit[c]
        yield Entry(c, line, names[p], t, counted, float(quantity[p, t]), float(price[p, t]))


def by_pair(of: Billed, line: str, quantity: Float, price: Float, unit: str = "") -> Iterator[Entry]:
    """The same by pair and period, [i, t]."""
    contracts, teams, queues, pairs = contracts_of(of.facts), of.facts.teams, of.facts.queues, of.facts.pairs
    for i, t in np.argwhere(quantity * price != 0.0).tolist():
        c = int(contracts.contract_of_pair[i, t])
        who = f"{teams.name[pairs.team[i]]} on {queues.name[pairs.queue[i]]}"
        counted = unit or contracts.unit[c]
        yield Entry(c, line, who, t, counted, float(quantity[i, t]), float(price[i, t]))

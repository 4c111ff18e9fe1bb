"""Rules of contracts in force: who may work and hire, how many people a month, locked orders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.quantities import quantity
from capplan.contracts.settlements import locked_limits
from capplan.verify.case import Case
from capplan.verify.findings import HEADS, HOURS
from capplan.verify.vendors import Vendors

__all__ = ["check_limits", "check_locked_orders", "check_scope", "new_hires"]

Float = NDArray[np.float64]


def new_hires(case: Case) -> Float:
    """[p, t] people who start in classes of this plan, committed ones left out."""
    hires = np.zeros_like(case.classes)
    for start in case.run.classes:
        if not start.committed:
            hires[start.team, start.period] += start.size
    return hires


def check_scope(case: Case) -> None:
    """A team under contract works and hires only while a contract is in force."""
    vendors, facts = case.vendors, case.facts
    if vendors is None:
        return
    contracts, pairs = vendors.contracts, facts.pairs
    labels = [
        f"{facts.teams.name[p]} on {facts.queues.name[q]}"
        for p, q in zip(pairs.team, pairs.queue, strict=True)
    ]
    outside = contracts.under_contract[pairs.team][:, None] & (contracts.contract_of_pair < 0)
    what = "productive_h without a contract in force"
    hours = vendors.delivered.assigned_h
    case.ledger.at_most("contract_scope", what, (labels, case.weeks), 0.0, hours, HOURS, outside)
    outside = contracts.under_contract[:, None] & (contracts.contract_of_team < 0)
    axes = (facts.teams.name, case.weeks)
    what = "hires without a contract in force"
    case.ledger.at_most("contract_scope", what, axes, 0.0, new_hires(case), HEADS, outside)


def check_limits(case: Case) -> None:
    """People who start and people who are released in a month; committed classes count but are no breach."""
    vendors = case.vendors
    if vendors is None or not vendors.rules.limits:
        return
    contracts = vendors.contracts
    committed = case.facts.class_rules.committed_heads
    released = np.where(vendors.leaving, 0.0, case.walk["releases"])
    most_up = np.maximum(contracts.clauses.most_up[:, None], _by_month(vendors, committed))
    most_down = np.broadcast_to(contracts.clauses.most_down[:, None], most_up.shape)
    axes = (contracts.name, contracts.months)
    for what, most, people in (
        ("people who start training", most_up, _by_month(vendors, new_hires(case) + committed)),
        ("people released", most_down, _by_month(vendors, released)),
    ):
        case.ledger.at_most("contract_limits", what, axes, most, people, HEADS)


def _by_month(vendors: Vendors, people: Float) -> Float:
    """[c, b] people of [p, t] added up by contract and month."""
    contracts = vendors.contracts
    total = np.zeros((len(contracts), len(contracts.months)))
    for c in range(len(contracts)):
        np.add.at(total[c], contracts.month_of_period, (people * vendors.teams(c)).sum(axis=0))
    return total


def check_locked_orders(case: Case) -> None:
    """Where locked orders are fixed, the units of a month lie within the band of its lock.

    A candidate is held to the least of it once it has grown, to the most as soon as it is open.
    """
    vendors = case.vendors
    if vendors is None or not vendors.rules.locks:
        return
    contracts, given = vendors.contracts, vendors.delivered
    selection, clauses = contracts.selection, contracts.clauses
    for c, name in enumerate(contracts.name):
        opened, end = int(given.opened[c]), int(given.ended[c])
        if clauses.lock_kind[c] != "fixed" or (selection.candidate[c] and opened < 0):
            continue
        grown = opened + int(selection.setup_periods[c] + selection.growth_periods[c])
        unit, until = clauses.order_on[c], end if end >= 0 else len(case.weeks)
        units = quantity(case.facts, case.requirement, c, unit, given.heads, given.assigned_h)
        for window, low, high in locked_limits(case.facts, c):
            first = int(window.periods[0])
            what, total = f"{unit} of {name} in {window.label}", float(units[window.periods].sum())
            if first < until and first >= (grown if selection.candidate[c] else 0):
                case.ledger.at_least("locked_orders", what, (), low, total, HOURS)
            if first < until and first >= opened:
                case.ledger.at_most("locked_orders", what, (), high, total, HOURS)

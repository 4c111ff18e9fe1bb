"""Charges: what every month, quarter and year of a contract comes to for the quantities that were delivered.

Index    c contract    t period

A settlement (settlements.py) says what a quantity would cost; here stand the quantity and the amount. What was
promised for a whole window - commitment, lock - holds for a candidate once it is open and grown, and no longer
once a contract has ended; tiers and baselines go by what was delivered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Contracts
from capplan.contracts.delivered import Delivered
from capplan.contracts.quantities import contracts_of, quantity
from capplan.contracts.settlements import Settlement, settlements
from capplan.facts import Facts
from capplan.planning_model import ContractRules
from capplan.requirements.required import Requirement

__all__ = [
    "PROMISED",
    "Carried",
    "Charge",
    "carried_forward",
    "delivered_in_force",
    "handing_over",
    "running",
    "settled",
]

PROMISED = ("shortfall", "lock")
"""Clauses that hold for a window as a whole, whatever is delivered."""


@dataclass(frozen=True)
class Charge:
    """A settlement with the ``quantity`` delivered in its window and the ``amount`` in the contract's currency."""

    settlement: Settlement
    quantity: float
    amount: float


@dataclass(frozen=True)
class Carried:
    """Committed units that were paid, not used, and used in the next window: ``units`` of them in this settlement."""

    settlement: Settlement
    units: float

    @property
    def amount(self) -> float:
        """What comes back, at most 0, in the contract's currency."""
        return -self.units * self.settlement.rate


def running(contracts: Contracts, delivered: Delivered) -> NDArray[np.bool_]:
    """[c, t] whether a contract is open and not ended: candidates from ``opened`` on, others from the start."""
    period = np.arange(contracts.escalation.shape[1])
    opened, ended = delivered.opened[:, None], delivered.ended[:, None]
    begun = np.where(opened >= 0, period >= opened, ~contracts.selection.candidate[:, None])
    return np.asarray(begun & ((ended < 0) | (period < ended)), dtype=np.bool_)


def handing_over(contracts: Contracts, ended: NDArray[np.int64]) -> NDArray[np.bool_]:
    """[p, t] teams that hand their work over: the overlap before the end of their contract, ``ended`` [c]."""
    of_team, period = contracts.contract_of_team, np.arange(contracts.contract_of_team.shape[1])
    end = np.where(of_team >= 0, ended[of_team], -1)
    overlap = contracts.selection.overlap_periods[of_team]
    return np.asarray((end >= 0) & (period >= end - overlap) & (period < end), dtype=np.bool_)


def delivered_in_force(facts: Facts, delivered: Delivered) -> Delivered:
    """The same quantities, 0 where no contract is in force that would bill them."""
    contracts = contracts_of(facts)
    on, period = running(contracts, delivered), np.arange(facts.horizon.count)
    team = (contracts.contract_of_team >= 0) & on[contracts.contract_of_team, period]
    pair = (contracts.contract_of_pair >= 0) & on[contracts.contract_of_pair, period]
    kept: dict[str, Any] = {"assigned_h": delivered.assigned_h * pair}
    for quantities in fields(delivered):
        if quantities.name not in ("assigned_h", "opened", "ended"):
            kept[quantities.name] = getattr(delivered, quantities.name) * team
    return replace(delivered, **kept)


def settled(
    facts: Facts, requirement: Requirement, rules: ContractRules, delivered: Delivered
) -> tuple[Charge, ...]:
    """Every settlement that holds, with its quantity and its amount, contract by contract."""
    if facts.contracts is None:
        return ()
    counted, found = delivered_in_force(facts, delivered), []
    by_unit: dict[tuple[int, str], NDArray[np.float64]] = {}
    for settlement in settlements(facts, rules):
        if not _holds(facts.contracts, settlement, delivered):
            continue
        c, unit = settlement.contract, settlement.on
        if (c, unit) not in by_unit:
            by_unit[c, unit] = quantity(facts, requirement, c, unit, counted.heads, counted.assigned_h)
        units = float(by_unit[c, unit][settlement.window.periods].sum())
        found.append(Charge(settlement, units, settlement.pieces.at(units)))
    return tuple(found)


def _holds(contracts: Contracts, settlement: Settlement, delivered: Delivered) -> bool:
    """Whether a clause is charged for its window, by when the contract was opened and ended."""
    c, first = settlement.contract, int(settlement.window.periods[0])
    opened, ended = int(delivered.opened[c]), int(delivered.ended[c])
    select = contracts.selection
    if select.candidate[c] and opened < 0:
        return False
    if settlement.clause == "volume":
        return True
    if ended >= 0 and first >= ended:
        return False
    if settlement.clause in PROMISED and select.candidate[c]:
        return bool(first >= opened + select.setup_periods[c] + select.growth_periods[c])
    return True


def carried_forward(charges: Sequence[Charge]) -> Iterator[Carried]:
    """What of a shortfall that was paid is used in the window right after it, above that window's commitment."""
    short = [charge for charge in charges if charge.settlement.clause == "shortfall"]
    for before, after in zip(short, short[1:], strict=False):
        now, past = after.settlement, before.settlement
        if now.contract != past.contract or now.window.periods[0] != past.window.last + 1:
            continue
        unused = now.carry * max(0.0, past.units - before.quantity)
        used = min(unused, max(0.0, after.quantity - now.units))
        if used > 0.0:
            yield Carried(now, used)

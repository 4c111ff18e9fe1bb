"""What is settled together: one charge for one quantity of one window, with the bounds of the quantity.

Clauses of a contract that count the same units over the same window, and are paid together, are one charge: the sum
of their pieces is tighter than each by itself. Three stay alone: baselines (part of the fee that scorecards take
their share of), commitments that can be carried forward, and clauses of a contract that may be opened or ended.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.pieces import Pieces
from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of, scoped_units
from capplan.contracts.settlements import Settlement, settlements
from capplan.contracts.windows import Window
from capplan.formulation.bounds import bought_up_h, most_heads, useful_hours
from capplan.formulation.selection import may_close
from capplan.formulation.sets import Given

__all__ = ["Charge", "charges", "most_units"]

Float = NDArray[np.float64]

OPTIONAL = ("shortfall", "lock", "baseline")
"""Clauses that only hold while a contract is open."""


@dataclass(frozen=True)
class Charge:
    """A charge: ``pieces`` of the units ``on`` in ``window``, paid in ``pays_in``; in the contract's currency.

    ``optional`` tells that it only holds while the contract is open. ``committed`` and ``carry`` are those of a
    commitment that is carried forward, else 0; ``rate`` its price. ``most`` bounds the units.
    """

    contract: int
    label: str
    clause: str
    on: str
    window: Window
    pays_in: int
    pieces: Pieces
    optional: bool
    committed: float
    carry: float
    rate: float
    most: float

    @property
    def is_simple(self) -> bool:
        """Whether it needs no whole numbers."""
        return self.pieces.is_convex and not self.carry


def charges(given: Given) -> tuple[Charge, ...]:
    """The charges of a plan, contract by contract."""
    contracts, rules = contracts_of(given.facts), contract_rules(given.model)
    closable: NDArray[np.bool_] = np.asarray(may_close(given).any(axis=1))
    heads, hours = most_heads(given), useful_hours(given)
    merged: dict[tuple[object, ...], Charge] = {}
    for number, settlement in enumerate(settlements(given.facts, rules)):
        c = settlement.contract
        optional = settlement.clause in OPTIONAL and bool(contracts.selection.candidate[c] or closable[c])
        alone = optional or settlement.carry > 0 or settlement.clause == "baseline"
        key: tuple[object, ...] = (number,)
        if not alone:
            key = (c, settlement.on, settlement.window.periods.tobytes(), settlement.pays_in)
        made = _charge(given, settlement, optional)
        merged[key] = _joined(merged[key], made) if key in merged else made
    return tuple(_bounded(given, charge, heads, hours) for charge in merged.values())


def _charge(given: Given, settlement: Settlement, optional: bool) -> Charge:
    name = contracts_of(given.facts).name[settlement.contract]
    return Charge(
        contract=settlement.contract,
        label=f"{name} {settlement.clause} {settlement.window.label}",
        clause=settlement.clause,
        on=settlement.on,
        window=settlement.window,
        pays_in=settlement.pays_in,
        pieces=settlement.pieces,
        optional=optional,
        committed=settlement.units,
        carry=settlement.carry,
        rate=settlement.rate,
        most=np.inf,
    )


def _joined(first: Charge, second: Charge) -> Charge:
    name = f"{first.clause} and {second.clause}"
    label = first.label.replace(f" {first.clause} ", f" {name} ")
    return replace(first, label=label, clause=name, pieces=first.pieces + second.pieces)


def _bounded(given: Given, charge: Charge, heads: Float, hours: Float) -> Charge:
    """With the most units; pieces that begin above it are left out."""
    most = most_units(given, charge.contract, charge.on, charge.window, heads, hours)
    most = max(most, float(charge.pieces.lower[-1]), charge.committed)
    return replace(charge, most=most * (1.0 + 1e-9) + 1e-6)


def most_units(given: Given, contract: int, on: str, window: Window, heads: Float, hours: Float) -> float:
    """More units than a plan can come to in a window, from the bounds of heads [p, t] and useful hours [i, t]."""
    by_head, by_hour = scoped_units(given.facts, given.requirement, contract, on)
    here = window.periods
    there = (by_head * heads)[:, here].sum()
    pairs = given.facts.pairs
    units = by_hour * hours
    # one person works one hour once, whichever queue it is for
    best = np.zeros(by_head.shape)
    np.maximum.at(best, pairs.team, units)
    each = np.where(given.facts.teams.on_demand[:, None], 0.0, best)[:, here].sum()
    on_demand = given.facts.teams.on_demand[pairs.team]
    bought = units[on_demand][:, here].sum() + by_hour[on_demand].max(initial=0.0) * bought_up_h(
        given, contract
    )
    return float(there + each + bought)

"""What is settled together: one charge for one quantity of one window, with the bounds of the quantity.

Clauses of a contract that count the same units over the same window, and are paid together, are one charge: the sum
of their pieces is tighter than each by itself. Three stay alone: baselines (part of the fee that scorecards take
their share of), commitments that can be carried forward, and clauses of a contract that may be opened or ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

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

__all__ = ["Charge", "MostUnits", "charges"]

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
    most = MostUnits.of(given)
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
    return tuple(_bounded(charge, most) for charge in merged.values())


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


def _bounded(charge: Charge, bounds: MostUnits) -> Charge:
    """With the most units; pieces that begin above it are left out."""
    most = bounds.units(charge.contract, charge.on, charge.window)
    most = max(most, float(charge.pieces.lower[-1]), charge.committed)
    return replace(charge, most=most * (1.0 + 1e-9) + 1e-6)


@dataclass(frozen=True)
class MostUnits:
    """More units of a contract than a plan can come to in a window, from the most people and their useful hours."""

    given: Given
    heads: Float  # [p, t]
    hours: Float  # [i, t]
    bought_up_h: Float  # [c]
    known: dict[tuple[int, str], tuple[Float, Float]] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Given) -> MostUnits:
        """The bounds of a plan that has contracts."""
        return cls(given, most_heads(given), useful_hours(given), bought_up_h(given))

    def units(self, contract: int, on: str, window: Window) -> float:
        """The most units ``on`` of a contract in a window."""
        if (contract, on) not in self.known:
            self.known[contract, on] = self._by_period(contract, on)
        by_period, on_top = self.known[contract, on]
        return float(by_period[window.periods].sum() + on_top)

    def _by_period(self, contract: int, on: str) -> tuple[Float, Float]:
        """[t] the most units in every period, and what is bought on demand to reach a threshold, in one of them."""
        by_head, by_hour = scoped_units(self.given.facts, self.given.requirement, contract, on)
        pairs, teams = self.given.facts.pairs, self.given.facts.teams
        units = by_hour * self.hours
        # one person works one hour once, whichever queue it is for
        best = np.zeros(by_head.shape)
        np.maximum.at(best, pairs.team, units)
        each = np.where(teams.on_demand[:, None], 0.0, best)
        on_demand = teams.on_demand[pairs.team]
        by_period = (by_head * self.heads).sum(axis=0) + each.sum(axis=0) + units[on_demand].sum(axis=0)
        return by_period, by_hour[on_demand].max(initial=0.0) * self.bought_up_h[contract]

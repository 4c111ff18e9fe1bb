"""Settlements: what a contract charges for the quantity of a whole month, quarter or year.

Every clause is a piecewise affine charge (pieces.py) on one quantity n of one window:

volume      incremental tiers    - sum over tiers of reduction[k] * units of n inside tier k
            all units, rebate    - reduction of the tier that n reaches * n
shortfall                        commit_rate * max(0, committed - n)
baseline    inside the dead band rate * B;  above + additional_charge * (n - edge or B);  below - reduced_charge * ...
lock        lock_below * max(0, order (1 - band) - n)  +  lock_above * max(0, n - order (1 + band))

Source   Croxton, Gendron and Magnanti (2003), Management Science 49: piecewise costs; FIELD rows 62-65.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Contracts
from capplan.contracts.pieces import Pieces
from capplan.contracts.quantities import contracts_of
from capplan.contracts.windows import FULL_MONTHS, Window, windows
from capplan.facts import Facts
from capplan.planning_model import ContractRules

__all__ = ["Settlement", "has_baseline", "locked_limits", "ordered_units", "settlements"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Settlement:
    """One clause of one window: ``pieces`` is the charge, in the contract's currency, paid in period ``pays_in``.

    ``units`` is what was committed, ordered or agreed as a baseline (0 for tiers), ``carry`` the share of paid and
    unused units that the next window may use.
    """

    contract: int
    clause: str  # volume | shortfall | baseline | lock
    on: str
    window: Window
    pays_in: int
    pieces: Pieces
    units: float = 0.0
    rate: float = 0.0
    carry: float = 0.0


def has_baseline(contracts: Contracts, rules: ContractRules) -> NDArray[np.bool_]:
    """[c] whether a baseline takes the place of the price per unit."""
    return ~np.isnan(contracts.clauses.baseline_units) & rules.baseline


def ordered_units(contracts: Contracts, contract: int, month: int) -> float:
    """The order of a month, locked or else foreseen, per month; nan for none."""
    locked = contracts.clauses.order_units[contract, month]
    return float(contracts.clauses.outlook_units[contract, month] if np.isnan(locked) else locked)


def settlements(facts: Facts, rules: ContractRules) -> tuple[Settlement, ...]:
    """Every settlement of the plan, contract by contract, with prices as escalated at the end of its window."""
    if facts.contracts is None:
        return ()
    found = []
    for c in range(len(facts.contracts)):
        for made in (_baselines, _volumes, _commitments, _locks):
            found += list(made(facts, rules, c))
    return tuple(found)


def _settled(facts: Facts, settlement: Settlement) -> Settlement:
    factor = float(contracts_of(facts).escalation[settlement.contract, settlement.window.last])
    return replace(settlement, pieces=settlement.pieces.times(factor), rate=settlement.rate * factor)


def _volumes(facts: Facts, rules: ContractRules, c: int) -> Iterator[Settlement]:
    clauses = contracts_of(facts).clauses
    kind = clauses.tier_kind[c]
    if not rules.tiers or not kind:
        return
    last = facts.horizon.count - 1
    for place, window in enumerate(windows(facts, c, clauses.tier_window[c])):
        already = clauses.tier_to_date[c] if place == 0 else np.nan
        months = window.months + (0.0 if np.isnan(already) else window.months_before)
        start = clauses.tier_from[c] * months / FULL_MONTHS[clauses.tier_window[c]]
        pieces = _tiers(start, clauses.tier_reduction[c], kind == "incremental").after(
            float(np.nan_to_num(already))
        )
        pays_in = min(window.last + 1, last) if kind == "rebate" else window.last
        yield _settled(facts, Settlement(c, "volume", clauses.tier_on[c], window, pays_in, pieces))


def _tiers(start: Float, reduction: Float, incremental: bool) -> Pieces:
    """Minus the reductions: of each tier on the units inside it, or of the tier reached on all units."""
    below = np.zeros(len(start))
    if incremental:
        below[1:] = np.cumsum(reduction[:-1] * np.diff(start))
        below -= reduction * start
    return Pieces(start, -below, -reduction)


def _commitments(facts: Facts, rules: ContractRules, c: int) -> Iterator[Settlement]:
    contracts = contracts_of(facts)
    clauses = contracts.clauses
    if not rules.commitments:
        return
    month = 12.0 / facts.horizon.periods_per_year
    for window in windows(facts, c, clauses.commit_window[c]) if clauses.commit_window[c] else ():
        if not np.isnan(clauses.commit_units[c]):
            units = float(clauses.commit_units[c]) * window.months
        else:
            locked = clauses.order_units[c, contracts.month_of_period[window.periods]]
            units = float(np.nansum(locked)) * month * float(np.nan_to_num(clauses.commit_share[c]))
        if units > 0.0:
            rate = float(clauses.commit_rate[c])
            carry = float(clauses.carry_forward[c])
            on = clauses.commit_on[c]
            pieces = _below(units, rate)
            yield _settled(
                facts, Settlement(c, "shortfall", on, window, window.last, pieces, units, rate, carry)
            )


def _below(units: float, rate: float) -> Pieces:
    """Rate for every unit below ``units``."""
    return Pieces(np.array([0.0, units]), np.array([rate * units, 0.0]), np.array([-rate, 0.0]))


def _above(units: float, rate: float) -> Pieces:
    """Rate for every unit above ``units``."""
    return Pieces(np.array([0.0, units]), np.array([0.0, -rate * units]), np.array([0.0, rate]))


def _baselines(facts: Facts, rules: ContractRules, c: int) -> Iterator[Settlement]:
    contracts = contracts_of(facts)
    clauses = contracts.clauses
    if not has_baseline(contracts, rules)[c]:
        return
    band, unit = float(clauses.dead_band[c]), contracts.unit[c]
    more, less = float(clauses.additional_charge[c]), float(clauses.reduced_charge[c])
    for window in windows(facts, c, "month"):
        units = float(clauses.baseline_units[c]) * window.months
        low, high = units * (1.0 - band), units * (1.0 + band)
        at_edge = clauses.band_from[c] == "edge"
        below, above = (low, high) if at_edge else (units, units)
        fee = float(contracts.rate[c]) * units
        fixed = np.array([fee - less * below, fee, fee - more * above])
        pieces = Pieces(np.array([0.0, low, high]), fixed, np.array([less, 0.0, more]))
        rate = float(contracts.rate[c])
        yield _settled(facts, Settlement(c, "baseline", unit, window, window.last, pieces, units, rate))


def locked_limits(facts: Facts, c: int) -> Iterator[tuple[Window, float, float]]:
    """The months with a locked order, and the least and most units that its band allows."""
    contracts = contracts_of(facts)
    for window in windows(facts, c, "month"):
        month = int(contracts.month_of_period[window.periods[0]])
        order, band = contracts.clauses.order_units[c, month], contracts.clauses.order_band[c, month]
        if not np.isnan(order):
            units = float(order) * window.months
            yield window, units * (1.0 - float(band)), units * (1.0 + float(band))


def _locks(facts: Facts, rules: ContractRules, c: int) -> Iterator[Settlement]:
    clauses = contracts_of(facts).clauses
    if not rules.locks or clauses.lock_kind[c] != "priced":
        return
    for window, low, high in locked_limits(facts, c):
        pieces = _below(low, float(clauses.lock_below[c])) + _above(high, float(clauses.lock_above[c]))
        on = clauses.order_on[c]
        yield _settled(facts, Settlement(c, "lock", on, window, window.last, pieces, (low + high) / 2.0))

"""Lines of the invoice for people and work, for settlements of whole windows, and for opening and ending.

Index    p team    i pair (team, queue)    t period

production            heads * units of a head * price, or hours assigned * units of an hour * price
premium               hours assigned * premium on an hour
nesting, ramp         units of people in nesting, in the ramp after it * what their unit costs more or less;
                      by the productive hour: of what they could work, no more than the team works
overtime, undertime   paid hours * price (less than 0 for undertime)
training              billable hours in training * training rate
replacement_training  - min(starts, leavers) of a team in a month * hours of one starter * training rate
knowledge_transfer    productive hours of handing over * their rate
volume, shortfall, baseline, lock   the charge of the window, in the period in which it is paid
carry_forward         - commitment that was paid before and is used now * commitment rate
opening_fee, exit_fee once, in the period in which the contract is opened or ended
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.ages import age_weights
from capplan.contracts.charges import PROMISED, Charge, carried_forward
from capplan.contracts.entries import Billed, Entry, by_pair, by_team
from capplan.contracts.quantities import contracts_of
from capplan.contracts.settlements import Settlement
from capplan.contracts.windows import windows

__all__ = ["fee_lines", "lines_beside_the_fee"]

Float = NDArray[np.float64]


def fee_lines(of: Billed) -> Iterator[Entry]:
    """The lines that make up the fee, on which bonuses and credits are shares."""
    price, made = of.prices, of.delivered
    yield from by_team(of, "production", made.heads * price.units_head, price.team)
    yield from by_pair(of, "production", made.assigned_h * price.units_h, price.pair)
    yield from by_pair(of, "premium", made.assigned_h, price.premium_h, "productive_hour")
    yield from _beginners(of, "nesting", made.nesting_heads, price.nesting_head)
    yield from _beginners(of, "ramp", made.ramp_heads, price.ramp_head)
    yield from _beginning_work(of)
    yield from (_settled(of, charge) for charge in of.charges if charge.settlement.clause == "baseline")


def lines_beside_the_fee(of: Billed) -> Iterator[Entry]:
    """Every other line but those of the scorecard."""
    price, made = of.prices, of.delivered
    yield from by_team(of, "overtime", made.overtime_h, price.overtime_h, "paid_hour")
    yield from by_team(of, "undertime", made.undertime_h, price.undertime_h, "paid_hour")
    yield from by_team(of, "training", made.training_h, price.training_h, "paid_hour")
    yield from by_team(of, "knowledge_transfer", made.transfer_h, price.transfer_h, "productive_hour")
    yield from _replacement_training(of)
    yield from _volumes(of)
    yield from (_settled(of, charge) for charge in of.charges if charge.settlement.clause in PROMISED)
    yield from _carry_forward(of)
    yield from _fees_once(of)


def _beginners(of: Billed, line: str, heads: Float, price_of_head: Float) -> Iterator[Entry]:
    """People billed by head, in their billing unit."""
    units = of.prices.units_head
    yield from by_team(of, line, heads * units, _each(price_of_head, units))


def _beginning_work(of: Billed) -> Iterator[Entry]:
    """People billed by the productive hour: their part of the hours worked, the greater discount first."""
    teams, made, price = of.facts.teams, of.delivered, of.prices
    hours = teams.contract_h[:, None] * of.requirement.productive_share[teams.site]
    worked = np.zeros_like(hours)
    np.add.at(worked, of.facts.pairs.team, made.assigned_h)
    nesting, ramp = made.nesting_productive * hours, made.ramp_productive * hours
    before = price.nesting_productive <= price.ramp_productive
    alone = np.minimum(ramp, worked)
    nesting = np.minimum(nesting, np.where(before, worked, worked - alone))
    ramp = np.minimum(ramp, worked - nesting)
    yield from by_team(of, "nesting", nesting, _each(price.nesting_productive, hours))
    yield from by_team(of, "ramp", ramp, _each(price.ramp_productive, hours))


def _each(price_of_head: Float, units_of_head: Float) -> Float:
    """The price of one unit."""
    none = np.zeros_like(price_of_head)
    return np.divide(price_of_head, units_of_head, out=none, where=units_of_head > 0.0)


def _replacement_training(of: Billed) -> Iterator[Entry]:
    """Training of those who replace leavers comes back: month by month, at the end of the month."""
    contracts, made = contracts_of(of.facts), of.delivered
    if not of.rules.training:
        return
    starter_h = age_weights(of.facts, of.rules).starter_h
    for c in np.flatnonzero(contracts.training.replacement_by_vendor).tolist():
        for window in windows(of.facts, c, "month"):
            mine = contracts.contract_of_team[:, window.periods] == c
            starts = (made.starts[:, window.periods] * mine).sum(axis=1)
            leavers = (made.leavers[:, window.periods] * mine).sum(axis=1)
            hours = np.minimum(starts, leavers) * starter_h
            price = of.prices.training_h[:, window.last]
            for p in np.flatnonzero(hours * price).tolist():
                back_h, team = -float(hours[p]), of.facts.teams.name[p]
                yield Entry(
                    c, "replacement_training", team, window.last, "paid_hour", back_h, float(price[p])
                )


def _volumes(of: Billed) -> Iterator[Entry]:
    """Tiers: all units delivered, at what they come to on average. Rebates of two windows may be paid at once."""
    charges = [charge for charge in of.charges if charge.settlement.clause == "volume"]
    for _, group in groupby(charges, lambda charge: (charge.settlement.contract, charge.settlement.pays_in)):
        paid = list(group)
        units = sum(charge.quantity for charge in paid)
        yield _entry(of, paid[0].settlement, units, sum(charge.amount for charge in paid))


def _settled(of: Billed, charge: Charge) -> Entry:
    """One charge as units times price: units missing or in excess, or the units agreed."""
    settlement = charge.settlement
    if settlement.clause == "baseline":
        units = settlement.units
    elif settlement.clause == "shortfall":
        units = settlement.units - charge.quantity
    else:
        units = _units_off_band(charge)
    return _entry(of, settlement, units, charge.amount)


def _entry(of: Billed, settlement: Settlement, units: float, amount: float) -> Entry:
    """An amount by its units; a sum of its own where there are none, as for units of before the plan."""
    counted = units if units > 0.0 else 1.0
    c, line, pays_in = settlement.contract, settlement.clause, settlement.pays_in
    who = contracts_of(of.facts).name[c]
    return Entry(c, line, who, pays_in, settlement.on, counted, amount / counted)


def _units_off_band(charge: Charge) -> float:
    """The units by which a delivery leaves the band of a lock; 0 inside it."""
    pieces = charge.settlement.pieces
    here = int(np.searchsorted(pieces.lower, charge.quantity, side="right")) - 1
    price = abs(float(pieces.slope[here]))
    return charge.amount / price if price > 0.0 else 0.0


def _carry_forward(of: Billed) -> Iterator[Entry]:
    for carried in carried_forward(of.charges):
        now = carried.settlement
        who = contracts_of(of.facts).name[now.contract]
        yield Entry(now.contract, "carry_forward", who, now.pays_in, now.on, -carried.units, now.rate)


def _fees_once(of: Billed) -> Iterator[Entry]:
    """Fees for opening and for ending; a contract that ends with the plan pays in the last period."""
    contracts, last = contracts_of(of.facts), of.facts.horizon.count - 1
    select = contracts.selection
    for line, fee, when in (
        ("opening_fee", select.opening_fee, of.delivered.opened),
        ("exit_fee", select.exit_fee, of.delivered.ended),
    ):
        for c in np.flatnonzero(when >= 0).tolist():
            t = min(int(when[c]), last)
            price = float(fee[c] * contracts.escalation[c, t])
            yield Entry(c, line, contracts.name[c], t, "contract", 1.0, price)

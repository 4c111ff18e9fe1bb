"""Lines of the scorecard: bonus, credit, units at the price of a missed target, credits earned back.

Index    c contract    b month of the plan    t period

bonus          bonus share of the month * fee of the period
credit         - credit share of the month * fee of the period
target_missed  - (rate - rate where the target is missed) * units billed, in months that miss it
earn_back      the credit of a month comes back in the last period of a later month
In a month with more work than its order and the relief band foresaw, misses are excused: no credit, no lower rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.entries import Billed, Entry, by_pair, by_team
from capplan.contracts.pieces import NEAR
from capplan.contracts.quantities import contracts_of, quantity
from capplan.contracts.settlements import ordered_units
from capplan.contracts.windows import windows

__all__ = ["excused_months", "scorecard_lines"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]


def scorecard_lines(of: Billed, fee_entries: Iterable[Entry]) -> Iterator[Entry]:
    """What KPIs do to the invoice, on the fee that ``fee_entries`` come to."""
    if not of.rules.scorecards:
        return
    contracts = contracts_of(of.facts)
    cards, month = contracts.scorecards, contracts.month_of_period
    excused = excused_months(of)
    credit_share = np.where(excused, 0.0, cards.credit_share)
    fee = _fee(of, fee_entries)
    yield from _shares(of, "bonus", fee, cards.bonus_share[:, month])
    yield from _shares(of, "credit", fee, -credit_share[:, month])
    yield from _target_missed(of, (cards.missed & ~excused)[:, month])
    yield from _earned_back(of, fee, credit_share)


def excused_months(of: Billed) -> Flag:
    """[c, b] months in which more was asked for than the order and its relief band: misses count for nothing."""
    contracts, made = contracts_of(of.facts), of.delivered
    excused = np.zeros((len(contracts), len(contracts.months)), dtype=np.bool_)
    relief = contracts.scorecards.relief_band
    for c in np.flatnonzero(~np.isnan(relief)).tolist():
        unit = contracts.clauses.order_on[c]
        units = quantity(of.facts, of.requirement, c, unit, made.heads, made.assigned_h)
        for window in windows(of.facts, c, "month"):
            b = int(contracts.month_of_period[window.last])
            # where nothing was ordered the limit is nan, and nothing is above it
            limit = (1.0 + relief[c]) * ordered_units(contracts, c, b) * window.months
            excused[c, b] = units[window.periods].sum() > limit + NEAR * max(abs(limit), 1.0)
    return excused


def _fee(of: Billed, fee_entries: Iterable[Entry]) -> Float:
    """[c, t] in the contract's currency."""
    fee = np.zeros_like(contracts_of(of.facts).escalation)
    for entry in fee_entries:
        fee[entry.contract, entry.period] += entry.quantity * entry.price
    return fee


def _shares(of: Billed, line: str, fee: Float, share: Float) -> Iterator[Entry]:
    """A share of the fee of each period, [c, t]."""
    names = contracts_of(of.facts).name
    for c, t in np.argwhere(fee * share != 0.0).tolist():
        yield Entry(c, line, names[c], t, "fee", float(fee[c, t]), float(share[c, t]))


def _target_missed(of: Billed, missed: Flag) -> Iterator[Entry]:
    """Units that were billed at the rate cost less: ``missed`` is [c, t]."""
    contracts, price, made = contracts_of(of.facts), of.prices, of.delivered
    period = np.arange(of.facts.horizon.count)
    team = (contracts.contract_of_team >= 0) & missed[contracts.contract_of_team, period]
    pair = (contracts.contract_of_pair >= 0) & missed[contracts.contract_of_pair, period]
    yield from by_team(of, "target_missed", made.heads * price.units_head, -price.team_missed * team)
    yield from by_pair(of, "target_missed", made.assigned_h * price.units_h, -price.pair_missed * pair)


def _earned_back(of: Billed, fee: Float, credit_share: Float) -> Iterator[Entry]:
    """Credits of a month that are charged again once the months after it were on target."""
    contracts = contracts_of(of.facts)
    month, back_in = contracts.month_of_period, contracts.scorecards.earned_back_in
    for c, later in _later_months(back_in):
        credited = [
            (fee[c, month == b].sum(), credit_share[c, b]) for b in np.flatnonzero(back_in[c] == later)
        ]
        t = int(np.flatnonzero(month == later)[-1])
        amount = sum(float(of_month * share) for of_month, share in credited)
        if amount:
            paid = sum(float(of_month) for of_month, share in credited if share)
            yield Entry(c, "earn_back", contracts.name[c], t, "fee", paid, amount / paid)


def _later_months(back_in: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The contracts and months in which something is earned back."""
    return sorted({(c, int(back_in[c, b])) for c, b in np.argwhere(back_in >= 0).tolist()})

"""Scorecards: bonuses and credits as shares of the fee, and credits that are excused when orders are exceeded.

Index    m month of a contract with relief, in which a credit is due    t period

Given    credit_share, bonus_share, missed   of contract and month (contract_facts.py)
         limit[m]             (1 + relief band) * ordered units of the month
         due[m,t]             credit_share * fee of the period; what the missed target takes off the price   currency
         most[m]              bounds.py

Decides  relief_units[m]      n, units of the month
         excused[m]           more than the limit was asked of the vendor (binary)
         credited[m,t]        the credit that stays: due, or 0 where the month is excused      currency
         reduced[m,t]         likewise what the missed target takes off the price               currency

Rows     excused_over[m]      n - limit <= (most - limit) * excused
         excused_under[m]     n >= limit * excused
         credited_*, reduced_* [m,t]   column <= due;  <= most due * (1 - excused);  >= due - most due * excused
         Without relief the shares only change the prices of the fee (contract_costs.py).

Source   FIELD row 70; a product of a yes and an amount (Glover 1975).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.contracts.settlements import ordered_units
from capplan.contracts.windows import Window, windows
from capplan.formulation.bounds import most_heads, most_hours
from capplan.formulation.charges import add_window_units
from capplan.formulation.fees import Entries, fee, last_period, missed
from capplan.formulation.sets import Given
from capplan.formulation.settled import MostUnits, charges
from capplan.program import Axis, Program

__all__ = ["add_scorecards", "relieved", "scorecard"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def relieved(given: Given) -> tuple[tuple[int, int, Window, float], ...]:
    """Contract, month, window and limit of every month whose misses can be excused."""
    contracts, rules = contracts_of(given.facts), contract_rules(given.model)
    cards, found = contracts.scorecards, []
    for c in range(len(contracts)) if rules.scorecards else ():
        for window in () if np.isnan(cards.relief_band[c]) else windows(given.facts, c, "month"):
            b = int(contracts.month_of_period[window.periods[0]])
            ordered = ordered_units(contracts, c, b)
            if not np.isnan(ordered) and (cards.credit_share[c, b] > 0 or cards.missed[c, b]):
                found.append((c, b, window, (1.0 + float(cards.relief_band[c])) * ordered * window.months))
    return tuple(found)


def add_scorecards(program: Program, given: Given) -> None:
    """Add the columns and rows named above; nothing without contracts."""
    if given.facts.contracts is None:
        return
    months = relieved(given)
    contracts = contracts_of(given.facts)
    axis = Axis("month", tuple(f"{contracts.name[c]} {window.label}" for c, _, window, _ in months))
    excused = program.columns("excused", (axis,), upper=1.0, integer=True)
    units = program.columns("relief_units", (axis,))
    counted = program.rows("relief_units", (axis,), equal=0.0)
    counted.add(units.index, -1.0)
    limit = np.array([limit for *_, limit in months])
    most, bounds = limit.copy(), MostUnits.of(given)
    for m, (c, _, window, _) in enumerate(months):
        on = contracts.clauses.order_on[c]
        most[m] = max(bounds.units(c, on, window), limit[m])
        add_window_units(program, given, counted, m, c, on, window.periods, 1.0)
    over = program.rows("excused_over", (axis,), at_most=limit)
    under = program.rows("excused_under", (axis,), at_most=0.0)
    over.add(units.index)
    over.add(excused.index, limit - most)
    under.add(excused.index, limit)
    under.add(units.index, -1.0)
    cards = contracts.scorecards
    share = cards.credit_share[:, contracts.month_of_period]
    ceiling = _ceiling(program, given)
    _add_due(program, given, "credited", months, fee(program, given).times(share), ceiling, excused.index)
    _add_due(
        program,
        given,
        "reduced",
        months,
        missed(program, given).scaled(-1.0),
        ceiling,
        excused.index,
    )


def _add_due(
    program: Program,
    given: Given,
    name: str,
    months: tuple[tuple[int, int, Window, float], ...],
    due: Entries,
    ceiling: Float,
    excused: Index,
) -> None:
    cells = [(m, c, int(t)) for m, (c, _, window, _) in enumerate(months) for t in window.periods]
    labels = tuple(f"{contracts_of(given.facts).name[c]} {given.sets.periods.labels[t]}" for _, c, t in cells)
    axes = (Axis("period", labels),)
    here = [np.flatnonzero((due.contract == c) & (due.period == t)) for _, c, t in cells]
    most = np.array([np.maximum(due.price[each] * ceiling[due.column[each]], 0.0).sum() for each in here])
    month = np.array([m for m, *_ in cells], dtype=np.int64)
    columns = program.columns(name, axes, upper=most)
    within = program.rows(f"{name}_due", axes, at_most=0.0)
    waived = program.rows(f"{name}_waived", axes, at_most=most)
    kept = program.rows(f"{name}_kept", axes, at_least=0.0)
    for rows in (within, waived, kept):
        rows.add(columns.index)
    waived.add(excused[month], most)
    kept.add(excused[month], most)
    for row, each in enumerate(here):
        within.add(due.column[each], -due.price[each], at=within.index[row])
        kept.add(due.column[each], -due.price[each], at=kept.index[row])


def _ceiling(program: Program, given: Given) -> Float:
    """More than a column of the fee can be, for every column; 0 for those that only make the fee smaller."""
    ceiling, blocks = np.zeros(program.column_count), program.column_blocks
    ceiling[blocks["heads"].index] = most_heads(given)
    ceiling[blocks["assigned_h"].index] = most_hours(given)
    for g, charge in enumerate(charges(given)):
        ends = np.minimum(charge.pieces.upper, charge.most)
        ceiling[blocks["charge"].index[g]] = max(
            0.0, float((charge.pieces.fixed + charge.pieces.slope * ends).max())
        )
    return ceiling


def scorecard(program: Program, given: Given, billed: Entries) -> Entries:
    """Bonuses, credits, prices of missed targets and earn-backs; ``billed`` is the fee."""
    contracts, rules = contracts_of(given.facts), contract_rules(given.model)
    cards, month = contracts.scorecards, contracts.month_of_period
    if not rules.scorecards:
        return billed.scaled(0.0)
    excusable = np.zeros(cards.credit_share.shape)
    for c, b, *_ in relieved(given):
        excusable[c, b] = 1.0
    sure = (1.0 - excusable)[:, month]
    credit = billed.times(cards.credit_share[:, month] * sure)
    parts = [
        billed.times(cards.bonus_share[:, month]),
        credit.scaled(-1.0),
        missed(program, given).times(sure),
        _earned_back(given, credit),
    ]
    for name in ("credited", "reduced"):
        amounts = _amounts(program, given, name)
        parts.append(amounts.scaled(-1.0))
        if name == "credited":
            parts.append(_earned_back(given, amounts))
    return Entries.joined(parts)


def _amounts(program: Program, given: Given, name: str) -> Entries:
    """The columns of an amount of money, at a price of 1."""
    cells = [(c, int(t)) for c, _, window, _ in relieved(given) for t in window.periods]
    of = np.array(cells, dtype=np.int64).reshape(-1, 2)
    return Entries.of(program.column_blocks[name].index, of[:, 0], of[:, 1], 1.0)


def _earned_back(given: Given, credit: Entries) -> Entries:
    """Credits that are paid back, in the last period of the month that earns them back."""
    contracts = contracts_of(given.facts)
    back = contracts.scorecards.earned_back_in[credit.contract, contracts.month_of_period[credit.period]]
    period = last_period(given)[np.maximum(back, 0)]
    return Entries.of(credit.column, credit.contract, period, np.where(back >= 0, credit.price, 0.0))

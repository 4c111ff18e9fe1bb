"""The order book: what is ordered, foreseen and planned month by month, and by when to sign or give notice.

Units of a month are stated as in contract_orders.csv: per month, whatever the number of weeks that begin in it
(units counted / months counted); FTE and seats are how many there are at any time.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.contract_facts import BY_HEAD
from capplan.contracts.quantities import contracts_of, quantity, scoped_units
from capplan.facts import Facts
from capplan.horizon import Horizon
from capplan.plan import Plan
from capplan.report.vendors.billing import billed_by_month
from capplan.report.vendors.decisions import open_periods

__all__ = ["CREDITS", "LEAKAGE", "Order", "order_book", "vendor_orders_table"]

Float = NDArray[np.float64]

LEAKAGE = ("shortfall", "carry_forward")
CREDITS = ("credit", "target_missed", "earn_back")
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Order:
    """One month of one contract; the fields are the columns of vendor_orders.csv, nan or "" for none."""

    vendor: str
    site: str
    contract: str
    month: str
    outlook_fte: float
    planned_fte: float
    order_unit: str
    outlook_units: float
    locked_units: float
    planned_units: float
    band_low: float
    band_high: float
    committed_units: float
    lock_1_date: str
    lock_2_date: str
    notice_deadline: str
    status: str  # locked | in first lock | outlook
    forecast_bill_base: float
    commitment_not_used_base: float
    expected_credit_base: float


def vendor_orders_table(plan: Plan) -> pd.DataFrame:
    """vendor_orders.csv: a row for each contract and month in which it is in force as decided."""
    columns = [field.name for field in fields(Order)]
    rows = [[getattr(order, name) for name in columns] for order in order_book(plan)]
    table = pd.DataFrame(rows, columns=columns)
    numbers = [field.name for field in fields(Order) if field.type == "float"]
    return table.astype(dict.fromkeys(numbers, np.float64))


def order_book(plan: Plan) -> tuple[Order, ...]:
    """The orders contract by contract, month by month."""
    contracts = contracts_of(plan.facts)
    open_in = open_periods(plan)
    money = [billed_by_month(plan), billed_by_month(plan, LEAKAGE), billed_by_month(plan, CREDITS)]
    book = []
    for c in range(len(contracts)):
        heads, planned = _heads_at_work(plan, c), _planned_units(plan, c)
        for b in range(len(contracts.months)):
            here = np.flatnonzero(open_in[c] & (contracts.month_of_period == b))
            posted = [float(sums[c, b]) for sums in money]
            if len(here) or any(posted):
                book.append(_order(plan, c, b, here, heads, planned, posted))
    return tuple(book)


def _order(
    plan: Plan, c: int, b: int, here: NDArray[np.intp], heads: Float, planned: Float, money: list[float]
) -> Order:
    contracts = contracts_of(plan.facts)
    clauses, horizon = contracts.clauses, plan.facts.horizon
    months = len(here) * MONTHS_A_YEAR / horizon.periods_per_year
    fte = float(heads[here].mean()) if len(here) else 0.0
    units = float(planned[here].sum()) / months if len(here) else 0.0
    locked, band = float(clauses.order_units[c, b]), float(clauses.order_band[c, b])
    first = date.fromisoformat(f"{contracts.months[b]}-01")
    locks = [_lock_day(first, float(days)) for days in clauses.lock_days[c]]
    status = _status(horizon.start, locks, not np.isnan(locked))
    foreseen = float(clauses.outlook_units[c, b])
    if np.isnan(foreseen) and np.isnan(locked):
        foreseen = units
    around, width = (units, float(clauses.lock_bands[c, 0])) if np.isnan(locked) else (locked, band)
    committed = float(clauses.commit_units[c])
    if np.isnan(committed):
        committed = float(clauses.commit_share[c]) * locked
    return Order(
        contracts.vendor[c],
        plan.facts.sites.name[contracts.site[c]],
        contracts.name[c],
        contracts.months[b],
        outlook_fte=fte if foreseen == units else foreseen * _fte_of_unit(plan, c, here, fte, units),
        planned_fte=fte,
        order_unit=clauses.order_on[c],
        outlook_units=foreseen,
        locked_units=locked,
        planned_units=units,
        band_low=around * (1.0 - width),
        band_high=around * (1.0 + width),
        committed_units=committed,
        lock_1_date=_text(locks[0]),
        lock_2_date=_text(locks[1]),
        notice_deadline=_text(_notice_day(plan.facts, c, first)),
        status=status,
        forecast_bill_base=money[0],
        commitment_not_used_base=money[1],
        expected_credit_base=money[2],
    )


def _heads_at_work(plan: Plan, c: int) -> Float:
    """[t] heads in production, or productive people that the hours assigned stand for."""
    contracts = contracts_of(plan.facts)
    if contracts.unit[c] in BY_HEAD:
        return np.asarray((plan.walk.heads * (contracts.contract_of_team == c)).sum(axis=0))
    hours = _hours_of_head(plan)[plan.facts.pairs.team]
    assigned = plan.assigned_h * (contracts.contract_of_pair == c)
    return np.asarray(np.divide(assigned, hours, out=np.zeros_like(hours), where=hours > 0.0).sum(axis=0))


def _hours_of_head(plan: Plan) -> Float:
    """[p, t] productive hours of a head who is fully productive."""
    teams = plan.facts.teams
    return np.asarray(teams.contract_h[:, None] * plan.requirement.productive_share[teams.site])


def _planned_units(plan: Plan, c: int) -> Float:
    """[t] what the plan comes to in the unit of orders."""
    unit = contracts_of(plan.facts).clauses.order_on[c]
    return quantity(plan.facts, plan.requirement, c, unit, plan.walk.heads, plan.assigned_h)


def _fte_of_unit(plan: Plan, c: int, here: NDArray[np.intp], fte: float, units: float) -> float:
    """FTE behind one ordered unit of a month: as planned, or of an average team where nothing is planned."""
    if units > 0.0:
        return fte / units
    by_head, by_hour = scoped_units(
        plan.facts, plan.requirement, c, contracts_of(plan.facts).clauses.order_on[c]
    )
    by_head = by_head + 0.0
    per_pair = by_hour * _hours_of_head(plan)[plan.facts.pairs.team]
    each = np.concatenate([by_head[:, here], per_pair[:, here]])
    some = each[each > 0.0]
    months = MONTHS_A_YEAR / plan.facts.horizon.periods_per_year
    return months / float(some.mean()) if some.size else np.nan


def _lock_day(first: date, days: float) -> date | None:
    return None if np.isnan(days) else first - timedelta(days=int(days))


def _status(start: date, locks: list[date | None], signed: bool) -> str:
    """Where a month stands when the plan starts; an order that is signed is in its first lock at least."""
    days = [day for day in locks if day is not None]
    if days and start >= max(days):
        return "locked"
    if not signed and not (days and start >= min(days)):
        return "outlook"
    return "in first lock" if days else "locked"


def _notice_day(facts: Facts, c: int, first: date) -> date | None:
    """The last day on which a release by the first of the month can be announced; None where nobody is released."""
    rules, contracts = facts.release_rules, contracts_of(facts)
    here = (contracts.contract_of_team == c).any(axis=1) & rules.allowed
    if not here.any():
        return None
    return Horizon(facts.horizon.period, first, 1).day(-int(rules.notice_periods[here].max()))


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()

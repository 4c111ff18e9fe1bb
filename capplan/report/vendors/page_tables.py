"""The tables of a scorecard page: the bill, the KPIs, bonus and credits, orders to sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Contracts
from capplan.contracts import LINES
from capplan.plan import Plan
from capplan.report.measures import share_of
from capplan.report.vendors.billing import billed, billed_by_line, billed_by_month
from capplan.report.vendors.comparison import Comparison
from capplan.report.vendors.markdown import markdown_table
from capplan.report.vendors.orders import CREDITS, LEAKAGE, Order
from capplan.report.wording import amount, number, percent

__all__ = ["Review", "bill", "cell", "kpis", "orders_to_sign", "scorecard", "two_digits"]

Float = NDArray[np.float64]
NO = "\N{EN DASH}"
PEOPLE = {"fte_month": "FTE", "seat_month": "seats"}
SHARES = ("service", "accuracy", "attrition")


@dataclass(frozen=True)
class Review:
    """The numbers that the pages of all vendors share."""

    plan: Plan
    contracts: Contracts
    found: Comparison
    used: Float  # [c]
    orders: tuple[Order, ...]


def cell(value: float, say: Callable[[float], str]) -> str:
    """The value in words; a dash where there is none."""
    return NO if np.isnan(value) else say(float(value))


def two_digits(value: float) -> str:
    """As: 16.39."""
    return number(value, 2)


def bill(review: Review, c: int) -> list[str]:
    """What is billed by line, and what becomes of the commitment."""
    contracts, base = review.contracts, billed_by_line(review.plan)[c]
    own_currency = billed_by_line(review.plan, base=False)[c]
    total = float(base.sum())
    rows = [
        [line.replace("_", " "), number(own_currency[j]), number(base[j]), cell(float(share), percent)]
        for j, (line, share) in enumerate(zip(LINES, share_of(base, np.array(total)), strict=True))
        if base[j] != 0.0
    ]
    headings = ["line", contracts.currency[c], review.plan.facts.currency, "share"]
    if contracts.currency[c] == review.plan.facts.currency:
        headings, rows = [*headings[:1], *headings[2:]], [[row[0], *row[2:]] for row in rows]
        sums = [["sum", number(total), ""]]
    else:
        sums = [["sum", number(own_currency.sum()), number(total), ""]]
    table = markdown_table(headings, rows + sums) if rows else ["Nothing is billed."]
    return ["### Billed", "", *table, *_commitment(review, c)]


def _commitment(review: Review, c: int) -> list[str]:
    if np.isnan(review.used[c]):
        return []
    lost = amount(float(billed(review.plan, LEAKAGE)[c]), review.plan.facts.currency)
    return ["", f"Of the commitment {percent(float(review.used[c]))} is used; what is not used costs {lost}."]


def kpis(review: Review, c: int) -> list[str]:
    """Expected against target by month."""
    cards, contracts = review.contracts.scorecards, review.contracts
    months = [b for b in range(len(contracts.months)) if _has_kpi(contracts, c, b)]
    if not months:
        return []
    rows = []
    for b in months:
        row = [contracts.months[b]]
        for k, name in enumerate(cards.kpi[c]):
            say = percent if name in SHARES else two_digits
            row.append(f"{cell(cards.kpi_expected[c][k, b], say)} / {cell(cards.kpi_target[c][k, b], say)}")
        rows.append([*row, cell(cards.score[c, b], percent)])
    return ["### KPIs: expected / target", "", *markdown_table(["month", *cards.kpi[c], "score"], rows)]


def _has_kpi(contracts: Contracts, c: int, b: int) -> bool:
    cards = contracts.scorecards
    return any(np.isfinite(cards.kpi_target[c][k, b]) for k in range(len(cards.kpi[c])))


def scorecard(review: Review, c: int) -> list[str]:
    """Bonus and credits by month, where there are any."""
    bonus, credit = billed_by_month(review.plan, ("bonus",))[c], billed_by_month(review.plan, CREDITS)[c]
    months = np.flatnonzero((bonus != 0.0) | (credit != 0.0))
    if not len(months):
        return []
    rows = [[review.contracts.months[b], number(bonus[b]), number(credit[b])] for b in months]
    rows.append(["sum", number(bonus.sum()), number(credit.sum())])
    headings = [f"month, {review.plan.facts.currency}", "bonus", "credits"]
    return ["### Bonus and credits", "", *markdown_table(headings, rows)]


def orders_to_sign(review: Review, c: int) -> list[str]:
    """The months that have no order held by their last lock: by when to sign how much, and by when to give notice."""
    orders = [order for order in review.orders if order.contract == review.contracts.name[c]]
    on = review.contracts.clauses.order_on[c]
    unit = f"{PEOPLE.get(on, on.replace('_', ' ') + 's')} planned"
    if not any(order.lock_1_date or not np.isnan(order.locked_units) for order in orders):
        headings = ["month", unit, "people", "notice by"]
        rows = [[order.month, *_planned(order), order.notice_deadline or NO] for order in orders]
        return ["### Orders foreseen; the contract locks none", "", *markdown_table(headings, rows)]
    open_orders = [one for one in orders if one.status != "locked" or np.isnan(one.locked_units)]
    rows = [_to_sign(review, order) for order in open_orders]
    if not rows:
        return ["### Orders to sign next", "", "None: every month has a locked order."]
    headings = ["month", "sign by", unit, "people", "signed", "band", "notice by"]
    return ["### Orders to sign next", "", *markdown_table(headings, rows)]


def _to_sign(review: Review, order: Order) -> list[str]:
    """One month: the next lock is the first one until an order is signed, then the one that comes next."""
    start = review.plan.facts.horizon.start.isoformat()
    signed = not np.isnan(order.locked_units)
    ahead = [day for day in (order.lock_1_date, order.lock_2_date) if day >= start]
    by = ahead[0] if signed and ahead else order.lock_1_date
    late = " (overdue)" if by and by < start and not signed else ""
    band = [cell(value, _units) for value in (order.band_low, order.band_high)]
    return [
        order.month,
        (by or NO) + late,
        *_planned(order),
        cell(order.locked_units, _units),
        NO if NO in band else " to ".join(band),
        order.notice_deadline or NO,
    ]


def _planned(order: Order) -> list[str]:
    return [_units(order.planned_units), number(order.planned_fte, 1)]


def _units(value: float) -> str:
    return number(value, 1 if abs(value) < 100.0 else 0)

"""The orders on a scorecard page: what to sign next, and month by month until the end of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from capplan.report.vendors.markdown import markdown_table
from capplan.report.vendors.orders import Order
from capplan.report.vendors.page_tables import NO, Review, cell
from capplan.report.wording import day_text, number

__all__ = ["orders_to_sign"]

PEOPLE = {"fte_month": "FTE", "seat_month": "seats"}
SOON = timedelta(days=31)
"""After the start of the plan: what is due until then is to be signed next."""


@dataclass(frozen=True)
class ToSign:
    """A month that no last lock holds, and the day by which to sign it; None where nothing is locked."""

    order: Order
    by: date | None
    overdue: bool


def orders_to_sign(review: Review, c: int) -> list[str]:
    """The months that have no order held by their last lock: by when to sign how much, and by when to give notice."""
    orders = [order for order in review.orders if order.contract == review.contracts.name[c]]
    on = review.contracts.clauses.order_on[c]
    unit = PEOPLE.get(on, on.replace("_", " ") + "s")
    if not any(order.lock_1_date or not np.isnan(order.locked_units) for order in orders):
        table = _table([([order.month], order, []) for order in orders], unit, ["month"], [])
        return ["### Orders foreseen; the contract locks none", "", *table]
    start = review.plan.facts.horizon.start
    ahead = [
        _to_sign(order, start) for order in orders if order.status != "locked" or np.isnan(order.locked_units)
    ]
    if not ahead:
        return ["### Orders to sign next", "", "None: every month has a locked order."]
    rows = [([one.order.month, _by(one)], one.order, [_signed(one.order), _band(one.order)]) for one in ahead]
    table = _table(rows, unit, ["month", "sign by"], ["signed", "band"])
    return ["### Orders to sign next", "", *_next(ahead, unit, start), *table]


def _table(
    rows: list[tuple[list[str], Order, list[str]]], unit: str, first: list[str], then: list[str]
) -> list[str]:
    """Months with planned units, FTE where that is another number, and the notice where the plan may release."""
    with_fte = unit != PEOPLE["fte_month"]
    with_notice = any(order.notice_deadline for _, order, _ in rows)
    headings = [
        *first,
        f"{unit} planned",
        *(["FTE"] if with_fte else []),
        *then,
        *(["notice by"] if with_notice else []),
    ]
    cells = [
        [
            *before,
            _units(order, order.planned_units),
            *([number(order.planned_fte, 1)] if with_fte else []),
            *after,
            *([order.notice_deadline or NO] if with_notice else []),
        ]
        for before, order, after in rows
    ]
    return markdown_table(headings, cells)


def _to_sign(order: Order, start: date) -> ToSign:
    """One month: the next lock is the first one until an order is signed, then the one that comes next."""
    signed = not np.isnan(order.locked_units)
    days = [date.fromisoformat(day) for day in (order.lock_1_date, order.lock_2_date) if day]
    ahead = [day for day in days if day >= start]
    by = ahead[0] if signed and ahead else days[0] if days else None
    return ToSign(order, by, by is not None and by < start and not signed)


def _next(ahead: list[ToSign], unit: str, start: date) -> list[str]:
    """As: Next: 2026-04 by 31 Jan 2026, 21,150 productive hours (23,500 are signed)."""
    dated = [(one.by, one) for one in ahead if one.by is not None and (one.overdue or one.by >= start)]
    if not dated:
        return []
    until = max(start + SOON, min(day for day, _ in dated))
    told = []
    for day, one in sorted((pair for pair in dated if pair[0] <= until), key=lambda pair: pair[0]):
        told.append(
            f"{one.order.month} {'overdue since' if one.overdue else 'by'} {day_text(day)}, "
            f"{_units(one.order, one.order.planned_units)} {unit}"
            + ("" if np.isnan(one.order.locked_units) else f" ({_signed(one.order)} are signed)")
        )
    return [f"Next: {'; '.join(told)}.", ""]


def _by(one: ToSign) -> str:
    return NO if one.by is None else one.by.isoformat() + (" (overdue)" if one.overdue else "")


def _signed(order: Order) -> str:
    return _units(order, order.locked_units)


def _band(order: Order) -> str:
    band = [_units(order, value) for value in (order.band_low, order.band_high)]
    return NO if NO in band else " to ".join(band)


def _units(order: Order, value: float) -> str:
    """A quantity in the unit of the order: people with a tenth, hours and tickets whole."""
    return cell(value, lambda units: number(units, 1 if order.order_unit in PEOPLE else 0))

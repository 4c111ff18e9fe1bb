"""What must be signed by when, from the order book of a plan.

order    a month whose order is not signed yet, by its next lock; a signed one once more by its last lock
notice   a month with a lower order than the month before, by its notice deadline
open     a candidate that the plan opens, by the day it opens
end      a contract that the plan ends, by the notice and the handing over before its end

What is not signed by its day is overdue until the month (or the month of the decision) is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from capplan.contracts.quantities import contracts_of
from capplan.facts import Facts
from capplan.orders.otherwise import (
    end_otherwise,
    first_lock_otherwise,
    notice_otherwise,
    open_otherwise,
    order_otherwise,
)
from capplan.report.vendors.orders import Order

__all__ = ["Book", "Decided", "Due", "Listed", "due"]

NOTICEABLE = 0.02
"""An order that falls by less than this share of it is the same order: about what leaves in a month by itself."""


@dataclass(frozen=True)
class Decided:
    """A contract that the plan opens or ends (``kind``) on a day, at a fee in the contract's currency."""

    contract: str
    kind: str  # open | end
    day: date
    fee: float
    currency: str


@dataclass(frozen=True)
class Book:
    """The orders (contract by contract, month by month) and the decisions of a plan."""

    facts: Facts
    orders: tuple[Order, ...]
    decisions: tuple[Decided, ...]


@dataclass(frozen=True)
class Due:
    """One thing to sign by a day; the fields are the keys of the JSON output. Numbers are nan for none."""

    by: str
    overdue: bool
    what: str  # order | notice | open | end
    lock: int  # 1 or 2; 0 for what is no order
    vendor: str
    contract: str
    site: str
    month: str  # that it is for
    units: float  # to order, per month as in vendor_orders.csv
    unit: str
    signed_units: float
    band_low: float
    band_high: float
    fee: float
    fee_currency: str
    forecast_bill_base: float  # of the month; of an opened contract: of the plan
    commitment_not_used_base: float
    otherwise: str


@dataclass(frozen=True)
class Listed:
    """What is due between two days, overdue first, then by day."""

    as_of: date
    until: date
    currency: str
    items: tuple[Due, ...]


def due(book: Book, as_of: date, days: int) -> Listed:
    """What is overdue on ``as_of``, and what is due from then on within ``days``."""
    until = as_of + timedelta(days=days)
    found = [*_orders(book, as_of), *_notices(book, as_of), *_decisions(book, as_of)]
    known = contracts_of(book.facts).name
    kept = [one for one in found if date.fromisoformat(one.by) <= until and not _is_over(one.month, as_of)]
    kept.sort(key=lambda one: (not one.overdue, one.by, known.index(one.contract), one.month))
    return Listed(as_of, until, book.facts.currency, tuple(kept))


def _is_over(month: str, as_of: date) -> bool:
    return month < f"{as_of:%Y-%m}"


def _orders(book: Book, as_of: date) -> Iterator[Due]:
    for order in book.orders:
        locks = [
            (date.fromisoformat(day), lock)
            for lock, day in ((1, order.lock_1_date), (2, order.lock_2_date))
            if day
        ]
        if np.isnan(order.locked_units):
            # of the locks that have passed the last one is what is overdue
            passed = [one for one in locks if one[0] < as_of]
            locks = [*passed[-1:], *(one for one in locks if one[0] >= as_of)]
        else:
            # a signed order can be changed once more; the first of two locks has been signed
            locks = [one for one in locks[1:] if one[0] >= as_of]
        for day, lock in locks:
            first_ahead = lock == 2 and locks[0][1] == 1 and locks[0][0] >= as_of
            otherwise = first_lock_otherwise() if first_ahead else order_otherwise(book.facts, order)
            yield _due(
                order, "order", day, as_of, lock=lock, units=order.planned_units, signed_units=order.locked_units,
                band_low=order.band_low, band_high=order.band_high, otherwise=otherwise,
            )  # fmt: skip


def _notices(book: Book, as_of: date) -> Iterator[Due]:
    """The plan releases nobody whom it could not tell in time, so earlier deadlines ask for nothing."""
    for before, order in zip(book.orders, book.orders[1:], strict=False):
        fall = before.planned_units - order.planned_units
        if before.contract != order.contract or not fall > NOTICEABLE * before.planned_units:
            continue
        if order.notice_deadline and order.notice_deadline >= book.facts.horizon.labels[0]:
            yield _due(
                order, "notice", date.fromisoformat(order.notice_deadline), as_of, units=order.planned_units,
                otherwise=notice_otherwise(before, order),
            )  # fmt: skip


def _decisions(book: Book, as_of: date) -> Iterator[Due]:
    contracts, horizon = contracts_of(book.facts), book.facts.horizon
    for decided in book.decisions:
        c = contracts.name.index(decided.contract)
        mine = [order for order in book.orders if order.contract == decided.contract]
        by, bill = decided.day, float(np.nansum([order.forecast_bill_base for order in mine]))
        if decided.kind == "end":
            select, end = contracts.selection, horizon.position(decided.day)
            ahead = max(int(select.notice_periods[c]), int(select.overlap_periods[c]))
            by, bill = decided.day if end is None else horizon.day(end - ahead), np.nan
        say = open_otherwise if decided.kind == "open" else end_otherwise
        yield Due(
            by.isoformat(), by < as_of, decided.kind, 0, contracts.vendor[c], decided.contract,
            book.facts.sites.name[contracts.site[c]], f"{decided.day:%Y-%m}", np.nan, "", np.nan, np.nan, np.nan,
            decided.fee, decided.currency, bill, np.nan, say(decided.day, mine),
        )  # fmt: skip


def _due(
    order: Order, what: str, by: date, as_of: date, *, otherwise: str, units: float, lock: int = 0,
    signed_units: float = np.nan, band_low: float = np.nan, band_high: float = np.nan,
) -> Due:  # fmt: skip
    return Due(
        by.isoformat(), by < as_of, what, lock, order.vendor, order.contract, order.site, order.month, units,
        order.order_unit, signed_units, band_low, band_high, np.nan, "", order.forecast_bill_base,
        order.commitment_not_used_base, otherwise,
    )  # fmt: skip

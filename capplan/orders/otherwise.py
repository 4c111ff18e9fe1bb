"""What happens when something is not signed by its day, in a sentence.

Index    c contract    b month    t period
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from capplan.contracts.quantities import contracts_of
from capplan.contracts.windows import windows
from capplan.facts import Facts
from capplan.report.vendors.orders import Order
from capplan.report.wording import amount, day_text, number

__all__ = [
    "end_otherwise",
    "first_lock_otherwise",
    "notice_otherwise",
    "open_otherwise",
    "order_otherwise",
    "units_text",
]

NEAR = 1e-6  # of a commitment
PEOPLE = {"fte_month": "FTE", "seat_month": "seats"}


def units_text(units: float, unit: str, *, named: bool = True) -> str:
    """A quantity of billing units: 262.5 FTE, 20,000 productive hours; people with a tenth."""
    text = number(units, 1 if unit in PEOPLE else 0)
    return f"{text} {PEOPLE.get(unit, unit.replace('_', ' ') + 's')}" if named else text


def order_otherwise(facts: Facts, order: Order) -> str:
    """The order that then holds, whether the plan keeps within its band, and what is paid in any case."""
    contracts = contracts_of(facts)
    c, b = contracts.name.index(order.contract), contracts.months.index(order.month)
    signed, foreseen = order.locked_units, float(contracts.clauses.outlook_units[c, b])
    holds = foreseen if np.isnan(signed) else signed
    if np.isnan(holds):
        return "nothing is ordered for the month"
    said = units_text(holds, order.order_unit)
    parts = [f"the outlook of {said} becomes the order" if np.isnan(signed) else f"the signed {said} stand"]
    parts += [
        text
        for text in (_off_band(facts, c, b, order, holds), _take_or_pay(facts, c, b, order, holds))
        if text
    ]
    return "; ".join(parts)


def first_lock_otherwise() -> str:
    """Of the last lock, while the first one is ahead."""
    return "what is signed by the first lock stands"


def _off_band(facts: Facts, c: int, b: int, order: Order, holds: float) -> str:
    """Where the plan would leave the band of the last lock."""
    clauses = contracts_of(facts).clauses
    if not clauses.lock_kind[c]:
        return ""
    bands = clauses.lock_bands[c][~np.isnan(clauses.lock_bands[c])]
    band = float(bands[-1]) if len(bands) else 0.0
    below, above = holds * (1.0 - band) - order.planned_units, order.planned_units - holds * (1.0 + band)
    side, units = ("below", below) if below > 0.0 else ("above", above)
    if units <= 0.0:
        return ""
    text = f"the plan is {units_text(units, order.order_unit)} {side} its band"
    if clauses.lock_kind[c] == "fixed":
        return f"{text}, which binds"
    factor, months = _last(facts, c, b)
    price = float((clauses.lock_below if side == "below" else clauses.lock_above)[c]) * factor
    if price <= 0.0:
        return ""
    return f"{text}: {amount(units * months * price, contracts_of(facts).currency[c])}"


def _take_or_pay(facts: Facts, c: int, b: int, order: Order, holds: float) -> str:
    """What is paid for whether it is used or not because of the order, and what of it the plan does not use."""
    contracts = contracts_of(facts)
    clauses, currency = contracts.clauses, contracts.currency[c]
    stated, share = float(clauses.commit_units[c]), float(clauses.commit_share[c])
    units = stated if not np.isnan(stated) else share * holds
    if np.isnan(units) or units <= 0.0:
        return ""
    factor, months = _last(facts, c, b)
    price, on = float(clauses.commit_rate[c]) * factor, clauses.commit_on[c]
    compares = on == order.order_unit and clauses.commit_window[c] == "month"
    unused = units - order.planned_units if compares else 0.0
    if unused <= NEAR * units:
        # what is committed whatever is ordered is no consequence of not signing
        return f"{units_text(units, on)} of it are take-or-pay" if np.isnan(stated) else ""
    lost = (
        f"{units_text(unused, on, named=False)} of them not used: {amount(unused * months * price, currency)}"
    )
    if np.isnan(stated):
        return f"{units_text(units, on)} of it are take-or-pay, {lost}"
    return f"take-or-pay of {units_text(units, on)} in any case, {lost}"


def _last(facts: Facts, c: int, b: int) -> tuple[float, float]:
    """How prices have risen by the end of the month, and how many months long it is in the plan."""
    contracts = contracts_of(facts)
    for window in windows(facts, c, "month"):
        if contracts.month_of_period[window.last] == b:
            return float(contracts.escalation[c, window.last]), window.months
    return 1.0, 1.0


def notice_otherwise(before: Order, order: Order) -> str:
    """The order of the month before stays."""
    said = units_text(before.planned_units, order.order_unit)
    more = units_text(before.planned_units - order.planned_units, order.order_unit, named=False)
    return f"the {said} of {before.month} stay, {more} more than planned"


def open_otherwise(day: date, orders: Sequence[Order]) -> str:
    """The people that the plan counts on."""
    most = max((order.planned_fte for order in orders), default=0.0)
    return f"not open on {day_text(day)}: the plan counts on up to {number(most, 1)} FTE there"


def end_otherwise(day: date, orders: Sequence[Order]) -> str:
    """The contract that goes on."""
    last = orders[-1].planned_fte if orders else 0.0
    return f"goes on after {day_text(day)}, with {number(last, 1)} FTE at last"

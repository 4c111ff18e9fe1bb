"""What must be signed as a table of plain text, and as JSON."""

from __future__ import annotations

import math
from typing import Any

from capplan.orders.due import Due, Listed
from capplan.orders.otherwise import units_text
from capplan.report.aligned import aligned
from capplan.report.wording import count_of, day_text, number

__all__ = ["as_json", "as_text"]

LOCKS = {1: "order, first lock", 2: "order, last lock"}
DECISIONS = {"open": "open contract", "end": "end contract", "notice": "notice"}
NO = "-"


def as_text(listed: Listed) -> str:
    """A sentence, then the table in the order in which things fall due."""
    late = sum(one.overdue for one in listed.items)
    span = f"from {day_text(listed.as_of)} to {day_text(listed.until)}"
    if not listed.items:
        return f"Nothing is to be signed {span}."
    told = f"{count_of(len(listed.items), 'thing', 'things')} to sign {span}"
    told += f", {number(late)} of them overdue." if late else "."
    money = f"bill, {listed.currency}"
    headings = ["by", "", "what", "contract", "for", "units", "band", money, "not used", "otherwise"]
    return "\n".join(
        [told, "", *aligned(headings, [_row(one) for one in listed.items], left=(0, 1, 2, 3, 4, 9))]
    )


def _row(one: Due) -> list[str]:
    return [
        one.by,
        "overdue" if one.overdue else "",
        LOCKS.get(one.lock) or DECISIONS[one.what],
        one.contract,
        one.month,
        _fee(one) if math.isnan(one.units) else units_text(one.units, one.unit),
        _band(one),
        # a notice moves no bill of its own: the month stands in its orders
        NO if one.what == "notice" else _money(one.forecast_bill_base),
        NO if one.what == "notice" else _money(one.commitment_not_used_base),
        one.otherwise,
    ]


def _band(one: Due) -> str:
    if math.isnan(one.band_low):
        return NO
    return " to ".join(units_text(end, one.unit, named=False) for end in (one.band_low, one.band_high))


def _fee(one: Due) -> str:
    return NO if math.isnan(one.fee) else f"fee {number(one.fee)} {one.fee_currency}"


def _money(value: float) -> str:
    return NO if math.isnan(value) else number(value)


def as_json(listed: Listed) -> dict[str, Any]:
    """The same content, numbers unrounded; null where there is none."""
    return {
        "as_of": listed.as_of.isoformat(),
        "until": listed.until.isoformat(),
        "currency": listed.currency,
        "items": [
            {name: None if _is_nothing(value) else value for name, value in vars(one).items()}
            for one in listed.items
        ],
    }


def _is_nothing(value: Any) -> bool:
    return value == "" or (isinstance(value, float) and not math.isfinite(value))

"""Sites and the rates of their currencies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import Sites
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = ["IN_HOUSE", "build_sites", "check", "rate_of_currency", "without_rate"]

IN_HOUSE = "in-house"  # what share_limits calls the sites without vendor


def check(inputs: Inputs) -> Iterator[Problem]:
    """A vendor called in-house, currencies without a rate on the first day, a rate of the base currency."""
    sites, rates = inputs["sites"], inputs["currency_rates"]
    for row in rows_where(sites.text("vendor") == IN_HOUSE):
        yield sites.problem(
            row, "vendor", "share limits call the own sites so", "a vendor's name; blank for an own site"
        )
    base = inputs.model.currency
    for row in rows_where((rates.text("currency") == base) & (rates.number("rate") != 1.0)):
        yield rates.problem(
            row,
            "rate",
            f"{base} is the base currency of the plan",
            "1, or no row",
            "Is the rate upside down?",
        )
    yield from without_rate(inputs, sites)


def without_rate(inputs: Inputs, table: TypedTable) -> Iterator[Problem]:
    """Currencies of a table that have no exchange rate on the first day of the plan, each once."""
    rates, base = inputs["currency_rates"], inputs.model.currency
    if not rates.sound:
        return
    start = np.datetime64(inputs.horizon.start, "D")
    in_force = set(rates.text("currency")[rates.day("date_from") <= start].tolist()) | {base}
    for currency in table.names("currency"):
        row = int(np.flatnonzero(table.text("currency") == currency)[0])
        if currency in in_force or len(currency) != 3:
            continue
        later = rates.text("currency") == currency
        cause = "Its first rate begins later." if later.any() else f"{rates.table.file} does not name it."
        yield table.problem(
            row,
            "currency",
            f"no exchange rate is in force on {inputs.horizon.start}, the first day of the plan",
            f"{base}, or a currency with a rate from that day or before",
            cause,
        )


def build_sites(inputs: Inputs) -> Sites:
    """The sites, with the exchange rate of every period (the last one from its first day or before)."""
    sites = inputs["sites"]
    return Sites(
        name=tuple(sites.text("site").tolist()),
        country=tuple(sites.text("country").tolist()),
        vendor=tuple(sites.text("vendor").tolist()),
        currency=tuple(sites.text("currency").tolist()),
        seats=sites.limit("seats"),
        seat_cost=sites.number("seat_cost"),
        work_from_home=sites.number("work_from_home"),
        rooms=sites.limit("rooms"),
        trainers=sites.limit("trainers"),
        currency_rate=np.stack(
            [rate_of_currency(inputs, currency) for currency in sites.text("currency").tolist()]
        ),
    )


def rate_of_currency(inputs: Inputs, currency: str) -> NDArray[np.float64]:
    """[t] base currency for one unit of a currency, by the last rate from the first day of the period or before."""
    starts = np.array(inputs.horizon.starts, dtype="datetime64[D]")
    if currency == inputs.model.currency:
        return np.ones(len(starts))
    rates = inputs["currency_rates"]
    rows = np.flatnonzero(rates.text("currency") == currency)
    rows = rows[np.argsort(rates.day("date_from")[rows], kind="stable")]
    last = np.searchsorted(rates.day("date_from")[rows], starts, side="right") - 1
    return rates.number("rate")[rows[last]]

"""Volume tiers: a first tier at 0, one price in each, and a contract that has tiers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.errors import Problem
from capplan.validation.typed import Inputs, rows_where

__all__ = ["check", "notes"]


def check(inputs: Inputs) -> Iterator[Problem]:
    """Tiers of contracts without tiers and the other way round, tiers that do not start at 0, two prices."""
    table, contracts = inputs["contract_tiers"], inputs["contracts"]
    kind = contracts.given("tier_kind")
    names = contracts.text("contract")
    for row in rows_where(kind & ~np.isin(names, table.text("contract"))):
        if table.sound:
            yield contracts.problem(
                row, "tier_kind", "the contract has no tiers", "rows for it in contract_tiers.csv, or blank"
            )
    for row in rows_where(np.isin(table.text("contract"), names[~kind]) & table.given("contract")):
        yield table.problem(
            row, "contract", "contracts.csv has no tier_kind for it", "a contract with a tier_kind"
        )
    for name in table.names():
        rows = np.flatnonzero(table.text("contract") == name)
        start = table.number("from_units")[rows]
        if table.sound and not np.isnan(start).any() and start.min() > 0:
            yield table.problem(
                int(rows[start.argmin()]),
                "from_units",
                f"no tier of {name} starts at 0",
                "a first tier from 0",
                "A tier from 0 with reduction 0 is the rate itself.",
            )
    yield from _prices(inputs)


def _prices(inputs: Inputs) -> Iterator[Problem]:
    table, contracts = inputs["contract_tiers"], inputs["contracts"]
    both = table.given("rate") & table.given("reduction")
    for row in rows_where(both | ~(table.given("rate") | table.given("reduction"))):
        message = "a tier has rate or reduction, not both" if both[row] else "a tier needs rate or reduction"
        yield table.problem(row, "rate", message, "one of rate and reduction")
    at = table.positions("contract", contracts.names())
    for row in rows_where((at >= 0) & ~both):
        c = int(at[row])
        unit, counted = str(contracts.text("unit")[c]), str(contracts.text("tier_on")[c])
        rate = float(contracts.number("rate")[c])
        if counted not in ("", unit) and table.given("rate")[row]:
            yield table.problem(
                row,
                "rate",
                f"the tiers count {counted}, the rate is for one {unit}",
                "a reduction",
                "Blank here.",
            )
        elif table.number("rate")[row] > rate:
            yield table.problem(row, "rate", "a tier dearer than the contract", f"at most the rate, {rate:g}")
        elif counted in ("", unit) and table.number("reduction")[row] > rate:
            yield table.problem(
                row, "reduction", "more than the unit costs", f"at most the rate, {rate:g}", "Is it the rate?"
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Tiers that get dearer with volume."""
    table = inputs["contract_tiers"]
    for name in table.names():
        rows = np.flatnonzero(table.text("contract") == name)
        rows = rows[np.argsort(table.number("from_units")[rows], kind="stable")]
        for column, sign in (("rate", -1.0), ("reduction", 1.0)):
            steps = sign * np.diff(table.number(column)[rows])
            if (steps < 0).any():
                line = table.lines[rows[1:][steps < 0][0]]
                yield f"contract_tiers.csv:{line}: the tier is dearer than the one before"

"""Scorecards: targets, floors and bonuses on the right side, and shares that are no percentages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.errors import Problem
from capplan.validation.causes import out_of_range_cause
from capplan.validation.contract_orders import month_problems, outside_the_plan
from capplan.validation.scorecards import lower_is_better
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = ["check", "notes"]

SHARES = ("service", "accuracy", "attrition")
MEASURED = ("target", "expected", "credit_floor", "bonus_from")


def check(inputs: Inputs) -> Iterator[Problem]:
    """Percentages, floors on the wrong side of the target, two prices without the second."""
    table = inputs["vendor_kpis"]
    yield from month_problems(table, ("contract", "kpi"))
    kpi = table.text("kpi")
    for column in MEASURED:
        for row in rows_where(np.isin(kpi, SHARES) & (table.number(column) > 1)):
            cause = out_of_range_cause(float(table.number(column)[row]), True, 1.0)
            yield table.problem(row, column, f"{kpi[row]} is a share", "a share from 0 to 1", cause)
    yield from _sides(table)
    for part, whole in (("credit_floor", "credit_share"), ("bonus_from", "bonus_share")):
        for row in rows_where(table.given(part) & ~(table.number(whole) > 0)):
            yield table.problem(row, part, f"it says nothing without {whole}", f"blank, or {whole} above 0")
    yield from _two_prices(inputs)


def _sides(table: TypedTable) -> Iterator[Problem]:
    for row, (kpi, better) in enumerate(
        zip(table.text("kpi").tolist(), table.text("better").tolist(), strict=True)
    ):
        lower = lower_is_better(kpi, better)
        target = float(table.number("target")[row])
        for column, worse in (("credit_floor", True), ("bonus_from", False)):
            value = float(table.number(column)[row])
            below = worse != lower
            if value >= target if below else value <= target:
                side = "below" if below else "above"
                yield table.problem(
                    row,
                    column,
                    f"it must be {'worse' if worse else 'better'} than the target, and "
                    f"{'lower' if lower else 'higher'} is better",
                    f"a number {side} {target:g}",
                )


def _two_prices(inputs: Inputs) -> Iterator[Problem]:
    table, contracts, card = inputs["vendor_kpis"], inputs["contracts"], inputs["contract_rates"]
    priced = set(contracts.text("contract")[contracts.given("rate_missed")].tolist())
    priced |= set(card.text("contract")[card.given("rate_missed")].tolist())
    known = np.isin(table.text("contract"), contracts.text("contract"))
    for row in rows_where((table.text("two_price") == "yes") & known & table.given("contract")):
        if table.text("contract")[row] not in priced:
            yield table.problem(
                row,
                "two_price",
                f"{table.text('contract')[row]} has no rate_missed",
                "no, or a contract with rate_missed",
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Months outside the plan, second prices and earn-backs that nothing leads to, sides that look wrong."""
    yield from outside_the_plan(inputs, "vendor_kpis")
    table, contracts = inputs["vendor_kpis"], inputs["contracts"]
    for row in rows_where((table.text("kpi") == "attrition") & (table.text("better") == "higher")):
        yield f"vendor_kpis.csv:{table.lines[row]}: more attrition is taken to be better"
    two = set(table.text("contract")[table.text("two_price") == "yes"].tolist())
    credit = set(table.text("contract")[table.number("credit_share") > 0].tolist())
    for column, users, what in (
        ("rate_missed", two, "no KPI with two_price"),
        ("earn_back_months", credit, "no KPI with a credit"),
        ("credit_cap", credit, "no KPI with a credit"),
    ):
        for row in rows_where(contracts.given(column) & ~np.isin(contracts.text("contract"), sorted(users))):
            yield (
                f"contracts.csv:{contracts.lines[row]}: {column} is not used: vendor_kpis.csv has {what} of "
                f"{contracts.text('contract')[row]}"
            )

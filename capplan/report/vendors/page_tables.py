"""The tables of a scorecard page: the bill, the KPIs, bonus and credits."""

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

__all__ = ["NO", "Review", "bill", "cell", "kpis", "scorecard", "two_digits"]

Float = NDArray[np.float64]
NO = "\N{EN DASH}"
FULLY = 5e-4  # of a commitment: what would read 100.0 %
SHARES = ("service", "accuracy", "attrition")
LOWER_IS_BETTER = ("attrition",)


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
    if review.used[c] >= 1.0 - FULLY:
        return ["", "The commitment is used in full."]
    lost = amount(float(billed(review.plan, LEAKAGE)[c]), review.plan.facts.currency)
    return ["", f"Of the commitment {percent(float(review.used[c]))} is used; what is not used costs {lost}."]


def kpis(review: Review, c: int) -> list[str]:
    """Expected against target by month; what is expected to miss its target says so."""
    cards, contracts = review.contracts.scorecards, review.contracts
    months = [b for b in range(len(contracts.months)) if _has_kpi(contracts, c, b)]
    if not months:
        return []
    rows = []
    for b in months:
        row = [contracts.months[b]]
        for k, name in enumerate(cards.kpi[c]):
            row.append(_against_target(name, cards.kpi_expected[c][k, b], cards.kpi_target[c][k, b]))
        rows.append([*row, cell(cards.score[c, b], percent)])
    return ["### KPIs: expected / target", "", *markdown_table(["month", *cards.kpi[c], "score"], rows)]


def _against_target(name: str, expected: float, target: float) -> str:
    """As: missed 86.0 % / 90.0 %."""
    say = percent if name in SHARES else two_digits
    missed = expected > target if name in LOWER_IS_BETTER else expected < target
    return f"{'missed ' if missed else ''}{cell(expected, say)} / {cell(target, say)}"


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
    headings = [f"month, {review.plan.facts.currency}", "bonus", "credits (earned back: above 0)"]
    return ["### Bonus and credits", "", *markdown_table(headings, rows)]

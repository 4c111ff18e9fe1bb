"""Scorecard pages: one for each vendor, with everything a review of its contracts needs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from capplan.plan import Plan
from capplan.report.measures import share_of
from capplan.report.vendors.billing import billed
from capplan.report.vendors.commitment import commitment_used
from capplan.report.vendors.comparison import comparison
from capplan.report.vendors.decisions import decision_of, decisions_of
from capplan.report.vendors.markdown import file_names, markdown_table
from capplan.report.vendors.orders import order_book
from capplan.report.vendors.page_tables import (
    Review,
    bill,
    cell,
    kpis,
    orders_to_sign,
    scorecard,
    two_digits,
)
from capplan.report.wording import amount, count_of, day_text, percent

__all__ = ["vendor_pages"]

Float = NDArray[np.float64]
DECISIONS = {
    "keep": "kept through the plan",
    "not_opened": "offered, not opened by this plan",
    "open": "to be opened on {day}",
    "end": "to be ended on {day}",
}


def vendor_pages(plan: Plan) -> dict[str, str]:
    """The pages by file name, vendors in the order of their contracts; none where the plan has no contracts."""
    if plan.facts.contracts is None:
        return {}
    contracts = plan.facts.contracts
    review = Review(plan, contracts, comparison(plan), commitment_used(plan), order_book(plan))
    vendors = tuple(dict.fromkeys(contracts.vendor))
    pages = {}
    for vendor, name in zip(vendors, file_names(vendors, ".md"), strict=True):
        mine = [c for c, of in enumerate(contracts.vendor) if of == vendor]
        blocks = [_head(review, vendor, mine)]
        for c in mine:
            blocks += _contract(review, c)
        pages[name] = "\n\n".join("\n".join(block) for block in blocks if block) + "\n"
    return pages


def _head(review: Review, vendor: str, mine: list[int]) -> list[str]:
    """The vendor's name, and what it gets and does in one sentence."""
    plan, currency, horizon = review.plan, review.plan.facts.currency, review.plan.facts.horizon
    total = float(billed(plan)[mine].sum())
    tickets = review.found.tickets
    share = float(tickets[mine].sum() / tickets.sum()) if tickets.sum() > 0.0 else 0.0
    names = ", ".join(review.contracts.name[c] for c in mine)
    return [
        f"# {vendor}",
        "",
        f"In {count_of(horizon.count, horizon.period, horizon.period + 's')} from {day_text(horizon.start)} on, "
        f"{vendor} bills {amount(total, currency)} and handles {percent(share)} of all tickets ({names}).",
    ]


def _contract(review: Review, c: int) -> list[list[str]]:
    contracts = review.contracts
    site = review.plan.facts.sites.name[contracts.site[c]]
    decided = _decision(review.plan, c)
    head = [
        [f"## {contracts.name[c]}"],
        [f"At {site}, billed by {contracts.unit[c].replace('_', ' ')}; {decided}."],
    ]
    if decided == DECISIONS["not_opened"]:
        return head
    return [
        *head,
        _against_own(review, c),
        bill(review, c),
        kpis(review, c),
        scorecard(review, c),
        orders_to_sign(review, c),
    ]


def _decision(plan: Plan, c: int) -> str:
    decided = decisions_of(plan, c)
    if not decided:
        return DECISIONS[decision_of(plan, c)]
    day = plan.facts.horizon.day
    return ", ".join(DECISIONS[one.kind].format(day=day_text(day(one.period))) for one in decided)


def _against_own(review: Review, c: int) -> list[str]:
    """The contract beside the own sites together."""
    found, currency = review.found, review.plan.facts.currency
    own = np.array(
        [
            k < 0 and not review.plan.facts.sites.vendor[s]
            for k, s in zip(found.contract, found.site, strict=True)
        ]
    )

    def mean(values: Float, weight: Float) -> float:
        """Of the own sites, weighted."""
        known = own & np.isfinite(values) & (weight > 0.0)
        return float(values[known] @ weight[known] / weight[known].sum()) if known.any() else np.nan

    volume, work = share_of(found.tickets, found.tickets.sum()), found.work_h
    rows: list[tuple[str, Float, Float, Callable[[float], str]]] = [
        ("effective cost per ticket", found.per_adjusted_ticket, found.adjusted_tickets, two_digits),
        (
            "the same without leakage, ramp, overhead",
            found.bare_per_adjusted_ticket,
            found.adjusted_tickets,
            two_digits,
        ),
        ("effective cost per standard hour of work", found.per_adjusted_work_h, work, two_digits),
        ("accuracy expected", found.accuracy, found.tickets, percent),
        ("productivity: work hours per paid hour", found.productivity, work, two_digits),
        ("attrition in a year", found.attrition, work, percent),
    ]
    cells = [["share of all tickets", cell(volume[c], percent), cell(volume[own].sum(), percent)]]
    cells += [
        [name, cell(values[c], say), cell(mean(values, weight), say)] for name, values, weight, say in rows
    ]
    return [
        "### Beside the own sites",
        "",
        *markdown_table([f"money in {currency}", "here", "own sites"], cells),
    ]

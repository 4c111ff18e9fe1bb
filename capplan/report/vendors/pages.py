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
from capplan.report.vendors.page_orders import orders_to_sign
from capplan.report.vendors.page_tables import Review, bill, cell, kpis, scorecard, two_digits
from capplan.report.wording import amount, count_of, day_text, percent

__all__ = ["vendor_pages"]

Float = NDArray[np.float64]
DECISIONS = {
    "keep": "kept through the plan",
    "not_opened": "offered, not opened by this plan",
    "open": "to be opened on {day}",
    "end": "to be ended on {day}",
}
UNITS = {"minute": "minute of work", "fte_month": "FTE and month", "seat_month": "seat and month"}
"""How a unit is said where its name is no word."""


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
    tickets, work = (
        percent(float(values[mine].sum() / values.sum()) if values.sum() > 0.0 else 0.0)
        for values in (review.found.tickets, review.found.work_h)
    )
    names = ", ".join(review.contracts.name[c] for c in mine)
    span = f"In {count_of(horizon.count, horizon.period, horizon.period + 's')} from {day_text(horizon.start)} on"
    told = (
        f"{span}, {vendor} bills {amount(total, currency)} and handles {tickets} of all tickets, {work} of all work "
        f"({names})."
    )
    if all(decision_of(plan, c) == "not_opened" for c in mine):
        told = f"{span}, the plan buys nothing from {vendor} ({names})."
    return [f"# {vendor}", "", told]


def _contract(review: Review, c: int) -> list[list[str]]:
    contracts = review.contracts
    unit = UNITS.get(contracts.unit[c], contracts.unit[c].replace("_", " "))
    site = review.plan.facts.sites.name[contracts.site[c]]
    decided = _decision(review.plan, c)
    head = [
        [f"## {contracts.name[c]}"],
        [f"At {site}, billed by {unit}; {decided}."],
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

    work, right_h = found.work_h, found.adjusted_work_h
    work_h_of_ticket = float(share_of(work, found.tickets)[c])
    shares = [
        [name, cell(share[c], percent), cell(share[own].sum(), percent)]
        for name, values in (("share of all tickets", found.tickets), ("share of all work", work))
        for share in (share_of(values, values.sum()),)
    ]
    same_mix = [
        "effective cost per ticket, in the mix of queues here",
        cell(found.per_adjusted_ticket[c], two_digits),
        cell(mean(found.per_adjusted_work_h, right_h) * work_h_of_ticket, two_digits),
    ]
    rows: list[tuple[str, Float, Float, Callable[[float], str]]] = [
        ("effective cost per standard hour of work", found.per_adjusted_work_h, right_h, two_digits),
        ("the same without leakage, ramp, overhead", found.bare_per_adjusted_work_h, right_h, two_digits),
        ("accuracy expected", found.accuracy, found.tickets, percent),
        ("productivity: work hours per hour of the people there", found.productivity, work, two_digits),
        ("attrition in a year", found.attrition, work, percent),
    ]
    told = [
        [name, cell(values[c], say), cell(mean(values, weight), say)] for name, values, weight, say in rows
    ]
    return [
        "### Beside the own sites",
        "",
        *markdown_table(
            [f"money in {currency}", "here", "own sites"], [*shares, *told[:2], same_mix, *told[2:]]
        ),
        *_without_overhead(review, c, own),
    ]


def _without_overhead(review: Review, c: int, own: NDArray[np.bool_]) -> list[str]:
    """What makes the comparison kind to a vendor: that nobody of the client's is counted for it."""
    overhead = review.found.part("overhead")
    if overhead[c] or not overhead[own].any():
        return []
    site = review.plan.facts.sites.name[review.contracts.site[c]]
    return [
        "",
        f"The own sites carry overhead, {review.contracts.name[c]} none: vendor managers and others who look after "
        f"{site} count once support_ratios.csv has them.",
    ]

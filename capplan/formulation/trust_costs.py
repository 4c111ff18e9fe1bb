"""Prices of Trust & Safety rules that may be broken at a price: late work, empty desks, new people, urgency.

``costs.py`` lists the terms with all others.
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.backlog import late_price, may_be_late
from capplan.formulation.cost_term import CostTerm, Pricing
from capplan.formulation.presence import presence_periods
from capplan.formulation.service import priced_by_service
from capplan.formulation.shortage import order_price

__all__ = ["trust_terms"]


def trust_terms(pricing: Pricing) -> list[CostTerm]:
    """The terms of the families that are on."""
    return [*_late(pricing), *_absent(pricing), *_beyond(pricing), *_order(pricing)]


def _late(pricing: Pricing) -> list[CostTerm]:
    given, here = pricing.given, may_be_late(pricing.given)
    if not len(here):
        return []
    price, labels = late_price(given)[here][:, None], given.sets.queues.labels
    return [pricing.term("late_work", "hours", pricing.columns("late_h"), price, here[:, None], labels)]


def _absent(pricing: Pricing) -> list[CostTerm]:
    rules, block = pricing.given.model.presence, pricing.program.column_blocks.get("absent_h")
    if block is None or rules is None or rules.price is None:
        return []
    part, labels, when = (
        np.arange(len(block.axes[0]))[:, None],
        block.axes[0].labels,
        presence_periods(pricing.given),
    )
    return [
        pricing.term("presence", "hours", block.index, rules.price, part, labels, period=when, steering=True)
    ]


def _beyond(pricing: Pricing) -> list[CostTerm]:
    rules, blocks = pricing.given.model.nesting, pricing.program.column_blocks
    if rules is None or rules.price is None:
        return []
    found = [blocks[name] for name in ("over_share", "over_leads") if name in blocks]
    return [
        pricing.term(
            "nesting", "people", block.index, rules.price,
            np.arange(len(block.axes[0]))[:, None], block.axes[0].labels, steering=True,
        )
        for block in found
    ]  # fmt: skip


def _order(pricing: Pricing) -> list[CostTerm]:
    given, added = pricing.given, order_price(pricing.given)
    if not added:
        return []
    each = np.array([added.get(name, 0.0) for name in given.facts.queues.priority])[:, None]
    each[priced_by_service(given)] = 0.0
    queue, labels = np.arange(len(each))[:, None], given.sets.queues.labels
    short = pricing.columns("short_h")
    return [pricing.term("shortage_order", "hours", short, each, queue, labels, steering=True)]

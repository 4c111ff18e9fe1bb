"""Shortage: which work is done first where there are too few people.

Index    q queue    t period    k priority class (of the queues' ``priority``)

Given    required_h[q,t]      hours the queue requires                                          h/period
         protected[k]         least share of the required hours that is done
         tolerance            by how much a queue may be shorter than its class (proportional)
         unmet_price[k]       price of an hour left undone
         step                 highest pace over lowest pace of any team on any queue

Decides  nothing of its own

Rows     protected[q,t]       short_h <= (1 - protected) * required_h
         fair_share[q,t]      proportional: short_h / required_h
                              <= (sum over queues of k: short_h) / (sum: required_h) + tolerance
Prices   strict: an hour short costs at least 1.01 * step times what one of the next lower class costs, in the order
         of unmet_price; what is added steers and is no money. Then no team gains by leaving more urgent work for
         less urgent work in the same period, whatever its pace on both.

Not held strict: rules on people that bind (exposure, shares, least hours) may still leave urgent work undone, and
         queues that are priced by service (service.py) keep that price.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.sets import Given
from capplan.program import Axis, Program

__all__ = ["add_shortage", "order_price"]

Float = NDArray[np.float64]
MARGIN = 1.01


def order_price(given: Given) -> dict[str, float]:
    """What is added to the price of an unmet hour, by priority; empty but for the strict order."""
    rules, unmet = given.model.shortage, given.model.coverage.unmet_price
    if rules is None or rules.order != "strict":
        return {}
    pace = given.facts.pairs.pace
    step = MARGIN * float(pace.max(initial=1.0)) / float(pace.min(initial=1.0))
    added: dict[str, float] = {}
    below = 0.0
    for name in sorted(set(given.facts.queues.priority) & set(unmet), key=lambda name: (unmet[name], name)):
        price = max(unmet[name], step * below)
        added[name] = price - unmet[name]
        below = price
    return added


def add_shortage(program: Program, given: Given) -> None:
    """Add the rows named above when the family is on."""
    rules = given.model.shortage
    if rules is None:
        return
    _add_protected(program, given, rules.protected)
    if rules.order == "proportional":
        _add_fair_shares(program, given, rules.tolerance)


def _add_protected(program: Program, given: Given, protected: dict[str, float]) -> None:
    least = np.array([protected.get(name, 0.0) for name in given.facts.queues.priority], dtype=np.float64)
    here = np.flatnonzero(least > 0.0)
    if not len(here):
        return
    axes = (Axis("queue", tuple(given.sets.queues.labels[q] for q in here)), given.sets.periods)
    most = (1.0 - least[here])[:, None] * given.requirement.required_h[here]
    rows = program.rows("protected", axes, at_most=most, rule=True)
    rows.add(program.column_blocks["short_h"].index[here])


def _add_fair_shares(program: Program, given: Given, tolerance: float) -> None:
    """Rows of the queues that share a priority with others."""
    priority = np.array(given.facts.queues.priority)
    required, short = given.requirement.required_h, program.column_blocks["short_h"].index
    together = priority[:, None] == priority[None, :]
    here = np.flatnonzero(together.sum(axis=1) > 1)
    if not len(here):
        return
    axes = (Axis("queue", tuple(given.sets.queues.labels[q] for q in here)), given.sets.periods)
    rows = program.rows("fair_share", axes, at_most=tolerance * required[here], rule=True)
    rows.add(short[here])
    of_class = together.astype(np.float64) @ required
    part = np.divide(required, of_class, out=np.zeros_like(required), where=of_class > 0.0)
    for place, q in enumerate(here):
        rows.add(short[together[q]], -part[[q]], at=rows.index[[place]])

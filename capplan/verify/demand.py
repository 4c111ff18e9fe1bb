"""The contacts that reach people, afresh: forecast, rework of other queues, less what automation answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts

__all__ = ["arriving_contacts", "people_demand"]

Float = NDArray[np.float64]
SETTLED = 1e-12  # rounds of rework go on until the next one adds no more than this part
MOST_ROUNDS = 100_000


def arriving_contacts(facts: Facts) -> Float:
    """Contacts that arrive, [q, t]: the forecast and its rework.

    Rework is followed round by round: contacts bring about contacts, which bring about more. What arrived
    before the plan is taken to be as in its first period.
    """
    arriving, arcs = facts.queues.volume, facts.rework
    added = arriving
    for _ in range(MOST_ROUNDS):
        if not len(arcs.share) or added.sum() <= SETTLED * arriving.sum():
            break
        following = np.zeros_like(added)
        for source, target, share, delay in zip(
            arcs.from_queue, arcs.to_queue, arcs.share, arcs.delay, strict=True
        ):
            for t in range(added.shape[1]):
                following[target, t] += share * added[source, max(0, t - int(delay))]
        arriving, added = arriving + following, following
    return arriving


def people_demand(facts: Facts) -> tuple[Float, Float]:
    """Volume and handle time [q, t] of the contacts that people work."""
    arriving, automated = arriving_contacts(facts), facts.automation
    if automated is None:
        return arriving, facts.queues.aht_s
    answered = automated.coverage * automated.success
    return arriving * (1.0 - answered), facts.queues.aht_s * (1.0 + automated.spread * answered)

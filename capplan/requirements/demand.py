"""From the forecast to what reaches people: rework first, then automation.

volume that arrives      forecast + what contacts of other queues bring about (rework.py)
volume for people        what automation leaves of it, each contact harder than before (automation.py)

Rework follows from all contacts of the queue that brings it about, those that automation answers too: a wrong
automatic decision is appealed like any other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.requirements.automation import residual
from capplan.requirements.rework import with_rework

__all__ = ["Demand", "demand"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Demand:
    """Contacts [q, t]: ``arriving`` with rework, ``volume`` left for people, and their ``aht_s``."""

    arriving: Float
    volume: Float
    aht_s: Float


def demand(facts: Facts) -> Demand:
    """The demand that the facts lead to. Raises ValueError where rework feeds itself without end."""
    queues, arcs, automated = facts.queues, facts.rework, facts.automation
    arriving = queues.volume
    if len(arcs.share):
        arriving = with_rework(
            queues.volume, arcs.from_queue, arcs.to_queue, arcs.share, arcs.delay, queues.name
        )
    if automated is None:
        return Demand(arriving, arriving, queues.aht_s)
    volume, aht_s = residual(arriving, queues.aht_s, automated.coverage, automated.success, automated.spread)
    return Demand(arriving, volume, aht_s)

"""The facts of a drawn world.

Index    q queue in a language    p team    a age    s site    t period    c component of shrinkage

Equation volume[q,t], aht_s[q,t]   times the factor of the queue
         hazard[p,a]      = 1 - (1 - hazard) ** factor of the site, so that survival compounds as it does in the
                            facts; the rate of a year or month changes the same way: 1 - (1 - rate) ** factor
         share[c,s,t]     times the factor of the site, as far as no more than MOST_SHRINKAGE of the time is lost
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.uncertainty.draws import World

__all__ = ["MOST_SHRINKAGE", "world_facts"]

Float = NDArray[np.float64]

MOST_SHRINKAGE = 0.95
"""Of all components together: some time has to be left for work."""


def world_facts(facts: Facts, world: World) -> Facts:
    """The facts with the factors of the world; as they are, to the last bit, where every factor is 1."""
    queues, teams, shrinkage = facts.queues, facts.teams, facts.shrinkage
    volume = _at(world.factors["volume"], queues.queue)[:, None]
    aht = _at(world.factors["aht"], queues.queue)[:, None]
    leaves = _at(world.factors["attrition"], facts.sites.name)[teams.site][:, None]
    shrinks = _at(world.factors["shrinkage"], facts.sites.name)
    total = shrinkage.share.sum(axis=0).max(axis=1, initial=0.0)
    room = np.divide(MOST_SHRINKAGE, total, out=np.full(len(total), np.inf), where=total > 0.0)
    # who starts above the most stays there
    shrinks = np.minimum(shrinks, np.maximum(room, 1.0))
    hazard = np.where(leaves == 1.0, teams.hazard, 1.0 - (1.0 - teams.hazard) ** leaves)
    return replace(
        facts,
        queues=replace(queues, volume=queues.volume * volume, aht_s=queues.aht_s * aht),
        teams=replace(teams, hazard=hazard),
        shrinkage=replace(shrinkage, share=shrinkage.share * shrinks[:, None]),
    )


def _at(factors: Mapping[str, float], names: Sequence[str]) -> Float:
    return np.array([factors[name] for name in names], dtype=np.float64)

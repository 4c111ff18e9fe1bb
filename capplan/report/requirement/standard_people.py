"""Required hours as hours of contract and of pay, for people at standard shrinkage.

    contract hours = required hours / productive share
    paid hours     = contract hours x paid share, where part of the time away is not paid

The standard is the plain mean over the sites with a team that may work the queue. A plan weighs the sites by
the work that it gives them; before there is a plan, no site counts more than another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.requirements.required import Requirement

__all__ = [
    "contract_h",
    "head_contract_h",
    "paid_h",
    "sites_of",
    "standard_paid_share",
    "standard_share",
    "teams_of",
]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def teams_of(facts: Facts, queue: int) -> Index:
    """The teams that may work the queue, [n]."""
    return np.asarray(np.unique(facts.pairs.team[facts.pairs.queue == queue]), dtype=np.int64)


def sites_of(facts: Facts, queue: int) -> Index:
    """The sites of these teams, each once, [n]."""
    return np.asarray(np.unique(facts.teams.site[teams_of(facts, queue)]), dtype=np.int64)


def standard_share(facts: Facts, requirement: Requirement) -> Float:
    """Productive hours of one contract hour of a standard person, [q, t]; nan where no team may work."""
    return _mean_of_sites(facts, requirement.productive_share)


def standard_paid_share(facts: Facts, requirement: Requirement) -> Float:
    """Paid hours of one contract hour of a standard person, [q, t]; nan where no team may work."""
    return _mean_of_sites(facts, requirement.paid_share)


def _mean_of_sites(facts: Facts, of_site: Float) -> Float:
    """The plain mean over the sites that may work each queue, [q, t], from figures by site, [s, t]."""
    share = np.full((len(facts.queues.name), facts.horizon.count), np.nan)
    for q in range(len(share)):
        sites = sites_of(facts, q)
        if sites.size:
            share[q] = of_site[sites].mean(axis=0)
    return share


def contract_h(facts: Facts, requirement: Requirement) -> Float:
    """Contract hours of standard people that give the required hours, [q, t]; nan where no team may work."""
    return requirement.required_h / standard_share(facts, requirement)


def paid_h(facts: Facts, requirement: Requirement) -> Float:
    """Hours that are paid of these contract hours, [q, t]; nan where no team may work."""
    return contract_h(facts, requirement) * standard_paid_share(facts, requirement)


def head_contract_h(facts: Facts, queue: int) -> float:
    """Contract hours of one full person in a period: the plain mean over the teams that may work the queue."""
    teams = teams_of(facts, queue)
    return float(facts.teams.contract_h[teams].mean()) if teams.size else float("nan")

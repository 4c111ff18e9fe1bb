"""Units: how many hours, FTE, seats, tickets or minutes stand behind people and behind hours of work.

Index    p team    i pair (team, queue)    t period

paid_hour         contract_h of a head
fte_month         12 / 52 of a head (1 in a monthly plan); after shrinkage: times the productive share
seat_month        the same of a head who needs a seat, times seats_per_head
productive_hour   one hour assigned to a queue
ticket            pace * tickets per standard hour, of one hour assigned
minute            tickets * minutes of agent work of one contact
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import BY_HEAD, Contracts
from capplan.facts import Facts
from capplan.requirements.items import tickets_per_h
from capplan.requirements.required import Requirement
from capplan.requirements.workload import agent_work_seconds

__all__ = ["contracts_of", "head_units", "hour_units", "quantity", "scoped_units"]

Float = NDArray[np.float64]


def contracts_of(facts: Facts) -> Contracts:
    """The contracts of facts that have some."""
    assert facts.contracts is not None
    return facts.contracts


def head_units(facts: Facts, requirement: Requirement, contract: int, unit: str) -> Float:
    """[p, t] units that one head in production comes to in a period, by the terms of a contract."""
    contracts, teams, sites = contracts_of(facts), facts.teams, facts.sites
    shape = (len(teams.name), facts.horizon.count)
    if unit not in BY_HEAD:
        return np.zeros(shape)
    if unit == "paid_hour":
        return np.broadcast_to(teams.contract_h[:, None], shape).copy()
    months = np.full(shape, 12.0 / facts.horizon.periods_per_year)
    if unit == "seat_month":
        seated = months * (1.0 - sites.work_from_home[teams.site])[:, None]
        return np.asarray(seated * contracts.seats_per_head[contract], dtype=np.float64)
    if contracts.after_shrinkage[contract]:
        months = months * requirement.productive_share[teams.site]
    return np.asarray(months, dtype=np.float64)


def hour_units(facts: Facts, requirement: Requirement, unit: str) -> Float:
    """[i, t] units that one productive hour assigned to a queue comes to."""
    pairs, queues = facts.pairs, facts.queues
    shape = (len(pairs.team), facts.horizon.count)
    if unit in BY_HEAD:
        return np.zeros(shape)
    if unit == "productive_hour":
        return np.ones(shape)
    tickets = pairs.pace[:, None] * tickets_per_h(requirement)[pairs.queue]
    if unit == "ticket":
        return tickets
    aht_s = requirement.demand.aht_s
    shared_s = agent_work_seconds(aht_s, queues.concurrency[:, None])
    return np.asarray(tickets * np.where(queues.elapsed[:, None], shared_s, aht_s)[pairs.queue] / 60.0)


def scoped_units(facts: Facts, requirement: Requirement, contract: int, unit: str) -> tuple[Float, Float]:
    """Units of a contract by head [p, t] and by hour assigned [i, t]; 0 where the contract does not reach."""
    contracts = contracts_of(facts)
    team = np.where(contracts.contract_of_team == contract, 1.0, 0.0)
    pair = np.where(contracts.contract_of_pair == contract, 1.0, 0.0)
    by_head = head_units(facts, requirement, contract, unit) * team
    return by_head, hour_units(facts, requirement, unit) * pair


def quantity(
    facts: Facts, requirement: Requirement, contract: int, unit: str, heads: Float, assigned_h: Float
) -> Float:
    """[t] units of a contract that ``heads`` [p, t] and ``assigned_h`` [i, t] come to."""
    by_head, by_hour = scoped_units(facts, requirement, contract, unit)
    return np.asarray((by_head * heads).sum(axis=0) + (by_hour * assigned_h).sum(axis=0), dtype=np.float64)

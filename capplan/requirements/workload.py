"""Workload: the hours that contacts take, before service levels, rest and shrinkage."""

from __future__ import annotations

from numpy.typing import ArrayLike

from capplan.requirements.arguments import (
    Floats,
    above_zero,
    at_least_one,
    at_least_zero,
    target_share,
)

__all__ = ["agent_work_seconds", "deferrable_h", "elapsed_seconds", "workload_h"]

SECONDS_OF_AN_HOUR = 3600.0


def workload_h(volume: ArrayLike, aht_s: ArrayLike, concurrency: ArrayLike = 1.0) -> Floats:
    """Hours of agents' time that ``volume`` contacts take: volume x aht_s / 3600 / concurrency.

    ``aht_s`` is ELAPSED seconds of a contact, above zero; ``concurrency`` is the contacts one agent serves at
    the same time, at least 1 (1 except for chat). Arguments broadcast. Raises ValueError naming the first bad
    position. Source: the definition of workload.
    """
    contacts, handle_s = at_least_zero(volume, "volume"), above_zero(aht_s, "aht_s")
    return contacts * handle_s / SECONDS_OF_AN_HOUR / at_least_one(concurrency, "concurrency")


def deferrable_h(
    volume: ArrayLike,
    aht_s: ArrayLike,
    concurrency: ArrayLike = 1.0,
    max_occupancy: ArrayLike = 1.0,
    peaking: ArrayLike = 1.0,
) -> Floats:
    """Hours on duty for work that may wait: workload / max_occupancy x peaking.

    ``max_occupancy`` is above 0 and at most 1; ``peaking`` is at least 1 (see ``peaking_factor``). There is
    no Erlang here: work that waits for people needs throughput, not spare people.
    """
    ceiling = target_share(max_occupancy, "max_occupancy", one_allowed=True)
    return workload_h(volume, aht_s, concurrency) / ceiling * at_least_one(peaking, "peaking")


def elapsed_seconds(agent_work_s: ArrayLike, concurrency: ArrayLike) -> Floats:
    """Elapsed seconds of a contact from the seconds an agent gives it: agent work x concurrency."""
    return at_least_zero(agent_work_s, "agent_work_s") * at_least_one(concurrency, "concurrency")


def agent_work_seconds(elapsed_s: ArrayLike, concurrency: ArrayLike) -> Floats:
    """Seconds an agent gives a contact from its elapsed seconds: elapsed / concurrency."""
    return at_least_zero(elapsed_s, "elapsed_s") / at_least_one(concurrency, "concurrency")

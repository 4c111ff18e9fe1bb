"""Calls of a queue with patience, first come first served, one by one."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class SimulatedCalls:
    arrival_s: np.ndarray
    wait_s: np.ndarray
    answered: np.ndarray
    handle_s: np.ndarray
    agent: np.ndarray


def simulated_calls(
    *, load: float, agents: int, aht_s: float, patience_s: float, hours: int, seed: int
) -> SimulatedCalls:
    """Poisson arrivals, exponential services and patience; the agent who is free longest takes the next call."""
    rng = np.random.default_rng(seed)
    arrivals = np.cumsum(rng.exponential(aht_s / load, int(1.2 * load * hours * 3600 / aht_s) + 50))
    arrivals = arrivals[arrivals < hours * 3600.0]
    services, patience = rng.exponential(aht_s, arrivals.size), rng.exponential(patience_s, arrivals.size)
    free = [(0.0, agent) for agent in range(agents)]
    wait, who = np.empty(arrivals.size), np.full(arrivals.size, -1)
    for call, at in enumerate(arrivals):
        ready, agent = free[0]
        if ready - at > patience[call]:
            wait[call] = patience[call]
            continue
        wait[call], who[call] = max(ready - at, 0.0), agent
        heapq.heapreplace(free, (at + wait[call] + services[call], agent))
    answered = who >= 0
    return SimulatedCalls(arrivals, wait, answered, np.where(answered, services, 0.0), who)

"""The interval-true week: weekly volumes spread over their profile, and every interval staffed to its target.

    agents(t, i) = fewest that meet the targets with load(t, i), and no fewer than ``least`` while open
    hours(t)     = sum of agents(t, i) x length of an interval

A weekly average hides the peaks: the same volume needs more hours when it comes in a rush, and more again when a
thin night must be covered by whole people. So each interval gets its own load (``carried_load``: what arrives in it,
or what is in progress) and its own agents (``sizing``; for chats several at once, ``chat``).

Agents whose interval ends finish the contact in hand; who takes over starts with the next contact. So where
numbers fall from one interval to the next some people stay longer than is counted here. It matters little: numbers
fall as contacts end. In a week that is played contact by contact (tests/requirements/week/test_simulation.py), with
contacts one and a half intervals long, it is a thousandth of the hours. At closing time it matters, and is counted:
see ``carried_load``.

In that week 81.5 % are answered in time, and 81.6 % by ``interval_service``; without the correction it would say
71 %. Where people are short the truth is a little worse than it says, as a queue left over from one interval is not
seen in the next.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from capplan.requirements.arguments import Floats, above_zero, at_least_one, at_least_zero
from capplan.requirements.arguments import whole as whole_numbers
from capplan.requirements.queueing.chat import chat_agents
from capplan.requirements.queueing.counting import Counting
from capplan.requirements.queueing.sizing import agents_required
from capplan.requirements.week.carried_load import Correction, carried_load, corrected_load
from capplan.requirements.week.week_profile import queue_weeks, weekly
from capplan.requirements.week.week_service import IntervalService, interval_service

__all__ = [
    "Correction",
    "IntervalService",
    "carried_load",
    "corrected_load",
    "interval_agents",
    "interval_hours",
    "interval_service",
]


def interval_agents(
    volume: ArrayLike,
    aht_s: ArrayLike,
    shares: ArrayLike,
    interval_minutes: float,
    *,
    service_level: ArrayLike | None = None,
    answer_within_s: ArrayLike | None = None,
    max_asa_s: ArrayLike | None = None,
    max_abandonment: ArrayLike | None = None,
    max_occupancy: ArrayLike | None = None,
    patience_s: ArrayLike | None = None,
    counting: Counting = "offered",
    concurrency: ArrayLike = 1.0,
    concurrency_growth: ArrayLike = 0.0,
    least: int = 0,
    open_: ArrayLike | None = None,
    correction: Correction = "auto",
    whole: bool = True,
) -> Floats:
    """Agents on duty in every interval of every week: [T, 7, n].

    ``volume`` [T] contacts per week; ``aht_s`` seconds, for chat ELAPSED (from opening to closing, with its
    pauses) at the stated ``concurrency``, the chats one agent serves at the same time; ``concurrency_growth`` as
    in ``chat_agents``. ``shares`` [7, n] of the week's volume, monday first, sum to 1. Targets as in
    ``agents_required``. Handle time, targets, concurrency and growth are one value or one per week.

    ``open_`` [7, n] says when the queue is open, None for wherever it has a share. Nobody is on duty in a closed
    interval, and at least ``least`` in an open one, contacts or none. ``correction`` says what the load of an
    interval is (``carried_load``). ``whole=False`` gives real numbers, an agent shared by neighbouring intervals;
    chats then take slots / concurrency, and growth is left out, which is never too few with a whole concurrency.

    Raises ValueError naming the argument and the first bad position, for a share in a closed interval too.
    """
    weeks = queue_weeks(volume, aht_s, shares, interval_minutes, open_)
    count = weeks.shape[0]
    named = {
        "service_level": service_level,
        "answer_within_s": answer_within_s,
        "max_asa_s": max_asa_s,
        "max_abandonment": max_abandonment,
        "max_occupancy": max_occupancy,
        "patience_s": patience_s,
    }
    targets: dict[str, Any] = {
        name: weekly(value, count, name) for name, value in named.items() if value is not None
    }
    at_once = weekly(at_least_one(concurrency, "concurrency"), count, "concurrency")
    growth = weekly(at_least_zero(concurrency_growth, "concurrency_growth"), count, "concurrency_growth")
    fewest = float(whole_numbers(least, "least"))
    # an interval whose load is that of another in every week is sized once
    load, place = np.unique(weeks.load(correction), axis=1, return_inverse=True)
    if whole and (at_once > 1.0).any():
        agents = chat_agents(load, weeks.aht_s, at_once, growth, counting=counting, **targets)
    else:
        agents = agents_required(load, weeks.aht_s, counting=counting, whole=whole, **targets) / at_once
    agents = np.maximum(agents, fewest)[:, place.reshape(-1)].reshape(weeks.shape)
    return np.where(weeks.is_open, agents, 0.0)


def interval_hours(agents: ArrayLike, interval_minutes: float) -> Floats:
    """Hours on duty of each week, [T], from agents [T, 7, n]: the sum of agents times the interval length."""
    counts = at_least_zero(agents, "agents")
    if counts.ndim != 3:
        raise ValueError(f"agents must have the shape [weeks, 7, intervals]; found {list(counts.shape)}")
    hours: Floats = counts.sum(axis=(1, 2)) * (float(above_zero(interval_minutes, "interval_minutes")) / 60.0)
    return hours

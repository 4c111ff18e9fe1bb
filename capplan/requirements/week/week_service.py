"""The service that a week's agents give, interval by interval and over the week.

Every interval is a queue of its own, in its steady state with the load to staff (``carried_load``): Erlang C, Erlang
A where contacts hang up, ``chat`` where one agent has several. Over the week each measure is weighted by what it is
a share or a mean of, never averaged over intervals, since the thin night would then count as much as the busy noon:

    service level     by the contacts that its counting counts (see ``counting``): offered, answered, ...
    abandonment       by contacts offered
    speed of answer   by contacts answered
    occupancy         by agents on duty: hours busy / hours on duty
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from capplan.requirements.arguments import Floats, above_zero, at_least_one, at_least_zero
from capplan.requirements.queueing.chat import chat_measures
from capplan.requirements.queueing.counting import Counting, check_counting
from capplan.requirements.queueing.erlang import erlang_c, occupancy
from capplan.requirements.queueing.erlang_a import PatienceQueue, counted_service_level, queue_with_patience
from capplan.requirements.queueing.service_measures import average_speed_of_answer, service_level
from capplan.requirements.week.carried_load import Correction
from capplan.requirements.week.week_profile import checked_profile, queue_weeks, weekly

__all__ = ["IntervalService", "interval_service"]


@dataclass(frozen=True)
class IntervalService:
    """Service by interval, [T, 7, n], and by week, [T].

    ``service_level``, ``abandonment`` and ``occupancy`` are shares from 0 to 1. ``speed_of_answer_s`` is the mean
    wait of those answered: infinite where nobody is, or where nobody hangs up and the queue grows without end; a
    week with such an interval is infinite too. Without load the level is 1 and the rest 0. A week without contacts
    is the same; a week in which nobody is left to count has the level 0.
    """

    service_level: Floats
    abandonment: Floats
    occupancy: Floats
    speed_of_answer_s: Floats
    weekly_service_level: Floats
    weekly_abandonment: Floats
    weekly_occupancy: Floats
    weekly_speed_of_answer_s: Floats


def interval_service(
    volume: ArrayLike,
    aht_s: ArrayLike,
    shares: ArrayLike,
    interval_minutes: float,
    agents: ArrayLike,
    *,
    answer_within_s: ArrayLike,
    patience_s: ArrayLike | None = None,
    counting: Counting = "offered",
    concurrency: ArrayLike = 1.0,
    concurrency_growth: ArrayLike = 0.0,
    correction: Correction = "auto",
) -> IntervalService:
    """What ``agents`` [T, 7, n], whole or real, give in every interval; the other arguments as ``interval_agents``.

    The queue is open where it has a share or somebody is on duty in any week. With several chats at once whole
    agents have floor(agents x concurrency) slots; as soon as one number of agents is not whole, all have agents x
    concurrency, and growth is left out. Raises ValueError naming the argument and the first bad position.
    """
    check_counting(counting)
    counts = at_least_zero(agents, "agents")
    profile = checked_profile(shares, interval_minutes)
    size = np.asarray(volume).size
    if counts.shape != (size, *profile.shape):
        wanted = [size, *profile.shape]
        raise ValueError(
            f"agents must have the shape [weeks, 7, intervals], here {wanted}; found {list(counts.shape)}"
        )
    is_open = (profile > 0.0) | (counts > 0.0).any(axis=0)
    weeks = queue_weeks(volume, aht_s, profile, interval_minutes, is_open)
    queue = _queue(
        weeks.load(correction),
        counts.reshape(size, -1),
        weeks.aht_s,
        weekly(at_least_zero(answer_within_s, "answer_within_s"), size, "answer_within_s"),
        None if patience_s is None else weekly(above_zero(patience_s, "patience_s"), size, "patience_s"),
        weekly(at_least_one(concurrency, "concurrency"), size, "concurrency"),
        weekly(at_least_zero(concurrency_growth, "concurrency_growth"), size, "concurrency_growth"),
    )
    level, contacts = counted_service_level(queue, counting), weeks.contacts
    answered = contacts * (1.0 - queue.abandonment)
    nobody_counted = np.where(weeks.volume[:, 0] > 0.0, 0.0, 1.0)
    nobody_answered = np.where(weeks.volume[:, 0] > 0.0, np.inf, 0.0)
    return IntervalService(
        service_level=level.reshape(weeks.shape),
        abandonment=queue.abandonment.reshape(weeks.shape),
        occupancy=queue.occupancy.reshape(weeks.shape),
        speed_of_answer_s=queue.speed_of_answer_s.reshape(weeks.shape),
        weekly_service_level=_mean(level, contacts * _counted(queue, counting), nobody_counted),
        weekly_abandonment=_mean(queue.abandonment, contacts, 0.0),
        weekly_occupancy=_mean(queue.occupancy, counts.reshape(size, -1), 0.0),
        weekly_speed_of_answer_s=_mean(queue.speed_of_answer_s, answered, nobody_answered),
    )


def _queue(
    load: Floats,
    agents: Floats,
    aht_s: Floats,
    within_s: Floats,
    patience_s: Floats | None,
    concurrency: Floats,
    growth: Floats,
) -> PatienceQueue:
    """The steady state of every interval, [T, 7 n]."""
    if (concurrency > 1.0).any() and (agents == np.rint(agents)).all():
        return chat_measures(load, agents, aht_s, concurrency, growth, within_s, patience_s)
    slots = agents * concurrency
    if patience_s is not None:
        return queue_with_patience(load, slots, aht_s, patience_s, within_s)
    in_time = service_level(load, slots, aht_s, within_s)
    speed_s = average_speed_of_answer(load, slots, aht_s)
    waiting = np.where(load > 0.0, erlang_c(load, slots), 0.0)
    return PatienceQueue(
        waiting=waiting,
        abandonment=np.zeros_like(load),
        answered_in_time=in_time,
        over_before_target=in_time,
        mean_wait_s=speed_s,
        speed_of_answer_s=speed_s,
        occupancy=occupancy(load, slots),
    )


def _counted(queue: PatienceQueue, counting: Counting) -> Floats:
    """Share of the contacts offered that ``counting`` counts."""
    if counting == "answered":
        return 1.0 - queue.abandonment
    if counting == "early_abandons_left_out":
        return queue.answered_in_time + (1.0 - queue.over_before_target)
    return np.ones_like(queue.abandonment)


def _mean(values: Floats, weight: Floats, otherwise: Floats | float) -> Floats:
    """Weighted mean of each row; ``otherwise`` where nothing has weight."""
    total = weight.sum(axis=1)
    added = np.where(weight > 0.0, values, 0.0) * weight
    return np.where(total > 0.0, added.sum(axis=1) / np.where(total > 0.0, total, 1.0), otherwise)

"""The service curves of the real-time queues: what fewer hours than required do to the service of a week."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.requirements.curve.level_table import Level, chat_level, voice_level
from capplan.requirements.curve.service_curve import ServiceCurve, service_curve
from capplan.requirements.demand import Demand
from capplan.requirements.queueing.chat import chat_measures
from capplan.requirements.queueing.erlang_a import counted_service_level
from capplan.requirements.week.by_interval import elapsed_s, handling, weeks_per_period
from capplan.requirements.week.week_profile import QueueWeeks, queue_weeks

__all__ = ["service_curves"]

Float = NDArray[np.float64]


def service_curves(facts: Facts, demand: Demand, agents: Mapping[int, Float]) -> dict[int, ServiceCurve]:
    """The curve of every real-time queue with a service level, by its position.

    ``agents`` [t, weekday, interval] are those that the intervals require. Hours are of a typical week, before
    the schedule efficiency.
    """
    curves = {}
    for q, required in agents.items():
        if np.isnan(facts.queues.service_level[q]):
            continue
        profile = facts.profiles[facts.queues.queue[q]]
        weeks = queue_weeks(
            demand.volume[q] / weeks_per_period(facts),
            elapsed_s(facts, demand, q),
            profile.share,
            profile.interval_minutes,
            profile.opened,
        )
        load = weeks.load(facts.sizing.correction)
        curves[q] = service_curve(
            load,
            weeks.contacts,
            required.reshape(load.shape),
            _level(facts, q, weeks, load),
            profile.interval_minutes / 60.0,
            pieces=facts.sizing.curve_pieces,
            least=float(facts.queues.rules.least_agents[q]),
        )
    return curves


def _level(facts: Facts, q: int, weeks: QueueWeeks, load: Float) -> Level:
    """The service level of a queue by load and agents."""
    how, within_s = handling(facts, q), float(facts.queues.answer_within_s[q])
    at_once, growth = how.concurrency, how.concurrency_growth
    if growth > 0.0 and facts.sizing.whole_agents:

        def level(load: Float, agents: Float) -> Float:
            found = chat_measures(load, agents, weeks.aht_s, at_once, growth, within_s, how.patience_s)
            return counted_service_level(found, how.counting)

        return level
    servers = voice_level(weeks.aht_s, within_s, how.patience_s, how.counting, loads=load)
    if at_once == 1.0:
        return servers
    if facts.sizing.whole_agents:
        return chat_level(servers, at_once)
    return lambda load, agents: servers(load, agents * at_once)

"""The requirement as tables: hours by queue and period, and agents by interval for real-time queues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.report.requirement.standard_people import contract_h, paid_h, standard_share
from capplan.requirements.required import Requirement
from capplan.requirements.week.by_interval import service_by_interval, weeks_per_period
from capplan.requirements.week.interval_week import IntervalService
from capplan.tables import WEEKDAYS

__all__ = ["agents_table", "requirement_table", "service_reached"]

Float = NDArray[np.float64]
Index = NDArray[np.intp]
Services = Mapping[int, IntervalService]
BY_INTERVAL = (
    "week_start",
    "queue",
    "language",
    "weekday",
    "interval_start",
    "utc_start",
    "volume",
    "agents",
    "service_level",
    "occupancy",
)


def service_reached(facts: Facts, requirement: Requirement) -> dict[int, IntervalService]:
    """What the required agents of every real-time queue give, interval by interval."""
    return {
        q: service_by_interval(facts, requirement.demand, q, agents)
        for q, agents in requirement.agents.items()
    }


def requirement_table(
    facts: Facts, requirement: Requirement, services: Services | None = None
) -> pd.DataFrame:
    """One row for each queue, language and period. ``services`` are worked out here unless they are given."""
    queues, demand = facts.queues, requirement.demand
    count, periods = requirement.required_h.shape
    services = service_reached(facts, requirement) if services is None else services
    reached = _weekly_service(facts, requirement, services)

    def by_queue(values: tuple[str, ...] | Float) -> NDArray[Any]:
        kind = object if isinstance(values, tuple) else np.float64
        return np.repeat(np.broadcast_to(np.array(values, dtype=kind), count), periods)

    columns: dict[str, Any] = {
        "week_start": list(facts.horizon.labels) * count,
        "queue": by_queue(queues.queue),
        "language": by_queue(queues.language),
        "channel": by_queue(queues.channel),
        "forecast_volume": queues.volume.ravel(),
        "volume": demand.volume.ravel(),
        "aht_s": demand.aht_s.ravel(),
        "workload_h": requirement.workload_h.ravel(),
        "max_occupancy": by_queue(queues.max_occupancy),
        "peaking": by_queue(requirement.peaking),
        "interval_h": requirement.interval_h.ravel(),
        "gap_share": requirement.gap_share.ravel(),
        "saved_h": requirement.saved_h.ravel(),
        "schedule_efficiency": by_queue(queues.schedule_efficiency),
        "required_h": requirement.required_h.ravel(),
        "productive_share": standard_share(facts, requirement).ravel(),
        "contract_h": contract_h(facts, requirement).ravel(),
        "paid_h": paid_h(facts, requirement).ravel(),
        "occupancy": reached["occupancy"].ravel(),
        "target": by_queue(queues.service_level),
        "answer_within_s": by_queue(queues.answer_within_s),
        "service_level": reached["service_level"].ravel(),
        "asa_s": reached["asa_s"].ravel(),
        "abandonment": reached["abandonment"].ravel(),
    }
    return pd.DataFrame(columns)


def _weekly_service(facts: Facts, requirement: Requirement, services: Services) -> dict[str, Float]:
    """Occupancy of the hours on duty, and the service of real-time queues; [q, t], nan where there is none.

    A period in which work is done in the gaps of another queue has no occupancy of its own: the people there
    are busy with both.
    """
    queues = facts.queues
    nothing = np.full(requirement.required_h.shape, np.nan)
    found = {name: nothing.copy() for name in ("occupancy", "service_level", "asa_s", "abandonment")}
    alone = ~queues.real_time[:, None] & (requirement.saved_h <= 0.0) & (requirement.interval_h > 0.0)
    np.divide(requirement.workload_h, requirement.interval_h, out=found["occupancy"], where=alone)
    for q, service in services.items():
        on_duty = requirement.agents[q].any(axis=(1, 2))
        found["occupancy"][q] = np.where(on_duty, service.weekly_occupancy, np.nan)
        found["asa_s"][q] = service.weekly_speed_of_answer_s
        if not np.isnan(queues.answer_within_s[q]):
            found["service_level"][q] = service.weekly_service_level
        if not np.isnan(queues.patience_s[q]):
            found["abandonment"][q] = service.weekly_abandonment
    return found


def agents_table(facts: Facts, requirement: Requirement, services: Services | None = None) -> pd.DataFrame:
    """One row for each open interval of each period of the real-time queues: the agents it needs."""
    services = service_reached(facts, requirement) if services is None else services
    frames = [_agents_of(facts, requirement, q, services[q]) for q in requirement.agents]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(BY_INTERVAL))


def _agents_of(facts: Facts, requirement: Requirement, queue: int, service: IntervalService) -> pd.DataFrame:
    queues, periods = facts.queues, facts.horizon.count
    profile, agents = facts.profiles[queues.queue[queue]], requirement.agents[queue]
    weekday, interval = np.nonzero(profile.is_open | (agents > 0.0).any(axis=0))
    minutes = interval * profile.interval_minutes
    weekly = requirement.demand.volume[queue] / weeks_per_period(facts)
    starts = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in minutes.tolist()]
    needed = agents[:, weekday, interval].ravel()
    level = service.service_level[:, weekday, interval].ravel()
    untimed = np.isnan(queues.answer_within_s[queue])
    values: dict[str, Any] = {
        "week_start": np.repeat(np.array(facts.horizon.labels, dtype=object), weekday.size),
        "queue": queues.queue[queue],
        "language": queues.language[queue],
        "weekday": np.tile(np.array(WEEKDAYS, dtype=object)[weekday], periods),
        "interval_start": np.tile(np.array(starts, dtype=object), periods),
        "utc_start": _utc_start(facts, queue, weekday, minutes),
        "volume": (weekly[:, None] * profile.share[weekday, interval]).ravel(),
        "agents": needed.astype(np.int64) if facts.sizing.whole_agents else needed,
        "service_level": np.where(untimed, np.nan, level),
        "occupancy": service.occupancy[:, weekday, interval].ravel(),
    }
    return pd.DataFrame(values, columns=list(BY_INTERVAL))


def _utc_start(facts: Facts, queue: int, weekday: Index, minutes: Index) -> Any:
    """Start of every interval of every week on the clock of UTC, blank where the local clock skips it.

    Where the local clock is put back and shows an hour twice, the first is meant. A month is planned by a
    typical week, which has no dates: blank.
    """
    horizon = facts.horizon
    if horizon.period != "week":
        return ""
    days = np.array(horizon.labels, dtype="datetime64[s]")
    into_week = ((weekday - horizon.start.weekday()) % 7 * 1440 + minutes) * np.timedelta64(60, "s")
    local = pd.DatetimeIndex((days[:, None] + into_week[None, :]).ravel())
    zone = facts.queues.rules.time_zone[queue] or facts.sizing.time_zone
    first = np.ones(len(local), dtype=np.bool_)
    utc = local.tz_localize(zone, ambiguous=first, nonexistent="NaT").tz_convert("UTC").tz_localize(None)
    text = np.datetime_as_string(utc.to_numpy().astype("datetime64[m]"))
    return np.where(utc.isna(), "", np.char.add(text, "Z"))

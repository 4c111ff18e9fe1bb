"""The requirement as files: hours by queue and period, agents by interval for real-time queues."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from capplan.facts import Facts
from capplan.report.tables import csv_text
from capplan.report.write import write_whole
from capplan.requirements.required import Requirement, agents_by_interval
from capplan.tables import WEEKDAYS

__all__ = ["agents_table", "requirement_table", "write"]


def requirement_table(facts: Facts, requirement: Requirement) -> pd.DataFrame:
    """One row for each queue, language and period."""
    queues, periods = facts.queues, facts.horizon.count
    count = len(queues.name)

    def repeated(values: tuple[str, ...]) -> np.ndarray:
        return np.repeat(np.array(values, dtype=object), periods)

    return pd.DataFrame(
        {
            "week_start": list(facts.horizon.labels) * count,
            "queue": repeated(queues.queue),
            "language": repeated(queues.language),
            "channel": repeated(queues.channel),
            "volume": queues.volume.ravel(),
            "aht_s": queues.aht_s.ravel(),
            "workload_h": requirement.workload_h.ravel(),
            "peaking": np.repeat(requirement.peaking, periods),
            "max_occupancy": np.repeat(queues.max_occupancy, periods),
            "schedule_efficiency": np.repeat(np.broadcast_to(queues.schedule_efficiency, count), periods),
            "required_h": requirement.required_h.ravel(),
        }
    )


def agents_table(facts: Facts) -> pd.DataFrame:
    """One row for each interval of each period of the real-time queues: the agents it needs."""
    frames = []
    for q in np.flatnonzero(facts.queues.real_time):
        profile = facts.profiles[facts.queues.queue[q]]
        agents = agents_by_interval(facts, int(q))
        period, weekday, interval = np.nonzero(np.broadcast_to(profile.share, agents.shape))
        minutes = interval * profile.interval_minutes
        frames.append(
            pd.DataFrame(
                {
                    "week_start": np.array(facts.horizon.labels, dtype=object)[period],
                    "queue": facts.queues.queue[q],
                    "language": facts.queues.language[q],
                    "weekday": np.array(WEEKDAYS, dtype=object)[weekday],
                    "interval_start": [f"{m // 60:02d}:{m % 60:02d}" for m in minutes],
                    "volume": facts.queues.volume[q, period]
                    * profile.share[weekday, interval]
                    * 168.0
                    / facts.horizon.period_h,
                    "agents": agents[period, weekday, interval].astype(int),
                }
            )
        )
    columns = ["week_start", "queue", "language", "weekday", "interval_start", "volume", "agents"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def write(facts: Facts, requirement: Requirement, folder: Path) -> None:
    """Write both tables into ``folder``, whole or not at all."""

    def fill(beside: Path) -> None:
        for name, table in (
            ("requirements.csv", requirement_table(facts, requirement)),
            ("agents_by_interval.csv", agents_table(facts)),
        ):
            (beside / name).write_text(csv_text(table), encoding="utf-8", newline="\n")

    write_whole(folder, fill)

"""What pooling is worth: the hours of languages apart and as one, of a queue at one place and split over sites.

A small queue needs more people for each contact than a large one. Two questions of a planner follow. What would
be saved if people who speak every language worked a queue as one? And what would it cost to cut a queue into a
part for each site, where today its sites answer it as one virtual queue, as the plan assumes?

Three weeks tell enough: the mean week of the plan, its busiest and its quietest one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.report.requirement.standard_people import sites_of
from capplan.requirements.demand import Demand
from capplan.requirements.pooling import pooling_saving, splitting_penalty
from capplan.requirements.required import Requirement
from capplan.requirements.week.by_interval import agents_by_interval, hours_on_duty

__all__ = ["pooling_table"]

Float = NDArray[np.float64]
COLUMNS = (
    "question",
    "queue",
    "language",
    "parts",
    "week",
    "week_start",
    "apart_h",
    "pooled_h",
    "saving_h",
    "saving_share",
)


@dataclass(frozen=True)
class _Weeks:
    """The three weeks of some queues in a language: name and first day (blank for the mean), [m, 3] demand."""

    name: tuple[str, ...]
    start: tuple[str, ...]
    volume: Float
    aht_s: Float


def pooling_table(facts: Facts, requirement: Requirement) -> pd.DataFrame:
    """A row for each question, real-time queue (and language, where it is about sites) and week of three.

    ``languages``: the languages of a queue apart, as planned, against one pool of people who speak them all.
    ``sites``: a queue in a language cut evenly over the sites whose teams may work it, against one virtual
    queue, as planned. Hours on duty, before schedule efficiency.
    """
    queues = facts.queues
    rows: list[dict[str, Any]] = []
    for queue in dict.fromkeys(queues.queue[q] for q in requirement.agents):
        languages = [q for q in requirement.agents if queues.queue[q] == queue]
        if len(languages) > 1:
            rows += _languages(facts, requirement, languages)
        for q in languages:
            if sites_of(facts, q).size > 1:
                rows += _sites(facts, requirement, q)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _languages(facts: Facts, requirement: Requirement, members: list[int]) -> list[dict[str, Any]]:
    weeks = _weeks(facts, requirement, members)
    pooling = pooling_saving(_sizing(facts, members[0]), weeks.volume, weeks.aht_s)
    spoken = "|".join(facts.queues.language[q] for q in members)
    apart, pooled = np.asarray(pooling.separate_h), np.asarray(pooling.pooled_h)
    return _rows("languages", facts.queues.queue[members[0]], spoken, len(members), weeks, apart, pooled)


def _sites(facts: Facts, requirement: Requirement, queue: int) -> list[dict[str, Any]]:
    weeks, parts = _weeks(facts, requirement, [queue]), int(sites_of(facts, queue).size)
    sizing = _sizing(facts, queue)
    pooled = sizing(weeks.volume[0], weeks.aht_s[0])
    extra = np.asarray(splitting_penalty(sizing, weeks.volume[0], weeks.aht_s[0], parts))
    name, language = facts.queues.queue[queue], facts.queues.language[queue]
    return _rows("sites", name, language, parts, weeks, pooled + extra, pooled)


def _weeks(facts: Facts, requirement: Requirement, members: list[int]) -> _Weeks:
    """The mean period of the plan, and the periods in which the queues together need most and least."""
    volume, aht_s = requirement.demand.volume[members], requirement.demand.aht_s[members]
    need = requirement.interval_h[members].sum(axis=0)
    at = [int(np.argmax(need)), int(np.argmin(need))]
    mean = volume.mean(axis=1)
    work = (volume * aht_s).mean(axis=1)
    mean_aht = np.where(mean > 0.0, work / np.where(mean > 0.0, mean, 1.0), aht_s.mean(axis=1))
    labels = facts.horizon.labels
    return _Weeks(
        ("mean", "busiest", "quietest"),
        ("", labels[at[0]], labels[at[1]]),
        np.column_stack([mean, volume[:, at]]),
        np.column_stack([mean_aht, aht_s[:, at]]),
    )


def _sizing(facts: Facts, queue: int) -> Callable[[Float, Float], Float]:
    """Hours on duty for any volumes and handle times [t] of a queue, by its own targets and profile."""
    count = len(facts.queues.name)

    def sized(volume: Float, aht_s: Float) -> Float:
        contacts, handle_s = (np.tile(np.asarray(values), (count, 1)) for values in (volume, aht_s))
        agents = agents_by_interval(facts, Demand(contacts, contacts, handle_s), queue)
        return hours_on_duty(facts, queue, agents)

    return sized


def _rows(
    question: str, queue: str, language: str, parts: int, weeks: _Weeks, apart_h: Float, pooled_h: Float
) -> list[dict[str, Any]]:
    saving_h = apart_h - pooled_h
    share = np.full_like(saving_h, np.nan)
    np.divide(saving_h, apart_h, out=share, where=apart_h > 0.0)
    series = (weeks.name, weeks.start, apart_h.tolist(), pooled_h.tolist(), saving_h.tolist(), share.tolist())
    return [
        dict(zip(COLUMNS, (question, queue, language, parts, *values), strict=True))
        for values in zip(*series, strict=True)
    ]

"""What there is to do: queues, their languages, the teams that may work them, volumes and profiles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from .places import LANGUAGES, Team
from .sizes import HOURS_OF_HEAD, START, Size

__all__ = [
    "ON_DEMAND",
    "Kind",
    "Queue",
    "forecast_rows",
    "kinds_of",
    "profile_rows",
    "queue_rows",
    "queues_of",
    "skills_of",
]


@dataclass(frozen=True)
class Kind:
    """A queue of queues.csv. ``weight`` is its share of work, ``overhead`` hours required for an hour of handling."""

    name: str
    channel: str
    priority: str
    weight: float
    aht_s: float
    occupancy: float
    overhead: float
    turnaround_h: float | None = None
    cleared: bool = False
    region: str = ""

    @property
    def real_time(self) -> bool:
        """Whether contacts are answered at once."""
        return self.turnaround_h is None


TEMPLATES = (
    # most work is Trust & Safety: reviews and mail that wait hours or days; a minority is answered at once
    Kind("spam_reports", "review", "P3", 1.5, 28.0, 0.87, 1.0, 168.0),
    Kind("support_voice", "voice", "P1", 0.7, 420.0, 0.82, 1.12),
    Kind("terror_priority", "review", "P0", 0.5, 150.0, 0.75, 1.0, 24.0, cleared=True, region="eu_us"),
    Kind("support_chat", "chat", "P1", 0.8, 700.0, 0.8, 1.05),
    Kind("account_email", "email", "P2", 1.4, 420.0, 0.85, 1.0, 72.0),
    Kind("hate_reports", "review", "P1", 1.6, 60.0, 0.83, 1.0, 72.0),
    Kind("graphic_violence", "review", "P1", 0.8, 75.0, 0.8, 1.0, 48.0, cleared=True),
    Kind("appeals", "review", "P2", 1.0, 180.0, 0.82, 1.0, 120.0),
    Kind("fraud_review", "review", "P2", 0.9, 240.0, 0.83, 1.0, 96.0),
    Kind("bullying_reports", "review", "P1", 0.9, 65.0, 0.83, 1.0, 48.0),
    Kind("ads_review", "review", "P3", 1.2, 45.0, 0.86, 1.0, 168.0),
    Kind("misinformation", "review", "P2", 0.8, 130.0, 0.82, 1.0, 120.0),
    Kind("seller_email", "email", "P3", 1.0, 500.0, 0.85, 1.0, 120.0),
    Kind("minor_safety", "review", "P1", 0.6, 110.0, 0.78, 1.0, 36.0, cleared=True),
    Kind("impersonation", "review", "P2", 0.7, 150.0, 0.84, 1.0, 96.0),
    Kind("copyright_claims", "email", "P3", 0.8, 600.0, 0.85, 1.0, 168.0),
)

REPEATED = tuple(kind for kind in TEMPLATES if not kind.real_time)
"""What larger instances have more of: service levels take long to size, and most such work waits anyhow."""

ON_DEMAND = TEMPLATES[0]
"""The work that is bought on demand."""

CONCURRENCY = 2.0
"""Chats that one person works at once."""


@dataclass(frozen=True)
class Queue:
    """A queue in a language with the teams (positions) that may work it and the hours it requires in week one."""

    kind: Kind
    language: str
    teams: tuple[int, ...]
    hours: float


def kinds_of(size: Size) -> tuple[Kind, ...]:
    """The queues: the templates, then those that wait, in turn and numbered."""
    found = []
    for k in range(size.kinds):
        rest = k - len(TEMPLATES)
        kind, turn = (
            (TEMPLATES[k], 0) if rest < 0 else (REPEATED[rest % len(REPEATED)], 1 + rest // len(REPEATED))
        )
        stretch = 1.0 + 0.15 * turn
        name = kind.name if turn == 0 else f"{kind.name}_{turn + 1}"
        found.append(replace(kind, name=name, aht_s=round(kind.aht_s * stretch, 1)))
    return tuple(found)


def queues_of(
    size: Size, kinds: tuple[Kind, ...], teams: tuple[Team, ...], random: np.random.Generator
) -> tuple[Queue, ...]:
    """Every kind in English, every language in one kind at least, the rest by the weight of the language.

    Hours are those that the opening people can do: the weights of kinds and languages, with noise of a quarter.
    """
    spoken = tuple(LANGUAGES)[: size.languages]
    chosen = [(k, "en") for k in range(len(kinds))]
    for position, name in enumerate(spoken[1:]):
        chosen += [(k, name) for k in (position % len(kinds),) if _able(kinds[k], name, teams)]
    open_ = [
        (k, name)
        for k in range(len(kinds))
        for name in spoken[1:]
        if (k, name) not in chosen and _able(kinds[k], name, teams)
    ]
    weight = np.array([LANGUAGES[name] for _, name in open_])
    more = random.choice(len(open_), size.queues - len(chosen), replace=False, p=weight / weight.sum())
    chosen = sorted(chosen + [open_[k] for k in more])
    weights = np.array([kinds[k].weight * LANGUAGES[name] for k, name in chosen])
    weights = np.maximum(weights * random.uniform(0.75, 1.25, len(weights)), 0.15 * weights.mean())
    hours = size.heads * HOURS_OF_HEAD * weights / weights.sum()
    return tuple(
        Queue(kinds[k], name, _chosen_teams(size, kinds[k], name, teams, random), float(hours[q]))
        for q, (k, name) in enumerate(chosen)
    )


def _eligible(kind: Kind, language: str, teams: tuple[Team, ...]) -> list[int]:
    return [
        p
        for p, team in enumerate(teams)
        if language in team.languages
        and not team.on_demand
        and (team.cleared or not kind.cleared)
        and (not kind.region or kind.region in team.site.country.regions.split("|"))
    ]


def _able(kind: Kind, language: str, teams: tuple[Team, ...]) -> bool:
    able = [p for p in _eligible(kind, language, teams) if not teams[p].site.candidate]
    return len(able) >= 2


def _chosen_teams(
    size: Size, kind: Kind, language: str, teams: tuple[Team, ...], random: np.random.Generator
) -> tuple[int, ...]:
    """A draw of the eligible teams, running ones first: at least two are not of candidates."""
    able = _eligible(kind, language, teams)
    low, high = size.teams_of_queue
    wanted = min(len(able), int(random.integers(low, high + 1)))
    running = [p for p in able if not teams[p].site.candidate]
    first = random.choice(running, min(2, wanted), replace=False).tolist()
    rest = [p for p in able if p not in first]
    return tuple(sorted(first + random.choice(rest, wanted - len(first), replace=False).tolist()))


def skills_of(
    queues: tuple[Queue, ...], teams: tuple[Team, ...], random: np.random.Generator
) -> dict[tuple[int, str], float]:
    """Pace by team (position) and queue: 0.9 to 1.08. Teams on demand do one kind of work."""
    wanted = sorted({(p, queue.kind.name) for queue in queues for p in queue.teams})
    wanted += [(p, ON_DEMAND.name) for p, team in enumerate(teams) if team.on_demand]
    return {key: round(float(random.uniform(0.9, 1.08)), 2) for key in wanted}


def queue_rows(kinds: tuple[Kind, ...]) -> list[dict[str, object]]:
    """The rows of queues.csv."""
    rows: list[dict[str, object]] = []
    for kind in kinds:
        row: dict[str, object] = {
            "queue": kind.name,
            "channel": kind.channel,
            "work": "real_time" if kind.real_time else "deferrable",
            "priority": kind.priority,
            "clearance": "sensitive" if kind.cleared else "",
            "data_region": kind.region,
            "max_occupancy": kind.occupancy,
            "turnaround_h": kind.turnaround_h,
            "severity": 0.7 if kind.cleared else 0.2 if kind.channel == "review" else "",
            "least_accuracy": 0.962 if kind.cleared else "",
        }
        if kind.real_time:
            chat = kind.channel == "chat"
            row |= {"service_level": 0.85 if chat else 0.8, "answer_within_s": 60 if chat else 20}
            row |= {"patience_s": 300 if chat else 120, "least_agents": 1}
        if kind.channel == "chat":
            row |= {"concurrency": CONCURRENCY, "aht_basis": "elapsed", "concurrency_growth": 0.3}
        rows.append(row)
    return rows


def forecast_rows(
    size: Size, queues: tuple[Queue, ...], random: np.random.Generator
) -> list[dict[str, object]]:
    """The rows of forecast.csv.

    Volumes grow by 10 to 25 % in all (over a year; a shorter plan has its part of it), swing by 4 % over the year
    with a phase by queue, rise by up to 7 % in December and carry 1.5 % of noise.
    """
    week = np.arange(size.weeks)
    december = 0.07 * np.exp(-(((week % 52) - 49.0) ** 2) / 12.0)
    rows: list[dict[str, object]] = []
    for queue in queues:
        growth = random.uniform(0.10, 0.25) * min(1.0, size.weeks / 52.0)
        swing = 0.04 * np.sin(2.0 * np.pi * (week / 52.0 - random.uniform(0.0, 1.0)))
        shape = (1.0 + growth * week / size.weeks) * (1.0 + swing - swing[0] + december)
        shape *= 1.0 + 0.015 * random.standard_normal(size.weeks)
        kind = queue.kind
        at_once = CONCURRENCY if kind.channel == "chat" else 1.0
        volume = queue.hours * 3600.0 * kind.occupancy * at_once / kind.aht_s / kind.overhead * shape
        for t, contacts in enumerate(volume.tolist()):
            start = START + timedelta(weeks=t)
            rows.append(
                {
                    "week_start": start,
                    "queue": kind.name,
                    "language": queue.language,
                    "volume": round(contacts),
                    "aht_s": kind.aht_s,
                }
            )
    return rows


def profile_rows(kinds: tuple[Kind, ...]) -> list[dict[str, object]]:
    """The rows of profile.csv: half hours from 8 to 22 o'clock, weekends at half, for queues answered at once.

    Deferrable queues have none: their work is spread over the week as people are there.
    """
    slot = np.arange(28)
    day = 0.4 + np.exp(-((slot - 6.0) ** 2) / 30.0) + 0.8 * np.exp(-((slot - 18.0) ** 2) / 40.0)
    of_day = np.array([1.08, 1.03, 1.0, 0.98, 0.95, 0.55, 0.45])
    share = of_day[:, None] * day
    share = np.round(share / share.sum(), 6)
    share[0, 0] += 1.0 - share.sum()
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return [
        {
            "queue": kind.name,
            "weekday": names[d],
            "interval_start": f"{8 + k // 2:02d}:{30 * (k % 2):02d}",
            "share": round(float(share[d, k]), 6),
        }
        for kind in kinds
        if kind.real_time
        for d in range(7)
        for k in range(28)
    ]

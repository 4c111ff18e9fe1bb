"""The schedule of a pool: its teams, what each queue got, which floors were missed, gaps that several could fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.report.schedule.team import TeamSchedule
from capplan.report.schedule.words import gap_facts, gap_text
from capplan.report.studies.put import rounded
from capplan.schedule_inputs import PoolCase
from capplan.shifts.exposure import exposed_places
from capplan.shifts.gaps import Gap, shared_gaps
from capplan.shifts.pooled import PoolSchedule

__all__ = [
    "POOL_COLUMNS", "PoolGap", "PooledSchedule", "pool_line", "pool_summary", "pool_tables",
    "queue_requirement_rows",
]  # fmt: skip

Float = NDArray[np.float64]
NOBODY = 1e-6
POOL_COLUMNS = {
    "queue_cover.csv": ("pool", "queue", "date", "interval_start", "utc_start", "required", "worked", "short"),
    "queue_people.csv": ("team", "queue", "date", "interval_start", "utc_start", "people"),
    "severe_work.csv": ("team", "shift", "date", "start", "length_h", "at", "people"),
    "least_people_kept.csv": (
        "pool", "language", "date", "interval_start", "utc_start", "least", "on_duty", "missing",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class PoolGap:
    """A gap, of a queue or of the least people of a language, with the team that fills it at the least cost."""

    of: str
    team: TeamSchedule
    gap: Gap

    def text(self) -> str:
        """One sentence."""
        return f"{self.of}: {gap_text(self.team, self.gap)}"

    def facts(self) -> dict[str, Any]:
        """The same for programs."""
        return gap_facts(self.team, self.gap, self.of)


@dataclass(frozen=True)
class PooledSchedule:
    """A pool, what it had to cover, and its schedule."""

    case: PoolCase
    schedule: PoolSchedule

    @cached_property
    def teams(self) -> tuple[TeamSchedule, ...]:
        """Its teams; what each is asked for is the work that it was given."""
        kept, found = self.schedule.pool.kept, self.schedule.teams
        return tuple(
            TeamSchedule(replace(case, on_work=kept[t] * found[t].case.required), found[t], self.case.name)
            for t, case in enumerate(self.case.teams)
        )

    @cached_property
    def gaps(self) -> tuple[PoolGap, ...]:
        """Gaps of its queues, then of its floors, each in the order of time."""
        pool, found = self.schedule.pool, self.schedule
        severe = [] if pool.severe is None else [pool.queues[q] for q in np.flatnonzero(pool.severe)]
        asked = [
            *zip(pool.queues, found.short, pool.may.T, [pool.short] * len(pool.queues), strict=True),
            *((f"least people {name.partition(' #')[0]}", missing, counts, price) for name, missing, counts, price in
              zip(pool.floors.name, found.missing, pool.floors.counts, pool.floors.price, strict=True)),
        ]  # fmt: skip
        return tuple(
            PoolGap(name, self.teams[able[t]], gap)
            for name, short, can, price in asked
            for able in [np.flatnonzero(can)]
            for capped in [[name in severe and pool.capped(int(t)) for t in able]]
            for t, gap in shared_gaps([found.teams[t] for t in able], short, float(price), capped)
        )

    def hours(self, values: Float) -> float:
        """Person-hours of people by interval."""
        return float(values.sum()) * self.case.line.minutes / 60.0


def pool_summary(pool: PooledSchedule) -> dict[str, Any]:
    """What a batch job wants to know of a pool; hours are on the work."""
    found, search = pool.schedule, pool.schedule.search
    rows = zip(found.pool.queues, found.pool.required, found.worked, found.short, strict=True)
    return {
        "pool": pool.case.name,
        "status": search.status,
        "objective": rounded(search.objective, 2),
        "bound": rounded(search.bound, 2),
        "gap": rounded(search.gap, 6),
        "teams": list(found.pool.names),
        "queues": [
            {
                "queue": name,
                "required_h": rounded(pool.hours(required), 4),
                "worked_h": rounded(pool.hours(worked), 4),
                "short_h": rounded(pool.hours(short), 4),
            }
            for name, required, worked, short in rows
        ],
        "least_people_missing_h": rounded(pool.hours(found.missing), 4),
        "gaps": len(pool.gaps),
        "costs": {name: rounded(value, 2) for name, value in found.costs.items()},
    }


def pool_line(pool: PooledSchedule, currency: str) -> str:
    """One line for a terminal."""
    found = pool.schedule
    short, required = pool.hours(found.short), pool.hours(found.pool.required)
    missing = pool.hours(found.missing)
    floors = f", {missing:,.1f} h fewer people on duty than the least" if missing else ""
    share = f"{short / required:.1%}" if required else "0 %"
    return (
        f"pool {pool.case.name}: {len(found.teams)} teams on {len(found.pool.queues)} queues for "
        f"{found.search.objective:,.0f} {currency}; short {short:,.1f} of {required:,.1f} h on the work "
        f"({share}){floors}"
    )


def pool_tables(pools: Sequence[PooledSchedule]) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table of pools by file name, columns as ``outputs/README.md`` explains them."""
    return {
        "queue_cover.csv": [row for pool in pools for row in _queue_cover(pool)],
        "queue_people.csv": [row for pool in pools for row in _queue_people(pool)],
        "severe_work.csv": [row for pool in pools for row in _severe_work(pool)],
        "least_people_kept.csv": [row for pool in pools for row in _least_people(pool)],
    }


def queue_requirement_rows(pools: Sequence[PooledSchedule]) -> list[dict[str, Any]]:
    """What was asked for, as queue_requirement.csv would say it."""
    return [
        {"queue": row["queue"].partition(":")[0], "language": row["queue"].partition(":")[2], "date": row["date"],
         "interval_start": row["interval_start"], "agents": row["required"]}
        for pool in pools
        for row in _queue_cover(pool)
    ]  # fmt: skip


def _moments(pool: PooledSchedule) -> list[dict[str, str]]:
    """Date, time and UTC of every interval, on the clock of the pool."""
    line = pool.case.line
    moments = [line.local(i) for i in range(line.count)]
    return [
        {
            "date": moment.date().isoformat(),
            "interval_start": f"{moment:%H:%M}",
            "utc_start": "" if line.cyclic else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        }
        for moment in moments
    ]


def _queue_cover(pool: PooledSchedule) -> list[dict[str, Any]]:
    found, moments = pool.schedule, _moments(pool)
    return [
        {"pool": pool.case.name, "queue": queue, **moments[i], "required": float(required[i]),
         "worked": float(worked[i]), "short": float(short[i])}
        for queue, required, worked, short in
        zip(found.pool.queues, found.pool.required, found.worked, found.short, strict=True)
        for i in range(required.size)
    ]  # fmt: skip


def _queue_people(pool: PooledSchedule) -> list[dict[str, Any]]:
    found, moments = pool.schedule, _moments(pool)
    return [
        {"team": team, "queue": found.pool.queues[q], **moments[i], "people": float(given[q, i])}
        for team, given in zip(found.pool.names, found.given, strict=True)
        for q, i in np.argwhere(given > NOBODY)
    ]


def _severe_work(pool: PooledSchedule) -> list[dict[str, Any]]:
    """Who of the teams with a limit is on severe queues when, by shift."""
    rows = []
    for case, found, on_severe in zip(
        pool.case.teams, pool.schedule.teams, pool.schedule.on_severe, strict=False
    ):
        shifts, line, places = found.case.shifts, case.line, exposed_places(found.case)
        for p in np.flatnonzero(on_severe > NOBODY):
            k, d = int(places.shift[p]), int(places.day[p])
            begin = int(shifts.begins[k, d])
            rows.append({
                "team": case.name,
                "shift": shifts.name[k],
                "date": line.day(line.shift_days[d]).isoformat(),
                "start": line.local(begin).isoformat(timespec="minutes"),
                "length_h": shifts.length[k] * line.minutes / 60.0,
                "at": line.local(begin + int(places.after[p])).isoformat(timespec="minutes"),
                "people": float(on_severe[p]),
            })  # fmt: skip
    return rows


def _least_people(pool: PooledSchedule) -> list[dict[str, Any]]:
    found, moments, floors = pool.schedule, _moments(pool), pool.schedule.pool.floors
    on_duty = floors.counts @ np.array([team.staffed for team in found.teams])
    return [
        {"pool": pool.case.name, "language": floors.name[f].split(" ")[0], **moments[i],
         "least": float(floors.least[f, i]), "on_duty": float(on_duty[f, i]),
         "missing": float(found.missing[f, i])}
        for f, i in np.argwhere(floors.least > 0.0)
    ]  # fmt: skip

"""A schedule as tables: shifts, breaks, tours, every interval, gaps, and the fit of queues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

import numpy as np
import pandas as pd

from capplan.report.schedule.pool import POOL_COLUMNS, PooledSchedule, pool_tables
from capplan.report.schedule.team import TeamSchedule
from capplan.report.schedule.words import gap_facts
from capplan.shifts.breaks import places

__all__ = ["requirement_rows", "schedule_tables"]

Teams = Sequence[TeamSchedule]
NOBODY = 1e-6
COLUMNS = {
    "shifts.csv": ("team", "shift", "date", "start", "end", "length_h", "paid_h", "people", "cost"),
    "breaks.csv": ("team", "shift", "date", "start", "length_h", "break", "begins", "minutes", "people"),
    "tours.csv": (
        "team", "tour", "pattern", "phase_weeks", "shift", "first_start", "last_start", "length_h", "people",
    ),
    "staffing_by_interval.csv": (
        "team", "date", "interval_start", "utc_start", "on_work", "required",
        "present", "on_break", "in_block", "staffed", "short", "spare",
    ),
    "offline_blocks.csv": (
        "team", "activity", "shift", "date", "start", "length_h", "begins", "minutes", "people",
    ),
    "gaps.csv": (
        "team", "queue", "from", "to", "worst", "short_h", "most_people", "reason",
        "remedy", "remedy_cost", "remedy_fills_h",
    ),
    "schedule_efficiency.csv": ("queue", "staffed_h", "schedule_efficiency"),
}  # fmt: skip


def schedule_tables(teams: Teams, pools: Sequence[PooledSchedule] = ()) -> dict[str, pd.DataFrame]:
    """Every result table by file name, as ``outputs/README.md`` explains them. ``teams`` has those of pools."""
    rows: dict[str, list[dict[str, Any]]] = {
        "shifts.csv": [row for team in teams for row in _shifts(team)],
        "breaks.csv": [row for team in teams for row in _breaks(team)],
        "tours.csv": [row for team in teams for row in _tours(team)],
        "staffing_by_interval.csv": [row for team in teams for row in _intervals(team)],
        "offline_blocks.csv": [row for team in teams for row in _blocks(team)],
        "gaps.csv": [
            *(gap_facts(team, gap) for team in teams for gap in team.gaps if not team.pool),
            *(gap.facts() for pool in pools for gap in pool.gaps),
        ],
        "schedule_efficiency.csv": _efficiency(teams, pools),
        **(pool_tables(pools) if pools else {}),
    }
    columns = {**COLUMNS, **POOL_COLUMNS}
    return {name: pd.DataFrame(found, columns=list(columns[name])) for name, found in rows.items()}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _moment(team: TeamSchedule, interval: int) -> str:
    """A moment on the clock of the team, with its distance from UTC where the horizon is one of real days."""
    return team.case.line.local(interval).isoformat(timespec="minutes")


def _shifts(team: TeamSchedule) -> list[dict[str, Any]]:
    line, shifts, people = team.case.line, team.schedule.case.shifts, team.schedule.people
    rows = []
    for d, k in np.argwhere(people.T > NOBODY):
        begin = int(shifts.begins[k, d])
        rows.append({
            "team": team.case.name,
            "shift": shifts.name[k],
            "date": line.day(line.shift_days[int(d)]).isoformat(),
            "start": _moment(team, begin),
            "end": _moment(team, begin + int(shifts.length[k])),
            "length_h": shifts.length[k] * line.minutes / 60.0,
            "paid_h": shifts.paid_h[k],
            "people": people[k, d],
            "cost": shifts.cost[k] * people[k, d],
        })  # fmt: skip
    return rows


def _breaks(team: TeamSchedule) -> list[dict[str, Any]]:
    line, shifts, breaks = team.case.line, team.schedule.case.shifts, team.schedule.case.breaks
    of_break, after = places(breaks)
    rows = []
    for d, p in np.argwhere(team.schedule.away.T > NOBODY):
        b = of_break[p]
        k = breaks.shift[b]
        begin = int(shifts.begins[k, d])
        rows.append({
            "team": team.case.name,
            "shift": shifts.name[k],
            "date": line.day(line.shift_days[int(d)]).isoformat(),
            "start": _moment(team, begin),
            "length_h": shifts.length[k] * line.minutes / 60.0,
            "break": breaks.name[b],
            "begins": _moment(team, begin + int(after[p])),
            "minutes": int(breaks.length[b]) * line.minutes,
            "people": team.schedule.away[p, d],
        })  # fmt: skip
    return rows


def _blocks(team: TeamSchedule) -> list[dict[str, Any]]:
    line, shifts, offline = team.case.line, team.schedule.case.shifts, team.schedule.case.offline
    rows = []
    for p in np.flatnonzero(team.schedule.offline > NOBODY):
        assert offline is not None
        a, k, d = int(offline.activity[p]), int(offline.shift[p]), int(offline.day[p])
        begin = int(shifts.begins[k, d])
        rows.append({
            "team": team.case.name,
            "activity": offline.name[a],
            "shift": shifts.name[k],
            "date": line.day(line.shift_days[d]).isoformat(),
            "start": _moment(team, begin),
            "length_h": shifts.length[k] * line.minutes / 60.0,
            "begins": _moment(team, begin + int(offline.after[p])),
            "minutes": int(offline.length[a]) * line.minutes,
            "people": team.schedule.offline[p],
        })  # fmt: skip
    return rows


def _tours(team: TeamSchedule) -> list[dict[str, Any]]:
    tours, shifts = team.schedule.case.tours, team.schedule.case.shifts
    rows = []
    for j in np.flatnonzero(team.schedule.on_tour > NOBODY):
        assert tours is not None
        may = np.flatnonzero(tours.shifts[j])
        rows.append({
            "team": team.case.name,
            "tour": tours.name[j],
            "pattern": tours.pattern[j],
            "phase_weeks": int(tours.phase[j]),
            "shift": shifts.name[may[0]],
            "first_start": _clock(int(shifts.start[may].min())),
            "last_start": _clock(int(shifts.start[may].max())),
            "length_h": shifts.length[may[0]] * team.case.line.minutes / 60.0,
            "people": team.schedule.on_tour[j],
        })  # fmt: skip
    return rows


def requirement_rows(team: TeamSchedule) -> list[dict[str, Any]]:
    """What was asked for, as interval_requirement.csv would say it."""
    asked = {"date": "date", "interval_start": "interval_start", "on_work": "agents"}
    return [
        {"team": row["team"], **{name: row[column] for column, name in asked.items()}}
        for row in _intervals(team)
    ]


def _intervals(team: TeamSchedule) -> list[dict[str, Any]]:
    line, found = team.case.line, team.schedule
    moments = [line.local(i) for i in range(line.count)]
    present, on_break, in_block = found.present, found.on_break, found.in_block
    values = {
        "on_work": team.case.on_work,
        "required": found.case.required,
        "present": present,
        "on_break": on_break,
        "in_block": in_block,
        "staffed": present - on_break - in_block,
        "short": found.short,
        "spare": found.spare,
    }
    return [
        {
            "team": team.case.name,
            "date": moment.date().isoformat(),
            "interval_start": f"{moment:%H:%M}",
            "utc_start": "" if line.cyclic else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
            **{name: float(column[i]) for name, column in values.items()},
        }
        for i, moment in enumerate(moments)
    ]


def _efficiency(teams: Teams, pools: Sequence[PooledSchedule]) -> list[dict[str, Any]]:
    """The fit of every queue: that of the teams that work it, by their staffed hours times their share of it.

    In a pool the share is that of the hours on duty that the team gives to the queue.
    """
    staffed: dict[str, float] = {}
    useful: dict[str, float] = {}
    shares = [
        (team, dict.fromkeys(team.case.rules.queues, team.case.rules.share))
        for team in teams
        if not team.pool
    ]
    for pool in pools:
        for team, given in zip(pool.teams, pool.schedule.given, strict=True):
            worked = given.sum(axis=1) / max(float(given.sum()), NOBODY)
            shares.append((team, dict(zip(pool.schedule.pool.queues, worked.tolist(), strict=True))))
    for team, share in shares:
        for queue, part in share.items():
            hours = team.hours.staffed * part
            staffed[queue] = staffed.get(queue, 0.0) + hours
            useful[queue] = useful.get(queue, 0.0) + hours * team.hours.efficiency
    return [
        {"queue": queue, "staffed_h": hours, "schedule_efficiency": useful[queue] / hours}
        for queue, hours in staffed.items()
        if hours > 0.0
    ]

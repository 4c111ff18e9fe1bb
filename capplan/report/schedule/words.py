"""Gaps in words: when, how many are missing, why, and the cheapest way to fill them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from capplan.report.schedule.team import TeamSchedule
from capplan.report.studies.put import rounded
from capplan.shifts.gaps import Gap

__all__ = ["gap_facts", "gap_text", "local_text", "missed_text", "reason_text", "remedy_text"]

NOBODY = 1e-6
REASONS = {
    "exposure": "who is idle then has had all it may have of severe queues",
    "night": "a night rule forbids every shift then",
    "no_shift": "no shift may be worked then",
    "people_limit": "every shift that holds it has its most_people",
    "no_tour": "no tour may work a shift then",
    "tour_limit": "every kind of tour that may work then has its most_people",
    "heads": "everybody who is there has a tour",
    "price": "one more person costs more than the hours it fills",
}


def local_text(team: TeamSchedule, interval: int) -> str:
    """When an interval begins, on the clock of the team: 2026-03-02 08:30."""
    return team.case.line.local(interval).strftime("%Y-%m-%d %H:%M")


def gap_text(team: TeamSchedule, gap: Gap) -> str:
    """One sentence: team, when, how many, why, what to do."""
    first, end = local_text(team, gap.first), local_text(team, gap.last + 1)
    end = end[11:] if end[:10] == first[:10] else end
    hours = gap.short * team.case.line.minutes / 60.0
    many = f"{gap.most:.3g} {'person' if abs(gap.most - 1.0) < 1e-6 else 'people'} short at most ({hours:,.1f} h)"
    return (
        f"{team.case.name}, {first} to {end}: {many}, {reason_text(gap)}; "
        f"cheapest remedy: {remedy_text(team, gap)}."
    )


def reason_text(gap: Gap) -> str:
    """Why it is short."""
    return REASONS[gap.reason]


def remedy_text(team: TeamSchedule, gap: Gap) -> str:
    """What fills the worst interval, and what it costs."""
    line, shifts = team.case.line, team.schedule.case.shifts
    if gap.shift < 0:
        return "allow a shift at all"
    name, start = shifts.name[gap.shift], int(shifts.start[gap.shift])
    day = line.day(gap.day - line.lead_in)
    which = f"{name} {start // 60:02}:{start % 60:02} of {day}"
    hours = gap.filled * line.minutes / 60.0
    worth = f"for {gap.remedy_cost:,.2f}, it fills up to {hours:,.1f} h"
    if gap.reason == "night":
        return f"allow night work on {which}, {worth}"
    if gap.reason == "no_shift":
        moved = abs(gap.moved) * line.minutes / 60.0
        return f"let {which} begin {moved:g} h {'later' if gap.moved > 0 else 'earlier'}, {worth}"
    tour = "" if team.schedule.case.tours is None else "a tour with "
    what = {
        "people_limit": f"allow one more person on {which}",
        "no_tour": f"a tour that allows {which}",
        "tour_limit": f"allow one more person on a tour with {which}",
        "heads": f"one more head, on a tour with {which}",
        "price": f"one more person on {tour}{which}",
        "exposure": f"one more person on {tour}{which}, or a higher most_severe_h",
    }[gap.reason]
    return f"{what}, {worth}"


def missed_text(team: TeamSchedule) -> list[str]:
    """Offline work that is not held, a sentence for each activity and week."""
    offline, line = team.schedule.case.offline, team.case.line
    if offline is None:
        return []
    missed = team.schedule.missed
    return [
        f"{team.case.name}, week of {line.day(7 * int(w))}: {missed[a, w]:.4g} of {offline.wanted[a, w]:.4g} blocks "
        f"of {offline.name[a]} are not held; remedies: people on shifts with a place for it, fewer blocks, or wider "
        "limits in offline_work.csv."
        for a, w in np.argwhere(missed > NOBODY)
    ]


def gap_facts(team: TeamSchedule, gap: Gap, of: str = "") -> dict[str, Any]:
    """The same for programs; times are local. ``of``: the queue (or floor) of a pool that people are missing from."""
    interval_h = team.case.line.minutes / 60.0
    cost = None if math.isnan(gap.remedy_cost) else rounded(gap.remedy_cost, 2)
    return {
        "team": team.case.name,
        "queue": of,
        "from": local_text(team, gap.first),
        "to": local_text(team, gap.last + 1),
        "worst": local_text(team, gap.worst),
        "short_h": rounded(gap.short * interval_h, 4),
        "most_people": rounded(gap.most, 4),
        "reason": gap.reason,
        "remedy": remedy_text(team, gap),
        "remedy_cost": cost,
        "remedy_fills_h": rounded(gap.filled * interval_h, 4),
    }

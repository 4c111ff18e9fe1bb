"""Who a schedule has on the work against who a plan requires, by weekday and hour, on the clock of the plan.

Index    w weekday    h hour    j team of the schedule    q queue in a language, answered in real time, of both

Given    people[j,i]     people of a team on the work in an interval                       people
         share[j]        part of its queues that a team stands for
         required[q,w,h] people on duty whom the plan requires in its period of the schedule

Equation scheduled[w,h] = sum over j: mean of people[j,i] over the intervals i in that hour
         asked[w,h]     = sum over q: required * min(1, sum over the teams j of q: share)
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from capplan.horizon import Horizon
from capplan.plan import Plan
from capplan.report.measures import HOURS, people_by_hour
from capplan.scheduled_people import ScheduledPeople, ScheduledTeam

__all__ = ["ScheduledHours", "queues_of_both", "scheduled_hours"]

Float = NDArray[np.float64]
HOUR = 60  # minutes
WEEK = 7 * 24 * HOUR


@dataclass(frozen=True)
class ScheduledHours:
    """[weekday, hour] people; nan where nobody is scheduled and nobody required.

    ``of_week`` is whether ``period`` is the one in which the schedule begins; otherwise it is the busiest.
    ``part`` says of every queue of both which part of it the teams stand for; ``left_out`` are teams that work
    other queues as well, so that who of them is there for these cannot be told.
    """

    period: int
    of_week: bool
    part: dict[str, float]
    left_out: tuple[str, ...]
    scheduled: Float
    required: Float


def queues_of_both(plan: Plan, scheduled: ScheduledPeople) -> frozenset[str]:
    """The queues (queue:language) that the plan answers in real time and a team of the schedule works."""
    names = {plan.facts.queues.name[q] for q in plan.requirement.agents}
    return frozenset(queue for team in scheduled.teams for queue in team.queues if queue in names)


def scheduled_hours(plan: Plan) -> ScheduledHours | None:
    """Scheduled against required; None where the plan has no schedule beside it, or shares no queue with it."""
    found = plan.scheduled
    shared = frozenset() if found is None else queues_of_both(plan, found)
    if found is None or not shared:
        return None
    teams = [team for team in found.teams if shared.issuperset(team.queues)]
    others = [team.name for team in found.teams if team not in teams and not shared.isdisjoint(team.queues)]
    part: dict[str, float] = {}
    for team in teams:
        for queue in team.queues:
            part[queue] = min(1.0, part.get(queue, 0.0) + team.share)
    own = _period(plan.facts.horizon, found)
    period, by_queue = people_by_hour(plan, own)
    required = np.zeros((7, HOURS))
    for q, people in by_queue.items():
        required += part.get(plan.facts.queues.name[q], 0.0) * people
    there = np.sum([_mean(team, found.minutes, plan.facts.sizing.time_zone) for team in teams], axis=0)
    there = there if teams else np.zeros((7, HOURS))
    empty = (there <= 0.0) & (required <= 0.0)
    return ScheduledHours(
        period, own is not None, part, tuple(others),
        np.where(empty, np.nan, there), np.where(empty, np.nan, required),
    )  # fmt: skip


def _period(horizon: Horizon, scheduled: ScheduledPeople) -> int | None:
    """The period of the plan in which the schedule begins, or None."""
    return next(
        (t for t in range(horizon.count) if horizon.day(t) <= scheduled.start < horizon.day(t + 1)), None
    )


def _mean(team: ScheduledTeam, minutes: int, zone: str) -> Float:
    """[weekday, hour] people, mean of the minutes of the schedule that fall in the hour."""
    clock = ZoneInfo(zone)
    local = [moment.astimezone(clock) for moment in team.begins]
    begins = np.array([(at.weekday() * HOURS + at.hour) * HOUR + at.minute for at in local], dtype=np.int64)
    hour = (begins[:, None] + np.arange(minutes)) % WEEK // HOUR
    people = np.broadcast_to(team.people[:, None], hour.shape)
    sums = np.bincount(hour.ravel(), people.ravel(), 7 * HOURS)
    count = np.bincount(hour.ravel(), minlength=7 * HOURS)
    return np.divide(sums, count, out=np.zeros(7 * HOURS), where=count > 0).reshape(7, HOURS)

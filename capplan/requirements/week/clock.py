"""A profile in the local time of its queue, told in the time of the plan.

    share(plan interval) = share(local interval that it is there), and all of them made to sum to 1 again

Clocks change, and not everywhere on the same day: New York is six hours behind Berlin for most of the year, and
five for some weeks of March and one of autumn. So the week is walked from its first instant to its last, and each
interval takes the share that its local clock shows at that instant. Rows are weekdays, monday first, whatever day
the week begins on; a local time of the day before the week is that weekday's own, as every week has one profile.

Where a clock changes within the week
    the local clock skips an hour     that hour's share has no time to arrive in, and is spread over the week
    the local clock shows one twice   both times have its share, and the week has so much less elsewhere
    the plan's clock skips an hour    no share: nobody can be on duty then
    the plan's clock shows one twice  the mean of both times, as agents for it are on duty both times

so a week keeps its volume.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from math import gcd
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.nearest import did_you_mean
from capplan.requirements.arguments import Floats
from capplan.requirements.week.week_profile import checked_profile

__all__ = ["in_plan_time"]

DAY = 1440  # minutes
COMMON_INTERVALS = (60, 30, 15, 10, 5)


def in_plan_time(
    shares: ArrayLike, interval_minutes: float, time_zone: str, plan_time_zone: str, week_start: date
) -> Floats:
    """The shares [7, n] of a week in the time of the plan, from those in the local time of the queue.

    ``shares`` [7, n] of the week's volume, monday first, sum to 1, and so does the result. The intervals are whole
    minutes and fill the day. ``time_zone`` of the queue and ``plan_time_zone`` are names of the IANA database,
    Europe/Berlin for example; ``week_start`` is the first day of the week in plan time, any weekday. Raises
    ValueError for an unknown zone, for clocks that differ by parts of an interval, and where the week has no share
    left because all of it lay in an hour that was skipped.
    """
    profile = checked_profile(shares, interval_minutes)
    minutes = _whole_minutes(interval_minutes, profile.shape[1])
    for zone, name in ((time_zone, "time_zone"), (plan_time_zone, "plan_time_zone")):
        _check_zone(zone, name)
    here, there = _same_instants(time_zone, plan_time_zone, week_start, minutes)
    times = np.bincount(there, minlength=profile.size)
    told = np.bincount(there, profile.reshape(-1)[here], minlength=profile.size) / np.maximum(times, 1)
    total = float(told.sum())
    if total <= 0.0:
        raise ValueError(
            f"shares lie only in time that {time_zone} skips in the week of {week_start}: give them elsewhere"
        )
    return np.asarray(told / total, dtype=np.float64).reshape(profile.shape)


def _whole_minutes(interval_minutes: float, intervals: int) -> int:
    minutes = int(interval_minutes)
    if minutes != interval_minutes or minutes * intervals != DAY:
        raise ValueError(
            f"intervals must be whole minutes and fill the day; found {intervals} of {interval_minutes:g} minutes"
        )
    return minutes


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _check_zone(zone: str, name: str) -> None:
    if zone not in _zones():
        hint = (
            did_you_mean(zone, sorted(_zones())) or "A name of the IANA database is wanted, as Europe/Berlin."
        )
        raise ValueError(f"{name} {zone!r} is no time zone. {hint}")


def _instant(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins; where its clock shows midnight twice, the first time."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@lru_cache(maxsize=1024)
def _same_instants(
    time_zone: str, plan_time_zone: str, week_start: date, minutes: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For every instant of the week the interval on the local clock and on the plan's, counted from monday."""
    local, plan = ZoneInfo(time_zone), ZoneInfo(plan_time_zone)
    first, end = _instant(week_start, plan), _instant(week_start + timedelta(days=7), plan)
    length = timedelta(minutes=minutes)
    instants = [first + k * length for k in range(-((first - end) // length))]
    minute_here, minute_there = (
        np.array([_minute_of_week(instant.astimezone(zone)) for instant in instants])
        for zone in (local, plan)
    )
    odd = np.flatnonzero((minute_here % minutes != 0) | (minute_there % minutes != 0))
    if odd.size:
        apart = instants[odd[0]]
        raise ValueError(_odd_clocks(apart, local, plan, minutes))
    here, there = minute_here // minutes, minute_there // minutes
    for values in (here, there):
        values.setflags(write=False)  # they are kept for the next queue
    return here, there


def _minute_of_week(moment: datetime) -> int:
    return DAY * moment.weekday() + 60 * moment.hour + moment.minute


def _odd_clocks(instant: datetime, local: ZoneInfo, plan: ZoneInfo, minutes: int) -> str:
    """What to do where two clocks differ by parts of an interval, or one of them is put on by such a part."""
    here, there = (instant.astimezone(zone) for zone in (local, plan))
    apart = here.replace(tzinfo=None) - there.replace(tzinfo=None)
    odd = [_minute_of_week(moment) % minutes for moment in (here, there)]
    fits = [length for length in COMMON_INTERVALS if length < minutes and gcd(*odd, minutes) % length == 0]
    advice = (
        f"give the profile in intervals of {' or '.join(map(str, fits))} minutes"
        if fits
        else "give a finer one"
    )
    length = timedelta(minutes=minutes)
    how = (
        f"differ by {apart / timedelta(hours=1):+g} hours"
        if apart % length
        else "change by part of an interval"
    )
    return (
        f"time_zone {local.key} and plan_time_zone {plan.key} {how} on {there:%Y-%m-%d at %H:%M}, "
        f"which intervals of {minutes} minutes cannot tell: {advice}"
    )

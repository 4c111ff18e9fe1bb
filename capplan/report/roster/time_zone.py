"""The rules of a time zone in a calendar: every change of clocks from a year before the first day to a year after.

Changes are read off the zone itself, moment by moment, and each is written as it stands in the standard: its start
is told by the clock before the change.

Source   RFC 5545, section 3.6.5.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

__all__ = ["changes", "time_zone"]

YEAR = timedelta(days=366)
MINUTE = timedelta(minutes=1)


def changes(zone: ZoneInfo, first: date, last: date) -> list[datetime]:
    """The moments (UTC) between two days at which the clock of a zone changes."""
    found = []
    day = datetime.combine(first, time(), UTC)
    while day.date() < last:
        before, after = day, day + timedelta(days=1)
        if _offset(zone, before) != _offset(zone, after):
            while after - before > MINUTE:
                half = before + (after - before) // 2
                half = half.replace(second=0, microsecond=0)
                before, after = (
                    (before, half) if _offset(zone, half) != _offset(zone, before) else (half, after)
                )
            found.append(after)
        day += timedelta(days=1)
    return found


def time_zone(name: str, first: date, last: date) -> Timezone | None:
    """The component for the days from ``first`` to ``last``; None for UTC, which needs none."""
    if name == "UTC":
        return None
    zone = ZoneInfo(name)
    begin = datetime.combine(first - YEAR, time(), UTC)
    component = Timezone()
    component.add("tzid", name)
    for moment in (begin, *changes(zone, first - YEAR, last + YEAR)):
        local = moment.astimezone(zone)
        before = _offset(zone, moment - MINUTE)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        part.add("dtstart", (moment + before).replace(tzinfo=None))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", _offset(zone, moment))
        part.add("tzname", local.tzname() or name)
        component.add_component(part)
    return component


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()

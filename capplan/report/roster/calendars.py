"""Calendars (iCalendar, RFC 5545) of a roster: one file for every person, one for every team.

Times are those of the roster's time zone, whose rules stand in the file: a program that reads it needs no table of
its own, and shows a shift rightly across a change of clocks. The stamp of every event is the midnight before the
roster (UTC), not the moment of writing, so that the same roster is the same file byte for byte; its identity follows
from person and day, so that a later roster changes events instead of adding some.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone

from capplan.report.roster.tables import shift_span
from capplan.report.roster.time_zone import time_zone
from capplan.roster_facts import RosterFacts
from capplan.rostering import OFF, Roster

__all__ = ["calendars", "file_name"]


def calendars(roster: Roster) -> dict[str, bytes]:
    """File name to content: ``people/NAME.ics`` and, where there are teams, ``teams/NAME.ics``."""
    facts = roster.facts
    names, teams = facts.people.names, dict.fromkeys(filter(None, facts.people.team))
    groups = {f"people/{file_name(name, names)}.ics": [person] for person, name in enumerate(names)}
    groups |= {
        f"teams/{file_name(team, tuple(teams))}.ics": [
            p for p, own in enumerate(facts.people.team) if own == team
        ]
        for team in teams
    }
    zone = time_zone(facts.time_zone, facts.days.first, facts.days.dates[-1])
    return {name: _calendar(roster, people, zone, name) for name, people in groups.items()}


def file_name(name: str, others: tuple[str, ...]) -> str:
    """The name in letters, digits, - and _; with a number where another name would give the same file."""
    plain = _plain(name)
    same = [other for other in others if _plain(other).casefold() == plain.casefold()]
    return plain if len(same) == 1 else f"{plain}-{same.index(name) + 1}"


def _plain(name: str) -> str:
    return re.sub(r"[^\w-]+", "_", name).strip("_") or "_"


def _calendar(roster: Roster, people: list[int], zone: Timezone | None, name: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//capplan//roster//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if zone is not None:
        calendar.add_component(zone)
    in_team = name.startswith("teams/")
    for person in people:
        for day, shift in enumerate(roster.shift_of[person].tolist()):
            if shift != OFF:
                calendar.add_component(_event(roster.facts, person, day, shift, in_team))
    return bytes(calendar.to_ical())


def _event(facts: RosterFacts, person: int, day: int, shift: int, in_team: bool) -> Event:
    name, what = facts.people.names[person], facts.shifts.names[shift]
    begin, _ = shift_span(facts, day, shift)
    event = Event()
    event.add("uid", _identity(name, facts.days.labels[day]))
    event.add("dtstamp", datetime.combine(facts.days.first, time(), UTC))
    event.add("dtstart", begin)
    # not its end by the clock, which is there twice in the night in which clocks go back
    event.add("duration", timedelta(minutes=int(facts.shifts.length_min[shift])))
    event.add("summary", f"{name}: {what}" if in_team else what)
    return event


def _identity(person: str, day: str) -> str:
    return f"{day}-{hashlib.sha256(person.encode()).hexdigest()[:16]}@capplan"

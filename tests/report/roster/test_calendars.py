"""Calendars read back: moments right across a change of clocks, stable identities, names as file names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from icalendar import Calendar

from capplan.report.roster.calendars import calendars, file_name
from capplan.report.roster.time_zone import changes, time_zone
from capplan.rostering import Roster
from tests.rostering.small_roster import people, small


def nights(first: date, zone: str = "Europe/Berlin", start_min: int = 1320) -> dict[str, bytes]:
    """A works the night shift of 8 hours on three days in a row."""
    facts = small(3, first=first, people=people(2, 3, team=("chat", "")))
    shifts = replace(facts.shifts, start_min=np.array([540, start_min]))
    facts = replace(facts, time_zone=zone, shifts=shifts)
    shift_of = np.array([[1, 1, 1], [-1, -1, -1]])
    return calendars(Roster(facts, shift_of, {}, None, None, True, "", 0.0))


def moments(content: bytes) -> list[tuple[datetime, datetime]]:
    found = []
    for event in Calendar.from_ical(content).walk("VEVENT"):
        begin = event["dtstart"].dt.astimezone(UTC)
        found.append((begin, begin + event["duration"].dt))
    return found


def test_a_night_lasts_eight_hours_whatever_the_clocks_do() -> None:
    for first, utc_hours in ((date(2026, 3, 27), [21, 21, 20]), (date(2026, 10, 23), [20, 20, 21])):
        found = moments(nights(first)["people/A.ics"])
        assert [begin.hour for begin, _ in found] == utc_hours
        assert {end - begin for begin, end in found} == {timedelta(hours=8)}


def test_a_start_in_the_hour_that_is_left_out_is_an_hour_later() -> None:
    found = moments(nights(date(2026, 3, 28), start_min=150)["people/A.ics"])
    assert [begin.isoformat() for begin, _ in found] == [
        "2026-03-28T01:30:00+00:00",
        "2026-03-29T01:30:00+00:00",  # 2:30 is not there, it is 3:30
        "2026-03-30T00:30:00+00:00",
    ]


def test_the_rules_of_the_zone_stand_in_the_file() -> None:
    text = nights(date(2026, 3, 27))["people/A.ics"].decode()
    assert "DTSTART;TZID=Europe/Berlin:20260329T220000" in text
    assert "DURATION:PT8H" in text
    # the clock goes forward at 2:00 by the clock before, and back at 3:00
    spring = "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    autumn = "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    assert spring in text
    assert autumn in text


def test_changes_of_clocks_are_found_to_the_minute() -> None:
    found = changes(ZoneInfo("Europe/Berlin"), date(2026, 1, 1), date(2026, 12, 31))
    assert [moment.isoformat() for moment in found] == [
        "2026-03-29T01:00:00+00:00",
        "2026-10-25T01:00:00+00:00",
    ]
    assert changes(ZoneInfo("Asia/Kolkata"), date(2026, 1, 1), date(2026, 12, 31)) == []
    assert time_zone("UTC", date(2026, 1, 1), date(2026, 1, 2)) is None


def test_a_team_has_one_calendar_with_names_and_its_events_keep_their_identity() -> None:
    found = nights(date(2026, 3, 27))
    assert sorted(found) == ["people/A.ics", "people/B.ics", "teams/chat.ics"]
    team, own = (
        Calendar.from_ical(found[name]).walk("VEVENT") for name in ("teams/chat.ics", "people/A.ics")
    )
    assert [str(event["summary"]) for event in team] == ["A: N"] * 3
    assert [str(event["summary"]) for event in own] == ["N"] * 3
    assert [event["uid"] for event in team] == [event["uid"] for event in own]
    assert len({str(event["uid"]) for event in own}) == 3
    assert {event["dtstamp"].dt.isoformat() for event in own} == {"2026-03-27T00:00:00+00:00"}


def test_names_become_names_of_files() -> None:
    names = ("Ada L.", "Ada/L", "Güneş", "..", "ada l")
    assert [file_name(name, names) for name in names] == ["Ada_L-1", "Ada_L-2", "Güneş", "_", "ada_l-3"]

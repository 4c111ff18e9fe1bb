from __future__ import annotations

from datetime import date

import pytest

from capplan.shifts.timeline import Timeline

SPRING, AUTUMN = date(2026, 3, 28), date(2026, 10, 24)  # Saturdays before the clock of Berlin changes
BERLIN = "Europe/Berlin"


def test_days_have_23_24_and_25_hours() -> None:
    assert Timeline(SPRING, 2, 30, BERLIN).count == 48 + 46
    assert Timeline(AUTUMN, 2, 30, BERLIN).count == 48 + 50
    assert Timeline(SPRING, 2, 30, BERLIN, cyclic=True).count == 96


def test_a_night_shift_lasts_real_hours() -> None:
    line = Timeline(SPRING, 2, 30, BERLIN)
    begin = line.position(0, 22 * 60)
    assert line.local(begin).isoformat() == "2026-03-28T22:00:00+01:00"
    assert line.local(begin + 16).isoformat() == "2026-03-29T07:00:00+02:00"


def test_a_start_that_the_clock_skips_is_the_moment_it_jumps_to_or_after() -> None:
    line = Timeline(SPRING, 2, 30, BERLIN)
    assert line.local(line.position(1, 150)).isoformat() == "2026-03-29T03:30:00+02:00"


def test_of_an_hour_shown_twice_the_first_is_meant() -> None:
    line = Timeline(AUTUMN, 2, 30, BERLIN)
    at = line.position(1, 150)
    assert line.local(at).isoformat() == "2026-10-25T02:30:00+02:00"
    assert line.local(at + 2).isoformat() == "2026-10-25T02:30:00+01:00"


def test_a_clock_that_changes_by_half_an_hour_needs_short_intervals() -> None:
    with pytest.raises(ValueError, match="by a part of an interval"):
        Timeline(date(2026, 4, 4), 2, 60, "Australia/Lord_Howe")
    assert Timeline(date(2026, 4, 4), 2, 30, "Australia/Lord_Howe").count == 97


def test_the_day_before_the_horizon_has_places_below_0() -> None:
    line = Timeline(SPRING, 1, 60, BERLIN)
    assert line.position(-1, 22 * 60) == -2
    assert line.lead_in == 1
    assert Timeline(SPRING, 1, 60, BERLIN, cyclic=True).lead_in == 0

"""Profiles told in the time of the plan: real zones, real dates, clocks that change."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.requirements.week.clock import in_plan_time

MONDAY, TUESDAY, SATURDAY, SUNDAY = 0, 1, 5, 6


def all_at(weekday: int, hour: float, minutes: int = 60) -> np.ndarray:
    """A profile with everything in the interval that begins at ``hour``."""
    shares = np.zeros((7, 1440 // minutes))
    shares[weekday, int(hour * 60) // minutes] = 1.0
    return shares


def begins(shares: np.ndarray) -> list[tuple[int, float]]:
    """Weekday and hour of every interval with a share."""
    hours = 24 / shares.shape[1]
    return [(int(day), float(interval * hours)) for day, interval in np.argwhere(shares > 0)]


def flat(minutes: int = 60) -> np.ndarray:
    return np.full((7, 1440 // minutes), minutes / 10080)


def test_new_york_is_six_hours_behind_berlin_but_five_while_only_its_clock_has_changed() -> None:
    nine = all_at(TUESDAY, 9)
    hours = {
        week: begins(in_plan_time(nine, 60, "America/New_York", "Europe/Berlin", week))
        for week in (
            date(2026, 3, 2),
            date(2026, 3, 9),
            date(2026, 3, 16),
            date(2026, 3, 23),
            date(2026, 3, 30),
        )
    }
    assert [found[0][1] for found in hours.values()] == [15, 14, 14, 14, 15]
    assert all(len(found) == 1 and found[0][0] == TUESDAY for found in hours.values())
    autumn = in_plan_time(nine, 60, "America/New_York", "Europe/Berlin", date(2026, 10, 26))
    assert begins(autumn) == [(TUESDAY, 14)]


def test_a_change_on_sunday_moves_sunday_only() -> None:
    week = date(2026, 3, 2)  # New York puts its clock forward on Sunday 8 March
    for weekday, hour in ((SATURDAY, 18), (SUNDAY, 17)):
        told = in_plan_time(all_at(weekday, 12), 60, "America/New_York", "Europe/Berlin", week)
        assert begins(told) == [(weekday, hour)]


@pytest.mark.parametrize(
    ("zone", "week", "local", "plan"),
    [
        ("Asia/Kolkata", date(2026, 1, 5), (TUESDAY, 9.5), (TUESDAY, 5.0)),
        ("Asia/Kolkata", date(2026, 7, 6), (TUESDAY, 9.5), (TUESDAY, 6.0)),
        ("Asia/Kolkata", date(2026, 1, 5), (MONDAY, 2.0), (SUNDAY, 21.5)),
        ("Asia/Manila", date(2026, 1, 5), (TUESDAY, 9.0), (TUESDAY, 2.0)),
        ("Asia/Manila", date(2026, 7, 6), (TUESDAY, 3.0), (MONDAY, 21.0)),
        ("Australia/Sydney", date(2026, 1, 5), (TUESDAY, 12.0), (TUESDAY, 2.0)),
        ("Australia/Sydney", date(2026, 7, 6), (TUESDAY, 12.0), (TUESDAY, 4.0)),
        ("America/Santiago", date(2026, 1, 5), (SUNDAY, 22.0), (MONDAY, 2.0)),
        ("America/Santiago", date(2026, 7, 6), (SUNDAY, 22.0), (MONDAY, 4.0)),
    ],
)
def test_zones_of_the_world_in_berlin(
    zone: str, week: date, local: tuple[int, float], plan: tuple[int, float]
) -> None:
    assert begins(in_plan_time(all_at(*local, 30), 30, zone, "Europe/Berlin", week)) == [plan]


def test_between_changes_the_week_is_rolled() -> None:
    shares = np.arange(1.0, 169.0).reshape(7, 24)
    shares /= shares.sum()
    told = in_plan_time(shares, 60, "Asia/Manila", "UTC", date(2026, 5, 4))
    np.testing.assert_allclose(told.reshape(-1), np.roll(shares.reshape(-1), -8), rtol=1e-12)
    back = in_plan_time(told, 60, "UTC", "Asia/Manila", date(2026, 5, 4))
    np.testing.assert_allclose(back, shares, rtol=1e-12)


def test_rows_stay_weekdays_whatever_day_the_week_begins_on() -> None:
    shares = np.arange(1.0, 169.0).reshape(7, 24) / np.arange(1.0, 169.0).sum()
    told = [in_plan_time(shares, 60, "Asia/Manila", "UTC", date(2026, 5, day)) for day in range(4, 11)]
    for other in told[1:]:
        np.testing.assert_allclose(other, told[0], rtol=1e-12)


def test_an_hour_that_the_local_clock_skips_is_spread_over_the_week() -> None:
    shares = 0.9 * flat() + 0.1 * all_at(SUNDAY, 2)
    told = in_plan_time(shares, 60, "Europe/Berlin", "UTC", date(2026, 3, 23))
    # 167 local hours with 0.9 / 168 each; the last instant of the week in UTC is monday 01:00 in Berlin
    np.testing.assert_allclose(told, 1.0 / 168, rtol=1e-12)
    assert told.sum() == pytest.approx(1.0)


def test_an_hour_that_the_local_clock_shows_twice_comes_twice() -> None:
    told = in_plan_time(all_at(SUNDAY, 2), 60, "Europe/Berlin", "UTC", date(2026, 10, 19))
    assert begins(told) == [(SUNDAY, 0), (SUNDAY, 1)]
    np.testing.assert_allclose(told[told > 0], 0.5)
    mixed = in_plan_time(
        0.9 * flat() + 0.1 * all_at(SUNDAY, 2), 60, "Europe/Berlin", "UTC", date(2026, 10, 19)
    )
    usual, twice = 0.9 / 168, 0.9 / 168 + 0.1
    assert mixed[SUNDAY, 1] == pytest.approx(twice / (166 * usual + 2 * twice))


def test_in_its_own_zone_a_profile_stays_but_for_an_hour_that_is_skipped() -> None:
    shares = np.arange(1.0, 169.0).reshape(7, 24) / np.arange(1.0, 169.0).sum()
    for week in (date(2026, 5, 4), date(2026, 10, 19)):
        told = in_plan_time(shares, 60, "Europe/Berlin", "Europe/Berlin", week)
        np.testing.assert_allclose(told, shares, rtol=1e-12)
    spring = in_plan_time(shares, 60, "Europe/Berlin", "Europe/Berlin", date(2026, 3, 23))
    want = shares.copy()
    want[SUNDAY, 2] = 0.0
    np.testing.assert_allclose(spring, want / want.sum(), rtol=1e-12)


def test_a_clock_that_changes_at_midnight_where_the_week_begins() -> None:
    # Santiago goes from saturday 24:00 to sunday 01:00 on 6 September 2026
    told = in_plan_time(flat(), 60, "America/Santiago", "America/Santiago", date(2026, 9, 6))
    assert np.argwhere(told == 0.0).tolist() == [[SUNDAY, 0]]
    assert told.sum() == pytest.approx(1.0)


@given(
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Adelaide", "America/Havana"]
    ),
    st.sampled_from(["UTC", "Europe/London", "America/Los_Angeles", "Asia/Manila"]),
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    st.sampled_from([15, 30]),
    st.integers(0, 2**32 - 1),
)
def test_a_week_keeps_its_volume(zone: str, plan_zone: str, week: date, minutes: int, seed: int) -> None:
    shares = np.random.default_rng(seed).dirichlet(np.ones(7 * 1440 // minutes)).reshape(7, -1)
    told = in_plan_time(shares, minutes, zone, plan_zone, week)
    assert told.shape == shares.shape
    assert told.sum() == pytest.approx(1.0)
    assert (told >= 0).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"time_zone": "Asia/Kolkata"},
            "time_zone Asia/Kolkata and plan_time_zone UTC differ by +5.5 hours on 2026-05-04 at 00:00, "
            "which intervals of 60 minutes cannot tell: give the profile in intervals of 30 or 15 or 10 or 5 minutes",
        ),
        ({"time_zone": "Asia/Kathmandu"}, "give the profile in intervals of 15 or 5 minutes"),
        (
            {"time_zone": "Europe/Berln"},
            "time_zone 'Europe/Berln' is no time zone. Did you mean 'Europe/Berlin'?",
        ),
        ({"plan_time_zone": "utc"}, "plan_time_zone 'utc' is no time zone. Did you mean 'UTC'?"),
        (
            {"time_zone": ""},
            "time_zone '' is no time zone. A name of the IANA database is wanted, as Europe/Berlin.",
        ),
        ({"time_zone": "../../etc/passwd"}, "is no time zone"),
        ({"shares": flat()[:, :12] * 2.0}, "fill the day; found 12 of 60 minutes"),
        ({"shares": flat() * 2.0}, "shares must sum to 1 over the week; found 2"),
        ({"shares": flat()[:6]}, "shares must have the shape [7, intervals of a day]; found [6, 24]"),
        (
            {"shares": np.full((7, 24), np.nan)},
            "shares must be a finite number; found nan at position [0, 0]",
        ),
        ({"interval_minutes": 59.5}, "intervals must be whole minutes"),
        ({"interval_minutes": 0}, "interval_minutes must be above zero"),
        (
            {"shares": all_at(SUNDAY, 2), "time_zone": "Europe/Berlin", "week_start": date(2026, 3, 23)},
            "shares lie only in time that Europe/Berlin skips in the week of 2026-03-23",
        ),
        (
            {
                "time_zone": "Australia/Lord_Howe",
                "plan_time_zone": "Australia/Lord_Howe",
                "week_start": date(2026, 3, 30),
            },
            "change by part of an interval on 2026-04-05",
        ),
    ],
)
def test_what_cannot_be_told_is_refused(change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {
        "shares": flat(),
        "interval_minutes": 60,
        "time_zone": "UTC",
        "plan_time_zone": "UTC",
        "week_start": date(2026, 5, 4),
    }
    with pytest.raises(ValueError, match=re.escape(message)):
        in_plan_time(**{**arguments, **change})

"""Days and times in the forms that files use."""

from __future__ import annotations

import pandas as pd
import pytest

from capplan.call_records.times import moments


def series(*cells: str) -> pd.Series:
    return pd.Series(list(cells), index=range(2, 2 + len(cells)), dtype=object)


@pytest.mark.parametrize(
    ("day", "time", "form"),
    [
        ("2026-03-14", "9:05:00", "%Y-%m-%d %H:%M:%S"),
        ("20260314", "09:05:00", "%Y%m%d %H:%M:%S"),
        ("990214", "09:05:00", "%y%m%d %H:%M:%S"),
        ("14.03.2026", "09:05", "%d.%m.%Y %H:%M"),
        ("3/14/2026", "9:05 AM", "%m/%d/%Y %I:%M %p"),
        ("14/03/26", "09:05:00.000", "%d/%m/%y %H:%M:%S.%f"),
        (None, "2026-03-14 09:05:00", "%Y-%m-%d %H:%M:%S"),
        (None, "2026-03-14T09:05:00", "%Y-%m-%dT%H:%M:%S"),
        ("14", "2026/03/14 09:05", "%Y/%m/%d %H:%M"),
    ],
)
def test_usual_forms_are_known(day, time, form) -> None:
    read = moments(None if day is None else series(day), series(time))
    assert (read.form, read.trouble) == (form, None)
    at = read.stamps.iloc[0]
    assert (at.month, at.day, at.hour, at.minute) == (3 if "99" not in str(day) else 2, 14, 9, 5)


def test_one_day_beyond_the_twelfth_settles_what_is_the_month() -> None:
    days = ["03/04/2026"] * 2000 + ["13/04/2026"]
    read = moments(series(*days), series(*["10:00"] * len(days)))
    assert read.form == "%d/%m/%Y %H:%M"
    assert (read.stamps.dt.month == 4).all()


def test_a_day_that_can_be_read_in_two_ways_is_not_guessed() -> None:
    read = moments(series("03/04/2026", "05/04/2026"), series("10:00", "11:00"))
    assert read.form is None
    assert read.trouble == ("the day can be read in two ways, as %d/%m/%Y %H:%M and as %m/%d/%Y %H:%M")
    assert moments(series("03/04/2026"), series("10:00"), "%m/%d/%Y").stamps.iloc[0].month == 3


def test_six_digits_are_a_day_only_where_they_can_be_read_in_one_way() -> None:
    assert moments(series("990201"), series("10:00")).form == "%y%m%d %H:%M"
    assert "in two ways, as %y%m%d %H:%M and as %d%m%y %H:%M" in str(
        moments(series("260314"), series("10:00")).trouble
    )


def test_a_form_with_an_hour_is_that_of_the_whole_moment() -> None:
    read = moments(series("x"), series("14032026 09h05"), "%d%m%Y %Hh%M")
    assert read.stamps.iloc[0] == pd.Timestamp("2026-03-14 09:05")


def test_cells_of_another_form_have_no_moment() -> None:
    read = moments(series("2026-03-14", "soon"), series("09:05", "09:06"))
    assert read.stamps.isna().tolist() == [False, True]
    assert read.cells[read.stamps.isna()].to_dict() == {3: "soon 09:06"}


def test_a_time_without_a_day_is_no_moment() -> None:
    assert moments(None, series("09:05:00")).trouble == "no known form of day and time"


def test_digits_are_no_year_of_the_middle_ages() -> None:
    assert moments(series("111111"), series("10:00")).stamps.iloc[0].year == 2011

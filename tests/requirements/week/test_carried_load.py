"""The load to staff: what arrives, what arrived one handle time earlier, what is in progress; closing time."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.integrate import solve_ivp

from capplan.requirements.week.carried_load import Correction, carried_load, corrected_load, corrected_weeks

CORRECTIONS: tuple[Correction, ...] = ("auto", "stationary", "lagged", "offered_load")


def opening_day() -> np.ndarray:
    """Ten erlangs arrive from 8 to 18 on one of seven days."""
    arriving = np.zeros((1, 168))
    arriving[0, 8:18] = 10.0
    return arriving


def test_stationary_is_what_arrives() -> None:
    arriving = np.array([[1.0, 5.0, 0.0, 2.0]])
    np.testing.assert_array_equal(corrected_load(arriving, 7200.0, 1800.0, "stationary"), arriving)


def test_lagged_by_whole_and_half_intervals_by_hand() -> None:
    arriving = np.array([[1.0, 5.0, 3.0, 2.0]])
    shifted = corrected_load(arriving, 3600.0, 1800.0, "lagged")
    np.testing.assert_allclose(shifted, [[3.0, 2.0, 1.0, 5.0]])
    halves = corrected_load(arriving, 900.0, 1800.0, "lagged")
    np.testing.assert_allclose(halves, [[1.5, 3.0, 4.0, 2.5]])
    quarter_more = corrected_load(arriving, 2250.0, 1800.0, "lagged")
    np.testing.assert_allclose(
        quarter_more, [[0.75 * 2 + 0.25 * 3, 0.75 + 0.25 * 2, 0.75 * 5 + 0.25, 0.75 * 3 + 0.25 * 5]]
    )


def test_offered_load_by_hand() -> None:
    # an interval of log(2) handle times halves what is in progress: 2 when the load of 6 begins, 4 when it ends
    aht_s = 1800.0 / np.log(2.0)
    found = carried_load([[6.0, 0.0]], aht_s, 1800.0)
    np.testing.assert_allclose(found, [[6.0 + (2.0 - 6.0) * 0.5 / np.log(2.0), 4.0 * 0.5 / np.log(2.0)]])


def test_offered_load_solves_its_differential_equation() -> None:
    arriving = np.array([[4.0, 9.0, 1.0, 0.5, 6.0]])
    aht_s, interval_s = 2500.0, 1800.0

    def slope(at_s: float, total: np.ndarray) -> list[float]:
        return [(arriving[0, int(at_s // interval_s) % 5] - total[0]) / aht_s, total[0]]

    state, means = [0.0, 0.0], []
    for interval in range(60):
        start = interval * interval_s + 1e-9
        span = (start, start + interval_s - 2e-9)
        end = solve_ivp(slope, span, [state[0], 0.0], rtol=1e-10, atol=1e-12).y[:, -1]
        state, means = [end[0], 0.0], [*means, end[1] / interval_s]
    np.testing.assert_allclose(carried_load(arriving, aht_s, interval_s)[0], means[-5:], rtol=1e-7)


def test_short_contacts_stay_where_they_arrive_and_endless_ones_are_spread_evenly() -> None:
    arriving = np.tile([[2.0, 8.0, 5.0, 1.0]], (2, 1))
    found = carried_load(arriving, [0.5, 1e9], 1800.0)
    np.testing.assert_allclose(found[0], arriving[0], rtol=2e-3)
    np.testing.assert_allclose(found[1], 4.0, rtol=1e-5)


def test_auto_counts_the_contacts_in_progress_from_a_quarter_of_the_interval_on() -> None:
    aht_s = np.array([[449.0], [450.0], [5000.0]])
    assert corrected_weeks(aht_s, 1800.0, "auto").ravel().tolist() == [
        "stationary",
        "offered_load",
        "offered_load",
    ]
    arriving = np.tile([[2.0, 8.0, 5.0, 1.0]], (3, 1))
    found = corrected_load(arriving, aht_s, 1800.0)
    np.testing.assert_array_equal(found[0], arriving[0])
    np.testing.assert_allclose(found[1:], carried_load(arriving, aht_s, 1800.0)[1:])


def test_work_in_progress_at_closing_counts_in_the_last_open_interval() -> None:
    arriving = opening_day()
    found = corrected_load(arriving, 1800.0, 3600.0, "offered_load")[0]
    assert (found[:8] == 0).all()
    assert (found[18:] == 0).all()
    # about 10 are in progress at 18:00, and take half an hour each: 5 erlangs more in the hour before
    alone = carried_load(arriving, 1800.0, 3600.0)[0]
    np.testing.assert_allclose(found[8:17], alone[8:17])
    assert found[17] == pytest.approx(10.0 + 5.0, abs=1e-6)
    assert found.sum() == pytest.approx(100.0)


def test_longer_hours_without_arrivals_show_who_finishes_when() -> None:
    arriving, is_open = opening_day(), opening_day()[0] > 0
    is_open[18:24] = True
    found = corrected_load(arriving, 1800.0, 3600.0, "offered_load", is_open)[0]
    alone = carried_load(arriving, 1800.0, 3600.0)[0]
    np.testing.assert_allclose(found[8:21], alone[8:21])
    assert found[18] == pytest.approx(5.0 * (1.0 - np.exp(-2.0)), rel=1e-6)
    # from 22:00 on less than a hundredth of an agent is busy
    assert alone[21] > 0.01 > alone[22]
    assert found[21] == pytest.approx(alone[21:].sum())
    assert (found[22:] == 0).all()


def test_closing_on_sunday_night_counts_on_sunday() -> None:
    arriving = np.zeros((1, 168))
    arriving[0, 160:168] = 10.0
    found = corrected_load(arriving, 1800.0, 3600.0, "lagged")[0]
    np.testing.assert_allclose(found[[0, 159, 160, 161, 167]], [0.0, 0.0, 5.0, 10.0, 15.0])


@given(
    arrays(np.float64, (2, 14), elements=st.floats(0.0, 50.0).map(lambda load: 0.0 if load < 1.0 else load)),
    st.floats(1.0, 1e5),
    st.floats(60.0, 7200.0),
    arrays(np.bool_, 14),
    st.sampled_from(CORRECTIONS),
)
def test_no_correction_loses_work(
    arriving: np.ndarray, aht_s: float, interval_s: float, more: np.ndarray, correction: Correction
) -> None:
    is_open = (arriving > 0).any(axis=0) | more
    found = corrected_load(arriving, aht_s, interval_s, correction, is_open)
    np.testing.assert_allclose(found.sum(axis=1), arriving.sum(axis=1), rtol=1e-9)
    assert (found >= 0).all()
    assert (found[:, ~is_open] == 0).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arriving": [1.0, 2.0]}, "arriving must have the shape [weeks, intervals]; found [2]"),
        ({"arriving": [[1.0, -2.0]]}, "arriving must be zero or more; found -2 at position [0, 1]"),
        ({"arriving": [[1.0, np.nan]]}, "arriving must be a finite number; found nan at position [0, 1]"),
        ({"aht_s": 0.0}, "aht_s must be above zero; found 0"),
        ({"aht_s": [1.0, 2.0]}, "aht_s must be one value or one per week (1); found [2]"),
        ({"interval_s": 0.0}, "interval_s must be above zero; found 0"),
        (
            {"correction": "mol"},
            "correction must be one of auto, stationary, lagged, offered_load; found 'mol'",
        ),
        ({"open_": [True]}, "open_ must have the shape [intervals], here [2]; found [1]"),
        ({"open_": [True, False]}, "arriving must be 0 in closed intervals; found 2 at [0, 1]"),
    ],
)
def test_bad_arguments_are_refused(change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"arriving": [[1.0, 2.0]], "aht_s": 300.0, "interval_s": 1800.0}
    with pytest.raises(ValueError, match=re.escape(message)):
        corrected_load(**{**arguments, **change})


def test_contacts_in_progress_need_weeks_too() -> None:
    with pytest.raises(
        ValueError, match=re.escape("arriving must have the shape [weeks, intervals]; found [2]")
    ):
        carried_load([1.0, 2.0], 300.0, 1800.0)

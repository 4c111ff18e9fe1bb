"""Sum-up rounding: whole numbers whose running sum stays near that of the relaxation."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from capplan.solve.rounding import round_series, sum_up_rounding
from tests.solve.searches import classes_program


@given(st.lists(st.floats(0.0, 3.0), min_size=1, max_size=40))
def test_running_sums_err_by_at_most_a_half(values):
    wanted = np.array([values])
    rounded = sum_up_rounding(wanted, np.zeros_like(wanted), np.full_like(wanted, np.inf))
    assert np.array_equal(rounded, np.rint(rounded))
    assert np.max(np.abs(np.cumsum(rounded) - np.cumsum(wanted))) <= 0.5 + 1e-6


@given(st.lists(st.floats(0.0, 3.0), min_size=1, max_size=40))
def test_rounding_up_never_falls_behind(values):
    wanted = np.array([values])
    rounded = sum_up_rounding(wanted, np.zeros_like(wanted), np.full_like(wanted, np.inf), 1.0 - 1e-6)
    behind = np.cumsum(wanted) - np.cumsum(rounded)
    assert np.max(behind) <= 1e-5 and np.min(behind) > -1.0


def test_rounding_keeps_shared_seats_and_what_finds_no_room_waits():
    arrays, series = classes_program(seats=1.0)
    relaxed = np.zeros(arrays.shape[1])
    relaxed[series[:, :2]] = 1.0 / 3.0
    relaxed[series[0, 5]] = 0.5
    rounded = round_series(arrays, [series], relaxed, 0.5)[series]
    assert np.all(rounded.sum(axis=0) <= 1.0)
    assert rounded.sum() == 3.0

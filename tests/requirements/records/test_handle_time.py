"""Handle time from services, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from capplan.requirements.records.handle_time import measure_handle_time


def test_by_hand() -> None:
    handle = measure_handle_time([4.0, 100.0, 10.0, 286.0])
    assert (handle.answered, handle.mean_s, handle.median_s) == (4, 100.0, 55.0)
    squares = 96**2 + 0 + 90**2 + 186**2
    assert handle.variation == pytest.approx(math.sqrt(squares / 3) / 100.0)
    assert handle.short_share == 0.25  # ten seconds are not below ten seconds
    assert handle.mean_of_others_s == pytest.approx(132.0)


def test_exponential_services_vary_as_much_as_their_mean() -> None:
    assert measure_handle_time(
        np.random.default_rng(5).exponential(180.0, 50_000)
    ).variation == pytest.approx(1.0, abs=0.02)


def test_the_limit_of_short_services_can_be_chosen() -> None:
    assert measure_handle_time([4.0, 100.0], short_s=2.0).short_share == 0.0
    assert math.isnan(measure_handle_time([4.0, 3.0], short_s=20.0).mean_of_others_s)


def test_one_service_has_no_variation() -> None:
    assert math.isnan(measure_handle_time([30.0]).variation)


@pytest.mark.parametrize(
    ("handle_s", "short_s", "message"),
    [
        ([], 10.0, "handle_s must hold at least one time above zero"),
        ([0.0, 0.0], 10.0, "handle_s must hold at least one time above zero"),
        ([30.0, -1.0], 10.0, r"handle_s must be zero or more; found -1 at position \[1\]"),
        ([np.nan], 10.0, "handle_s must be a finite number"),
        ([30.0], 0.0, "short_s must be above zero"),
    ],
)
def test_what_cannot_be_is_refused(handle_s, short_s, message) -> None:
    with pytest.raises(ValueError, match=message):
        measure_handle_time(handle_s, short_s)

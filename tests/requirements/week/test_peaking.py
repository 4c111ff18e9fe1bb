"""Turnaround within the period: the peaking factor and the least constant capacity."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from capplan.requirements import least_constant_capacity, peaking_factor

FLAT = np.full(7, 1 / 7)


def work_left_late(arrivals: np.ndarray, capacity: np.ndarray, grace: int) -> float:
    """Work not done in time, oldest first, over ten repeats of the week from a start with nothing waiting."""
    waiting: list[list[float]] = []
    late = 0.0
    for bucket in range(10 * arrivals.size):
        waiting.append([bucket + grace, arrivals[bucket % arrivals.size]])
        left = capacity[bucket % arrivals.size]
        for item in waiting:
            done = min(item[1], left)
            item[1] -= done
            left -= done
        late += sum(work for due, work in waiting if due <= bucket)
        waiting = [item for item in waiting if item[0] > bucket]
    return late


def test_published_least_capacity(shared_data: Path) -> None:
    cases = json.loads((shared_data / "published_cases.json").read_text())["cases"]
    case = next(case for case in cases if case["id"] == "edf_min_capacity")
    got = least_constant_capacity(case["data"]["A"], case["data"]["D"])
    assert got == pytest.approx(case["answer"]["capacity"], abs=case["tolerance"])


def test_without_a_turnaround_the_largest_bucket_sets_the_capacity() -> None:
    assert least_constant_capacity([3.0, 9.0, 1.0], 0) == 9.0


def test_staffing_like_arrivals_needs_no_more() -> None:
    day = np.array([0.2, 0.18, 0.17, 0.16, 0.15, 0.08, 0.06])
    assert peaking_factor(day, day, 0) == pytest.approx(1.0)


def test_a_light_weekend_against_a_day_of_turnaround_by_hand() -> None:
    staffed = np.array([0.19, 0.19, 0.19, 0.19, 0.19, 0.025, 0.025])
    # the work of Saturday must be done on Saturday and Sunday: (1/7) / 0.05
    assert peaking_factor(FLAT, staffed, 1) == pytest.approx((1 / 7) / 0.05)


def test_the_window_runs_over_the_end_of_the_week() -> None:
    staffed = np.array([0.04, 0.21, 0.21, 0.21, 0.2, 0.1, 0.03])
    assert peaking_factor(FLAT, staffed, 1) == pytest.approx((1 / 7) / 0.07)


def test_a_turnaround_of_the_whole_week_needs_no_peak() -> None:
    staffed = np.array([0.5, 0.5, 0, 0, 0, 0, 0])
    assert peaking_factor(FLAT, staffed, 7) == 1.0


@pytest.mark.parametrize("grace", [0, 1, 2, 5, 9])
def test_the_factor_is_just_enough_when_the_oldest_work_goes_first(grace: int) -> None:
    random = np.random.default_rng(grace)
    for _ in range(20):
        arrivals, staffed = random.dirichlet(np.ones(7)), random.dirichlet(np.ones(7) * 2)
        factor = peaking_factor(arrivals, staffed, grace)
        assert work_left_late(arrivals, staffed * factor * (1 + 1e-9), grace) < 1e-9
        if factor > 1.001:
            assert work_left_late(arrivals, staffed * factor * 0.999, grace) > 1e-6


def test_work_that_nobody_can_do_in_time_is_refused() -> None:
    staffed = np.array([0.2, 0.2, 0.2, 0.2, 0.2, 0.0, 0.0])
    with pytest.raises(ValueError, match="work arrives in bucket 5 and nobody is staffed up to 1 after it"):
        peaking_factor(FLAT, staffed, 1)
    assert peaking_factor(FLAT, staffed, 2) == 1.0


@pytest.mark.parametrize(
    ("arrivals", "staffed", "grace", "message"),
    [
        (FLAT * 2, FLAT, 1, "arrival_share must sum to 1; found 2"),
        (FLAT, np.full(5, 0.2), 1, "arrival_share has 7 buckets and staffed_share 5"),
        (FLAT, FLAT, -1, "turnaround_buckets must be zero or more; found -1"),
    ],
)
def test_bad_profiles_are_refused(
    arrivals: np.ndarray, staffed: np.ndarray, grace: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        peaking_factor(arrivals, staffed, grace)

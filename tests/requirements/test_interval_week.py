"""The interval-true week: hours from profiles, chat slots, closed hours, work that runs on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capplan.requirements import agents_required, carried_load, interval_agents, interval_hours, workload_h

TARGET: dict[str, Any] = {"service_level": 0.8, "answer_within_s": 20.0}


def flat_week(intervals: int = 48) -> np.ndarray:
    return np.full((7, intervals), 1.0 / (7 * intervals))


def peaked_week(intervals: int = 48) -> np.ndarray:
    hour = np.arange(intervals) * 24 / intervals
    day = 0.1 + np.exp(-0.5 * ((hour - 13) / 3) ** 2)
    return np.tile(day / (7 * day.sum()), (7, 1))


def test_each_interval_is_sized_on_its_own_load() -> None:
    profile = peaked_week()
    agents = interval_agents([9000.0], [280.0], profile, 30, **TARGET)
    load = 9000 * profile * 280 / 1800
    np.testing.assert_array_equal(agents[0], agents_required(load, 280.0, **TARGET))
    assert agents.shape == (1, 7, 48)


def test_the_same_volume_needs_other_hours_flat_than_peaked() -> None:
    flat = interval_hours(interval_agents([9000.0], 280.0, flat_week(), 30, **TARGET), 30)
    peaked = interval_hours(interval_agents([9000.0], 280.0, peaked_week(), 30, **TARGET), 30)
    assert abs(float(peaked[0] - flat[0])) > 5
    assert float(min(peaked[0], flat[0])) > float(workload_h(9000.0, 280.0))


def test_a_weekly_average_is_not_the_interval_true_week() -> None:
    averaged = 168 * float(agents_required(9000 * 280 / 3600 / 168, 280.0, **TARGET))
    true = float(interval_hours(interval_agents([9000.0], 280.0, peaked_week(), 30, **TARGET), 30)[0])
    assert abs(averaged - true) > 5


def test_hours_are_agents_times_interval_length() -> None:
    agents = np.zeros((2, 7, 96))
    agents[0, 0, :8], agents[1, 3, 10] = 3, 5
    np.testing.assert_allclose(interval_hours(agents, 15), [6.0, 1.25])


def test_nobody_is_needed_where_nothing_arrives_and_the_minimum_where_something_may() -> None:
    profile = np.zeros((7, 24))
    profile[:5, 8:18] = 1 / 50
    agents = interval_agents([0.0, 3.0, 5000.0], 300.0, profile, 60, **TARGET, least=2)
    assert (agents[:, profile == 0] == 0).all()
    assert (agents[0, profile > 0] == 2).all()
    assert (agents[2, profile > 0] > 2).all()


def test_weeks_have_their_own_handle_times_and_targets() -> None:
    patience_s = np.array([60.0, 600.0])
    together = interval_agents(
        [4000.0, 5000.0],
        [200.0, 400.0],
        peaked_week(),
        30,
        **TARGET,
        patience_s=patience_s,
        max_occupancy=0.9,
    )
    for week, (volume, aht_s) in enumerate(((4000.0, 200.0), (5000.0, 400.0))):
        alone = interval_agents(
            [volume], aht_s, peaked_week(), 30, **TARGET, patience_s=patience_s[week], max_occupancy=0.9
        )
        np.testing.assert_array_equal(together[week], alone[0])


def test_chat_slots_are_sized_on_elapsed_time_and_then_divided() -> None:
    chat = interval_agents(
        [20_000.0], 900.0, flat_week(), 30, service_level=0.8, answer_within_s=60, concurrency=3
    )
    slots = agents_required(20_000 / 336 * 900 / 1800, 900.0, service_level=0.8, answer_within_s=60)
    assert (chat == np.ceil(slots / 3)).all()


def test_chat_is_not_a_few_fast_servers() -> None:
    elapsed = interval_agents(
        [2000.0], 900.0, flat_week(), 30, service_level=0.9, answer_within_s=5, concurrency=3
    )
    fast = interval_agents([2000.0], 300.0, flat_week(), 30, service_level=0.9, answer_within_s=5)
    assert float(elapsed.sum()) != float(fast.sum())
    assert float(elapsed.sum()) * 3 >= 2000 * 900 / 1800


def test_concurrency_is_applied_once() -> None:
    volume, aht_s = 500_000.0, 900.0
    hours = interval_hours(
        interval_agents([volume], aht_s, flat_week(), 30, **TARGET, max_occupancy=0.8, concurrency=2), 30
    )
    assert float(hours[0]) == pytest.approx(float(workload_h(volume, aht_s, 2)) / 0.8, rel=0.01)


def test_the_occupancy_ceiling_is_not_divided_by_twice() -> None:
    plain = interval_agents([30_000.0], 300.0, peaked_week(), 30, **TARGET)
    ceiling = interval_agents([30_000.0], 300.0, peaked_week(), 30, **TARGET, max_occupancy=0.85)
    need = np.ceil(30_000 * peaked_week() * 300 / 1800 / 0.85 - 1e-9)
    np.testing.assert_array_equal(ceiling[0], np.maximum(plain[0], need))


def test_carried_load_keeps_the_work_and_shifts_the_peak() -> None:
    arriving = np.tile(peaked_week().ravel() * 336, (2, 1)) * 10
    carried = carried_load(arriving, np.array([[30.0], [7200.0]]), 1800.0)
    np.testing.assert_allclose(carried.sum(axis=1), arriving.sum(axis=1))
    np.testing.assert_allclose(carried[0], arriving[0], rtol=0.02)
    assert carried[1].max() < arriving[1].max()
    assert carried[1, :48].argmax() > arriving[1, :48].argmax()


def test_long_contacts_staffed_by_work_in_progress_match_the_published_sinusoid(shared_data: Path) -> None:
    cases = json.loads((shared_data / "published_cases.json").read_text())["cases"]
    want = next(case for case in cases if case["id"] == "mt_m_st_sinusoid")["answer"]
    angle = 2 * np.pi / 24
    edge = np.arange(25)
    arrivals = 100 - 60 / angle * np.diff(np.cos(angle * edge))  # the integral of the rate over each hour
    profile = np.tile(arrivals / (7 * arrivals.sum()), (7, 1))
    volume = [7 * arrivals.sum()]
    target: dict[str, Any] = {"service_level": 0.9, "answer_within_s": 0.0}
    at_once = interval_agents(volume, 1800.0, profile, 60, **target)[0, 0]
    in_progress = interval_agents(volume, 1800.0, profile, 60, **target, carry_over=True)[0, 0]
    np.testing.assert_array_equal(at_once, want["SIPP_avg"]["staff"])
    assert np.abs(in_progress - want["MOL_avg"]["staff"]).max() <= 1
    assert abs(float(in_progress.sum()) - want["MOL_avg"]["total"]) <= 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shares": np.full((7, 48), 0.5)}, "shares must sum to 1 over the week; found 168"),
        ({"shares": np.full(336, 1 / 336)}, r"shares must have the shape \[7, intervals of a day\]"),
        ({"interval_minutes": 60}, "48 intervals of 60 minutes are more than a day"),
        ({"volume": [10.0, -1.0]}, r"volume must be zero or more; found -1 at position \[1\]"),
        ({"aht_s": [1.0, 2.0, 3.0]}, r"aht_s must be one value or one per week \(1\)"),
        ({"concurrency": 0.5}, "concurrency must be at least 1; found 0.5"),
        ({"service_level": 80}, "service_level must be a share"),
    ],
)
def test_bad_weeks_are_refused(change: dict[str, Any], message: str) -> None:
    arguments = {"volume": [10.0], "aht_s": 300.0, "shares": flat_week(), "interval_minutes": 30, **TARGET}
    with pytest.raises(ValueError, match=message):
        interval_agents(**{**arguments, **change})

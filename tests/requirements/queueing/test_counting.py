"""Four ways to count a service level with people who hang up."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest

from capplan.requirements import counted_service_level, queue_with_patience, service_level
from capplan.requirements.queueing.counting import Counting, level_by_counting

COUNTINGS: tuple[Any, ...] = get_args(Counting)


def test_a_hundred_contacts_by_hand() -> None:
    # 70 answered in time, 10 answered late, 8 hung up in time, 12 hung up late
    in_time, over, answered = (np.array([share]) for share in (0.70, 0.78, 0.80))
    levels = {name: float(level_by_counting(name, in_time, over, answered)[0]) for name in COUNTINGS}
    assert levels == pytest.approx(
        {
            "offered": 70 / 100,
            "answered": 70 / 80,
            "abandons_count": 78 / 100,
            "early_abandons_left_out": 70 / 92,
        }
    )


def test_the_published_queue_counted_four_ways() -> None:
    queue = queue_with_patience(48.0, 50, 60.0, 120.0, 12.5)
    in_time, lost, late = 0.8745569096732534, 0.030912249162192443, 0.09914981102128406
    expected = [in_time, in_time / (1 - lost), 1 - late, in_time / (in_time + late)]
    for name, value in zip(COUNTINGS, expected, strict=True):
        assert float(counted_service_level(queue, name)) == pytest.approx(value, abs=1e-9), name
        assert float(service_level(48.0, 50, 60.0, 12.5, 120.0, name)) == pytest.approx(value, abs=1e-9), name


def test_offered_is_the_strictest_and_the_others_differ() -> None:
    queue = queue_with_patience(30.0, np.arange(1, 45), 300.0, 90.0, 20.0)
    offered = counted_service_level(queue, "offered")
    for name in COUNTINGS[1:]:
        assert (counted_service_level(queue, name) > offered).all(), name


@pytest.mark.parametrize("name", COUNTINGS)
def test_where_nobody_hangs_up_all_four_are_the_same(name: Any) -> None:
    patient = service_level([5.0, 48.0], [7, 50], 60.0, 20.0, 1e12, name)
    np.testing.assert_allclose(patient, service_level([5.0, 48.0], [7, 50], 60.0, 20.0), rtol=1e-9)


def test_with_nobody_on_duty_only_hanging_up_in_time_can_count() -> None:
    queue = queue_with_patience(4.0, 0, 60.0, 30.0, 20.0)
    levels = [float(counted_service_level(queue, name)) for name in COUNTINGS]
    assert levels == pytest.approx([0.0, 0.0, 1 - np.exp(-20 / 30), 0.0])
    gone = queue_with_patience(4.0, 0, 60.0, 30.0, 1e9)
    assert [float(counted_service_level(gone, name)) for name in COUNTINGS] == [0.0, 0.0, 1.0, 0.0]


@pytest.mark.parametrize("name", COUNTINGS)
@pytest.mark.parametrize(
    ("aht_s", "patience_s"), [(300.0, 15.0), (300.0, 100.0), (40.0, 900.0), (5000.0, 60.0)]
)
def test_each_rises_with_agents_and_falls_with_load(name: Any, aht_s: float, patience_s: float) -> None:
    load = np.concatenate((np.geomspace(0.01, 1.0, 15), np.linspace(1.5, 80.0, 45)))[:, None]
    agents = np.concatenate((np.linspace(0.0, 3.0, 61), np.linspace(3.1, 110.0, 400)))[None, :]
    for within_s in (0.0, 5.0, 60.0):
        level = service_level(load, agents, aht_s, within_s, patience_s, name)
        assert (np.diff(level, axis=1) >= -1e-13).all()
        assert (np.diff(level[:, 1:], axis=0) <= 1e-13).all()


def test_another_way_is_refused() -> None:
    message = "counting must be one of offered, answered, abandons_count, early_abandons_left_out; found 'sl'"
    with pytest.raises(ValueError, match=message):
        counted_service_level(queue_with_patience(1.0, 2, 60.0, 60.0), "sl")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        service_level(1.0, 2, 60.0, 20.0, 60.0, "sl")  # type: ignore[arg-type]

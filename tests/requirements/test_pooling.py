"""Pooling: small queues need more people for their size."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.requirements.pooling import pooling_saving, splitting_penalty
from capplan.requirements.queueing.sizing import agents_required
from capplan.requirements.week.interval_week import interval_agents, interval_hours

OFFICE = np.zeros((7, 24))
OFFICE[:5, 8:18] = np.array([3, 5, 6, 6, 4, 4, 5, 5, 4, 3]) / 225


def office_hours(volume: np.ndarray, aht_s: np.ndarray) -> np.ndarray:
    """80 % in 20 s, every hour of the office week."""
    agents = interval_agents(
        volume, aht_s, OFFICE, 60, service_level=0.8, answer_within_s=20.0, patience_s=180.0
    )
    return interval_hours(agents, 60)


def square_root(margin: float):
    return lambda volume, aht_s: volume * aht_s / 3600 + margin * np.sqrt(volume * aht_s / 3600)


def test_square_root_law_by_hand() -> None:
    # two loads of 100 h with a margin of one square root: 2 x 110 against 200 + 14.142...
    saving = pooling_saving(square_root(1.0), [[600.0], [600.0]], [[600.0], [600.0]])
    assert saving.separate_h == pytest.approx([220.0])
    assert saving.pooled_h == pytest.approx([200.0 + 200.0**0.5])
    assert saving.saving_h == pytest.approx([(2 - 2**0.5) * 10.0])


def test_erlang_saving_tends_to_the_square_root_law() -> None:
    def agents(volume: np.ndarray, aht_s: np.ndarray) -> np.ndarray:
        return agents_required(volume * aht_s / 3600, aht_s, service_level=0.8, answer_within_s=1e-9)

    # the margin k that the target sets, from a load so large that the law holds; one load in each period
    margin = (float(agents_required(1e8, 300.0, service_level=0.8, answer_within_s=1e-9)) - 1e8) / 1e4
    loads = np.array([1e2, 1e4, 1e6])
    saving = pooling_saving(agents, np.tile(loads * 12.0, (2, 1)), np.full((2, 3), 300.0))
    law = (2 - 2**0.5) * margin * np.sqrt(loads)
    assert np.abs(saving.saving_h - law).max() <= 2.0  # three roundings to whole agents
    assert saving.saving_h[2] == pytest.approx(law[2], rel=0.005)


def test_languages_of_an_office_queue() -> None:
    volume = np.array([[2000.0, 4000.0], [500.0, 500.0], [0.0, 60.0]])
    saving = pooling_saving(office_hours, volume, np.full((3, 2), 400.0))
    apart = [office_hours(row, np.full(2, 400.0)) for row in volume]
    assert saving.separate_h == pytest.approx(np.sum(apart, axis=0))
    assert saving.pooled_h == pytest.approx(office_hours(volume.sum(axis=0), np.full(2, 400.0)))
    assert (saving.saving_h > 0.0).all()
    assert saving.saving_h[1] > saving.saving_h[0]  # a third small queue makes the difference larger


def test_pooled_handle_time_is_weighted_by_volume() -> None:
    seen = []

    def hours(volume: np.ndarray, aht_s: np.ndarray) -> np.ndarray:
        seen.append((volume.tolist(), aht_s.tolist()))
        return volume * aht_s / 3600

    saving = pooling_saving(hours, [[30.0, 0.0], [10.0, 0.0]], [[100.0, 100.0], [500.0, 300.0]])
    assert seen[-1] == ([40.0, 0.0], [200.0, 200.0])
    assert saving.saving_h == pytest.approx([0.0, 0.0], abs=1e-12)  # workload alone does not pool


def test_a_queue_split_over_sites() -> None:
    volume, aht_s = np.array([3000.0, 800.0]), np.array([400.0, 420.0])
    extra = splitting_penalty(office_hours, volume, aht_s, 3)
    whole = office_hours(volume, aht_s)
    assert extra == pytest.approx(3 * office_hours(volume / 3, aht_s) - whole)
    assert (extra > 0.0).all()
    assert (extra / whole)[1] > (extra / whole)[0]  # the smaller queue pays the larger share


def test_one_part_costs_nothing_and_more_parts_cost_more() -> None:
    extra = [splitting_penalty(office_hours, [3000.0], 400.0, parts)[0] for parts in (1, 2, 4, 8)]
    assert extra[0] == 0.0
    assert extra == sorted(extra)
    assert extra[3] > extra[2] > 0.0


def test_splitting_is_pooling_backwards() -> None:
    saving = pooling_saving(office_hours, np.full((4, 1), 500.0), 350.0)
    assert splitting_penalty(office_hours, [2000.0], 350.0, 4) == pytest.approx(saving.saving_h)


@pytest.mark.parametrize(
    ("volume", "aht_s", "message"),
    [
        ([1.0, 2.0], 60.0, "volume must have the shape .queues, periods."),
        ([[1.0, -2.0]], 60.0, r"volume must be zero or more; found -2 at position \[0, 1\]"),
        ([[1.0]], 0.0, "aht_s must be above zero"),
        ([[np.nan]], 60.0, "volume must be a finite number"),
    ],
)
def test_bad_input_is_named(volume: list, aht_s: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pooling_saving(square_root(1.0), volume, aht_s)


@pytest.mark.parametrize("parts", [0, -1, 1.5, np.inf])
def test_bad_parts_are_named(parts: float) -> None:
    with pytest.raises(ValueError, match="parts must be"):
        splitting_penalty(square_root(1.0), [10.0], 60.0, parts)


def test_a_sizing_that_gives_the_wrong_shape_is_told() -> None:
    with pytest.raises(ValueError, match="weekly_hours must give one number per period"):
        splitting_penalty(lambda volume, aht_s: volume.sum(), [10.0, 20.0], 60.0, 2)
    with pytest.raises(ValueError, match="the result of weekly_hours must be a finite number"):
        splitting_penalty(lambda volume, aht_s: volume * np.nan, [10.0, 20.0], 60.0, 2)

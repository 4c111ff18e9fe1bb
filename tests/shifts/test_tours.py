from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.schedule_inputs.tours import longest, rests, weekly_patterns
from capplan.shifts import Covering, Prices, Tours
from capplan.shifts.spans import added_up
from tests.milp import Infeasible
from tests.shifts.coverings import shifts_by_hand, solved


def tours_of(patterns: list[str], shifts: list[list[bool]], days: int, heads: float = np.inf) -> Tours:
    on = [[pattern[day % len(pattern)] == "1" for day in range(days)] for pattern in patterns]
    count = len(patterns)
    return Tours(
        tuple(f"t{j}" for j in range(count)), tuple(patterns), np.zeros(count, dtype=np.int64),
        np.array(on), np.array(shifts), np.zeros(count), np.zeros(count, dtype=np.int64), np.array([np.inf]), heads,
    )  # fmt: skip


def week_of(required: list[int], heads: float = np.inf) -> Covering:
    """One shift a day; everybody works five days and has two days off together."""
    shifts = shifts_by_hand([(0, 1)], days=7, per_day=1)
    patterns = weekly_patterns(5, 5, 2)
    tours = tours_of(patterns, [[True]] * len(patterns), 7, heads)
    return Covering(np.array(required, float), shifts, Prices(np.inf), tours=tours, cyclic=True)


@settings(max_examples=15)
@given(st.lists(st.integers(0, 9), min_size=7, max_size=7))
def test_five_days_on_in_a_row_need_as_many_people_as_the_formula_says(required: list[int]) -> None:
    found = solved(week_of(required))
    spread = max(
        required[i] + required[(i + 1) % 7] + required[(i + 3) % 7] + required[(i + 5) % 7] for i in range(7)
    )
    # five on in a row and two off: the bound of seven days off cycles
    assert found.on_tour.sum() == max(max(required), -(-sum(required) // 5), -(-spread // 3))


def test_winston_from_tours() -> None:
    assert solved(week_of([17, 13, 15, 19, 14, 16, 11])).on_tour.sum() == 23


def test_too_few_heads_for_the_week() -> None:
    assert solved(week_of([4] * 7, heads=6.0)).on_tour.sum() == 6
    with pytest.raises(Infeasible):
        solved(week_of([4] * 7, heads=5.0))


def test_a_band_lets_people_start_at_other_times_from_day_to_day() -> None:
    shifts = shifts_by_hand([(0, 2), (1, 2)], days=2, per_day=4, cost=[0.0, 0.0])
    required = np.array([1, 1, 0, 0, 0, 1, 1, 0], float)
    case = Covering(required, shifts, Prices(10.0, 1.0), cyclic=True)
    apart = tours_of(["11", "11"], [[True, False], [False, True]], 2, 1.0)
    assert solved(replace(case, tours=apart)).short.sum() == 1.0
    band = solved(replace(case, tours=tours_of(["11"], [[True, True]], 2, 1.0)))
    assert band.short.sum() == 0.0
    assert band.people.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_people_on_shifts_are_the_people_on_tours_every_day() -> None:
    shifts = shifts_by_hand([(0, 2), (1, 3), (2, 2)], days=7, per_day=4)
    patterns = weekly_patterns(4, 4, 2)
    sets = [[True, True, False], [False, False, True]]
    tours = tours_of([p for p in patterns for _ in sets], [s for _ in patterns for s in sets], 7, 6.0)
    required = np.random.default_rng(5).integers(0, 5, 28).astype(float)
    found = solved(Covering(required, shifts, Prices(5.0), tours=tours, cyclic=True))
    assert found.people[:2].sum(axis=0) == pytest.approx(
        (found.on_tour[::2, None] * tours.on[::2]).sum(axis=0)
    )
    assert found.people[2] == pytest.approx((found.on_tour[1::2, None] * tours.on[1::2]).sum(axis=0))
    there = added_up(found.people, shifts.begins, shifts.length[:, None], 28, True)
    assert found.staffed == pytest.approx(there)


def test_a_day_before_the_horizon_stops_nobody_from_being_on() -> None:
    shifts = shifts_by_hand([(0, 2)], days=8, per_day=4)
    early = replace(shifts, begins=shifts.begins - 4, works=np.arange(8)[None, :] > 0)
    tours = tours_of(["1" * 8], [[True]], 8)
    found = solved(Covering(np.tile([1.0, 1.0, 0.0, 0.0], 7), early, Prices(9.0), tours=tours))
    assert found.on_tour.tolist() == [1.0]
    assert found.short.sum() == 0.0


def test_a_limit_on_a_kind_of_tour() -> None:
    case = week_of([3] * 7)
    assert case.tours is not None
    limited = replace(case, tours=replace(case.tours, most_of_kind=np.array([2.0])), prices=Prices(1e3))
    assert solved(limited).on_tour.sum() == 2.0


def test_weekly_patterns_keep_stretches_and_days_off() -> None:
    assert len(weekly_patterns(5, 7, 0)) == 21
    assert len(weekly_patterns(5, 5, 2)) == 7
    assert weekly_patterns(5, 5, 2)[0] == "1111100"
    # two and two, or two, one and one, each begun on any of seven days
    assert len(weekly_patterns(4, 2, 1)) == 14
    assert weekly_patterns(6, 5, 1) == []


def test_a_run_goes_round_the_end_of_a_pattern() -> None:
    assert longest("1100111", "1") == 5
    assert longest("1100111", "0") == 2
    assert longest("1111111", "1") == 366


def test_rest_is_from_the_latest_end_to_the_earliest_start() -> None:
    start, length = np.array([360, 420]), np.array([480, 480])
    assert rests(start, length, 15.0)
    assert not rests(start, length, 15.1)

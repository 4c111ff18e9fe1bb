"""Values and intervals, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from capplan.uncertainty.value import Order, Value, difference, mean_cost, quantile

VALUE = Value(100.0, 98.0, 110.0, 108.9, 121.0, math.inf)


def test_what_it_is_worth_is_a_difference_of_costs() -> None:
    assert (VALUE.stochastic, VALUE.information, VALUE.information_most) == (11.0, 10.0, 12.0)
    assert VALUE.over_more == math.inf
    assert VALUE.gap == pytest.approx(0.01)


def test_the_order_is_checked_with_bounds() -> None:
    assert [order.holds for order in VALUE.orders] == [True, True, True]
    wrong = Value(100.0, 120.0, 110.0, 125.0, 121.0, 124.0)
    assert [order.holds for order in wrong.orders] == [False, False, False]
    assert Order("rounding", 1e6 + 0.5, 1e6).holds and not Order("more than rounding", 1e6 + 2.0, 1e6).holds


def test_a_paired_difference_has_the_interval_of_student() -> None:
    # differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t of 2 degrees at 97.5 % is 4.302653
    found = difference(np.array([11.0, 22.0, 33.0]), np.array([10.0, 20.0, 30.0]))
    reach = 4.302652729911275 / math.sqrt(3.0)
    assert (found.mean, found.low, found.high) == (
        2.0,
        pytest.approx(2.0 - reach),
        pytest.approx(2.0 + reach),
    )
    assert not found.clear and found.pairs == 3
    assert difference(np.array([11.0, 22.0, 31.1]), np.array([10.0, 21.0, 30.0])).clear


def test_futures_without_a_plan_are_no_pairs() -> None:
    found = difference(np.array([math.inf, 5.0]), np.array([1.0, 3.0]))
    assert (found.mean, found.pairs, found.clear) == (2.0, 1, False) and math.isnan(found.low)
    assert math.isnan(difference(np.array([math.inf]), np.array([1.0])).mean)
    assert mean_cost(np.array([math.inf, 5.0]), np.array([0.5, 0.5])) == math.inf
    assert mean_cost(np.array([math.inf, 5.0]), np.array([0.0, 1.0])) == 5.0


def test_quantiles_count_chances() -> None:
    cost, weights = np.array([30.0, 10.0, 20.0]), np.array([0.2, 0.5, 0.3])
    assert [quantile(cost, weights, share) for share in (0.1, 0.5, 0.6, 0.8, 0.9, 1.0)] == [
        10,
        10,
        20,
        20,
        30,
        30,
    ]

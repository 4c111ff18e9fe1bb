"""Conditional value at risk: by its definition, and as rows and columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.uncertainty.cvar import Risk, cvar, with_cvar
from capplan.uncertainty.extensive import Extensive
from capplan.uncertainty.programs import programmed
from capplan.uncertainty.value import risk_cost
from tests.milp import optimum
from tests.uncertainty import newsvendor


def test_the_mean_of_the_worst_by_hand() -> None:
    cost, weights = np.array([10.0, 40.0, 20.0, 30.0]), np.full(4, 0.25)
    assert cvar(cost, weights, 0.0) == pytest.approx(25.0)
    assert cvar(cost, weights, 0.5) == pytest.approx(35.0)
    assert cvar(cost, weights, 0.75) == pytest.approx(40.0)
    # six tenths: all of 40, and 0.15 of 0.25 of 30
    assert cvar(cost, weights, 0.6) == pytest.approx((0.25 * 40.0 + 0.15 * 30.0) / 0.4)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8), st.floats(0, 0.95))
def test_the_worst_cost_at_least_the_mean_and_at_most_the_most(costs: list[float], alpha: float) -> None:
    cost, weights = np.array(costs), np.full(len(costs), 1.0 / len(costs))
    slack = 1e-6 * (1.0 + cost.max())
    assert cost.mean() - slack <= cvar(cost, weights, alpha) <= cost.max() + slack


def test_without_weight_the_program_is_as_it_was() -> None:
    first = newsvendor.now()
    copies = [
        programmed(newsvendor.model(), each, first, True).copy
        for each in newsvendor.outlook([2.0, 7.0]).futures
    ]
    arrays = Extensive.of(copies).arrays
    assert with_cvar(arrays, [], np.full(2, 0.5), Risk(0.9, 0.0)) is arrays


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=2, max_size=4), st.floats(0.0, 0.9), st.sampled_from([0.2, 0.7, 1.0])
)
def test_the_program_minimises_what_the_definition_says(
    people: list[int], alpha: float, share: float
) -> None:
    first, risk = newsvendor.now(), Risk(alpha, share)
    futures = newsvendor.outlook([float(each) for each in people]).futures
    copies = [programmed(newsvendor.model(), each, first, True).copy for each in futures]
    made, weights = Extensive.of(copies), np.array([each.weight for each in futures])
    costs = []
    for copy, place in zip(copies, made.places, strict=True):
        cost = np.zeros(made.arrays.shape[1])
        cost[place] = copy.arrays.cost
        costs.append(cost)
    least, _ = optimum(with_cvar(made.arrays, costs, weights, risk))
    every = [np.array([newsvendor.cost(size, need) for need in people]) for size in range(10)]
    assert least == pytest.approx(min(risk_cost(cost, weights, risk) for cost in every), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize(("alpha", "share"), [(1.0, 0.5), (-0.1, 0.5), (0.9, 1.1), (0.9, -0.1)])
def test_shares_outside_their_range_are_refused(alpha: float, share: float) -> None:
    with pytest.raises(ValueError, match="alpha"):
        Risk(alpha, share)

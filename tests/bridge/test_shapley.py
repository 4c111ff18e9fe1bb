"""Shares in closed form against every order in which drivers can be changed."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.bridge.drivers import DRIVERS
from capplan.bridge.shapley import Level, Lines, shares

FACTOR = st.floats(-2.0, 3.0).map(lambda value: round(value, 3))


def amounts(lines: Lines, after: set[str]) -> np.ndarray:
    """The amounts with some drivers as after and all others as before: the definition, line by line."""
    found = []
    for n, group in enumerate(lines.at):
        level = 0.0
        for cell in np.flatnonzero(lines.level.group == group):
            value = 1.0
            for driver, factor in lines.level.factors.items():
                value *= factor[int(driver in after), cell]
            level += value
        for driver, factor in lines.own.items():
            level *= factor[int(driver in after), n]
        found.append(level)
    return np.array(found)


def by_orders(lines: Lines) -> dict[str, np.ndarray]:
    """Shapley's value as it is defined: the mean step over all orders."""
    drivers = [*lines.level.factors, *lines.own]
    total = {driver: np.zeros(len(lines.at)) for driver in drivers}
    orders = list(permutations(drivers))
    for order in orders:
        done: set[str] = set()
        for driver in order:
            was = amounts(lines, done)
            done.add(driver)
            total[driver] += amounts(lines, done) - was
    return {driver: value / len(orders) for driver, value in total.items()}


@st.composite
def some_lines(draw: st.DrawFn) -> Lines:
    level_drivers, own_drivers = draw(st.integers(0, 3)), draw(st.integers(1, 2))
    cells, count = draw(st.integers(2, 4)), draw(st.integers(1, 3))

    def factors(names: list[str], n: int) -> dict[str, np.ndarray]:
        row = st.lists(FACTOR, min_size=n, max_size=n)
        return {name: np.array([draw(row), draw(row)]) for name in names}

    group = np.array([0, 1] + [draw(st.integers(0, 1)) for _ in range(cells - 2)])
    level = Level(factors([f"w{i}" for i in range(level_drivers)], cells), group, 2)
    at = np.array([draw(st.integers(0, 1)) for _ in range(count)])
    return Lines(level, at, factors([f"p{i}" for i in range(own_drivers)], count))


@settings(max_examples=15)
@given(some_lines())
def test_shares_are_the_mean_step_over_every_order(lines):
    found, wanted = shares(lines), by_orders(lines)
    assert set(found) == set(wanted)
    for driver, value in wanted.items():
        assert found[driver] == pytest.approx(value, abs=1e-9)


@settings(max_examples=15)
@given(some_lines())
def test_shares_sum_to_the_difference_and_turn_round_with_it(lines):
    before, after = lines.amounts()
    assert before == pytest.approx(amounts(lines, set()))
    found = shares(lines)
    assert sum(found.values()) == pytest.approx(after - before, abs=1e-9)
    back = Lines(
        Level({d: f[::-1] for d, f in lines.level.factors.items()}, lines.level.group, lines.level.groups),
        lines.at,
        {d: f[::-1] for d, f in lines.own.items()},
    )
    for driver, value in shares(back).items():
        assert value == pytest.approx(-found[driver], abs=1e-9)


def test_as_many_drivers_as_there_are_is_exact_too():
    """Every driver doubles: all alike, so each has the same part of 2^k - 1."""
    one, half, count = np.array([[1.0], [2.0]]), len(DRIVERS) // 2, len(DRIVERS)
    level = Level({f"w{i}": one for i in range(half)}, np.zeros(1, int), 1)
    found = shares(Lines(level, np.zeros(1, int), {f"p{i}": one for i in range(count - half)}))
    assert len(found) == count
    assert np.array(list(found.values())) == pytest.approx((2**count - 1) / count, rel=1e-12)


def test_a_driver_of_level_and_line_at_once_is_refused():
    one = np.ones((2, 1))
    level = Level({"volume": one}, np.zeros(1, int), 1)
    with pytest.raises(ValueError, match="at once: volume"):
        shares(Lines(level, np.zeros(1, int), {"volume": one}))

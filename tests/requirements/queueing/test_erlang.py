"""Erlang B and C, whole and real agents, against hand-worked values, mpmath and printed references."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import mpmath
import numpy as np
import pytest

from capplan.requirements import erlang_b, erlang_c, occupancy, queue_with_patience
from capplan.requirements.queueing.erlang import log_inverse_blocking
from tests.requirements.queueing import exact_erlang


def test_one_agent_one_erlang_loses_half_and_delays_everyone() -> None:
    assert float(erlang_b(1.0, 1)) == pytest.approx(0.5, rel=1e-14)
    assert float(erlang_c(1.0, 1)) == 1.0


def test_two_agents_one_erlang_by_hand() -> None:
    # B = (1/2) / (1 + 1 + 1/2) = 1/5, C = (1/5) / (1 - (1/2)(4/5)) = 1/3
    assert float(erlang_b(1.0, 2)) == pytest.approx(0.2, rel=1e-14)
    assert float(erlang_c(1.0, 2)) == pytest.approx(1 / 3, rel=1e-14)


def test_half_an_agent_by_hand() -> None:
    # int exp(-a s) (1 + s)^(-1/2) ds = exp(a) sqrt(pi / a) erfc(sqrt a); 1/B = 1 + half of that
    load = 0.7
    above = 0.5 * math.exp(load) * math.sqrt(math.pi / load) * math.erfc(math.sqrt(load))
    assert float(erlang_b(load, 0.5)) == pytest.approx(1 / (1 + above), rel=1e-13)


def off(value: float, exact: mpmath.mpf) -> float:
    return float(abs(mpmath.mpf(float(value)) / exact - 1))


LOADS = [0.001, 0.02, 0.5, 1.0, 3.3, 6.99, 15.9, 19.8, 30.0, 87.5, 333.3, 2000.0, 12345.6, 1e5]
DEVIATIONS = [-30, -8, -3, -1, -0.3, 0, 0.2, 1, 2.5, 6, 9, 30]


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("whole", [True, False])
def test_blocking_and_waiting_agree_with_mpmath_to_twelve_digits(load: float, whole: bool) -> None:
    deviations = DEVIATIONS if load < 1e4 else [-8, 0.2, 1, 6]
    agents = np.array(
        [load + deviation * np.sqrt(load) for deviation in deviations] + [0.37, 1.5, 19.99, 20.01]
    )
    agents = np.unique(np.maximum(np.rint(agents), 1.0) if whole else agents[agents > 0])
    blocked, waits = erlang_b(load, agents), erlang_c(load, agents)
    for count, value, waiting in zip(agents.tolist(), blocked, waits, strict=True):
        exact = exact_erlang.blocking(load, count)
        if exact > 1e-290:
            assert off(value, exact) < 1e-12, count
        if count > load and exact > 1e-290:
            assert off(waiting, exact_erlang.waiting(load, count)) < 1e-12, count


@pytest.mark.parametrize("agents", [960_000.0, 997_000.5, 1_000_000.0, 1_000_000.7, 1_003_000.0, 1_030_000.0])
def test_a_million_erlangs_neither_overflow_nor_lose_digits(agents: float) -> None:
    load = 1e6 + 0.3
    assert off(erlang_b(load, agents), exact_erlang.blocking(load, agents)) < 1e-12
    if agents > load:
        assert off(erlang_c(load, agents), exact_erlang.waiting(load, agents)) < 1e-12


def test_any_load_and_any_agents_give_a_share() -> None:
    load = np.array([0, 5e-324, 1e-300, 1e-12, 1e-3, 1, 19.99, 20, 1e3, 1e6])[:, None]
    agents = np.array([0, 5e-324, 1e-300, 1e-12, 1e-3, 0.3, 1, 7, 19.999, 20, 100, 1e6, 1e7])[None, :]
    for formula in (erlang_b, erlang_c, occupancy):
        table = formula(load, agents)
        assert ((table >= 0.0) & (table <= 1.0)).all()


def test_real_agents_lie_between_whole_ones_without_a_step() -> None:
    agents = np.concatenate((np.linspace(0.0, 60.0, 6001), np.linspace(60.0, 400.0, 6001)))
    for load in (0.05, 2.0, 17.0, 20.0, 33.0, 150.0):
        for table in (erlang_b(load, agents), erlang_c(load, agents)):
            steps = np.diff(table)
            assert (steps <= 4e-16).all()
            assert (np.abs(steps) < 0.06).all()


def test_the_log_of_blocking_has_no_bounds() -> None:
    load = np.array([[1e-3, 1.0], [5.0, 1e3]])
    agents = np.array([[50.0, 0.5], [4.0, 5e3]])
    got = log_inverse_blocking(load, agents)
    for at in np.ndindex(2, 2):
        exact = -mpmath.log(exact_erlang.blocking(float(load[at]), float(agents[at])))
        assert float(got[at]) == pytest.approx(float(exact), rel=1e-13)


@pytest.mark.parametrize("shift", [0.0, 0.25, 0.9])
def test_blocking_satisfies_erlangs_recursion(shift: float) -> None:
    load, agents = 87.5, np.arange(1, 200) + shift
    blocked = erlang_b(load, agents - 1)
    np.testing.assert_allclose(erlang_b(load, agents), load * blocked / (agents + load * blocked), rtol=1e-12)


def test_agents_up_to_the_load_make_everyone_wait() -> None:
    np.testing.assert_array_equal(erlang_c(10.0, [0, 5, 9, 10]), np.ones(4))
    assert float(erlang_c(10.0, 11)) < 1.0


def test_no_load_and_no_agents() -> None:
    np.testing.assert_array_equal(erlang_b([0.0, 0.0, 5.0], [0, 3, 0]), [1.0, 0.0, 1.0])
    assert float(erlang_c(0.0, 3)) == 0.0


def test_columns_and_rows_broadcast() -> None:
    table = erlang_c(np.array([[5.0], [8.0]]), np.array([9, 10, 11]))
    assert table.shape == (2, 3)
    assert table[1, 2] == erlang_c(8.0, 11)


def test_waiting_falls_with_agents_and_rises_with_load() -> None:
    table = erlang_c(np.linspace(1, 60, 60)[:, None], np.arange(1, 90)[None, :])
    assert (np.diff(table, axis=0) >= 0).all()
    assert (np.diff(table, axis=1) <= 0).all()


def test_waiting_is_convex_in_agents() -> None:
    curve = erlang_c(40.0, np.arange(41, 90))
    assert (np.diff(curve, 2) > 0).all()


def test_occupancy_is_load_over_agents_and_never_above_one() -> None:
    np.testing.assert_allclose(occupancy([10.0, 10.0, 10.0, 0.0], [14, 10, 4, 0]), [10 / 14, 1.0, 1.0, 0.0])


def test_with_patience_only_those_who_stay_keep_agents_busy() -> None:
    shared = queue_with_patience(10.0, [4, 10, 14], 300.0, 120.0)
    busy = occupancy(10.0, [4, 10, 14], 300.0, 120.0)
    np.testing.assert_allclose(busy, 10.0 * (1 - shared.abandonment) / [4, 10, 14], rtol=1e-13)
    assert (busy < occupancy(10.0, [4, 10, 14])).all()
    np.testing.assert_array_equal(occupancy([0.0, 3.0], [2.0, 0.0], 300.0, 120.0), [0.0, 1.0])


def test_handle_time_and_patience_go_together() -> None:
    with pytest.raises(ValueError, match="aht_s and patience_s go together"):
        occupancy(10.0, 12, aht_s=300.0)
    with pytest.raises(ValueError, match="aht_s and patience_s go together"):
        occupancy(10.0, 12, patience_s=300.0)


@pytest.mark.parametrize("formula", [erlang_b, erlang_c, occupancy])
@pytest.mark.parametrize(
    ("load", "agents", "message"),
    [
        ([1.0, -1.0], 3, r"load must be zero or more; found -1 at position \[1\]"),
        ([1.0, 2.0, np.nan], 3, r"load must be a finite number; found nan at position \[2\]"),
        (np.inf, 3, "load must be a finite number; found inf"),
        (-2.0, 3, "load must be zero or more; found -2"),
        (1.0, [[2.0, -2.5]], r"agents must be zero or more; found -2.5 at position \[0, 1\]"),
        (1.0, np.nan, "agents must be a finite number; found nan"),
        (1.0, [np.inf], r"agents must be a finite number; found inf at position \[0\]"),
    ],
)
def test_bad_arguments_are_named_with_their_position(
    formula: Callable[..., object], load: object, agents: object, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        formula(load, agents)


def test_printed_blocking_and_waiting(shared_data: Path) -> None:
    path = shared_data / "erlang_reference" / "erlang_values.json"
    formulas = {"erlang_b": erlang_b, "erlang_c": erlang_c}
    rows = [row for row in json.loads(path.read_text())["checks"] if row["quantity"] in formulas]
    assert len(rows) >= 3
    for row in rows:
        value = float(formulas[row["quantity"]](row["inputs"]["erlangs"], row["inputs"]["agents"]))
        assert abs(value - row["published"]) <= row["tolerance"], row
        assert value == pytest.approx(row["checked_value"], rel=1e-8)

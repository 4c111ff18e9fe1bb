"""Erlang B and C against hand-worked values, mpmath and printed references."""

from __future__ import annotations

import json
from pathlib import Path

import mpmath
import numpy as np
import pytest

from capplan.requirements import erlang_b, erlang_c, occupancy


def exact_blocking(load: float, agents: int) -> mpmath.mpf:
    """1/B = sum over k of N! / (N - k)! / a^k, at 40 digits."""
    with mpmath.workdps(40):
        term = total = mpmath.mpf(1)
        for k in range(agents):
            term *= (agents - k) / mpmath.mpf(load)
            total += term
            if agents - k < load and term < total * mpmath.mpf(10) ** -36:
                break
        return 1 / total


def test_one_agent_one_erlang_loses_half_and_delays_everyone() -> None:
    assert float(erlang_b(1.0, 1)) == pytest.approx(0.5, rel=1e-14)
    assert float(erlang_c(1.0, 1)) == 1.0


def test_two_agents_one_erlang_by_hand() -> None:
    # B = (1/2) / (1 + 1 + 1/2) = 1/5, C = (1/5) / (1 - (1/2)(4/5)) = 1/3
    assert float(erlang_b(1.0, 2)) == pytest.approx(0.2, rel=1e-14)
    assert float(erlang_c(1.0, 2)) == pytest.approx(1 / 3, rel=1e-14)


@pytest.mark.parametrize("load", [1e-9, 0.1, 1.0, 3.3, 15.9, 16.0, 30.0, 333.3, 2000.0])
def test_blocking_agrees_with_mpmath_to_twelve_digits(load: float) -> None:
    agents = sorted(
        {0, 1, 2, 5, 15, 16, 17} | {int(load * ratio) for ratio in (0.2, 0.7, 0.95, 1, 1.05, 1.3, 2)}
    )
    exact = [exact_blocking(load, count) for count in agents]
    got = erlang_b(load, agents)
    for count, want, value in zip(agents, exact, got, strict=True):
        if want > 1e-300:
            assert abs(mpmath.mpf(float(value)) / want - 1) < 1e-12, (load, count)


@pytest.mark.parametrize("deviations", [-40, -3, -1, 0, 1, 3, 30])
def test_a_million_erlangs_neither_overflow_nor_lose_digits(deviations: int) -> None:
    load, agents = 1e6 + 0.3, 1_000_000 + 1000 * deviations
    assert abs(mpmath.mpf(float(erlang_b(load, agents))) / exact_blocking(load, agents) - 1) < 1e-12


def test_waiting_agrees_with_mpmath() -> None:
    for load, agents in ((0.5, 1), (3.3, 4), (48.0, 50), (2000.0, 2020), (1e5, 100_200)):
        blocked = exact_blocking(load, agents)
        want = agents * blocked / (agents - load + load * blocked)
        assert abs(mpmath.mpf(float(erlang_c(load, agents))) / want - 1) < 1e-12


def test_blocking_satisfies_erlangs_recursion() -> None:
    load, agents = 87.5, np.arange(1, 200)
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


@pytest.mark.parametrize(
    ("load", "agents", "message"),
    [
        ([1.0, -1.0], 3, r"load must be zero or more; found -1 at position \[1\]"),
        ([1.0, 2.0, np.nan], 3, r"load must be a finite number; found nan at position \[2\]"),
        (np.inf, 3, "load must be a finite number; found inf"),
        (1.0, [[2.0, 2.5]], r"agents must be a whole number; found 2.5 at position \[0, 1\]"),
    ],
)
def test_bad_arguments_are_named_with_their_position(load: object, agents: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        erlang_c(load, agents)  # type: ignore[arg-type]


def test_printed_blocking_and_waiting(shared_data: Path) -> None:
    path = shared_data / "erlang_reference" / "erlang_values.json"
    formulas = {"erlang_b": erlang_b, "erlang_c": erlang_c}
    rows = [row for row in json.loads(path.read_text())["checks"] if row["quantity"] in formulas]
    assert len(rows) >= 3
    for row in rows:
        value = float(formulas[row["quantity"]](row["inputs"]["erlangs"], row["inputs"]["agents"]))
        assert abs(value - row["published"]) <= row["tolerance"], row
        assert value == pytest.approx(row["checked_value"], rel=1e-8)

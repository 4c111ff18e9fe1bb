"""Erlang A, whole and real agents: published values, mpmath, a birth-death chain, Erlang C as its limit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

from capplan.requirements import erlang_c, queue_with_patience
from capplan.requirements.queueing.mean_wait import mean_wait_of_answered
from tests.requirements.queueing import exact_erlang


def off(value: object, exact: mpmath.mpf) -> float:
    return float(abs(mpmath.mpf(float(value)) / exact - 1))  # type: ignore[arg-type]


def check(load: float, agents: float, patience: float, within: float) -> None:
    """Relative to 1e-9 where the share counts itself, to 1e-12 of all contacts for levels of service."""
    got = queue_with_patience(load, agents, 1.0, patience, within)
    want = exact_erlang.queue(load, agents, patience, within)
    here = (load, agents, patience, within)
    if want.waiting > 1e-290:
        assert off(got.waiting, want.waiting) < 1e-11, here
    if want.abandonment > 1e-290:
        assert off(got.abandonment, want.abandonment) < 1e-11, here
        assert off(got.mean_wait_s, want.abandonment * patience) < 1e-11, here
    assert off(got.occupancy, want.answered * load / agents) < 1e-11, here
    assert abs(float(got.answered_in_time) - float(want.in_time)) < 1e-12, here
    assert abs(float(got.over_before_target) - float(want.over)) < 1e-12, here


@pytest.mark.parametrize("load", [0.001, 0.02, 0.5, 3.0, 19.9, 150.0, 2000.0])
@pytest.mark.parametrize("ratio", [0.3, 0.95, 1.0, 1.04, 1.3, 3.0])
@pytest.mark.parametrize("whole", [True, False])
def test_shares_agree_with_mpmath(load: float, ratio: float, whole: bool) -> None:
    agents = max(1.0, float(round(load * ratio))) if whole else load * ratio
    for patience in (0.01, 0.1, 1.0, 3.0, 50.0):
        for within in (0.0, 0.05, 1.0, 10.0) if load < 100 else (0.05,):
            check(load, agents, patience, within)


@pytest.mark.parametrize("load", [20_000.0, 100_000.0])
@pytest.mark.parametrize("deviations", [-4.0, -0.3, 0.0, 2.6])
def test_large_queues_agree_with_mpmath(load: float, deviations: float) -> None:
    check(load, load + deviations * np.sqrt(load), 0.3, 0.002)
    check(load, float(round(load + deviations * np.sqrt(load))), 1.7, 0.01)


def test_a_million_erlangs_agree_with_mpmath() -> None:
    check(1e6, 999_000.5, 0.1, 0.001)
    check(1e6, 1_001_500.0, 0.5, 0.0005)


@pytest.mark.parametrize("seed", range(4))
def test_random_queues_agree_with_mpmath(seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(60):
        load = 10 ** random.uniform(-3, 3)
        agents = load * np.exp(random.normal() * 10 ** random.uniform(-1, 1) / np.sqrt(max(load, 0.3)))
        patience = 10 ** random.uniform(-2.5, 2)
        check(load, agents, patience, random.choice([0.0, 10 ** random.uniform(-3, 1)]))


@pytest.mark.parametrize("c", [1e-6, 0.01, 0.5, 3.0, 30.0, 400.0, 6_000.0])
@pytest.mark.parametrize("ratio", [1e-3, 0.5, 0.98, 1.0, 1.03, 1.5, 4.0])
def test_the_mean_wait_of_the_answered_agrees_with_mpmath(c: float, ratio: float) -> None:
    got = mean_wait_of_answered(np.array([c]), np.array([c * ratio]))[0]
    assert off(got, exact_erlang.mean_wait_of_answered(c, c * ratio)) < 1e-9


@pytest.mark.parametrize(("load", "agents", "patience"), [(20.0, 18, 0.5), (20.0, 24, 3.0), (2.0, 1, 1.0)])
def test_speed_of_answer_is_the_mean_wait_of_the_answered(load: float, agents: int, patience: float) -> None:
    c, x = agents * patience, load * patience

    def density(s: mpmath.mpf) -> mpmath.mpf:
        return mpmath.exp(x * (1 - mpmath.exp(-s)) - c * s)

    pieces = [0, 0.1, 0.5, 1, 2, 5, 20, 60]
    waited = mpmath.quad(lambda s: s * mpmath.exp(-s) * density(s), pieces)
    whole = mpmath.quad(density, pieces)
    exact = exact_erlang.queue(load, agents, patience, 0.0)
    want = float(exact.waiting * waited / whole / exact.answered) * patience * 300
    queue = queue_with_patience(load, agents, 300.0, patience * 300)
    assert float(queue.speed_of_answer_s) == pytest.approx(want, rel=1e-9)


def test_a_birth_death_chain_gives_the_same_waiting_and_abandonment() -> None:
    load, agents, aht_s, patience_s = 12.0, 11, 240.0, 90.0
    state = np.arange(400)
    death = np.minimum(state, agents) / aht_s + np.maximum(state - agents, 0) / patience_s
    log_mass = np.concatenate(([0.0], np.cumsum(np.log(load / aht_s) - np.log(death[1:]))))
    mass = np.exp(log_mass - log_mass.max())
    mass /= mass.sum()
    lost = (mass * np.maximum(state - agents, 0)).sum() / patience_s / (load / aht_s)
    queue = queue_with_patience(load, agents, aht_s, patience_s)
    assert float(queue.waiting) == pytest.approx(mass[agents:].sum(), rel=1e-11)
    assert float(queue.abandonment) == pytest.approx(lost, rel=1e-11)


def test_garnett_mandelbaum_reiman_introductory_table(shared_data: Path) -> None:
    cases = json.loads((shared_data / "published_cases.json").read_text())["cases"]
    case = next(case for case in cases if case["id"] == "gmr_table1")
    want, data = case["answer"]["ErlangA"], case["data"]
    queue = queue_with_patience(
        data["lambda_per_min"] / data["mu"], data["N"], 60.0, 60.0 / data["theta"], 12.5
    )
    assert float(queue.abandonment) == pytest.approx(want["P_abandon"], abs=1e-6)
    assert float(queue.mean_wait_s) == pytest.approx(want["E_W_s"], abs=1e-6)
    assert float(queue.waiting) == pytest.approx(want["P_wait"], abs=1e-6)
    assert float(queue.occupancy) == pytest.approx(want["occupancy"], abs=1e-6)
    assert float(queue.mean_wait_s) * 48 / 60 == pytest.approx(want["ELq"], abs=1e-6)
    assert 1 - float(queue.over_before_target) == pytest.approx(want["P(W>12.5s)"], abs=1e-6)
    assert float(queue.answered_in_time) == pytest.approx(want["P(served within 12.5s)"], abs=1e-6)


def test_endless_patience_is_erlang_c() -> None:
    load, agents = np.array([5.0, 48.0, 500.0]), np.array([7, 50, 520])
    queue = queue_with_patience(load, agents, 60.0, 1e12, 20.0)
    np.testing.assert_allclose(queue.waiting, erlang_c(load, agents), rtol=1e-6)
    np.testing.assert_allclose(queue.mean_wait_s, erlang_c(load, agents) * 60.0 / (agents - load), rtol=1e-6)


@pytest.mark.parametrize("agents", [1, 100, 900, 1000, 1100, 5000])
def test_a_thousand_erlangs_with_any_number_of_agents_stay_finite(agents: int) -> None:
    queue = queue_with_patience(1000.0, agents, 300.0, 120.0, 20.0)
    for value in (queue.waiting, queue.abandonment, queue.answered_in_time, queue.over_before_target):
        assert 0.0 <= float(value) <= 1.0 + 1e-15
    assert np.isfinite(queue.speed_of_answer_s)
    assert float(queue.abandonment) >= 1 - agents / 1000 - 1e-12


def test_waits_and_abandonment_obey_littles_law() -> None:
    queue = queue_with_patience(30.0, [25, 30, 35], 200.0, 80.0)
    np.testing.assert_allclose(queue.occupancy, 30.0 * (1 - queue.abandonment) / [25, 30, 35])
    np.testing.assert_allclose(queue.mean_wait_s, queue.abandonment * 80.0)
    assert (queue.speed_of_answer_s < queue.mean_wait_s).any()


@pytest.mark.parametrize(("aht_s", "patience_s", "within_s"), [(300, 30, 20), (300, 120, 20), (60, 3600, 5)])
def test_every_measure_improves_with_agents_whole_or_not(
    aht_s: float, patience_s: float, within_s: float
) -> None:
    agents = np.concatenate((np.linspace(0.01, 25.0, 2500), np.linspace(25.0, 120.0, 2500)))
    for load in (0.2, 5.0, 21.0, 90.0):
        queue = queue_with_patience(load, agents, aht_s, patience_s, within_s)
        for name in ("waiting", "abandonment", "mean_wait_s", "occupancy", "speed_of_answer_s"):
            values = getattr(queue, name)
            assert (np.diff(values) <= 1e-14 * np.maximum(values[1:], 1.0)).all(), name
        assert (np.diff(queue.answered_in_time) >= -1e-15).all()
        assert (np.diff(queue.over_before_target) >= -1e-15).all()


def test_hardly_anybody_on_duty_is_close_to_nobody() -> None:
    few = queue_with_patience(4.0, 1e-9, 60.0, 30.0, 20.0)
    none = queue_with_patience(4.0, 0.0, 60.0, 30.0, 20.0)
    for name in ("waiting", "abandonment", "answered_in_time", "over_before_target", "mean_wait_s"):
        assert float(getattr(few, name)) == pytest.approx(float(getattr(none, name)), abs=1e-8), name


def test_any_arguments_give_shares() -> None:
    load = np.array([0, 5e-324, 1e-300, 1e-3, 1, 20, 1e6]).reshape(-1, 1, 1, 1)
    agents = np.array([0, 5e-324, 1e-300, 1e-9, 0.3, 1, 19.999, 20, 100, 1e7]).reshape(-1, 1, 1)
    patience_s = np.array([1e-6, 1.0, 300.0, 1e9]).reshape(-1, 1)
    queue = queue_with_patience(load, agents, 300.0, patience_s, [0.0, 1e-3, 60.0, 1e9])
    for name in ("waiting", "abandonment", "answered_in_time", "over_before_target", "occupancy"):
        assert ((getattr(queue, name) >= 0.0) & (getattr(queue, name) <= 1.0 + 1e-15)).all(), name
    assert (queue.mean_wait_s >= 0.0).all()
    assert (queue.speed_of_answer_s >= 0.0).all()


def test_nobody_on_duty_loses_everyone_and_no_load_loses_nobody() -> None:
    queue = queue_with_patience([4.0, 0.0, 0.0], [0, 0, 3], 60.0, 30.0, 20.0)
    np.testing.assert_array_equal(queue.abandonment, [1.0, 0.0, 0.0])
    np.testing.assert_array_equal(queue.answered_in_time, [0.0, 1.0, 1.0])
    np.testing.assert_allclose(queue.over_before_target, [1 - np.exp(-20 / 30), 1.0, 1.0])
    np.testing.assert_array_equal(queue.speed_of_answer_s, [np.inf, 0.0, 0.0])


def test_abandonment_is_convex_in_agents() -> None:
    for patience in (6.0, 60.0, 600.0):
        curve = queue_with_patience(20.0, np.arange(0, 60), 60.0, patience).abandonment
        assert (np.diff(curve, 2) > -1e-12).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"patience_s": [10.0, 0.0]}, r"patience_s must be above zero; found 0 at position \[1\]"),
        ({"patience_s": 0.0}, "patience_s must be above zero; found 0"),
        ({"aht_s": 0.0}, "aht_s must be above zero; found 0"),
        ({"aht_s": [[60.0], [-1.0]]}, r"aht_s must be above zero; found -1 at position \[1, 0\]"),
        ({"load": -1.0}, "load must be zero or more; found -1"),
        ({"load": [1.0, np.nan]}, r"load must be a finite number; found nan at position \[1\]"),
        ({"agents": [-0.5]}, r"agents must be zero or more; found -0.5 at position \[0\]"),
        ({"agents": np.inf}, "agents must be a finite number; found inf"),
        ({"answer_within_s": -20.0}, "answer_within_s must be zero or more; found -20"),
        ({"answer_within_s": np.nan}, "answer_within_s must be a finite number; found nan"),
    ],
)
def test_bad_arguments_are_refused(change: dict[str, Any], message: str) -> None:
    arguments = {"load": 3.0, "agents": 4.0, "aht_s": 60.0, "patience_s": 90.0, "answer_within_s": 20.0}
    with pytest.raises(ValueError, match=message):
        queue_with_patience(**{**arguments, **change})

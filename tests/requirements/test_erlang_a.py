"""Erlang A against published values, mpmath, an independent birth-death chain and Erlang C at its limit."""

from __future__ import annotations

import json
from pathlib import Path

import mpmath
import numpy as np
import pytest

from capplan.requirements import counted_service_level, erlang_c, queue_with_patience


def scaled_gamma(c: mpmath.mpf, x: mpmath.mpf) -> mpmath.mpf:
    """Integral over s of exp(x (1 - exp(-s)) - c s) as a series of positive terms."""
    term = total = 1 / c
    k = 1
    while True:
        term *= x / (c + k)
        total += term
        k += 1
        if x < c + k and term < total * (1 - x / (c + k)) * mpmath.mpf(10) ** -33:
            return total


def exact_queue(load: float, agents: int, patience: float, within: float) -> list[mpmath.mpf]:
    """Waiting, abandonment, answered in time, over before the target; the handle time is 1."""
    with mpmath.workdps(40):
        a, theta = mpmath.mpf(load), 1 / mpmath.mpf(patience)
        c, x = agents / theta, a / theta
        idle = term = mpmath.mpf(1)
        for k in range(agents - 1, 0, -1):
            term *= k / a
            idle += term
        full, next_full = scaled_gamma(c, x), scaled_gamma(c + 1, x)
        total = idle + x * full
        later = x * mpmath.exp(-within * theta)
        tail = mpmath.exp(x - later - c * within * theta)
        lost = x * (full - next_full) / total
        late = x * tail * mpmath.exp(-within * theta) * scaled_gamma(c + 1, later) / total
        still = mpmath.exp(-within * theta) * x * tail * scaled_gamma(c, later) / total
        return [x * full / total, lost, 1 - lost - late, 1 - still]


@pytest.mark.parametrize("load", [0.01, 0.5, 3.0, 20.0, 150.0])
@pytest.mark.parametrize("ratio", [0.3, 0.95, 1.0, 1.3, 3.0])
def test_shares_agree_with_mpmath(load: float, ratio: float) -> None:
    agents = max(1, round(load * ratio))
    for patience in (0.01, 0.1, 1.0, 3.0, 50.0):
        for within in (0.0, 0.05, 1.0, 10.0):
            queue = queue_with_patience(load, agents, 1.0, patience, within)
            got = [queue.waiting, queue.abandonment, queue.answered_in_time, queue.over_before_target]
            want = exact_queue(load, agents, patience, within)
            for value, exact in zip(got, want, strict=True):
                assert abs(float(value) - float(exact)) < 1e-12, (load, agents, patience, within)
            assert float(queue.abandonment) == pytest.approx(float(want[1]), rel=1e-11)


@pytest.mark.parametrize(("load", "agents", "patience"), [(20.0, 18, 0.5), (20.0, 24, 3.0), (2.0, 1, 1.0)])
def test_speed_of_answer_is_the_mean_wait_of_the_answered(load: float, agents: int, patience: float) -> None:
    c, x = agents * patience, load * patience

    def density(s: mpmath.mpf) -> mpmath.mpf:
        return mpmath.exp(x * (1 - mpmath.exp(-s)) - c * s)

    pieces = [0, 0.1, 0.5, 1, 2, 5, 20, 60]
    waited = mpmath.quad(lambda s: s * mpmath.exp(-s) * density(s), pieces)
    whole = mpmath.quad(density, pieces)
    waiting, lost = exact_queue(load, agents, patience, 0.0)[:2]
    want = float(waiting * waited / whole / (1 - lost)) * patience * 300
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


def test_the_three_countings_differ_as_they_should() -> None:
    queue = queue_with_patience(48.0, 50, 60.0, 120.0, 12.5)
    offered = float(counted_service_level(queue, "offered"))
    answered = float(counted_service_level(queue, "answered"))
    abandons_count = float(counted_service_level(queue, "abandons_count"))
    assert offered == pytest.approx(0.8745569096732534, abs=1e-9)
    assert answered == pytest.approx(0.8745569096732534 / (1 - 0.030912249162192443), abs=1e-9)
    assert abandons_count == pytest.approx(1 - 0.09914981102128406, abs=1e-9)


def test_an_unknown_counting_is_refused() -> None:
    with pytest.raises(ValueError, match="counting must be one of offered, answered, abandons_count"):
        counted_service_level(queue_with_patience(1.0, 2, 60.0, 60.0), "sl")  # type: ignore[arg-type]


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


def test_patience_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match=r"patience_s must be above zero; found 0 at position \[1\]"):
        queue_with_patience(3.0, 4, 60.0, [10.0, 0.0])

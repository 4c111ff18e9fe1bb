"""The best weekly service step by step, against every way to place the same hours."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.requirements.curve.level_table import voice_level
from capplan.requirements.curve.service_path import FLOOR_LEVEL, exact_level, service_path
from capplan.requirements.queueing.service_measures import service_level
from capplan.requirements.queueing.sizing import agents_required


def voice(patience_s: float | None = 180.0, counting: Any = "offered", within_s: float = 20.0) -> Any:
    return lambda load, agents: service_level(load, agents, 300.0, within_s, patience_s, counting)


def required(load: Any, patience_s: float | None = 180.0) -> Any:
    return agents_required(load, 300.0, service_level=0.8, answer_within_s=20.0, patience_s=patience_s)


def points(path: Any, week: int = 0) -> dict[float, float]:
    """Level by hours, each point once."""
    return dict(zip(path.hours[week].tolist(), path.level[week].tolist(), strict=True))


def best_of_all(load: Any, weight: Any, ranges: list[range], level: Any) -> dict[int, float]:
    """The best weekly service by the sum of agents, of all placements in the ranges."""
    best: dict[int, float] = {}
    for agents in product(*ranges):
        service = float((weight * level(load, np.array(agents, dtype=float))).sum() / weight.sum())
        best[sum(agents)] = max(best.get(sum(agents), 0.0), service)
    return best


def floor_agents(load: float, most: int, level: Any) -> int:
    good = [n for n in range(1, most + 1) if float(level(np.array(load), np.array(float(n)))) >= FLOOR_LEVEL]
    return min(good)


def test_by_hand() -> None:
    table = np.array([0.0, 0.6, 0.8, 0.9, 0.95])  # level by agents, the same in both intervals

    def level(load: Any, agents: Any) -> Any:
        return table[np.minimum(np.asarray(agents, dtype=int), 4)]

    path = service_path([[1.0, 1.0]], [[30.0, 10.0]], [[2.0, 3.0]], level, 0.5)
    # required: (30 x .8 + 10 x .9) / 40; the agents of the quiet interval go first: 1/40, 2/40; then 6/40
    assert path.required_h == pytest.approx([2.5])
    assert path.required_level == pytest.approx([0.825])
    assert path.floor_h == pytest.approx([1.0])
    # above: busy 3/40, busy 1.5/40; the quiet interval's fourth agent brings 0.5/40 for half an hour, a share
    # of 0.025 per hour, less than a tenth of 1 / 2.5 hours
    expected = {1.0: 0.6, 1.5: 0.75, 2.0: 0.8, 2.5: 0.825, 3.0: 0.9, 3.5: 0.9375}
    assert points(path) == pytest.approx(expected)


@pytest.mark.parametrize("patience_s", [None, 60.0, 180.0])
@pytest.mark.parametrize("seed", range(3))
def test_no_placement_of_the_same_hours_is_better(patience_s: float | None, seed: int) -> None:
    random = np.random.default_rng(seed)
    load, weight = random.uniform(0.3, 9.0, 4), random.uniform(5.0, 60.0, 4)
    level, agents = voice(patience_s), required(load, patience_s)
    path = service_path(load[None], weight[None], agents[None], level, 0.25)
    found = {round(4.0 * hours): service for hours, service in points(path).items()}
    lowest = [floor_agents(at, int(n), level) for at, n in zip(load, agents, strict=True)]
    below = best_of_all(
        load, weight, [range(low, int(n) + 1) for low, n in zip(lowest, agents, strict=True)], level
    )
    assert len(below) > 2
    assert {count: found[count] for count in below} == pytest.approx(below, abs=1e-12)
    above = best_of_all(load, weight, [range(int(n), int(n) + 5) for n in agents], level)
    reached = [count for count in above if count in found][:5]
    assert len(reached) == 5
    assert {count: found[count] for count in reached} == pytest.approx(
        {count: above[count] for count in reached}, abs=1e-12
    )


def week_of(seed: int, intervals: int = 48, most: float = 25.0) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    load = most * random.beta(1.0, 2.0, (3, intervals))
    return load, load * 6.0


def test_anchored_at_the_requirement() -> None:
    load, weight = week_of(1)
    agents = required(load)
    path = service_path(load, weight, agents, voice(), 0.5)
    np.testing.assert_allclose(path.required_h, 0.5 * agents.sum(axis=1))
    expected = (weight * voice()(load, agents)).sum(axis=1) / weight.sum(axis=1)
    np.testing.assert_allclose(path.required_level, expected, atol=1e-14)
    np.testing.assert_allclose(exact_level(path, path.required_h), expected, atol=1e-14)


def test_the_required_agents_are_not_the_best_use_of_their_hours() -> None:
    load, weight = week_of(2, intervals=336)
    path = service_path(load, weight, required(load), voice(), 0.5)
    here = path.required
    saved = path.level[:, here] - path.level[:, here - 1]
    gained = path.level[:, here + 1] - path.level[:, here]
    assert (gained > 3.0 * saved).all()


@pytest.mark.parametrize("patience_s", [None, 180.0])
@given(seed=st.integers(0, 1000))
@settings(max_examples=10)
def test_more_hours_are_never_worse_and_bring_less_and_less(patience_s: float | None, seed: int) -> None:
    load, weight = week_of(seed)
    path = service_path(load, weight, required(load, patience_s), voice(patience_s), 0.5)
    assert (np.diff(path.level, axis=1) >= -1e-15).all()
    assert ((path.level >= 0.0) & (path.level <= 1.0)).all()
    for side in (path.level[:, : path.required + 1], path.level[:, path.required :]):
        for row in side:
            steps = np.diff(row)
            there = steps[steps > 0.0]
            assert (np.diff(there) <= 1e-15).all()
    np.testing.assert_allclose(path.envelope, path.level, atol=1e-14)


def test_weights_count_relative_to_each_other() -> None:
    load, weight = week_of(3)
    agents = required(load)
    one, thousand = (service_path(load, weight * scale, agents, voice(), 0.5) for scale in (1.0, 1000.0))
    np.testing.assert_allclose(one.level, thousand.level, atol=1e-14)
    np.testing.assert_array_equal(one.hours, thousand.hours)


def test_a_week_apart_is_the_week_among_others() -> None:
    load, weight = week_of(4)
    agents = required(load)
    together = service_path(load, weight, agents, voice(), 0.5)
    for week in range(3):
        alone = service_path(load[[week]], weight[[week]], agents[[week]], voice(), 0.5)
        assert points(alone) == pytest.approx(points(together, week))


def test_by_table_as_by_formula() -> None:
    load, weight = week_of(5, intervals=336)
    agents = required(load)
    table = voice_level(300.0, 20.0, 180.0, loads=load)
    exact, quick = (service_path(load, weight, agents, level, 0.5) for level in (voice(), table))
    np.testing.assert_allclose(quick.required_level, exact.required_level, atol=1e-6)
    for hours in (0.85, 0.95, 1.05, 1.15):
        at = exact.required_h * hours
        np.testing.assert_allclose(exact_level(quick, at), exact_level(exact, at), atol=1e-6)


def test_agents_who_must_be_there_stay() -> None:
    load, weight = np.array([[0.1, 5.0, 0.0, 0.0]]), np.array([[2.0, 100.0, 0.0, 0.0]])
    agents = np.array([[3.0, 8.0, 2.0, 0.0]])
    free = service_path(load, weight, agents, voice(), 1.0)
    kept = service_path(load, weight, agents, voice(), 1.0, least=2)
    busy = floor_agents(5.0, 8, voice())
    assert free.floor_h == pytest.approx([1 + busy + 2])  # without contacts nobody can be spared for service
    assert kept.floor_h == pytest.approx([2 + busy + 2])


def test_an_interval_below_the_floor_keeps_its_agents() -> None:
    path = service_path([[5.0]], [[10.0]], [[4.0]], voice(), 1.0)
    assert float(voice()(np.array(5.0), np.array(4.0))) < FLOOR_LEVEL
    assert path.floor_h == pytest.approx([4.0])


def test_a_level_that_bends_the_wrong_way_is_taken_in_bundles() -> None:
    table = np.array([0.0, 0.5, 0.55, 0.8, 0.84, 0.9])  # slots come in ones and twos

    def level(load: Any, agents: Any) -> Any:
        return table[np.minimum(np.asarray(agents, dtype=int), 5)]

    load, weight = np.array([[1.0, 1.0, 1.0]]), np.array([[30.0, 20.0, 10.0]])
    path = service_path(load, weight, np.full((1, 3), 5.0), level, 1.0)
    best = best_of_all(load[0], weight[0], [range(1, 6)] * 3, level)
    found = points(path)
    assert found.keys() == {float(count) for count in best}
    assert all(found[count] <= service + 1e-12 for count, service in best.items())
    # the envelope of an interval has its corners at 1, 3 and 5 agents: with bundles of two, all at once
    for ended in (3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0):
        assert found[ended] == pytest.approx(best[int(ended)])
    assert (np.diff(path.envelope[0], 2) <= 1e-12).all()
    upper = dict(zip(path.hours[0].tolist(), path.envelope[0].tolist(), strict=True))
    assert all(service <= upper[count] + 1e-12 for count, service in best.items())
    assert found[4.0] < upper[4.0] - 0.01


def test_hang_ups_that_count_as_in_time_bend_the_wrong_way() -> None:
    load, weight = np.full((1, 1), 20.0), np.ones((1, 1))
    level = voice(300.0, "abandons_count", within_s=300.0)
    path = service_path(load, weight, np.full((1, 1), 24.0), level, 1.0)
    below = path.envelope[0, : path.required + 1]
    assert (np.diff(below, 2) <= 1e-12).all()
    assert 1e-3 < (path.envelope - path.level).max() < 0.1
    assert path.floor_h[0] < 20.0


def test_fractional_agents_step_to_whole_ones() -> None:
    def level(load: Any, agents: Any) -> Any:
        return 1.0 - 0.5 ** np.asarray(agents, dtype=float)

    path = service_path([[1.0]], [[5.0]], [[2.5]], level, 1.0)
    expected = {1.0: 0.5, 2.0: 0.75, 2.5: 1 - 0.5**2.5, 3.0: 0.875}
    found = points(path)
    assert {hours: found[hours] for hours in expected} == pytest.approx(expected)


def test_nothing_to_do() -> None:
    load, weight = (
        np.array([[0.0, 0.0], [3.0, 2.0], [0.0, 0.0]]),
        np.array([[0.0, 0.0], [9.0, 4.0], [0.0, 0.0]]),
    )
    path = service_path(load, weight, np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 2.0]]), voice(), 0.5)
    np.testing.assert_array_equal(path.required_level, [1.0, 0.0, 1.0])
    np.testing.assert_array_equal(path.required_h, [0.0, 0.0, 1.5])
    np.testing.assert_array_equal(path.floor_h, [0.0, 0.0, 0.0])
    np.testing.assert_array_equal(exact_level(path, [0.0, 7.0, 0.5]), [1.0, 0.0, 1.0])


def test_the_path_ends_at_its_floor() -> None:
    load, weight = week_of(6)
    path = service_path(load, weight, required(load), voice(), 0.5)
    assert np.isnan(exact_level(path, 0.9 * path.floor_h)).all()
    np.testing.assert_array_equal(exact_level(path, 9.0 * path.required_h), path.level[:, -1])


def test_shape_facts_of_the_service_level(shared_data: Path) -> None:
    cases = json.loads((shared_data / "published_cases.json").read_text(encoding="utf-8"))["cases"]
    facts = next(case for case in cases if case["id"] == "sl_shape_facts")["answer"]
    for row in facts["examples"]:
        agents = np.arange(0.0, 2.0 * row["a"])
        level = service_level(row["a"], agents, 1.0, row["T"], 1.0 / row["theta"])
        bends_up = np.flatnonzero(np.diff(level, 2) > 1e-12) + 1  # beyond that, rounding near 1
        assert bends_up.max() == row["last_convex_N"]
        assert level[bends_up.max()] == pytest.approx(row["SL"], abs=1e-3)
        assert level[bends_up.max()] < facts["ErlangA_SL_inflection_always_below"] == FLOOR_LEVEL
        tangent = row[
            "tangent_from_origin_N"
        ]  # of 120 erlangs 136 agents are better than 135 by 1 in 100,000
        assert level[tangent] / tangent == pytest.approx((level[1:] / agents[1:]).max(), rel=2e-5)
        assert level[tangent] == pytest.approx(row["SL_tangent"], abs=1e-3)
    assert facts["ErlangC_SL_concave_in_N_on_N>=floor(a)+1"]
    for load in (0.4, 3.7, 20.0, 61.5):
        level = service_level(load, np.floor(load) + np.arange(1.0, 40.0), 300.0, 20.0)
        assert (np.diff(level, 2) <= 1e-15).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"load": [[1.0, np.nan]]}, r"load must be a finite number; found nan at position \[0, 1\]"),
        ({"weight": [[-1.0, 1.0]]}, r"weight must be zero or more; found -1 at position \[0, 0\]"),
        ({"agents": [[2.0, np.inf]]}, "agents must be a finite number"),
        (
            {"agents": [[2.0, 3.0, 1.0]]},
            r"must have one shape \[weeks, intervals\]; found \[1, 2\], \[1, 2\], \[1, 3\]",
        ),
        ({"load": [1.0, 2.0], "weight": [1.0, 1.0], "agents": [2.0, 3.0]}, r"one shape \[weeks, intervals\]"),
        ({"interval_h": 0.0}, "interval_h must be above zero"),
        ({"least": -1}, "least must be zero or more"),
        ({"level": lambda load, agents: 80.0 + 0.0 * agents}, "level must be a share from 0 to 1"),
    ],
)
def test_bad_arguments_are_refused(change: dict[str, Any], words: str) -> None:
    given = {
        "load": [[1.0, 2.0]],
        "weight": [[10.0, 20.0]],
        "agents": [[2.0, 3.0]],
        "level": voice(),
        "interval_h": 0.5,
    } | change
    with pytest.raises(ValueError, match=words):
        service_path(**given)


def test_bad_hours_are_refused() -> None:
    path = service_path([[1.0]], [[1.0]], [[2.0]], voice(), 0.5)
    with pytest.raises(ValueError, match="hours must be zero or more"):
        exact_level(path, [-1.0])
    with pytest.raises(ValueError, match=r"one number per week \(1\); found \[2\]"):
        exact_level(path, [1.0, 2.0])

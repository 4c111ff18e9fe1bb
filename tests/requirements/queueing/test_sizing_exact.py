"""Random sizings against the fewest agents found by Erlang's recursion and plain sums in many digits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from capplan.requirements import agents_required
from tests.requirements.queueing import exact_erlang


def voice(count: int, seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {
        "load": 10 ** random.uniform(-1.5, 2.6, count),
        "aht_s": random.uniform(60.0, 900.0, count),
        "service_level": random.uniform(0.5, 0.99, count),
        "answer_within_s": random.uniform(0.0, 90.0, count),
    }


def tickets(count: int, seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {
        "load": 10 ** random.uniform(-1.5, 2.0, count),
        "aht_s": random.uniform(300.0, 4 * 3600.0, count),
        "service_level": random.uniform(0.5, 0.999, count),
        "answer_within_s": 10 ** random.uniform(np.log10(600), np.log10(30 * 86400), count),
    }


def impatient(count: int, seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    case = voice(count, seed)
    case["load"] = 10 ** random.uniform(-1.0, 1.3, count)
    return {**case, "patience_s": random.uniform(20.0, 900.0, count)}


def exact(case: dict[str, Any]) -> list[int]:
    columns = zip(*(case[name].tolist() for name in case), strict=True)
    return [exact_erlang.fewest_for_level(*row) for row in columns]


@pytest.mark.parametrize(("make", "count"), [(voice, 1000), (tickets, 500)])
def test_random_sizings_are_the_exact_fewest(make: Any, count: int) -> None:
    case = make(count, 3)
    np.testing.assert_array_equal(agents_required(**case), exact(case))


def test_random_sizings_with_impatient_callers_are_the_exact_fewest() -> None:
    case = impatient(150, 3)
    rows = zip(*(case[name].tolist() for name in case), strict=True)
    want = [exact_erlang.fewest_with_patience(*row) for row in rows]
    np.testing.assert_array_equal(agents_required(**case), want)


def test_random_sizings_with_an_occupancy_ceiling_and_a_least_are_the_exact_fewest() -> None:
    case, random = voice(200, 4), np.random.default_rng(5)
    ceiling, least = random.uniform(0.6, 1.0, 200), random.integers(0, 9, 200)
    want = np.maximum(np.maximum(exact(case), np.ceil(case["load"] / ceiling)), least)
    np.testing.assert_array_equal(agents_required(**case, max_occupancy=ceiling, least=least), want)


def level(queue: exact_erlang.ExactQueue, counting: str) -> Any:
    still = 1 - queue.over
    return {
        "offered": queue.in_time,
        "answered": queue.in_time / queue.answered,
        "abandons_count": queue.over,
        "early_abandons_left_out": queue.in_time / (queue.in_time + still),
    }[counting]


@pytest.mark.parametrize("counting", ["offered", "answered", "abandons_count", "early_abandons_left_out"])
def test_random_sizings_with_patience_are_the_exact_fewest(counting: Any) -> None:
    random = np.random.default_rng(6)
    for _ in range(30):
        load, aht_s, target = (
            10 ** random.uniform(-1, 1.4),
            random.uniform(60, 900),
            random.uniform(0.3, 0.98),
        )
        within_s, patience_s = random.choice([0.0, 20.0, 90.0]), 10 ** random.uniform(0.7, 3.3)
        agents = int(
            agents_required(
                load,
                aht_s,
                service_level=target,
                answer_within_s=within_s,
                patience_s=patience_s,
                counting=counting,
            )
        )
        reached = [
            level(exact_erlang.queue(load, count, patience_s / aht_s, within_s / aht_s), counting)
            for count in range(max(agents - 1, 1), agents + 1)
        ]
        nobody = 1 - np.exp(-within_s / patience_s) if counting == "abandons_count" else 0.0
        if agents == 0:
            assert nobody >= target
            continue
        assert reached[-1] >= target
        assert (reached[0] if agents > 1 else nobody) < target


def test_abandonment_and_speed_of_answer_are_met_by_the_exact_fewest() -> None:
    random = np.random.default_rng(8)
    for _ in range(30):
        load, aht_s, patience_s = (
            10 ** random.uniform(-1, 1.4),
            random.uniform(60, 900),
            random.uniform(10, 900),
        )
        most, speed_s = random.uniform(0.01, 0.6), random.uniform(2.0, 90.0)
        few = int(agents_required(load, aht_s, max_abandonment=most, patience_s=patience_s))
        for count in range(max(few - 1, 1), few + 1):
            queue = exact_erlang.queue(load, count, patience_s / aht_s, 0.0)
            assert (queue.abandonment <= most) == (count == few)
        quick = int(agents_required(load, aht_s, max_asa_s=speed_s, patience_s=patience_s))
        for count in range(max(quick - 1, 1), quick + 1):
            p = patience_s / aht_s
            queue = exact_erlang.queue(load, count, p, 0.0)
            wait = exact_erlang.mean_wait_of_answered(count * p, load * p) * patience_s
            speed = wait * (queue.waiting - queue.abandonment) / queue.answered
            assert (speed <= speed_s) == (count == quick)

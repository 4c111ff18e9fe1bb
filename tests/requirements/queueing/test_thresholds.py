"""Looking up the greatest load of each number of agents gives what sizing cell by cell gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from capplan.requirements import agents_required
from capplan.requirements.arguments import Floats
from capplan.requirements.queueing import sizing, thresholds

VOICE = {"service_level": 0.8, "answer_within_s": 20.0}
TARGETS: list[dict[str, Any]] = [
    VOICE,
    {"service_level": 0.999999, "answer_within_s": 5.0},
    {"service_level": 0.8, "answer_within_s": 259_200.0},
    {"max_asa_s": 10.0},
    {**VOICE, "patience_s": 120.0},
    {"service_level": 0.9999, "answer_within_s": 20.0, "patience_s": 120.0},
    {"service_level": 0.8, "answer_within_s": 20.0, "patience_s": 5.0, "counting": "answered"},
    {"service_level": 0.95, "answer_within_s": 20.0, "patience_s": 30.0, "counting": "abandons_count"},
    {
        "service_level": 0.99,
        "answer_within_s": 5.0,
        "patience_s": 600.0,
        "counting": "early_abandons_left_out",
    },
    {"max_asa_s": 10.0, "patience_s": 90.0},
    {"max_abandonment": 0.03, "patience_s": 90.0},
    {"max_abandonment": 0.999, "patience_s": 90.0},
    {
        **VOICE,
        "max_asa_s": 8.0,
        "max_abandonment": 0.05,
        "patience_s": 200.0,
        "max_occupancy": 0.9,
        "least": 3,
    },
]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sizing with every cell on its own."""

    def size(*arguments: Any, **targets: Any) -> Floats:
        with monkeypatch.context() as patch:
            patch.setattr(sizing, "SHARED_FROM", np.inf)
            return agents_required(*arguments, **targets)

    return size


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[Floats]:
    """The greatest loads that the look-up rests on, as they are found."""
    seen: list[Floats] = []
    close = thresholds.close_bracket

    def note(*arguments: Any, **options: Any) -> tuple[Floats, Floats]:
        ends = close(*arguments, **options)
        seen.extend(ends)
        return ends

    monkeypatch.setattr(thresholds, "close_bracket", note)
    return seen


@pytest.mark.parametrize("targets", TARGETS)
def test_loads_on_the_thresholds_and_a_hair_beside_them(
    targets: dict[str, Any], alone: Any, found: list[Floats]
) -> None:
    random = np.random.default_rng(7)
    load = 10 ** random.uniform(-2, 2.1, 15_000)
    agents_required(load, 300.0, **targets)
    edges = np.repeat(np.concatenate([load[:10], *found]), 8)
    jitter = random.normal(size=edges.size)
    beside = [edges * (1 + jitter * size) for size in (0.0, 3e-16, 1e-13, 1e-10, 1e-8, 1e-6)]
    every = np.clip(
        np.concatenate([load, *beside, np.nextafter(edges, 0.0), np.nextafter(edges, 1e9)]), 0, 150
    )
    np.testing.assert_array_equal(agents_required(every, 300.0, **targets), alone(every, 300.0, **targets))


def test_most_cells_are_looked_up(found: list[Floats], monkeypatch: pytest.MonkeyPatch) -> None:
    sized: list[int] = []
    fewest = sizing._fewest

    def note(targets: Any, load: Floats, least: Floats) -> Floats:
        sized.append(load.size)
        return fewest(targets, load, least)

    monkeypatch.setattr(sizing, "_fewest", note)
    agents_required(np.linspace(5.0, 60.0, 50_000), 300.0, **VOICE)
    assert found
    assert sum(sized) < 100


def test_a_million_cells_of_many_queues_are_the_same(alone: Any) -> None:
    random = np.random.default_rng(11)
    load = np.abs(random.normal(1.0, 0.4, (60, 17_000))) * random.uniform(0.1, 120.0, (60, 1))
    load[:, ::50] = np.round(load[:, ::50], 1)
    load[:, ::997] = 0.0
    targets = {
        "service_level": random.choice([0.7, 0.8, 0.9], (60, 1)),
        "answer_within_s": random.choice([10.0, 20.0, 60.0], (60, 1)),
        "max_occupancy": random.choice([0.85, 1.0], (60, 1)),
        "least": random.choice([0, 2], (60, 1)),
    }
    aht_s = random.uniform(100.0, 900.0, (60, 1))
    np.testing.assert_array_equal(agents_required(load, aht_s, **targets), alone(load, aht_s, **targets))
    targets["patience_s"] = random.uniform(30.0, 400.0, (60, 1))
    some = load[:, :3000]
    np.testing.assert_array_equal(agents_required(some, aht_s, **targets), alone(some, aht_s, **targets))


def test_shared_and_different_targets_may_be_mixed(alone: Any) -> None:
    random = np.random.default_rng(13)
    load = random.uniform(0.0, 50.0, 6000)
    aht_s = np.where(np.arange(6000) < 4000, 300.0, random.uniform(100.0, 500.0, 6000))
    within_s = random.choice([10.0, 20.0], 6000)
    targets = {"service_level": 0.8, "answer_within_s": within_s}
    np.testing.assert_array_equal(agents_required(load, aht_s, **targets), alone(load, aht_s, **targets))
    every = {"service_level": random.uniform(0.5, 0.9, 6000), "answer_within_s": within_s}
    np.testing.assert_array_equal(agents_required(load, aht_s, **every), alone(load, aht_s, **every))

"""The table of service levels against the formula it stands in for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from capplan.requirements.curve import level_table
from capplan.requirements.curve.level_table import ERROR, chat_level, voice_level
from capplan.requirements.queueing.service_measures import service_level

WEEKS, INTERVALS = 13, 336


def year(most: float, seed: int = 5) -> Any:
    return np.random.default_rng(seed).uniform(0.0, most, (WEEKS, INTERVALS))


def agents_around(load: Any, overload: float, seed: int = 6) -> Any:
    """Whole agents from somewhat too few to plenty."""
    spread = np.random.default_rng(seed).uniform(-0.5, 5.0, load.shape)
    return np.maximum(np.floor(load / overload + spread * np.sqrt(load)) + 1.0, 0.0)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many service levels the formula is asked for, call by call."""
    asked: list[int] = []

    def formula(load: Any, agents: Any, *rest: Any) -> Any:
        asked.append(np.broadcast(load, agents).size)
        return service_level(load, agents, *rest)

    monkeypatch.setattr(level_table, "service_level", formula)
    return asked


TARGETS = [
    # aht_s, answer_within_s, patience_s, counting, most load
    (300.0, 20.0, None, "offered", 100.0),
    (300.0, 20.0, 180.0, "offered", 100.0),
    (300.0, 60.0, 60.0, "offered", 60.0),
    (600.0, 20.0, 600.0, "abandons_count", 150.0),
    (240.0, 30.0, 90.0, "answered", 100.0),
    (300.0, 0.0, 180.0, "offered", 40.0),
    (300.0, 20.0, 180.0, "offered", 0.4),
    (7200.0, 86400.0, None, "offered", 30.0),
    (1800.0, 1800.0, 120.0, "offered", 30.0),
]


@pytest.mark.parametrize(("aht_s", "within_s", "patience_s", "counting", "most"), TARGETS)
def test_within_its_error_of_the_formula(
    aht_s: float, within_s: float, patience_s: float | None, counting: Any, most: float
) -> None:
    load = year(most)
    agents = agents_around(load, min(2.0, np.exp(within_s / patience_s)) if patience_s else 1.0)
    level = voice_level(aht_s, within_s, patience_s, counting, loads=load)
    exact = service_level(load, agents, aht_s, within_s, patience_s, counting)
    assert np.abs(level(load, agents) - exact).max() < ERROR


@pytest.mark.parametrize("patience_s", [None, 180.0])
def test_a_handle_time_for_every_week(patience_s: float | None) -> None:
    load, aht_s = year(80.0), np.linspace(270.0, 420.0, WEEKS)[:, None]
    agents = agents_around(load, 1.0)
    level = voice_level(aht_s, 20.0, patience_s, loads=load)
    exact = service_level(load, agents, aht_s, 20.0, patience_s)
    assert np.abs(level(load, agents) - exact).max() < ERROR
    assert level(load, np.stack([agents, agents + 1.0])).shape == (2, WEEKS, INTERVALS)


@pytest.mark.parametrize("patience_s", [None, 180.0])
@pytest.mark.parametrize("weekly", [False, True])
def test_the_formula_is_asked_seldom(
    patience_s: float | None, weekly: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = counted(monkeypatch)
    load = year(80.0)
    aht_s = np.linspace(270.0, 420.0, WEEKS)[:, None] if weekly else 300.0
    level = voice_level(aht_s, 20.0, patience_s, loads=load)
    agents = np.ceil(load + np.sqrt(load)) + np.arange(20.0)[:, None, None]
    level(load, agents)
    assert sum(asked) < agents.size / 4


def test_outside_the_table_it_is_the_formula() -> None:
    inside = np.random.default_rng(3).uniform(20.0, 30.0, 2000)
    level = voice_level(300.0, 20.0, 180.0, loads=inside)
    for load, agents in ((25.0, 0.0), (25.0, 12.0), (5.0, 6.0), (5.0, 1.0), (400.0, 410.0), (31.0, 400.0)):
        assert float(level(np.array(load), np.array(agents))) == pytest.approx(
            float(service_level(load, agents, 300.0, 20.0, 180.0)), abs=1e-7
        )


@pytest.mark.parametrize("patience_s", [None, 60.0])
@pytest.mark.parametrize("most", [2.0, 30.0, 120.0])
def test_far_too_few_and_far_too_many_agents(patience_s: float | None, most: float) -> None:
    load = year(most)
    level = voice_level(300.0, 0.0, patience_s, loads=load)
    for spread in (-3.0, -1.0, 5.5, 6.0, 6.5, 8.0, 15.0):
        agents = np.maximum(np.floor(load + spread * np.sqrt(load) + spread), 0.0)
        exact = service_level(load, agents, 300.0, 0.0, patience_s)
        assert np.abs(level(load, agents) - exact).max() < ERROR


def test_no_load_is_served_in_full() -> None:
    for loads in (np.zeros(4), np.append(year(20.0).ravel(), 0.0)):
        level = voice_level(300.0, 20.0, loads=loads)
        np.testing.assert_array_equal(level(np.zeros(3), np.array([0.0, 1.0, 50.0])), np.ones(3))


def test_a_single_load_and_a_single_agent() -> None:
    level = voice_level(300.0, 20.0, 180.0, loads=np.full(500, 0.7))
    np.testing.assert_allclose(
        level(np.array(0.7), np.array([0.0, 1.0, 2.0, 9.0])),
        service_level(0.7, [0, 1, 2, 9], 300.0, 20.0, 180.0),
        atol=ERROR,
    )


def test_a_table_that_does_not_pay_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = counted(monkeypatch)
    level = voice_level(300.0, 20.0, 180.0, loads=np.array([1.0, 5000.0]))
    np.testing.assert_array_equal(
        level(np.array([1.0, 5000.0]), np.array([2.0, 5010.0])),
        service_level([1.0, 5000.0], [2, 5010], 300.0, 20.0, 180.0),
    )
    assert sum(asked) < 3000


def test_chats_are_served_by_slots_rounded_down() -> None:
    level = voice_level(900.0, 30.0, 240.0, loads=np.array([6.0]))
    chats = chat_level(level, 2.5)
    assert float(chats(np.array(6.0), np.array(3.0))) == float(service_level(6.0, 7, 900.0, 30.0, 240.0))
    assert float(chats(np.array(6.0), np.array(4.0))) == float(service_level(6.0, 10, 900.0, 30.0, 240.0))
    assert 100 * 1.15 < 115.0  # in floating point, and yet 100 agents hold 115 chats
    one = chat_level(lambda load, slots: slots, 1.15)
    assert float(one(np.array(6.0), np.array(100.0))) == 115.0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"aht_s": 0.0}, "aht_s must be above zero"),
        (
            {"aht_s": np.array([[300.0], [np.nan]])},
            r"aht_s must be a finite number; found nan at position \[1, 0\]",
        ),
        ({"answer_within_s": -1.0}, "answer_within_s must be zero or more"),
        ({"patience_s": 0.0}, "patience_s must be above zero"),
        ({"counting": "all"}, "counting must be one of"),
        ({"loads": np.array([1.0, -2.0])}, r"loads must be zero or more; found -2 at position \[1\]"),
        ({"loads": np.array([np.inf])}, "loads must be a finite number"),
    ],
)
def test_bad_targets_are_refused(change: dict[str, Any], words: str) -> None:
    given = {"aht_s": 300.0, "answer_within_s": 20.0, "patience_s": 180.0, "loads": np.array([5.0])} | change
    with pytest.raises(ValueError, match=words):
        voice_level(**given)


def test_bad_questions_are_refused() -> None:
    level = voice_level(300.0, 20.0, 180.0, loads=year(20.0))
    with pytest.raises(ValueError, match="load"):
        level(np.array([1.0, np.nan]), np.array(3.0))
    with pytest.raises(ValueError, match="agents"):
        level(np.array(3.0), np.array([-1.0]))
    with pytest.raises(ValueError, match="concurrency must be at least 1; found 0.5"):
        chat_level(level, 0.5)

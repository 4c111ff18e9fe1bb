"""Service level, speed of answer and abandonment: their shape in the number of agents, and bad arguments."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capplan.requirements import abandonment, average_speed_of_answer, service_level

LOADS = [0.4, 5.0, 20.0, 60.0, 133.3]


@pytest.fixture
def facts(shared_data: Path) -> dict[str, Any]:
    cases = json.loads((shared_data / "published_cases.json").read_text())["cases"]
    answer: dict[str, Any] = next(case for case in cases if case["id"] == "sl_shape_facts")["answer"]
    return answer


def test_without_patience_the_service_level_is_concave_from_the_first_stable_agent(facts: Any) -> None:
    assert facts["ErlangC_SL_concave_in_N_on_N>=floor(a)+1"]
    for load in LOADS:
        agents = np.arange(np.floor(load) + 1, load + 60)
        for within_s in (0.0, 20.0, 120.0):
            assert (np.diff(service_level(load, agents, 300.0, within_s), 2) <= 1e-14).all()


def test_without_patience_the_wait_is_convex(facts: Any) -> None:
    assert facts["ErlangC_lambda_EW_convex_in_N"]
    for load in LOADS:
        agents = np.arange(np.floor(load) + 1, load + 60)
        assert (np.diff(average_speed_of_answer(load, agents, 300.0), 2) > -1e-12).all()


def test_abandonment_is_convex_in_agents_whatever_the_patience(facts: Any) -> None:
    assert facts["ErlangA_Pab_convex_in_N (theta/mu in 0.1..10, a in 5,20,60)"]
    for load in (5.0, 20.0, 60.0):
        for theta in (0.1, 0.3, 1.0, 3.0, 10.0):
            curve = abandonment(load, np.arange(0, 120), 60.0, 60.0 / theta)
            assert (np.diff(curve, 2) > -1e-14).all()


def test_with_patience_the_service_level_is_s_shaped_and_bends_below_one_half(facts: Any) -> None:
    assert facts["ErlangA_SL_is_S_shaped"]
    assert facts["ErlangA_SL_inflection_always_below"] == 0.5
    assert len(facts["examples"]) == 3
    for row in facts["examples"]:
        agents = np.arange(0, 3 * row["a"])
        level = service_level(row["a"], agents, 60.0, 60.0 * row["T"], 60.0 / row["theta"])
        convex = np.flatnonzero(np.diff(level, 2) > 1e-13) + 1
        assert (convex == np.arange(convex[0], convex[-1] + 1)).all()
        assert agents[convex[-1]] == row["last_convex_N"]
        assert level[convex[-1]] == pytest.approx(row["SL"], abs=1e-3)
        tangent = row["tangent_from_origin_N"]  # for 120 erlangs 136 agents are better by 7e-6 of itself
        slope = level[1:] / agents[1:]
        assert slope[tangent - 1] >= slope.max() * (1 - 1e-5)
        assert int(np.argmax(slope)) + 1 in (tangent, tangent + 1)
        assert level[tangent] == pytest.approx(row["SL_tangent"], abs=1e-3)


def test_measures_of_real_agents_lie_between_those_of_whole_ones() -> None:
    for patience_s in (None, 90.0):
        few, middle, many = (service_level(12.0, count, 300.0, 20.0, patience_s) for count in (14, 14.5, 15))
        assert few < middle < many
        few, middle, many = (
            average_speed_of_answer(12.0, count, 300.0, patience_s) for count in (14, 14.5, 15)
        )
        assert few > middle > many


def test_columns_and_rows_broadcast() -> None:
    load, agents = np.array([[5.0], [0.0], [8.0]]), np.array([0.0, 9.0, 10.5, 11.0])
    for patience_s in (None, np.array([[60.0], [90.0], [120.0]])):
        table = service_level(load, agents, 300.0, 20.0, patience_s)
        speed_s = average_speed_of_answer(load, agents, 300.0, patience_s)
        assert table.shape == speed_s.shape == (3, 4)
        own = None if patience_s is None else 120.0
        assert table[2, 3] == service_level(8.0, 11.0, 300.0, 20.0, own)
        assert speed_s[2, 3] == average_speed_of_answer(8.0, 11.0, 300.0, own)
    assert abandonment(load, agents, 300.0, 60.0).shape == (3, 4)


BAD = [
    ({"load": [1.0, -2.0]}, r"load must be zero or more; found -2 at position \[1\]"),
    ({"load": np.nan}, "load must be a finite number; found nan"),
    ({"agents": -1.0}, "agents must be zero or more; found -1"),
    ({"agents": [[3.0, np.inf]]}, r"agents must be a finite number; found inf at position \[0, 1\]"),
    ({"aht_s": 0.0}, "aht_s must be above zero; found 0"),
    ({"aht_s": [60.0, -60.0]}, r"aht_s must be above zero; found -60 at position \[1\]"),
    ({"patience_s": 0.0}, "patience_s must be above zero; found 0"),
    ({"patience_s": [30.0, np.nan]}, r"patience_s must be a finite number; found nan at position \[1\]"),
]
WITHIN = [
    ({"answer_within_s": -1.0}, "answer_within_s must be zero or more; found -1"),
    (
        {"answer_within_s": [1.0, np.inf]},
        r"answer_within_s must be a finite number; found inf at position \[1\]",
    ),
]


@pytest.mark.parametrize(
    ("measure", "change", "message"),
    [(measure, *bad) for measure in (service_level, average_speed_of_answer, abandonment) for bad in BAD]
    + [(service_level, *bad) for bad in WITHIN],
)
def test_bad_arguments_are_refused(
    measure: Callable[..., object], change: dict[str, Any], message: str
) -> None:
    arguments: dict[str, Any] = {"load": 3.0, "agents": 4.0, "aht_s": 60.0, "patience_s": 90.0}
    if measure is service_level:
        arguments["answer_within_s"] = 20.0
    with pytest.raises(ValueError, match=message):
        measure(**{**arguments, **change})

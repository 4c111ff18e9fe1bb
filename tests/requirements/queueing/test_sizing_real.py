"""Fractions of an agent: the least real number that meets the targets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.requirements import abandonment, agents_required, average_speed_of_answer, service_level

COUNTINGS = ["offered", "answered", "abandons_count", "early_abandons_left_out"]

TARGETS = st.fixed_dictionaries(
    {
        "load": st.floats(0.001, 2000.0),
        "aht_s": st.floats(20.0, 7200.0),
        "service_level": st.none() | st.floats(0.3, 0.999),
        "answer_within_s": st.floats(0.0, 300.0) | st.floats(600.0, 30 * 86400.0),
        "max_asa_s": st.none() | st.floats(1.0, 300.0),
        "max_abandonment": st.none() | st.floats(0.001, 0.9),
        "max_occupancy": st.none() | st.floats(0.5, 1.0),
        "patience_s": st.none() | st.floats(5.0, 5000.0),
        "least": st.floats(0.0, 3.0),
    }
)


def targets_of(case: dict[str, Any]) -> dict[str, Any] | None:
    """The case without what does not go together; None where no target is left."""
    case = dict(case)
    if case["service_level"] is None:
        case["answer_within_s"] = None
    if case["patience_s"] is None:
        case["max_abandonment"] = None
    names = ("service_level", "max_asa_s", "max_abandonment", "max_occupancy")
    return case if any(case[name] is not None for name in names) else None


def meets(case: dict[str, Any], count: float, counting: Any) -> bool:
    load, aht_s, patience_s = case["load"], case["aht_s"], case["patience_s"]
    good = count >= case["least"]
    if case["max_occupancy"] is not None:
        good &= load <= count * case["max_occupancy"] * (1 + 1e-9)
    if case["service_level"] is not None:
        reached = service_level(load, count, aht_s, case["answer_within_s"], patience_s, counting)
        good &= bool(reached >= case["service_level"] - 2e-12)
    if case["max_asa_s"] is not None:
        wait_s = average_speed_of_answer(load, count, aht_s, patience_s)
        good &= bool(wait_s <= case["max_asa_s"] * (1 + 2e-9))
    if case["max_abandonment"] is not None:
        lost = abandonment(load, count, aht_s, patience_s)
        good &= bool(lost <= case["max_abandonment"] + 2e-12)
    return good


@settings(max_examples=250, derandomize=True)
@given(case=TARGETS, counting=st.sampled_from(COUNTINGS))
def test_every_target_is_met_and_a_little_fewer_misses_one(case: dict[str, Any], counting: Any) -> None:
    given_targets = targets_of(case)
    if given_targets is None:
        return
    agents = float(agents_required(**given_targets, counting=counting, whole=False))
    assert meets(given_targets, agents, counting)
    fewer = agents * (1 - 4e-9) - 1e-11
    assert fewer < 0 or not meets(given_targets, fewer, counting)


@settings(max_examples=150, derandomize=True)
@given(case=TARGETS, counting=st.sampled_from(COUNTINGS))
def test_rounded_up_it_is_the_whole_answer(case: dict[str, Any], counting: Any) -> None:
    given_targets = targets_of(case)
    if given_targets is None:
        return
    given_targets["least"] = float(np.ceil(given_targets["least"]))
    real = float(agents_required(**given_targets, counting=counting, whole=False))
    whole = float(agents_required(**given_targets, counting=counting))
    assert whole == np.ceil(real * (1 - 1e-8))


def test_one_erlang_by_hand() -> None:
    # two agents make a third of the contacts wait, so a target of two thirds at once needs exactly two
    assert float(
        agents_required(1.0, 300.0, service_level=2 / 3, answer_within_s=0, whole=False)
    ) == pytest.approx(2.0, rel=1e-9)
    assert float(agents_required(1.0, 300.0, service_level=2 / 3, answer_within_s=0)) == 2.0


def test_occupancy_and_least_alone_are_not_rounded() -> None:
    assert float(agents_required(10.0, 300.0, max_occupancy=0.85, whole=False)) == 10.0 / 0.85
    assert float(agents_required(10.0, 300.0, max_occupancy=0.85, least=11.9, whole=False)) == 11.9
    assert float(agents_required(0.0, 300.0, max_occupancy=0.85, least=0.4, whole=False)) == 0.4


def test_where_any_number_above_zero_would_do_hardly_anybody_is_needed() -> None:
    # the few who are answered wait less than ten patiences, however few the agents
    target = {"service_level": 0.8, "answer_within_s": 600.0, "patience_s": 60.0}
    agents = agents_required(0.5, 300.0, **target, counting="answered", whole=False)
    assert 0.0 < float(agents) < 1e-9
    assert float(agents_required(0.5, 300.0, **target, counting="answered")) == 1.0


def test_agents_rise_smoothly_with_load() -> None:
    load = np.linspace(0.5, 60.0, 4000)
    for patience_s in (None, 90.0):
        agents = agents_required(
            load, 300.0, service_level=0.8, answer_within_s=20.0, patience_s=patience_s, whole=False
        )
        steps = np.diff(agents) / np.diff(load)
        assert (steps > 0.5).all()
        assert (steps < 3.0).all()


def test_fractions_of_least_are_for_real_agents_only() -> None:
    with pytest.raises(ValueError, match="least must be a whole number; found 1.5"):
        agents_required(1.0, 300.0, max_occupancy=0.9, least=1.5)
    with pytest.raises(ValueError, match=r"least must be zero or more; found -1 at position \[1\]"):
        agents_required(1.0, 300.0, max_occupancy=0.9, least=[1.5, -1.0], whole=False)

"""Service for a number of agents, and the fewest agents for a service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.requirements import (
    abandonment,
    agents_required,
    average_speed_of_answer,
    erlang_c,
    occupancy,
    service_level,
)


def offered_load(inputs: dict[str, Any]) -> float:
    if "erlangs" in inputs:
        return float(inputs["erlangs"])
    volume = inputs.get("volume", inputs.get("volume_per_hour"))
    seconds = inputs.get("interval_s", inputs.get("interval_min", 60) * 60)
    return float(volume * inputs["aht_s"] / seconds)


def printed_value(row: dict[str, Any]) -> float:
    """The library's value for one printed row, whatever its quantity."""
    inputs, quantity = row["inputs"], row["quantity"]
    load = offered_load(inputs)
    if quantity == "erlang_c" or quantity == "p_wait":
        return float(erlang_c(load, inputs["agents"]))
    if quantity == "service_level":
        return float(service_level(load, inputs["agents"], inputs["aht_s"], inputs["target_s"]))
    if quantity == "asa_s":
        return float(average_speed_of_answer(load, inputs["agents"], inputs["aht_s"]))
    if quantity == "occupancy":
        return float(occupancy(load, inputs["agents"]))
    if quantity == "agents_for_asa":
        return float(agents_required(load, inputs["aht_s"], max_asa_s=inputs["asa_s"]))
    agents = agents_required(
        load,
        inputs["aht_s"],
        service_level=inputs["service_level"],
        answer_within_s=inputs["target_s"],
        max_occupancy=inputs.get("max_occupancy"),
    )
    return float(np.ceil(agents / 0.7)) if "shrinkage_30pct" in quantity else float(agents)


def test_every_printed_value(shared_data: Path) -> None:
    rows = json.loads((shared_data / "erlang_reference" / "erlang_values.json").read_text())["checks"]
    rows = [row for row in rows if row["quantity"] != "erlang_b"]
    assert len(rows) >= 20
    wrong = [
        (row["quantity"], row["inputs"], printed_value(row))
        for row in rows
        if abs(printed_value(row) - row["published"]) > row["tolerance"]
    ]
    assert wrong == []


def test_speed_of_answer_without_patience_in_the_published_table() -> None:
    assert float(average_speed_of_answer(48.0, 50, 60.0)) == pytest.approx(20.83366833590503, rel=1e-9)


def test_agents_up_to_the_load_answer_nobody_in_time() -> None:
    np.testing.assert_array_equal(service_level(10.0, [0, 9, 10], 300.0, 20.0), np.zeros(3))
    np.testing.assert_array_equal(average_speed_of_answer(10.0, [0, 9, 10], 300.0), np.full(3, np.inf))


def test_two_thousand_erlangs_are_sized_to_a_finite_number() -> None:
    agents = float(agents_required(2000.0, 300.0, service_level=0.8, answer_within_s=20))
    assert 2000 < agents < 2100


def test_no_load_is_served_at_once_and_needs_the_least() -> None:
    assert float(service_level(0.0, 0, 300.0, 20.0)) == 1.0
    assert float(average_speed_of_answer(0.0, 0, 300.0)) == 0.0
    np.testing.assert_array_equal(
        agents_required([0.0, 0.0, 1.0], 300.0, service_level=0.8, answer_within_s=20, least=[0, 2, 9]),
        [0, 2, 9],
    )


TARGETS = st.fixed_dictionaries(
    {
        "load": st.floats(0.001, 300.0),
        "aht_s": st.floats(20.0, 2000.0),
        "service_level": st.floats(0.3, 0.99),
        "answer_within_s": st.floats(0.0, 300.0) | st.floats(600.0, 30 * 86400.0),
        "max_occupancy": st.none() | st.floats(0.5, 1.0),
        "patience_s": st.none() | st.floats(5.0, 2000.0),
        "max_asa_s": st.none() | st.floats(1.0, 300.0),
    }
)


@settings(max_examples=200, derandomize=True)
@given(
    case=TARGETS,
    counting=st.sampled_from(["offered", "answered", "abandons_count", "early_abandons_left_out"]),
)
def test_the_answer_meets_every_target_and_one_fewer_misses_one(case: dict[str, Any], counting: Any) -> None:
    agents = float(agents_required(**case, counting=counting))

    def meets(count: float) -> bool:
        load, aht_s, patience_s = case["load"], case["aht_s"], case["patience_s"]
        level = service_level(load, count, aht_s, case["answer_within_s"], patience_s, counting)
        good = bool(level >= case["service_level"] - 1e-12)
        if case["max_occupancy"] is not None:
            good &= load <= count * case["max_occupancy"] * (1 + 1e-9)
        if case["max_asa_s"] is not None:
            good &= bool(
                average_speed_of_answer(load, count, aht_s, patience_s) <= case["max_asa_s"] * (1 + 1e-9)
            )
        return good

    assert agents == round(agents)
    assert meets(agents)
    assert agents == 0 or not meets(agents - 1)


def test_whole_arrays_give_what_single_cells_give() -> None:
    random = np.random.default_rng(5)
    load, patience_s = random.uniform(0, 400, 40), random.uniform(10, 900, 40)
    together = agents_required(load, 240.0, service_level=0.9, answer_within_s=15, patience_s=patience_s)
    alone = [
        float(agents_required(a, 240.0, service_level=0.9, answer_within_s=15, patience_s=p))
        for a, p in zip(load, patience_s, strict=True)
    ]
    np.testing.assert_array_equal(together, alone)


def test_the_abandonment_target_is_met_by_the_fewest() -> None:
    load = np.linspace(0.5, 200, 60)
    agents = agents_required(load, 300.0, max_abandonment=0.05, patience_s=120.0)
    assert (abandonment(load, agents, 300.0, 120.0) <= 0.05).all()
    assert (abandonment(load, agents - 1, 300.0, 120.0) > 0.05).all()


def test_nobody_is_needed_where_hanging_up_in_time_is_good_enough() -> None:
    # of callers with a patience of 10 s, 1 - exp(-2) = 86 % have hung up after 20 s
    target = {"answer_within_s": 20.0, "patience_s": 10.0, "counting": "abandons_count"}
    agents = agents_required([0.3, 8.0, 900.0], 300.0, service_level=0.86, **target)  # type: ignore[arg-type]
    np.testing.assert_array_equal(agents, [0, 0, 0])
    assert float(agents_required(8.0, 300.0, service_level=0.87, **target)) > 0  # type: ignore[arg-type]
    assert float(agents_required(8.0, 300.0, service_level=0.86, least=1, **target)) == 1  # type: ignore[arg-type]


def test_one_agent_is_needed_for_any_abandonment_short_of_all() -> None:
    assert float(agents_required(0.5, 300.0, max_abandonment=0.9999, patience_s=60.0)) == 1
    assert float(agents_required(900.0, 300.0, max_abandonment=0.9999, patience_s=60.0)) == 1
    assert float(agents_required(900.0, 300.0, max_abandonment=0.9, patience_s=60.0)) == 90


@pytest.mark.parametrize("within_s", [600.0, 4 * 3600.0, 86400.0, 30 * 86400.0])
def test_tickets_need_the_work_and_hardly_more(within_s: float) -> None:
    load = np.array([0.2, 3.0, 3.999, 4.0, 4.001, 250.0])
    agents = agents_required(load, 900.0, service_level=0.9, answer_within_s=within_s)
    level = service_level(load, agents, 900.0, within_s)
    assert (level >= 0.9).all()
    assert (agents > load).all()
    if within_s >= 86400.0:  # 3.999 erlangs on 4 agents leave a queue that outlasts a day but not a month
        assert agents[2] == (5 if within_s < 2e6 else 4)
        np.testing.assert_array_equal(agents[[0, 1, 3, 4, 5]], [1, 4, 5, 5, 251])


def test_many_erlangs_are_sized_by_the_square_root() -> None:
    load = np.array([1e4, 1e5, 1e6])
    for patience_s in (None, 300.0):
        agents = agents_required(load, 300.0, service_level=0.8, answer_within_s=0, patience_s=patience_s)
        assert (np.abs(agents - load) < 3 * np.sqrt(load)).all()
        level = service_level(load, [agents, agents - 1], 300.0, 0.0, patience_s)
        assert ((level[0] >= 0.8) & (level[1] < 0.8)).all()


def test_patience_allows_fewer_agents_than_erlangs() -> None:
    agents = float(agents_required(500.0, 300.0, service_level=0.8, answer_within_s=20, patience_s=120.0))
    assert agents < 500 < float(agents_required(500.0, 300.0, service_level=0.8, answer_within_s=20))


@pytest.mark.parametrize("patience_s", [None, 90.0])
def test_agents_rise_with_load_and_target(patience_s: float | None) -> None:
    load = np.linspace(0, 150, 400)[:, None]
    level = np.array([0.5, 0.7, 0.8, 0.9, 0.99])[None, :]
    agents = agents_required(load, 300.0, service_level=level, answer_within_s=20, patience_s=patience_s)
    assert (np.diff(agents, axis=0) >= 0).all()
    assert (np.diff(agents, axis=1) >= 0).all()


@pytest.mark.parametrize("patience_s", [None, 30.0, 900.0])
def test_service_rises_with_agents_and_falls_with_load(patience_s: float | None) -> None:
    table = service_level(np.linspace(1, 60, 40)[:, None], np.arange(0, 90)[None, :], 300.0, 20.0, patience_s)
    assert (np.diff(table, axis=1) >= -1e-13).all()
    assert (np.diff(table, axis=0) <= 1e-13).all()


def test_the_occupancy_ceiling_is_a_larger_of_two_not_a_divisor_on_top() -> None:
    target = {"service_level": 0.8, "answer_within_s": 20}
    small = agents_required(10.0, 180.0, **target)
    assert float(agents_required(10.0, 180.0, **target, max_occupancy=0.85)) == float(small) == 14
    large = agents_required(400.0, 180.0, **target, max_occupancy=0.85)
    assert float(large) == np.ceil(400 / 0.85) > float(agents_required(400.0, 180.0, **target))


def test_a_load_that_divides_evenly_is_not_rounded_up_by_floating_point() -> None:
    assert float(agents_required(0.1 * 3 / 0.3 * 8.5, 60.0, max_occupancy=0.85)) == 10


def test_pooling_two_queues_needs_fewer_than_both_apart() -> None:
    target = {"service_level": 0.8, "answer_within_s": 20}
    apart = 2 * float(agents_required(20.0, 300.0, **target))
    assert float(agents_required(40.0, 300.0, **target)) < apart


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"service_level": 80},
            r"service_level must be a share above 0 and below 1 \(write 80 % as 0.80\); found 80",
        ),
        ({"service_level": 1.0}, "service_level must be a share above 0 and below 1"),
        ({"aht_s": 0}, "aht_s must be above zero; found 0"),
        ({"patience_s": 0}, "patience_s must be above zero; found 0"),
        (
            {"service_level": [0.8, 80.0]},
            r"service_level must be a share above 0 and below 1 \(write 80 % as 0.80\); found 80 at position \[1\]",
        ),
        ({"service_level": 0.0}, "service_level must be a share above 0 and below 1"),
        ({"service_level": np.nan}, "service_level must be a finite number; found nan"),
        ({"aht_s": [300.0, -5.0]}, r"aht_s must be above zero; found -5 at position \[1\]"),
        (
            {"patience_s": [[60.0, np.inf]]},
            r"patience_s must be a finite number; found inf at position \[0, 1\]",
        ),
        ({"max_abandonment": 5.0, "patience_s": 60.0}, "max_abandonment must be a share above 0 and below 1"),
        ({"max_occupancy": [0.9, 0.0]}, r"max_occupancy must be a share .* found 0 at position \[1\]"),
        ({"max_asa_s": [20.0, np.nan]}, r"max_asa_s must be a finite number; found nan at position \[1\]"),
        ({"least": [2.0, -1.0]}, r"least must be zero or more; found -1 at position \[1\]"),
        ({"load": [1.0, -2.0]}, r"load must be zero or more; found -2 at position \[1\]"),
        ({"load": [np.nan]}, r"load must be a finite number; found nan at position \[0\]"),
        ({"aht_s": np.inf}, "aht_s must be a finite number; found inf"),
        ({"max_occupancy": 85}, "max_occupancy must be a share above 0 and at most 1"),
        ({"answer_within_s": -1}, "answer_within_s must be zero or more; found -1"),
        ({"answer_within_s": None}, "service_level and answer_within_s go together"),
        ({"max_asa_s": 0}, "max_asa_s must be above zero"),
        ({"max_abandonment": 0.05}, "max_abandonment needs patience_s"),
        ({"least": 1.5}, "least must be a whole number; found 1.5"),
        ({"counting": "all"}, "counting must be one of"),
        ({"service_level": None, "answer_within_s": None}, "give at least one of"),
    ],
)
def test_bad_targets_are_refused_with_a_sentence(change: dict[str, Any], message: str) -> None:
    arguments = {"load": 5.0, "aht_s": 300.0, "service_level": 0.8, "answer_within_s": 20.0}
    with pytest.raises(ValueError, match=message):
        agents_required(**{**arguments, **change})

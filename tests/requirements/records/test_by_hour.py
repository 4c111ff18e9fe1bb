"""Erlang A beside what happened: by hand, and for calls that are an Erlang A queue."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.requirements.queueing.erlang_a import queue_with_patience
from capplan.requirements.records.by_hour import compare_by_hour, difference
from tests.requirements.records.simulated_queue import simulated_calls

DAY_S = 86400.0
NINE, TEN = 9 * 3600.0, 10 * 3600.0


def two_days(patience_s: float = 100.0, answer_within_s: float = 20.0):
    """At nine on the first day one agent for half an hour and four calls, on the second two agents and one call."""
    rows = [
        # arrival, wait, answered, handle, agent
        (NINE, 0.0, True, 600.0, 0),
        (NINE + 100.0, 500.0, True, 1200.0, 0),
        (NINE + 200.0, 20.0, False, 0.0, -1),
        (NINE + 300.0, 80.0, False, 0.0, -1),
        (DAY_S + NINE, 0.0, True, 3600.0, 0),
        (DAY_S + TEN + 60.0, 30.0, False, 0.0, -1),  # nobody is on duty any more
        (DAY_S + NINE - 3600.0, 5.0, True, 3600.0 - 5.0, 1),
    ]
    return compare_by_hour(
        *(np.array(column) for column in zip(*rows, strict=True)), patience_s, answer_within_s
    )


def test_what_happened_by_hand() -> None:
    found = two_days()
    assert found.hour.tolist() == [8, 9]
    assert found.days == 2
    assert found.calls.tolist() == [1.0, 5.0]
    assert found.calls_per_day.tolist() == [0.5, 2.5]
    assert found.aht_s == pytest.approx([3595.0, (600.0 + 1200.0 + 3600.0) / 3])
    assert found.happened.abandonment == pytest.approx([0.0, 2 / 5])
    assert found.happened.mean_wait_s == pytest.approx([5.0, 600 / 5])
    assert found.happened.answered_in_time == pytest.approx([1.0, 2 / 5])
    assert found.calls_left_out == 1
    assert found.agents == pytest.approx([3595 / 3600, (4 * 0.5 + 1 * 1.0) / 5])


def test_the_target_of_answering_can_be_chosen() -> None:
    assert two_days(answer_within_s=500.0).happened.answered_in_time == pytest.approx([1.0, 3 / 5])


def test_part_of_an_agent_is_that_part_of_the_hour_and_days_are_weighted_by_calls() -> None:
    found = two_days(patience_s=100.0)
    aht_s = 1800.0
    none, one = (queue_with_patience(4 * aht_s / 3600, agents, aht_s, 100.0, 20.0) for agents in (0, 1))
    second_day = queue_with_patience(1 * aht_s / 3600, 1, aht_s, 100.0, 20.0)
    for name in ("abandonment", "mean_wait_s", "answered_in_time"):
        first = 0.5 * getattr(none, name) + 0.5 * getattr(one, name)
        by_hand = (4 * first + 1 * getattr(second_day, name)) / 5
        assert getattr(found.expected, name)[1] == pytest.approx(float(by_hand))


@pytest.mark.parametrize(("load", "agents", "bias"), [(2.8, 4, 0.02), (8.0, 8, 0.012), (20.0, 20, 0.006)])
def test_the_calls_of_an_erlang_a_queue_come_out_a_little_worse_than_they_are(load, agents, bias) -> None:
    calls = simulated_calls(load=load, agents=agents, aht_s=180.0, patience_s=300.0, hours=24 * 15, seed=4)
    found = compare_by_hour(
        calls.arrival_s, calls.wait_s, calls.answered, calls.handle_s, calls.agent, 300.0, 20.0
    )
    exact = queue_with_patience(load, agents, 180.0, 300.0, 20.0)
    lost = difference(found.calls, found.happened.abandonment, found.expected.abandonment)
    assert lost.happened == pytest.approx(float(exact.abandonment), abs=0.006)
    # agents are found a little too few, and chance is taken for a rate
    assert 0.0 < lost.expected - lost.happened < bias
    assert np.average(found.agents, weights=found.calls) == pytest.approx(agents, rel=0.03)
    assert found.expected_seen.abandonment == pytest.approx(found.expected.abandonment)
    wait = difference(found.calls, found.happened.mean_wait_s, found.expected.mean_wait_s)
    assert wait.expected == pytest.approx(300.0 * lost.expected, rel=1e-9)


def test_hours_with_few_calls_are_left_out() -> None:
    calls = 300
    arrival = np.concatenate([NINE + np.arange(calls) * 10.0, [3 * 3600.0]])
    ones = np.ones(calls + 1)
    found = compare_by_hour(arrival, 0.0 * ones, ones > 0.0, 30.0 * ones, 0.0 * ones, 100.0)
    assert found.hour.tolist() == [9]
    assert found.calls_left_out == 1


def test_without_a_known_agent_there_is_nothing_to_compare() -> None:
    assert compare_by_hour([10.0, 20.0], [0.0, 5.0], [True, False], [60.0, 0.0], [-1, -1], 100.0) is None


def test_difference_by_hand() -> None:
    found = difference([1.0, 3.0], [0.10, 0.20], [0.14, 0.18])
    assert (found.happened, found.expected) == pytest.approx((0.175, 0.17))
    assert found.mean_distance == pytest.approx((0.04 + 3 * 0.02) / 4)
    assert (found.furthest, found.happened_there, found.expected_there) == (0, 0.10, 0.14)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arrival_s": [-1.0, 5.0]}, "arrival_s must be zero or more"),
        ({"wait_s": [np.nan, 5.0]}, "wait_s must be a finite number"),
        ({"handle_s": [-3.0, 0.0]}, "handle_s must be zero or more"),
        ({"handle_s": [0.0, 0.0]}, "handle_s must hold at least one time above zero"),
        ({"wait_s": [5.0]}, "must be rows of one length"),
        ({"patience_s": 0.0}, "patience_s must be above zero"),
        ({"answer_within_s": -1.0}, "answer_within_s must be zero or more"),
    ],
)
def test_what_cannot_be_is_refused(change, message) -> None:
    arguments = {
        "arrival_s": [10.0, 20.0], "wait_s": [0.0, 5.0], "answered": [True, False], "handle_s": [60.0, 0.0],
        "agent": [0, -1], "patience_s": 100.0, "answer_within_s": 20.0,
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        compare_by_hour(**{**arguments, **change})

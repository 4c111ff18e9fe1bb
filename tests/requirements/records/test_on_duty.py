"""Agents on duty from services and waits: by hand, second by second, and in a queue whose staffing is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.requirements.records.on_duty import agents_on_duty
from tests.requirements.records.simulated_queue import simulated_calls

HOURS = 3
SPELL = st.tuples(st.integers(0, 3 * 3600 - 1), st.integers(0, 5000)).map(lambda s: (s[0], s[0] + s[1]))


def test_from_the_first_to_the_last_service_less_the_time_idle_while_somebody_waits() -> None:
    duty, seen = agents_on_duty([0.0, 1800.0], [600.0, 2400.0], [7, 7], [1000.0], [1300.0], 1)
    assert seen == pytest.approx([2400 / 3600])
    assert duty == pytest.approx([(2400 - 300) / 3600])


def test_a_wait_while_the_agent_serves_takes_nothing_away() -> None:
    duty, seen = agents_on_duty([0.0], [600.0], [0], [100.0], [500.0], 1)
    assert seen == pytest.approx([600 / 3600])
    assert duty == pytest.approx(seen)


def test_one_agent_idles_while_another_serves_and_a_caller_waits() -> None:
    duty, seen = agents_on_duty([0.0, 3000.0, 0.0], [10.0, 3600.0, 3600.0], [0, 0, 1], [1000.0], [2800.0], 1)
    assert seen == pytest.approx([2.0])
    assert duty == pytest.approx([1.5])


def test_a_service_counts_in_every_hour_it_touches() -> None:
    duty, seen = agents_on_duty([3000.0], [2 * 3600.0 + 900.0], [0], [], [], 3)
    assert duty == pytest.approx([1 / 6, 1.0, 1 / 4])
    assert seen == pytest.approx(duty)


def test_several_callers_at_the_same_time_are_one_agent() -> None:
    duty, _ = agents_on_duty([0.0, 100.0, 200.0], [1800.0, 900.0, 2000.0], [3, 3, 3], [50.0], [60.0], 1)
    assert duty == pytest.approx([2000 / 3600])


def test_nobody_served_is_nobody_seen() -> None:
    duty, seen = agents_on_duty([], [], [], [5.0], [10.0], 2)
    assert duty.tolist() == seen.tolist() == [0.0, 0.0]


@given(
    st.lists(st.tuples(SPELL, st.integers(0, 2)), max_size=8),
    st.lists(SPELL, max_size=5),
)
def test_second_by_second_it_is_the_same(services, waits) -> None:
    spells = [spell for spell, _ in services]
    duty, seen = agents_on_duty(
        [a for a, _ in spells], [b for _, b in spells], [who for _, who in services],
        [a for a, _ in waits], [b for _, b in waits], HOURS,
    )  # fmt: skip
    second = np.arange(HOURS * 3600)
    queue = np.zeros(second.size, bool)
    for start, end in waits:
        queue |= (start <= second) & (second < end)
    duty_s, seen_s = np.zeros(second.size), np.zeros(second.size)
    for agent in range(3):
        busy = np.zeros(second.size, bool)
        for (start, end), who in services:
            busy |= (who == agent) & (start <= second) & (second < end)
        for hour in range(HOURS):
            within = slice(hour * 3600, (hour + 1) * 3600)
            # a service of no length, or that ends as the hour begins, shows the agent for a moment too
            marks = [m for (start, end), who in services if who == agent
                     for m in (max(start, within.start), min(end, within.stop))
                     if start <= within.stop - 1 and end >= within.start]  # fmt: skip
            if marks:
                present = (second >= min(marks)) & (second < max(marks))
                seen_s += present
                duty_s += present & (busy | ~queue)
    assert seen == pytest.approx(seen_s.reshape(HOURS, 3600).mean(axis=1))
    assert duty == pytest.approx(duty_s.reshape(HOURS, 3600).mean(axis=1))


@pytest.mark.parametrize(("agents", "load"), [(5, 4.5), (12, 11.0)])
def test_in_a_busy_queue_nearly_all_agents_are_found(agents: int, load: float) -> None:
    calls = simulated_calls(load=load, agents=agents, aht_s=180.0, patience_s=300.0, hours=120, seed=2)
    served = calls.answered
    start = (calls.arrival_s + calls.wait_s)[served]
    duty, seen = agents_on_duty(
        start, start + calls.handle_s[served], calls.agent[served],
        calls.arrival_s, calls.arrival_s + calls.wait_s, 120,
    )  # fmt: skip
    assert (duty <= seen + 1e-12).all()
    assert 0.96 * agents <= duty[1:-1].mean() <= agents
    assert seen[1:-1].mean() - duty[1:-1].mean() < 1e-9  # nobody rests while somebody waits


@pytest.mark.parametrize(
    ("services", "agent", "waits", "hours", "message"),
    [
        (([5.0], [4.0]), [0], ([], []), 1, "service_to_s must be at or after service_from_s"),
        (([5.0], [6.0]), [0], ([5.0], []), 1, "wait_to_s must be at or after wait_from_s"),
        (([-5.0], [6.0]), [0], ([], []), 1, "service_from_s must be zero or more"),
        (([5.0], [np.nan]), [0], ([], []), 1, "service_to_s must be a finite number"),
        (([5.0], [6.0]), [-1], ([], []), 1, "agent must be one whole number, zero or more, for each service"),
        (([5.0], [6.0]), [0, 1], ([], []), 1, "agent must be one whole number"),
        (([5.0], [6.0]), [0], ([], []), 0, "hours must be at least 1"),
    ],
)
def test_what_cannot_be_is_refused(services, agent, waits, hours, message) -> None:
    with pytest.raises(ValueError, match=message):
        agents_on_duty(*services, agent, *waits, hours)

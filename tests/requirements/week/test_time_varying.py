"""A day whose rate swings like a sine: hourly staffing by each correction, judged by the exact chain of states.

Source of the numbers: ``mt_m_st_sinusoid`` and ``eick_massey_whitt_mtminf`` of the published cases.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capplan.requirements.queueing.sizing import agents_required
from capplan.requirements.week.carried_load import Correction, corrected_load
from capplan.requirements.week.interval_week import interval_agents

HANDLE_S = 1800.0
PER_HOUR = 2  # intervals of the profile; an hour is staffed to their mean
TARGET: dict[str, Any] = {"service_level": 0.9, "answer_within_s": 0.0}
RULES: dict[Correction, str] = {"stationary": "SIPP_avg", "lagged": "LagSIPP_avg", "offered_load": "MOL_avg"}
WORST = {"SIPP_avg": 0.31, "LagSIPP_avg": 0.105, "MOL_avg": 0.113}
MOST_PRESENT = 260
STEPS_PER_HOUR = 400


@pytest.fixture(scope="module")
def cases(shared_data: Path) -> dict[str, Any]:
    found = json.loads((shared_data / "published_cases.json").read_text())["cases"]
    return {case["id"]: case for case in found}


def day_of_arrivals(per_hour: int) -> np.ndarray:
    """Contacts per interval: the integral of 100 + 60 sin(2 pi t / 24) per hour."""
    angle = 2.0 * np.pi / 24.0
    edge = np.arange(24 * per_hour + 1) / per_hour
    return 100.0 / per_hour - 60.0 / angle * np.diff(np.cos(angle * edge))


def hourly_load(correction: Correction, per_hour: int) -> np.ndarray:
    arriving = np.tile(day_of_arrivals(per_hour) * per_hour * HANDLE_S / 3600.0, 7)[None]
    load = corrected_load(arriving, HANDLE_S, 3600.0 / per_hour, correction)
    return load[0, : 24 * per_hour].reshape(24, per_hour).mean(axis=1)


def staffed(correction: Correction, per_hour: int = PER_HOUR) -> np.ndarray:
    return agents_required(hourly_load(correction, per_hour), HANDLE_S, **TARGET)


def share_that_waits(agents: np.ndarray) -> np.ndarray:
    """[plans, 24] share of each hour's contacts that find all agents busy: the chain of states, by Runge-Kutta.

    The second day counts. Where agents fall below the contacts in progress, the surplus waits (nobody stays on).
    """
    present = np.arange(MOST_PRESENT + 1)
    step_h = 1.0 / STEPS_PER_HOUR
    state = np.zeros((len(agents), MOST_PRESENT + 1))
    state[:, 0] = 1.0
    delayed, contacts = np.zeros((len(agents), 24)), np.zeros(24)

    def rate(hour: float) -> float:
        return float(100.0 + 60.0 * np.sin(2.0 * np.pi * hour / 24.0))

    def flow(state: np.ndarray, hour: float, leaving: np.ndarray) -> np.ndarray:
        net = rate(hour) * state[:, :-1] - (leaving * state)[:, 1:]
        change = np.zeros_like(state)
        change[:, :-1] -= net
        change[:, 1:] += net
        return change

    for step in range(48 * STEPS_PER_HOUR):
        hour, clock = (step // STEPS_PER_HOUR) % 24, step * step_h
        if step % STEPS_PER_HOUR == 0:
            leaving = np.minimum(present, agents[:, hour, None]) * 3600.0 / HANDLE_S
            busy = present >= agents[:, hour, None]
        if step >= 24 * STEPS_PER_HOUR:
            delayed[:, hour] += rate(clock) * (state * busy).sum(axis=1)
            contacts[hour] += rate(clock)
        first = flow(state, clock, leaving)
        second = flow(state + 0.5 * step_h * first, clock + 0.5 * step_h, leaving)
        third = flow(state + 0.5 * step_h * second, clock + 0.5 * step_h, leaving)
        fourth = flow(state + step_h * third, clock + step_h, leaving)
        state = state + step_h / 6.0 * (first + 2.0 * second + 2.0 * third + fourth)
    return delayed / contacts


def test_each_correction_gives_the_published_agents(cases: dict[str, Any]) -> None:
    answer = cases["mt_m_st_sinusoid"]["answer"]
    for correction, rule in RULES.items():
        np.testing.assert_array_equal(staffed(correction), answer[rule]["staff"], err_msg=rule)
        assert staffed(correction).sum() == answer[rule]["total"]
    assert [int(staffed(correction).sum()) for correction in RULES] == [1460, 1464, 1460]


def test_an_hourly_profile_is_an_agent_off_at_most(cases: dict[str, Any]) -> None:
    answer = cases["mt_m_st_sinusoid"]["answer"]
    for correction, rule in RULES.items():
        assert np.abs(staffed(correction, 1) - answer[rule]["staff"]).max() <= 1
    arrivals = day_of_arrivals(1)
    shares = np.tile(arrivals / (7 * arrivals.sum()), (7, 1))
    week = interval_agents([7 * arrivals.sum()], HANDLE_S, shares, 60, **TARGET, correction="offered_load")
    np.testing.assert_array_equal(week[0], np.tile(staffed("offered_load", 1), (7, 1)))


def test_the_exact_chain_of_states_has_three_times_the_target_without_a_correction(
    cases: dict[str, Any],
) -> None:
    answer = cases["mt_m_st_sinusoid"]["answer"]
    found = share_that_waits(np.array([staffed(correction) for correction in RULES]))
    for rule, hours in zip(RULES.values(), found, strict=True):
        np.testing.assert_allclose(hours, answer[rule]["hourly_pdelay"], atol=1e-5, err_msg=rule)
        assert hours.max() == pytest.approx(WORST[rule], abs=0.0015)
    assert [int((hours > 0.11).sum()) for hours in found] == [11, 0, 1]


def test_contacts_in_progress_follow_the_sine_of_eick_massey_and_whitt(cases: dict[str, Any]) -> None:
    answer = cases["eick_massey_whitt_mtminf"]["answer"]
    edge = np.linspace(0.0, 2.0 * np.pi / 5.0, 4001)  # one period of 30 + 20 sin 5t, handle time 1
    length = edge[1]
    arriving = 30.0 + 20.0 * -np.diff(np.cos(5.0 * edge)) / (5.0 * length)
    # the mean over each interval of 30 + (20 / 26) (sin 5t - 5 cos 5t)
    means = 30.0 + 20.0 / 26.0 * (-np.diff(np.cos(5.0 * edge)) - 5.0 * np.diff(np.sin(5.0 * edge))) / (
        5.0 * length
    )
    found = corrected_load(arriving[None], 1.0, length, "offered_load")[0]
    np.testing.assert_allclose(found, means, atol=3e-6)
    middle = 0.5 * (edge[1:] + edge[:-1])
    assert found.max() - 30.0 == pytest.approx(answer["amplitude"], abs=1e-5)
    lag = middle[found.argmax()] - middle[arriving.argmax()]
    assert lag == pytest.approx(answer["time_lag_of_peak"], abs=length)

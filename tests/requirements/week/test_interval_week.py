"""The interval-true week: hours from profiles, chat slots, opening hours, work that runs on."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.requirements.queueing.chat import chat_agents
from capplan.requirements.queueing.sizing import agents_required
from capplan.requirements.week.carried_load import Correction, corrected_load
from capplan.requirements.week.interval_week import interval_agents, interval_hours
from capplan.requirements.workload import workload_h

TARGET: dict[str, Any] = {"service_level": 0.8, "answer_within_s": 20.0}


def flat_week(intervals: int = 48) -> np.ndarray:
    return np.full((7, intervals), 1.0 / (7 * intervals))


def peaked_week(intervals: int = 48) -> np.ndarray:
    hour = np.arange(intervals) * 24 / intervals
    day = 0.1 + np.exp(-0.5 * ((hour - 13) / 3) ** 2)
    return np.tile(day / (7 * day.sum()), (7, 1))


def test_each_interval_is_sized_on_its_own_load() -> None:
    profile = peaked_week()
    agents = interval_agents([9000.0], [280.0], profile, 30, **TARGET)
    load = 9000 * profile * 280 / 1800
    np.testing.assert_array_equal(agents[0], agents_required(load, 280.0, **TARGET))
    assert agents.shape == (1, 7, 48)


def test_the_same_volume_needs_other_hours_flat_than_peaked() -> None:
    flat = interval_hours(interval_agents([9000.0], 280.0, flat_week(), 30, **TARGET), 30)
    peaked = interval_hours(interval_agents([9000.0], 280.0, peaked_week(), 30, **TARGET), 30)
    assert abs(float(peaked[0] - flat[0])) > 5
    assert float(min(peaked[0], flat[0])) > float(workload_h(9000.0, 280.0))


def test_a_weekly_average_is_not_the_interval_true_week() -> None:
    averaged = 168 * float(agents_required(9000 * 280 / 3600 / 168, 280.0, **TARGET))
    true = float(interval_hours(interval_agents([9000.0], 280.0, peaked_week(), 30, **TARGET), 30)[0])
    assert abs(averaged - true) > 5


def test_hours_are_agents_times_interval_length() -> None:
    agents = np.zeros((2, 7, 96))
    agents[0, 0, :8], agents[1, 3, 10] = 3, 5
    np.testing.assert_allclose(interval_hours(agents, 15), [6.0, 1.25])


def test_nobody_is_needed_where_nothing_arrives_and_the_minimum_where_something_may() -> None:
    profile = np.zeros((7, 24))
    profile[:5, 8:18] = 1 / 50
    agents = interval_agents([0.0, 3.0, 5000.0], 300.0, profile, 60, **TARGET, least=2)
    assert (agents[:, profile == 0] == 0).all()
    assert (agents[0, profile > 0] == 2).all()
    assert (agents[2, profile > 0] > 2).all()


def test_weeks_have_their_own_handle_times_and_targets() -> None:
    patience_s = np.array([60.0, 600.0])
    together = interval_agents(
        [4000.0, 5000.0],
        [200.0, 400.0],
        peaked_week(),
        30,
        **TARGET,
        patience_s=patience_s,
        max_occupancy=0.9,
    )
    for week, (volume, aht_s) in enumerate(((4000.0, 200.0), (5000.0, 400.0))):
        alone = interval_agents(
            [volume], aht_s, peaked_week(), 30, **TARGET, patience_s=patience_s[week], max_occupancy=0.9
        )
        np.testing.assert_array_equal(together[week], alone[0])


def test_a_tiny_week_by_hand() -> None:
    # monday 20 contacts before noon and 10 after it, of 72 minutes each: 2 and 1 erlangs; ceilings of a half, 4 and 2
    shares = np.zeros((7, 2))
    shares[0] = [2 / 3, 1 / 3]
    agents = interval_agents([30.0, 15.0], 4320.0, shares, 720, max_occupancy=0.5)
    want = np.zeros((2, 7, 2))
    want[0, 0], want[1, 0] = [4, 2], [2, 1]
    np.testing.assert_array_equal(agents, want)
    np.testing.assert_allclose(interval_hours(agents, 720), [72.0, 36.0])
    # 2 erlangs and nobody more than half busy: Erlang C's share that waits with 4 agents is 4/23, above 0.15
    waiting = interval_agents([30.0], 4320.0, shares, 720, service_level=0.85, answer_within_s=0)
    assert waiting[0, 0].tolist() == [5, 3]


def test_chat_slots_are_sized_on_elapsed_time_and_then_divided() -> None:
    target = {"service_level": 0.8, "answer_within_s": 60}
    chat = interval_agents([20_000.0], 900.0, flat_week(), 30, **target, concurrency=3)
    slots = agents_required(20_000 / 336 * 900 / 1800, 900.0, **target)
    assert (chat == np.ceil(slots / 3)).all()


def test_chats_that_grow_longer_beside_others_are_sized_by_their_own_chain() -> None:
    target = {"service_level": 0.8, "answer_within_s": 60, "patience_s": 300.0}
    shares = peaked_week(24)
    for weeks in ([9000.0], [9000.0, 2000.0]):
        chat = interval_agents(weeks, 600.0, shares, 60, **target, concurrency=3, concurrency_growth=0.5)
        load = np.outer(weeks, shares) * 600 / 3600
        np.testing.assert_array_equal(
            chat.reshape(len(weeks), -1), chat_agents(load, 600.0, 3.0, 0.5, **target)
        )
    alone = interval_agents([9000.0], 600.0, shares, 60, **target, concurrency=3)
    assert (chat[0] <= alone[0]).all()
    assert chat[0].sum() < alone[0].sum()


def test_chat_is_not_a_few_fast_servers() -> None:
    target = {"service_level": 0.9, "answer_within_s": 5}
    elapsed = interval_agents([2000.0], 900.0, flat_week(), 30, **target, concurrency=3)
    fast = interval_agents([2000.0], 300.0, flat_week(), 30, **target)
    assert float(elapsed.sum()) != float(fast.sum())
    assert float(elapsed.sum()) * 3 >= 2000 * 900 / 1800


def test_concurrency_is_applied_once() -> None:
    volume, aht_s = 500_000.0, 900.0
    hours = interval_hours(
        interval_agents([volume], aht_s, flat_week(), 30, **TARGET, max_occupancy=0.8, concurrency=2), 30
    )
    assert float(hours[0]) == pytest.approx(float(workload_h(volume, aht_s, 2)) / 0.8, rel=0.01)


def test_the_occupancy_ceiling_is_not_divided_by_twice() -> None:
    plain = interval_agents([30_000.0], 300.0, peaked_week(), 30, **TARGET)
    ceiling = interval_agents([30_000.0], 300.0, peaked_week(), 30, **TARGET, max_occupancy=0.85)
    need = np.ceil(30_000 * peaked_week() * 300 / 1800 / 0.85 - 1e-9)
    np.testing.assert_array_equal(ceiling[0], np.maximum(plain[0], need))


def office_hours() -> np.ndarray:
    """Monday to friday, 9 to 17, in half-hours."""
    shares = np.zeros((7, 48))
    shares[:5, 18:34] = 1 / 80
    return shares


def test_an_open_interval_has_the_minimum_without_contacts_and_a_closed_one_nobody() -> None:
    shares, opened = office_hours(), office_hours() > 0
    opened[5, 20:24] = True
    agents = interval_agents([0.0, 800.0], 300.0, shares, 30, **TARGET, least=2, open_=opened)
    assert (agents[:, ~opened] == 0).all()
    assert (agents[:, 5, 20:24] == 2).all()
    assert (agents[0, opened] == 2).all()
    assert (agents[1, shares > 0] > 2).all()
    nobody_needed = interval_agents([800.0], 300.0, shares, 30, **TARGET, open_=opened)
    assert (nobody_needed[0, 5] == 0).all()


def test_people_who_finish_after_closing_are_hours_before_it_or_after_it() -> None:
    shares = office_hours()
    target: dict[str, Any] = {"max_occupancy": 1.0, "correction": "offered_load", "whole": False}
    at_nine_to_five = interval_agents([800.0], 1800.0, shares, 30, **target)
    opened = shares > 0
    opened[:5, 34:] = True
    later = interval_agents([800.0], 1800.0, shares, 30, **target, open_=opened)
    hours = 800 * 0.5  # the workload, finished whenever
    assert float(interval_hours(at_nine_to_five, 30)[0]) == pytest.approx(hours)
    assert float(interval_hours(later, 30)[0]) == pytest.approx(hours)
    np.testing.assert_allclose(at_nine_to_five[0, 0, :33], later[0, 0, :33])
    # of 10 in progress at 17:00 half an hour each is left: 10 people for half an hour, in intervals of half an hour
    assert float(at_nine_to_five[0, 0, 33] - later[0, 0, 33]) == pytest.approx(10.0, rel=0.01)


@pytest.mark.parametrize("correction", ["stationary", "lagged", "offered_load"])
def test_each_correction_is_sized_on_its_load(correction: Correction) -> None:
    shares, volume, aht_s = peaked_week(), np.array([3000.0, 5000.0]), np.array([2400.0, 900.0])
    agents = interval_agents(volume, aht_s, shares, 30, **TARGET, patience_s=300.0, correction=correction)
    arriving = volume[:, None] * shares.reshape(-1) * aht_s[:, None] / 1800
    load = corrected_load(arriving, aht_s, 1800.0, correction)
    want = agents_required(load, aht_s[:, None], **TARGET, patience_s=300.0)
    np.testing.assert_array_equal(agents.reshape(2, -1), want)


def test_auto_looks_at_each_week() -> None:
    volume, aht_s = [5000.0, 5000.0], [300.0, 600.0]
    auto = interval_agents(volume, aht_s, peaked_week(), 30, **TARGET)
    stationary, in_progress = (
        interval_agents(volume, aht_s, peaked_week(), 30, **TARGET, correction=correction)
        for correction in ("stationary", "offered_load")
    )
    np.testing.assert_array_equal(auto, np.stack([stationary[0], in_progress[1]]))
    assert (stationary[1] != in_progress[1]).any()


@given(st.floats(0.0, 3000.0), st.floats(60.0, 3000.0), st.sampled_from([1.0, 2.0, 3.0]), st.integers(0, 3))
def test_fractional_agents_are_at_most_one_below_whole_ones(
    volume: float, aht_s: float, concurrency: float, least: int
) -> None:
    arguments: dict[str, Any] = {**TARGET, "patience_s": 200.0, "concurrency": concurrency, "least": least}
    whole = interval_agents([volume], aht_s, office_hours(), 30, **arguments)
    real = interval_agents([volume], aht_s, office_hours(), 30, **arguments, whole=False)
    assert (whole == np.rint(whole)).all()
    assert (real <= whole + 1e-9).all()
    assert (real > whole - 1.0 - 1e-9).all()


def test_fractional_agents_are_not_rounded() -> None:
    real = interval_agents([4000.0], 300.0, peaked_week(), 30, **TARGET, whole=False)
    load = 4000 * peaked_week() * 300 / 1800
    np.testing.assert_allclose(real[0], agents_required(load, 300.0, **TARGET, whole=False))
    assert (real != np.rint(real)).mean() > 0.9
    chat = interval_agents([4000.0], 300.0, peaked_week(), 30, **TARGET, whole=False, concurrency=2.5)
    np.testing.assert_allclose(chat, real / 2.5)


def test_no_weeks_have_no_agents() -> None:
    assert interval_agents([], 300.0, flat_week(), 30, **TARGET).shape == (0, 7, 48)


CLOSED = np.ones((7, 48), dtype=np.bool_)
CLOSED[0, 3] = False


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shares": np.full((7, 48), 0.5)}, "shares must sum to 1 over the week; found 168"),
        (
            {"shares": np.full((7, 48), 80.0)},
            "shares must be a share from 0 to 1 (write 80 % as 0.80); found 80",
        ),
        (
            {"shares": np.full(336, 1 / 336)},
            "shares must have the shape [7, intervals of a day]; found [336]",
        ),
        ({"interval_minutes": 60}, "48 intervals of 60 minutes are more than a day"),
        ({"interval_minutes": 0}, "interval_minutes must be above zero; found 0"),
        ({"volume": 10.0}, "volume must be one number per week; found the shape []"),
        ({"volume": [10.0, -1.0]}, "volume must be zero or more; found -1 at position [1]"),
        ({"volume": [np.nan]}, "volume must be a finite number; found nan at position [0]"),
        ({"aht_s": [1.0, 2.0, 3.0]}, "aht_s must be one value or one per week (1); found [3]"),
        ({"aht_s": 0.0}, "aht_s must be above zero; found 0"),
        ({"aht_s": np.inf}, "aht_s must be a finite number; found inf"),
        ({"concurrency": 0.5}, "concurrency must be at least 1; found 0.5"),
        ({"concurrency": [0.5]}, "concurrency must be at least 1; found 0.5 at position [0]"),
        ({"concurrency_growth": -0.1}, "concurrency_growth must be zero or more; found -0.1"),
        (
            {"service_level": 80},
            "service_level must be a share above 0 and below 1 (write 80 % as 0.80); found 80",
        ),
        ({"service_level": [0.8, 0.9]}, "service_level must be one value or one per week (1); found [2]"),
        ({"answer_within_s": None}, "service_level and answer_within_s go together"),
        ({"service_level": None, "answer_within_s": None}, "give at least one of service_level, max_asa_s"),
        ({"max_abandonment": 0.05}, "max_abandonment needs patience_s"),
        ({"max_occupancy": 85}, "max_occupancy must be a share above 0 and at most 1"),
        ({"max_asa_s": 0.0}, "max_asa_s must be above zero; found 0"),
        ({"patience_s": 0.0}, "patience_s must be above zero; found 0"),
        ({"counting": "all"}, "counting must be one of offered, answered"),
        ({"least": 1.5}, "least must be a whole number; found 1.5"),
        ({"least": -1}, "least must be zero or more; found -1"),
        (
            {"correction": "sipp"},
            "correction must be one of auto, stationary, lagged, offered_load; found 'sipp'",
        ),
        ({"open_": np.ones((7, 24), dtype=np.bool_)}, "in the shape of shares [7, 48]; found bool [7, 24]"),
        ({"open_": np.ones((7, 48))}, "open_ must be true or false"),
        (
            {"open_": CLOSED},
            "shares must be 0 while the queue is closed; found 0.00297619 at position [0, 3]",
        ),
    ],
)
def test_bad_weeks_are_refused(change: dict[str, Any], message: str) -> None:
    arguments = {"volume": [10.0], "aht_s": 300.0, "shares": flat_week(), "interval_minutes": 30, **TARGET}
    with pytest.raises(ValueError, match=re.escape(message)):
        interval_agents(**{**arguments, **change})


@pytest.mark.parametrize(
    ("agents", "minutes", "message"),
    [
        (np.ones((7, 48)), 30, "agents must have the shape [weeks, 7, intervals]; found [7, 48]"),
        (np.full((1, 7, 48), -1.0), 30, "agents must be zero or more; found -1 at position [0, 0, 0]"),
        (np.ones((1, 7, 48)), 0, "interval_minutes must be above zero; found 0"),
    ],
)
def test_bad_agents_have_no_hours(agents: np.ndarray, minutes: float, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        interval_hours(agents, minutes)

"""What a week's agents give: by interval the queueing formulas, by week means over contacts and over agents."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from capplan.requirements.queueing.chat import chat_measures
from capplan.requirements.queueing.counting import Counting
from capplan.requirements.queueing.erlang_a import counted_service_level, queue_with_patience
from capplan.requirements.queueing.service_measures import average_speed_of_answer, service_level
from capplan.requirements.week.interval_week import interval_agents
from capplan.requirements.week.week_service import interval_service

COUNTINGS: tuple[Counting, ...] = ("offered", "answered", "abandons_count", "early_abandons_left_out")


def two_intervals(busy: float = 0.75) -> np.ndarray:
    """Monday before noon and after noon, in intervals of twelve hours."""
    shares = np.zeros((7, 2))
    shares[0] = [busy, 1.0 - busy]
    return shares


def on_monday(*agents: float) -> np.ndarray:
    counts = np.zeros((1, 7, 2))
    counts[0, 0] = agents
    return counts


def peaked_week(intervals: int = 48) -> np.ndarray:
    hour = np.arange(intervals) * 24 / intervals
    day = 0.05 + np.exp(-0.5 * ((hour - 13) / 3) ** 2)
    return np.tile(day / (7 * day.sum()), (7, 1))


def test_a_tiny_week_by_hand() -> None:
    # 12 and 4 contacts of an hour in half a day: 1 and 1/3 erlangs, with 2 agents and 1. Erlang C: 1/3 wait in both
    found = interval_service([16.0], 3600.0, two_intervals(), 720, on_monday(2, 1), answer_within_s=0.0)
    np.testing.assert_allclose(found.service_level[0, 0], [2 / 3, 2 / 3])
    np.testing.assert_allclose(found.occupancy[0, 0], [1 / 2, 1 / 3])
    np.testing.assert_allclose(found.speed_of_answer_s[0, 0], [1200.0, 1800.0])
    np.testing.assert_allclose(found.weekly_speed_of_answer_s, [0.75 * 1200 + 0.25 * 1800])
    np.testing.assert_allclose(found.weekly_occupancy, [(1 + 1 / 3) / 3])
    np.testing.assert_allclose(found.weekly_service_level, [2 / 3])
    assert found.weekly_abandonment.tolist() == [0.0]


def test_the_week_is_a_mean_over_contacts_and_not_over_intervals() -> None:
    found = interval_service([16.0], 3600.0, two_intervals(0.9), 720, on_monday(2, 3), answer_within_s=60.0)
    by_interval = found.service_level[0, 0]
    assert by_interval[1] - by_interval[0] > 0.2
    assert found.weekly_service_level[0] == pytest.approx(0.9 * by_interval[0] + 0.1 * by_interval[1])
    assert abs(found.weekly_service_level[0] - by_interval.mean()) > 0.1


@pytest.mark.parametrize("counting", COUNTINGS)
def test_the_week_counts_what_its_counting_counts(counting: Counting) -> None:
    patience_s, within_s, handle_s = 200.0, 120.0, 3600.0
    found = interval_service(
        [60.0],
        handle_s,
        two_intervals(),
        720,
        on_monday(2, 3),
        answer_within_s=within_s,
        patience_s=patience_s,
        counting=counting,
        correction="stationary",
    )
    load, offered = np.array([3.75, 1.25]), np.array([45.0, 15.0])
    queue = queue_with_patience(load, [2, 3], handle_s, patience_s, within_s)
    in_time = (offered * queue.answered_in_time).sum()
    answered = offered * (1 - queue.abandonment)
    early = (offered * (queue.over_before_target - queue.answered_in_time)).sum()
    want = {
        "offered": in_time / 60,
        "answered": in_time / answered.sum(),
        "abandons_count": (in_time + early) / 60,
        "early_abandons_left_out": in_time / (60 - early),
    }
    np.testing.assert_allclose(found.service_level[0, 0], counted_service_level(queue, counting))
    np.testing.assert_allclose(found.weekly_service_level, [want[counting]])
    np.testing.assert_allclose(found.weekly_abandonment, [(offered * queue.abandonment).sum() / 60])
    np.testing.assert_allclose(
        found.weekly_speed_of_answer_s, [(answered * queue.speed_of_answer_s).sum() / answered.sum()]
    )
    np.testing.assert_allclose(found.weekly_occupancy, [(handle_s * answered / 43200).sum() / 5])


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("patience_s", [None, 180.0])
@pytest.mark.parametrize(("aht_s", "concurrency"), [(300.0, 1.0), (1500.0, 1.0), (1500.0, 3.0)])
def test_the_agents_required_reach_their_targets_everywhere(
    whole: bool, patience_s: float | None, aht_s: float, concurrency: float
) -> None:
    handling: dict[str, Any] = {"patience_s": patience_s, "concurrency": concurrency}
    volume, shares = [6000.0, 900.0], peaked_week()
    target = {"service_level": 0.8, "answer_within_s": 20.0}
    agents = interval_agents(volume, aht_s, shares, 30, **target, **handling, whole=whole)
    found = interval_service(volume, aht_s, shares, 30, agents, answer_within_s=20.0, **handling)
    assert (found.service_level >= 0.8 - 1e-9).all()
    assert (found.weekly_service_level >= 0.8 - 1e-9).all()
    assert not whole or (found.weekly_service_level > 0.8).all()
    if not whole and concurrency == 1.0:
        np.testing.assert_allclose(found.service_level, 0.8, atol=1e-8)
    fewer = interval_service(
        volume, aht_s, shares, 30, np.maximum(agents - 1.0, 0.0), answer_within_s=20.0, **handling
    )
    assert (fewer.service_level < 0.8).all()


def test_work_that_runs_on_needs_the_correction_that_sized_it() -> None:
    volume, shares = [3000.0], peaked_week()
    handling: dict[str, Any] = {"answer_within_s": 20.0, "patience_s": 300.0}
    agents = interval_agents(volume, 2700.0, shares, 30, service_level=0.8, **handling)
    level = {
        name: float(
            interval_service(
                volume, 2700.0, shares, 30, agents, **handling, correction=name
            ).weekly_service_level[0]
        )
        for name in ("auto", "offered_load", "stationary")
    }
    assert level["auto"] == level["offered_load"] > 0.8 > level["stationary"]


def test_open_intervals_without_contacts_count_as_open_where_somebody_is_there() -> None:
    shares = np.zeros((7, 48))
    shares[:5, 18:34] = 1 / 80
    opened = shares > 0
    opened[:5, 34:36] = True
    handling: dict[str, Any] = {"answer_within_s": 20.0, "patience_s": 300.0}
    agents = interval_agents([800.0], 1800.0, shares, 30, service_level=0.8, **handling, open_=opened)
    assert agents[0, 0, 34] > 0
    found = interval_service([800.0], 1800.0, shares, 30, agents, **handling)
    assert (found.service_level[0, opened] >= 0.8 - 1e-9).all()
    assert (found.service_level[0, ~opened] == 1).all()
    assert (found.occupancy[0, ~opened] == 0).all()


def test_chats_at_once_are_measured_by_their_own_chain_and_in_slots_where_agents_are_fractional() -> None:
    shares, agents = two_intervals(), on_monday(2, 1)
    arguments: dict[str, Any] = {"answer_within_s": 30.0, "patience_s": 300.0, "correction": "stationary"}
    found = interval_service(
        [60.0], 3600.0, shares, 720, agents, **arguments, concurrency=2.5, concurrency_growth=0.4
    )
    load = np.array([3.75, 1.25])
    want = chat_measures(load, [2, 1], 3600.0, 2.5, 0.4, 30.0, 300.0)
    np.testing.assert_allclose(found.service_level[0, 0], want.answered_in_time)
    np.testing.assert_allclose(found.occupancy[0, 0], want.occupancy)
    real = interval_service([60.0], 3600.0, shares, 720, agents + 0.1, **arguments, concurrency=2.5)
    np.testing.assert_allclose(
        real.service_level[0, 0],
        queue_with_patience(load, [5.25, 2.75], 3600.0, 300.0, 30.0).answered_in_time,
    )


def test_without_contacts_service_is_perfect() -> None:
    for patience_s in (None, 100.0):
        found = interval_service(
            [0.0], 300.0, two_intervals(), 720, on_monday(3, 0), answer_within_s=20.0, patience_s=patience_s
        )
        assert (found.service_level == 1).all()
        assert found.weekly_service_level.tolist() == [1.0]
        for rest in (found.abandonment, found.occupancy, found.speed_of_answer_s):
            assert (rest == 0).all()
        assert [
            found.weekly_abandonment[0],
            found.weekly_occupancy[0],
            found.weekly_speed_of_answer_s[0],
        ] == [0, 0, 0]


def test_nobody_on_duty_answers_nobody() -> None:
    for counting, level in (("offered", 0.0), ("answered", 0.0), ("abandons_count", 1.0 - np.exp(-0.2))):
        found = interval_service(
            [60.0],
            300.0,
            two_intervals(),
            720,
            on_monday(0, 0),
            answer_within_s=20.0,
            patience_s=100.0,
            counting=counting,
        )
        assert found.weekly_service_level[0] == pytest.approx(level)
        assert found.weekly_abandonment.tolist() == [1.0]
        assert found.weekly_speed_of_answer_s.tolist() == [np.inf]


def test_who_is_answered_nowhere_does_not_lengthen_the_answers_of_others() -> None:
    found = interval_service(
        [60.0], 3600.0, two_intervals(), 720, on_monday(5, 0), answer_within_s=20.0, patience_s=100.0
    )
    assert found.speed_of_answer_s[0, 0, 1] == np.inf
    assert found.weekly_speed_of_answer_s[0] == pytest.approx(found.speed_of_answer_s[0, 0, 0])


def test_a_queue_that_grows_without_end_has_no_mean_wait() -> None:
    found = interval_service([60.0], 3600.0, two_intervals(), 720, on_monday(3, 5), answer_within_s=20.0)
    assert found.service_level[0, 0, 0] == 0.0
    assert found.occupancy[0, 0, 0] == 1.0
    assert found.weekly_speed_of_answer_s.tolist() == [np.inf]
    assert found.weekly_service_level[0] == pytest.approx(0.25 * found.service_level[0, 0, 1])


def test_fractional_agents_lie_between_whole_ones() -> None:
    levels = [
        float(
            interval_service(
                [16.0], 3600.0, two_intervals(), 720, on_monday(count, 1), answer_within_s=60.0
            ).service_level[0, 0, 0]
        )
        for count in (2.0, 2.5, 3.0)
    ]
    assert levels == sorted(set(levels))
    assert levels[0] == pytest.approx(float(service_level(1.0, 2, 3600.0, 60.0)))


def test_weeks_have_their_own_times() -> None:
    aht_s, within_s = np.array([1800.0, 3600.0]), np.array([10.0, 60.0])
    agents = np.repeat(on_monday(3, 2), 2, axis=0)
    found = interval_service([16.0, 20.0], aht_s, two_intervals(), 720, agents, answer_within_s=within_s)
    load = np.array([16.0, 20.0]) * aht_s / 43200 * 0.75
    np.testing.assert_allclose(found.service_level[:, 0, 0], service_level(load, 3, aht_s, within_s))
    np.testing.assert_allclose(found.speed_of_answer_s[:, 0, 0], average_speed_of_answer(load, 3, aht_s))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"agents": np.ones((7, 2))},
            "agents must have the shape [weeks, 7, intervals], here [1, 7, 2]; found [7, 2]",
        ),
        ({"agents": np.full((1, 7, 2), -1.0)}, "agents must be zero or more; found -1 at position [0, 0, 0]"),
        (
            {"agents": np.full((1, 7, 2), np.nan)},
            "agents must be a finite number; found nan at position [0, 0, 0]",
        ),
        ({"answer_within_s": -1.0}, "answer_within_s must be zero or more; found -1"),
        ({"answer_within_s": [1.0, 2.0]}, "answer_within_s must be one value or one per week (1); found [2]"),
        ({"patience_s": 0.0}, "patience_s must be above zero; found 0"),
        ({"aht_s": -3.0}, "aht_s must be above zero; found -3"),
        ({"volume": [-3.0]}, "volume must be zero or more; found -3 at position [0]"),
        ({"volume": [[3.0]]}, "volume must be one number per week; found the shape [1, 1]"),
        ({"shares": np.full((7, 2), 80.0)}, "shares must be a share from 0 to 1 (write 80 % as 0.80)"),
        ({"interval_minutes": 721}, "2 intervals of 721 minutes are more than a day"),
        ({"counting": "some"}, "counting must be one of offered, answered"),
        ({"concurrency": 0.0}, "concurrency must be at least 1; found 0"),
        ({"concurrency_growth": np.nan}, "concurrency_growth must be a finite number; found nan"),
        (
            {"correction": "late"},
            "correction must be one of auto, stationary, lagged, offered_load; found 'late'",
        ),
    ],
)
def test_bad_weeks_are_refused(change: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {
        "volume": [16.0],
        "aht_s": 3600.0,
        "shares": two_intervals(),
        "interval_minutes": 720,
        "agents": on_monday(2, 1),
        "answer_within_s": 20.0,
    }
    with pytest.raises(ValueError, match=re.escape(message)):
        interval_service(**{**arguments, **change})

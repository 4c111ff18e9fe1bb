"""Rework: contacts that bring about contacts, by hand, by simulation of every generation, and without end."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.requirements.rework import with_rework


def every_generation(
    volume: np.ndarray, arcs: list[tuple[int, int, float, int]], past: int = 400
) -> np.ndarray:
    """Follow contacts generation by generation, after ``past`` periods like the first."""
    steady = np.repeat(volume[:, :1], past, axis=1)
    generation = np.concatenate((steady, volume), axis=1)
    total = np.zeros_like(generation)
    for _ in range(600):
        total += generation
        following = np.zeros_like(generation)
        for start, end, share, delay in arcs:
            following[end, delay:] += share * generation[start, : generation.shape[1] - delay]
        generation = following
    return total[:, past:]


def test_appeals_a_week_later_some_of_them_appealed_again_by_hand() -> None:
    decisions, appeals = [1000.0, 1000.0, 2000.0, 1000.0, 1000.0], [0.0] * 5
    result = with_rework([decisions, appeals], [0, 1], [1, 1], [0.05, 0.20], [1, 1])
    assert result[0].tolist() == decisions
    # steady past: a = 50 + 0.2 a = 62.5; then 50 + 12.5, 50 + 12.5, 100 + 12.5, 50 + 22.5
    assert result[1] == pytest.approx([62.5, 62.5, 62.5, 112.5, 72.5])


def test_repeat_calls_within_the_period_are_a_geometric_series() -> None:
    result = with_rework([[80.0, 160.0]], [0], [0], [0.2], [0])
    assert result[0] == pytest.approx([100.0, 200.0])


def test_two_queues_that_send_contacts_back_and_forth_by_hand() -> None:
    # x = 100 + 0.5 y, y = 10 + 0.4 x: x = 105 / 0.8
    result = with_rework([[100.0], [10.0]], [0, 1], [1, 0], [0.4, 0.5], [0, 0])
    assert result[:, 0] == pytest.approx([131.25, 62.5])


def test_forecast_appeals_are_added_to_those_brought_about() -> None:
    result = with_rework([[100.0, 100.0], [7.0, 8.0]], [0], [1], [0.1], [0])
    assert result[1] == pytest.approx([17.0, 18.0])


def test_a_delay_beyond_the_horizon_looks_into_the_steady_past() -> None:
    result = with_rework([[10.0, 99.0, 99.0], [0.0, 0.0, 0.0]], [0], [1], [0.5], [7])
    assert result[1] == pytest.approx([5.0, 5.0, 5.0])


def test_more_than_one_contact_may_follow_where_no_loop_does() -> None:
    assert with_rework([[10.0], [0.0]], [0], [1], [3.0], [0])[1, 0] == pytest.approx(30.0)


def test_arcs_of_the_same_queues_add_up() -> None:
    result = with_rework([[10.0, 20.0], [0.0, 0.0]], [0, 0], [1, 1], [0.1, 0.2], [0, 1])
    assert result[1] == pytest.approx([3.0, 4.0])


def test_no_arcs_leave_the_forecast() -> None:
    assert with_rework([[1.0, 2.0]], [], [], [], []).tolist() == [[1.0, 2.0]]


def test_random_networks_against_every_generation() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        queues, periods, count = int(rng.integers(1, 6)), int(rng.integers(1, 9)), int(rng.integers(1, 9))
        volume = rng.uniform(0, 100, (queues, periods))
        arcs = [
            (
                int(rng.integers(queues)),
                int(rng.integers(queues)),
                0.8 * rng.random() / count,
                int(rng.integers(4)),
            )
            for _ in range(count)
        ]
        columns = [list(column) for column in zip(*arcs, strict=True)]
        assert with_rework(volume, *columns) == pytest.approx(every_generation(volume, arcs), rel=1e-9)


def test_a_steady_forecast_stays_steady() -> None:
    volume = np.repeat(np.array([[100.0], [20.0], [0.0]]), 6, axis=1)
    result = with_rework(volume, [0, 1, 2], [1, 2, 0], [0.3, 0.5, 0.6], [2, 0, 1])
    assert result == pytest.approx(np.repeat(result[:, :1], 6, axis=1), rel=1e-12)


@pytest.mark.parametrize("delay", [0, 1])
def test_a_loop_without_end_is_refused_with_its_queues(delay: int) -> None:
    loop = ([0, 1, 2], [1, 2, 1], [0.5, 1.25, 0.8], [delay, delay, delay])
    with pytest.raises(
        ValueError,
        match=r"without end among the queues decision, appeal: on average one contact brings about 1 ",
    ):
        with_rework(np.ones((3, 2)), *loop, names=["report", "decision", "appeal"])
    with pytest.raises(ValueError, match="among the queues 1, 2"):
        with_rework(np.ones((3, 2)), *loop)


def test_a_long_chain_without_a_loop_is_no_loop() -> None:
    queues = 200
    volume = np.zeros((queues, 1))
    volume[0] = 5.0
    ones = np.ones(queues - 1)
    result = with_rework(volume, np.arange(queues - 1), np.arange(1, queues), ones, 0 * ones)
    assert result[:, 0] == pytest.approx(np.full(queues, 5.0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0, 2.0], [0], [0], [0.1], [0]), "volume must have the shape .queues, periods."),
        (
            ([[1.0, -2.0]], [0], [0], [0.1], [0]),
            r"volume must be zero or more; found -2 at position \[0, 1\]",
        ),
        (([[1.0]], [1], [0], [0.1], [0]), "from_index must be below 1"),
        (([[1.0]], [0], [-1], [0.1], [0]), "to_index must be zero or more"),
        (([[1.0]], [0], [0], [80.0], [0]), r"share must be at most 10 .* found 80 at position \[0\]"),
        (([[1.0]], [0], [0], [-0.1], [0]), "share must be zero or more"),
        (([[1.0]], [0], [0], [np.nan], [0]), "share must be a finite number"),
        (([[1.0]], [0], [0], [0.1], [0.5]), "delay must be a whole number"),
        (([[1.0]], [0], [0], [0.1], [-1]), "delay must be zero or more"),
        (([[1.0]], [0, 0], [0], [0.1], [0]), "must have one number for each arc"),
    ],
)
def test_bad_input_is_named(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        with_rework(*arguments)

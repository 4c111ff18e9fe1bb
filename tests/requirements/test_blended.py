"""Deferrable work in the gaps of real-time work: hand-worked weeks, linear programs, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from capplan.requirements.blended import gap_h, gap_use
from capplan.requirements.week.peaking import peaking_factor

EVEN = np.full(4, 0.25)


def flows(arrivals: np.ndarray, grace: int) -> list[tuple[int, int]]:
    """Pairs (interval of arrival, interval of work) of a cyclic week; windows beyond a week reach all of it."""
    n = arrivals.size
    return [(s, (s + later) % n) for s in range(n) for later in range(min(grace + 1, n))]


def least_extra_by_lp(
    arrivals: np.ndarray, gaps: np.ndarray, staffed: np.ndarray, grace: int
) -> float | None:
    """Least x such that all work finds hours in time; None where there is none. Columns: flows, then x."""
    arcs, n = flows(arrivals, grace), arrivals.size
    all_done, hours = np.zeros((n, len(arcs) + 1)), np.zeros((n, len(arcs) + 1))
    for column, (start, end) in enumerate(arcs):
        all_done[start, column] = hours[end, column] = 1.0
    hours[:, -1] = -staffed
    cost = np.zeros(len(arcs) + 1)
    cost[-1] = 1.0
    result = linprog(cost, A_ub=hours, b_ub=gaps, A_eq=all_done, b_eq=arrivals)
    return float(result.fun) if result.status == 0 else None


def most_in_gaps_by_lp(arrivals: np.ndarray, gaps: np.ndarray, grace: int) -> float:
    arcs, n = flows(arrivals, grace), arrivals.size
    arrived, hours = np.zeros((n, len(arcs))), np.zeros((n, len(arcs)))
    for column, (start, end) in enumerate(arcs):
        arrived[start, column] = hours[end, column] = 1.0
    bounds, limits = np.vstack((arrived, hours)), np.concatenate((arrivals, gaps))
    return -float(linprog(-np.ones(len(arcs)), A_ub=bounds, b_ub=limits).fun)


def test_gap_by_hand() -> None:
    # 10 people may be busy for 9 of them; 7 are busy: 2 x half an hour
    assert gap_h(10, 7.0, 0.9, 30) == pytest.approx(1.0)
    assert gap_h([10, 10], [9.5, 2.0], 0.9, 60).tolist() == pytest.approx([0.0, 7.0])


def test_everything_fits_in_the_gaps() -> None:
    use = gap_use([1.0, 1.0, 1.0, 1.0], [4.0, 0.0, 0.0, 0.0], EVEN, 3)
    assert use.done_in_gaps_h == pytest.approx(4.0)
    assert use.extra_h == pytest.approx(0.0)


def test_work_over_the_end_of_the_week_by_hand() -> None:
    # the work of the last interval, 2 h, is due in the first of the next week, where the gap is 1 h. Extra
    # people in both intervals: x (1/4 + 1/4) = 1
    use = gap_use([0.0, 0.0, 0.0, 2.0], [1.0, 0.0, 5.0, 0.0], EVEN, 1)
    assert use.extra_h == pytest.approx(2.0)
    assert use.done_in_gaps_h == pytest.approx(1.0)


def test_no_turnaround_pays_every_interval_alone() -> None:
    use = gap_use([2.0, 1.0, 0.0, 3.0], [1.0, 2.0, 2.0, 2.0], EVEN, 0)
    assert use.extra_h == pytest.approx(4.0)  # one hour lacks in one of four intervals
    assert use.done_in_gaps_h == pytest.approx(4.0)


def test_more_work_than_hours_in_a_week() -> None:
    # any interval will do, so gaps are used to the last minute and the rest is extra
    use = gap_use([5.0, 0.0, 0.0, 0.0], [0.5, 0.5, 0.5, 0.5], EVEN, 3)
    assert use.done_in_gaps_h == pytest.approx(2.0)
    assert use.extra_h == pytest.approx(3.0)


def test_a_turnaround_of_more_than_a_week_reaches_all_gaps() -> None:
    rng = np.random.default_rng(5)
    arrivals, gaps = rng.uniform(0, 3, 6), rng.uniform(0, 2, 6)
    for grace in (5, 6, 17):
        use = gap_use(arrivals, gaps, np.full(6, 1 / 6), grace)
        assert use.extra_h == pytest.approx(max(0.0, arrivals.sum() - gaps.sum()))
        assert use.done_in_gaps_h == pytest.approx(min(arrivals.sum(), gaps.sum()))


def test_without_gaps_extra_is_the_workload_times_the_peaking_factor() -> None:
    rng = np.random.default_rng(6)
    for grace in (0, 1, 2, 5):
        arrivals, staffed = rng.dirichlet(np.ones(7)), rng.dirichlet(np.ones(7))
        use = gap_use(30.0 * arrivals, np.zeros(7), staffed, grace)
        assert use.extra_h == pytest.approx(30.0 * peaking_factor(arrivals, staffed, grace), rel=1e-9)
        assert use.done_in_gaps_h == 0.0


def test_random_weeks_against_linear_programs() -> None:
    rng = np.random.default_rng(7)
    needed = 0
    for _ in range(150):
        n = int(rng.integers(2, 8))
        grace = int(rng.integers(0, n + 2))
        arrivals = rng.uniform(0, 3, n) * (rng.random(n) < 0.7)
        gaps = rng.uniform(0, 4, n) * (rng.random(n) < 0.6)
        staffed = rng.dirichlet(np.ones(n))
        use = gap_use(arrivals, gaps, staffed, grace)
        expected = least_extra_by_lp(arrivals, gaps, staffed, grace)
        assert use.extra_h == pytest.approx(expected, abs=1e-8, rel=1e-8)
        done = most_in_gaps_by_lp(arrivals, gaps, grace)
        assert use.done_in_gaps_h == pytest.approx(done, abs=1e-8)
        assert arrivals.sum() - done <= use.extra_h + 1e-9
        needed += expected > 1e-6
    assert 30 < needed < 150  # weeks of both kinds


def test_impossible_weeks_are_those_of_the_linear_program() -> None:
    rng = np.random.default_rng(8)
    refused = 0
    for _ in range(80):
        n = int(rng.integers(3, 7))
        grace = int(rng.integers(0, 3))
        arrivals, gaps = rng.uniform(0, 2, n), rng.uniform(0, 4, n) * (rng.random(n) < 0.7)
        staffed = np.zeros(n)
        staffed[int(rng.integers(n))] = 1.0
        expected = least_extra_by_lp(arrivals, gaps, staffed, grace)
        if expected is None:
            refused += 1
            with pytest.raises(ValueError, match="cannot be done in time"):
                gap_use(arrivals, gaps, staffed, grace)
        else:
            assert gap_use(arrivals, gaps, staffed, grace).extra_h == pytest.approx(expected, abs=1e-8)
    assert 10 < refused < 70


def test_a_batch_of_weeks_is_the_weeks_one_by_one() -> None:
    rng = np.random.default_rng(9)
    arrivals, gaps = rng.uniform(0, 2, (52, 336)), rng.uniform(0, 2.2, (52, 336))
    staffed = rng.dirichlet(np.ones(336))
    batch = gap_use(arrivals, gaps, staffed, 48)
    assert batch.extra_h.shape == batch.done_in_gaps_h.shape == (52,)
    for week in (0, 17, 51):
        alone = gap_use(arrivals[week], gaps[week], staffed, 48)
        assert alone.extra_h == pytest.approx(batch.extra_h[week], rel=1e-9)
        assert alone.done_in_gaps_h == pytest.approx(batch.done_in_gaps_h[week], rel=1e-9)


def test_hardly_anybody_staffed_where_the_work_is_due() -> None:
    staffed = np.array([1e-7, 1.0 - 1e-7, 0.0, 0.0])
    use = gap_use([2.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], staffed, 0)
    assert use.extra_h == pytest.approx(1e7, rel=1e-6)


def test_longer_turnaround_never_costs() -> None:
    rng = np.random.default_rng(10)
    arrivals, gaps, staffed = (
        rng.uniform(0, 2, (20, 12)),
        rng.uniform(0, 2, (20, 12)),
        rng.dirichlet(np.ones(12)),
    )
    uses = [gap_use(arrivals, gaps, staffed, grace) for grace in range(14)]
    assert (np.diff([use.extra_h for use in uses], axis=0) <= 1e-8).all()
    assert (np.diff([use.done_in_gaps_h for use in uses], axis=0) >= -1e-8).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0, np.nan], [1.0, 1.0], [0.5, 0.5], 1), "arrivals_h must be a finite number"),
        (
            ([1.0, 1.0], [1.0, -1.0], [0.5, 0.5], 1),
            r"gaps_h must be zero or more; found -1 at position \[1\]",
        ),
        (([1.0, 1.0], [1.0, 1.0], [50.0, 50.0], 1), "staffed_share must be a share from 0 to 1"),
        (([1.0, 1.0], [1.0, 1.0], [0.5, 0.4], 1), "staffed_share must sum to 1; found 0.9"),
        (([1.0, 1.0], [1.0, 1.0], [0.5, 0.5], 0.5), "turnaround_intervals must be a whole number"),
        (([1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [0.5, 0.5], 1), "must be .weeks, intervals."),
    ],
)
def test_bad_input_is_named(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gap_use(*arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 0, 0.9, 30), "agents must be zero or more"),
        ((1, np.inf, 0.9, 30), "busy must be a finite number"),
        (([1, 1], 0, [0.9, 85], 30), r"max_occupancy .* found 85 at position \[1\]"),
        ((1, 0, 0.9, 0), "interval_minutes must be above zero"),
    ],
)
def test_bad_gaps_are_named(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gap_h(*arguments)

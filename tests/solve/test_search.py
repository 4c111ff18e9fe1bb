"""Sum-up rounding and the search that starts from it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.program import Axis, Program
from capplan.solve import Guide, Outcome, SolveOptions, solve
from capplan.solve.rounding import round_series, sum_up_rounding

WEEKS = 12


@given(st.lists(st.floats(0.0, 3.0), min_size=1, max_size=40))
def test_running_sums_err_by_at_most_a_half(values):
    wanted = np.array([values])
    rounded = sum_up_rounding(wanted, np.zeros_like(wanted), np.full_like(wanted, np.inf))
    assert np.array_equal(rounded, np.rint(rounded))
    assert np.max(np.abs(np.cumsum(rounded) - np.cumsum(wanted))) <= 0.5 + 1e-6


@given(st.lists(st.floats(0.0, 3.0), min_size=1, max_size=40))
def test_rounding_up_never_falls_behind(values):
    wanted = np.array([values])
    rounded = sum_up_rounding(wanted, np.zeros_like(wanted), np.full_like(wanted, np.inf), 1.0 - 1e-6)
    behind = np.cumsum(wanted) - np.cumsum(rounded)
    assert np.max(behind) <= 1e-5 and np.min(behind) > -1.0


def classes_program(seats: float = 2.0):
    """Three teams, classes of 8 after 3 weeks of training, a rising need, shared training seats."""
    teams, weeks = Axis("team", ("a", "b", "c")), Axis("week", tuple(str(week) for week in range(WEEKS)))
    program = Program()
    starts = program.columns("starts", (teams, weeks), upper=2.0, cost=30.0, integer=True)
    people = program.columns("people", (teams, weeks), cost=[[1.0], [1.2], [1.4]])
    missing = program.columns("missing", (teams, weeks), cost=9.0)
    stock = np.where(np.arange(WEEKS) == 0, [[20.0], [15.0], [10.0]], 0.0)
    balance = program.rows("balance", (teams, weeks), equal=stock)
    balance.add(people.index)
    balance.add(people.index[:, :-1], -0.98, at=balance.index[:, 1:])
    balance.add(starts.index[:, :-3], -8.0, at=balance.index[:, 3:])
    need = np.array([[18.0], [14.0], [9.0]]) * (1.0 + 0.05 * np.arange(WEEKS))
    cover = program.rows("cover", (teams, weeks), at_least=need, rule=True)
    cover.add(people.index)
    cover.add(missing.index)
    room = program.rows("seats", (weeks,), at_most=seats, rule=True)
    room.add(starts.index, at=np.broadcast_to(room.index, starts.index.shape))
    return program.arrays(), starts.index


def test_rounding_keeps_shared_seats_and_what_finds_no_room_waits():
    arrays, series = classes_program(seats=1.0)
    relaxed = np.zeros(arrays.shape[1])
    relaxed[series[:, :2]] = 1.0 / 3.0
    relaxed[series[0, 5]] = 0.5
    rounded = round_series(arrays, [series], relaxed, 0.5)[series]
    assert np.all(rounded.sum(axis=0) <= 1.0)
    assert rounded.sum() == 3.0


def test_the_search_gives_a_plan_early_and_the_same_optimum():
    arrays, series = classes_program()
    steps = []
    options = SolveOptions("highs", gap=1e-4, time_limit_s=20.0)
    searched = solve(arrays, options, steps.append, Guide((series,)))
    plain = solve(arrays, options)
    assert searched.outcome is plain.outcome is Outcome.WITHIN_GAP
    assert searched.objective == pytest.approx(plain.objective, rel=2e-4)
    stages = list(dict.fromkeys(step.stage for step in steps))
    assert stages[:2] == ["lp", "dive"]
    first = next(step for step in steps if step.incumbent is not None)
    assert first.stage == "dive"
    assert first.bound <= searched.objective


def test_a_coarse_gap_ends_the_search_before_branch_and_bound():
    arrays, series = classes_program()
    steps = []
    solution = solve(arrays, SolveOptions("highs", gap=0.5), steps.append, Guide((series,)))
    assert solution.outcome is Outcome.WITHIN_GAP
    assert "branch and bound" not in {step.stage for step in steps}


def test_the_search_is_repeatable():
    arrays, series = classes_program()
    first, second = (
        solve(arrays, SolveOptions("highs", gap=0.002), None, Guide((series,))) for _ in range(2)
    )
    assert np.array_equal(first.x, second.x)


def test_a_relaxation_without_a_plan_ends_the_search():
    arrays, series = classes_program()
    arrays.row_lower[-1], arrays.row_upper[-1] = 7.0, 9.0
    assert solve(arrays, SolveOptions("highs"), None, Guide((series,))).outcome is Outcome.INFEASIBLE

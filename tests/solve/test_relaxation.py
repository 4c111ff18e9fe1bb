"""The relaxation kept in the solver: a program solved by hand, held, tried in several ways and put back."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.program import Arrays
from capplan.solve.contract import Claim
from capplan.solve.relaxation import Hold, Relaxation
from capplan.solve.work import UNLIMITED
from tests.solve.searches import relaxation

A, B, C = (np.array([column]) for column in range(3))


@pytest.fixture
def arrays(make_program) -> Arrays:
    """Ten units from three sources at 1, 2 and 4 a unit, at most 4, 5 and 9 of each: 4 + 10 + 4 = 18."""
    return make_program(
        [1.0, 2.0, 4.0], [[1.0, 1.0, 1.0]], at_least=10.0, upper=[4.0, 5.0, 9.0], integer=True
    )


@pytest.fixture
def relaxed(arrays) -> Relaxation:
    made = relaxation(arrays)
    assert made.solve() == pytest.approx([4.0, 5.0, 1.0])
    return made


def at(column: np.ndarray, value: float) -> Hold:
    return Hold.at(column, np.array([value]))


def state(relaxed: Relaxation) -> tuple[list[float], list[float], float | None, list[str]]:
    basis = relaxed._highs.getBasis()
    return (
        relaxed.lower.tolist(),
        relaxed.upper.tolist(),
        relaxed.objective,
        [str(status) for status in (*basis.col_status, *basis.row_status)],
    )


def test_whole_numbers_are_left_out_and_a_unit_more_costs_what_it_saves_elsewhere(make_program):
    # 2 a + 2 b >= 3: half a unit of b, the dearer one, is left
    part = relaxation(make_program([2.0, 6.0], [[2.0, 2.0]], at_least=3.0, upper=[1.0, 9.0], integer=True))
    assert part.solve() == pytest.approx([1.0, 0.5])
    assert (part.objective, part.claim) == (pytest.approx(5.0), Claim.SOLVED)
    assert part.reduced_costs() == pytest.approx([-4.0, 0.0])


def test_a_hold_is_the_optimum_under_it_and_stays(relaxed):
    assert relaxed.hold(at(A, 2.0)) == pytest.approx([2.0, 5.0, 3.0])
    assert relaxed.objective == pytest.approx(24.0)
    assert (relaxed.lower[0], relaxed.upper[0]) == (2.0, 2.0)
    assert relaxed.hold(Hold(B, np.array([0.0]), np.array([3.0]))) == pytest.approx([2.0, 3.0, 5.0])


def test_a_hold_that_fails_leaves_everything_as_it_was(relaxed):
    relaxed.hold(at(A, 2.0))
    before = state(relaxed)
    assert relaxed.hold(Hold.at(np.array([1, 2]), np.array([0.0, 7.0]))) is None
    assert relaxed.claim is Claim.INFEASIBLE
    assert state(relaxed) == before
    assert relaxed.solve() == pytest.approx([2.0, 5.0, 3.0])


def test_a_crossing_bound_is_infeasible_without_a_solve(relaxed, monkeypatch):
    def never() -> None:
        raise AssertionError("a solve was made")

    monkeypatch.setattr(relaxed, "_run", never)
    before = state(relaxed)
    # more than there is of it
    assert relaxed.hold(at(A, 5.0)) is None
    assert relaxed.claim is Claim.INFEASIBLE
    assert state(relaxed) == before


def test_bounds_never_leave_those_of_the_program(relaxed):
    relaxed.bound(np.array([0, 2]), np.array([-3.0, 2.0]), np.array([99.0, np.inf]))
    assert relaxed.lower.tolist() == [0.0, 0.0, 2.0]
    assert relaxed.upper.tolist() == [4.0, 5.0, 9.0]
    assert relaxed.solve() == pytest.approx([4.0, 4.0, 2.0])
    relaxed.bound(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    relaxed.free()
    assert relaxed.lower.tolist() == [0.0, 0.0, 0.0]
    assert relaxed.solve() == pytest.approx([4.0, 5.0, 1.0])


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 0, 1), (2, 1, 0)])
def test_the_cheapest_of_several_ways_is_left_held(relaxed, order):
    # 24, 28 and 22
    ways = [(at(A, 2.0), 24.0), (at(B, 0.0), 28.0), (at(C, 3.0), 22.0)]
    found = relaxed.cheapest([ways[way][0] for way in order])
    assert found is not None and found[0] == order.index(2)
    assert found[1][2] == 3.0
    assert relaxed.objective == pytest.approx(22.0)
    assert (relaxed.lower.tolist(), relaxed.upper.tolist()) == ([0.0, 0.0, 3.0], [4.0, 5.0, 3.0])
    again = relaxed.solve()
    assert again is not None and float(relaxed.arrays.cost @ again) == pytest.approx(22.0)


def test_ways_without_room_are_passed_over_and_of_equals_the_first_is_taken(relaxed):
    found = relaxed.cheapest([at(C, 0.0), at(A, 2.0), at(A, 2.0), at(B, 9.0)])
    assert found is not None and found[0] == 1
    assert relaxed.upper.tolist() == [2.0, 5.0, 9.0]


def test_without_any_way_nothing_is_held(relaxed):
    before = state(relaxed)
    assert relaxed.cheapest([at(C, 0.0), at(B, 9.0)]) is None
    assert relaxed.cheapest([]) is None
    assert state(relaxed) == before


def test_back_restores_bounds_basis_and_objective(relaxed):
    before, mark = state(relaxed), relaxed.mark()
    relaxed.hold(at(C, 3.0))
    relaxed.hold(at(A, 3.0))
    assert state(relaxed)[3] != before[3]
    relaxed.back(mark)
    assert state(relaxed) == before
    iterations = relaxed.iterations
    assert relaxed.solve() == pytest.approx([4.0, 5.0, 1.0])
    assert relaxed.iterations == iterations


def test_the_largest_sum_leaves_the_costs_as_they_are(relaxed):
    most = relaxed.most(np.array([0, 2]))
    assert most is not None and most[[0, 2]].tolist() == [4.0, 9.0]
    assert relaxed.solve() == pytest.approx([4.0, 5.0, 1.0])
    assert relaxed.objective == pytest.approx(18.0)


def test_a_large_program_is_solved_in_thousands_and_told_in_money(arrays, monkeypatch):
    monkeypatch.setattr("capplan.solve.highs_model.LARGE_ROWS", 0)
    large = relaxation(arrays)
    large.solve()
    assert large._highs.getInfo().objective_function_value == pytest.approx(0.018)
    assert large.objective == pytest.approx(18.0)
    assert large.reduced_costs() == pytest.approx([-3.0, -2.0, 0.0])
    large.most(A)
    large.hold(at(A, 2.0))
    assert large.objective == pytest.approx(24.0)


def test_a_fresh_solve_every_time_comes_to_the_same(arrays):
    fresh = relaxation(arrays, warm=False)
    assert fresh.solve() == pytest.approx([4.0, 5.0, 1.0])
    assert fresh.hold(at(A, 2.0)) == pytest.approx([2.0, 5.0, 3.0])


def test_a_solve_out_of_patience_starts_again(arrays, monkeypatch):
    monkeypatch.setattr("capplan.solve.relaxation.LEAST_PATIENCE", 0)
    monkeypatch.setattr("capplan.solve.relaxation.PATIENCE", 0.0)
    hasty = relaxation(arrays)
    starts: list[int] = []
    again = hasty._start_again
    monkeypatch.setattr(hasty, "_start_again", lambda: (starts.append(1), again()))
    hasty.solve()
    run, runs = hasty._run, []
    monkeypatch.setattr(hasty, "_run", lambda most: (runs.append(most), run(most)))
    # b leaves its upper bound: one iteration at least
    assert hasty.hold(at(C, 3.0)) == pytest.approx([4.0, 3.0, 3.0])
    # and has all the patience that there is the second time
    assert len(starts) == 1 and runs == [0, UNLIMITED]
    assert hasty.hold(at(A, 3.0)) == pytest.approx([3.0, 4.0, 3.0])


def test_a_start_again_that_finds_no_room_leaves_the_basis_as_it_was(arrays, monkeypatch):
    monkeypatch.setattr("capplan.solve.relaxation.NEAR", 10.0)  # by its iterations alone no basis is far
    relaxed = relaxation(arrays)
    assert relaxed.solve() is not None
    before = state(relaxed)
    run, starts = relaxed._run, []

    def lost(most: int) -> None:
        run(most)
        if not starts:
            starts.append(relaxed._highs.getModelStatus().name)
            relaxed._start_again()
            run(most)

    monkeypatch.setattr(relaxed, "_run", lost)
    assert relaxed.hold(at(C, 0.0)) is None and starts == ["kInfeasible"]
    assert state(relaxed) == before


def test_a_simplex_that_is_lost_goes_on_from_its_basis(relaxed, monkeypatch):
    run, ends, begins = relaxed._run, [], []

    class Lost:
        name = "kUnknown"

    def lost(most: int) -> None:
        begins.append(relaxed._highs.getBasis().valid)
        run(most)
        ends.append(relaxed._highs.getInfo().simplex_iteration_count)
        lose = len(ends) == 1
        monkeypatch.setattr(
            relaxed._highs, "getModelStatus", lambda: Lost if lose else status(), raising=False
        )

    status = relaxed._highs.getModelStatus
    monkeypatch.setattr(relaxed, "_run", lost)
    monkeypatch.setattr(relaxed, "_start_again", lambda: pytest.fail("the basis was thrown away"))
    assert relaxed.hold(at(C, 3.0)) == pytest.approx([4.0, 3.0, 3.0])
    assert len(ends) == 2 and ends[0] > 0 and ends[1] == 0 and begins == [True, True]


def test_what_finds_no_room_is_blamed_and_nothing_else(make_program):
    # a + b >= 5, c + d >= 3
    rows = [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]]
    relaxed = relaxation(make_program([1.0, 2.0, 1.0, 2.0], rows, at_least=[5.0, 3.0], upper=4.0))
    before = relaxed.solve()
    every = np.arange(4)
    x, blamed = relaxed.hold_or_blame(Hold.at(every, np.array([2.0, 2.0, 1.0, 2.0])))
    assert x is None and blamed.tolist() == [0, 1]
    assert relaxed.solve() == pytest.approx(before)
    x, blamed = relaxed.hold_or_blame(Hold.at(every, np.array([2.0, 3.0, 1.0, 2.0])))
    assert x == pytest.approx([2.0, 3.0, 1.0, 2.0]) and not blamed.size
    # beyond its own bound a column needs no row to contradict
    relaxed.free()
    x, blamed = relaxed.hold_or_blame(Hold.at(every[2:], np.array([1.0, 9.0])))
    assert x is None and blamed.tolist() == [3]


def test_where_no_ray_is_at_hand_none_is_looked_for_and_all_are_blamed(arrays, monkeypatch):
    # the interior point method says that there is no point, but not why
    fresh = relaxation(arrays, warm=False)
    assert fresh.solve() is not None
    monkeypatch.setattr(fresh, "ray", lambda: pytest.fail("HiGHS solves once more for a ray"))
    every = np.arange(3)
    x, blamed = fresh.hold_or_blame(Hold.at(every, np.array([1.0, 2.0, 3.0])))
    assert x is None and fresh.claim is Claim.INFEASIBLE and blamed.tolist() == [0, 1, 2]


def test_a_simplex_that_stands_still_starts_again_and_then_finds_no_room(relaxed, monkeypatch):
    before, starts = state(relaxed), []
    # so small a program needs no simplex after the interior point method, so it goes on with that
    monkeypatch.setattr(relaxed, "_start_again", lambda: starts.append(1))
    monkeypatch.setattr("capplan.solve.stillness.LOOKS", -1)
    assert relaxed.hold(at(C, 3.0)) is None
    assert starts == [1] and relaxed.claim is Claim.LIMIT and relaxed.no_room
    assert state(relaxed)[:3] == before[:3]
    monkeypatch.undo()
    # it is not held against the next solve
    monkeypatch.setattr(relaxed, "_start_again", lambda: pytest.fail("it does not stand still any more"))
    assert relaxed.hold(at(C, 3.0)) == pytest.approx([4.0, 3.0, 3.0])
    assert not relaxed.no_room


def test_no_room_is_what_is_infeasible_and_no_limit(relaxed):
    assert relaxed.hold(at(C, 0.0)) is None and relaxed.no_room
    relaxed.clock.stop.set()
    assert relaxed.hold(at(C, 3.0)) is None and not relaxed.no_room


def test_a_stop_is_no_answer(relaxed):
    relaxed.clock.stop.set()
    before = state(relaxed)[:3]
    assert relaxed.hold(at(A, 2.0)) is None
    assert relaxed.claim is Claim.LIMIT
    assert state(relaxed)[:3] == before


def test_an_unbounded_program_says_so(make_program):
    assert relaxation(make_program([-1.0], [[1.0]], at_least=1.0)).solve() is None
    endless = relaxation(make_program([-1.0, 1.0], [[1.0, -1.0]], at_least=1.0))
    assert endless.solve() is None
    assert endless.claim in (Claim.UNBOUNDED, Claim.INFEASIBLE_OR_UNBOUNDED)

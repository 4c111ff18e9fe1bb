"""Prices and shifts: signs and units on a program by hand, one-sided prices, agreement with solving again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from capplan.program import Arrays
from capplan.solve import SolveOptions
from capplan.solve.marginals import marginals, marginals_of, optima_of
from capplan.solve.shift_columns import with_shifts
from capplan.solve.shifts import Asked, Basis, Shift, read_answers, read_asked, write_asked
from tests.milp import Infeasible, optimum
from tests.solve.conftest import program, random_program

OPTIONS = SolveOptions(time_limit_s=20.0)


def moved(
    rows: Sequence[int] = (),
    by: Sequence[float] = (),
    columns: Sequence[int] = (),
    column_by: Sequence[float] = (),
) -> Shift:
    return Shift(
        np.array(rows, np.int64), np.array(by, float), np.array(columns, np.int64), np.array(column_by, float)
    )


def demand() -> Arrays:
    """10 hours are needed; the cheap team has 6 of them at 2 each, the dear one costs 5, and 4 is all it may work."""
    return program(
        [2.0, 5.0],
        [[1.0, 1.0], [1.0, 0.0]],
        at_least=[10.0, -np.inf],
        at_most=[np.inf, 6.0],
        upper=[np.inf, 4.0],
    )


def test_signs_and_one_sided_prices_of_a_degenerate_optimum() -> None:
    shifts = (
        moved([0], [1.0]),
        moved([0], [-1.0]),
        moved([1], [1.0]),
        moved([1], [-1.0]),
        moved([], [], [1], [2.0]),
    )
    found = marginals(demand(), OPTIONS, Asked(shifts))
    assert found is not None
    assert found.objective == pytest.approx(32.0)
    more, less, roomier, tighter, longer = found.shifted
    # one hour more has nobody to work it: no plan; one fewer saves the dear hour
    assert more is not None and not more.feasible
    assert less is not None and less.objective == pytest.approx(27.0)
    # an hour of the cheap team more takes the place of a dear one; one fewer cannot be made good
    assert roomier is not None and roomier.objective == pytest.approx(29.0)
    assert tighter is not None and not tighter.feasible
    assert longer is not None and longer.objective == pytest.approx(32.0)
    assert found.row_price[0] >= 5.0 - 1e-9
    assert found.row_price[1] <= -3.0 + 1e-9


def test_a_basis_is_a_start_and_the_answer_the_same() -> None:
    arrays = random_program(3, integer=False)
    shift = moved([0, 1], [0.25, 0.5])
    first = marginals(arrays, OPTIONS)
    assert first is not None
    assert first.shifted == ()
    again = marginals(arrays, OPTIONS, Asked((shift,), first.basis))
    assert again is not None and again.shifted[0] is not None
    assert again.objective == pytest.approx(first.objective)
    lower, upper = arrays.row_lower.copy(), arrays.row_upper.copy()
    lower[[0, 1]] += [0.25, 0.5]
    upper[[0, 1]] += [0.25, 0.5]
    assert again.shifted[0].objective == pytest.approx(
        optimum(replace(arrays, row_lower=lower, row_upper=upper))[0]
    )


def test_a_program_without_a_point_has_no_prices() -> None:
    assert marginals(program([1.0], [[1.0]], at_least=[2.0], upper=[1.0]), OPTIONS) is None


def test_whole_numbers_do_not_count() -> None:
    arrays = program([3.0], [[2.0]], at_least=[3.0], integer=True)
    found = marginals(arrays, OPTIONS)
    assert found is not None
    assert (found.objective, found.x[0], found.row_price[0]) == pytest.approx((4.5, 1.5, 1.5))


@pytest.mark.parametrize("seed", [1, 8])
def test_every_shift_is_what_solving_again_says_and_prices_lie_between(seed: int) -> None:
    arrays = random_program(seed, integer=False)
    rows = arrays.shape[0]
    shifts = tuple(moved([row], [by]) for row in range(rows) for by in (0.25, -0.25))
    found = marginals(arrays, OPTIONS, Asked(shifts))
    assert found is not None
    for row in range(rows):
        sides = []
        for by, answer in zip((0.25, -0.25), found.shifted[2 * row : 2 * row + 2], strict=True):
            lower, upper = arrays.row_lower.copy(), arrays.row_upper.copy()
            lower[row], upper[row] = lower[row] + by, upper[row] + by
            assert answer is not None
            try:
                again, _ = optimum(replace(arrays, row_lower=lower, row_upper=upper))
            except Infeasible:
                assert not answer.feasible
            else:
                assert answer.objective == pytest.approx(again, abs=1e-6)
            sides.append((answer.objective - found.objective) / by)
        # the optimum is convex in a side: the price lies between what less and what more say
        assert sides[1] - 1e-6 <= found.row_price[row] <= sides[0] + 1e-6


def test_what_is_asked_travels_whole(tmp_path: Path) -> None:
    basis = Basis(np.array([1, 0, 2], np.int8), np.array([1], np.int8))
    write_asked(tmp_path, Asked((moved([3], [1.5]), moved([], [], [2], [-1.0])), basis))
    back = read_asked(tmp_path)
    assert back is not None and back.basis is not None
    assert (back.basis.columns.tolist(), back.basis.rows.tolist()) == ([1, 0, 2], [1])
    assert back.shifts[0].rows.tolist() == [3] and back.shifts[1].column_by.tolist() == [-1.0]
    assert read_answers(tmp_path, 2) is None


def test_several_programs_at_once_keep_their_order() -> None:
    programs = [random_program(seed, integer=False) for seed in (1, 4)]
    asked = Asked((moved([0], [0.5]),))
    together = marginals_of([(arrays, asked) for arrays in programs], OPTIONS)
    for arrays, found in zip(programs, together, strict=True):
        assert found is not None and found.shifted[0] is not None
        assert found.objective == pytest.approx(optimum(arrays)[0])


def test_optima_tell_no_point_from_no_time() -> None:
    solved, none = optima_of([demand(), program([1.0], [[1.0]], at_least=[2.0], upper=[1.0])], OPTIONS)
    assert solved is not None and solved.feasible and solved.objective == pytest.approx(32.0)
    assert none is not None and not none.feasible
    assert optima_of([demand()], SolveOptions(time_limit_s=1e-9)) == (None,)


def test_a_shift_far_from_the_basis_is_answered_too() -> None:
    # every row asks for 4 in place of 1: 2 from the cheap column, the rest from the dear one, a pivot for each
    rows = 1500
    both = np.hstack([np.eye(rows), np.eye(rows)])
    room = np.repeat([2.0, np.inf], rows)
    arrays = program(np.repeat([1.0, 2.0], rows), both, at_least=1.0, upper=room)
    found = marginals(arrays, OPTIONS, Asked((moved(range(rows), [3.0] * rows),)))
    assert found is not None and found.shifted[0] is not None
    assert found.objective == pytest.approx(rows)
    assert found.shifted[0].objective == pytest.approx(rows * (2.0 * 1.0 + 2.0 * 2.0))
    assert found.shifted[0].x == pytest.approx(np.full(2 * rows, 2.0))


def test_a_shift_is_a_bound_of_a_column_of_its_own() -> None:
    # the cheap team may have 2 hours more, the dear one 1 more or 3 fewer: two shifts of one bound
    arrays = with_shifts(
        demand(), (moved([1], [2.0], [1], [1.0]), moved([], [], [1], [-3.0]), moved([0], [-1.0]))
    )
    assert arrays.shape == (3, 5)
    assert arrays.matrix.toarray().tolist() == [
        [1.0, 1.0, 0.0, 0.0, 1.0],
        [1.0, 0.0, -2.0, 0.0, 0.0],
        [0.0, 1.0, -1.0, 3.0, 0.0],
    ]
    assert (arrays.row_upper[2], arrays.column_upper.tolist()) == (4.0, [np.inf, 5.0, 1.0, 1.0, 1.0])


def test_what_falls_below_its_own_lower_bound_has_no_plan() -> None:
    arrays = replace(demand(), column_lower=np.array([0.0, 2.0]))
    found = marginals(arrays, OPTIONS, Asked((moved([], [], [1], [-3.0]), moved([], [], [1], [1.0]))))
    assert found is not None
    less, more = found.shifted
    assert less is not None and not less.feasible
    assert more is not None and more.objective == pytest.approx(found.objective)

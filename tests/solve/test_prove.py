"""A bound part by part: it holds for every plan, and is higher than that of the relaxation where parts are torn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from capplan.guide_parts import parts
from capplan.program import Arrays
from capplan.solve import SolveOptions
from capplan.solve.clock import Beside
from capplan.solve.contract import Claim, Found
from capplan.solve.highs_backend import _engine
from capplan.solve.parts import Split, Step, prove_by_parts
from tests.milp import optimum
from tests.solve.searches import Listener, random_plan, relaxation

WEEKS = 26


@pytest.fixture
def torn(make_program) -> tuple[Arrays, np.ndarray]:
    """Hours of 26 weeks (0 to 25) and a switch of either quarter (26, 27); 10 hours are needed in every quarter.

    A quarter is opened at 100 for up to 40 hours, so the relaxation opens a quarter of it. One row joins both.
    """
    hours = np.zeros((5, WEEKS + 2))
    for quarter in range(2):
        weeks = slice(13 * quarter, 13 * (quarter + 1))
        hours[quarter, weeks] = 1.0
        hours[2 + quarter, weeks] = 1.0
        hours[2 + quarter, WEEKS + quarter] = -40.0
    hours[4, :WEEKS] = 1.0
    arrays = make_program(
        [*np.ones(WEEKS), 100.0, 100.0], hours, at_least=[10.0, 10.0, -np.inf, -np.inf, -np.inf],
        at_most=[np.inf, np.inf, 0.0, 0.0, 60.0], upper=[*np.full(WEEKS, 9.0), 1.0, 1.0],
        integer=[False] * WEEKS + [True, True],
    )  # fmt: skip
    return arrays, np.append(np.arange(WEEKS) // 13, [0, 1])


def proven(
    arrays: Arrays, part: np.ndarray, steps: Sequence[np.ndarray] = (), over: bool = False
) -> Listener:
    listener, relaxed = Listener(arrays), relaxation(arrays)
    assert relaxed.solve() is not None
    engine = _engine(SolveOptions("highs", threads=1), listener)  # type: ignore[arg-type]
    asked = [Step(columns, 10.0) for columns in steps or [np.arange(arrays.shape[1])]]
    prove_by_parts(
        Split.of(arrays, part), relaxed.prices(), asked, Beside(listener), engine, 0, lambda: over  # type: ignore[arg-type]
    )  # fmt: skip
    return listener


def test_parts_prove_what_the_relaxation_leaves_torn(torn) -> None:
    arrays, quarter = torn
    least, relaxed = optimum(arrays)[0], relaxation(arrays)
    relaxed.solve()
    assert (least, relaxed.objective) == pytest.approx((220.0, 70.0))
    assert proven(arrays, quarter).best_bound == pytest.approx(220.0)
    # without a tree it is the relaxation that is proven
    assert proven(arrays, quarter, over=True).best_bound == pytest.approx(70.0)


def test_while_one_part_is_proven_the_others_count_with_their_relaxation(torn) -> None:
    arrays, quarter = torn
    bounds = proven(arrays, quarter).bounds
    assert all(value <= 220.0 + 1e-6 for value in bounds)
    # the first quarter alone adds 75
    assert any(value == pytest.approx(145.0) for value in bounds)


def test_a_step_makes_its_own_columns_whole_only(torn) -> None:
    arrays, quarter = torn
    first, both = np.array([WEEKS]), np.array([WEEKS, WEEKS + 1])
    assert proven(arrays, quarter, [first]).best_bound == pytest.approx(145.0)
    # what is proven in one step is kept in the next
    bounds = proven(arrays, quarter, [first, both]).bounds
    assert bounds[0] == pytest.approx(70.0) and bounds[-1] == pytest.approx(220.0)
    assert bounds == sorted(bounds)


@pytest.mark.parametrize("seed", range(30))
def test_a_bound_of_parts_is_a_bound_for_every_tiny_plan(seed: int) -> None:
    formulation = random_plan(seed)
    arrays = formulation.arrays
    part = np.zeros(arrays.shape[1], np.int64)
    for number, columns in enumerate(parts(formulation)):
        part[columns] = number
    least = optimum(arrays)[0]
    relaxed = relaxation(replace(arrays, integer=np.zeros_like(arrays.integer)))
    relaxed.solve()
    slack = 1e-6 * max(1.0, abs(least))
    best = proven(arrays, part).best_bound
    assert best <= least + slack
    assert best == -np.inf or best >= relaxed.objective - 100.0 * slack


def test_what_a_known_plan_refutes_is_not_proven(torn) -> None:
    arrays, quarter = torn
    split, (least, best) = Split.of(arrays, quarter), optimum(arrays)
    relaxed = relaxation(arrays)
    relaxed.solve()

    def wrong(program: Arrays, **asked: object) -> Found:
        asked["prove"](1e6)  # type: ignore[operator]
        return Found(Claim.SOLVED, None, 1e6)

    listener, steps = Listener(arrays), [Step(np.arange(arrays.shape[1]), 1.0)]
    prove_by_parts(split, relaxed.prices(), steps, Beside(listener), wrong, 0, lambda: False, lambda: best)  # type: ignore[arg-type]
    assert listener.bounds == pytest.approx([70.0])
    prove_by_parts(split, relaxed.prices(), steps, Beside(listener), wrong, 0, lambda: False)  # type: ignore[arg-type]
    assert listener.best_bound > least


def test_a_later_word_that_is_lower_takes_nothing_back(torn) -> None:
    arrays, quarter = torn
    relaxed, listener = relaxation(arrays), Listener(arrays)
    relaxed.solve()

    def engine(program: Arrays, **asked: object) -> Found:
        asked["prove"](60.0)  # type: ignore[operator]
        return Found(Claim.LIMIT, None, 50.0)

    steps = [Step(np.arange(arrays.shape[1]), 1.0)]
    prove_by_parts(
        Split.of(arrays, quarter), relaxed.prices(), steps, Beside(listener), engine, 0, lambda: False
    )  # type: ignore[arg-type]
    assert listener.bounds == sorted(listener.bounds)


def test_a_part_gets_its_work_however_little_time_is_left(torn) -> None:
    arrays, quarter = torn
    relaxed, given = relaxation(arrays), []
    relaxed.solve()

    def engine(program: Arrays, **asked: object) -> Found:
        given.append((program.integer.sum(), asked["most_s"], asked["heuristics"]))
        return Found(Claim.LIMIT)

    listener = Listener(arrays)
    listener.seconds = 20.0
    steps = [Step(np.array([WEEKS, WEEKS + 1]), most_s) for most_s in (5.0, 50.0)]
    prove_by_parts(
        Split.of(arrays, quarter), relaxed.prices(), steps, Beside(listener), engine, 0, lambda: False
    )  # type: ignore[arg-type]
    assert given == [(1, 5.0, False)] * 2 + [(1, 50.0, False)] * 2


def test_what_gained_most_comes_first_and_what_is_solved_does_not_come_again(torn) -> None:
    arrays, quarter = torn
    arrays = replace(arrays, cost=np.append(arrays.cost[:-1], 120.0))
    relaxed, asked = relaxation(arrays), []
    relaxed.solve()
    # by how much each step proves more than the relaxation, 35 and 40, and whether it is the end of it
    gains, claims = (
        iter([1.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0]),
        iter([Claim.LIMIT] * 2 + [Claim.SOLVED] + [Claim.LIMIT] * 4),
    )

    def engine(program: Arrays, **given: object) -> Found:
        asked.append((float(program.cost[-1]), given["most_s"]))
        least = 10.0 + program.cost[-1] * 0.25
        return Found(next(claims), None, least + next(gains))

    few, every = np.array([WEEKS, WEEKS + 1]), np.arange(arrays.shape[1])
    steps = [Step(few, 1.0), Step(few, 2.0), Step(few, 3.0), Step(every, 4.0)]
    prove_by_parts(
        Split.of(arrays, quarter), relaxed.prices(), steps, Beside(Listener(arrays)), engine, 0, lambda: False
    )  # type: ignore[arg-type]
    # the second gained more in the first step, and is solved in the next; with other numbers whole it is not
    assert [cost for cost, _ in asked] == [100.0, 120.0, 120.0, 100.0, 100.0, 100.0, 120.0]
    assert [most_s for _, most_s in asked] == [1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 4.0]


def test_a_part_gets_as_many_times_the_work_of_its_relaxation_as_a_step_says(torn) -> None:
    arrays, quarter = torn
    relaxed, given = relaxation(arrays), []
    relaxed.solve()

    def engine(program: Arrays, **asked: object) -> Found:
        given.append(asked["most_s"])
        return Found(Claim.LIMIT)

    few = np.array([WEEKS, WEEKS + 1])
    steps = [Step(few, 0.0, relaxed=2.0), Step(few, 0.0, relaxed=6.0)]
    prove_by_parts(
        Split.of(arrays, quarter), relaxed.prices(), steps, Beside(Listener(arrays)), engine, 0, lambda: False
    )  # type: ignore[arg-type]
    assert given[0] > 0.0 and given[2:] == pytest.approx([3.0 * each for each in given[:2]])

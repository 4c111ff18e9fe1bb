"""The best point of a core and the plan made of it: what stands aside is settled with the whole numbers held."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.guide import guide
from capplan.program import Arrays
from capplan.solve import Guide, SolveOptions
from capplan.solve.best import MUCH, Best
from capplan.solve.core import Core
from capplan.solve.core_guide import in_core
from capplan.solve.dive import Care, dive
from tests.solve.searches import Listener, is_plan, random_plan, relaxation

OPTIONS = SolveOptions("highs", threads=1)


def best_of(arrays: Arrays, asked: Guide) -> tuple[Best, Listener]:
    listener = Listener(arrays)
    return Best(Core.of(arrays, asked), listener, OPTIONS), listener  # type: ignore[arg-type]


@pytest.fixture
def steady(make_program) -> tuple[Arrays, Guide]:
    """Up to 4 people at 10 for 3.5 hours, an hour missed at 100; aside, every person moves 1.5 hours.

    An hour moved costs 1; up to every 5 of them a queue is taken, at 0.5.
    """
    arrays = make_program(
        [10.0, 100.0, 1.0, 0.5],
        [[1.0, 1.0, 0.0, 0.0], [-1.5, 0.0, 1.0, 0.0], [0.0, 0.0, -1.0, 5.0]],
        at_least=[3.5, 0.0, 0.0],
        upper=[4.0, np.inf, np.inf, 9.0],
        integer=[True, False, False, True],
    )
    return arrays, Guide((np.array([[0]]),), aside=np.array([2, 3]))


def test_a_plan_of_a_core_point_settles_what_stands_aside(steady) -> None:
    best, listener = best_of(*steady)
    assert not best.core.complete
    x = best.core.gathered(np.array([3.0, 0.5, 0.0, 0.0]))
    best.hear(x)
    assert best.objective == pytest.approx(80.0)
    # not a plan before it is settled
    assert listener.best_x is None and best.spare_s == 0.5
    best.settle()
    assert listener.best_x == pytest.approx([3.0, 0.5, 4.5, 1.0])
    assert listener.best_objective == pytest.approx(30.0 + 50.0 + 4.5 + 0.5)
    assert is_plan(steady[0], listener.best_x)
    assert 0.5 < best.spare_s <= 0.5 + 2.0 * best.completion_s


def test_a_point_is_settled_once_and_a_worse_one_never(steady, monkeypatch) -> None:
    best, listener = best_of(*steady)
    made = []
    completion = best._completion
    monkeypatch.setattr(best, "_completion", lambda fixed: (made.append(1), completion(fixed))[1])
    best.settle()
    assert made == []
    best.hear(best.core.gathered(np.array([4.0, 0.0, 0.0, 0.0])))
    best.settle()
    best.settle()
    assert len(made) == 1
    best.hear(best.core.gathered(np.array([3.0, 0.5, 0.0, 0.0])))
    assert best.objective == pytest.approx(40.0)
    best.settle()
    assert len(made) == 1 and listener.best_objective == pytest.approx(40.0 + 6.0 + 1.0)


def test_only_whole_and_better_points_count(steady) -> None:
    best, _ = best_of(*steady)
    gathered = best.core.gathered
    best.hear(gathered(np.array([3.5, 0.0, 0.0, 0.0])))
    assert best.x is None and best.objective == np.inf
    best.hear(gathered(np.array([4.0 - 1e-6, 0.0, 0.0, 0.0])))
    assert best.x is not None
    before = best.x.copy()
    best.hear(gathered(np.array([2.0, 1.5, 0.0, 0.0])))
    assert np.array_equal(best.x, before)


def test_a_point_that_leaves_no_room_for_what_is_aside_makes_no_plan(steady) -> None:
    arrays, asked = steady
    # no more than 4 hours may be moved: 2 people at most
    arrays.column_upper[2] = 4.0
    best, listener = best_of(arrays, asked)
    best.hear(best.core.gathered(np.array([4.0, 0.0, 0.0, 0.0])))
    best.settle()
    assert listener.best_x is None


def test_without_anything_aside_a_point_is_a_plan_at_once(steady) -> None:
    arrays, asked = steady
    best, listener = best_of(arrays, Guide(asked.series))
    assert best.core.complete and best.spare_s == 0.0
    best.hear(best.core.gathered(np.array([4.0, 0.0, 6.0, 2.0])))
    assert listener.best_x == pytest.approx([4.0, 0.0, 6.0, 2.0])
    best.settle()
    assert best.completion_s == 0.0


def test_a_plan_is_worth_making_for_much_less_cost_or_for_the_gap(steady) -> None:
    best, listener = best_of(*steady)
    best.hear(best.core.gathered(np.array([3.0, 0.5, 0.0, 0.0])))
    # there is no plan yet
    assert best.worth_settling(0.0)
    best.settle()
    # 85 with 5 of it aside, and the best core point still promises 85
    assert not best.worth_settling(0.0)
    best.objective = 80.0 - 0.5 * MUCH * 85.0
    assert not best.worth_settling(0.0)
    best.objective = 80.0 - 2.0 * MUCH * 85.0
    assert best.worth_settling(0.0)
    # little less, but it closes the gap
    best.objective = 80.0 - 0.5 * MUCH * 85.0
    listener.bound(84.0)
    assert not best.worth_settling(0.01)
    assert best.worth_settling(0.012)


@pytest.mark.parametrize("seed", range(1, 60, 5))
def test_tiny_plans_with_steadiness_are_settled_into_plans(seed: int) -> None:
    formulation = random_plan(seed)
    asked = guide(formulation)
    assert asked.aside.size
    best, listener = best_of(formulation.arrays, asked)
    relaxed = relaxation(best.core.arrays)
    point = dive(relaxed, relaxed.solve(), in_core(best.core, asked), Care(windows=4))
    best.hear(point)
    best.settle()
    assert is_plan(formulation.arrays, listener.best_x)
    # whole numbers that are not aside are those of the point
    held = np.flatnonzero(best.core.kept & formulation.arrays.integer)
    assert np.rint(best.core.spread(point)[held]).tolist() == np.rint(listener.best_x[held]).tolist()
    assert listener.best_objective >= best.objective - 1e-6

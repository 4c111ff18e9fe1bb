"""The best point of a core and the plan made of it: what stands aside follows, whole numbers held."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.guide import guide
from capplan.program import Arrays
from capplan.solve import Guide
from capplan.solve.best import Best
from capplan.solve.core import Core
from capplan.solve.dive import Care, dive
from capplan.solve.narrow import in_core
from capplan.solve.relaxation import Relaxation
from tests.solve.searches import Listener, is_plan, random_plan, relaxation


def best_of(arrays: Arrays, asked: Guide) -> tuple[Best, Listener, Relaxation]:
    listener, core = Listener(arrays), Core.of(arrays, asked)
    return Best(core, listener), listener, relaxation(core.arrays)  # type: ignore[arg-type]


@pytest.fixture
def steady(make_program) -> tuple[Arrays, Guide]:
    """Up to 4 people (0) work hours (1), 2 a head; 3.5 are needed, an hour missed (2) costs 100, a head 10.

    Aside: hours beyond those of last week, 1.5, are moved at 1 (3); the queue is taken (4) with 3 hours or more.
    """
    rows = [
        [-2.0, 1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0, 0.0], [0.0, -1.0, 0.0, 1.0, 0.0],
        [0.0, 1.0, 0.0, 0.0, -3.0], [0.0, 1.0, 0.0, 0.0, -9.0],
    ]  # fmt: skip
    arrays = make_program(
        [10.0, 0.0, 100.0, 1.0, 0.0], rows, at_least=[-np.inf, 3.5, -1.5, 0.0, -np.inf],
        at_most=[0.0, np.inf, np.inf, np.inf, 0.0], upper=[4.0, np.inf, np.inf, np.inf, 1.0],
        integer=[True, False, False, False, True],
    )  # fmt: skip
    return arrays, Guide((np.array([[0]]),), aside=np.array([3, 4]))


def point(best: Best, heads: float, hours: float) -> np.ndarray:
    return best.core.gathered(np.array([heads, hours, 3.5 - hours, 0.0, 0.0]))


def test_a_point_with_every_switch_on_or_off_is_a_plan_at_once(steady) -> None:
    best, listener, _ = best_of(*steady)
    assert not best.core.complete
    best.hear(point(best, 2.0, 3.5))
    assert listener.best_x == pytest.approx([2.0, 3.5, 0.0, 2.0, 1.0])
    assert listener.best_objective == pytest.approx(22.0) and is_plan(steady[0], listener.best_x)
    assert best.objective == pytest.approx(20.0) and best.found is None


def test_a_point_without_is_settled_with_its_whole_numbers(steady) -> None:
    best, listener, relaxed = best_of(*steady)
    best.hear(point(best, 1.0, 2.0))
    # two hours are fewer than the least, and one head has no more
    assert best.x is None and best.found is not None and listener.best_x is None
    best.settle(relaxed)
    assert listener.best_x == pytest.approx([1.0, 0.0, 3.5, 0.0, 0.0])
    assert best.found is None and best.objective == pytest.approx(360.0) and best.spare_s > 0.5
    # a worse one is not kept, a better one is
    best.hear(point(best, 4.0, 0.1))
    assert best.found is None
    best.hear(point(best, 2.0, 2.9))
    best.settle(relaxed)
    best.polish(0, 1)
    assert listener.best_objective == pytest.approx(22.0)


def test_only_whole_points_count(steady) -> None:
    best, listener, _ = best_of(*steady)
    best.hear(point(best, 1.75, 3.5))
    assert best.x is None and best.found is None
    best.hear(point(best, 2.0 - 1e-6, 3.5))
    assert best.x is not None and listener.best_objective == pytest.approx(22.0, abs=1e-4)


def test_a_worse_point_does_not_replace_a_better_one(steady) -> None:
    best, _, _ = best_of(*steady)
    best.hear(point(best, 2.0, 3.5))
    before = best.x.copy()
    best.hear(point(best, 3.0, 3.5))
    assert np.array_equal(best.x, before)


def test_polishing_keeps_whole_numbers_and_saves_what_moves(steady) -> None:
    arrays, asked = steady
    # an hour moved costs more than an hour missed
    arrays.cost[3] = 150.0
    best, listener, _ = best_of(arrays, asked)
    best.hear(point(best, 2.0, 3.5))
    assert listener.best_objective == pytest.approx(20.0 + 300.0)
    best.polish(0, 1)
    # 3 hours are the least of a queue that is taken
    assert listener.best_x == pytest.approx([2.0, 3.0, 0.5, 1.5, 1.0])
    assert listener.best_objective == pytest.approx(20.0 + 50.0 + 225.0)


def test_a_plan_is_polished_once(steady, monkeypatch) -> None:
    best, _, _ = best_of(*steady)
    solves: list[int] = []
    solve = Relaxation.solve
    monkeypatch.setattr(Relaxation, "solve", lambda self: (solves.append(1), solve(self))[1])
    best.polish(0, 1)
    assert solves == []
    best.hear(point(best, 2.0, 3.5))
    best.polish(0, 1)
    best.polish(0, 1)
    assert len(solves) == 1


def test_without_anything_aside_a_point_is_a_plan_at_once(steady) -> None:
    arrays, asked = steady
    best, listener, relaxed = best_of(arrays, Guide(asked.series))
    assert best.core.complete and best.spare_s == 0.0
    best.hear(best.core.gathered(np.array([2.0, 3.5, 0.0, 2.0, 1.0])))
    assert listener.best_x == pytest.approx([2.0, 3.5, 0.0, 2.0, 1.0])
    best.settle(relaxed)
    best.polish(0, 1)
    assert listener.best_objective == pytest.approx(22.0)


@pytest.mark.parametrize("seed", range(1, 60, 5))
def test_tiny_plans_with_steadiness_are_plans_once_they_are_dived_for(seed: int) -> None:
    formulation = random_plan(seed)
    asked = guide(formulation)
    best, listener, relaxed = best_of(formulation.arrays, asked)
    assert not best.core.complete and best.core.switches.count
    x = dive(relaxed, relaxed.solve(), in_core(best.core, asked), Care(windows=4))
    best.hear(x)
    assert best.found is None and is_plan(formulation.arrays, listener.best_x)
    held = np.flatnonzero(best.core.kept & formulation.arrays.integer)
    assert np.rint(best.core.spread(x)[held]).tolist() == np.rint(listener.best_x[held]).tolist()
    before = listener.best_objective
    assert before >= best.objective - 1e-6
    best.polish(0, 1)
    assert listener.best_objective <= before and is_plan(formulation.arrays, listener.best_x)

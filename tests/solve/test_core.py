"""The core: what stands aside is left out, what is left is reduced, and the way between both loses nothing."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.guide import guide
from capplan.solve import Choice, Guide, Ladder
from capplan.solve.core import Core
from capplan.solve.narrow import few_columns, in_core
from tests.milp import optimum
from tests.solve.searches import classes_program, is_plan, random_plan


def test_columns_aside_go_with_their_rows_unless_they_pay(make_program) -> None:
    # b may be below nought and d pays, so leaving them out would prove nothing
    arrays = make_program(
        [3.0, 1.0, 1.0, -1.0],
        [[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0], [1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]],
        at_least=[-9.0, 2.0, 4.0, 2.0],
        at_most=[4.0, 4.0, np.inf, 4.0],
        lower=[0.0, -1.0, 0.0, 0.0],
        upper=5.0,
        integer=[True, False, False, False],
    )
    core = Core.of(arrays, Guide((np.array([[0]]),), aside=np.array([1, 2, 3])))
    assert core.kept.tolist() == [True, True, False, True] and not core.complete
    assert optimum(core.arrays)[0] <= optimum(arrays)[0]
    point = core.gathered(np.array([2.0, 1.0, 0.0, 2.0]))
    assert core.spread(point)[2] == 0.0
    # what stands aside follows
    assert core.plan(point) == pytest.approx([2.0, 1.0, 2.0, 2.0])


@pytest.mark.parametrize("seed", range(10))
def test_the_core_of_a_tiny_plan_has_its_optimum_or_a_bound(seed: int) -> None:
    arrays, asked = random_plan(seed).arrays, guide(random_plan(seed))
    core, (least, x) = Core.of(arrays, asked), optimum(arrays)
    of_core, point = optimum(core.arrays)
    assert of_core <= least + 1e-6 * abs(least)
    # a plan of the whole is one of the core, at no more than its cost; and back
    gathered = core.gathered(x)
    assert is_plan(core.arrays, gathered) and core.arrays.cost @ gathered <= least + 1e-6 * abs(least)
    spread = core.spread(point)
    assert float(arrays.cost @ spread) == pytest.approx(of_core, rel=1e-7)
    if core.complete:
        assert of_core == pytest.approx(least, rel=1e-7)
        assert is_plan(arrays, spread)
    plan = core.plan(point)
    # without switches between on and off, what is aside costs the rest
    assert plan is None or (is_plan(arrays, plan) and float(arrays.cost @ plan) >= of_core - 1e-6)
    assert core.complete is (asked.aside.size == 0)


def test_a_guide_among_the_columns_of_a_core() -> None:
    arrays, series = classes_program()
    asked = Guide((series,), neighbourhoods=(series[0],))
    near = in_core(Core.of(arrays, asked), asked)
    assert near.series[0].tolist() == series.tolist()
    assert near.neighbourhoods[0].tolist() == series[0].tolist()
    assert few_columns(near).size == 0


def test_columns_keep_their_meaning_when_others_before_them_go(make_program) -> None:
    # column 0 stands aside, 1 is fixed at 2; what the guide names is found two places earlier
    rows = np.eye(8)[[0]] + 0.0
    arrays = make_program(
        np.arange(1.0, 9.0), rows, at_least=1.0, lower=[0, 2, 0, 0, 0, 0, 0, 0],
        upper=[9, 2, 9, 9, 1, 1, 9, 1], integer=[0, 0, 0, 1, 1, 1, 1, 1],
    )  # fmt: skip
    asked = Guide(
        series=(np.array([[3]]), np.array([[2]])),
        decisions=(np.array([[7]]), np.zeros((0, 1), np.int64)),
        choices=(Choice(2, np.array([-1, 4]), np.array([0.0, 5.0]), np.array([5]), np.array([1.0]), 0.0),),
        ladders=(Ladder(2, np.array([0.0, 9.0]), np.array([6]), np.array([[0.0], [1.0]])),),
        neighbourhoods=(np.array([3, 6]),),
        aside=np.array([0]),
    )
    core = Core.of(arrays, asked)
    near = in_core(core, asked)
    cost = core.arrays.cost
    # the second series is not whole and goes
    assert [cost[index].tolist() for index in near.series] == [[[4.0]]]
    assert [cost[index].tolist() for index in near.decisions] == [[[8.0]]]
    (choice,), (ladder,) = near.choices, near.ladders
    assert cost[[choice.quantity, choice.options[1], choice.gate[0]]].tolist() == [3.0, 5.0, 6.0]
    assert choice.options[0] == -1
    assert cost[[ladder.quantity, *ladder.columns]].tolist() == [3.0, 7.0]
    assert cost[near.neighbourhoods[0]].tolist() == [4.0, 7.0]
    assert sorted(cost[few_columns(near)].tolist()) == [5.0, 7.0, 8.0]
    # what was fixed is paid by the last column
    assert (cost[-1], core.arrays.column_lower[-1], core.arrays.column_upper[-1]) == (4.0, 1.0, 1.0)

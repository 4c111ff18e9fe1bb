"""What stands aside: which columns may, and that they follow from the rest as cheaply as can be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.guide import guide
from capplan.program import Arrays
from capplan.solve.aside import Aside
from tests.milp import optimum
from tests.solve.searches import is_plan, random_plan

LEAST, MOST = 3.0, 8.0


@pytest.fixture
def steady(make_program) -> Arrays:
    """Hours of a team in two weeks (0, 1), more hours than the week before (2), and whether it takes the queue (3).

    An hour costs 10, an hour moved 1; once the queue is taken, 3 to 8 hours are worked in either week.
    """
    rows = [
        [-1.0, 1.0, -1.0, 0.0],  # hours that come: week 1 less week 0 less moved is at most 0
        [1.0, 0.0, 0.0, -LEAST], [0.0, 1.0, 0.0, -LEAST],
        [1.0, 0.0, 0.0, -MOST], [0.0, 1.0, 0.0, -MOST],
    ]  # fmt: skip
    return make_program(
        [10.0, 10.0, 1.0, 0.0], rows, at_least=[-np.inf, 0.0, 0.0, -np.inf, -np.inf],
        at_most=[0.0, np.inf, np.inf, 0.0, 0.0], upper=[9.0, 9.0, 5.0, 1.0], integer=[False, False, False, True],
    )  # fmt: skip


def test_a_switch_and_a_follower_are_told_by_their_rows(steady) -> None:
    aside = Aside.of_columns(steady, np.array([2, 3]))
    assert (aside.switch.tolist(), aside.followers.tolist()) == ([3], [2])
    switches = aside.switches
    assert (switches.count, switches.columns.tolist(), switches.of.tolist()) == (1, [0, 1], [0, 0])
    # off: no hours; on: the least and the most
    assert switches.off_lower.tolist() == [0.0, 0.0] and switches.off_upper.tolist() == [0.0, 0.0]
    assert switches.on_lower.tolist() == [LEAST, LEAST] and switches.on_upper.tolist() == [MOST, MOST]


@pytest.mark.parametrize(
    ("hours", "then"),
    [
        ((0.0, 0.0), (0.0, 0.0)),
        ((3.0, 8.0), (5.0, 1.0)),
        ((8.0, 3.0), (0.0, 1.0)),
        ((0.0, 3.0), None),  # taken in one week, less than the least in the other
        ((4.0, 9.0), None),  # more than the most
        ((3.0, 8.5), None),
    ],
)
def test_what_follows_from_hours(steady, hours, then) -> None:
    found = Aside.of_columns(steady, np.array([2, 3])).completed(np.array([*hours, 0.0, 0.0]))
    if then is None:
        assert found is None
    else:
        assert found == pytest.approx([*hours, *then]) and is_plan(steady, found)


def test_a_follower_beyond_its_own_limit_is_no_plan(steady) -> None:
    steady.column_upper[2] = 4.0
    aside = Aside.of_columns(steady, np.array([2, 3]))
    assert aside.completed(np.array([3.0, 8.0, 0.0, 0.0])) is None
    assert aside.completed(np.array([3.0, 7.0, 0.0, 0.0])) == pytest.approx([3.0, 7.0, 4.0, 1.0])


def test_columns_of_another_form_do_not_stand_aside(steady) -> None:
    def kept(**change: object) -> list[int]:
        return Aside.of_columns(replace(steady, **change), np.array([2, 3])).columns.tolist()

    assert kept() == [3, 2]
    # it pays, may be below nothing, is more than yes or no
    assert kept(cost=np.array([10.0, 10.0, -1.0, 0.0])) == [3]
    assert kept(column_lower=np.array([0.0, 0.0, -1.0, 0.0])) == [3]
    assert kept(column_upper=np.array([9.0, 9.0, 5.0, 2.0])) == [2]
    # a row that limits what follows from above as well
    assert kept(row_lower=np.array([-9.0, 0.0, 0.0, -np.inf, -np.inf])) == [3]
    # a switch that is not whole is no switch, and follows from nothing
    assert kept(integer=np.zeros(4, bool)) == [2]


def test_columns_aside_that_share_a_row_stay(make_program) -> None:
    arrays = make_program([1.0, 1.0, 1.0], [[-1.0, 1.0, 1.0], [-2.0, 0.0, 1.0]], at_least=0.0, upper=9.0)
    assert Aside.of_columns(arrays, np.array([1, 2])).columns.size == 0
    assert Aside.of_columns(arrays, np.array([2])).columns.tolist() == [2]


@pytest.mark.parametrize("seed", range(1, 60, 3))
def test_the_optimum_of_a_tiny_plan_follows_from_its_core(seed: int) -> None:
    formulation = random_plan(seed)
    arrays, asked = formulation.arrays, guide(formulation)
    aside = Aside.of_columns(arrays, asked.aside)
    assert sorted(aside.columns.tolist()) == sorted(asked.aside.tolist())
    least, best = optimum(arrays)
    without = best.copy()
    without[aside.columns] = np.nan
    found = aside.completed(np.where(np.isnan(without), 0.0, without))
    assert found is not None and is_plan(arrays, found)
    assert float(arrays.cost @ found) == pytest.approx(least, rel=1e-6)

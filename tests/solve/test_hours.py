"""The hours of a plan moved: nobody is hired or let go for it, no queue taken on or given up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.parallel import Workers
from capplan.solve.hours import hours_moved
from capplan.solve.parts import nearly_solved, plan_by_parts
from capplan.solve.switches import Switches
from tests.milp import optimum
from tests.solve.searches import is_plan
from tests.solve.site_program import WEEKS, Clock, sites

HOURS = np.arange(6 * WEEKS, 12 * WEEKS)
"""Columns of hours [site, queue, week] of the three sites."""


@pytest.fixture
def dear():
    """Sites, and a plan in which everybody works queue x and half of y is left undone."""
    split, asked = sites()
    near = nearly_solved(split.arrays, Clock(), 0)
    assert near is not None
    x = next(plan_by_parts(split, asked, near.x, near.prices, Clock(), 0, Workers()))
    arrays = split.arrays
    cost = arrays.cost.copy()
    # what is left of x is cheap and what is left of y is dear, only now
    cost[-2 * WEEKS : -WEEKS], cost[-WEEKS:] = 1.0, 60.0
    return replace(arrays, cost=cost), split, asked, x


def held(arrays, x):
    """The program with the whole numbers of ``x``."""
    lower, upper, whole = arrays.column_lower.copy(), arrays.column_upper.copy(), arrays.integer
    lower[whole] = upper[whole] = np.rint(x[whole])
    return replace(arrays, column_lower=lower, column_upper=upper)


def test_hours_are_the_cheapest_that_the_people_of_a_plan_can_work(dear) -> None:
    arrays, _, _, x = dear
    moved = hours_moved(arrays, Switches(), x, Clock(), 0)
    assert moved is not None and is_plan(arrays, moved)
    assert moved[arrays.integer] == pytest.approx(np.rint(x[arrays.integer]))
    least = optimum(held(arrays, x))[0]
    assert float(arrays.cost @ moved) == pytest.approx(least) and least < float(arrays.cost @ x) - 10.0


def test_a_switch_stays_as_it_is(dear) -> None:
    arrays, _, _, x = dear
    # a switch a site: it works queue y in every week, at most 100 hours, or in none
    queue_y = HOURS.reshape(3, 2, WEEKS)[:, 1]
    none = np.zeros(queue_y.size)
    switches = Switches(
        3, queue_y.ravel(), np.repeat(np.arange(3), WEEKS), none, none, none + 0.5, none + 100.0
    )
    x = x.copy()
    x[queue_y[0]] = 0.0
    x[queue_y[1:]] = np.maximum(x[queue_y[1:]], 0.5)
    moved = hours_moved(arrays, switches, x, Clock(), 0)
    assert (
        moved is not None and np.abs(moved[queue_y[0]]).max() < 1e-6 and moved[queue_y[1:]].min() > 0.5 - 1e-6
    )
    free = hours_moved(arrays, Switches(), x, Clock(), 0)
    assert free is not None and float(arrays.cost @ free) < float(arrays.cost @ moved)
    # what lies between off and on is turned as the other weeks are: off
    x[queue_y[0, 0]] = 0.25
    turned = hours_moved(arrays, switches, x, Clock(), 0)
    assert turned is not None and turned == pytest.approx(moved)


def test_where_all_follows_from_the_whole_numbers_no_solver_is_asked(make_program, monkeypatch) -> None:
    monkeypatch.setattr("capplan.solve.hours.Relaxation", lambda *asked: pytest.fail("a solver was asked"))
    arrays = make_program([1.0, 2.0], [[1.0, 1.0]], at_least=3.0, upper=[2.0, 9.0], integer=True)
    assert hours_moved(arrays, Switches(), np.array([2.0, 1.0]), Clock(), 0) == pytest.approx([2.0, 1.0])

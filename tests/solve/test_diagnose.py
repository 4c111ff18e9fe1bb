"""Why there is no plan, and what must give."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.solve import Relaxation, SolveOptions, diagnose

OPTIONS = SolveOptions(gap=0.0, time_limit_s=60.0)


@pytest.fixture(scope="module")
def staffing(make_program):
    """Two sites: 100 hours of need, a budget of 60 hours; seats and balance do not bind."""
    return make_program(
        [1.0, 2.0],
        [[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]],
        at_least=[100.0, -np.inf, -np.inf, -np.inf, -50.0],
        at_most=[np.inf, 80.0, 90.0, 60.0, 50.0],
    )


RULES = {"need": [0], "seats": [1, 2], "budget": [3], "balance": [4]}


def test_the_families_in_conflict_and_the_cheapest_way_out(staffing):
    found = diagnose(staffing, RULES, OPTIONS)
    assert found.infeasible and found.relaxed and found.minimal
    assert set(found.conflict) == {"need", "budget"}
    # a share of 100 hours is cheaper than a share of 60
    assert found.cheapest.relaxations == (Relaxation("need", 0, "at_least", pytest.approx(40.0)),)
    assert found.cheapest.weight == pytest.approx(0.4) and found.cheapest.proved
    assert set(found.alone) == {"need", "budget"}
    assert found.alone["budget"].relaxations == (Relaxation("budget", 3, "at_most", pytest.approx(40.0)),)


def test_a_conflict_that_only_whole_numbers_have(make_program):
    arrays = make_program([1.0], [[1.0], [1.0]], at_least=[0.4, -np.inf], at_most=[np.inf, 0.6], integer=True)
    found = diagnose(arrays, {"low": [0], "high": [1]}, OPTIONS)
    assert found.infeasible and not found.relaxed
    assert set(found.conflict) == {"low", "high"}
    assert found.cheapest.weight == pytest.approx(0.4)
    assert found.cheapest.relaxations[0].amount == pytest.approx(0.4)


def test_a_row_that_contradicts_itself(make_program):
    arrays = make_program([1.0], [[2.0]], at_least=8.0, at_most=6.0, upper=10.0)
    found = diagnose(arrays, {"hours": [0]}, OPTIONS)
    assert found.conflict == ("hours",)
    assert [(each.side, each.amount) for each in found.cheapest.relaxations] == [
        ("at_least", pytest.approx(2.0))
    ]


def test_two_conflicts_leave_no_family_that_suffices_alone(make_program):
    arrays = make_program(
        [1.0, 1.0],
        [[1, 0], [1, 0], [0, 1], [0, 1]],
        at_least=[5, -np.inf, 7, -np.inf],
        at_most=[np.inf, 4, np.inf, 6],
    )
    found = diagnose(arrays, {"a": [0], "b": [1], "c": [2], "d": [3]}, OPTIONS)
    assert set(found.conflict) in ({"a", "b"}, {"c", "d"})
    assert found.alone == {}
    assert {each.family for each in found.cheapest.relaxations} <= {"a", "b", "c", "d"}
    assert len(found.cheapest.relaxations) == 2


def test_identities_that_contradict_each_other_have_no_way_out(make_program):
    arrays = make_program([1.0], [[1.0], [1.0]], at_least=[3.0, 0.0], upper=2.0)
    found = diagnose(arrays, {"rule": [1]}, OPTIONS)
    assert (found.infeasible, found.conflict, found.cheapest) == (True, (), None)


def test_a_program_with_a_plan_has_no_conflict(staffing, make_random):
    assert not diagnose(make_random(1, True), {"all": np.arange(9)}, OPTIONS).infeasible


def test_a_share_of_the_work_is_priced_like_the_other_limits(make_program):
    # 1,000 hours are needed of the first team, which may do no more than the second, and that has 900
    arrays = make_program(
        [1.0, 1.0],
        [[1.0, 0.0], [1.0, -1.0], [1.0, 1.0]],
        at_least=[1000.0, -np.inf, -np.inf],
        at_most=[np.inf, 0.0, 5000.0],
        upper=[2000.0, 900.0],
    )
    found = diagnose(arrays, {"need": [0], "share": [1], "sum": [2]}, OPTIONS)
    assert found.cheapest.relaxations == (Relaxation("share", 1, "at_most", pytest.approx(100.0)),)

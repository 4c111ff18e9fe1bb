"""Why there is no plan, and what must give."""

from __future__ import annotations

from dataclasses import replace

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
    assert [(each.side, each.amount) for each in found.alone["hours"].relaxations] == [
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


def test_of_two_conflicts_the_one_with_fewer_rules_is_told(make_program):
    # least and most contradict each other; so do least, follow and room, and without least there is a plan
    arrays = make_program(
        [1.0, 1.0],
        [[1, 0], [1, 0], [1, -1], [0, 1]],
        at_least=[-np.inf, 10, -np.inf, -np.inf],
        at_most=[5, np.inf, 0, 7],
    )
    rules = {"most": [0], "least": [1], "follow": [2], "room": [3]}
    found = diagnose(arrays, rules, OPTIONS)
    assert set(found.conflict) == {"least", "most"} and found.minimal
    whole = replace(arrays, integer=np.ones(2, bool), row_lower=np.array([-np.inf, 5.5, -np.inf, -np.inf]))
    whole = replace(whole, row_upper=np.array([5.7, np.inf, 0.0, 5.9]))
    found = diagnose(whole, rules, OPTIONS)
    assert set(found.conflict) == {"least", "most"} and found.minimal and not found.relaxed


def weeks_of_two_sites(make_program, need, seats, budget):
    """Columns and rows (need, then seats) site by site over three weeks; a budget over the weeks of each site."""
    one = np.eye(6)
    sums = np.kron(np.eye(2), np.ones(3))
    none = np.full(6, np.inf)
    return make_program(
        np.ones(6),
        np.vstack([one, one, sums]),
        at_least=np.concatenate([np.ravel(need), -none, [-np.inf, -np.inf]]),
        at_most=np.concatenate([none, np.repeat(seats, 3), budget]),
    )


WEEKS = {"need": np.arange(6), "seats": np.arange(6, 12), "budget": np.arange(12, 14)}
SITES = {"need": ["A"] * 3 + ["B"] * 3, "seats": ["A"] * 3 + ["B"] * 3, "budget": ["A", "B"]}


def test_the_conflict_is_one_site_in_one_week(make_program):
    arrays = weeks_of_two_sites(make_program, [[3, 3, 3], [3, 9, 3]], [5, 5], [99, 99])
    found = diagnose(arrays, WEEKS, OPTIONS, SITES)
    assert set(found.conflict) == {"need", "seats"}
    assert {family: rows.tolist() for family, rows in found.rows.items()} == {"need": [4], "seats": [10]}


def test_a_budget_is_in_conflict_with_every_week_that_it_pays_for(make_program):
    arrays = weeks_of_two_sites(make_program, [[4, 4, 4], [4, 4, 4]], [5, 5], [99, 10])
    found = diagnose(arrays, WEEKS, OPTIONS, SITES)
    assert {family: rows.tolist() for family, rows in found.rows.items()} == {
        "need": [3, 4, 5],
        "budget": [13],
    }


def test_rows_that_the_conflict_does_not_need_are_left_out_place_by_place(make_program, monkeypatch):
    arrays = weeks_of_two_sites(make_program, [[3, 3, 3], [3, 9, 3]], [5, 5], [99, 99])
    # the certificate is taken to name everything
    monkeypatch.setattr("capplan.solve.conflict._multiplied", lambda loose, rules, ask: np.arange(14))
    found = diagnose(arrays, WEEKS, OPTIONS, SITES)
    assert {family: rows.tolist() for family, rows in found.rows.items()} == {
        "need": [3, 4, 5],
        "seats": [9, 10, 11],
    }


def test_a_certificate_that_is_none_is_not_told(make_program, monkeypatch):
    arrays = weeks_of_two_sites(make_program, [[3, 3, 3], [3, 9, 3]], [5, 5], [99, 99])
    monkeypatch.setattr("capplan.solve.conflict._multiplied", lambda loose, rules, ask: np.array([0, 6]))
    found = diagnose(arrays, WEEKS, OPTIONS, SITES)
    assert set(found.conflict) == {"need", "seats"} and found.rows == {}


def test_a_way_out_has_the_price_of_the_cheapest_plan_that_it_lets_through(staffing):
    found = diagnose(staffing, RULES, OPTIONS)
    price = {family: staffing.cost @ relief.x for family, relief in found.alone.items()}
    # 60 hours: 55 and 5, as the balance wants; 100 hours: 75 and 25
    assert price == {"need": pytest.approx(65.0, abs=1e-3), "budget": pytest.approx(125.0, abs=1e-3)}
    assert all(relief.whole for relief in found.alone.values())


def test_time_that_ran_out_is_not_called_a_plan_or_a_smallest_conflict(staffing):
    found = diagnose(staffing, RULES, SolveOptions(gap=0.0, time_limit_s=0.5))
    assert (found.infeasible, found.conflict) == (False, ())

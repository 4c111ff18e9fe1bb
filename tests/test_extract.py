"""Extract: the walk closes, classes have their dates and people, hours and costs add up to the objective."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from capplan.extract import extract
from capplan.facts import Backlog, Facts, ReleaseRules, SupportRatios, Transfers
from capplan.formulation import Formulation, formulate
from capplan.plan import Plan, Result
from tests.cohorts import walk_cohorts
from tests.milp import optimum
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model

PERIODS = 10


def _result(objective: float) -> Result:
    return Result(
        "within_gap",
        objective,
        objective,
        0.0,
        0.0,
        "highs",
        "highs",
        "1",
        0,
        0,
        0,
        0,
        0,
        0.0,
        0.0,
        0.0,
        None,
    )


def _facts() -> tuple[Facts, object]:
    """A team that grows, and one that shrinks, gives people to the other and lets people go; in euros."""
    hazard = [[0.10, 0.08, 0.05, 0.01], [0.20, 0.03, 0.03, 0.03]]
    required = [np.linspace(200.0, 1400.0, PERIODS).tolist(), [300.0] * 6 + [150.0] * 4, [80.0] * PERIODS]
    committed, people = np.zeros((2, PERIODS)), np.zeros((2, PERIODS))
    committed[0, [0, 2]], people[0, [0, 2]] = [1, 2], [4, 11]
    tiny = tiny_facts(
        required,
        opening=[[3.0, 2.0, 2.0, 5.0], [4.0, 0.0, 6.0, 14.0]],
        hazard=hazard,
        productivity=[[0.0, 0.0, 0.6, 1.0], [0.0, 1.0, 1.0, 1.0]],
        training=1,
        contract_h=36.0,
        rate=900.0,
        training_rate=700.0,
        class_rules=class_rules(
            PERIODS,
            teams=2,
            class_min=2,
            class_max=6,
            classes_per_period=3,
            lead_periods=[1, 20],
            recruiting_cost=50.0,
            class_cost=400.0,
            committed_classes=committed,
            committed_heads=people,
        ),
        release_rules=ReleaseRules(
            np.array([False, True]), np.array([0, 2]), np.array([0.0, 500.0]), np.full(2, 3.0)
        ),
        transfers=Transfers(
            np.array([1]), np.array([0]), np.array([2]), np.array([0.5]), np.array([60.0]), np.array([2.0])
        ),
        support=SupportRatios(("lead",), np.array([0]), np.array([9.0]), np.array([1200.0])),
        backlog=Backlog(np.array([0.0, 0.0, 30.0]), np.array([0.0, 0.0, 1.0])),
    )
    facts, requirement = at_sites(
        tiny,
        [0, 0],
        currency=("EUR",),
        currency_rate=[np.linspace(1.1, 1.2, PERIODS)],
        seat_cost=[15.0],
        work_from_home=[0.2],
    )
    queues = replace(
        facts.queues,
        real_time=np.array([True, True, False]),
        turnaround_periods=np.array([np.nan, np.nan, 1.0]),
    )
    teams = replace(facts.teams, training_periods=np.array([2, 1]), nesting_periods=np.array([1, 0]))
    share = np.full((1, PERIODS), 0.8)
    return replace(facts, queues=queues, teams=teams), replace(
        requirement, productive_share=share, on_duty_share=share
    )


def growing_and_shrinking() -> Formulation:
    """The program of the two teams, with every family that moves people."""
    facts, requirement = _facts()
    model = tiny_model(
        PERIODS,
        90.0,
        hiring={},
        releases={},
        transfers={},
        overtime={"most_share": 0.05},
        undertime={"paid_share": 0.5, "most_share": 0.02},
        support={"block_periods": 4},
        stability={"move_price": 0.1},
        end_of_horizon={"value_per_h": 10.0, "periods_valued": 4},
        coverage={"unmet_price": {"P1": 90.0}, "backlog_price": 0.05},
    )
    return formulate(model, facts, requirement)


@cache
def _solved() -> tuple[Formulation, Plan]:
    formulation = growing_and_shrinking()
    cost, x = optimum(formulation.arrays)
    return formulation, extract(formulation, x, _result(cost))


def _plan() -> Plan:
    return _solved()[1]


def test_the_instance_uses_every_kind_of_movement() -> None:
    walk = _plan().walk
    for name in (
        "graduates",
        "transfers_in",
        "attrition",
        "releases",
        "transfers_out",
        "hires",
        "washout",
        "classes",
    ):
        assert getattr(walk, name).max() > 0, name
    assert {start.committed for start in _plan().classes} == {True, False}


def test_the_walk_of_production_closes_in_every_period() -> None:
    walk = _plan().walk
    end = (
        walk.start + walk.graduates + walk.transfers_in - walk.attrition - walk.releases - walk.transfers_out
    )
    np.testing.assert_allclose(end, walk.end, rtol=0, atol=1e-9)
    np.testing.assert_allclose(walk.start[:, 1:], walk.end[:, :-1], rtol=0, atol=1e-9)
    np.testing.assert_allclose(walk.heads - walk.attrition, walk.end, rtol=0, atol=1e-9)


def test_the_walk_of_training_closes_in_every_period() -> None:
    walk = _plan().walk
    end = walk.training_start + walk.hires - walk.washout - walk.graduates
    np.testing.assert_allclose(end, walk.training_end, rtol=0, atol=1e-9)
    np.testing.assert_allclose(walk.training_start[:, 1:], walk.training_end[:, :-1], rtol=0, atol=1e-9)
    np.testing.assert_allclose(walk.trainees - walk.washout, walk.training_end, rtol=0, atol=1e-9)


def test_the_walk_begins_with_the_opening_people() -> None:
    plan = _plan()
    opening = plan.facts.teams.opening
    np.testing.assert_allclose(plan.walk.start[:, 0], [2.0 + 5.0, 0.0 + 6.0 + 14.0], rtol=0, atol=1e-9)
    np.testing.assert_allclose(plan.walk.training_start[:, 0], [3.0 + 2.0, 4.0], rtol=0, atol=1e-9)
    assert plan.walk.start[:, 0].sum() + plan.walk.training_start[:, 0].sum() == pytest.approx(opening.sum())


def test_the_walk_is_that_of_single_cohorts() -> None:
    plan = _plan()
    walked = walk_cohorts(plan.facts, plan.walk.hires, plan.walk.releases, plan.transfers)
    for name in ("heads", "trainees", "productive_heads", "attrition", "washout", "graduates"):
        np.testing.assert_allclose(
            getattr(plan.walk, name), getattr(walked, name), rtol=0, atol=1e-9, err_msg=name
        )


def test_a_team_without_training_hires_straight_into_production() -> None:
    rules = class_rules(4, committed_classes=[[1, 1, 0, 0]], committed_heads=[[2, 3, 0, 0]])
    facts, requirement = tiny_facts([[0.0] * 4], opening=[[4.0]], hazard=[[0.5]], class_rules=rules)
    formulation = formulate(tiny_model(4), facts, requirement)
    walk = extract(formulation, optimum(formulation.arrays)[1], _result(0.0)).walk
    assert walk.start[0].tolist() == [4.0, 3.0, 3.0, 1.5]
    assert walk.graduates[0].tolist() == walk.hires[0].tolist() == [2.0, 3.0, 0.0, 0.0]
    assert walk.heads[0].tolist() == [6.0, 6.0, 3.0, 1.5]
    assert not walk.trainees.any() and not walk.training_start.any() and not walk.washout.any()


def test_classes_are_whole_people_within_the_class_sizes() -> None:
    plan = _plan()
    for start in plan.classes:
        assert start.size == round(start.size)
        if not start.committed:
            assert 2 <= start.size <= 6
    by_start, count = np.zeros_like(plan.walk.hires), np.zeros_like(plan.walk.hires)
    for start in plan.classes:
        by_start[start.team, start.period] += start.size
        count[start.team, start.period] += 1
    np.testing.assert_allclose(by_start, plan.walk.hires, rtol=0, atol=1e-9)
    np.testing.assert_allclose(count, plan.walk.classes, rtol=0, atol=1e-9)


def test_people_are_spread_evenly_over_the_classes_of_a_week() -> None:
    sizes = [start.size for start in _plan().classes if start.committed and start.period == 2]
    assert sorted(sizes) == [5.0, 6.0]


def test_references_name_the_team_and_the_week_and_are_unique() -> None:
    plan = _plan()
    references = [start.reference for start in plan.classes]
    assert len(set(references)) == len(references)
    third_week = [start.reference for start in plan.classes if start.period == 2 and start.team == 0]
    assert third_week[:2] == ["TEAM1-2026-W04", "TEAM1-2026-W04-2"]
    assert [start.period for start in plan.classes] == sorted(start.period for start in plan.classes)


def test_dates_of_a_class_follow_lead_training_and_nesting() -> None:
    for start in _plan().classes:
        lead, training, nesting = (1, 2, 1) if start.team == 0 else (20, 1, 0)
        assert start.requisition == start.period - lead
        assert start.nesting == start.period + training
        assert start.production == start.period + training + nesting


def test_expected_people_follow_survival() -> None:
    start = next(start for start in _plan().classes if start.team == 0)
    graduates = start.size * 0.90 * 0.92
    assert start.expected_graduates == pytest.approx(graduates)
    assert start.expected_at_90_days == pytest.approx(graduates * 0.95 * 0.99**10)  # 13 weeks


def test_hours_of_a_team_are_worked_or_spare() -> None:
    hours = _plan().staffing
    made = hours.productive_h + hours.overtime_productive_h - hours.undertime_productive_h
    np.testing.assert_allclose(hours.assigned_h + hours.spare_h, made, rtol=0, atol=1e-7)
    np.testing.assert_allclose(hours.contract_h, _plan().walk.heads * 36.0)
    np.testing.assert_allclose(hours.seats_used, _plan().walk.heads * 0.8)
    assert (hours.spare_h >= -1e-9).all()


def test_queues_are_covered_or_short_and_backlog_runs_on() -> None:
    cover = _plan().coverage
    assert (cover.work_h[:2] + cover.short_h[:2] >= cover.required_h[:2] - 1e-6).all()
    assert cover.backlog_start_h[2, 0] == pytest.approx(30.0)
    np.testing.assert_allclose(cover.backlog_start_h[:, 1:], cover.backlog_h[:, :-1], rtol=0, atol=1e-9)
    left = cover.backlog_start_h[2] + cover.required_h[2] - cover.work_h[2] - cover.short_h[2]
    np.testing.assert_allclose(left, cover.backlog_h[2], rtol=0, atol=1e-7)
    assert (cover.backlog_h <= cover.backlog_limit_h + 1e-9).all()
    assert not cover.backlog_h[:2].any() and not cover.backlog_limit_h[:2].any()


def test_cost_lines_sum_to_the_objective() -> None:
    formulation, plan = _solved()
    lines = plan.costs
    assert lines.amount_base.sum() == pytest.approx(plan.result.objective, rel=1e-12)
    np.testing.assert_allclose(lines.amount_base, lines.amount * lines.currency_rate)
    np.testing.assert_allclose(lines.amount, lines.quantity * lines.price)
    assert {term.name for term in formulation.terms if term.steering} >= {
        name for name, steers in zip(lines.term, lines.steering, strict=True) if steers
    }
    assert {"moved_hours", "end_capacity"} <= {
        name for name, steers in zip(lines.term, lines.steering, strict=True) if steers
    }


def test_cost_lines_name_whom_they_pay_and_in_what_currency() -> None:
    lines = _plan().costs
    by_term = {
        name: (who, money) for name, who, money in zip(lines.term, lines.who, lines.currency, strict=True)
    }
    assert by_term["support_roles"] == ("lead", "EUR")
    assert by_term["wages"][1] == "EUR"
    assert by_term["end_capacity"][1] == "USD"
    wages = sum(
        amount
        for name, who, amount in zip(lines.term, lines.who, lines.amount, strict=True)
        if name == "wages" and who == "TEAM1"
    )
    assert wages == pytest.approx(900.0 * _plan().walk.heads[0].sum())


def test_support_people_stay_for_their_block() -> None:
    plan = _plan()
    people = plan.walk.heads.sum(axis=0) + plan.walk.trainees.sum(axis=0)
    assert (plan.support[0] * 9.0 >= people - 1e-9).all()
    assert plan.support[0].tolist() == np.repeat(plan.support[0, [0, 4, 8]], [4, 4, 2]).tolist()


def test_tickets_stand_at_the_teams_that_are_billed_by_them() -> None:
    facts, requirement = tiny_facts(
        [[10.0] * 4],
        opening=[[0.0]] * 2,
        hazard=[[0.0]] * 2,
        productivity=[[1.0]] * 2,
        unit="ticket",
        rate=3.0,
    )
    facts = replace(facts, teams=replace(facts.teams, on_demand=np.array([False, True])))
    formulation = formulate(tiny_model(4), facts, requirement)
    plan = extract(formulation, optimum(formulation.arrays)[1], _result(0.0))
    assert plan.tickets.tolist() == [[0.0] * 4, [10.0] * 4]


def test_a_plan_that_costs_nothing_has_no_cost_lines() -> None:
    facts, requirement = tiny_facts([[10.0] * 4], rate=0.0)
    formulation = formulate(tiny_model(4, 0.0), facts, requirement)
    costs = extract(formulation, optimum(formulation.arrays)[1], _result(0.0)).costs
    assert costs.term == () and costs.amount_base.tolist() == []


def test_months_are_stamped_as_months() -> None:
    rules = class_rules(4, committed_classes=[[0, 1, 0, 0]], committed_heads=[[0, 5, 0, 0]])
    facts, requirement = tiny_facts([[0.0] * 4], hazard=[[0.1]], period="month", class_rules=rules)
    formulation = formulate(tiny_model(4, period="month"), facts, requirement)
    (start,) = extract(formulation, optimum(formulation.arrays)[1], _result(0.0)).classes
    assert start.reference == "TEAM1-2026-02"
    assert start.expected_at_90_days == pytest.approx(5 * 0.9**3)

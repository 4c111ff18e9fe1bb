"""The two-stage plan: a newsvendor worked by hand, one future, risk, orders, seats."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.errors import NoPlan, NoPlanInTime
from capplan.program import Arrays
from capplan.solve import Outcome, Solution, SolveOptions
from capplan.uncertainty.cvar import Risk
from capplan.uncertainty.extensive import Extensive, held
from capplan.uncertainty.first_in_common import search_common
from capplan.uncertainty.first_stage import first_stage, unpacked
from capplan.uncertainty.programs import Future, programmed
from capplan.uncertainty.two_stage import Search, TwoStage
from tests.formulation.brute_force import Work
from tests.milp import Infeasible, optimum
from tests.small_plan import small_plan
from tests.tiny import tiny_model
from tests.tiny_contracts import Terms
from tests.uncertainty import newsvendor
from tests.uncertainty.runs_here import EXACT, Outlook, planned_here
from tests.uncertainty.solved_here import solved_here


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("first_in_common", "runs"):
        monkeypatch.setattr(f"capplan.uncertainty.{place}.solve", solved_here)


NEUTRAL = Risk()


def _planned(risk: Risk = NEUTRAL) -> TwoStage:
    search = Search(0.0, risk, whole=True)
    return planned_here(newsvendor.model(), newsvendor.outlook([2.0, 7.0]), newsvendor.now(), search)


def _people(plan: TwoStage, name: str) -> float:
    return float(unpacked(plan.first, plan.chosen[name]).hires.sum())


@pytest.mark.usefixtures("_quick")
def test_the_newsvendor_starts_two_people_though_four_are_planned_for_the_mean() -> None:
    plan = _planned()
    assert [_people(plan, name) for name in ("hedge", "mean", "mean_more")] == [2.0, 4.0, 5.0]
    assert plan.cost["hedge"] == pytest.approx([8000.0, 44000.0])
    assert plan.cost["mean"] == pytest.approx([16000.0, 16000.0 + 3 * 7200.0])
    assert plan.known == pytest.approx([8000.0, 28000.0])


@pytest.mark.usefixtures("_quick")
def test_the_values_of_the_newsvendor_are_those_worked_by_hand() -> None:
    value = _planned().value
    assert (value.wait_and_see, value.here_and_now) == (pytest.approx(18000.0), pytest.approx(26000.0))
    assert value.stochastic == pytest.approx(800.0)
    assert value.over_more == pytest.approx(1200.0)
    assert value.information == pytest.approx(8000.0)
    assert value.gap == pytest.approx(0.0, abs=1e-6)
    assert all(order.holds for order in value.orders)


def test_who_fears_the_worst_future_starts_seven(monkeypatch: pytest.MonkeyPatch) -> None:
    # the search for the common first stage is the real one
    monkeypatch.setattr("capplan.uncertainty.runs.solve", solved_here)
    plan = _planned(Risk(alpha=0.5, share=0.5))
    assert _people(plan, "hedge") == 7.0
    # half of 28000 and half of 28000; two people would come to 13000 + 22000
    assert plan.value.here_and_now == pytest.approx(28000.0)
    assert plan.value.stochastic == pytest.approx(0.5 * 26800.0 + 0.5 * 37600.0 - 28000.0)
    assert plan.value.here_and_now_bound == pytest.approx(28000.0)


@pytest.mark.usefixtures("_quick")
def test_hours_left_and_cost_to_serve_are_those_of_the_hedge() -> None:
    plan = _planned()
    first, second = plan.replies["hedge"]
    assert (first.short_h, second.short_h) == (pytest.approx(0.0), pytest.approx(4 * 40.0 * 5))
    assert (first.served, second.served) == (pytest.approx(8000.0), pytest.approx(8000.0))
    assert (first.unmet, second.unmet) == (pytest.approx(0.0), pytest.approx(36000.0))


@pytest.mark.usefixtures("_quick")
def test_with_one_future_the_plan_is_the_plain_plan() -> None:
    plain = small_plan()
    facts, requirement = plain.facts()
    only = Future("only", 1.0, facts, requirement)
    made = plain.formulation()
    first = first_stage(made.given, facts.horizon.day(2))
    assert (
        0
        < first.classes.sum()
        < (made.arrays.column_upper[made.program.column_blocks["classes"].index] > 0).sum()
    )
    plan = planned_here(made.given.model, Outlook((only,), only, only), first, Search(0.0, whole=True))
    cost = plain.cost()
    assert plan.cost["hedge"] == pytest.approx([cost])
    assert plan.value.here_and_now_bound == pytest.approx(cost)
    assert plan.value.stochastic == pytest.approx(0.0, abs=1e-4)
    assert plan.value.information == pytest.approx(0.0, abs=1e-4)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=4), st.booleans())
def test_the_best_common_class_is_that_of_all_classes_and_lies_between(
    people: list[int], whole: bool
) -> None:
    """Against every class from none to twelve; wait and see <= here and now <= any plan, the mean's too."""
    first, outlook = newsvendor.now(), newsvendor.outlook([float(each) for each in people])
    copies = [programmed(newsvendor.model(), each, first, whole).copy for each in outlook.futures]
    extensive = Extensive.of(copies)
    least, x = optimum(extensive.arrays)
    by_class = [np.mean([newsvendor.cost(size, need) for need in people]) for size in range(13)]
    assert least == pytest.approx(min(by_class))
    waiting = sum(copy.weight * optimum(copy.arrays)[0] for copy in copies)
    assert waiting <= least + 1e-6
    for size in (0, round(float(np.mean(people)))):
        stage = np.array([float(size > 0), float(size)])
        fixed = sum(copy.weight * optimum(held(copy, stage))[0] for copy in copies)
        assert fixed == pytest.approx(by_class[size])
        assert least <= fixed + 1e-6
    for number, copy in enumerate(copies):
        assert extensive.point(number, x)[copy.decided] == pytest.approx(x[: extensive.decided])


def test_an_order_is_signed_for_all_futures_and_its_band_binds_each() -> None:
    # 10 or 20 hours a month at 20, or 30 elsewhere. An order O may be taken from 0.9 O to 1.1 O: up to 100/9 the
    # first future wastes nothing, the second saves 11 for each more.
    work = Work(Terms(unit="productive_hour", lock_kind="fixed", rate=20.0), required_h=(10.0,) * 4)
    facts, requirement, model = work.given()
    assert facts.contracts is not None
    days = np.array([[10.0, np.nan], [np.nan, np.nan]])
    clauses = replace(
        facts.contracts.clauses, lock_days=days, lock_bands=np.where(np.isnan(days), np.nan, 0.1)
    )
    facts = replace(facts, contracts=replace(facts.contracts, clauses=clauses))
    double = replace(requirement, required_h=2.0 * requirement.required_h)
    futures = [Future("one", 0.5, facts, requirement), Future("two", 0.5, facts, double)]
    made = programmed(model, futures[0], None, True).formulation
    first = first_stage(made.given, date(2026, 1, 15))
    assert [(order.window.label, order.band, order.signed_by) for order in first.orders] == [
        ("2026-01", 0.1, date(2025, 12, 22))
    ]
    extensive = Extensive.of([programmed(model, each, first, True).copy for each in futures])
    cost, x = optimum(extensive.arrays)
    assert x[: extensive.decided] == pytest.approx([100.0 / 9.0])
    assert cost == pytest.approx((200.0 + 600.0 - 11.0 * 100.0 / 9.0) / 2.0 + 3 * 300.0)
    tight = programmed(model, futures[1], first, True, tight=True).copy
    best, alone = optimum(tight.arrays)
    assert (best, alone[tight.decided]) == (pytest.approx(4 * 400.0), pytest.approx([20.0]))


def test_an_order_at_a_price_may_be_missed() -> None:
    # as above, 3 for an hour above the band: up to 110/9 hours are free, each more saves 10 and costs 3
    terms = Terms(unit="productive_hour", lock_kind="priced", lock_below=3.0, lock_above=3.0, rate=20.0)
    facts, requirement, model = Work(terms, required_h=(10.0,) * 4).given()
    assert facts.contracts is not None
    days = np.array([[10.0, np.nan], [np.nan, np.nan]])
    clauses = replace(
        facts.contracts.clauses, lock_days=days, lock_bands=np.where(np.isnan(days), np.nan, 0.1)
    )
    facts = replace(facts, contracts=replace(facts.contracts, clauses=clauses))
    given_ = programmed(model, Future("one", 1.0, facts, requirement), None, True).formulation.given
    first = first_stage(given_, date(2026, 1, 15))
    double = replace(requirement, required_h=2.0 * requirement.required_h)
    copy = programmed(model, Future("two", 1.0, facts, double), first, True).copy
    assert optimum(held(copy, np.array([10.0])))[0] == pytest.approx(400.0 + 3.0 * 9.0 + 3 * 400.0)


def test_who_finds_no_seat_is_paid_for_nothing_and_the_future_has_a_plan() -> None:
    facts, requirement = newsvendor.future(7.0).facts, newsvendor.future(7.0).requirement
    facts = replace(facts, sites=replace(facts.sites, seats=np.array([5.0])))
    model = tiny_model(newsvendor.PERIODS, newsvendor.PRICE, hiring={}, seats={})
    seated = programmed(model, Future("seated", 1.0, facts, requirement), newsvendor.now(), True)
    assert optimum(seated.copy.arrays)[0] == pytest.approx(5 * 4000.0 + 2 * 7200.0)
    x = np.array([1.0, 7.0])
    # two people stand: 40 h at 45 each in four weeks
    cost, point = optimum(held(seated.copy, x))
    assert cost == pytest.approx(7 * 4000.0 + 2 * 4 * 40.0 * 45.0)
    block = seated.formulation.program.column_blocks["without_seat"].index
    assert point[block].sum() == pytest.approx(8.0)


def test_what_is_decided_later_is_relaxed_and_what_is_decided_first_is_not() -> None:
    made = small_plan().formulation()
    first = first_stage(made.given, made.given.facts.horizon.day(1))
    future = Future("only", 1.0, made.given.facts, made.given.requirement)
    whole, less = (programmed(made.given.model, future, first, kind).copy for kind in (True, False))
    assert whole.arrays.integer[whole.decided].all() and less.arrays.integer[less.decided].all()
    later = np.setdiff1d(np.flatnonzero(whole.arrays.integer), whole.decided)
    assert later.size and not less.arrays.integer[later].any()
    assert optimum(less.arrays)[0] <= optimum(whole.arrays)[0] + 1e-6


def _out_of_time(
    arrays: Arrays, options: SolveOptions, tell: object = None, guide: object = None
) -> Solution:
    return Solution(Outcome.NO_PLAN_IN_TIME, None, None, 20000.0, None, "tests", "milp", "", 0.0)


@pytest.mark.usefixtures("_quick")
def test_where_the_search_finds_nothing_in_time_the_plan_for_the_mean_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("capplan.uncertainty.first_in_common.solve", _out_of_time)
    plan = _planned()
    # five people would cost more over both futures
    assert (_people(plan, "hedge"), plan.by) == (4.0, "the plan for the mean")
    assert plan.value.here_and_now == pytest.approx(26800.0) and plan.value.stochastic == 0.0
    assert plan.value.here_and_now_bound == pytest.approx(20000.0)
    assert not plan.gap_reached


@pytest.mark.usefixtures("_quick")
def test_where_no_first_stage_leaves_every_future_a_plan_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("capplan.uncertainty.first_in_common.solve", _out_of_time)
    model = tiny_model(
        newsvendor.PERIODS, coverage={"unmet_price": {"P1": 45.0}, "must_meet": ("P1",)}, hiring={}
    )
    with pytest.raises(NoPlanInTime, match="every future with a plan"):
        planned_here(model, newsvendor.outlook([2.0, 7.0]), newsvendor.now(), Search(0.0, whole=True))


@pytest.mark.parametrize("start", [(0.0, 0.0), (1.0, 4.0), (1.0, 12.0)])
def test_the_search_in_stages_finds_the_newsvendor_from_anywhere(start: tuple[float, float]) -> None:
    outlook = newsvendor.outlook([0.0, 5.0, 9.0, 12.0])
    copies = [programmed(newsvendor.model(), each, newsvendor.now(), False).copy for each in outlook.futures]
    found = search_common(copies, EXACT, NEUTRAL, np.array(start))
    # five, by hand: 20000 + 7200 * (4 + 7) / 4
    assert found.first == pytest.approx((1.0, 5.0))
    assert found.bound == pytest.approx(39800.0)


def test_the_search_in_stages_fears_the_worst_future_as_well() -> None:
    outlook = newsvendor.outlook([2.0, 7.0])
    copies = [programmed(newsvendor.model(), each, newsvendor.now(), False).copy for each in outlook.futures]
    found = search_common(copies, EXACT, Risk(0.5, 0.5), np.array([1.0, 4.0]))
    assert found.first == pytest.approx((1.0, 7.0))
    assert found.bound == pytest.approx(28000.0)


@pytest.mark.usefixtures("_quick")
def test_a_future_that_has_no_plan_even_when_known_is_told() -> None:
    model = tiny_model(
        newsvendor.PERIODS, coverage={"unmet_price": {"P1": 45.0}, "must_meet": ("P1",)}, hiring={}
    )
    outlook = newsvendor.outlook([2.0, 30.0])
    with pytest.raises(NoPlan, match="30 people"):
        planned_here(model, outlook, newsvendor.now(), Search(0.0, whole=True))


@pytest.mark.usefixtures("_quick")
def test_a_first_stage_that_leaves_a_future_without_a_plan_costs_without_end() -> None:
    model = tiny_model(
        newsvendor.PERIODS, coverage={"unmet_price": {"P1": 45.0}, "must_meet": ("P1",)}, hiring={}
    )
    plan = planned_here(model, newsvendor.outlook([2.0, 7.0]), newsvendor.now(), Search(0.0, whole=True))
    assert _people(plan, "hedge") == 7.0
    assert plan.cost["mean"][1] == np.inf == plan.value.plan_for_mean
    assert all(order.holds for order in plan.value.orders)


def test_a_first_stage_that_no_future_can_bear_is_no_plan() -> None:
    copy = programmed(newsvendor.model(), newsvendor.future(3.0), newsvendor.now(), True).copy
    with pytest.raises(Infeasible):
        optimum(held(copy, np.array([1.0, 21.0])))  # a class of at most twenty

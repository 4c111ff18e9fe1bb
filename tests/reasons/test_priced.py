"""Prices of rules: by hand, one-sided where the optimum has a corner, and against solving again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import SupportRatios
from capplan.formulation import Formulation, formulate
from capplan.reasons.priced import PricedLimit, Prices, ToCheck, checked
from tests.milp import Infeasible, optimum
from tests.reasons.settled_plans import clock, priced, silent
from tests.small_plan import small_plan
from tests.tiny import tiny_facts, tiny_model

WEEKS = 4


def of(prices: Prices, family: str, where: str) -> PricedLimit:
    return next(one for one in prices.limits if (one.limit.family, one.limit.where) == (family, where))


def two_people(required_h: float) -> Formulation:
    """Two people of 40 h at 1,000 a week, who stay for four weeks; an hour short costs 60."""
    facts, requirement = tiny_facts([[required_h] * WEEKS], opening=[[2.0]])
    return formulate(tiny_model(WEEKS, 60.0), facts, requirement)


def queue_and_team(formulation: Formulation) -> tuple[str, str]:
    facts = formulation.given.facts
    return facts.queues.name[0], facts.teams.name[0]


def test_prices_by_hand() -> None:
    # every week 50 h short: 1 % of 130 h more costs 1.3 * 60; a person more saves 40 * 60 and costs 1,000
    plan = two_people(130.0)
    prices, (queue, team) = priced(plan, may_hire=False), queue_and_team(plan)
    work, person = of(prices, "coverage", queue), of(prices, "tenured", team)
    assert work.total == pytest.approx(WEEKS * 78.0)
    assert person.total == pytest.approx(WEEKS * -1400.0)
    both = checked(prices, ToCheck(both=[work, person]), clock(), silent).both
    assert [(one.checked.more, one.checked.less) for one in both] == [
        pytest.approx((WEEKS * 78.0, WEEKS * -78.0)),
        pytest.approx((WEEKS * -1400.0, WEEKS * 1400.0)),
    ]


def test_a_price_is_right_for_a_small_change_only_and_solving_again_says_so() -> None:
    # every week 20 h short: a person more covers these 20 and idles for 20, so saves 1,200 - 1,000, not 2,400 - 1,000
    plan = two_people(100.0)
    prices, (_, team) = priced(plan, may_hire=False), queue_and_team(plan)
    person = of(prices, "tenured", team)
    assert person.total == pytest.approx(WEEKS * -1400.0)
    found = checked(prices, ToCheck(more=[person]), clock(), silent).more[0]
    assert found.checked.more == pytest.approx(WEEKS * -200.0)
    assert np.isnan(found.checked.less)


def test_one_more_person_has_a_part_of_a_lead_where_the_leads_planned_are_full() -> None:
    # one lead for two people at 300 a week: a third person takes half of another one
    facts, requirement = tiny_facts([[130.0] * WEEKS], opening=[[2.0]])
    ratios = SupportRatios(("lead",), np.array([0]), np.array([2.0]), np.array([300.0]))
    model = tiny_model(WEEKS, 60.0, support={"block_periods": 1})
    plan = formulate(model, replace(facts, support=ratios), requirement)
    prices, (_, team) = priced(plan), queue_and_team(plan)
    person = of(prices, "tenured", team)
    found = checked(prices, ToCheck(people=[person]), clock(), silent).people[0].checked
    assert found.more == pytest.approx(WEEKS * (150.0 - 1400.0))
    assert person.total <= found.more + 1e-6 and np.isnan(found.less)
    with_leads_held = checked(prices, ToCheck(more=[person]), clock(), silent).more[0].checked
    assert np.isinf(with_leads_held.more)
    assert prices.settled.objective == pytest.approx(optimum(plan.arrays)[0])


def test_every_price_lies_between_what_solving_again_says_of_more_and_of_less() -> None:
    prices = priced(small_plan().formulation(), may_hire=False)
    some = [one for one in prices.limits if abs(one.total) > 0.5]
    assert {"undertime_cap", "tenured", "backlog_balance"} <= {one.limit.family for one in some}
    for one in checked(prices, ToCheck(both=some), clock(), silent).both:
        assert -one.checked.less - 1e-4 <= one.total <= one.checked.more + 1e-4, one.limit


def test_within_the_range_of_a_basis_a_difference_is_the_price() -> None:
    # solved by another solver, a thousandth of a unit up
    prices = priced(small_plan().formulation(), may_hire=False)
    step, equal = 1e-3, 0
    for one in prices.limits:
        if abs(one.total) < 0.5:
            continue
        shift, arrays = one.limit.shift(step), prices.held
        lower, upper, room = arrays.row_lower.copy(), arrays.row_upper.copy(), arrays.column_upper.copy()
        lower[shift.rows] += shift.by
        upper[shift.rows] += shift.by
        room[shift.columns] += shift.column_by
        moved = replace(arrays, row_lower=lower, row_upper=upper, column_upper=room)
        try:
            cost = optimum(moved, relaxed=True)[0]
        except Infeasible:
            continue
        slope = (cost - prices.settled.objective) / step
        assert slope >= one.total - 1e-3 * abs(one.total) - 1e-2  # convex: never below the price
        equal += bool(abs(slope - one.total) <= 1e-3 * abs(one.total) + 1e-2)
    assert equal >= 5


def test_room_for_classes_is_worth_something_only_where_the_plan_may_hire() -> None:
    plan = small_plan(
        rooms=1.0, classes_per_period=2.0, required_h=((150.0, 300.0, 400.0, 420.0, 400.0), (60.0,) * 5)
    )
    prices = priced(plan.formulation())
    held = [one for one in prices.limits if one.limit.family == "rooms"]
    free = [one for one in prices.limits_may_hire if one.limit.family == "rooms"]
    assert all(abs(one.total) < 1e-6 for one in held)
    best = min(free, key=lambda one: one.total)
    assert best.total < -1.0
    found = checked(prices, ToCheck(hiring=[best]), clock(), silent).hiring[0]
    assert best.total - 1e-6 <= found.checked.more <= 1e-6
    assert prices.may_hire is not None and prices.may_hire.objective <= prices.settled.objective + 1e-6

"""Costs: every term with its price, its currency and its place in the objective."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import Pairs, ReleaseRules, SupportRatios, Transfers
from capplan.formulation import Formulation, formulate
from capplan.formulation.costs import MONEY_TIE_BREAK, base_prices
from tests.rows import cost_of, week
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model

STEERING = {"moved_hours", "backlog_hours", "end_capacity"}
MONEY = {
    "wages",
    "training",
    "recruiting",
    "classes",
    "seats",
    "overtime",
    "undertime",
    "vendor_hours",
    "severance",
    "transfers",
    "support_roles",
    "unmet_hours",
}


def _everything(
    minimise: str = "cost", unit: tuple[str, str] = ("wage_week", "productive_hour")
) -> Formulation:
    """TEAM1 at an own site in dollars, TEAM2 at a vendor in euros (2 dollars, later 3); every family on."""
    tiny = tiny_facts(
        [[100.0] * 4, [50.0] * 4],
        opening=[[0.0, 5.0]] * 2,
        hazard=[[0.0, 0.0]] * 2,
        productivity=[[0.0, 1.0]] * 2,
        training=1,
        rate=800.0,
        training_rate=500.0,
        turnaround=2.0,
        class_rules=class_rules(4, teams=2, recruiting_cost=70.0, class_cost=90.0),
        release_rules=ReleaseRules(
            np.full(2, True), np.zeros(2, int), np.array([300.0, 200.0]), np.full(2, 1.0)
        ),
        transfers=Transfers(
            np.array([0]), np.array([1]), np.array([1]), np.array([1.0]), np.array([45.0]), np.array([np.inf])
        ),
        support=SupportRatios(("lead",), np.array([1]), np.array([10.0]), np.array([60.0])),
        pairs=Pairs(np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([1.0, 0.5, 1.0])),
    )
    facts, requirement = at_sites(
        tiny,
        [0, 1],
        currency=("USD", "EUR"),
        currency_rate=[[1.0] * 4, [2.0, 2.0, 3.0, 3.0]],
        seat_cost=[20.0, 30.0],
        work_from_home=[0.5, 0.0],
    )
    queues = replace(
        facts.queues, real_time=np.array([True, False]), turnaround_periods=np.array([np.nan, 2.0])
    )
    facts = replace(facts, teams=replace(facts.teams, unit=unit), queues=queues)
    requirement = replace(requirement, on_duty_share=np.full((2, 4), 0.9))
    model = tiny_model(
        4,
        objective={"minimise": minimise},
        hiring={},
        releases={},
        transfers={},
        overtime={"premium": 1.5},
        undertime={"paid_share": 0.25},
        support={"block_periods": 2},
        stability={"move_price": 0.5},
        end_of_horizon={"value_per_h": 4.0, "periods_valued": 3},
        coverage={"unmet_price": {"P1": 60.0}, "backlog_price": 0.25},
    )
    return formulate(model, facts, requirement)


def test_every_term_is_there_and_only_the_steering_ones_steer() -> None:
    terms = _everything().terms
    assert {term.name for term in terms if term.steering} == STEERING
    assert {term.name for term in terms if not term.steering} == MONEY


@pytest.mark.parametrize(
    ("column", "price"),
    [
        (f"heads[TEAM1, {week(0)}]", 800.0 + 0.5 * 20.0),  # wages and half a seat
        (f"trainees[TEAM1, {week(0)}]", 500.0),
        (f"trainees[TEAM2, {week(0)}]", 2 * 40.0 * 500.0),  # a vendor's trainee, by the paid hour, in euros
        (f"heads[TEAM2, {week(3)}]", 3 * 30.0),  # a seat at the vendor; its hours are billed as assigned
        (f"hires[TEAM2, {week(2)}]", 3 * 70.0),
        (f"committed_hires[TEAM1, {week(2)}]", 70.0),
        (f"classes[TEAM1, {week(2)}]", 90.0),
        (f"committed_classes[TEAM2, {week(1)}]", 2 * 90.0),
        (f"overtime_h[TEAM1, {week(1)}]", 20.0 * 1.5),
        (
            f"overtime_h[TEAM2, {week(1)}]",
            2 * 800.0 * 0.5 * 0.9,
        ),  # the premium on hours that are billed already
        (f"undertime_h[TEAM1, {week(1)}]", -20.0 * 0.75),
        (f"undertime_h[TEAM2, {week(1)}]", 0.0),
        (f"assigned_h[TEAM1 on queue1:en, {week(1)}]", 0.0),
        (f"assigned_h[TEAM2 on queue1:en, {week(3)}]", 3 * 800.0),
        (f"released[TEAM2, {week(0)}]", 2 * 200.0),
        (f"transferred[TEAM1 to TEAM2, {week(3)}]", 3 * 45.0),  # where they arrive
        (f"role_heads[lead at SITE2, {week(0)}]", 2 * 60.0 + 2 * 60.0),
        (f"short_h[queue1:en, {week(3)}]", 60.0),  # base currency
        (f"moved_h[TEAM2 on queue1:en, {week(1)}]", 0.5),
        (f"backlog_h[queue2:en, {week(1)}]", 0.25),
        (f"valued_h[TEAM2 on queue1:en, {week(4)}]", -4.0),
    ],
)
def test_a_column_costs_what_its_terms_say(column: str, price: float) -> None:
    assert cost_of(_everything(), column) == pytest.approx(price)


@pytest.mark.parametrize(
    ("unit", "column", "price"),
    [
        ("paid_hour", f"heads[TEAM2, {week(0)}]", 2 * (40 * 800.0 + 30.0)),
        ("paid_hour", f"overtime_h[TEAM2, {week(0)}]", 2 * 800.0 * 1.5),
        ("paid_hour", f"undertime_h[TEAM2, {week(0)}]", -2 * 800.0 * 0.75),
        ("fte_month", f"heads[TEAM2, {week(0)}]", 2 * (800.0 * 12 / 52 + 30.0)),
        ("fte_month", f"overtime_h[TEAM2, {week(0)}]", 2 * 800.0 * 12 / 52 / 40 * 1.5),
        ("fte_month", f"undertime_h[TEAM2, {week(0)}]", 0.0),
        (
            "ticket",
            f"assigned_h[TEAM2 on queue1:en, {week(0)}]",
            2 * 800.0 * 0.5,
        ),  # one item an hour at pace 0.5
        ("ticket", f"overtime_h[TEAM2, {week(0)}]", 0.0),
        ("ticket", f"undertime_h[TEAM2, {week(0)}]", 0.0),
    ],
)
def test_vendors_are_paid_by_their_unit(unit: str, column: str, price: float) -> None:
    assert cost_of(_everything(unit=("wage_week", unit)), column) == pytest.approx(price)


def test_the_best_service_objective_weighs_money_lightly() -> None:
    formulation = _everything("unmet_hours")
    assert cost_of(formulation, f"short_h[queue1:en, {week(3)}]") == 60.0
    assert cost_of(formulation, f"heads[TEAM1, {week(0)}]") == pytest.approx(810.0 * MONEY_TIE_BREAK)
    assert cost_of(formulation, f"backlog_h[queue2:en, {week(1)}]") == 0.25


def test_terms_without_a_site_are_in_base_currency() -> None:
    formulation = _everything()
    unmet = next(term for term in formulation.terms if term.name == "unmet_hours")
    assert set(unmet.site.tolist()) == {-1}
    assert base_prices(formulation.given, unmet).tolist() == unmet.price.tolist()


def test_entries_know_their_period_site_and_whom_they_pay() -> None:
    wages = next(term for term in _everything().terms if term.name == "wages")
    assert [wages.labels[i] for i in wages.who] == ["TEAM1"] * 4
    assert wages.period.tolist() == [0, 1, 2, 3]
    assert set(wages.site.tolist()) == {0}

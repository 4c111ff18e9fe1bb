"""summary.json."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from capplan.report.summary import summary
from tests.report.sample_plan import make_plan

KEYS = [
    "sentence",
    "title",
    "model",
    "scenario",
    "start",
    "period",
    "periods",
    "status",
    "stopped_by",
    "objective",
    "bound",
    "gap",
    "money",
    "currency",
    "cost",
    "steering",
    "cost_to_serve",
    "cost_per_contact",
    "accuracy",
    "cost_per_correct_decision",
    "exposure_h_day_most",
    "required_hours",
    "staffed_hours",
    "work_hours",
    "short_hours",
    "short_share",
    "service_level",
    "late_contacts",
    "hires",
    "classes",
    "releases",
    "headcount_start",
    "headcount_end",
    "transfers",
    "sites",
    "queues",
]


@pytest.fixture(scope="module")
def content():
    return summary(make_plan(), "quarterly", "base")


def in_cents(amounts) -> int:
    return sum(round(100 * amount) for amount in amounts)


def test_the_summary_has_the_keys_of_the_specification_the_answer_first(content):
    assert list(content) == KEYS


def test_cost_terms_sum_to_the_money_to_the_cent(content):
    assert in_cents(content["cost"].values()) == round(100 * content["money"])


def test_cost_terms_sum_exactly_for_any_amounts():
    plan = make_plan()
    amounts = np.random.default_rng(5).uniform(0.0, 9.0, len(plan.costs.amount_base))
    odd = summary(replace(plan, costs=replace(plan.costs, amount_base=amounts)), "quarterly", "base")
    assert in_cents(odd["cost"].values()) == round(100 * odd["money"])
    assert odd["money"] == pytest.approx(amounts[~plan.costs.steering].sum(), abs=0.006)


def test_costs_of_the_sites_sum_to_the_terms_that_belong_to_sites(content):
    for term, amount in content["cost"].items():
        sites = in_cents(site["cost"][term] for site in content["sites"].values())
        assert sites == (0 if term == "unmet_hours" else round(100 * amount))


def test_the_cost_to_serve_leaves_out_the_price_of_unmet_hours(content):
    assert content["cost"]["unmet_hours"] > 0.0
    assert in_cents([content["cost_to_serve"], content["cost"]["unmet_hours"]]) == round(
        100 * content["money"]
    )


def test_money_and_steering_make_the_objective_to_the_cent(content):
    assert content["money"] + sum(content["steering"].values()) == pytest.approx(
        content["objective"], abs=0.011
    )


def test_steering_is_no_part_of_the_money(content):
    assert list(content["steering"]) == ["moved_hours"]
    assert "moved_hours" not in content["cost"]


def test_heads_count_production_and_training_at_both_ends(content):
    walk = make_plan().walk
    assert content["headcount_start"] == 55.0
    assert content["headcount_end"] == pytest.approx((walk.end + walk.training_end)[:, -1].sum(), abs=1e-4)
    assert content["hires"] == sum(site["hires"] for site in content["sites"].values()) == 14.0


def test_shares_of_work_of_the_sites_sum_to_one(content):
    assert sum(site["share_of_work"] for site in content["sites"].values()) == pytest.approx(1.0, abs=1e-5)


def test_the_worst_week_of_a_queue_is_its_week_with_most_short_hours(content):
    assert content["queues"]["review:en"]["worst_week"] == "2026-01-19"
    assert content["queues"]["payments_voice:en"]["worst_week"] is None


def test_net_staffing_has_a_number_for_every_week(content):
    assert all(len(site["net_staffing"]) == 12 for site in content["sites"].values())


def test_an_unknown_bound_is_null():
    plan = make_plan()
    result = replace(plan.result, bound=None, gap=None, status="gap_not_reached")
    content = summary(replace(plan, result=result), "quarterly", "base")
    assert content["bound"] is None
    assert json.loads(json.dumps(content, allow_nan=False))["gap"] is None


def test_a_plan_without_volume_has_no_cost_per_contact():
    plan = make_plan()
    demand = replace(plan.requirement.demand, volume=np.zeros_like(plan.facts.queues.volume))
    requirement = replace(plan.requirement, demand=demand)
    content = summary(replace(plan, requirement=requirement), "quarterly", "base")
    assert content["cost_per_contact"] is None

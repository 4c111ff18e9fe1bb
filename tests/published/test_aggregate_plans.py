"""Red Tomato, SureStep and Can Caravan: the published costs of three aggregate plans."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from capplan.program import Program
from tests.published.aggregate import Aggregate, aggregate_program, assert_rules
from tests.published.published_case import Case, Plan


def one_product(case: Case) -> Aggregate:
    """Red Tomato and SureStep: the two files use the same keys."""
    data, variant = case.data, case.variant
    whole_units = bool(variant.get("integer_workers_and_units"))
    return Aggregate(
        demand=np.array([variant.get("demand", data["demand"])], float),
        opening_stock=np.array([data["initial_inventory"]], float),
        closing_stock=np.array([data["end_inventory_min"]], float),
        opening_workers=data["initial_workforce"],
        hours_per_unit=np.array([data["hours_per_unit"]], float),
        hours_per_worker=data["regular_hours_per_worker"],
        overtime_h_per_worker=data["overtime_cap_hours_per_worker"],
        wage=data["regular_wage_per_worker_period"],
        overtime_price=data["overtime_cost_per_hour"],
        hire_cost=data["hire_cost"],
        layoff_cost=data["layoff_cost"],
        material=np.array([data["material_cost_per_in_house_unit"]], float),
        holding=np.array([data["holding_cost_per_unit_period"]], float),
        backlog_price=data["backlog_cost_per_unit_period"],
        buying_price=data.get("outsource_cost_per_unit"),
        whole_workers=bool(variant.get("integer_workers")) or whole_units,
        whole_units=whole_units,
    )


def two_products(data: dict[str, Any]) -> Aggregate:
    """Can Caravan: overtime is 40 hours of one worker, in any fraction, so it is priced by the hour."""
    overtime_h = data["overtime_hours_per_worker_on_overtime"]
    return Aggregate(
        demand=np.array([data["demand_product1"], data["demand_product2"]], float),
        opening_stock=np.array(data["initial_inventory"], float),
        closing_stock=np.zeros(2),
        opening_workers=data["initial_workforce"],
        hours_per_unit=np.array(data["hours_per_unit"], float),
        hours_per_worker=data["regular_hours_per_worker"],
        overtime_h_per_worker=overtime_h,
        wage=data["wage_per_worker"],
        overtime_price=data["overtime_cost_per_worker"] / overtime_h,
        hire_cost=data["hire_cost"],
        layoff_cost=data["layoff_cost"],
        material=np.array(data["material_cost"], float),
        holding=np.array(data["holding_cost"], float),
    )


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("red_tomato", "base_continuous"),
        ("red_tomato", "base_integer_workers"),
        ("surestep_shoe", "no_backlog_continuous"),
        ("surestep_shoe", "no_backlog_integer"),
    ],
)
def test_plan_of_one_product_costs_what_was_published(
    name: str,
    variant: str,
    published: Callable[[str, str], Case],
    least_cost: Callable[[Program], Plan],
) -> None:
    case = published(name, variant)
    rules = one_product(case)
    plan = least_cost(aggregate_program(rules))
    case.assert_optimum(plan.objective)
    assert_rules(rules, plan)


def test_can_caravan_shares_one_workforce_between_two_products(
    published: Callable[[str, str], Case], least_cost: Callable[[Program], Plan]
) -> None:
    case = published("can_caravan", "continuous")
    rules = two_products(case.data)
    plan = least_cost(aggregate_program(rules))
    case.assert_optimum(plan.objective)
    assert_rules(rules, plan)

"""Heizer and Render: three plans made by hand, priced by the costs of a program whose decisions are fixed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from capplan.program import Program
from tests.published.aggregate import add_stock, add_walk, period_axis
from tests.published.published_case import Case, Plan

Float = NDArray[np.float64]


def priced_plan(data: dict[str, Any], daily_rate: Float, made: Float, subcontracted: Float) -> Program:
    """The program of a plan: rate, output and subcontracting are fixed, stock and rate changes follow."""
    program = Program()
    months = (period_axis(len(made)),)
    per_unit = data["regular_pay_per_day"] / data["units_per_worker_day"]
    fixed_made = program.columns("made", months, lower=made, upper=made, cost=per_unit)
    bought = program.columns(
        "subcontracted",
        months,
        lower=subcontracted,
        upper=subcontracted,
        cost=data["subcontract_cost_per_unit"],
    )
    stock = program.columns("stock", months, cost=data["holding_cost_per_unit_month"])
    rate = program.columns("daily_rate", months, lower=daily_rate, upper=daily_rate)
    faster = program.columns("faster", months, cost=data["daily_rate_increase_cost_per_unit"])
    slower = program.columns("slower", months, cost=data["daily_rate_decrease_cost_per_unit"])
    balance = add_stock(program, stock, data["initial_inventory"], np.array(data["demand"], float))
    balance.add(fixed_made.index, -1.0)
    balance.add(bought.index, -1.0)
    # the first month sets the rate, it does not change it
    add_walk(program, "daily_rate", rate, faster, slower, daily_rate[0])
    return program


def level_ten_workers(data: dict[str, Any]) -> tuple[Float, Float, Float]:
    """Ten workers make 50 a day, and stock covers the summer."""
    rate = np.full(6, 10.0 * data["units_per_worker_day"])
    return rate, rate * data["working_days"], np.zeros(6)


def level_and_subcontract(data: dict[str, Any]) -> tuple[Float, Float, Float]:
    """The rate of the weakest month, 38 a day; a subcontractor makes the rest."""
    rate = np.full(6, 38.0)
    made = rate * data["working_days"]
    return rate, made, np.array(data["demand"], float) - made


def chase(data: dict[str, Any]) -> tuple[Float, Float, Float]:
    """Every month makes its demand; the rate is the demand of a day in whole units."""
    demand = np.array(data["demand"], float)
    return np.round(demand / data["working_days"]), demand, np.zeros(6)


@pytest.mark.parametrize(
    ("variant", "decide"),
    [
        ("plan1_level_10_workers", level_ten_workers),
        ("plan2_level_7.6_workers_plus_subcontract", level_and_subcontract),
        ("plan3_chase", chase),
    ],
)
def test_plan_made_by_hand_costs_what_was_published(
    variant: str,
    decide: Callable[[dict[str, Any]], tuple[Float, Float, Float]],
    published: Callable[[str, str], Case],
    least_cost: Callable[[Program], Plan],
) -> None:
    case = published("heizer_render_roofing_plan_costing", variant)
    rate, made, subcontracted = decide(case.data)
    plan = least_cost(priced_plan(case.data, rate, made, subcontracted))
    case.assert_optimum(plan.objective)
    np.testing.assert_allclose(plan["made"], made)
    left = np.cumsum(made + subcontracted - case.data["demand"])
    np.testing.assert_allclose(plan["stock"], left, atol=1e-6)
    np.testing.assert_allclose(plan["faster"] - plan["slower"], np.diff(rate, prepend=rate[0]), atol=1e-6)


def test_chase_plan_follows_the_published_daily_rates(published: Callable[[str, str], Case]) -> None:
    data = published("heizer_render_roofing_plan_costing", "plan3_chase").data
    np.testing.assert_array_equal(chase(data)[0], [41, 39, 38, 57, 68, 55])
    assert level_and_subcontract(data)[2].sum() == pytest.approx(1488)

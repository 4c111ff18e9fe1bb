"""Sailco (Winston): boats made in regular time, in overtime, or ahead of the demand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from capplan.program import Program
from tests.published.aggregate import add_stock, period_axis
from tests.published.published_case import Case, Plan


def test_sailco_costs_what_was_published(
    published: Callable[[str, str], Case], least_cost: Callable[[Program], Plan]
) -> None:
    case = published("sailco", "continuous")
    data, demand = case.data, np.array(case.data["demand"], float)
    program = Program()
    quarters = (period_axis(len(demand)),)
    regular = program.columns(
        "regular", quarters, upper=data["regular_capacity"], cost=data["regular_unit_cost"]
    )
    overtime = program.columns("overtime", quarters, cost=data["overtime_unit_cost"])
    stock = program.columns("stock", quarters, cost=data["holding_cost_per_unit_period"])
    balance = add_stock(program, stock, data["initial_inventory"], demand)
    balance.add(regular.index, -1.0)
    balance.add(overtime.index, -1.0)

    plan = least_cost(program)
    case.assert_optimum(plan.objective)
    made = plan["regular"] + plan["overtime"]
    np.testing.assert_allclose(plan["stock"], data["initial_inventory"] + np.cumsum(made - demand), atol=1e-6)
    assert np.all(plan["stock"] >= -1e-6)
    assert np.all(plan["regular"] <= data["regular_capacity"] + 1e-6)
    money = data["regular_unit_cost"] * plan["regular"].sum()
    money += data["overtime_unit_cost"] * plan["overtime"].sum()
    money += data["holding_cost_per_unit_period"] * plan["stock"].sum()
    assert plan.objective == pytest.approx(money, rel=1e-9)

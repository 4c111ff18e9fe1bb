"""Taha, production smoothing: ten permanent workers, and temps who are hired and let go."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from capplan.program import Program
from tests.published.aggregate import add_stock, add_walk, period_axis
from tests.published.published_case import Case, Plan


def smoothing_program(case: Case) -> Program:
    """Temps, their hires and terminations, and stock; the last month's stock is fixed by its bounds."""
    data = case.data
    program = Program()
    months = (period_axis(len(data["demand"])),)
    temps = program.columns("temps", months, integer=True)
    hired = program.columns("hired", months, cost=data["temp_hire_cost"], integer=True)
    ended = program.columns("terminated", months, cost=data["temp_termination_cost"], integer=True)
    closing = np.full(len(data["demand"]), np.inf)
    closing[-1] = data["end_inventory"]
    stock = program.columns("stock", months, upper=closing, cost=data["holding_cost_per_unit_period"])
    add_walk(program, "temps", temps, hired, ended, data["initial_temps"])
    permanent = data["permanent_workers"] * data["units_per_permanent"]
    from_temps = np.array(data["demand"], float) - permanent
    balance = add_stock(program, stock, data["initial_inventory"], from_temps)
    balance.add(temps.index, -data["units_per_temp"])
    return program


def test_temps_cost_what_was_published(
    published: Callable[[str, str], Case], least_cost: Callable[[Program], Plan]
) -> None:
    case = published("taha_temps_smoothing", "integer")
    plan = least_cost(smoothing_program(case))
    case.assert_optimum(plan.objective)
    data, temps, stock = case.data, plan["temps"], plan["stock"]
    np.testing.assert_allclose(temps, np.cumsum(plan["hired"] - plan["terminated"]), atol=1e-6)
    np.testing.assert_array_equal(temps, np.round(temps))
    permanent = data["permanent_workers"] * data["units_per_permanent"]
    made = permanent + data["units_per_temp"] * temps
    np.testing.assert_allclose(stock, np.cumsum(made - np.array(data["demand"])), atol=1e-6)
    assert np.all(stock >= -1e-6)
    assert stock[-1] == pytest.approx(0.0, abs=1e-6)
    money = data["temp_hire_cost"] * plan["hired"].sum()
    money += data["temp_termination_cost"] * plan["terminated"].sum()
    money += data["holding_cost_per_unit_period"] * stock.sum()
    assert plan.objective == pytest.approx(money)

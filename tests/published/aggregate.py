"""The aggregate plan of the textbooks: a workforce, what it makes, and stock or backlog, on one program.

Index    k product    t period

Rows     workforce[t]   workforce[t] = workforce[t-1] + hired[t] - laid_off[t]; new people produce at once
         stock[k,t]     stock[t] - backlog[t] = stock[t-1] - backlog[t-1] + made[t] + bought[t] - demand[t]
         hours[t]       sum over k of hours_per_unit[k] * made[k,t]
                        <= hours_per_worker * workforce[t] + overtime_h[t]
         overtime[t]    overtime_h[t] <= overtime_h_per_worker * workforce[t]
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from capplan.program import Axis, Block, Program, Rows
from tests.published.published_case import Plan

__all__ = ["Aggregate", "add_stock", "add_walk", "aggregate_program", "assert_rules", "period_axis"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Aggregate:
    """One case. Prices are for one period; a price of None forbids what it is for."""

    demand: Float  # [k, t] units
    opening_stock: Float  # [k] units
    closing_stock: Float  # [k] units, least at the end
    opening_workers: float
    hours_per_unit: Float  # [k]
    hours_per_worker: float
    overtime_h_per_worker: float
    wage: float
    overtime_price: float  # per hour
    hire_cost: float
    layoff_cost: float
    material: Float  # [k] per unit made
    holding: Float  # [k] per unit
    backlog_price: float | None = None  # per unit
    buying_price: float | None = None  # per unit
    whole_workers: bool = False
    whole_units: bool = False


def period_axis(count: int) -> Axis:
    """The periods, numbered from 1."""
    return Axis("period", tuple(str(t + 1) for t in range(count)))


def add_walk(program: Program, name: str, level: Block, up: Block, down: Block, opening: ArrayLike) -> Rows:
    """level[t] = level[t-1] + up[t] - down[t] along the last axis; ``opening`` comes before the first."""
    first = np.zeros(level.index.shape)
    first[..., 0] = opening
    rows = program.rows(name, level.axes, equal=first)
    rows.add(level.index)
    rows.add(level.index[..., :-1], -1.0, at=rows.index[..., 1:])
    rows.add(up.index, -1.0)
    rows.add(down.index)
    return rows


def add_stock(program: Program, stock: Block, opening: ArrayLike, demand: Float) -> Rows:
    """stock[t] - stock[t-1] = what comes in - demand[t]; the caller adds what comes in, with a minus."""
    right = -demand.astype(float)
    right[..., 0] += opening
    rows = program.rows("stock", stock.axes, equal=right)
    rows.add(stock.index)
    rows.add(stock.index[..., :-1], -1.0, at=rows.index[..., 1:])
    return rows


def aggregate_program(case: Aggregate) -> Program:
    """The program of a case."""
    program = Program()
    products, periods = case.demand.shape
    people = (period_axis(periods),)
    goods = (Axis("product", tuple(str(k + 1) for k in range(products))), *people)
    whole = case.whole_workers
    workforce = program.columns("workforce", people, cost=case.wage, integer=whole)
    hired = program.columns("hired", people, cost=case.hire_cost, integer=whole)
    laid_off = program.columns("laid_off", people, cost=case.layoff_cost, integer=whole)
    overtime = program.columns("overtime_h", people, cost=case.overtime_price)
    made = program.columns("made", goods, cost=case.material[:, None], integer=case.whole_units)
    bought = program.columns("bought", goods, upper=_limit(case.buying_price), cost=case.buying_price or 0.0)
    least = np.zeros(case.demand.shape)
    least[:, -1] = case.closing_stock
    stock = program.columns("stock", goods, lower=least, cost=case.holding[:, None])
    most = np.where(np.arange(periods) == periods - 1, 0.0, _limit(case.backlog_price))
    backlog = program.columns("backlog", goods, upper=most, cost=case.backlog_price or 0.0)

    add_walk(program, "workforce", workforce, hired, laid_off, case.opening_workers)
    balance = add_stock(program, stock, case.opening_stock, case.demand)
    balance.add(made.index, -1.0)
    balance.add(bought.index, -1.0)
    balance.add(backlog.index, -1.0)
    balance.add(backlog.index[:, :-1], 1.0, at=balance.index[:, 1:])
    hours = program.rows("hours", people, at_most=0.0)
    hours.add(made.index, case.hours_per_unit[:, None])
    hours.add(workforce.index, -case.hours_per_worker)
    hours.add(overtime.index, -1.0)
    cap = program.rows("overtime", people, at_most=0.0)
    cap.add(overtime.index)
    cap.add(workforce.index, -case.overtime_h_per_worker)
    return program


def _limit(price: float | None) -> float:
    return 0.0 if price is None else np.inf


def assert_rules(case: Aggregate, plan: Plan) -> None:
    """The values keep every rule of the case, counted from scratch, and their money is the objective."""
    workforce, made, stock, overtime = (plan[name] for name in ("workforce", "made", "stock", "overtime_h"))
    net = stock - plan["backlog"]
    walked = _before(workforce, case.opening_workers) + plan["hired"] - plan["laid_off"]
    _assert_never_above(np.abs(workforce - walked), 0.0, scale=workforce)
    balanced = _before(net, case.opening_stock) + made + plan["bought"] - case.demand
    _assert_never_above(np.abs(net - balanced), 0.0, scale=case.demand)
    worked = case.hours_per_unit @ made
    _assert_never_above(worked, case.hours_per_worker * workforce + overtime, scale=worked)
    _assert_never_above(overtime, case.overtime_h_per_worker * workforce, scale=worked)
    _assert_never_above(case.closing_stock, stock[:, -1], scale=case.demand)
    _assert_never_above(plan["backlog"][:, -1], 0.0, scale=case.demand)
    assert all(np.all(values >= 0.0) for values in plan.value.values())
    if case.backlog_price is None:
        assert not plan["backlog"].any()
    if case.buying_price is None:
        assert not plan["bought"].any()
    if case.whole_workers:
        np.testing.assert_array_equal(workforce, np.round(workforce))
    if case.whole_units:
        np.testing.assert_array_equal(made, np.round(made))
    assert plan.objective == pytest.approx(_money(case, plan), rel=1e-9)


def _before(level: Float, opening: ArrayLike) -> Float:
    """The level one period earlier."""
    earlier = np.roll(level, 1, axis=-1)
    earlier[..., 0] = opening
    return earlier


def _assert_never_above(value: Float, limit: ArrayLike, scale: Float) -> None:
    # CBC writes eight digits of every value: a rule holds to a millionth of its largest term
    assert np.all(value <= np.asarray(limit) + 1e-6 * np.abs(scale).max())


def _money(case: Aggregate, plan: Plan) -> float:
    total = {name: values.sum() for name, values in plan.value.items()}
    people = (
        case.wage * total["workforce"]
        + case.hire_cost * total["hired"]
        + case.layoff_cost * total["laid_off"]
    )
    goods = case.material @ plan["made"].sum(axis=1) + case.holding @ plan["stock"].sum(axis=1)
    elsewhere = (case.backlog_price or 0.0) * total["backlog"] + (case.buying_price or 0.0) * total["bought"]
    return float(people + case.overtime_price * total["overtime_h"] + goods + elsewhere)

"""Overtime: capped on productive heads, week by week and over a rolling quarter; its hours are shrunk too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from tests.milp import optimum
from tests.rows import column_bounds, cost_of, row, row_names, week
from tests.tiny import tiny_facts, tiny_model


def _team(
    required_h: list[float], *, on_duty: float = 0.9, on_demand: bool = False, **overtime: float
) -> Formulation:
    """Ten heads of 40 hours at 1000 a week (25 an hour), half of them nesting at half speed."""
    periods = len(required_h)
    facts, requirement = tiny_facts(
        [required_h], opening=[[5.0, 5.0]], hazard=[[0.0, 0.0]], productivity=[[0.5, 1.0]]
    )
    facts = replace(facts, teams=replace(facts.teams, on_demand=np.array([on_demand])))
    requirement = replace(
        requirement, productive_share=np.full((1, periods), 0.7), on_duty_share=np.full((1, periods), on_duty)
    )
    return formulate(tiny_model(periods, overtime=overtime), facts, requirement)


def test_the_cap_counts_contract_hours_of_productive_heads() -> None:
    cap = row(_team([0.0] * 4, most_share=0.1), f"overtime_cap[TEAM1, {week(2)}]")
    assert cap.terms == {f"overtime_h[TEAM1, {week(2)}]": 1.0, f"productive_heads[TEAM1, {week(2)}]": -4.0}
    assert (cap.at_least, cap.at_most) == (-np.inf, 0.0)


def test_overtime_hours_lose_breaks_but_no_absence() -> None:
    hours = row(_team([0.0] * 4), f"team_hours[TEAM1, {week(1)}]")
    assert hours.terms[f"overtime_h[TEAM1, {week(1)}]"] == -0.9
    assert hours.terms[f"productive_heads[TEAM1, {week(1)}]"] == pytest.approx(-28.0)


def test_the_quarter_is_a_rolling_window() -> None:
    formulation = _team([0.0] * 15, most_share_quarter=0.05)
    windows = [name for name in row_names(formulation) if name.startswith("overtime_quarter")]
    assert windows == [f"overtime_quarter[TEAM1, {week(t)}]" for t in (12, 13, 14)]
    second = row(formulation, windows[1])
    expected = {f"overtime_h[TEAM1, {week(t)}]": 1.0 for t in range(1, 14)}
    expected |= {f"productive_heads[TEAM1, {week(t)}]": -2.0 for t in range(1, 14)}
    assert second.terms == pytest.approx(expected)


def test_a_plan_shorter_than_a_quarter_is_one_window() -> None:
    formulation = _team([0.0] * 4, most_share_quarter=0.05)
    windows = [name for name in row_names(formulation) if name.startswith("overtime_quarter")]
    assert windows == [f"overtime_quarter[TEAM1, {week(3)}]"]
    assert len(row(formulation, windows[0]).terms) == 8


def test_no_overtime_without_the_family_or_for_on_demand_teams() -> None:
    facts, requirement = tiny_facts([[0.0] * 4])
    assert column_bounds(formulate(tiny_model(4), facts, requirement), "overtime_h")[1] == [[0.0] * 4]
    assert column_bounds(_team([0.0] * 4, on_demand=True), "overtime_h")[1] == [[0.0] * 4]


def test_overtime_fills_a_short_week_up_to_its_cap() -> None:
    # week 1: 5 tenured and 5 at half speed, 7.5 x 28 = 210 h, cap 10 % of 300 = 30 h at 37.5, worth 27 h;
    # then 10 x 28 = 280 h, cap 40 h: 9 h missing take 10 h of overtime
    formulation = _team([240.0, 289.0, 0.0, 0.0], most_share=0.1, premium=1.5)
    assert cost_of(formulation, f"overtime_h[TEAM1, {week(0)}]") == pytest.approx(37.5)
    cost, x = optimum(formulation.arrays)
    assert formulation.program.value("overtime_h", x)[0] == pytest.approx([30.0, 10.0, 0.0, 0.0])
    assert cost == pytest.approx(4 * 10 * 1000 + 37.5 * 40 + 60 * (240 - 210 - 27))


def test_the_quarter_share_is_tighter_than_the_weekly_one() -> None:
    # cap over the four weeks: 1 % of 300 + 3 x 400 = 15 h, all used where an hour is missing
    formulation = _team([240.0, 289.0, 0.0, 0.0], most_share=0.1, premium=1.5, most_share_quarter=0.01)
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("overtime_h", x).sum() == pytest.approx(15.0)

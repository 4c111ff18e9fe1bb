"""Undertime: hours given back within caps, for the pay that is saved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from tests.milp import optimum
from tests.rows import column_bounds, cost_of, row, row_names, week
from tests.tiny import tiny_facts, tiny_model


def _team(required_h: list[float], unit: str = "wage_week", **undertime: float) -> Formulation:
    """Ten heads of 40 hours at 1000 a week; three quarters of a contract hour are productive."""
    periods = len(required_h)
    facts, requirement = tiny_facts([required_h], opening=[[10.0]], unit=unit)
    requirement = replace(requirement, productive_share=np.full((1, periods), 0.75))
    return formulate(tiny_model(periods, undertime=undertime), facts, requirement)


def test_hours_given_back_are_capped_and_no_longer_productive() -> None:
    formulation = _team([0.0] * 4, most_share=0.05)
    given_back = f"undertime_h[TEAM1, {week(1)}]"
    cap = row(formulation, f"undertime_cap[TEAM1, {week(1)}]")
    assert cap.terms == {given_back: 1.0, f"productive_heads[TEAM1, {week(1)}]": -2.0}
    assert cap.at_most == 0.0
    assert row(formulation, f"team_hours[TEAM1, {week(1)}]").terms[given_back] == 0.75


def test_pay_saved_depends_on_what_is_still_paid_and_on_who_pays() -> None:
    given_back = f"undertime_h[TEAM1, {week(0)}]"
    assert cost_of(_team([0.0] * 4, paid_share=0.4), given_back) == pytest.approx(-25.0 * 0.6)
    assert cost_of(_team([0.0] * 4, paid_share=1.0), given_back) == 0.0
    assert cost_of(_team([0.0] * 4, unit="paid_hour"), given_back) == pytest.approx(-1000.0)
    assert cost_of(_team([0.0] * 4, unit="fte_month"), given_back) == 0.0
    assert cost_of(_team([0.0] * 4, unit="productive_hour"), given_back) == 0.0


def test_off_without_the_family_and_over_a_rolling_quarter() -> None:
    facts, requirement = tiny_facts([[0.0] * 4])
    assert column_bounds(formulate(tiny_model(4), facts, requirement), "undertime_h")[1] == [[0.0] * 4]
    names = row_names(_team([0.0] * 14, most_share_quarter=0.02))
    assert [name for name in names if name.startswith("undertime_quarter")] == [
        f"undertime_quarter[TEAM1, {week(12)}]",
        f"undertime_quarter[TEAM1, {week(13)}]",
    ]


def test_slack_hours_are_given_back_and_needed_ones_are_not() -> None:
    # 300 productive hours a week; 291 are needed in week 2: only 9 / 0.75 = 12 of at most 20 h are given back
    formulation = _team([0.0, 291.0, 0.0, 300.0], most_share=0.05, paid_share=0.2)
    cost, x = optimum(formulation.arrays)
    assert formulation.program.value("undertime_h", x)[0] == pytest.approx([20.0, 12.0, 20.0, 0.0])
    assert cost == pytest.approx(4 * 10_000 - 52 * 25 * 0.8)

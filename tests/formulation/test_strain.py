"""Strain: who leaves above the thresholds, and what a plan does about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.facts import Facts
from capplan.formulation import Formulation, formulate
from capplan.planning_model import Strain
from capplan.requirements.required import Requirement
from capplan.trust_facts import Exposure
from tests.milp import optimum
from tests.rows import row, row_names, week
from tests.tiny import tiny_facts, tiny_model

CURVE = {"exposure_from_h": 2.0, "exposure_leavers": 0.01, "steep_from_h": 3.0, "steep_leavers": 0.02}


def _facts(severe_h: float = 100.0, other_h: float = 60.0) -> tuple[Facts, Requirement]:
    """Five people of 40 hours and five days; the first queue is severe, at most four hours a day."""
    facts, requirement = tiny_facts([[severe_h] * 4, [other_h] * 4], opening=[[5.0]])
    return replace(facts, exposure=Exposure(np.array([1.0, 0.0]), np.array([4.0]))), requirement


def strained(
    price: float = 100.0, severe_h: float = 100.0, other_h: float = 60.0, **rules: Any
) -> Formulation:
    model = tiny_model(4, exposure={}, strain={"leaver_price": price, **rules})
    return formulate(model, *_facts(severe_h, other_h))


def test_the_curve_is_made_of_its_steps() -> None:
    made = strained(**CURVE)
    worn, work = f"worn_exposed[TEAM1, {week(1)}]", f"assigned_h[TEAM1 on queue1:en, {week(1)}]"
    heads, off = f"productive_heads[TEAM1, {week(1)}]", f"undertime_h[TEAM1, {week(1)}]"
    # an hour of severe work is a fifth of an hour a day: five days
    assert row(made, f"worn_exposed_1[TEAM1, {week(1)}]").terms == pytest.approx(
        {worn: 1.0, work: -0.01 / 5, heads: 0.02, off: -0.02 / 40}
    )
    assert row(made, f"worn_exposed_2[TEAM1, {week(1)}]").terms == pytest.approx(
        {worn: 1.0, work: -0.03 / 5, heads: 0.08, off: -0.08 / 40}
    )
    # at the cap of four hours 0.02 + 0.02 leave
    assert row(made, f"worn_exposed_most[TEAM1, {week(1)}]").terms == pytest.approx(
        {worn: 1.0, work: -0.01 / 5}
    )


def test_they_are_missing_from_the_next_period_on() -> None:
    made = strained(**CURVE)
    assert row(made, f"tenured[TEAM1, {week(2)}]").terms[f"worn_exposed[TEAM1, {week(1)}]"] == 1.0
    assert f"worn_exposed[TEAM1, {week(2)}]" not in row(made, f"tenured[TEAM1, {week(2)}]").terms


def test_so_many_leave_as_the_curve_says() -> None:
    # 100 hours of severe work by five people are four hours a day: 4 % of them leave in the first week
    made = strained(**CURVE)
    _, x = optimum(made.arrays)
    blocks = made.program.column_blocks
    worn = x[blocks["worn_exposed"].index[0]]
    assert worn[0] == pytest.approx(5 * (0.01 * 2 + 0.02 * 1))
    assert x[blocks["heads"].index[0]][1] == pytest.approx(5.0 - worn[0])


def test_below_the_threshold_nobody_does() -> None:
    made = strained(price=10_000.0, severe_h=50.0, **CURVE)
    _, x = optimum(made.arrays)
    assert x[made.program.column_blocks["worn_exposed"].index].max() == pytest.approx(0.0, abs=1e-9)


def test_a_plan_with_too_many_people_lets_go_no_more_than_the_line_to_the_cap() -> None:
    # nothing is paid for a leaver: people get severe work that nobody asks for, up to the cap, and no more leave
    # than the curve gives there
    made = strained(price=0.0, severe_h=50.0, other_h=20.0, **CURVE)
    _, x = optimum(made.arrays)
    worn = x[made.program.column_blocks["worn_exposed"].index[0]]
    assert worn[0] == pytest.approx(0.01 * 100.0 / 5)


def test_a_dear_leaver_is_worth_work_left_undone() -> None:
    # an hour undone costs 60; at 40 hours of exposure the curve takes no one
    for price, undone in ((100.0, False), (100_000.0, True)):
        made = strained(price=price, **CURVE)
        _, x = optimum(made.arrays)
        short = x[made.program.column_blocks["short_h"].index[0]]
        assert bool(short[0] > 40.0) is undone


def test_full_days_make_people_leave_in_proportion_above_the_threshold() -> None:
    made = strained(severe_h=0.0, other_h=190.0, busy_from=0.9, busy_leavers=0.05)
    worn, heads = f"worn_busy[TEAM1, {week(0)}]", f"productive_heads[TEAM1, {week(0)}]"
    found = row(made, f"worn_busy[TEAM1, {week(0)}]").terms
    assert found[worn] == 1.0 and found[heads] == pytest.approx(0.45)
    assert found[f"assigned_h[TEAM1 on queue2:en, {week(0)}]"] == pytest.approx(-0.5 / 40)
    _, x = optimum(made.arrays)
    # 190 of 200 hours are 95 %: half of the way, and half of 5 % of five people
    assert x[made.program.column_blocks["worn_busy"].index[0]][0] == pytest.approx(0.125)


def test_overtime_leaves_the_upper_line_above_the_lower_one() -> None:
    model = tiny_model(
        4, overtime={"most_share": 0.2}, strain={"leaver_price": 0, "busy_from": 0.5, "busy_leavers": 0.1}
    )
    made = formulate(model, *_facts(0.0, 400.0))
    objective, x = optimum(made.arrays)
    assert np.isfinite(objective)
    worked = x[made.program.column_blocks["assigned_h"].index].sum(axis=0)[0]
    assert worked == pytest.approx(240.0)
    assert x[made.program.column_blocks["worn_busy"].index[0]][0] == pytest.approx(
        0.1 / 0.5 * (1.2 - 0.5) * 5
    )


@pytest.mark.parametrize(
    "rules",
    [{"exposure_from_h": 2.0}, {"busy_leavers": 0.1}, {"steep_from_h": 3.0, "steep_leavers": 0.1},
     {**CURVE, "steep_from_h": 1.0}],
)  # fmt: skip
def test_a_threshold_goes_with_its_share_and_a_second_step_with_a_first(rules: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="both|smaller"):
        Strain(leaver_price=1.0, **rules)


def test_no_rows_without_the_family_or_without_thresholds() -> None:
    for made in (formulate(tiny_model(4, exposure={}), *_facts()), strained()):
        assert not [name for name in row_names(made) if name.startswith("worn")]

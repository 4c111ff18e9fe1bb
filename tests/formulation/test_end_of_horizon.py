"""End of the horizon: credit for the people who are there afterwards, up to the need."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from tests.milp import optimum
from tests.rows import cost_of, row, row_names, week
from tests.tiny import class_rules, tiny_facts, tiny_model

LAST = week(3)


def _plan(
    required_h: list[float], opening: list[float], *, value_per_h: float = 30.0, **fields: object
) -> Formulation:
    """Two weeks of training; a tenth leaves in every week of it."""
    facts, requirement = tiny_facts(
        [required_h],
        opening=[opening],
        hazard=[[0.1, 0.1, 0.0]],
        productivity=[[0.0, 0.0, 1.0]],
        training=2,
        **fields,
    )
    rules = {"value_per_h": value_per_h, "periods_valued": 2}
    return formulate(tiny_model(4, hiring={}, end_of_horizon=rules), facts, requirement)


def test_heads_and_trainees_who_will_graduate_are_worth_their_hours() -> None:
    formulation = _plan([40.0] * 4, [0.0] * 3, class_rules=class_rules(4))
    hours = row(formulation, "end_hours[TEAM1]")
    assert hours.terms == pytest.approx(
        {
            "valued_h[TEAM1 on queue1:en]": 1.0,
            f"heads[TEAM1, {LAST}]": -40.0,
            f"hires[TEAM1, {week(2)}]": -40.0 * 0.81,
            f"hires[TEAM1, {LAST}]": -40.0 * 0.81,
        }
    )
    assert (hours.at_least, hours.at_most) == (-np.inf, 0.0)


def test_committed_trainees_count_as_known_people() -> None:
    rules = class_rules(4, committed_classes=[[0, 0, 0, 1]], committed_heads=[[0, 0, 0, 10]])
    assert row(_plan([40.0] * 4, [0.0] * 3, class_rules=rules), "end_hours[TEAM1]").at_most == pytest.approx(
        324.0
    )


def test_opening_trainees_count_when_training_outlasts_the_plan() -> None:
    facts, requirement = tiny_facts(
        [[40.0] * 4],
        opening=[[0.0, 8.0, 0, 0, 0, 0, 0]],
        hazard=[[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.0]],
        productivity=[[0.0] * 6 + [1.0]],
        training=6,
    )
    model = tiny_model(4, end_of_horizon={"value_per_h": 1.0})
    hours = row(formulate(model, facts, requirement), "end_hours[TEAM1]")
    # 8 people of age 1 are in training through age 4 in the last week; half leaves at each of ages 1 to 5
    assert hours.at_most == pytest.approx(40.0 * 8 * 0.5**5)


def test_the_need_is_the_mean_of_the_last_periods() -> None:
    need = row(_plan([10.0, 20.0, 30.0, 50.0], [0.0] * 3), "end_need[queue1:en]")
    assert (need.terms, need.at_most) == ({"valued_h[TEAM1 on queue1:en]": 1.0}, 40.0)


def test_the_credit_is_the_value_of_an_hour_in_every_period_valued() -> None:
    assert cost_of(_plan([40.0] * 4, [0.0] * 3), "valued_h[TEAM1 on queue1:en]") == -60.0


def test_without_the_family_nothing_is_valued() -> None:
    facts, requirement = tiny_facts([[0.0] * 4])
    formulation = formulate(tiny_model(4), facts, requirement)
    assert not [name for name in row_names(formulation) if name.startswith("end_")]


def test_a_class_that_graduates_after_the_end_is_hired_for_its_credit_only_up_to_the_need() -> None:
    # 80 more hours are needed at the end, 2 people or 2.47 hires: 3 start in the last week, at 1000 each, and
    # bring the credit of 80 hours; a fourth would bring nothing
    last_only = class_rules(4, lead_periods=3)
    formulation = _plan([40.0, 40.0, 120.0, 120.0], [0.0, 0.0, 1.0], value_per_h=60.0, class_rules=last_only)
    cost, x = optimum(formulation.arrays)
    hires = formulation.program.value("hires", x)[0]
    assert hires == pytest.approx([0, 0, 0, 3])
    assert cost == pytest.approx(4 * 1000 + 3 * 1000 + 2 * 80 * 60 - 2 * 60 * 120)

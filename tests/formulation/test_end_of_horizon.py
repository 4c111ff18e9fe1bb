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


def test_heads_and_trainees_are_worth_what_they_produce_after_the_end() -> None:
    formulation = _plan([40.0] * 4, [0.0] * 3, class_rules=class_rules(4))
    first, second = (row(formulation, f"end_hours[TEAM1, {week(3 + k)}]") for k in (1, 2))
    # two weeks of training: who starts in the last week produces from the second week after it
    assert first.terms == pytest.approx(
        {
            f"valued_h[TEAM1 on queue1:en, {week(4)}]": 1.0,
            f"tenured[TEAM1, {LAST}]": -40.0,
            f"hires[TEAM1, {week(2)}]": -40.0 * 0.81,
        }
    )
    assert second.terms == pytest.approx(
        {
            f"valued_h[TEAM1 on queue1:en, {week(5)}]": 1.0,
            f"tenured[TEAM1, {LAST}]": -40.0,
            f"hires[TEAM1, {week(2)}]": -40.0 * 0.81,
            f"hires[TEAM1, {LAST}]": -40.0 * 0.81,
        }
    )
    assert (first.at_least, first.at_most) == (-np.inf, 0.0)


def test_committed_trainees_count_as_known_people() -> None:
    rules = class_rules(4, committed_classes=[[0, 0, 0, 1]], committed_heads=[[0, 0, 0, 10]])
    formulation = _plan([40.0] * 4, [0.0] * 3, class_rules=rules)
    assert row(formulation, f"end_hours[TEAM1, {week(4)}]").at_most == 0.0
    assert row(formulation, f"end_hours[TEAM1, {week(5)}]").at_most == pytest.approx(324.0)


def test_opening_trainees_count_when_training_outlasts_the_plan() -> None:
    facts, requirement = tiny_facts(
        [[40.0] * 4],
        opening=[[0.0, 8.0, 0, 0, 0, 0, 0]],
        hazard=[[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.0]],
        productivity=[[0.0] * 6 + [1.0]],
        training=6,
    )
    model = tiny_model(4, end_of_horizon={"value_per_h": 1.0, "periods_valued": 2})
    formulation = formulate(model, facts, requirement)
    # 8 people of age 1 are of age 4 in the last week and of age 6, productive, two weeks later
    assert row(formulation, f"end_hours[TEAM1, {week(4)}]").at_most == 0.0
    assert row(formulation, f"end_hours[TEAM1, {week(5)}]").at_most == pytest.approx(40.0 * 8 * 0.5**5)


def test_tenured_people_leave_after_the_end_too() -> None:
    facts, requirement = tiny_facts([[40.0] * 4], opening=[[10.0]], hazard=[[0.1]])
    model = tiny_model(4, end_of_horizon={"value_per_h": 1.0, "periods_valued": 3})
    hours = row(formulate(model, facts, requirement), f"end_hours[TEAM1, {week(6)}]")
    assert hours.terms[f"tenured[TEAM1, {LAST}]"] == pytest.approx(-40.0 * 0.9**3)


def test_the_need_is_the_mean_of_the_last_year() -> None:
    need = row(_plan([10.0, 20.0, 30.0, 50.0], [0.0] * 3), f"end_need[queue1:en, {week(5)}]")
    assert (need.terms, need.at_most) == ({f"valued_h[TEAM1 on queue1:en, {week(5)}]": 1.0}, 27.5)


def test_the_credit_is_the_value_of_an_hour() -> None:
    assert cost_of(_plan([40.0] * 4, [0.0] * 3), f"valued_h[TEAM1 on queue1:en, {week(4)}]") == -30.0


def test_without_the_family_nothing_is_valued() -> None:
    facts, requirement = tiny_facts([[0.0] * 4])
    formulation = formulate(tiny_model(4), facts, requirement)
    assert not [name for name in row_names(formulation) if name.startswith("end_")]


def test_a_class_that_graduates_after_the_end_is_hired_for_its_credit_only_up_to_the_need() -> None:
    # 120 hours are needed on average, 80 more than one person has, which is 2.47 hires: 2 start in the
    # last week, at 1000 each, and bring 64.8 hours in the second week after it; a third would bring
    # 15.2 hours, 912, and cost 1000
    last_only = class_rules(4, lead_periods=3)
    formulation = _plan([40.0, 40.0, 120.0, 280.0], [0.0, 0.0, 1.0], value_per_h=60.0, class_rules=last_only)
    cost, x = optimum(formulation.arrays)
    hires = formulation.program.value("hires", x)[0]
    assert hires == pytest.approx([0, 0, 0, 2])
    assert cost == pytest.approx(4 * 1000 + 2 * 1000 + (80 + 240) * 60 - 60 * (40 + 104.8))

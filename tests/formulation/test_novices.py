"""Novices: new people decide right less often, and the plan says which work they get."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.facts import Facts
from capplan.formulation import Formulation, formulate
from capplan.requirements.required import Requirement
from capplan.trust_facts import Accuracy, Trust
from tests.milp import optimum
from tests.rows import row, row_names, week
from tests.tiny import class_rules, tiny_facts, tiny_model


def _facts(least: float = np.nan, new: float = 0.6, until: int = 3) -> tuple[Facts, Requirement]:
    """Two people of 40 hours and two in their second week, at half pace, for two queues of 50 and 30 hours."""
    facts, requirement = tiny_facts(
        [[50.0] * 4, [30.0] * 4],
        opening=[[0.0, 2.0, 0.0, 2.0]],
        hazard=[[0.0] * 4],
        productivity=[[0.0, 0.5, 0.8, 1.0]],
        training=1,
        class_rules=class_rules(4),
        real_time=False,
        turnaround=0.1,
    )
    accuracy = Accuracy(
        np.array([0.9, 0.9]), np.array([least, np.nan]), np.array([new, 0.9]), np.array([until])
    )
    return replace(facts, accuracy=accuracy), requirement


def learning(sections: dict[str, Any], **facts: float) -> Formulation:
    return formulate(tiny_model(4, **sections), *_facts(**facts))  # type: ignore[arg-type]


def test_new_people_have_the_hours_of_their_age_and_the_others_the_rest() -> None:
    made = learning({"accuracy": {}, "hiring": {}})
    new = row(made, f"novice_hours[TEAM1, {week(2)}]")
    assert new.terms == pytest.approx(
        {
            f"novice_h[TEAM1 on queue1:en, {week(2)}]": 1.0,
            f"novice_h[TEAM1 on queue2:en, {week(2)}]": 1.0,
            f"hires[TEAM1, {week(1)}]": -20.0,
            f"hires[TEAM1, {week(0)}]": -32.0,
        }
    )
    assert new.at_most == 0.0
    assert row(made, f"novice_hours[TEAM1, {week(0)}]").at_most == pytest.approx(40.0)
    assert row(made, f"novice_hours[TEAM1, {week(1)}]").at_most == pytest.approx(64.0)
    others = row(made, f"expert_hours[TEAM1, {week(0)}]")
    assert others.at_most == pytest.approx(-40.0)
    assert others.terms[f"productive_heads[TEAM1, {week(0)}]"] == -40.0
    assert others.terms[f"novice_h[TEAM1 on queue1:en, {week(0)}]"] == -1.0
    assert (
        others.terms[f"overtime_h[TEAM1, {week(0)}]"],
        others.terms[f"undertime_h[TEAM1, {week(0)}]"],
    ) == (-1.0, 1.0)


def test_the_floor_counts_new_people_with_their_own_accuracy() -> None:
    made = learning({"accuracy": {}}, least=0.85)
    found = row(made, "accuracy[queue1:en, 2026-Q1]")
    assert found.terms[f"assigned_h[TEAM1 on queue1:en, {week(0)}]"] == pytest.approx(0.05)
    assert found.terms[f"novice_h[TEAM1 on queue1:en, {week(0)}]"] == pytest.approx(-0.3)


def test_new_people_get_the_work_where_they_err_no_more_than_others() -> None:
    made = learning({"accuracy": {}}, least=0.9)
    _, x = optimum(made.arrays)
    novice = made.program.value("novice_h", x)
    assert novice[0] == pytest.approx(np.zeros(4), abs=1e-6)
    assert (novice[1] <= 30.0 + 3.0 + 1e-6).all()
    assert made.program.value("short_h", x).sum() == pytest.approx(0.0, abs=1e-6)


def test_where_they_must_help_the_floor_costs_hours_left_undone() -> None:
    facts, requirement = _facts(least=0.9)
    more = replace(requirement, required_h=np.array([[110.0] * 4, [10.0] * 4]))
    made = formulate(tiny_model(4, accuracy={}), facts, more)
    _, x = optimum(made.arrays)
    # of the 120 hours, 40 are those of new people in the first week: they may do the 10 of queue 2 only; 11 may wait
    assert made.program.value("short_h", x)[0, 0] == pytest.approx(110.0 - 80.0 - 11.0)
    free = formulate(tiny_model(4), facts, more)
    _, x = optimum(free.arrays)
    assert free.program.value("short_h", x)[:, 0].sum() == pytest.approx(0.0, abs=1e-6)


def test_their_errors_bring_more_work() -> None:
    facts, requirement = _facts()
    one = np.ones(1, dtype=np.int64)
    trust = Trust(error_from=0 * one, error_to=one, error_share=np.ones(1), error_delay=one)
    made = formulate(tiny_model(4, rework={}), replace(facts, trust=trust), requirement)
    found = row(made, f"rework[queue2:en, {week(1)}]")
    assert found.terms == pytest.approx(
        {
            f"rework_h[queue2:en, {week(1)}]": 1.0,
            f"assigned_h[TEAM1 on queue1:en, {week(0)}]": -0.1,
            f"novice_h[TEAM1 on queue1:en, {week(0)}]": -0.3,
        }
    )


def test_no_columns_where_nobody_counts_errors_or_nobody_is_new() -> None:
    for made in (learning({}), learning({"accuracy": {}}, until=0)):
        assert not [name for name in row_names(made) if name.startswith(("novice", "expert"))]

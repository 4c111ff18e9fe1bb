"""Exposure: how much severe content the people of a team may see on a day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import Facts
from capplan.formulation import Formulation, formulate
from capplan.formulation.exposure import days_at_work
from capplan.planning_model import Exposure as Rules
from capplan.requirements.required import Requirement
from capplan.trust_facts import Exposure
from tests.milp import optimum
from tests.rows import row, row_names, week
from tests.tiny import class_rules, tiny_facts, tiny_model


def _facts(severity: tuple[float, float] = (1.0, 0.0), cap_h: float = 4.0) -> tuple[Facts, Requirement]:
    """Five people of 40 hours, 100 hours a week in each of two queues."""
    facts, requirement = tiny_facts([[100.0] * 4, [100.0] * 4], opening=[[5.0]])
    return replace(facts, exposure=Exposure(np.array(severity), np.array([cap_h]))), requirement


def severe_work(rules: dict[str, object] | None = None, **facts: object) -> Formulation:
    sections = {} if rules is None else {"exposure": rules}
    return formulate(tiny_model(4, **sections), *_facts(**facts))  # type: ignore[arg-type]


def _short_h(formulation: Formulation) -> np.ndarray:
    """Hours left uncovered by queue, of all weeks."""
    _, x = optimum(formulation.arrays)
    return np.asarray(x[formulation.program.column_blocks["short_h"].index].sum(axis=1))


def test_a_row_weighs_hours_by_severity_against_days_at_work() -> None:
    formulation = severe_work({}, severity=(1.0, 0.25))
    found = row(formulation, f"exposure[TEAM1, {week(2)}]")
    assert found.terms == pytest.approx(
        {
            f"assigned_h[TEAM1 on queue1:en, {week(2)}]": 1.0,
            f"assigned_h[TEAM1 on queue2:en, {week(2)}]": 0.25,
            f"productive_heads[TEAM1, {week(2)}]": -20.0,
            f"undertime_h[TEAM1, {week(2)}]": 0.5,
        }
    )
    assert (found.at_least, found.at_most) == (-np.inf, 0.0)
    assert formulation.program.row_blocks["exposure"].rule


def test_people_who_are_away_see_nothing_that_day() -> None:
    facts, requirement = _facts()
    away = replace(requirement, productive_share=np.full((1, 4), 0.6), on_duty_share=np.full((1, 4), 0.75))
    assert days_at_work(Rules(working_days=5.0), facts, away) == pytest.approx(np.full((1, 4), 4.0))


def test_at_the_cap_severe_work_is_left_and_not_beyond_it() -> None:
    # five people, five days: 100 hours of exposure at 4 hours a day, 75 at 3
    assert _short_h(severe_work({"most_h_day": 4.0}, cap_h=4.0)) == pytest.approx([0.0, 0.0], abs=1e-6)
    assert _short_h(severe_work({"most_h_day": 3.0}, cap_h=3.0)) == pytest.approx([100.0, 0.0])
    assert _short_h(severe_work({}, severity=(0.75, 0.0), cap_h=3.0)) == pytest.approx([0.0, 0.0], abs=1e-6)


def test_a_team_on_demand_brings_the_days_of_the_hours_that_it_sells() -> None:
    facts, requirement = _facts(cap_h=2.0)
    teams = replace(facts.teams, on_demand=np.array([True]), unit=("productive_hour",), rate=np.array([10.0]))
    formulation = formulate(tiny_model(4, exposure={}), replace(facts, teams=teams), requirement)
    found = row(formulation, f"exposure[TEAM1, {week(1)}]")
    # 40 hours bought stand for five days: each hour for an eighth of a day, and a quarter of an hour of exposure
    assert found.terms == pytest.approx(
        {
            f"assigned_h[TEAM1 on queue1:en, {week(1)}]": 0.75,
            f"assigned_h[TEAM1 on queue2:en, {week(1)}]": -0.25,
        }
    )


def test_the_severe_share_of_a_team_leaves_it_other_work() -> None:
    formulation = severe_work({"most_share": 0.4}, cap_h=24.0)
    found = row(formulation, f"severe_share[TEAM1, {week(1)}]")
    assert found.terms == pytest.approx(
        {
            f"assigned_h[TEAM1 on queue1:en, {week(1)}]": 0.6,
            f"assigned_h[TEAM1 on queue2:en, {week(1)}]": -0.4,
        }
    )


def test_no_rows_without_the_family_without_a_cap_or_without_severe_work() -> None:
    for formulation in (severe_work(), severe_work({}, severity=(0.0, 0.0))):
        assert not [name for name in row_names(formulation) if name.startswith(("exposure", "severe"))]
    assert not [name for name in row_names(severe_work({}, cap_h=np.inf)) if name.startswith("exposure")]


def with_classes(rules: dict[str, object]) -> Formulation:
    """Two people of 40 hours who have just come into production at half output, and classes that take no training."""
    facts, requirement = tiny_facts(
        [[100.0] * 4, [100.0] * 4],
        opening=[[2.0, 0.0, 5.0]],
        hazard=[[0.5, 0.0, 0.0]],
        productivity=[[0.5, 0.8, 1.0]],
        class_rules=class_rules(4),
    )
    facts = replace(facts, exposure=Exposure(np.array([1.0, 0.0]), np.array([4.0])))
    return formulate(tiny_model(4, hiring={}, exposure=rules), facts, requirement)


def test_people_who_are_new_bring_less_room() -> None:
    formulation = with_classes({"new_most_h_day": 1.0, "new_periods": 2})
    first, second, third = (row(formulation, f"exposure[TEAM1, {week(t)}]") for t in (0, 1, 2))
    # three hours less on each of five days: of the two at half output, then of the one who is left, at 0.8
    assert first.at_most == pytest.approx(-3.0 * 5 * 2 * 0.5)
    assert second.at_most == pytest.approx(-3.0 * 5 * 1 * 0.8)
    assert third.at_most == 0.0
    assert first.terms[f"hires[TEAM1, {week(0)}]"] == pytest.approx(7.5)
    assert second.terms[f"hires[TEAM1, {week(0)}]"] == pytest.approx(6.0)
    assert f"hires[TEAM1, {week(0)}]" not in third.terms
    assert third.terms[f"hires[TEAM1, {week(2)}]"] == pytest.approx(7.5)


def test_a_person_is_new_for_so_many_periods_and_not_below_a_tighter_cap() -> None:
    short = with_classes({"new_most_h_day": 1.0, "new_periods": 1})
    assert row(short, f"exposure[TEAM1, {week(1)}]").at_most == 0.0
    looser = with_classes({"new_most_h_day": 6.0})
    assert row(looser, f"exposure[TEAM1, {week(0)}]").at_most == 0.0
    assert not [name for name in row(looser, f"exposure[TEAM1, {week(0)}]").terms if "hires" in name]

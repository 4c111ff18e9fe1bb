"""Nesting: new people that a team, and its leads, can carry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.facts import SupportRatios
from capplan.formulation import Formulation, formulate
from capplan.formulation.nesting import known_nesting
from capplan.trust_rules import Nesting
from tests.formulation.brute_force import People
from tests.milp import optimum
from tests.rows import row, row_names, week
from tests.tiny import class_rules, tiny_facts, tiny_model
from tests.tiny_contracts import Terms


def growing(rules: dict[str, Any] | None, opening: tuple[float, ...] = (0.0, 0.0, 0.0, 10.0)) -> Formulation:
    """A week of training, two of nesting at half pace; a tenth leaves in nesting; far too few people."""
    facts, requirement = tiny_facts(
        [[2000.0] * 6],
        opening=[list(opening)],
        hazard=[[0.0, 0.1, 0.1, 0.0]],
        productivity=[[0.0, 0.5, 0.5, 1.0]],
        training=1,
        nesting=2,
        class_rules=class_rules(6, class_max=50.0),
        support=SupportRatios(("team lead",), np.zeros(1, int), np.array([15.0]), np.array([10.0])),
    )
    sections = {"hiring": {}, "support": {"block_periods": 6}}
    if rules is not None:
        sections["nesting"] = rules
    return formulate(tiny_model(6, 600.0, **sections), facts, requirement)


def test_people_in_nesting_are_those_of_classes_past_training() -> None:
    found = row(growing({"most_share": 0.2}), f"in_nesting[TEAM1, {week(3)}]")
    assert found.terms == pytest.approx(
        {
            f"in_nesting[TEAM1, {week(3)}]": 1.0,
            f"hires[TEAM1, {week(2)}]": -1.0,
            f"hires[TEAM1, {week(1)}]": -0.9,
        }
    )


def test_new_people_are_at_most_a_share_of_the_heads() -> None:
    formulation = growing({"most_share": 0.2})
    found = row(formulation, f"nesting_share[TEAM1, {week(2)}]")
    assert found.terms == {f"in_nesting[TEAM1, {week(2)}]": 1.0, f"heads[TEAM1, {week(2)}]": -0.2}
    _, x = optimum(formulation.arrays)
    nesting, heads = (formulation.program.value(name, x) for name in ("in_nesting", "heads"))
    assert (nesting <= 0.2 * heads + 1e-6).all()
    assert nesting[0, 1] == pytest.approx(2.0)  # of ten and two
    _, free = optimum(growing(None).arrays)
    assert growing(None).program.value("hires", free).max() == pytest.approx(50.0)


def test_leads_carry_so_many_new_people_each() -> None:
    formulation = growing({"most_per_role": 3.0})
    found = row(formulation, f"nesting_leads[HOME, {week(2)}]")
    assert found.terms == {
        f"in_nesting[TEAM1, {week(2)}]": 1.0,
        f"role_heads[team lead at HOME, {week(0)}]": -3.0,
    }
    _, x = optimum(formulation.arrays)
    assert (
        formulation.program.value("in_nesting", x).max()
        <= 3.0 * formulation.program.value("role_heads", x).max() + 1e-6
    )


def test_who_is_there_already_is_borne_and_nobody_is_added() -> None:
    formulation = growing({"most_share": 0.2}, opening=(0.0, 6.0, 0.0, 4.0))
    assert known_nesting(formulation.given.facts)[0, :3] == pytest.approx([6.0, 5.4, 0.0])
    assert row(formulation, f"nesting_share[TEAM1, {week(0)}]").at_most == pytest.approx(6.0 - 0.2 * 10.0)
    assert row(formulation, f"nesting_share[TEAM1, {week(2)}]").at_most == 0.0
    _, x = optimum(formulation.arrays)
    nesting = formulation.program.value("in_nesting", x)[0]
    assert nesting[1] == pytest.approx(5.4)  # a class would come on top of it


def test_people_who_are_like_all_later_ones_are_not_told_apart() -> None:
    facts = growing(None).given.facts
    alike = replace(facts, teams=replace(facts.teams, nesting_periods=np.array([9])))
    assert known_nesting(alike)[0].max() == 0.0


def test_no_rows_without_the_family() -> None:
    assert not [name for name in row_names(growing(None)) if name.startswith("nesting")]


def test_it_counts_the_same_people_as_the_contract_that_bills_them() -> None:
    facts, requirement, model = People(Terms(unit="paid_hour", rate=25.0, nesting_rate=5.0)).given()
    made = formulate(model.model_copy(update={"nesting": Nesting(most_share=0.9)}), facts, requirement)
    _, x = optimum(made.arrays)
    billed = made.program.value("nesting_heads", x)[0]
    assert made.program.value("in_nesting", x)[0] == pytest.approx(billed)
    assert billed.max() > 0.0

"""Nesting: new people that a team, and its leads, can carry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.facts import SupportRatios
from capplan.formulation import Formulation, formulate
from capplan.formulation.nesting import known_nesting, room_for_class
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


def test_a_price_lets_a_cap_give_and_is_no_money() -> None:
    # ten people, far too much work, and a class of fifty at most: at 1 a head and week all of them come
    hard, soft = (
        growing({"most_share": 0.2}),
        growing({"most_share": 0.2, "most_per_role": 3.0, "price": 1.0}),
    )
    _, x = optimum(soft.arrays)
    new, heads, over = (soft.program.value(name, x) for name in ("in_nesting", "heads", "over_share"))
    assert soft.program.value("hires", x).max() == pytest.approx(50.0)
    assert over == pytest.approx(np.maximum(new - 0.2 * heads, 0.0))
    leads = soft.program.value("over_leads", x)
    assert leads == pytest.approx(np.maximum(new - 3.0 * soft.program.value("role_heads", x), 0.0))
    terms = [term for term in soft.terms if term.name == "nesting"]
    assert [(term.steering, set(term.price.tolist())) for term in terms] == [(True, {1.0})] * 2
    assert "over_share" not in hard.program.column_blocks


@pytest.mark.parametrize(("least", "first"), [(2.5, 0), (2.6, None)])
def test_a_class_that_finds_no_room_is_not_thought_of(least: float, first: int | None) -> None:
    # n <= 0.2 * (10 + n): two and a half new people among ten
    facts = growing(None).given.facts
    facts = replace(facts, class_rules=replace(facts.class_rules, class_min=np.array([least])))
    room = room_for_class(facts, Nesting(most_share=0.2))
    # what starts in the last week is not in nesting within the plan, and may
    assert room[0].tolist() == [first == 0] * 5 + [True]
    assert room_for_class(facts, Nesting(most_share=0.2, price=1.0)).all()


def test_a_team_that_committed_classes_make_larger_may_hire_later() -> None:
    facts = growing(None).given.facts
    committed = np.zeros((1, 6))
    committed[0, 0] = 40.0
    rules = replace(facts.class_rules, class_min=np.array([4.0]), committed_heads=committed)
    # the forty are in nesting in weeks 1 and 2, borne; from week 3 on they are heads: 0.2 * (10 + 32.4) / 0.8 > 4
    assert room_for_class(replace(facts, class_rules=rules), Nesting(most_share=0.2))[0].tolist() == [
        False, False, True, True, True, True,
    ]  # fmt: skip

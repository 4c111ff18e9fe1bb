"""Limits of vendors: people up or down in a month, orders that are fixed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.facts import ReleaseRules
from capplan.formulation import Formulation, formulate
from capplan.planning_model import Switch
from tests.formulation.brute_force import People, Work
from tests.milp import Infeasible, optimum
from tests.tiny_contracts import Terms


def _people(opening: float = 4.0, **terms: Any) -> Formulation:
    people = People(
        Terms(unit="paid_hour", rate=25.0, **terms), opening=opening, required_h=(100.0,) * 3 + (900.0,)
    )
    facts, requirement, model = people.given()
    allowed = ReleaseRules(np.array([True]), np.array([0]), np.zeros(1), np.array([np.inf]))
    model = model.model_copy(update={"releases": Switch()})
    return formulate(model, replace(facts, release_rules=allowed), requirement)


def _value(made: Formulation, name: str) -> list[float]:
    return made.program.value(name, optimum(made.arrays)[1])[0].tolist()


def test_no_more_people_start_in_a_month_than_the_vendor_can_bring() -> None:
    assert max(_value(_people(opening=0.0), "hires")) == pytest.approx(2.0)
    assert max(_value(_people(opening=0.0, most_up=1.0), "hires")) == pytest.approx(1.0)


def test_no_more_people_are_released_in_a_month_than_the_contract_allows() -> None:
    free = _value(_people(opening=10.0), "released")
    assert free[0] > 2.0
    assert max(_value(_people(opening=10.0, most_down=1.5), "released")) == pytest.approx(1.5)


def test_committed_classes_count_among_those_who_start() -> None:
    people = People(Terms(unit="paid_hour", rate=25.0, most_up=2.0), opening=0.0)
    facts, requirement, model = people.given()
    promised = replace(
        facts.class_rules,
        committed_classes=np.array([[1.0, 0, 0, 0]]),
        committed_heads=np.array([[1.0, 0, 0, 0]]),
    )
    facts = replace(facts, class_rules=replace(promised, classes_per_period=np.array([2.0])))
    hires = _value(formulate(model, facts, requirement), "hires")
    assert hires[0] == pytest.approx(1.0) and max(hires[1:]) == pytest.approx(2.0)


def _fixed(**terms: Any) -> list[float]:
    work = Work(Terms(unit="productive_hour", lock_kind="fixed", **terms))
    facts, requirement, model = work.given()
    return _value(formulate(model, facts, requirement), "assigned_h")


def test_a_fixed_order_is_kept_within_its_band() -> None:
    # dearer than the other vendor: as little as the band allows; cheaper: as much
    assert _fixed(rate=40.0, locked={0: 4.0}, order_band=0.5) == pytest.approx([2, 0, 0, 0])
    assert _fixed(rate=20.0, locked={0: 4.0}, order_band=0.25) == pytest.approx([5, 4, 6, 6])


def test_without_the_clause_an_order_binds_nobody() -> None:
    work = Work(
        Terms(unit="productive_hour", lock_kind="fixed", rate=40.0, locked={0: 4.0}),
        clauses=(("locks", False),),
    )
    facts, requirement, model = work.given()
    assert _value(formulate(model, facts, requirement), "assigned_h") == pytest.approx([0, 0, 0, 0])


def test_work_outside_the_contract_is_nobody_s() -> None:
    work = Work(Terms(unit="productive_hour", rate=20.0, from_period=1, to_period=3))
    facts, requirement, model = work.given()
    assert _value(formulate(model, facts, requirement), "assigned_h") == pytest.approx([0, 4, 6, 0])


def test_an_order_nobody_can_fill_is_infeasible() -> None:
    people = People(Terms(unit="paid_hour", rate=25.0, lock_kind="fixed", locked={0: 5000.0}))
    facts, requirement, model = people.given()
    with pytest.raises(Infeasible):
        optimum(formulate(model, facts, requirement).arrays)

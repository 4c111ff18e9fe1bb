"""Shortage: strict order, proportion, protected shares."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from capplan.formulation.shortage import order_price
from tests.milp import optimum
from tests.rows import cost_of, row, row_names, week
from tests.tiny import tiny_facts, tiny_model


def short_of_people(
    rules: dict[str, Any] | None,
    priority: tuple[str, ...] = ("P1", "P2"),
    pace: tuple[float, ...] = (0.5, 1.0),
) -> Formulation:
    """A person of 40 hours and two queues of 40 hours; the urgent one is slow work."""
    facts, requirement = tiny_facts([[40.0] * 4, [40.0] * 4], opening=[[1.0]])
    facts = replace(
        facts,
        queues=replace(facts.queues, priority=priority),
        pairs=replace(facts.pairs, pace=np.array(pace)),
    )
    sections: dict[str, Any] = {} if rules is None else {"shortage": rules}
    return formulate(
        tiny_model(4, coverage={"unmet_price": {"P1": 100.0, "P2": 60.0}}, **sections), facts, requirement
    )


def _short(formulation: Formulation) -> list[float]:
    _, x = optimum(formulation.arrays)
    return list(formulation.program.value("short_h", x)[:, 0])


def test_by_price_alone_the_faster_work_is_done_first_and_strictly_the_urgent_work() -> None:
    # an hour of the person saves 0.5 * 100 or 1 * 60
    assert _short(short_of_people({})) == pytest.approx([40.0, 0.0], abs=1e-6)
    assert _short(short_of_people({"order": "strict"})) == pytest.approx([20.0, 40.0])


def test_strict_adds_just_what_no_pace_makes_up_for() -> None:
    formulation = short_of_people({"order": "strict"})
    assert order_price(formulation.given) == pytest.approx({"P2": 0.0, "P1": 1.01 * 2.0 * 60.0 - 100.0})
    assert cost_of(formulation, f"short_h[queue1:en, {week(0)}]") == pytest.approx(121.2)
    steering = {term.name: term.steering for term in formulation.terms}
    assert steering["shortage_order"] and not steering["unmet_hours"]
    # at one pace the prices are in order already
    assert order_price(short_of_people({"order": "strict"}, pace=(1.0, 1.0)).given)["P1"] == 0.0


def test_protected_work_may_stay_short_by_the_rest_only() -> None:
    formulation = short_of_people({"protected": {"P1": 0.25}})
    found = row(formulation, f"protected[queue1:en, {week(0)}]")
    assert (found.terms, found.at_most) == ({f"short_h[queue1:en, {week(0)}]": 1.0}, 30.0)
    assert _short(formulation) == pytest.approx([30.0, 20.0])


def test_in_proportion_queues_of_a_priority_are_short_by_about_the_same_share() -> None:
    rules = {"order": "proportional", "tolerance": 0.1}
    formulation = short_of_people(rules, priority=("P1", "P1"))
    found = row(formulation, f"fair_share[queue1:en, {week(0)}]")
    assert found.terms == pytest.approx(
        {f"short_h[queue1:en, {week(0)}]": 0.5, f"short_h[queue2:en, {week(0)}]": -0.5}
    )
    assert found.at_most == pytest.approx(4.0)
    one, two = _short(formulation)
    assert one - two == pytest.approx(8.0)  # a tenth on each side of the mean
    assert not [
        n for n in row_names(short_of_people(rules)) if n.startswith("fair")
    ]  # nobody to compare with


def test_no_rows_without_the_family() -> None:
    assert not [n for n in row_names(short_of_people(None)) if n.startswith(("fair", "protected"))]

"""The optimum under contracts is the cheapest of all plans as billed: every clause alone, and pairs of clauses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from capplan.formulation import formulate
from tests.formulation.brute_force import People, Work
from tests.formulation.clauses import HEAD_CLAUSES, WORK_CLAUSES
from tests.milp import optimum
from tests.tiny_contracts import Terms


def _terms(base: dict[str, Any], *clauses: dict[str, Any]) -> Terms:
    fields = dict(base)
    for clause in clauses:
        fields |= clause
    year = fields.pop("start_year", None)
    if year is not None:
        # its second year begins within the plan
        fields["start"] = date(year, 3, 1)
    return Terms(**fields)


def _near(names: Iterable[str], most: int) -> list[tuple[str, str]]:
    """Pairs that stand at most so far from each other in a circle: every clause meets twice as many others."""
    circle = list(names)
    return [
        (name, circle[(i + step) % len(circle)])
        for i, name in enumerate(circle)
        for step in range(1, most + 1)
    ]


def _work(*names: str) -> Work:
    return Work(_terms({"unit": "productive_hour", "rate": 32.0}, *(WORK_CLAUSES[name] for name in names)))


def _people(*names: str) -> People:
    return People(_terms({"unit": "paid_hour", "rate": 25.0}, *(HEAD_CLAUSES[name] for name in names)))


@pytest.mark.parametrize("clause", WORK_CLAUSES)
def test_work_under_a_clause_costs_what_the_cheapest_plan_is_billed(clause: str) -> None:
    work = _work(clause)
    assert work.optimum() == pytest.approx(work.cheapest(), abs=0.005)


@pytest.mark.parametrize("clause", HEAD_CLAUSES)
def test_people_under_a_clause_cost_what_the_cheapest_plan_is_billed(clause: str) -> None:
    people = _people(clause)
    assert people.optimum() == pytest.approx(people.cheapest(), abs=0.005)


@pytest.mark.parametrize("clauses", list(combinations(HEAD_CLAUSES, 2)), ids=" with ".join)
def test_people_under_two_clauses(clauses: tuple[str, str]) -> None:
    people = _people(*clauses)
    assert people.optimum() == pytest.approx(people.cheapest(), abs=0.005)


@pytest.mark.parametrize("clauses", _near(WORK_CLAUSES, 4), ids=" with ".join)
def test_work_under_two_clauses(clauses: tuple[str, str]) -> None:
    work = _work(*clauses)
    assert work.optimum() == pytest.approx(work.cheapest(), abs=0.005)


def test_units_that_were_paid_and_not_used_are_drawn_in_the_next_window() -> None:
    # two hours of the first month are paid and not used; the second works two above its commitment and draws them
    terms = Terms(unit="productive_hour", rate=25.0, commit_units=6.0, carry_forward=1.0)
    work = Work(terms, required_h=(4.0, 8.0, 8.0, 4.0))
    facts, requirement, model = work.given()
    made = formulate(model, facts, requirement)
    cost, x = optimum(made.arrays)
    assert cost == pytest.approx(work.cheapest(), abs=0.005)
    assert made.program.value("drawn", x).tolist() == pytest.approx([2.0, 0.0, 0.0])

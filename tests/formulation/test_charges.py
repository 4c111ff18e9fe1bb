"""The optimum under contracts is the cheapest of all plans as billed: every clause alone, and pairs of clauses."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest

from tests.formulation.brute_force import People, Work
from tests.formulation.clauses import HEAD_CLAUSES, WORK_CLAUSES
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


@pytest.mark.parametrize("clauses", list(combinations(WORK_CLAUSES, 2)), ids=" with ".join)
def test_work_under_two_clauses(clauses: tuple[str, str]) -> None:
    work = _work(*clauses)
    assert work.optimum() == pytest.approx(work.cheapest(), abs=0.005)

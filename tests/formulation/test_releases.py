"""Releases: who may be let go, when, and what a plan with too many people does."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.facts import ReleaseRules
from capplan.formulation import Formulation, formulate
from tests.milp import optimum
from tests.rows import column_bounds, cost_of, row, week
from tests.tiny import tiny_facts, tiny_model


def _surplus(releases: bool = True) -> Formulation:
    """Ten people with nothing to do; a week's notice, three a week, severance of a week and a half."""
    rules = ReleaseRules(np.array([True]), np.array([1]), np.array([1500.0]), np.array([3.0]))
    facts, requirement = tiny_facts([[0.0] * 4], opening=[[10.0]], release_rules=rules)
    return formulate(tiny_model(4, **({"releases": {}} if releases else {})), facts, requirement)


def test_nobody_leaves_inside_the_notice_and_no_more_than_the_limit() -> None:
    assert column_bounds(_surplus(), "released") == ([[0.0] * 4], [[0.0, 3.0, 3.0, 3.0]])


def test_without_the_family_or_a_rule_nobody_is_released() -> None:
    assert column_bounds(_surplus(releases=False), "released")[1] == [[0.0] * 4]
    facts, requirement = tiny_facts([[0.0] * 4], opening=[[10.0]])
    assert column_bounds(formulate(tiny_model(4, releases={}), facts, requirement), "released")[1] == [
        [0.0] * 4
    ]


def test_no_limit_is_an_infinite_bound() -> None:
    rules = ReleaseRules(np.array([True]), np.array([0]), np.zeros(1), np.array([np.inf]))
    facts, requirement = tiny_facts([[0.0] * 4], release_rules=rules)
    assert column_bounds(formulate(tiny_model(4, releases={}), facts, requirement), "released")[1] == [
        [np.inf] * 4
    ]


def test_releases_come_from_the_tenured_stock_at_the_start_of_the_period() -> None:
    formulation = _surplus()
    assert row(formulation, f"tenured[TEAM1, {week(2)}]").terms == {
        f"tenured[TEAM1, {week(2)}]": 1.0,
        f"tenured[TEAM1, {week(1)}]": -1.0,
        f"released[TEAM1, {week(2)}]": 1.0,
        f"hires[TEAM1, {week(2)}]": -1.0,
    }
    assert cost_of(formulation, f"released[TEAM1, {week(2)}]") == 1500.0


def test_people_are_released_while_their_wages_exceed_the_severance() -> None:
    # week 1: three weeks of wages saved for 1500; week 2: two weeks; week 3: one week, not worth it
    cost, x = optimum(_surplus().arrays)
    assert cost == pytest.approx(4 * 10 * 1000 - 3 * (3000 - 1500) - 3 * (2000 - 1500))
    assert _surplus().program.value("released", x)[0] == pytest.approx([0, 3, 3, 0])

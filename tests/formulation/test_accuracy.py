"""Accuracy: of the decisions that are made, at least a share is right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import Pairs
from capplan.formulation import Formulation, formulate
from capplan.trust_facts import Accuracy
from tests.milp import optimum
from tests.rows import row, row_names, week
from tests.tiny import at_sites, tiny_facts, tiny_model

DEAR, CHEAP = 40.0, 10.0


def two_teams(
    least: float = 0.96,
    of_pair: tuple[float, ...] = (0.99, 0.99, 0.93, 0.93),
    rules: dict | None = {},  # noqa: B006
) -> Formulation:
    """TEAM1 is dear and right more often than TEAM2; both sell hours; only queue1 has a floor."""
    facts, requirement = at_sites(
        tiny_facts(
            [[100.0] * 4, [50.0] * 4],
            opening=[[0.0]] * 2,
            hazard=[[0.0]] * 2,
            productivity=[[1.0]] * 2,
            unit="productive_hour",
            pairs=Pairs(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([1.0, 1.0, 0.5, 1.0])),
        ),
        [0, 1],
    )
    teams = replace(facts.teams, on_demand=np.array([True, True]), rate=np.array([DEAR, CHEAP]))
    accuracy = Accuracy(np.array(of_pair), np.array([least, np.nan]))
    sections = {} if rules is None else {"accuracy": rules}
    return formulate(tiny_model(4, **sections), replace(facts, teams=teams, accuracy=accuracy), requirement)


def test_a_row_weighs_how_far_decisions_are_above_the_floor() -> None:
    found = row(two_teams(), "accuracy[queue1:en, 2026-Q1]")
    # one contact an hour; TEAM2 makes half a decision in an hour of its own
    expected = {}
    for w in range(4):
        expected[f"assigned_h[TEAM1 on queue1:en, {week(w)}]"] = 0.03
        expected[f"assigned_h[TEAM2 on queue1:en, {week(w)}]"] = -0.03 * 0.5
    assert found.terms == pytest.approx(expected)
    assert (found.at_least, found.at_most) == (0.0, np.inf)


def test_the_dear_team_makes_as_many_decisions_as_the_floor_needs() -> None:
    # half of the decisions each: 50 hours at 40, and 100 hours of half pace at 10; queue2 all at 10
    assert optimum(two_teams().arrays)[0] == pytest.approx(4 * (50 * DEAR + 100 * CHEAP + 50 * CHEAP))
    # without the floor everything goes where it is cheap
    assert optimum(two_teams(rules=None).arrays)[0] == pytest.approx(4 * (200 * CHEAP + 50 * CHEAP))


def test_the_floor_of_the_plan_counts_what_is_known() -> None:
    formulation = two_teams(np.nan, (0.99, 0.99, 0.93, np.nan), {"least": 0.96})
    found = row(formulation, "accuracy_all[all decisions]")
    assert f"assigned_h[TEAM2 on queue2:en, {week(0)}]" not in found.terms
    assert found.terms[f"assigned_h[TEAM1 on queue2:en, {week(0)}]"] == pytest.approx(0.03)


def test_no_rows_without_the_family_or_without_floors() -> None:
    for formulation in (two_teams(rules=None), two_teams(np.nan)):
        assert not [name for name in row_names(formulation) if name.startswith("accuracy")]

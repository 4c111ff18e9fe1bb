"""Transfers: people change team, nobody is made or lost, and cross-training takes its time."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.facts import Pairs, Transfers
from capplan.formulation import Formulation, formulate
from tests.milp import optimum
from tests.rows import column_bounds, cost_of, row, week
from tests.tiny import tiny_facts, tiny_model


def _two_teams(
    learning: int = 1, hazard: tuple[float, float] = (0.0, 0.0), most: float = np.inf, on: bool = True
) -> Formulation:
    """Ten people in TEAM1; from the third week the queue of TEAM2 needs 80 hours, and TEAM2 is empty."""
    arcs = Transfers(
        np.array([0]),
        np.array([1]),
        np.array([learning]),
        np.array([0.5]),
        np.array([100.0]),
        np.array([most]),
    )
    facts, requirement = tiny_facts(
        [[0.0, 0.0, 80.0, 80.0]],
        opening=[[10.0], [0.0]],
        hazard=[[hazard[0]], [hazard[1]]],
        productivity=[[1.0], [1.0]],
        transfers=arcs,
        pairs=Pairs(np.array([1]), np.array([0]), np.ones(1)),
    )
    return formulate(tiny_model(4, **({"transfers": {}} if on else {})), facts, requirement)


def test_transfers_are_off_without_the_family_and_keep_their_limit() -> None:
    assert column_bounds(_two_teams(on=False), "transferred")[1] == [[0.0] * 4]
    assert column_bounds(_two_teams(most=2.0), "transferred") == ([[0.0] * 4], [[2.0] * 4])


def test_the_walk_takes_people_from_one_team_and_gives_them_to_the_other() -> None:
    formulation = _two_teams(learning=2, hazard=(0.1, 0.2))
    moved = [f"transferred[TEAM1 to TEAM2, {week(t)}]" for t in range(4)]
    assert row(formulation, f"tenured[TEAM1, {week(3)}]").terms == pytest.approx(
        {
            f"tenured[TEAM1, {week(3)}]": 1.0,
            f"tenured[TEAM1, {week(2)}]": -0.9,
            moved[3]: 1.0,
            f"released[TEAM1, {week(3)}]": 1.0,
            f"hires[TEAM1, {week(3)}]": -1.0,
        }
    )
    # two weeks of learning at the attrition of the new team, then tenured there
    assert row(formulation, f"tenured[TEAM2, {week(3)}]").terms == pytest.approx(
        {
            f"tenured[TEAM2, {week(3)}]": 1.0,
            f"tenured[TEAM2, {week(2)}]": -0.8,
            moved[1]: -(0.8**2),
            f"released[TEAM2, {week(3)}]": 1.0,
            f"hires[TEAM2, {week(3)}]": -1.0,
        }
    )
    assert row(formulation, f"heads[TEAM2, {week(3)}]").terms == pytest.approx(
        {
            f"heads[TEAM2, {week(3)}]": 1.0,
            f"tenured[TEAM2, {week(3)}]": -1.0,
            moved[2]: -0.8,
            moved[3]: -1.0,
        }
    )
    assert row(formulation, f"productive_heads[TEAM2, {week(3)}]").terms == pytest.approx(
        {
            f"productive_heads[TEAM2, {week(3)}]": 1.0,
            f"tenured[TEAM2, {week(3)}]": -1.0,
            moved[2]: -0.4,
            moved[3]: -0.5,
        }
    )
    assert cost_of(formulation, moved[1]) == 100.0


def test_two_people_learn_in_time_rather_than_four_at_half_speed() -> None:
    formulation = _two_teams()
    cost, x = optimum(formulation.arrays)
    assert cost == pytest.approx(4 * 10 * 1000 + 2 * 100)
    heads = formulation.program.value("heads", x)
    assert heads.sum(axis=0) == pytest.approx([10.0] * 4)
    assert heads[1, 2:] == pytest.approx([2.0, 2.0])


def test_no_learning_time_makes_people_productive_at_once() -> None:
    formulation = _two_teams(learning=0)
    moved = f"transferred[TEAM1 to TEAM2, {week(2)}]"
    assert row(formulation, f"tenured[TEAM2, {week(2)}]").terms[moved] == -1.0
    assert moved not in row(formulation, f"heads[TEAM2, {week(2)}]").terms
    assert optimum(formulation.arrays)[0] == pytest.approx(4 * 10 * 1000 + 2 * 100)

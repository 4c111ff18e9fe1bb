"""Presence: people of a language at a desk, in every hour of a block."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from capplan.trust_facts import Presence, Trust
from tests.milp import Infeasible, optimum
from tests.rows import row, row_names, week
from tests.tiny import tiny_facts, tiny_model


def desk(
    rules: dict[str, object] | None, heads: tuple[float, float] = (5.0, 5.0), on_demand: bool = False
) -> Formulation:
    """Two teams of a language; the second is on duty in eight of the 24 hours of a desk for one person."""
    facts, requirement = tiny_facts(
        [[0.0] * 4], opening=[[heads[0]], [heads[1]]], hazard=[[0.0], [0.0]], productivity=[[1.0], [1.0]]
    )
    presence = Presence(
        ("en 00:00-00:00",), ("en",), np.ones(1), np.zeros(2, int), np.array([16.0, 8.0]),
        np.array([[True, True], [False, True]]),
    )  # fmt: skip
    teams = replace(facts.teams, on_demand=np.array([False, on_demand]))
    sections = {} if rules is None else {"presence": rules}
    return formulate(
        tiny_model(4, **sections), replace(facts, teams=teams, trust=Trust(presence=presence)), requirement
    )


def test_every_part_of_a_desk_asks_for_its_hours_of_those_on_duty_then() -> None:
    formulation = desk({"price": 1.0})
    found = row(formulation, f"presence[en 00:00-00:00 part 2, {week(1)}]")
    assert found.terms == {
        f"stand_h[TEAM1 at en 00:00-00:00 part 2, {week(1)}]": 1.0,
        f"stand_h[TEAM2 at en 00:00-00:00 part 2, {week(1)}]": 1.0,
        f"absent_h[en 00:00-00:00 part 2, {week(1)}]": 1.0,
    }
    assert found.at_least == pytest.approx(56.0)
    assert row(formulation, f"presence[en 00:00-00:00 part 1, {week(1)}]").at_least == pytest.approx(112.0)


def test_the_hours_of_a_team_are_those_of_its_people_with_over_and_undertime() -> None:
    found = row(desk({}), f"presence_hours[TEAM1, {week(0)}]")
    assert found.terms == {
        f"stand_h[TEAM1 at en 00:00-00:00 part 1, {week(0)}]": 1.0,
        f"stand_h[TEAM1 at en 00:00-00:00 part 2, {week(0)}]": 1.0,
        f"productive_heads[TEAM1, {week(0)}]": -40.0,
        f"overtime_h[TEAM1, {week(0)}]": -1.0,
        f"undertime_h[TEAM1, {week(0)}]": 1.0,
    }
    assert found.at_most == 0.0


def test_hours_bought_stand_too() -> None:
    found = row(desk({}, on_demand=True), f"presence_hours[TEAM2, {week(0)}]")
    assert found.terms[f"assigned_h[TEAM2 on queue1:en, {week(0)}]"] == -1.0


def test_a_seat_around_the_clock_takes_168_hours_whoever_works_by_day() -> None:
    # nights are 112 hours, 2.8 people of 40; days 56 hours, 1.4 people
    optimum(desk({}, heads=(2.8, 1.4)).arrays)
    optimum(desk({}, heads=(4.2, 0.0)).arrays)
    for heads in ((2.7, 5.0), (3.0, 1.1)):
        with pytest.raises(Infeasible):
            optimum(desk({}, heads=heads).arrays)


def test_with_a_price_the_empty_hours_are_paid_from_the_first_period_on() -> None:
    formulation = desk({"price": 10.0, "first_period": 1}, heads=(2.0, 5.0))
    _, x = optimum(formulation.arrays)
    absent = x[formulation.program.column_blocks["absent_h"].index]
    assert absent == pytest.approx(np.array([[32.0] * 3, [0.0] * 3]))


def test_no_rows_without_the_family() -> None:
    assert not [name for name in row_names(desk(None)) if name.startswith("presence")]

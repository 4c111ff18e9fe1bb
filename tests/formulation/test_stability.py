"""Stability: a price on hours that move, and no crumbs of a queue."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.facts import Backlog
from capplan.formulation import Formulation, formulate
from tests.milp import optimum
from tests.rows import cost_of, row, row_names, week
from tests.tiny import tiny_facts, tiny_model

ON_1, ON_2 = "TEAM1 on queue1:en", "TEAM2 on queue1:en"


def two_teams(
    required_h: list[float], heads: tuple[float, float] = (1.0, 1.0), **stability: float
) -> Formulation:
    facts, requirement = tiny_facts(
        [required_h], opening=[[heads[0]], [heads[1]]], hazard=[[0.0], [0.0]], productivity=[[1.0], [1.0]]
    )
    return formulate(tiny_model(len(required_h), stability=stability), facts, requirement)


def test_hours_moved_are_counted_where_they_arrive() -> None:
    formulation = two_teams([40.0] * 4, move_price=2.0)
    moved = f"moved_h[{ON_1}, {week(1)}]"
    now, before = f"assigned_h[{ON_1}, {week(1)}]", f"assigned_h[{ON_1}, {week(0)}]"
    found = row(formulation, f"moved_hours[{ON_1}, {week(1)}]")
    assert found.terms == {moved: 1.0, now: -1.0, before: 1.0}
    assert (found.at_least, found.at_most) == (0.0, np.inf)
    assert cost_of(formulation, moved) == 2.0
    assert f"moved_hours[{ON_1}, {week(0)}]" not in row_names(formulation)


def test_hours_that_rise_are_paid_once_and_hours_that_fall_not_again() -> None:
    facts, requirement = tiny_facts(
        [[10.0, 30.0, 30.0, 20.0]], opening=[[1.0]], real_time=False, turnaround=0.0
    )
    formulation = formulate(tiny_model(4, stability={"move_price": 2.0}), facts, requirement)
    assert optimum(formulation.arrays)[0] == pytest.approx(4 * 1000 + 2.0 * 20)


def test_a_priced_move_keeps_work_where_it_is() -> None:
    # both teams may take both queues: the 20 hours more are all that moves
    facts, requirement = tiny_facts(
        [[30.0, 30.0, 30.0, 30.0], [10.0, 30.0, 10.0, 10.0]],
        opening=[[1.0], [1.0]],
        hazard=[[0.0]] * 2,
        productivity=[[1.0]] * 2,
        real_time=False,
        turnaround=0.0,
    )
    formulation = formulate(tiny_model(4, stability={"move_price": 2.0}), facts, requirement)
    cost, x = optimum(formulation.arrays)
    assert cost == pytest.approx(4 * 2 * 1000 + 2.0 * 20)
    assert formulation.program.value("moved_h", x).sum() == pytest.approx(20.0)


def test_a_team_takes_a_queue_for_a_block_or_leaves_it() -> None:
    formulation = two_teams([50.0] * 5, least_h=15.0, block_periods=2)
    least = row(formulation, f"least_hours[{ON_2}, {week(3)}]")
    assert least.terms == {f"assigned_h[{ON_2}, {week(3)}]": 1.0, f"takes[{ON_2}, {week(2)}]": -15.0}
    assert (least.at_least, least.at_most) == (0.0, np.inf)
    most = row(formulation, f"most_hours[{ON_2}, {week(4)}]")
    assert most.terms == {f"assigned_h[{ON_2}, {week(4)}]": 1.0, f"takes[{ON_2}, {week(4)}]": -50.0}
    assert (most.at_least, most.at_most) == (-np.inf, 0.0)
    takes = formulation.program.column_blocks["takes"].index
    assert takes.shape == (2, 3)
    assert formulation.arrays.integer[takes].all()


def test_the_most_a_queue_can_need_counts_what_waits() -> None:
    facts, requirement = tiny_facts(
        [[20.0, 30.0, 10.0, 4.0]],
        real_time=False,
        turnaround=1.0,
        backlog=Backlog(np.array([6.0]), np.array([1.0])),
    )
    formulation = formulate(tiny_model(4, stability={"least_h": 15.0}), facts, requirement)
    taken = f"takes[{ON_1}, {week(0)}]"
    bounds = [-row(formulation, f"most_hours[{ON_1}, {week(t)}]").terms[taken] for t in range(4)]
    assert bounds == [20 + 6, 30 + 20, 10 + 30, 15]


def test_no_crumbs_even_if_hours_stay_unmet() -> None:
    # 40 hours of TEAM1 leave 5 hours; TEAM2 has 40 to give, and 15 of them are the least it may
    free = optimum(two_teams([45.0] * 4, least_h=15.0).arrays)
    assert free[0] == pytest.approx(4 * 2 * 1000)
    # with one quarter of a head TEAM2 has 10 hours: fewer than the least, so it takes nothing
    cost, x = optimum(two_teams([45.0] * 4, (1.0, 0.25), least_h=15.0).arrays)
    assert cost == pytest.approx(4 * (1250 + 5 * 60))
    assert two_teams([45.0] * 4, (1.0, 0.25), least_h=15.0).program.value("assigned_h", x)[
        1
    ] == pytest.approx([0.0] * 4)


def test_without_settings_nothing_is_added() -> None:
    assert not {"takes", "moved_h"} & set(two_teams([40.0] * 4).program.column_blocks)

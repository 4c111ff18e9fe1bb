"""Seats: heads in production, by site, without those who work from home."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.formulation import formulate
from tests.milp import Infeasible, optimum
from tests.rows import row, row_names, week
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model

ONE = [[0.0], [0.0], [0.0]]


def test_every_site_counts_its_own_heads_that_need_a_seat() -> None:
    tiny = tiny_facts([[0.0] * 4], opening=ONE, hazard=ONE, productivity=[[1.0]] * 3)
    facts, requirement = at_sites(tiny, [0, 1, 0], seats=[12, np.inf], work_from_home=[0.25, 0.0])
    formulation = formulate(tiny_model(4, seats={}), facts, requirement)
    seats = row(formulation, f"seats[SITE1, {week(2)}]")
    assert seats.terms == {f"heads[TEAM1, {week(2)}]": 0.75, f"heads[TEAM3, {week(2)}]": 0.75}
    assert (seats.at_least, seats.at_most) == (-np.inf, 12.0)
    assert row(formulation, f"seats[SITE2, {week(0)}]").at_most == np.inf
    assert formulation.program.row_blocks["seats"].rule


def test_without_the_family_there_are_no_seats() -> None:
    facts, requirement = tiny_facts([[0.0] * 4])
    assert not [
        name for name in row_names(formulate(tiny_model(4), facts, requirement)) if name.startswith("seats")
    ]


def test_seats_limit_how_many_are_hired() -> None:
    # an unmet hour is dearer than a head, so all ten would be hired
    tiny = tiny_facts([[400.0] * 4], class_rules=class_rules(4))
    facts, requirement = at_sites(tiny, [0], seats=[6], work_from_home=[0.25])
    cost, x = optimum(formulate(tiny_model(4, hiring={}, seats={}), facts, requirement).arrays)
    # 8 heads at 75 % in the office use 6 seats: 320 of 400 hours
    assert cost == pytest.approx(4 * (8 * 1000 + 80 * 60))


def test_more_people_than_seats_at_the_start_is_no_plan() -> None:
    facts, requirement = at_sites(tiny_facts([[0.0] * 4], opening=[[9.0]]), [0], seats=[8])
    with pytest.raises(Infeasible):
        optimum(formulate(tiny_model(4, seats={}), facts, requirement).arrays)

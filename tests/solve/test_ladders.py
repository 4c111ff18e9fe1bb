"""Ladders: whole people for a quantity, rung by rung."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.formulation import formulate
from capplan.guide import guide
from capplan.solve import Ladder, Outcome, SolveOptions, solve
from capplan.solve.ladders import _lower, _rung, climb, let_go
from tests.milp import optimum
from tests.solve.searches import random_plan, relaxation

LEADS = Ladder(
    quantity=0, stops=np.array([0.0, 12.0, 24.0, 28.0, 36.0]), columns=np.array([1, 2]),
    values=np.array([[0, 0], [1, 1], [2, 1], [3, 1], [3, 2]], float),
)  # fmt: skip


@pytest.mark.parametrize(("quantity", "rung"), [(0.0, 0), (12.0, 1), (12.1, 2), (24.0000001, 2), (99.0, 4)])
def test_a_quantity_stands_on_the_lowest_rung_that_it_does_not_pass(quantity: float, rung: int) -> None:
    assert _rung(LEADS, np.array([quantity, 0.0, 0.0])) == rung


def test_the_lower_rung_that_saves_most_for_what_it_takes_is_tried_first() -> None:
    # from 30 people on rung 36: 28 saves one of the second kind for 2 people, 24 is too far
    cost = np.array([0.0, 50.0, 90.0])
    assert _lower(LEADS, 30.0, 4, cost) == [3]
    assert _lower(LEADS, 25.5, 3, cost) == [2]
    # 24 is more than 7 % below 26
    assert _lower(LEADS, 26.0, 3, cost) == []
    # 29 people on a ladder of every single one: one less for 90, or two less for 140 in all
    fine = Ladder(
        0, np.array([27.0, 28.0, 29.0]), np.array([1, 2]), np.array([[2, 1], [3, 1], [3, 2]], float)
    )
    assert _lower(fine, 29.0, 2, cost) == [1, 0]


@pytest.mark.parametrize(("missed", "leads", "cost"), [(20.0, 1.0, 90.0), (200.0, 2.0, 131.5)])
def test_the_cheaper_rung_is_held_with_the_quantity_below_its_stop(make_program, missed, leads, cost) -> None:
    # 10.5 people at 3, or missed; a lead at 50 for every 10: two of them, or one and half a person missed
    arrays = make_program(
        [3.0, 50.0, missed], [[1.0, 0.0, 1.0], [-1.0, 10.0, 0.0]], at_least=[10.5, 0.0],
        upper=[30.0, 9.0, np.inf], integer=[False, True, False],
    )  # fmt: skip
    ladder = Ladder(0, np.array([0.0, 10.0, 20.0, 30.0]), np.array([1]), np.arange(4.0)[:, None])
    relaxed = relaxation(arrays)
    x = relaxed.solve()
    assert x == pytest.approx([10.5, 1.05, 0.0])
    found = climb(relaxed, x, [ladder])
    assert found[1] == leads and relaxed.objective == pytest.approx(cost)
    assert (relaxed.lower[:2].tolist(), relaxed.upper[:2].tolist()) == ([0.0, leads], [10.0 * leads, leads])
    # what is held already stays
    assert climb(relaxed, found, [ladder]) is found
    let_go(relaxed, [ladder])
    assert (relaxed.lower[:2].tolist(), relaxed.upper[:2].tolist()) == ([0.0, 0.0], [30.0, 9.0])


def test_every_ladder_of_the_guide_is_what_the_roles_need() -> None:
    for seed in (1, 6, 11):
        made = random_plan(seed)
        index = made.program.column_blocks["role_heads"].index
        found = guide(made).ladders
        assert sorted(np.concatenate([ladder.columns for ladder in found]).tolist()) == sorted(
            index.ravel().tolist()
        )
        for ladder in found:
            assert (np.diff(ladder.stops) > 0).all()
            assert (np.diff(ladder.values, axis=0) >= 0).all()
            # a lead for every 4, QA for every 9
            assert (ladder.values * [4.0, 9.0] >= ladder.stops[:, None] - 1e-9).all()
            assert ((ladder.values - 1.0) * [4.0, 9.0] < ladder.stops[:, None]).all()


def test_with_support_roles_the_search_finds_the_optimum() -> None:
    made = random_plan(1)
    found = solve(made.arrays, SolveOptions("highs", gap=1e-9), None, guide(made))
    assert found.outcome is Outcome.WITHIN_GAP
    again = formulate(made.given.model, made.given.facts, made.given.requirement)
    assert found.objective == pytest.approx(optimum(again.arrays)[0], rel=1e-7)

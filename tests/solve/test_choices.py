"""Choices and decisions before the dive: what follows from a quantity, and what is tried both ways."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.formulation import formulate
from capplan.guide import guide
from capplan.solve import Choice, Guide, Outcome, SolveOptions, solve
from capplan.solve.choices import options_at, other_way, rounded, taken_at, torn, torn_choices, values_of
from capplan.solve.handover import read_task, write_task
from tests.formulation.brute_force import Chosen, People, Work
from tests.formulation.test_selection import CANDIDATE
from tests.milp import optimum
from tests.tiny_contracts import Terms

TIERS = Choice(quantity=0, options=np.array([1, 2, 3]), lower=np.array([0.0, 100.0, 250.0]))
RELIEF = Choice(quantity=4, options=np.array([-1, 5]), lower=np.array([0.0, 60.0]))


@pytest.mark.parametrize(
    ("quantity", "option"), [(0.0, 0), (99.0, 0), (99.99999, 1), (100.0, 1), (249.0, 1), (9999.0, 2)]
)
def test_an_option_holds_from_its_threshold_on(quantity: float, option: int) -> None:
    x = np.array([quantity, 0.0, 0.0, 0.0, 0.0, 0.0])
    assert taken_at(x, [TIERS]).tolist() == [option]


def test_options_without_a_column_leave_the_others_at_zero() -> None:
    x = np.array([120.0, 0.0, 0.0, 0.0, 10.0, 0.0])
    columns, values = options_at(x, [TIERS, RELIEF])
    assert columns.tolist() == [1, 2, 3, 5]
    assert values.tolist() == [0, 1, 0, 0]
    assert values_of([RELIEF], np.array([1])).tolist() == [1]


def test_behind_a_shut_gate_no_option_is_taken() -> None:
    gated = Choice(0, np.array([1, 2]), np.array([0.0, 5.0]), np.array([3]), np.array([-1.0]), 1.0)
    assert taken_at(np.array([7.0, 0, 0, 0.0]), [gated]).tolist() == [1]
    assert options_at(np.array([7.0, 0, 0, 1.0]), [gated])[1].tolist() == [0, 0]


def test_a_torn_choice_lists_the_option_that_is_mixed_most_or_the_one_beside() -> None:
    # (quantity, options of TIERS): 120 lies in the second, which is not taken at all
    x = np.array([120.0, 0.4, 0.0, 0.6, 10.0, 0.0])
    assert torn_choices(x, [TIERS, RELIEF]) == [(0, [2])]
    x = np.array([80.0, 0.7, 0.0, 0.3, 10.0, 0.0])
    assert torn_choices(x, [TIERS, RELIEF]) == [(0, [2])]
    # of the third there is too little for a try
    x = np.array([80.0, 0.81, 0.0, 0.19, 10.0, 0.0])
    assert torn_choices(x, [TIERS, RELIEF]) == [(0, [1])]
    x = np.array([300.0, 0.19, 0.0, 0.81, 10.0, 0.0])
    assert torn_choices(x, [TIERS, RELIEF]) == [(0, [1])]
    # no relief at all is an option without a column
    x = np.array([80.0, 1.0, 0.0, 0.0, 10.0, 0.5])
    assert torn_choices(x, [TIERS, RELIEF]) == [(1, [1])]


def test_the_choice_that_is_most_in_parts_comes_first_with_as_many_options_as_are_asked_for() -> None:
    x = np.array([80.0, 0.7, 0.0, 0.3, 70.0, 0.5])
    assert torn_choices(x, [TIERS, RELIEF], 2) == [(1, [0]), (0, [2, 1])]
    x = np.array([80.0, 0.4, 0.3, 0.3, 70.0, 0.5])
    assert torn_choices(x, [TIERS, RELIEF]) == [(0, [1]), (1, [0])]


def test_a_choice_that_is_made_or_shut_is_not_torn() -> None:
    x = np.array([80.0, 1.0, 0.0, 0.0, 10.0, 0.0])
    assert torn_choices(x, [TIERS, RELIEF]) == []
    x = np.array([80.0, 0.99, 0.0, 0.01, 10.0, 0.0])
    assert torn_choices(x, [TIERS, RELIEF]) == []
    shut = Choice(0, np.array([1, 2]), np.array([0.0, 50.0]), np.array([4]), np.array([1.0]), 0.0)
    assert torn_choices(np.array([80.0, 0.5, 0.5, 0.0, 0.4]), [shut]) == []
    assert torn_choices(np.array([80.0, 0.5, 0.5, 0.0, 0.6]), [shut]) == [(0, [0])]


def test_a_decision_is_taken_when_its_shares_come_to_a_half() -> None:
    shares = np.array([[0.3, 0.3, 0.0], [0.1, 0.0, 0.2], [0.0, 1.0, 0.0]])
    assert rounded(shares).tolist() == [[0, 1, 0], [0, 0, 0], [0, 1, 0]]
    assert torn(shares).tolist() == [0, 1]
    assert other_way(shares, rounded(shares), 0)[0].tolist() == [0, 0, 0]
    assert other_way(shares, rounded(shares), 1)[1].tolist() == [0, 0, 1]


def test_a_guide_with_choices_reaches_the_worker_whole(tmp_path) -> None:
    gated = Choice(0, np.array([1, 2]), np.array([0.0, 5.0]), np.array([3]), np.array([-1.0]), 0.0)
    asked = Guide((np.array([[1, 2]]),), (np.array([[5, 6]]),), (TIERS, gated), aside=np.array([7]))
    facts, requirement, model = Work(Terms(unit="productive_hour")).given()
    write_task(tmp_path, formulate(model, facts, requirement).arrays, SolveOptions(), asked)
    _, _, read = read_task(tmp_path)
    assert [index.tolist() for index in (*read.series, *read.decisions, read.aside)] == [
        [[1, 2]],
        [[5, 6]],
        [7],
    ]
    for one, other in zip(asked.choices, read.choices, strict=True):
        assert {name: np.asarray(value).tolist() for name, value in vars(one).items()} == {
            name: np.asarray(value).tolist() for name, value in vars(other).items()
        }


SEARCHED = {
    "all-units tiers": People(
        Terms(rate=25.0, tiers=((0.0, 0.0), (850.0, 6.0)), tier_kind="all_units", commit_units=900.0)
    ),
    "carry-forward": People(Terms(rate=25.0, commit_units=800.0, carry_forward=0.5)),
    "a candidate": Chosen(Terms(**CANDIDATE, tiers=((0.0, 0.0), (300.0, 9.0)), tier_kind="all_units")),
    "an end": Chosen(
        Terms(rate=20.0, may_end=True, baseline_units=320.0, dead_band=0.1, additional_charge=22.0,
              reduced_charge=12.0),
        opening=2.0, leave=0.1, required_h=(320.0, 320.0, 320.0, 0.0, 0.0, 0.0),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEARCHED)
def test_the_search_with_contracts_finds_the_optimum(name: str) -> None:
    facts, requirement, model = SEARCHED[name].given()
    made = formulate(model, facts, requirement)
    found = solve(made.arrays, SolveOptions("highs", gap=1e-9), None, guide(made))
    assert found.outcome is Outcome.WITHIN_GAP
    assert found.objective == pytest.approx(optimum(made.arrays)[0], rel=1e-7)

"""Yes or no before all else, by hand: 30 hours, by a site that is opened now or next week, or missed at 5 each."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.solve.decide import decide
from capplan.solve.relaxation import Relaxation
from tests.solve.searches import relaxation

OPENS = np.array([[0, 1]])


def opened(make_program, fee: float, most_missed: float = 30.0, most: float = 1.0) -> Relaxation:
    """Columns: opened now, opened next week (dearer by 1), missed hours; an open site works 100 hours."""
    return relaxation(
        make_program(
            [fee, fee + 1.0, 5.0], [[100.0, 100.0, 1.0], [1.0, 1.0, 0.0]],
            at_least=[30.0, -np.inf], at_most=[np.inf, 1.0], upper=[most, most, most_missed],
            integer=[True, True, False],
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fee", "both", "opens", "cost"),
    [
        # three tenths of the fee are less than 150, so the relaxation opens it in part
        (100.0, False, 0.0, 150.0),
        (100.0, True, 1.0, 100.0),
        (400.0, True, 0.0, 150.0),
        # too dear even in part
        (600.0, True, 0.0, 150.0),
    ],
)
def test_a_torn_decision_is_tried_both_ways(make_program, fee, both, opens, cost) -> None:
    relaxed = opened(make_program, fee)
    found = decide(relaxed, relaxed.solve(), OPENS, both)
    assert found is not None and found[[0, 1]].tolist() == [opens, 0.0]
    assert relaxed.objective == pytest.approx(cost)
    assert relaxed.lower[[0, 1]].tolist() == relaxed.upper[[0, 1]].tolist() == [opens, 0.0]


def test_where_no_is_no_answer_it_is_yes(make_program) -> None:
    relaxed = opened(make_program, 400.0, most_missed=10.0)
    found = decide(relaxed, relaxed.solve(), OPENS, True)
    assert found is not None and found.tolist() == [1.0, 0.0, 0.0]


def test_where_yes_is_no_answer_it_is_no(make_program) -> None:
    relaxed = opened(make_program, 1.0, most=0.9)
    x = np.array([0.9, 0.0, 0.0])
    found = decide(relaxed, x, OPENS, False)
    assert found is not None and found.tolist() == [0.0, 0.0, 30.0]


def test_without_an_answer_there_is_none(make_program) -> None:
    relaxed = opened(make_program, 1.0, most_missed=10.0, most=0.9)
    x = relaxed.solve()
    assert decide(relaxed, x, OPENS, True) is None
    assert relaxed.upper[[0, 1]].tolist() == [0.9, 0.9]


def test_nothing_to_decide_is_decided(make_program) -> None:
    relaxed = opened(make_program, 1.0)
    x = relaxed.solve()
    assert decide(relaxed, x, np.zeros((0, 1), np.int64), True) is x

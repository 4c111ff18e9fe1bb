from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.shifts import Covering, Prices, Tours
from capplan.shifts.gaps import gaps
from tests.shifts.coverings import shifts_by_hand, solved

HOURS = np.array([0, 0, 2, 2, 0, 1, 1, 1], float)


def test_nothing_is_short() -> None:
    assert gaps(solved(Covering(HOURS, shifts_by_hand([(2, 6)], per_day=8), Prices(9.0)))) == []


def test_no_shift_may_be_worked_then_and_the_nearest_would_have_to_move() -> None:
    shifts = shifts_by_hand([(4, 2), (2, 2)], per_day=8)
    (gap,) = gaps(solved(Covering(HOURS, shifts, Prices(9.0))))
    assert (gap.first, gap.last, gap.reason, gap.most, gap.short) == (6, 7, "no_shift", 1.0, 2.0)
    assert (gap.shift, gap.moved, gap.filled, gap.remedy_cost) == (0, 1, 1.0, 1.0)
    late = shifts_by_hand([(5, 3)], per_day=8)
    (gap,) = gaps(solved(Covering(HOURS, late, Prices(9.0))))
    assert (gap.first, gap.last, gap.reason, gap.moved, gap.filled) == (2, 3, "no_shift", -3, 2.0)


def test_a_limit_on_people() -> None:
    shifts = replace(shifts_by_hand([(2, 2), (5, 3)], per_day=8), most=np.array([[1.0], [9.0]]))
    (gap,) = gaps(solved(Covering(HOURS, shifts, Prices(9.0))))
    assert (gap.reason, gap.shift, gap.filled) == ("people_limit", 0, 2.0)


def test_a_price_that_one_more_person_is_not_worth() -> None:
    shifts = shifts_by_hand([(2, 2), (5, 3), (5, 2)], per_day=8, cost=[1.0, 5.0, 5.0])
    (gap,) = gaps(solved(Covering(HOURS, shifts, Prices(1.0))))
    assert (gap.reason, gap.first, gap.last, gap.shift, gap.remedy_cost, gap.filled) == (
        "price",
        5,
        7,
        1,
        5.0,
        3.0,
    )


@pytest.mark.parametrize(
    ("heads", "most", "on", "reason"),
    [(1.0, 9.0, True, "heads"), (9.0, 1.0, True, "tour_limit"), (9.0, 9.0, False, "no_tour")],
)
def test_tours_that_stand_in_the_way(heads: float, most: float, on: bool, reason: str) -> None:
    shifts = shifts_by_hand([(1, 2)], days=2, per_day=4)
    tours = Tours(
        ("t",), ("11",), np.array([0]), np.array([[True, on]]), np.array([[True]]), np.array([3.0]),
        np.array([0]), np.array([most]), heads,
    )  # fmt: skip
    required = np.array([0, 1, 1, 0, 0, 2, 2, 0], float)
    found = gaps(solved(Covering(required, shifts, Prices(9.0), tours=tours)))
    assert [(gap.first, gap.last, gap.reason) for gap in found] == [(5, 6, reason)]
    # the days of the tour, and the tour itself; the other day needs nobody more
    assert (found[0].remedy_cost, found[0].filled) == ((5.0, 2.0) if on else (1.0, 2.0))

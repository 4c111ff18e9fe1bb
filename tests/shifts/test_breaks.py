from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.shifts import Breaks, Covering, Prices
from capplan.shifts.breaks import places
from capplan.shifts.solved import build
from tests.shifts.coverings import one_break, shifts_by_hand, solved


def test_places_are_every_begin_of_every_window() -> None:
    breaks = Breaks(("a", "b"), np.array([0, 0]), np.array([1, 1]), np.array([2, 5]), np.array([4, 5]))
    of_break, after = places(breaks)
    assert of_break.tolist() == [0, 0, 0, 1]
    assert after.tolist() == [2, 3, 4, 5]


def test_breaks_go_where_fewest_are_required() -> None:
    shifts = shifts_by_hand([(0, 8)], per_day=8, cost=[0.0])
    required = np.array([2, 2, 2, 0, 2, 1, 2, 2], float)
    case = Covering(required, shifts, Prices(1.0), one_break(shifts, 2, 5))
    found = solved(replace(case, shifts=replace(shifts, most=np.array([[2.0]]))))
    assert found.short.sum() == 0.0
    assert found.people.tolist() == [[2.0]]
    assert np.flatnonzero(found.on_break).tolist() in ([3], [3, 5])
    assert found.staffed.tolist() == (found.present - found.on_break).tolist()


def test_a_window_that_ends_before_the_lull_takes_a_second_person() -> None:
    shifts = shifts_by_hand([(0, 8)], per_day=8, cost=[0.1])
    required = np.array([1, 1, 1, 1, 1, 0, 1, 1], float)
    free, early = (
        solved(Covering(required, shifts, Prices(1.0), one_break(shifts, 2, last))).people.sum()
        for last in (5, 4)
    )
    # each of two stands in while the other is away
    assert (free, early) == (1.0, 2.0)


def test_everybody_takes_every_break_within_the_cycle() -> None:
    shifts = shifts_by_hand([(6, 4), (2, 3)], per_day=8)
    breaks = Breaks(
        ("a", "b", "a"), np.array([0, 0, 1]), np.array([1, 1, 1]), np.array([0, 2, 1]), np.array([1, 3, 1])
    )
    found = solved(Covering(np.ones(8), shifts, Prices(4.0), breaks, cyclic=True))
    of_break, _ = places(breaks)
    taken = np.zeros((3, 1))
    np.add.at(taken, of_break, found.away)
    assert taken == pytest.approx(found.people[breaks.shift])
    assert found.on_break.sum() == pytest.approx(2 * found.people[0, 0] + found.people[1, 0])


def test_the_row_of_a_break() -> None:
    shifts = shifts_by_hand([(0, 4)], per_day=4)
    program = build(Covering(np.ones(4), shifts, Prices(1.0), one_break(shifts, 1, 2)))
    row = program.row_blocks["taken"].index[0, 0]
    line = program.arrays().matrix[[row]].tocoo()
    entries = {program.column_name(int(j)): float(v) for j, v in zip(line.col, line.data, strict=True)}
    assert entries == {
        "away[s0 00:00 4 meal+1, 0]": 1.0,
        "away[s0 00:00 4 meal+2, 0]": 1.0,
        "people[s0 00:00 4, 0]": -1.0,
    }

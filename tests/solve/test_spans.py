"""Spans of time: which columns are open in them, and moves that go together or do not."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.program import Axis, Program
from capplan.solve.parts.spans import NO_PERIOD, spans_of, together
from capplan.solve.parts.split import Split

PERIODS = 30


def program() -> tuple[Split, dict[str, np.ndarray], np.ndarray]:
    """Hours of two sites in 30 periods; those of the first are billed by halves of the time, a flag is whole."""
    sites, periods = Axis("site", ("own", "vendor")), Axis("period", tuple(str(t) for t in range(PERIODS)))
    halves, one = Axis("half", ("first", "second")), Axis("flag", ("yes",))
    made = Program()
    hours = made.columns("hours", (sites, periods), upper=10.0, cost=1.0)
    heads = made.columns("heads", (sites, periods), integer=True)
    billed = made.columns("billed", (halves,), cost=2.0)
    drawn = made.columns("drawn", (one,), cost=1.0)
    loose = made.columns("loose", (one,), cost=1.0)
    bill = made.rows("bill", (halves,), equal=0.0)
    bill.add(billed.index, -1.0)
    bill.add(hours.index[0].reshape(2, 15).T)
    draw = made.rows("draw", (one,), at_least=0.0)
    draw.add(drawn.index)
    draw.add(billed.index[1:], -1.0)
    work = made.rows("work", (periods,), at_least=5.0, at_most=12.0)
    work.add(hours.index)
    people = made.rows("people", (sites, periods), at_most=0.0)
    people.add(hours.index)
    people.add(heads.index, -8.0)
    period = np.full(made.column_count, NO_PERIOD)
    for block in (hours, heads):
        period[block.index] = np.arange(PERIODS)
    index = {block.name: block.index for block in (hours, heads, billed, drawn, loose)}
    part = np.zeros(made.column_count, np.int64)
    part[hours.index[1]] = part[heads.index[1]] = 1
    return Split.of(made.arrays(), part), index, period


@pytest.mark.parametrize(("shifted", "ends"), [(False, [0, 13, 26, 30]), (True, [0, 7, 20, 30])])
def test_spans_hold_the_hours_of_their_periods_once_and_no_whole_number(shifted, ends):
    split, index, period = program()
    spans = spans_of(split, period, shifted)
    of_time = [columns[period[columns] >= 0] for columns in spans]
    assert np.array_equal(np.sort(np.concatenate(of_time)), np.sort(index["hours"].ravel()))
    # the first and the third, which nothing joins, come before the one between them
    assert [period[columns].min() for columns in of_time] == [ends[0], ends[2], ends[1]]
    assert [period[columns].max() + 1 for columns in of_time] == [ends[1], ends[3], ends[2]]


@pytest.mark.parametrize("shifted", [False, True])
@pytest.mark.parametrize("count", [1, 6, 12, 13, 14, 27])
def test_whatever_the_number_of_periods_no_hour_is_left_out(count, shifted):
    split, index, period = program()
    spans = spans_of(split, np.minimum(period, count - 1), shifted)
    held = np.concatenate([columns[period[columns] >= 0] for columns in spans])
    assert np.array_equal(np.sort(held), np.sort(index["hours"].ravel()))


def test_what_belongs_to_no_period_is_open_with_what_it_counts():
    split, index, period = program()
    first, last, between = spans_of(split, period, False)
    timeless = [set(columns[period[columns] < 0]) for columns in (first, last, between)]
    early, late = index["billed"]
    drawn = index["drawn"][0]
    assert timeless == [{early}, {late, drawn}, {early, late, drawn}]


def test_without_periods_there_are_no_spans():
    split, _, period = program()
    assert spans_of(split, np.full(len(period), NO_PERIOD), False) == []


def test_moves_add_up_and_what_breaks_a_row_is_left_out():
    split, index, _ = program()
    x = np.zeros(split.arrays.shape[1])
    x[index["hours"]], x[index["heads"]] = 5.0, 1.0
    x[index["billed"]] = x[index["drawn"]] = 75.0
    own, vendor = index["hours"][:, 3]
    early = index["billed"][0]
    # two hours less each in what both count; more than twelve hours or less than five in the week break it
    less = (np.array([own, early]), np.array([-2.0, -2.0]))
    other = (np.array([index["hours"][0, 4], early]), np.array([-2.0, -2.0]))
    much = (np.array([vendor]), np.array([-4.0]))
    moved, left = together(split, x, [less, other, much])
    assert left == [2]
    assert moved[early] == 71.0 and moved[own] == 3.0 and moved[vendor] == 5.0
    # nor does one go beyond its own bounds
    assert together(split, x, [(np.array([vendor]), np.array([-5.0]))])[1] == []
    assert together(split, x, [(np.array([vendor]), np.array([-6.0]))])[1] == [0]


def test_a_move_may_leave_broken_what_is_broken_but_not_more_of_it():
    split, index, _ = program()
    x = np.zeros(split.arrays.shape[1])
    x[index["hours"][0]], x[index["heads"]] = 3.0, 1.0
    x[index["billed"]] = x[index["drawn"]] = 45.0
    vendor = index["hours"][1]
    moved, left = together(split, x, [(vendor[:1], np.array([1.0])), (vendor[1:2], np.array([2.0]))])
    assert left == [] and moved[vendor[:2]].tolist() == [1.0, 2.0]
    own, early = index["hours"][0, 0], index["billed"][0]
    assert together(split, x, [(np.array([own, early]), np.array([-1.0, -1.0]))])[1] == [0]

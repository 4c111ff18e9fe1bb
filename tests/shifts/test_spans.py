from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.program import Axis, Program
from capplan.shifts.spans import add_spans, added_up, holds

COUNT = 7
SPANS = st.lists(
    st.tuples(st.integers(-5, 9), st.integers(1, COUNT), st.integers(0, 4)), min_size=1, max_size=6
)


def by_hand(spans: list[tuple[int, int, int]], cyclic: bool) -> np.ndarray:
    there = np.zeros(COUNT)
    for begin, length, people in spans:
        for i in range(begin, begin + length):
            if cyclic or 0 <= i < COUNT:
                there[i % COUNT] += people
    return there


@given(SPANS, st.booleans())
def test_people_add_up_interval_by_interval(spans: list[tuple[int, int, int]], cyclic: bool) -> None:
    begin, length, people = (np.array(part) for part in zip(*spans, strict=True))
    found = added_up(people.astype(float), begin, length, COUNT, cyclic)
    assert np.array_equal(found, by_hand(spans, cyclic))


@given(SPANS, st.booleans())
def test_the_differences_of_the_rows_have_the_same_people_as_their_only_answer(
    spans: list[tuple[int, int, int]], cyclic: bool
) -> None:
    begin, length, people = (np.array(part) for part in zip(*spans, strict=True))
    program = Program()
    intervals = Axis("interval", tuple(map(str, range(COUNT))))
    staffed = program.columns("staffed", (intervals,))
    columns = program.columns("people", (Axis("span", tuple(map(str, range(len(spans))))),))
    flow = program.rows("flow", (intervals,), equal=0.0)
    flow.add(staffed.index)
    flow.add(staffed.index[:-1], -1.0, at=flow.index[1:])
    add_spans(flow, columns.index, begin, length, 1.0, cyclic)
    matrix = program.arrays().matrix.toarray()
    answer = np.linalg.solve(matrix[:, :COUNT], -matrix[:, COUNT:] @ people)
    assert answer == pytest.approx(by_hand(spans, cyclic))
    assert (np.abs(matrix[1:]).sum(axis=0)[COUNT:] <= 2).all()


def test_a_span_holds_its_intervals_and_goes_round_a_cycle() -> None:
    begin, length = np.array([5, 5, -2]), np.array([3, 2, 3])
    assert holds(begin, length, 0, COUNT, True).tolist() == [True, False, True]
    assert holds(begin, length, 0, COUNT, False).tolist() == [False, False, True]

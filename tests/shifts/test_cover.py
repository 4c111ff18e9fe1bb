"""Cover and opening: rows of a tiny case by hand, and optima against trying everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.shifts import Covering, Prices, Shifts
from capplan.shifts.most import most_spare, most_useful
from capplan.shifts.solved import build, is_network
from tests.milp import optimum
from tests.shifts.coverings import shifts_by_hand, solved

PRICES = Prices(3.0, 1.0)


def rows_of(case: Covering) -> dict[str, tuple[float, float, dict[str, float]]]:
    """Every row as its bounds and its entries by the name of the column."""
    program = build(case)
    arrays = program.arrays()
    found = {}
    for row in range(arrays.shape[0]):
        line = arrays.matrix[[row]].tocoo()
        entries = {program.column_name(int(j)): float(v) for j, v in zip(line.col, line.data, strict=True)}
        found[program.row_name(row)] = (float(arrays.row_lower[row]), float(arrays.row_upper[row]), entries)
    return found


def test_rows_of_a_tiny_cyclic_day() -> None:
    case = Covering(
        np.array([1.0, 2.0, 0.0]), shifts_by_hand([(0, 2), (2, 2)], per_day=3), PRICES, cyclic=True
    )
    rows = rows_of(case)
    first, second = "people[s0 00:00 2, 0]", "people[s1 16:00 2, 0]"
    before = {"spare[0]": -1.0, "short[0]": 1.0}
    assert rows["flow[0]"] == (-1.0, -1.0, {"spare[0]": 1.0, "short[0]": -1.0, first: -1.0, second: -1.0})
    assert rows["flow[1]"] == (-1.0, -1.0, {"spare[1]": 1.0, "short[1]": -1.0, **before, second: 1.0})
    last = {"spare[2]": 1.0, "short[2]": -1.0, "spare[1]": -1.0, "short[1]": 1.0}
    assert rows["flow[2]"] == (2.0, 2.0, {**last, second: -1.0, first: 1.0})


def test_rows_that_open_shifts() -> None:
    shifts = shifts_by_hand([(0, 1), (0, 2)], per_day=3, cost=[0.0, 0.0])
    rows = rows_of(Covering(np.array([1.0, 2.0, 0.0]), shifts, Prices(1.0, 1.0, 1.0, 1.0)))
    short, long = "people[s0 00:00 1, 0]", "people[s1 00:00 2, 0]"
    # of the two intervals of s1 one must require as many: the lower of 1 and 2 would be too few
    assert rows["open[s0 00:00 1, 0]"][2] == {short: 1.0, "opened[s0 00:00 1]": -1.0}
    assert rows["open[s1 00:00 2, 0]"][2] == {long: 1.0, "opened[s1 00:00 2]": -2.0}
    assert rows["start_people[00:00 0]"][2] == {short: 1.0, long: 1.0, "start_used[00:00]": -2.0}
    assert rows["start_open[00:00]"][2] == {
        "start_used[00:00]": 1.0, "opened[s0 00:00 1]": -1.0, "opened[s1 00:00 2]": -1.0,
    }  # fmt: skip
    assert rows["most_open"][1] == 1.0


def best_by_trying(case: Covering, most: int) -> float:
    """The least cost over every number of people up to ``most`` on every shift."""
    shifts, count, best = case.shifts, case.required.size, np.inf
    for people in product(range(most + 1), repeat=len(shifts)):
        staffed = np.zeros(count)
        for n, begin, length in zip(people, shifts.begins[:, 0], shifts.length, strict=True):
            for i in range(begin, begin + length):
                if case.cyclic or i < count:
                    staffed[i % count] += n
        if sum(n > 0 for n in people) > case.prices.most_open:
            continue
        cost = float(shifts.cost @ np.array(people)) + case.prices.opened * sum(n > 0 for n in people)
        cost += case.prices.short * np.maximum(case.required - staffed, 0.0).sum()
        cost += case.prices.spare * np.maximum(staffed - case.required, 0.0).sum()
        best = min(best, cost)
    return best


SMALL = st.builds(
    lambda required, rows, cost, prices, cyclic: Covering(
        np.array(required, float),
        shifts_by_hand(rows, per_day=4, cost=[float(c) for c in cost[: len(rows)]]),
        prices,
        cyclic=cyclic,
    ),
    st.lists(st.sampled_from([0.0, 1.0, 1.5, 2.0, 3.0]), min_size=4, max_size=4),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=3, unique=True),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.builds(Prices, st.sampled_from([1.0, 3.0]), st.sampled_from([0.0, 1.0, 2.0]),
              st.sampled_from([0.0, 1.0, 2.5]), st.sampled_from([np.inf, 1.0, 2.0])),
    st.booleans(),
)  # fmt: skip


@settings(max_examples=40)
@given(SMALL)
def test_the_optimum_is_that_of_trying_everything(case: Covering) -> None:
    found = solved(case)
    assert found.search.objective == pytest.approx(best_by_trying(case, 4), abs=1e-6)
    assert sum(found.costs.values()) == pytest.approx(found.search.objective, abs=1e-6)


def test_the_most_useful_people_by_hand() -> None:
    shifts = shifts_by_hand([(0, 4), (2, 3)], per_day=6, cost=[0.0, 5.0])
    case = Covering(np.array([4.0, 3.0, 2.5, 0.0, 1.0, 0.0]), shifts, Prices(1.0, 1.0, 1.0))
    # a person less: 2 of 4 intervals must be missed for nothing to be lost, so the second largest: 3
    # s1 holds 2.5, 0 and 1 and costs 5, more than three intervals short are worth
    assert most_useful(case).tolist() == [[3.0], [0.0]]
    half = replace(case, prices=Prices(1.0, 0.0, 1.0), shifts=replace(shifts, cost=np.array([0.0, 0.5])))
    assert most_useful(half).tolist() == [[4.0], [3.0]]
    must = replace(case, prices=Prices(np.inf, 0.0, 1.0))
    assert most_useful(must).tolist() == [[4.0], [3.0]]


def test_a_shift_that_begins_before_the_horizon_covers_its_rest() -> None:
    shifts = shifts_by_hand([(20, 8)], days=2)
    early = replace(shifts, begins=shifts.begins - 24)
    found = solved(Covering(np.ones(24), early, Prices(10.0)))
    assert found.people.tolist() == [[1.0, 1.0]]
    assert np.flatnonzero(found.staffed).tolist() == [0, 1, 2, 3, 20, 21, 22, 23]


def test_more_shifts_never_cost_more() -> None:
    required = np.array([1, 3, 2, 4, 4, 2, 1, 0], float)
    rows = [(0, 4), (4, 4), (2, 3), (1, 5)]
    costs = [
        optimum(build(Covering(required, shifts_by_hand(rows[:n], per_day=8), Prices(2.0, 0.1))).arrays())[0]
        for n in (1, 2, 3, 4)
    ]
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > costs[-1]


def test_least_people_are_there_and_limits_hold() -> None:
    shifts: Shifts = shifts_by_hand([(0, 2), (1, 2)], per_day=3)
    limited = replace(shifts, least=np.array([[2.0], [0.0]]), most=np.array([[3.0], [1.0]]))
    found = solved(Covering(np.array([0.0, 5.0, 5.0]), limited, Prices(9.0)))
    assert found.people.tolist() == [[3.0], [1.0]]
    idle = solved(Covering(np.zeros(3), limited, Prices(9.0, 1.0)))
    assert idle.people.tolist() == [[2.0], [0.0]]


def test_ends_at_one_time_of_the_day_on_two_days_are_two_moments() -> None:
    shifts = shifts_by_hand([(0, 1), (2, 3)], per_day=4, days=2, cost=[0.0, 0.0])
    rows = rows_of(Covering(np.tile([2.0, 0.0, 0.0, 2.0], 2), shifts, Prices(1.0, 0.0, 1.0)))
    assert rows["end_people[06:00 5]"][2] == {
        "people[s0 00:00 1, 1]": 1.0, "people[s1 12:00 3, 0]": 1.0, "end_used[06:00]": -2.0,
    }  # fmt: skip
    assert {name for name in rows if name.startswith("end_people")} == {
        f"end_people[06:00 {i}]" for i in (1, 5, 9)
    }


def test_the_most_people_to_spare_by_hand() -> None:
    required = np.array([4.0, 0.0, 0.0, 1.0, 2.0, 0.0])
    shifts = shifts_by_hand([(0, 2), (2, 3)], per_day=6)
    case = Covering(required, shifts, PRICES)
    # of the two intervals before and the two after, the most required on each side, less what is required here
    assert most_spare(case).tolist() == [0.0, 5.0, 6.0, 1.0, 0.0, 2.0]
    assert most_spare(replace(case, cyclic=True)).tolist() == [0.0, 5.0, 6.0, 1.0, 3.0, 6.0]
    alone = replace(case, shifts=shifts_by_hand([(0, 1)], per_day=6))
    assert most_spare(alone).tolist() == [0.0] * 6
    assert most_spare(replace(alone, required=required / 8.0)).tolist() == [0.5, 0.0, 0.0, 0.875, 0.75, 0.0]
    assert np.isinf(most_spare(replace(case, shifts=replace(shifts, least=np.ones((2, 1)))))).all()


def test_a_flow_in_time_needs_no_whole_numbers() -> None:
    required = np.random.default_rng(3).integers(0, 9, 48).astype(float)
    case = Covering(required, shifts_by_hand([(0, 9), (4, 9), (7, 5), (13, 11)], days=2), Prices(2.5, 0.5))
    assert is_network(case)
    people = solved(case, relaxed=True).people
    assert people == pytest.approx(np.rint(people), abs=1e-7)
    for other in (
        replace(case, cyclic=True),
        replace(case, required=required + 0.5),
        replace(case, prices=Prices(1.0, 0.0, 1.0)),
        replace(case, whole=False),
        replace(case, shifts=replace(case.shifts, most=np.full((4, 2), 1.5))),
    ):
        assert not is_network(other)

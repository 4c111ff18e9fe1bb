"""Pools by hand: who has several skills is counted once, teams of several clocks cover one queue, floors are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.shifts import Covering, Prices
from capplan.shifts.facts import Tours
from capplan.shifts.gaps import shared_gaps
from capplan.shifts.pool import Floors, Pool, build_pool
from capplan.shifts.pooled import PoolSchedule, cover_pool, least_short_pool, pool_schedule
from capplan.shifts.result import Search
from tests.milp import optimum
from tests.shifts.coverings import EXACT, one_break, shifts_by_hand

NO_FLOOR = Floors((), np.zeros((0, 2), bool), np.zeros((0, 6)), np.zeros(0))


def team(rows: list[tuple[int, int]], cost: list[float], *, spare: float = 0.0, **more: Any) -> Covering:
    """A team whose requirement is what it may ever be useful for: here, more than enough."""
    shifts = shifts_by_hand(rows, per_day=6, cost=cost)
    return Covering(np.full(6, 20.0), shifts, Prices(0.0, spare), **more)


def pool(required: list[Any], may: list[list[int]], teams: list[Covering], **more: Any) -> Pool:
    values: dict[str, Any] = {
        "names": tuple(f"t{n}" for n in range(len(teams))),
        "teams": tuple(teams),
        "queues": tuple(f"q{n}:en" for n in range(len(required))),
        "required": np.array(required, float),
        "may": np.array(may, bool),
        "kept": np.ones(len(teams)),
        "short": 100.0,
        "floors": replace(NO_FLOOR, counts=np.zeros((0, len(teams)), bool)),
    }
    return Pool(**{**values, **more})


def solved(case: Pool) -> PoolSchedule:
    """The best schedule, found in this process."""
    program, parts = build_pool(case)
    value, x = optimum(program.arrays())
    found = pool_schedule(case, parts, x, Search("within_gap", value, value, 0.0, 0, 0, "test", 0.0))
    own = sum(sum(team.costs.values()) for team in found.teams)
    assert own + sum(found.costs.values()) == pytest.approx(value)
    return found


def test_who_has_two_skills_is_counted_once() -> None:
    # three people on either queue in turn: two who know both do for a peak of each at another time, never for both
    both = team([(0, 6)], [1.0])
    apart = solved(pool([[2, 2, 2, 0, 0, 0], [0, 0, 0, 2, 2, 2]], [[1, 1]], [both]))
    assert apart.search.objective == pytest.approx(2.0)
    at_once = solved(pool([[2] * 6, [2] * 6], [[1, 1]], [both]))
    assert at_once.search.objective == pytest.approx(4.0)
    assert at_once.short.sum() == 0.0
    assert at_once.teams[0].staffed.tolist() == [4.0] * 6


def test_a_skill_is_where_it_is() -> None:
    # the cheap team knows q0 alone: the dear one has to take q1, and takes nothing of q0
    teams = [team([(0, 6)], [1.0]), team([(0, 6)], [5.0])]
    found = solved(pool([[3] * 6, [1] * 6], [[1, 0], [1, 1]], teams))
    assert found.search.objective == pytest.approx(3 * 1.0 + 5.0)
    assert found.given[0][1].sum() == 0.0
    assert found.given[1].sum(axis=1) == pytest.approx([0.0, 6.0])


def test_the_sun_is_followed() -> None:
    # each site works its own half of the day at 1, and the other half, its night, at 3
    east, west = team([(0, 3), (3, 3)], [1.0, 3.0]), team([(0, 3), (3, 3)], [3.0, 1.0])
    found = solved(pool([[4] * 6], [[1], [1]], [east, west]))
    assert found.search.objective == pytest.approx(8.0)
    assert found.teams[0].staffed.tolist() == [4, 4, 4, 0, 0, 0]
    assert found.teams[1].staffed.tolist() == [0, 0, 0, 4, 4, 4]


def test_time_on_duty_is_not_all_on_the_work() -> None:
    found = solved(pool([[4] * 6], [[1]], [team([(0, 6)], [1.0], spare=0.1)], kept=np.array([0.75])))
    assert found.search.objective == pytest.approx(6 + 6 * (6 - 4 / 0.75) * 0.1)
    assert found.worked[0] == pytest.approx([4.0] * 6)
    assert found.given[0][0] == pytest.approx([4 / 0.75] * 6)
    assert found.costs == {"short": 0.0, "least_people": 0.0}


def test_what_is_missing_has_its_price() -> None:
    found = solved(pool([[1, 0, 0, 0, 0, 0]], [[1]], [team([(0, 6)], [7.0])], short=5.0))
    assert found.search.objective == pytest.approx(5.0)
    assert found.costs["short"] == pytest.approx(5.0)
    assert found.short[0].tolist() == [1, 0, 0, 0, 0, 0]


def floors(least: list[float], counts: list[int], price: float = np.inf) -> Floors:
    return Floors(("en",), np.array([counts], bool), np.array([least], float), np.array([price]))


def test_least_people_of_a_language_at_once() -> None:
    # nobody is required, two must be there in the first half, of the teams that speak: not of the cheap one
    teams = [team([(0, 3)], [1.0]), team([(0, 3), (3, 3)], [4.0, 4.0])]
    asked = floors([2, 2, 2, 0, 0, 0], [0, 1])
    found = solved(pool([[0] * 6], [[1], [1]], teams, floors=asked))
    assert found.search.objective == pytest.approx(8.0)
    assert found.teams[1].staffed.tolist() == [2, 2, 2, 0, 0, 0]
    priced = solved(pool([[0] * 6], [[1], [1]], teams, floors=replace(asked, price=np.array([1.0]))))
    assert priced.search.objective == pytest.approx(6.0)
    assert priced.costs["least_people"] == pytest.approx(6.0)
    assert priced.missing[0].tolist() == [2, 2, 2, 0, 0, 0]


def test_a_break_takes_a_person_off_a_floor() -> None:
    shifts = shifts_by_hand([(0, 6)], per_day=6, cost=[1.0])
    resting = Covering(np.full(6, 20.0), shifts, Prices(0.0), one_break(shifts, 2, 3))
    found = solved(pool([[0] * 6], [[1]], [resting], floors=floors([1] * 6, [1])))
    assert found.search.objective == pytest.approx(2.0)


def test_what_must_be_and_cannot_is_proven_and_told() -> None:
    case = pool(
        [[1] * 6], [[1]], [team([(0, 3)], [1.0])], short=np.inf, floors=floors([0, 0, 0, 0, 3, 0], [1])
    )
    assert cover_pool(case, EXACT) is None
    least = least_short_pool(case, EXACT)
    assert least is not None
    assert least.short[0].tolist() == [0, 0, 0, 1, 1, 1]
    assert least.missing[0].tolist() == [0, 0, 0, 0, 3, 0]


def test_shifts_that_are_opened_hold_as_many_as_are_useful() -> None:
    # the floor asks for more people than the queue: the rows that open shifts must not be tighter than that
    cheap = team([(0, 6), (0, 3)], [1.0, 1.0])
    opened = replace(cheap, required=np.full(6, 5.0), prices=Prices(0.0, opened=10.0))
    found = solved(pool([[1] * 6], [[1]], [opened], floors=floors([0, 5, 0, 0, 0, 0], [1])))
    assert found.search.objective == pytest.approx(15.0)


def test_tours_of_a_team_in_a_pool() -> None:
    shifts = shifts_by_hand([(0, 3)], days=2, per_day=6, cost=[0.0])
    on = np.array([[True, False], [False, True]])
    tours = Tours(("a", "b"), ("10", "01"), np.zeros(2, np.int64), on, np.ones((2, 1), bool), np.array([2.0, 3.0]),
                  np.zeros(2, np.int64), np.array([np.inf]), heads=3.0)  # fmt: skip
    one = Covering(np.full(12, 20.0), shifts, Prices(0.0), tours=tours)
    required = [[1.0, 1, 1, 0, 0, 0, 2, 2, 2, 0, 0, 0]]
    found = solved(pool(required, [[1]], [one], floors=replace(NO_FLOOR, counts=np.zeros((0, 1), bool),
                                                               least=np.zeros((0, 12)))))  # fmt: skip
    assert found.search.objective == pytest.approx(2.0 + 2 * 3.0)
    assert found.teams[0].on_tour.tolist() == [1.0, 2.0]


def test_useful_people_are_those_of_the_queues_and_floors() -> None:
    required, may = np.array([[3.0, 0.0], [1.0, 0.0], [9.0, 9.0]]), np.array([True, True, False])
    asked = Floors(("en", "de"), np.array([[True, False], [False, True]]), np.array([[0.0, 2.0], [7.0, 7.0]]),
                   np.full(2, np.inf))  # fmt: skip
    assert Pool.useful(required, may, 0.8, asked, 0).tolist() == [5.0, 2.0]


def test_the_rows_by_hand() -> None:
    case = pool([[2, 0], [1, 1]], [[1, 0], [1, 1]], [replace(team([(0, 2)], [1.0]), required=np.full(2, 9.0))] * 2,
                kept=np.array([1.0, 0.5]), floors=floors([0, 1], [0, 1]))  # fmt: skip
    program, parts = build_pool(case)
    arrays = program.arrays()
    rows = {}
    for position in range(arrays.shape[0]):
        row = arrays.matrix[[position]].tocoo()
        entries = {program.column_name(int(c)): float(v) for c, v in zip(row.col, row.data, strict=True)}
        rows[program.row_name(position)] = (entries, arrays.row_lower[position], arrays.row_upper[position])
    assert rows["worked[q0:en, 0]"] == (
        {"short[q0:en, 0]": 1.0, "t0 given[q0:en, 0]": 1.0, "t1 given[q0:en, 0]": 0.5}, 2.0, 2.0,
    )  # fmt: skip
    assert rows["worked[q1:en, 1]"] == ({"short[q1:en, 1]": 1.0, "t1 given[q1:en, 1]": 0.5}, 1.0, 1.0)
    assert rows["floor[en, 1]"] == (
        {"missing[en, 1]": 1.0, "t1 idle[1]": 1.0, "t1 given[q0:en, 1]": 1.0, "t1 given[q1:en, 1]": 1.0}, 1.0, np.inf,
    )  # fmt: skip
    assert rows["t0 flow[1]"] == (
        {"t0 idle[0]": -1.0, "t0 idle[1]": 1.0, "t0 given[q0:en, 0]": -1.0, "t0 given[q0:en, 1]": 1.0}, 0.0, 0.0,
    )  # fmt: skip
    assert parts[1].column_blocks["given"].index.shape == (2, 2)
    value, _ = optimum(arrays)
    assert value == pytest.approx(4.0)  # two of t1 for q1, which leaves them no time for q0: two of t0


def test_exposure_to_severe_work_is_held_for_a_person_and_shift() -> None:
    # four hours of severe work in a shift of six, two of them a person: two people, of whom one would do without
    one = team([(0, 6)], [1.0])
    limited: dict[str, Any] = {"severe": np.array([True, False]), "most_severe": np.array([2.0])}
    required = [[1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1.0]]
    assert solved(pool(required, [[1, 1]], [one])).search.objective == pytest.approx(1.0)
    found = solved(pool(required, [[1, 1]], [one], **limited))
    assert found.search.objective == pytest.approx(2.0)
    assert found.on_severe[0] == pytest.approx([1, 1, 1, 1, 0, 0])
    # another team without a limit takes it at its price
    both = solved(pool(required, [[1, 1], [1, 0]], [one, team([(0, 6)], [0.5])], severe=limited["severe"],
                       most_severe=np.array([2.0, np.inf])))  # fmt: skip
    assert both.search.objective == pytest.approx(1.5)
    assert both.on_severe[1].size == 0


def test_nobody_on_a_break_is_on_severe_work() -> None:
    shifts = shifts_by_hand([(0, 6)], per_day=6, cost=[1.0])
    breaks = one_break(shifts, 0, 0)
    resting = Covering(np.full(6, 20.0), shifts, Prices(0.0), breaks)
    case = pool(
        [[1, 0, 0, 0, 0, 0]],
        [[1]],
        [resting],
        short=3.0,
        severe=np.array([True]),
        most_severe=np.array([6.0]),
    )
    found = solved(case)
    assert found.short.sum() == 1.0  # all have their break then, however many come
    program, _ = build_pool(case)
    position = int(program.row_blocks["t0 present"].index[0])
    row = program.arrays().matrix[[position]].tocoo()
    assert {program.column_name(int(c)): v for c, v in zip(row.col, row.data, strict=True)} == {
        "t0 on_severe[0 0+0]": 1.0, "t0 people[s0 00:00 6, 0]": -1.0, "t0 away[s0 00:00 6 meal+0, 0]": 1.0,
    }  # fmt: skip


def test_a_gap_of_severe_work_beside_idle_people_has_its_reason() -> None:
    one = team([(0, 6)], [50.0])
    case = pool(
        [[2, 2, 0, 0, 0, 0]], [[1]], [one], short=20.0, severe=np.array([True]), most_severe=np.array([1.0])
    )
    found = solved(case)
    assert found.teams[0].people.sum() == 0.0 or found.short.sum() > 0.0
    few = replace(found.teams[0], people=np.full((1, 1), 2.0))
    (gap,) = [gap for _, gap in shared_gaps([few], np.array([0, 1.0, 0, 0, 0, 0]), 20.0, [True])]
    assert gap.reason == "exposure"
    (gap,) = [gap for _, gap in shared_gaps([few], np.array([0, 1.0, 0, 0, 0, 0]), 20.0, [False])]
    assert gap.reason == "price"


def test_of_several_teams_the_one_that_fills_a_gap_cheapest_is_named() -> None:
    dear, cheap, absent = team([(0, 6)], [50.0]), team([(0, 6)], [40.0]), team([(0, 2)], [1.0])
    found = solved(pool([[0] * 6], [[1]] * 3, [dear, cheap, absent]))
    short = np.array([0, 0, 0, 1.0, 1.0, 0])
    ((position, gap),) = shared_gaps(found.teams, short, 9.0)
    assert (position, gap.reason, gap.remedy_cost, gap.filled) == (1, "price", 40.0, 2.0)
    assert (gap.first, gap.last) == (3, 4)


def test_a_gap_that_only_a_forbidden_night_would_fill() -> None:
    shifts = shifts_by_hand([(0, 3), (3, 3)], per_day=6, cost=[1.0, 4.0])
    night = np.array([[False], [True]])
    barred = replace(shifts, works=~night, barred=night)
    found = solved(pool([[0] * 6], [[1]], [Covering(np.full(6, 20.0), barred, Prices(0.0))]))
    ((_, gap),) = shared_gaps(found.teams, np.array([0, 0, 0, 0, 1.0, 0]), 9.0)
    assert (gap.reason, gap.shift, gap.remedy_cost) == ("night", 1, 4.0)

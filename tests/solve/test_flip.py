"""Switches turned on a relaxation: as their columns are used, and the other way where that finds no room."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.solve.flip import again, flip, flipped, loosen
from capplan.solve.relaxation import Relaxation
from capplan.solve.switches import Switches
from tests.solve.searches import relaxation

LEAST = 4.0


@pytest.fixture
def teams(make_program) -> Relaxation:
    """Three teams work 10 hours of a queue at 1, 2 and 3 an hour; they have 6 hours, 5 and 9."""
    arrays = make_program([1.0, 2.0, 3.0], [[1.0, 1.0, 1.0]], at_least=10.0, upper=[6.0, 5.0, 9.0])
    return relaxation(arrays)


def switches(count: int = 3, least: float = LEAST) -> Switches:
    """One switch a team: no hours, or the least and more."""
    each = np.arange(count)
    none = np.zeros(count)
    return Switches(count, each, each, none, none, np.full(count, least), np.full(count, np.inf))


def test_a_switch_is_on_where_its_columns_are_used_for_a_quarter_of_the_least(teams) -> None:
    lower, upper = teams.arrays.column_lower, teams.arrays.column_upper
    assert switches().wanted(np.array([1.1, 1.0, 0.0]), lower, upper).tolist() == [True, False, False]
    # a team with fewer hours than the least can never take the queue
    assert switches(least=5.5).wanted(np.array([6.0, 5.0, 2.0]), lower, upper).tolist() == [True, False, True]
    # one that must work must take it
    assert switches().wanted(np.zeros(3), np.array([0.0, 1.0, 0.0]), upper).tolist() == [False, True, False]


def test_the_optimum_with_every_switch_on_or_off(teams) -> None:
    x = teams.solve()
    assert x == pytest.approx([6.0, 4.0, 0.0]) and not flipped(teams, switches())
    x = flip(teams, x, switches())
    assert x == pytest.approx([6.0, 4.0, 0.0]) and flipped(teams, switches())
    assert teams.lower.tolist() == [4.0, 4.0, 0.0] and teams.upper.tolist() == [6.0, 5.0, 0.0]
    loosen(teams, switches())
    assert not flipped(teams, switches()) and teams.upper.tolist() == [6.0, 5.0, 9.0]


def test_what_is_used_too_little_is_worked_by_others(teams) -> None:
    x = flip(teams, np.array([6.0, 0.5, 0.0]), switches())
    # 6 hours are not enough: the first switches are held as wanted, the last one goes the other way
    assert x == pytest.approx([6.0, 0.0, 4.0])


def test_switches_that_go_neither_way_are_told(make_program) -> None:
    # two hours are needed, and there are no other hours
    held = relaxation(make_program([1.0], [[1.0]], at_least=2.0, at_most=3.0, upper=9.0))
    assert flip(held, held.solve(), switches(1)) is None


def test_without_switches_nothing_changes(teams) -> None:
    x = teams.solve()
    assert flip(teams, x, Switches()) is x and flipped(teams, Switches())


def test_switches_move_with_their_columns() -> None:
    two = Switches(2, np.array([4, 6, 5]), np.array([0, 0, 1]), *(np.arange(3.0) + k for k in range(4)))
    place = np.array([-1, -1, -1, -1, 1, 0, -1])
    # a column of the first is not there
    moved = two.moved(place)
    assert (moved.count, moved.columns.tolist(), moved.of.tolist()) == (1, [0], [0])
    assert [moved.off_lower[0], moved.off_upper[0], moved.on_lower[0], moved.on_upper[0]] == [2, 3, 4, 5]
    place[6] = 2
    assert two.moved(place).columns.tolist() == [1, 2, 0]


def test_where_switches_stand_at_a_point() -> None:
    at = switches(2).at
    assert at(np.array([0.0, 4.0]), 1e-6).tolist() == [False, True]
    assert at(np.array([1e-7, 4.0 - 1e-7]), 1e-6).tolist() == [False, True]
    assert at(np.array([0.0, 3.9]), 1e-6) is None


def test_switches_are_turned_anew_where_that_is_cheaper(teams) -> None:
    asked = switches()
    # the dear third team is on, the second off
    x = flip(teams, np.array([6.0, 0.0, 4.0]), asked)
    assert float(teams.arrays.cost @ x) == pytest.approx(6.0 + 12.0)
    x = again(teams, x, asked)
    assert x == pytest.approx([6.0, 4.0, 0.0]) and flipped(teams, asked)
    # nothing is cheaper now: it stays as it is
    assert again(teams, x, asked) is x
    assert teams.lower.tolist() == [4.0, 4.0, 0.0] and teams.objective == pytest.approx(14.0)
    assert again(teams, x, Switches()) is x


def test_what_contradicts_itself_is_parted_from_the_rest_at_once(make_program, monkeypatch) -> None:
    # thirty-two teams with a row of their own; of the seventh, 5 hours are asked for
    count = 32
    least = np.where(np.arange(count) == 7, 5.0, 0.0)
    teams = relaxation(make_program(np.ones(count), np.eye(count), at_least=least, upper=9.0))
    x, holds = teams.solve(), []
    held = teams.hold_or_blame
    monkeypatch.setattr(teams, "hold_or_blame", lambda hold: holds.append(len(hold.columns)) or held(hold))
    turned = flip(teams, np.zeros(count), switches(count))
    assert x is not None and turned == pytest.approx(least) and flipped(teams, switches(count))
    # all, all but one, that one off, and on
    assert holds == [32, 31, 1, 1]

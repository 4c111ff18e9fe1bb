"""Dives: a point that keeps every row, with whole numbers, found window after window."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.guide import guide
from capplan.solve import Guide, Ladder
from capplan.solve.contract import Claim
from capplan.solve.core import Core
from capplan.solve.dive import UP, Care, dive, implied_bounds, rounded_up
from capplan.solve.narrow import in_core
from capplan.solve.relaxation import Hold, Relaxation
from tests.milp import optimum
from tests.solve.searches import classes_program, is_plan, random_plan, relaxation

CARES = (Care(windows=1), Care(windows=4, shift=UP, tries=False), Care(windows=12))


def holds(relaxed: Relaxation, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[int], list[float], bool]]:
    """What is held from now on: columns, values, and whether it went."""
    seen: list[tuple[list[int], list[float], bool]] = []
    hold = relaxed.hold

    def told(asked: Hold) -> np.ndarray | None:
        x = hold(asked)
        seen.append((asked.columns.tolist(), asked.lower.tolist(), x is not None))
        return x

    monkeypatch.setattr(relaxed, "hold", told)
    return seen


@pytest.mark.parametrize("care", CARES)
@pytest.mark.parametrize("seats", [0.0, 1.0, 2.0, 6.0])
def test_a_dive_keeps_every_row_and_never_beats_the_optimum(care: Care, seats: float) -> None:
    arrays, series = classes_program(seats)
    relaxed = relaxation(arrays)
    x = relaxed.solve()
    found = dive(relaxed, x, Guide((series,)), care)
    assert found is not None and is_plan(arrays, found)
    assert float(arrays.cost @ found) >= optimum(arrays)[0] - 1e-6
    # everything is held, and the optimum under it is the plan
    assert (relaxed.lower[series] == relaxed.upper[series]).all()
    assert relaxed.objective == pytest.approx(float(arrays.cost @ found))


@pytest.mark.parametrize("seed", range(50))
def test_a_dive_for_a_tiny_plan_keeps_every_row(seed: int) -> None:
    formulation = random_plan(seed)
    asked = guide(formulation)
    core = Core.of(formulation.arrays, asked)
    near, least = in_core(core, asked), optimum(core.arrays)[0]
    for care in CARES:
        relaxed = relaxation(core.arrays)
        found = dive(relaxed, relaxed.solve(), near, care)
        assert found is not None and is_plan(core.arrays, found)
        assert float(core.arrays.cost @ found) >= least - 1e-6 * max(1.0, abs(least))
        if core.complete:
            assert is_plan(formulation.arrays, core.spread(found))


def test_windows_go_from_the_first_weeks_to_the_last(monkeypatch) -> None:
    arrays, series = classes_program()
    relaxed = relaxation(arrays)
    x = relaxed.solve()
    seen = holds(relaxed, monkeypatch)
    assert dive(relaxed, x, Guide((series,)), Care(windows=4)) is not None
    assert [sorted(columns) for columns, _, _ in seen] == [
        sorted(series[:, first : first + 3].ravel().tolist()) for first in (0, 3, 6, 9)
    ]


def test_weeks_without_anything_open_make_no_window_and_what_is_held_stays(monkeypatch) -> None:
    arrays, series = classes_program()
    relaxed = relaxation(arrays)
    x = relaxed.hold(Hold.at(series[:, [0, 5]], np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 0.0]])))
    assert x is not None
    seen = holds(relaxed, monkeypatch)
    found = dive(relaxed, x, Guide((series,)), Care(windows=12))
    assert found is not None and found[series[:, 0]].tolist() == [1.0, 1.0, 0.0]
    assert (
        len(seen) == 10 and not np.isin(series[:, [0, 5]], np.concatenate([each[0] for each in seen])).any()
    )


def test_a_window_that_finds_no_room_all_at_once_is_split(make_program, monkeypatch) -> None:
    # a + b + c <= 1, of which the relaxation takes a half of each of a and b: rounded together they are two
    arrays = make_program(
        [-1.0, -1.0, 0.0], [[1.0, 1.0, 1.0]], at_most=1.0, upper=[1.0, 1.0, 0.0], integer=[1, 1, 0]
    )
    relaxed = relaxation(arrays)
    relaxed.solve()
    seen = holds(relaxed, monkeypatch)
    found = dive(relaxed, np.array([0.5, 0.5, 0.0]), Guide((np.array([[0], [1]]),)), Care(windows=1))
    assert seen == [([0, 1], [1.0, 1.0], False), ([0], [1.0], True), ([1], [0.0], True)]
    assert found is not None and found.tolist() == [1.0, 0.0, 0.0]


def test_one_alone_is_rounded_the_other_way_where_its_own_finds_no_room(make_program, monkeypatch) -> None:
    # a + c <= 1.5 with c at least 0.6: a is 0.9 at most, and rounded to 1 first
    arrays = make_program(
        [-1.0, 1.0], [[1.0, 1.0]], at_most=1.5, lower=[0.0, 0.6], upper=[1.0, 1.0], integer=[1, 0]
    )
    relaxed = relaxation(arrays)
    x = relaxed.solve()
    assert x == pytest.approx([0.9, 0.6])
    seen = holds(relaxed, monkeypatch)
    found = dive(relaxed, x, Guide((np.array([[0]]),)), Care(windows=1))
    assert [values for _, values, _ in seen] == [[1.0], [1.0], [1.0], [0.0]]
    assert found is not None and found == pytest.approx([0.0, 0.6])


def test_a_class_that_fits_nowhere_is_left_out_though_its_parts_sum_up_to_one(
    make_program, monkeypatch
) -> None:
    # a + c <= 1.1, b + c <= 1.1 and c at least 0.6: half a class in either week, and no whole one in any
    arrays = make_program(
        [-1.0, -1.0, 1.0],
        [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]],
        at_most=1.1,
        lower=[0.0, 0.0, 0.6],
        upper=[1.0, 1.0, 1.0],
        integer=[1, 1, 0],
    )
    relaxed = relaxation(arrays)
    x = relaxed.solve()
    assert x == pytest.approx([0.5, 0.5, 0.6])
    seen = holds(relaxed, monkeypatch)
    found = dive(relaxed, x, Guide((np.array([[0, 1]]),)), Care(windows=1))
    assert [values for _, values, _ in seen][-2:] == [[0.0, 1.0], [0.0, 0.0]]
    assert found == pytest.approx([0.0, 0.0, 0.6])


def test_a_rung_is_let_go_where_whole_classes_find_no_room_under_it(make_program) -> None:
    # classes of 4 for 9 people or more, a lead for every 10: one lead, so 2 classes are too few and 3 too many
    arrays = make_program(
        [1.0, 1.0, 5.0],
        [[4.0, -1.0, 0.0], [0.0, -1.0, 10.0]],
        at_least=0.0,
        at_most=[0.0, np.inf],
        lower=[0.0, 9.0, 0.0],
        upper=[9.0, 40.0, 9.0],
        integer=[1, 0, 1],
    )
    leads = Ladder(1, np.array([0.0, 10.0, 20.0, 30.0, 40.0]), np.array([2]), np.arange(5.0)[:, None])
    relaxed = relaxation(arrays)
    x = relaxed.solve()
    assert x == pytest.approx([2.25, 9.0, 0.9])
    found = dive(relaxed, x, Guide((np.array([[0]]),), ladders=(leads,)), Care(windows=1))
    assert found is not None and is_plan(arrays, found)
    assert found == pytest.approx([3.0, 12.0, 2.0])


def test_a_careful_dive_tells_what_its_decisions_cost_at_least() -> None:
    arrays, series = classes_program()
    least, told = relaxation(arrays), []
    least.solve()
    for care in CARES:
        relaxed = relaxation(arrays)
        found = dive(relaxed, relaxed.solve(), Guide((series,)), care, None, told.append)
        assert found is not None and (len(told) == 1) == care.tries
        if care.tries:
            # nothing is to be decided here but classes, which are open still
            assert told.pop() == pytest.approx(least.objective)
            assert least.objective < float(arrays.cost @ found)


def test_a_dive_without_any_whole_point_ends_with_none(make_program) -> None:
    arrays = make_program([1.0, 1.0], [[2.0, -2.0]], at_least=1.0, at_most=1.0, upper=9.0, integer=True)
    relaxed = relaxation(arrays)
    x = relaxed.solve()
    assert x is not None
    assert dive(relaxed, x, Guide((np.array([[0], [1]]),)), Care(windows=1)) is None
    # nor is there one where the last whole numbers are rounded
    relaxed.free()
    assert dive(relaxed, x, Guide(), Care(windows=1)) is None


def test_a_stop_ends_a_dive_at_once(monkeypatch) -> None:
    arrays, series = classes_program()
    relaxed = relaxation(arrays)
    x = relaxed.solve()
    relaxed.clock.stop.set()
    seen = holds(relaxed, monkeypatch)
    assert dive(relaxed, x, Guide((series,)), Care(windows=4)) is None
    assert len(seen) == 1


def test_classes_are_bettered_once_before_the_people_in_them_are_rounded() -> None:
    arrays, series = classes_program()
    relaxed = relaxation(arrays)
    first, second = series[:2], series[2:]
    x = relaxed.solve()
    seen = []

    def better(at: np.ndarray) -> np.ndarray:
        seen.append([bool((relaxed.lower[each] == relaxed.upper[each]).all()) for each in (first, second)])
        return at

    assert dive(relaxed, x, Guide((first, second)), Care(windows=4), better) is not None
    assert seen == [[True, False]]


def test_implied_bounds_come_from_rows_with_one_open_column(make_program) -> None:
    # 2 a + b <= 7 and -a + b >= -2 with b at 1: a <= 3 twice; c and a share a row, so c keeps its own
    arrays = make_program(
        [0.0, 0.0, 0.0],
        [[2.0, 1.0, 0.0], [-1.0, 1.0, 0.0], [1.0, 0.0, 1.0]],
        at_least=[-np.inf, -2.0, 0.5],
        at_most=[7.0, np.inf, 4.0],
        upper=9.0,
    )
    lower, upper = implied_bounds(arrays, np.array([0.0, 1.0, 0.0]), np.array([9.0, 1.0, 9.0]))
    assert (lower.tolist(), upper.tolist()) == ([0.0, 1.0, 0.0], [3.0, 1.0, 9.0])
    lower, upper = implied_bounds(arrays, np.array([2.0, 1.0, 0.0]), np.array([2.0, 1.0, 9.0]))
    assert (lower.tolist(), upper.tolist()) == ([2.0, 1.0, 0.0], [2.0, 1.0, 2.0])


def test_what_cannot_go_up_together_is_rounded_up_as_far_as_it_goes(make_program) -> None:
    # 1.2 in all: one of the two goes up, the other down
    arrays = make_program([-1.0, -1.0], [[1.0, 1.0]], at_least=0.9, at_most=1.2, upper=1.0, integer=True)
    relaxed = relaxation(arrays)
    found = rounded_up(relaxed, np.array([0.6, 0.6]), np.array([0, 1]))
    assert found is not None and sorted(found.tolist()) == [0.0, 1.0]
    relaxed.free()
    # and with room for both, both
    roomy = make_program([1.0, 1.0], [[1.0, 1.0]], at_least=0.9, upper=1.0, integer=True)
    assert rounded_up(relaxation(roomy), np.array([0.3, 0.6]), np.array([0, 1])).tolist() == [1.0, 1.0]


def test_rounding_up_tells_when_it_finds_nothing(make_program) -> None:
    arrays = make_program([1.0, 1.0], [[2.0, 2.0]], at_least=1.0, at_most=1.0, upper=1.0, integer=True)
    relaxed = relaxation(arrays)
    assert rounded_up(relaxed, np.array([0.5, 0.0]), np.array([0, 1])) is None
    assert relaxed.claim is Claim.INFEASIBLE

"""A program part by part: the parts, the bound, the plan, and what passes between them."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from capplan.guide import guide
from capplan.guide_parts import parts
from capplan.parallel import Workers
from capplan.program import Axis, Program
from capplan.solve import Guide
from capplan.solve.contract import SolveOptions
from capplan.solve.core import Core
from capplan.solve.handover import read_task, write_task
from capplan.solve.narrow import in_core, narrowed
from capplan.solve.parts import Split, first_order, labels_in_core, nearly_solved, plan, plan_by_parts
from capplan.solve.parts.bound import optimum as least_of
from capplan.solve.parts.bound import priced
from capplan.solve.parts.first_order import scales
from capplan.solve.parts.implied import ends
from capplan.solve.parts.split import Broken, Width
from capplan.solve.settle import TOLERANCE, violation
from capplan.solve.switches import Switches
from tests.milp import optimum
from tests.solve.searches import is_plan
from tests.solve.site_program import WEEKS, Clock, sites
from tests.test_agreement import INSTANCES


def bound_at(split, row_prices):
    """The bound at prices of the rows, each part relaxed."""
    found = priced(split, row_prices)
    return found.known + sum(least_of(program, Clock(), 0) for program in found.programs)


def prices(split):
    """Prices of the rows at the optimum without whole numbers, by the sides that a unit more would cost."""
    near = nearly_solved(split.arrays, Clock(), 0)
    assert near is not None
    return near.prices


@pytest.mark.parametrize("name", INSTANCES)
def test_parts_hold_every_column_once(name):
    formulation = INSTANCES[name]()
    every = np.concatenate(parts(formulation))
    assert np.array_equal(np.sort(every), np.arange(formulation.program.column_count))


def test_parts_are_the_sites_and_the_work_of_queues():
    formulation = INSTANCES["two sites"]()
    blocks, part = formulation.program.column_blocks, np.zeros(formulation.program.column_count, int)
    for number, columns in enumerate(parts(formulation)):
        part[columns] = number
    site = formulation.given.facts.teams.site
    assert [len(set(part[blocks["heads"].index[site == s]].ravel())) for s in (0, 1)] == [1, 1]
    assert part[blocks["heads"].index[0, 0]] != part[blocks["heads"].index[1, 0]]
    short = part[blocks["short_h"].index]
    assert len(set(short[0])) == 1 and short[0, 0] != short[1, 0]
    assert not set(short.ravel()) & set(part[blocks["heads"].index].ravel())


def test_the_parts_of_a_guide_pass_to_the_worker(tmp_path):
    split, asked = sites()
    given, weeks = (np.arange(3), np.array([5, 4])), (np.array([2]), np.array([], np.int64), np.array([0, 1]))
    write_task(tmp_path, split.arrays, SolveOptions(), Guide(asked.series, parts=given, periods=weeks))
    _, _, read = read_task(tmp_path)
    assert [index.tolist() for index in read.parts] == [[0, 1, 2], [5, 4]]
    assert [index.tolist() for index in read.periods] == [[2], [], [0, 1]]


def test_a_plan_by_parts_is_whole_keeps_every_row_and_is_never_better_than_the_optimum():
    split, asked = sites()
    arrays = split.arrays
    best, _ = optimum(arrays)
    for start in (nearly_solved(arrays, Clock(), 0).x, np.zeros(arrays.shape[1])):
        costs = []
        for x in plan_by_parts(split, asked, start, np.zeros(split.arrays.shape[0]), Clock(), 0, Workers()):
            assert violation(arrays, x) <= TOLERANCE
            assert np.array_equal(x[arrays.integer], np.rint(x[arrays.integer]))
            costs.append(float(arrays.cost @ x))
        assert costs and costs == sorted(costs, reverse=True)
        assert best - 1e-6 * best <= costs[-1] <= 1.1 * best


@pytest.mark.parametrize("name", INSTANCES)
def test_plans_of_real_programs_by_parts_keep_every_row(name):
    formulation = INSTANCES[name]()
    asked = guide(formulation)
    core = Core.of(formulation.arrays, asked)
    split = Split.of(core.arrays, labels_in_core(core, parts(formulation)))
    near = nearly_solved(core.arrays, Clock(), 0)
    assert near is not None
    best, _ = optimum(core.arrays)
    bound = bound_at(split, near.prices)
    slack = 1e-6 * max(1.0, abs(best))
    assert bound <= best + slack
    for x in plan_by_parts(split, in_core(core, asked), near.x, near.prices, Clock(), 0, Workers()):
        assert violation(core.arrays, x) <= TOLERANCE
        assert float(core.arrays.cost @ x) >= best - slack


def test_any_prices_give_a_bound_and_good_ones_nearly_the_relaxation():
    split, _ = sites()
    relaxed, _ = optimum(split.arrays, relaxed=True)
    good = prices(split)
    assert bound_at(split, good) == pytest.approx(relaxed, rel=5e-3)
    random = np.random.default_rng(0)
    for spread in (0.0, 0.5, 3.0):
        moved = good * random.uniform(1.0 - spread, 1.0 + spread, len(good))
        assert bound_at(split, moved) <= relaxed + 1e-6 * relaxed


def weekly(split, asked):
    """The guide with the columns of every week."""
    moments = split.arrays.shape[1] // WEEKS
    return replace(asked, periods=tuple(np.arange(moments) * WEEKS + week for week in range(WEEKS)))


def working(split, asked, x):
    """A point on its way, in the middle of which hours are to be moved."""
    prices_of_rows = np.zeros(split.arrays.shape[0])
    return plan._Work(split, weekly(split, asked), x, prices_of_rows, Clock(), 0, Workers(), plan.FIRST)


def least_with_whole_numbers_of(arrays, x):
    """The least cost with the whole numbers of ``x``."""
    lower, upper = arrays.column_lower.copy(), arrays.column_upper.copy()
    lower[arrays.integer] = upper[arrays.integer] = x[arrays.integer]
    return optimum(replace(arrays, column_lower=lower, column_upper=upper), relaxed=True)[0]


def test_hours_of_all_parts_move_to_their_optimum_at_once_and_whole_numbers_stay(monkeypatch):
    split, asked = sites()
    arrays, whole = split.arrays, split.arrays.integer
    x = next(
        plan_by_parts(split, asked, *(np.zeros(size) for size in arrays.shape[::-1]), Clock(), 0, Workers())
    )
    least = least_with_whole_numbers_of(arrays, x)
    # everybody idle: what nobody does is paid for
    idle = np.where(split.part < 3, np.where(np.arange(len(x)) < 2 * 3 * WEEKS, x, 0.0), 0.0)
    work = working(split, asked, idle)
    work.hours(Broken.MENDED)
    assert split.broken_parts(idle).any() and not split.broken_parts(work.x).any()
    assert float(arrays.cost @ work.x) == pytest.approx(least) and np.array_equal(work.x[whole], x[whole])
    assert not work.hours(Broken.HELD)
    # two weeks at a time, the backlog of nothing between them, it comes to the same
    monkeypatch.setattr("capplan.solve.parts.spans.PERIODS", 2)
    work = working(split, asked, idle)
    work.hours(Broken.MENDED)
    assert float(arrays.cost @ work.x) == pytest.approx(least)


def test_a_span_that_does_not_go_with_another_is_found_again(monkeypatch):
    monkeypatch.setattr("capplan.solve.parts.spans.PERIODS", 2)
    split, asked = sites()
    zeros = [np.zeros(size) for size in split.arrays.shape[::-1]]
    x = next(plan_by_parts(split, asked, *zeros, Clock(), 0, Workers()))
    least = least_with_whole_numbers_of(split.arrays, x)
    idle = np.where(np.arange(len(x)) < 2 * 3 * WEEKS, x, 0.0)
    go, refused = plan.together, []

    def one_at_a_time(split, x, moves):
        refused.append(len(moves) - 1)
        return go(split, x, moves[:1])[0], list(range(1, len(moves)))

    monkeypatch.setattr(plan, "together", one_at_a_time)
    work = working(split, asked, idle)
    work.hours(Broken.MENDED)
    assert sum(refused) > 0 and not split.broken_parts(work.x).any()
    assert float(split.arrays.cost @ work.x) == pytest.approx(least)


def test_the_first_plan_has_the_hours_of_all_parts_where_they_cost_least():
    split, asked = sites()
    zeros = [np.zeros(size) for size in split.arrays.shape[::-1]]
    x = next(plan_by_parts(split, weekly(split, asked), *zeros, Clock(), 0, Workers()))
    assert float(split.arrays.cost @ x) == pytest.approx(least_with_whole_numbers_of(split.arrays, x))
    without = next(plan_by_parts(split, asked, *zeros, Clock(), 0, Workers()))
    assert float(split.arrays.cost @ without) > least_with_whole_numbers_of(split.arrays, without) + 1.0


@pytest.mark.parametrize("name", INSTANCES)
def test_a_core_has_the_columns_of_every_period_that_are_left_in_it(name):
    formulation = INSTANCES[name]()
    asked = guide(formulation)
    core = Core.of(formulation.arrays, asked)
    near = in_core(core, asked)
    assert len(near.periods) == len(asked.periods) > 0
    for of_core, of_whole in zip(near.periods, asked.periods, strict=True):
        places = core.places[of_whole]
        assert of_core.tolist() == places[places >= 0].tolist()


def test_a_switch_stays_as_it_is_while_hours_move_in_a_part_of_its_time(monkeypatch):
    monkeypatch.setattr("capplan.solve.parts.spans.PERIODS", 4)
    split, asked = sites()
    x = next(
        plan_by_parts(
            split, asked, *(np.zeros(size) for size in split.arrays.shape[::-1]), Clock(), 0, Workers()
        )
    )
    # hours of the first site for the second queue: none, or two in every week
    hours = np.arange(84, 96)
    each, none = np.ones(len(hours)), np.zeros(len(hours))
    switches = Switches(1, hours, np.zeros(len(hours), np.int64), none, none, 2.0 * each, np.inf * each)
    for start, on in ((np.where(np.isin(np.arange(len(x)), hours), 0.0, x), False), (x.copy(), True)):
        start[hours] = 2.0 if on else 0.0
        work = working(split, replace(asked, switches=switches), start)
        work.hours(Broken.MENDED)
        assert not split.broken_parts(work.x).any()
        assert switches.at(work.x, 1e-6).tolist() == [on]
    free = working(split, asked, start)
    free.hours(Broken.MENDED)
    assert switches.at(free.x, 1e-6) is None or not switches.at(free.x, 1e-6)[0]


def test_rows_that_the_parts_cannot_keep_together_give_no_plan():
    split, asked = sites(seats=2.0, most_short=0.0)
    start = np.zeros(split.arrays.shape[1])
    assert (
        list(plan_by_parts(split, asked, start, np.zeros(split.arrays.shape[0]), Clock(), 0, Workers())) == []
    )


def test_plans_are_the_same_whatever_the_workers():
    split, asked = sites()
    rows, columns = (np.zeros(size) for size in split.arrays.shape)
    one, two = (
        list(plan_by_parts(split, asked, columns, rows, Clock(), 0, Workers(count))) for count in (1, 2)
    )
    assert len(one) == len(two) > 0
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


def test_nearly_solved_is_near_the_relaxation():
    split, _ = sites()
    relaxed, _ = optimum(split.arrays, relaxed=True)
    near = nearly_solved(split.arrays, Clock(), 0)
    assert near.objective == pytest.approx(relaxed, rel=1e-2)


def test_a_piece_holds_the_rest_and_mends_what_is_broken_at_a_price():
    split, _ = sites()
    x = np.zeros(split.arrays.shape[1])
    own, shared = (split.columns(0, width) for width in (Width.OWN, Width.SHARED))
    assert set(split.part[own]) == {0} and set(split.part[shared]) == {0, 3, 4}
    # nobody works and nothing is short: every row of the queues is broken
    held = split.piece(x, own, Broken.HELD)
    assert violation(held.arrays, held.start) == 0.0
    mended = split.piece(x, own, Broken.MENDED)
    assert mended.arrays.shape[1] == len(own) + 2 * WEEKS
    assert violation(mended.arrays, mended.start) <= TOLERANCE
    assert mended.arrays.cost @ mended.start > 0.0


def test_a_guide_of_a_part_names_what_lies_wholly_in_it():
    place = np.array([-1, -1, 0, 1, -1, 2])
    found = narrowed(Guide((np.array([[0, 2], [2, 3]]),), decisions=(np.array([[5]]),)), place)
    assert found.series[0].tolist() == [[0, 1]]
    assert found.decisions[0].tolist() == [[2]]


def test_ends_follow_a_chain_of_weeks():
    program, week = Program(), Axis("week", ("0", "1", "2"))
    waiting = program.columns("waiting", (week,))
    done = program.columns("done", (week,))
    balance = program.rows("balance", (week,), equal=[4.0, 3.0, 2.0])
    balance.add(waiting.index)
    balance.add(done.index)
    balance.add(waiting.index[:-1], -1.0, at=balance.index[1:])
    _, upper = ends(program.arrays())
    exact = np.array([4.0, 7.0, 9.0, 4.0, 7.0, 9.0])
    # a little wider in every week, never less
    assert upper == pytest.approx(exact, rel=0.03) and np.all(upper > exact)


def test_scales_bring_far_apart_entries_near_one():
    split, _ = sites()
    matrix = split.arrays.matrix.copy()
    matrix.data *= 10.0 ** (np.arange(matrix.nnz) % 7 - 3)
    of_row, of_column = scales(matrix)
    scaled = abs(matrix.multiply(of_row[:, None]).multiply(of_column[None, :]).tocsr().data)
    assert scaled.max() / scaled.min() < 1e-1 * abs(matrix.data).max() / abs(matrix.data).min()
    assert np.array_equal(np.log2(of_row), np.rint(np.log2(of_row)))


def test_prices_are_used_though_the_solver_doubts_a_column(monkeypatch) -> None:
    split, _ = sites()
    sure = nearly_solved(split.arrays, Clock(), 0)

    class Doubting(first_order.highspy.Highs):
        def getModelStatus(self):  # noqa: N802 - the name is HiGHS'
            return SimpleNamespace(name=end)

    monkeypatch.setattr(first_order.highspy, "Highs", Doubting)
    for end in ("kUnknown", "kTimeLimit"):
        found = nearly_solved(split.arrays, Clock(), 0)
        assert (found is not None) == (end == "kUnknown")
        assert found is None or np.array_equal(found.prices, sure.prices)


def test_what_is_broken_is_made_good_by_work_left_undone_before_sites_are_planned_anew(monkeypatch) -> None:
    split, asked = sites()
    near, planned = nearly_solved(split.arrays, Clock(), 0), []
    work = plan._Work(split, asked, near.x, near.prices, Clock(), 0, Workers(), plan.FIRST)
    step = work._plan
    monkeypatch.setattr(
        work, "_plan", lambda part, *given, **more: planned.append(part) or step(part, *given, **more)
    )
    assert work.first() and is_plan(split.arrays, work.x)
    assert planned and not split.whole_numbers[planned].any()

"""Reductions, each by hand; then many small programs and the sample, whole and reduced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

from capplan.entries import Entries
from capplan.formulation import formulate
from capplan.guide import guide
from capplan.pipeline import load
from capplan.program import Arrays
from capplan.requirements.required import require
from capplan.solve import Choice, Guide, Ladder
from capplan.solve.core import Core
from capplan.solve.reduction import Reduced, named_columns, reduce
from tests.milp import optimum

ROOT = Path(__file__).resolve().parents[2]
NONE = np.zeros(0, np.int64)


def answer(arrays: Arrays) -> OptimizeResult:
    """The end that HiGHS comes to: status 0 an optimum, 2 no point, 3 no end."""
    if not arrays.shape[1]:
        missed = np.any((arrays.row_lower > 0.0) | (arrays.row_upper < 0.0))
        return OptimizeResult(status=2 if missed else 0, fun=0.0, x=np.zeros(0))
    rows = LinearConstraint(arrays.matrix, arrays.row_lower, arrays.row_upper) if arrays.shape[0] else ()
    bounds, integer = Bounds(arrays.column_lower, arrays.column_upper), arrays.integer.astype(int)
    options = {"mip_rel_gap": 0.0}
    end = milp(arrays.cost, constraints=rows, bounds=bounds, integrality=integer, options=options)
    if end.status == 4:  # no point or no end, and it does not tell which
        free = milp(0.0 * arrays.cost, constraints=rows, bounds=bounds, integrality=integer)
        end.status = 2 if free.status == 2 else 3
    return end


def violation(arrays: Arrays, x: np.ndarray) -> float:
    """The largest miss of a row or bound."""
    activity = arrays.matrix @ x
    misses = (
        arrays.row_lower - activity,
        activity - arrays.row_upper,
        arrays.column_lower - x,
        x - arrays.column_upper,
    )
    return max(float(np.max(miss, initial=0.0)) for miss in misses)


def agrees(arrays: Arrays, reduced: Reduced) -> np.ndarray:
    """Both have one optimum, and the way between them keeps rows, bounds, whole numbers and costs."""
    best, x = optimum(arrays)
    y = optimum(reduced.arrays)[1] if reduced.arrays.shape[1] else np.zeros(0)
    restored = reduced.restore(y)
    assert float(reduced.arrays.cost @ y) + reduced.constant == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert float(arrays.cost @ restored) == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert violation(arrays, restored) <= 1e-7
    assert np.abs(restored - np.rint(restored))[arrays.integer].max(initial=0.0) <= 1e-6
    shrunk = reduced.shrink(x)
    assert violation(reduced.arrays, shrunk) <= 1e-7
    assert float(reduced.arrays.cost @ shrunk) + reduced.constant <= best + 1e-7 * max(1.0, abs(best))
    return restored


def test_fixed_columns_move_into_rows_and_constant(make_program):
    arrays = make_program(
        [3.0, 1.0, 2.0], [[2.0, 1.0, 1.0]], at_least=10.0, lower=[2.0, 0, 0], upper=[2.0, 5, 5]
    )
    reduced = reduce(arrays, [1, 2])
    assert reduced.constant == 6.0
    assert reduced.columns.tolist() == [1, 2]
    assert reduced.arrays.row_lower.tolist() == [6.0]
    assert agrees(arrays, reduced).tolist() == [2.0, 5.0, 1.0]


def test_rows_of_one_column_become_bounds_and_whole_numbers_stay_whole(make_program):
    arrays = make_program(
        [1.0, -1.0], [[2.0, 0.0], [0.0, -3.0]], at_least=[5.0, -8.0], upper=9.0, integer=[True, True]
    )
    reduced = reduce(arrays, [0, 1])
    assert reduced.arrays.shape == (0, 2)
    assert reduced.arrays.column_lower.tolist() == [3.0, 0.0]
    assert reduced.arrays.column_upper.tolist() == [9.0, 2.0]
    assert agrees(arrays, reduced).tolist() == [3.0, 2.0]


def test_a_bound_that_is_whole_but_for_rounding_is_that_whole_number(make_program):
    arrays = make_program([1.0], [[3.0]], at_least=3.0 + 1e-12, integer=True)
    assert reduce(arrays, [0]).arrays.column_lower.tolist() == [1.0]


def test_a_bound_that_is_nearly_whole_is_left_to_its_row(make_program):
    arrays = make_program([1.0], [[1.0]], at_least=1.0 + 1e-7, integer=True)
    assert reduce(arrays, [0]).arrays.shape == (1, 1)


def test_weeks_that_nobody_reaches_go_one_after_the_other(make_program):
    # people of a week are 0.9 of the week before; nobody is there at the start
    chain = np.eye(6) - 0.9 * np.eye(6, k=-1)
    arrays = make_program(np.ones(6), chain, at_least=0.0, at_most=0.0, lower=-1.0)
    reduced = reduce(arrays, NONE)
    assert reduced.arrays.shape == (0, 0)
    assert agrees(arrays, reduced).tolist() == [0.0] * 6


def test_a_row_that_leaves_no_choice_sets_its_columns(make_program):
    # heads at a site only while it is open: 2 a + 3 b - 10 open <= 0, and it is shut
    arrays = make_program(
        [-1.0, -1.0, 0.0, -1.0], [[2.0, 3.0, -10.0, 0.0], [1.0, 0, 0, 1.0]], at_most=[0.0, 4.0],
        upper=[5.0, 5.0, 0.0, 9.0],
    )  # fmt: skip
    reduced = reduce(arrays, [3])
    assert reduced.arrays.shape == (0, 1)
    assert agrees(arrays, reduced).tolist() == [0.0, 0.0, 0.0, 4.0]


def test_a_row_that_forces_both_ways_is_met_at_its_top(make_program):
    arrays = make_program([1.0, 1.0], [[1.0, -1.0]], at_least=7.0, lower=[0.0, 2.0], upper=[9.0, 5.0])
    reduced = reduce(arrays, [0, 1])
    assert reduced.arrays.shape == (0, 2)
    assert agrees(arrays, reduced).tolist() == [9.0, 2.0]


def test_rows_that_cannot_bind_go(make_program):
    arrays = make_program(
        [-1.0, -1.0], [[1.0, 1.0], [1.0, 2.0], [1.0, 2.0]], at_least=[-np.inf, -1.0, -np.inf],
        at_most=[10.0, 16.0, 14.9], upper=5.0,
    )  # fmt: skip
    reduced = reduce(arrays, [0, 1])
    assert reduced.arrays.row_upper.tolist() == [14.9]
    agrees(arrays, reduced)


def test_what_only_costs_goes_to_its_bound_unless_it_is_kept(make_program):
    arrays = make_program(
        [1.0, 0.0, -1.0, 1.0], [[1.0, -1.0, 0.0, 1.0], [0.0, 0.0, -1.0, 1.0]], at_most=[np.inf, 6.0],
        at_least=[-8.0, -np.inf], lower=[2.0, -5.0, 0.0, 0.0], upper=[9.0, 4.0, 7.0, 9.0], integer=[True, 0, 0, 0],
    )  # fmt: skip
    reduced = reduce(arrays, NONE)
    assert reduced.arrays.shape == (0, 0)
    assert agrees(arrays, reduced).tolist() == [2.0, -5.0, 7.0, 0.0]
    kept = reduce(arrays, [0])
    assert kept.arrays.column_upper[kept.positions([0])].tolist() == [9.0]


def test_of_parallel_rows_the_tighter_sides_stay(make_program):
    arrays = make_program(
        [1.0, 2.0], [[1.0, 2.0], [-2.0, -4.0], [3.0, 1.0]], at_least=[1.0, -30.0, 4.0],
        at_most=[20.0, -6.0, np.inf], upper=50.0,
    )  # fmt: skip
    reduced = reduce(arrays, [0, 1])
    assert reduced.arrays.matrix.toarray().tolist() == [[1.0, 2.0], [3.0, 1.0]]
    assert reduced.arrays.row_lower.tolist() == [3.0, 4.0]
    assert reduced.arrays.row_upper.tolist() == [15.0, np.inf]
    agrees(arrays, reduced)


def test_rows_that_are_nearly_parallel_both_stay(make_program):
    arrays = make_program([1.0, 1.0], [[1.0, 2.0], [2.0, 4.0 + 1e-10]], at_least=[3.0, 6.0], upper=50.0)
    assert reduce(arrays, [0, 1]).arrays.shape == (2, 2)


def test_identical_teams_become_one_and_are_told_apart_again(make_program):
    # the second gives twice as much for twice the price, the third is the second upside down
    arrays = make_program(
        [1.0, 2.0, -2.0, 1.5], [[1.0, 2.0, -2.0, 1.0], [3.0, 6.0, -6.0, -1.0]], at_least=[18.0, 20.0],
        upper=[4.0, 3.0, -1.0, 2.0], lower=[0.0, 1.0, -6.0, 0.0],
    )  # fmt: skip
    reduced = reduce(arrays, [3])
    assert reduced.arrays.shape == (2, 2)
    for total in (4.0, 9.5, 22.0):
        point = np.zeros(2)
        point[reduced.positions([3])] = 1.0
        at = 1 - int(reduced.positions([3])[0])
        point[at] = total
        x = reduced.restore(point)
        assert x[0] + 2.0 * x[1] - 2.0 * x[2] == pytest.approx(total)
        assert np.all((x >= arrays.column_lower) & (x <= arrays.column_upper))
        assert reduced.shrink(x) == pytest.approx(point)
    agrees(arrays, reduced)


@pytest.mark.parametrize(("ratio", "dearer"), [(2.0, 1.0), (2.0, -0.5), (-2.0, 1.0), (-2.0, -0.5)])
def test_the_dearer_of_two_identical_teams_stays_at_home(make_program, ratio, dearer):
    ends = ([0.0, 0.0], [np.inf, np.inf]) if ratio > 0.0 else ([-np.inf, -9.0], [0.0, np.inf])
    arrays = make_program(
        [ratio / abs(ratio), 2.0 + dearer, 4.0],
        [[1.0, ratio, 1.0], [0.5, 0.5 * ratio, -1.0]], at_least=[7.0, -2.0] if ratio > 0.0 else [-7.0, -9.0],
        lower=[*ends[0], 0.0], upper=[*ends[1], np.inf],
    )  # fmt: skip
    agrees(arrays, reduce(arrays, [2]))


def test_identical_teams_without_room_keep_both(make_program):
    arrays = make_program([1.0, 2.0, 5.0], [[1.0, 1.0, 1.0]], at_least=10.0, upper=[4.0, 4.0, np.inf])
    reduced = reduce(arrays, NONE)
    assert reduced.arrays.shape == (1, 3)
    assert agrees(arrays, reduced).tolist() == [4.0, 4.0, 2.0]


def test_what_an_equation_defines_is_put_where_it_stands(make_program):
    # heads = 0.9 before + hires; cover: heads + short >= 10; seats: heads <= 12
    arrays = make_program(
        [1.0, 2.0, 3.0, 9.0],
        [[1.0, -0.9, -1.0, 0.0], [1.0, 0.0, 0.0, 1.0], [1.0, 0.5, 0.0, 0.0]],
        at_least=[0.0, 10.0, -np.inf], at_most=[0.0, np.inf, 12.0], upper=[np.inf, 5.0, 6.0, 20.0],
    )  # fmt: skip
    reduced = reduce(arrays, [1, 2])
    assert reduced.columns.tolist() == [1, 2, 3]
    assert reduced.arrays.matrix.toarray() == pytest.approx(np.array([[0.9, 1.0, 1.0], [1.4, 1.0, 0.0]]))
    assert reduced.arrays.cost == pytest.approx([2.9, 4.0, 9.0])
    agrees(arrays, reduced)


def test_the_slack_of_an_equation_becomes_its_sides_and_its_price(make_program):
    arrays = make_program(
        [1.0, -3.0, 2.0], [[1.0, 1.0, 2.0]], at_least=12.0, at_most=12.0, upper=[4.0, 9.0, 1.0]
    )
    reduced = reduce(arrays, [0, 1])
    assert reduced.columns.tolist() == [0, 1]
    assert (reduced.arrays.row_lower.tolist(), reduced.arrays.row_upper.tolist()) == ([10.0], [12.0])
    assert reduced.arrays.cost.tolist() == [0.0, -4.0]
    assert agrees(arrays, reduced)[1] == 9.0


def test_bounds_of_a_defined_column_go_to_the_one_that_defines_it(make_program):
    arrays = make_program(
        [-1.0, 0.0, 1.0], [[3.0, -1.0, 0.0], [0.0, 1.0, -1.0], [0.0, 1.0, 1.0]], at_least=[0.0, -np.inf, -np.inf],
        at_most=[0.0, 4.0, 11.0], lower=[0.0, 1.0, 0.0], upper=[9.0, 8.0, 5.0], integer=[True, False, False],
    )  # fmt: skip
    reduced = reduce(arrays, [0, 2])
    assert reduced.columns.tolist() == [0, 2]
    assert reduced.arrays.column_lower[0] == 1.0
    assert reduced.arrays.column_upper[0] == 2.0
    assert agrees(arrays, reduced).tolist() == [1.0, 3.0, 0.0]


def test_whole_numbers_are_never_put_into_rows(make_program):
    arrays = make_program(
        [1.0, 1.0, 1.0], [[2.0, 2.0, -1.0], [1.0, 0.0, 1.0]], at_least=[3.0, 2.5], at_most=[3.0, np.inf],
        lower=[0.0, 0.0, -9.0], upper=[9.0, 9.0, 99.0], integer=[True, True, False],
    )  # fmt: skip
    reduced = reduce(arrays, NONE)
    assert reduced.columns.tolist() == [0, 1]
    assert reduced.arrays.integer.all()
    agrees(arrays, reduced)


def test_kept_columns_keep_their_place_and_those_gone_are_told(make_program):
    arrays = make_program([1.0, 1.0, 1.0], [[1.0, 0.0, 1.0]], at_least=2.0, upper=[1.0, 3.0, 1.0])
    reduced = reduce(arrays, np.array([False, False, True]))
    assert reduced.positions([[2, -1]]).tolist() == [[0, -1]]
    assert reduced.arrays.column_lower.tolist() == reduced.arrays.column_upper.tolist() == [1.0]
    with pytest.raises(KeyError, match="took away: \\[0, 1\\]"):
        reduced.positions([0, 1, 2])


def test_rows_that_pull_a_column_both_ways_leave_no_point(make_program):
    # nobody in the first two teams, everybody in the first and the third
    arrays = make_program(
        [1.0, 1.0, 1.0],
        [[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]],
        at_least=[-np.inf, 10.0],
        at_most=[0.0, np.inf],
        upper=5.0,
    )
    assert answer(reduce(arrays, NONE).arrays).status == 2


@pytest.mark.parametrize(
    ("rows", "at_least", "at_most", "integer"),
    [
        ([[1.0, 0.0], [1.0, 0.0]], [3.0, -np.inf], [np.inf, 2.0], False),
        ([[1.0, 2.0], [2.0, 4.0]], [3.0, -np.inf], [np.inf, 5.0], False),
        ([[1.0, 2.0]], [31.0], [np.inf], False),
        ([[0.0, 0.0]], [1.0], [np.inf], False),
        ([[3.0, 0.0]], [4.0], [5.0], True),
        ([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]], [5.0, 2.0, 2.0], [5.0, 2.0, 2.0], False),
    ],
)
def test_what_has_no_point_still_has_none(make_program, rows, at_least, at_most, integer):
    arrays = make_program([1.0, 1.0], rows, at_least=at_least, at_most=at_most, upper=10.0, integer=integer)
    for keep in (NONE, [0, 1]):
        assert answer(reduce(arrays, keep).arrays).status == 2


def test_bounds_that_cross_are_left_alone(make_program):
    arrays = make_program([1.0], [[1.0]], at_least=0.0, lower=0.4, upper=0.6, integer=True)
    assert reduce(arrays, NONE).arrays is arrays


def test_what_has_no_end_still_has_none(make_program):
    arrays = make_program([-2.0, 1.0], [[1.0, -1.0]], at_most=3.0, lower=[0.0, -np.inf])
    assert answer(reduce(arrays, NONE).arrays).status == 3


def random_program(seed: int) -> tuple[Arrays, np.ndarray]:
    """A small program with copies among its rows and columns, fixed and free columns, and what to keep of it."""
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(2, 14)), int(rng.integers(3, 18))
    table = (
        rng.integers(-3, 5, (rows, columns))
        * (rng.random((rows, columns)) < rng.choice([0.15, 0.3, 0.5]))
        * 1.0
    )
    if rng.random() < 0.5:
        table *= rng.choice([1.0, 0.98, 0.37, 1.0 / 3.0], size=table.shape)
    cost = rng.integers(-1, 9, columns) * (rng.random(columns) < 0.7) * 1.0
    for _ in range(int(rng.integers(0, 4))):
        (i, j), ratio = rng.integers(0, columns, 2), rng.choice([-2.0, -1.0, 0.5, 1.0, 3.0])
        table[:, j], cost[j] = ratio * table[:, i], ratio * cost[i] + rng.choice([0.0, 0.0, 1.0, -1.0])
    for _ in range(int(rng.integers(0, 3))):
        i, j = rng.integers(0, rows, 2)
        table[j] = rng.choice([-1.0, 0.5, 2.0]) * table[i]
    lower = np.where(rng.random(columns) < 0.2, -1.0 * rng.integers(0, 6, columns), 0.0)
    upper = np.where(rng.random(columns) < 0.4, np.inf, lower + rng.integers(0, 7, columns))
    lower[(rng.random(columns) < 0.07) & (cost >= 0.0)] = -np.inf
    inside = np.minimum(np.maximum(lower, -3.0) + rng.integers(0, 5, columns), upper)
    activity, kind = table @ inside, rng.integers(0, 4, rows)
    below, above = rng.integers(0, 4, rows), rng.integers(0, 4, rows)
    arrays = Arrays(
        cost=cost,
        column_lower=lower,
        column_upper=upper,
        integer=rng.random(columns) < rng.choice([0.0, 0.3, 0.6]),
        row_lower=np.select([kind == 0, kind == 2], [activity, -np.inf], activity - below),
        row_upper=np.select(
            [kind == 0, kind == 1], [activity, np.inf], activity + above - 4.0 * (seed % 10 == 0)
        ),
        entries=Entries.of(sparse.csr_matrix(table)),
    )
    return replace(arrays, row_lower=np.minimum(arrays.row_lower, arrays.row_upper)), np.flatnonzero(
        rng.random(columns) < rng.choice([0.0, 0.2, 0.5])
    )


def test_two_hundred_programs_keep_their_optimum():
    ends = {0: 0, 2: 0, 3: 0}
    for seed in range(200):
        arrays, keep = random_program(seed)
        reduced, end = reduce(arrays, keep), answer(arrays)
        ends[end.status] += 1
        if end.status == 0:
            agrees(arrays, reduced)
        else:
            assert answer(reduced.arrays).status == end.status, seed
    assert min(ends.values()) >= 10


def test_bounds_that_a_search_adds_mean_the_same():
    tried = 0
    for seed in range(200, 350):
        arrays, keep = random_program(seed)
        keep = keep[np.isfinite(arrays.column_lower[keep])]
        if not keep.size or answer(arrays).status != 0:
            continue
        reduced = reduce(arrays, keep)
        value = np.minimum(arrays.column_lower[keep[:1]] + seed % 3, arrays.column_upper[keep[:1]])
        ends = []
        for program, at in ((arrays, keep[:1]), (reduced.arrays, reduced.positions(keep[:1]))):
            lower, upper = program.column_lower.copy(), program.column_upper.copy()
            lower[at], upper[at] = np.maximum(lower[at], value - 1e-9), np.minimum(upper[at], value + 1e-9)
            held = replace(program, column_lower=lower, column_upper=upper)
            end = answer(held) if np.all(lower <= upper) else None
            ends.append(float(end.fun) if end is not None and end.status == 0 else np.inf)
        assert ends[1] + reduced.constant == pytest.approx(ends[0], rel=1e-6, abs=1e-6), seed
        tried += np.isfinite(ends[0])
    assert tried >= 20


def test_the_sample_keeps_the_optimum_of_its_relaxation():
    inputs = load(ROOT / "models" / "quarterly.toml", ROOT / "inputs")
    formulation = formulate(inputs.model, inputs.facts, require(inputs.facts))
    arrays, asked = formulation.arrays, guide(formulation)
    # whole numbers aside stay so: otherwise they would not stand aside
    integer = np.zeros_like(arrays.integer)
    integer[asked.aside] = arrays.integer[asked.aside]
    core = Core.of(replace(arrays, integer=integer), asked)
    reduced, whole = core.reduced, core.reduced.whole
    assert reduced.arrays.shape[0] < 0.65 * whole.shape[0]
    assert reduced.arrays.matrix.nnz < 0.65 * whole.matrix.nnz
    best, y = relaxed(reduced.arrays)
    x = reduced.restore(y)
    assert best + reduced.constant == pytest.approx(relaxed(whole)[0], rel=1e-9)
    assert float(whole.cost @ x) == pytest.approx(best + reduced.constant, rel=1e-12)
    assert violation(whole, x) <= 1e-6
    assert violation(reduced.arrays, reduced.shrink(x)) <= 1e-6


def relaxed(arrays: Arrays) -> tuple[float, np.ndarray]:
    """The optimum by the interior point method, with its basis."""
    equal = arrays.row_lower == arrays.row_upper
    above, below = np.isfinite(arrays.row_upper) & ~equal, np.isfinite(arrays.row_lower) & ~equal
    end = linprog(
        arrays.cost,
        A_ub=sparse.vstack([arrays.matrix[above], -arrays.matrix[below]]),
        b_ub=np.concatenate([arrays.row_upper[above], -arrays.row_lower[below]]),
        A_eq=arrays.matrix[equal],
        b_eq=arrays.row_lower[equal],
        bounds=np.stack([arrays.column_lower, arrays.column_upper], axis=1),
        method="highs-ipm",
    )
    assert end.status == 0
    return float(end.fun), np.asarray(end.x)


def test_a_guide_names_its_columns():
    one = np.array
    guide = Guide(
        series=(one([[7, 3]]),),
        decisions=(one([[1]]),),
        choices=(
            Choice(quantity=9, lower=one([0.0, 5.0]), options=one([-1, 4]), gate=one([2]), signs=one([1.0])),
        ),
        ladders=(Ladder(quantity=12, stops=one([1.0]), columns=one([11]), values=one([[1.0]])),),
        neighbourhoods=(one([3, 8]),),
        aside=one([20]),
    )
    assert named_columns(guide).tolist() == [1, 2, 3, 4, 7, 8, 9, 11, 12, 20]

"""What a solve may end with, and what it may cost."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import numpy as np
import pytest

from capplan.errors import CapplanError, MissingSolver, UnknownSolver
from capplan.solve import BACKENDS, Outcome, SolveOptions, solve


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_time_limit_with_a_plan_is_not_called_optimal(market_split, backend):
    arrays = market_split()
    solution = solve(arrays, SolveOptions(backend=backend, gap=0.0, time_limit_s=2.5))
    assert solution.outcome is Outcome.GAP_NOT_REACHED
    assert solution.objective == arrays.cost @ solution.x > 0.0
    assert solution.gap == pytest.approx((solution.objective - solution.bound) / solution.objective)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_time_limit_without_a_plan_is_not_called_infeasible(market_split, backend):
    solution = solve(market_split(slack=False), SolveOptions(backend=backend, time_limit_s=2.0))
    assert (solution.outcome, solution.x, solution.gap) == (Outcome.NO_PLAN_IN_TIME, None, None)


def test_progress_tells_better_and_better_plans(market_split):
    steps = []
    solution = solve(market_split(), SolveOptions("highs", gap=0.0, time_limit_s=2.5), steps.append)
    incumbents = [step.incumbent for step in steps if step.incumbent is not None]
    assert incumbents == sorted(incumbents, reverse=True)
    assert solution.objective == pytest.approx(incumbents[-1])
    assert {step.stage for step in steps[:-1]} == {"branch and bound"}
    # what is returned is told last, and no step says what the one before it said
    known = solution.objective, solution.bound, solution.gap
    assert (steps[-1].stage, (steps[-1].incumbent, steps[-1].bound, steps[-1].gap)) == ("end", known)
    said = [(step.stage, step.incumbent, step.bound) for step in steps]
    assert len(set(said)) == len(said)


def test_a_progress_callback_that_fails_takes_the_child_with_it(market_split, private_tmp):
    def fail(step):
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        solve(market_split(), SolveOptions("highs", time_limit_s=30.0), fail)
    assert list(private_tmp.iterdir()) == []


def test_the_child_leaves_nothing_behind_and_tells_its_memory(make_random, private_tmp):
    solution = solve(make_random(1, True), SolveOptions("highs"))
    assert list(private_tmp.iterdir()) == []
    assert 10.0 < solution.peak_memory_mb < 2000.0


@pytest.mark.parametrize("integer", [False, True])
@pytest.mark.parametrize(
    ("backend", "solver"),
    [("highs", None), ("ortools", "highs"), ("ortools", "scip"), ("pulp", "highs"), ("pulp", None)],
)
def test_a_solver_prints_nothing_on_our_output(make_random, backend, solver, integer, capfd):
    # the HiGHS of OR-Tools prints a banner, CBC a log
    solve(make_random(4, integer), SolveOptions(backend=backend, solver=solver))
    assert capfd.readouterr() == ("", "")


def test_programs_that_need_no_solver(make_program):
    none = make_program([], np.zeros((1, 0)), at_least=0.0)
    assert solve(none, SolveOptions()).objective == 0.0
    assert (
        solve(make_program([], np.zeros((1, 0)), at_least=1.0), SolveOptions()).outcome is Outcome.INFEASIBLE
    )
    rowless = make_program([2.0, -3.0], np.zeros((0, 2)), lower=[1.5, 0.0], upper=[9.0, 4.5], integer=True)
    assert solve(rowless, SolveOptions()).x.tolist() == [2.0, 4.0]
    endless = make_program([-1.0], np.zeros((0, 1)))
    assert solve(endless, SolveOptions()).outcome is Outcome.UNBOUNDED


def test_bounds_that_contradict_each_other_are_infeasible(make_program):
    crossed = make_program([1.0], [[1.0]], at_least=3.0, at_most=2.0)
    hollow = make_program([1.0], [[1.0]], at_least=0.0, lower=0.2, upper=0.8, integer=True)
    empty_row = make_program([1.0, 1.0], [[0.0, 0.0], [1.0, 1.0]], at_least=1.0)
    for arrays in (crossed, hollow, empty_row):
        assert solve(arrays, SolveOptions()).outcome is Outcome.INFEASIBLE


@pytest.mark.parametrize("backend", BACKENDS)
def test_rows_and_columns_without_bounds_say_nothing(make_program, backend):
    rows = [[1.0, 1.0, 0.0], [1.0, -1.0, 0.0]]
    arrays = make_program([1.0, 0.0, 0.0], rows, at_least=[-np.inf, 2.0], lower=[-5.0, -np.inf, 4.0])
    solution = solve(arrays, SolveOptions(backend))
    assert solution.objective == pytest.approx(-5.0)
    assert solution.x[2] >= 4.0  # a column that stands nowhere keeps its bounds


def test_numbers_that_are_none_are_refused(make_program):
    with pytest.raises(CapplanError, match="not a finite number"):
        solve(make_program([np.nan], [[1.0]], at_least=1.0), SolveOptions())


@pytest.mark.parametrize(
    "wrong", [{"backend": "gurobi"}, {"gap": -0.1}, {"time_limit_s": 0.0}, {"threads": 0}]
)
def test_options_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError):
        SolveOptions(**wrong)


def test_the_command_loads_no_back_end():
    code = "import sys, capplan.solve; print([m for m in ('ortools', 'pulp', 'highspy') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_solver_name_that_nobody_knows_is_a_mistake_of_usage(make_program, backend):
    with pytest.raises(UnknownSolver, match="nosuch") as wrong:
        solve(make_program([1.0], [[1.0]], at_least=1.0), SolveOptions(backend, solver="nosuch"))
    assert wrong.value.exit_code == 2


def test_a_solver_that_comes_as_a_package_is_missing_with_its_install_line(make_program):
    if importlib.util.find_spec("gurobipy") is not None:
        pytest.skip("Gurobi is installed here")
    with pytest.raises(MissingSolver, match="pip install gurobipy"):
        solve(make_program([1.0], [[1.0]], at_least=1.0), SolveOptions("pulp", solver="GUROBI"))

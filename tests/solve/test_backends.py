"""All back ends give the same answer."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.errors import CapplanError
from capplan.solve import BACKENDS, Outcome, SolveOptions, probe, solve
from capplan.solve.settle import TOLERANCE, violation

EXACT = {"gap": 0.0, "time_limit_s": 30.0}


@pytest.mark.parametrize(("seed", "integer"), [(2, True), (4, False)])
def test_every_back_end_reaches_the_same_objective(make_random, seed, integer):
    arrays = make_random(seed, integer)
    found = {name: solve(arrays, SolveOptions(backend=name, **EXACT)) for name in BACKENDS}
    assert {solution.outcome for solution in found.values()} == {Outcome.WITHIN_GAP}
    objectives = [solution.objective for solution in found.values()]
    assert objectives == pytest.approx([objectives[0]] * 3, rel=1e-6)
    for solution in found.values():
        assert violation(arrays, solution.x) <= TOLERANCE
        whole = solution.x[arrays.integer]
        assert np.array_equal(whole, np.rint(whole))
        assert solution.objective == arrays.cost @ solution.x
        assert np.all((solution.x >= arrays.column_lower) & (solution.x <= arrays.column_upper))


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_plan_is_told_as_infeasible(make_program, backend):
    whole = make_program([1.0, 1.0], [[2.0, 2.0]], at_least=3.0, at_most=3.0, upper=9.0, integer=True)
    assert solve(whole, SolveOptions(backend=backend, **EXACT)).outcome is Outcome.INFEASIBLE


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cost_without_a_floor_is_told_as_unbounded(make_program, backend):
    arrays = make_program([-1.0, 1.0], [[1.0, -1.0], [1.0, 2.0]], at_least=[-2.0, 1.0], integer=True)
    solution = solve(arrays, SolveOptions(backend=backend, **EXACT))
    assert (solution.outcome, solution.x, solution.bound) == (Outcome.UNBOUNDED, None, None)


def test_a_costly_infeasible_program_is_not_mistaken_for_an_unbounded_one(make_program):
    arrays = make_program(
        [-1.0, 0.0], [[1.0, -1.0], [0.0, 1.0], [0.0, 1.0]], at_least=[0, 5, -np.inf], at_most=[9, 9, 4]
    )
    # the HiGHS of OR-Tools says "infeasible" to both
    assert solve(arrays, SolveOptions(backend="ortools", **EXACT)).outcome is Outcome.INFEASIBLE


@pytest.mark.parametrize("backend", ["highs", "ortools"])
def test_equal_seeds_give_equal_plans(make_random, backend):
    first, second = (solve(make_random(7, True), SolveOptions(backend=backend, seed=5)) for _ in range(2))
    assert np.array_equal(first.x, second.x)


@pytest.mark.parametrize("backend", BACKENDS)
def test_probe_finds_every_back_end_in_a_process_of_its_own(backend):
    # highspy is installed beside OR-Tools here, which breaks both when they share a process
    result = probe(backend)
    assert result.ok and result.version and result.remedy is None, result.message


def test_the_solvers_of_ortools_agree_on_a_program_of_whole_numbers(make_program):
    arrays = make_program([3.0, 2.0], [[2.0, 1.0], [1.0, 1.0]], at_least=[3.5, 2.5], upper=9.0, integer=True)
    for solver in ("scip", "highs", "sat"):
        solution = solve(arrays, SolveOptions(backend="ortools", solver=solver, **EXACT))
        assert (solution.solver, solution.objective, solution.outcome) == (solver, 7.0, Outcome.WITHIN_GAP)


@pytest.mark.parametrize(
    ("backend", "solver", "words"),
    [
        ("ortools", "sat", "whole numbers"),
        ("ortools", "glop", "unknown solver"),
        ("pulp", "NOBODY", "knows no solver"),
        ("pulp", "CPSAT", "rounds"),
        ("highs", "cbc", "unknown solver"),
    ],
)
def test_an_unfit_solver_is_refused_with_the_reason(make_program, backend, solver, words):
    arrays = make_program([1.0, 1.0], [[1.0, 1.0]], at_least=1.5, integer=[True, False])
    with pytest.raises(CapplanError, match=words):
        solve(arrays, SolveOptions(backend=backend, solver=solver))


def test_pulp_solves_with_the_solver_that_is_named(make_random):
    arrays = make_random(2, True)
    named = solve(arrays, SolveOptions(backend="pulp", solver="highs", **EXACT))
    assert named.solver == "HiGHS"
    assert named.objective == pytest.approx(solve(arrays, SolveOptions(backend="pulp", **EXACT)).objective)

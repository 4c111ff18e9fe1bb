"""The solvers inside the OR-Tools wheel: SCIP, HiGHS and CP-SAT, through its array interface.

The interface reports no incumbents. SCIP and CP-SAT keep their plan at the time limit; the HiGHS inside
OR-Tools 9.15 loses it, so it is the choice for programs without integers only. Of the three, CP-SAT alone
hears an interrupt; the others are ended by the supervisor.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import ortools
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper as builder

from capplan.errors import CapplanError, UnknownSolver
from capplan.program import Arrays
from capplan.solve.contract import Claim, Found, Guide, SolveOptions
from capplan.solve.worker import Reporter

__all__ = ["run"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PARAMETERS = {
    "scip": "limits/gap = {gap!r}\nrandomization/randomseedshift = {seed}\nparallel/maxnthreads = {threads}",
    "highs": "mip_rel_gap={gap!r}\nrandom_seed={seed}\nthreads={threads}",
    # equal seeds must give equal plans, and the workers of CP-SAT race unless they are interleaved
    "sat": "relative_gap_limit: {gap!r} absolute_gap_limit: 0 random_seed: {seed} num_workers: {threads} "
    "interleave_search: true",
}
"""Solver to its parameter text; each has a syntax of its own."""

CLAIMS = {
    "OPTIMAL": Claim.SOLVED,
    "FEASIBLE": Claim.LIMIT,
    "INFEASIBLE": Claim.INFEASIBLE,
    "UNBOUNDED": Claim.UNBOUNDED,
    "NOT_SOLVED": Claim.LIMIT,
    "CANCELLED_BY_USER": Claim.LIMIT,
    # what the HiGHS and SCIP bridges say when time is up without a plan
    "UNKNOWN_STATUS": Claim.LIMIT,
}


def run(arrays: Arrays, options: SolveOptions, guide: Guide, reporter: Reporter) -> Found:
    """Solve with ``options.solver`` (default: SCIP, or HiGHS when nothing is integer)."""
    integer = bool(arrays.integer.any())
    name = options.solver or ("scip" if integer else "highs")
    _refuse_unfit(name, arrays)
    solver = builder.ModelSolverHelper(name)
    if not solver.solver_is_supported():
        raise CapplanError(f"this OR-Tools ({ortools.__version__}) has no solver {name!r}")
    reporter.begin(name, ortools.__version__)
    reporter.stage("branch and bound" if integer else "lp")
    model = _model(arrays)
    text = PARAMETERS[name].format(gap=float(options.gap), seed=options.seed, threads=options.threads)
    solver.set_solver_specific_parameters(text)
    solver.set_time_limit_in_seconds(reporter.remaining_s())
    _pass_on_stop(solver, reporter)
    solver.solve(model)
    return _found(solver, name, integer)


def _refuse_unfit(name: str, arrays: Arrays) -> None:
    if name not in PARAMETERS:
        raise UnknownSolver(f"unknown solver {name!r} of ortools; allowed: {', '.join(PARAMETERS)}")
    if name != "sat":
        return
    if not arrays.integer.all():
        continuous = int((~arrays.integer).sum())
        raise CapplanError(
            f"CP-SAT solves programs of whole numbers, and {continuous} columns here are not whole: it would "
            "round them. Use the solver scip"
        )
    if not (np.isfinite(arrays.column_lower).all() and np.isfinite(arrays.column_upper).all()):
        raise CapplanError("CP-SAT needs a finite lower and upper bound on every column. Use the solver scip")


def _model(arrays: Arrays) -> Any:
    # its stubs know no shapes of arrays
    model: Any = builder.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        arrays.column_lower,
        arrays.column_upper,
        arrays.cost,
        arrays.row_lower,
        arrays.row_upper,
        arrays.matrix,
    )
    for column in np.flatnonzero(arrays.integer):
        model.set_var_integrality(int(column), True)
    return model


def _pass_on_stop(solver: Any, reporter: Reporter) -> None:
    def wait() -> None:
        reporter.stop.wait()
        solver.interrupt_solve()

    threading.Thread(target=wait, daemon=True).start()


def _found(solver: Any, name: str, integer: bool) -> Found:
    status = solver.status().name
    if status not in CLAIMS:
        raise CapplanError(f"OR-Tools {name} ended with {status}: {solver.status_string()}")
    claim = CLAIMS[status]
    said = solver.status_string()
    if "nbounded" in said:
        # "The model may actually be unbounded", "Problem proven infeasible or unbounded during MIP presolve"
        claim = Claim.INFEASIBLE_OR_UNBOUNDED
    elif status == "UNKNOWN_STATUS" and said and "HiGHS run()" not in said:
        raise CapplanError(f"OR-Tools {name} ended without an answer: {said}")
    x = np.array(solver.variable_values(), float) if solver.has_solution() else None
    if not solver.has_response():
        return Found(claim, x)
    if integer:
        return Found(claim, x, float(solver.best_objective_bound()))
    return Found(claim, x, float(solver.objective_value()) if claim is Claim.SOLVED else None)

"""PuLP 3.3 and 4: CBC, and every commercial solver that the user has a licence for.

The two generations differ: PuLP 4 has no bundled CBC, and its ``solve`` returns statistics where PuLP 3
returns an int. PuLP 3 says "Optimal" after a time limit as soon as there is a plan, so bounds are taken
from the solver itself or from its log where that is possible.
"""

from __future__ import annotations

import importlib.metadata
import re
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pulp
from numpy.typing import NDArray

from capplan.errors import CapplanError, MissingSolver, UnknownSolver
from capplan.program import Arrays
from capplan.solve.contract import INSTALL, Claim, Found, Guide, SolveOptions
from capplan.solve.highs_model import CALLBACKS, found, listener
from capplan.solve.precise import precise
from capplan.solve.worker import Reporter

__all__ = ["run"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

CBC = ("PULP_CBC_CMD", "COIN_CMD")

PREFERRED = (*CBC, "HiGHS", "GUROBI", "CPLEX_PY", "XPRESS_PY", "COPT", "MOSEK", "SCIP_PY", "GLPK_CMD")
"""The default solver is the first of these that is available."""

LOG = Path("solver.log")
"""The log of a solver, in the private directory that is the worker's own."""

PACKAGE_OF = {
    "COPT": "coptpy",
    "CPLEX_PY": "cplex",
    "GUROBI": "gurobipy",
    "HIGHS": "highspy",
    "MOSEK": "mosek",
    "SCIP_PY": "pyscipopt",
    "XPRESS_PY": "xpress",
}
"""Solvers of PuLP that come as a Python package; most need a licence of their own too."""

CLAIMS = {
    1: Claim.SOLVED,
    0: Claim.LIMIT,
    -1: Claim.INFEASIBLE,
    -2: Claim.UNBOUNDED,
    -3: Claim.INFEASIBLE_OR_UNBOUNDED,
}
"""PuLP's status numbers; PuLP 4 has more of them, all below -3, and all of them limits of some kind."""


def run(arrays: Arrays, options: SolveOptions, guide: Guide, reporter: Reporter) -> Found:
    """Solve with ``options.solver`` (default: the first available of ``PREFERRED``)."""
    warnings.simplefilter("ignore", DeprecationWarning)
    name = _solver_name(options.solver)
    reporter.begin(name, importlib.metadata.version("pulp"))
    problem, variables = _problem(arrays)
    reporter.stage("branch and bound" if arrays.integer.any() else "lp")
    ordered = _Ordered(problem, arrays, reporter)
    answer = problem.solve(_solver(name, options, ordered))
    if name == "HiGHS":
        direct = found(problem.solverModel, bool(arrays.integer.any()))
        return replace(direct, x=None if direct.x is None else ordered.whole(direct.x))
    values = np.array([np.nan if each.varValue is None else each.varValue for each in variables], float)
    idle = ordered.idle
    x = None if np.isnan(values[~idle]).any() else np.where(idle, ordered.resting, values)
    if x is not None and arrays.shape[0]:
        reporter.incumbent(x)  # first of all: the time may end before it is made precise
        x = precise(arrays, x, max(1.0, reporter.remaining_s()))
    if isinstance(answer, int):
        return _found_three(problem, name, answer, x, arrays, options)
    claim = CLAIMS.get(int(answer.status), Claim.LIMIT)
    bound = answer.best_bound
    if bound is None and claim is Claim.SOLVED and x is not None:
        bound = _bound_of_claim(arrays, options, x)
    return Found(claim, x if answer.has_solution else None, bound)


class _Ordered:
    """Between the reporter and a solver that gets the columns in PuLP's own order, without idle ones.

    ``idle`` columns stand in no row and have no cost; they rest at the value nearest to 0.
    """

    def __init__(self, problem: Any, arrays: Arrays, reporter: Reporter) -> None:
        given = getattr(problem, "exported_variables", problem.variables)()
        self.columns = np.array([int(variable.name[1:]) for variable in given], np.int64)
        self.idle = np.ones(arrays.shape[1], bool)
        self.idle[self.columns] = False
        self.resting = np.clip(0.0, arrays.column_lower, arrays.column_upper)
        self.stop, self.bound, self.remaining_s = reporter.stop, reporter.bound, reporter.remaining_s
        self._reporter = reporter

    def whole(self, x: Float) -> Float:
        """A point in the order of the program."""
        point: Float = self.resting.copy()
        point[self.columns] = x
        return point

    def incumbent(self, x: Float) -> None:
        """Pass a plan of the solver on."""
        self._reporter.incumbent(self.whole(x))


def _solver_name(wanted: str | None) -> str:
    if wanted is None:
        for name in PREFERRED:
            if _available(name):
                return name
        raise MissingSolver(f"PuLP {importlib.metadata.version('pulp')} finds no solver: {INSTALL['highs']}")
    if wanted.upper() == "CPSAT":
        raise CapplanError("PuLP's CP-SAT rounds columns that are not whole; use the ortools back end")
    if wanted.upper() == "CBC":
        wanted = next((name for name in CBC if _available(name)), CBC[0])
    known = {name.upper(): name for name in pulp.listSolvers()}
    known.setdefault(CBC[0], CBC[0])
    if wanted.upper() not in known:
        raise UnknownSolver(f"PuLP knows no solver {wanted!r}; it knows {', '.join(sorted(known.values()))}")
    found_name: str = known[wanted.upper()]
    if not _available(found_name):
        package = PACKAGE_OF.get(found_name.upper())
        line = (
            f"pip install {package}"
            if package
            else f"install the program behind {found_name} and its licence"
        )
        raise MissingSolver(f"PuLP does not find the solver {found_name} here: {line}")
    return found_name


def _available(name: str) -> bool:
    try:
        return bool(pulp.getSolver(name, msg=False).available())
    except (pulp.PulpError, AttributeError, ImportError, OSError, TypeError):
        # how a solver says that it is absent differs from solver to solver
        return False


def _problem(arrays: Arrays) -> tuple[Any, list[Any]]:
    """The program as PuLP objects, with names of our own; the only way in that both generations share."""
    problem = pulp.LpProblem("capplan", pulp.LpMinimize)
    bounds = zip(
        arrays.column_lower.tolist(), arrays.column_upper.tolist(), arrays.integer.tolist(), strict=True
    )
    variables = [
        problem.add_variable(f"c{column}", _finite(low), _finite(high), "Integer" if whole else "Continuous")
        for column, (low, high, whole) in enumerate(bounds)
    ]
    expression = getattr(pulp.LpAffineExpression, "from_list", pulp.LpAffineExpression)
    priced = [(variables[column], float(arrays.cost[column])) for column in np.flatnonzero(arrays.cost)]
    # PuLP 3 wants a cost, and skips columns that stand nowhere: a zero cost keeps the first one in
    problem.setObjective(expression(priced or [(variables[0], 0.0)]))
    matrix = arrays.matrix
    start, column_of, value = matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.tolist()
    for row, (low, high) in enumerate(zip(arrays.row_lower.tolist(), arrays.row_upper.tolist(), strict=True)):
        part = slice(start[row], start[row + 1])
        terms = [(variables[column], each) for column, each in zip(column_of[part], value[part], strict=True)]
        if not terms:
            continue  # checked below: PuLP refuses a row without columns
        if low == high:
            problem.addConstraint(expression(terms) == low, f"r{row}")
            continue
        if np.isfinite(low):
            problem.addConstraint(expression(terms) >= low, f"r{row}low")
        if np.isfinite(high):
            problem.addConstraint(expression(terms) <= high, f"r{row}high")
    return problem, variables


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _solver(name: str, options: SolveOptions, reporter: _Ordered) -> Any:
    settings: dict[str, Any] = {"msg": False, "timeLimit": reporter.remaining_s()}
    if name == "HiGHS":
        import highspy

        settings |= {"gapRel": options.gap, "threads": options.threads, "random_seed": options.seed}
        kinds = [getattr(highspy.cb.HighsCallbackType, kind) for kind in CALLBACKS]
        settings |= {
            "callbackTuple": (
                listener(highspy, reporter.stop.is_set, reporter.incumbent, reporter.bound),
                None,
            ),
            "callbacksToActivate": kinds,
        }
    elif name in CBC:
        # CBC measures the gap against the larger of plan and bound, we against the plan
        settings |= {"gapRel": options.gap * 0.98, "threads": options.threads, "logPath": str(LOG)}
        settings |= {"options": [f"randomCbcSeed {options.seed + 1}", f"randomSeed {options.seed + 1}"]}
    elif not name.startswith("GLPK"):
        settings |= {"gapRel": options.gap, "threads": options.threads}
    try:
        return pulp.getSolver(name, **settings)
    except TypeError:
        # a few of PuLP's solvers take no gap or no threads; the limit is what matters
        return pulp.getSolver(name, msg=False, timeLimit=settings["timeLimit"])


def _found_three(
    problem: Any, name: str, status: int, x: Float | None, arrays: Arrays, options: SolveOptions
) -> Found:
    """Read PuLP 3: only ``sol_status`` tells a plan within the gap from a plan at the time limit."""
    feasible, proved = problem.sol_status in (1, 2), problem.sol_status == 1
    if status not in CLAIMS:
        raise CapplanError(f"PuLP ended with an unknown status: {status}")
    claim = CLAIMS[status] if proved or status != 1 else Claim.LIMIT
    if not feasible:
        return Found(Claim.LIMIT if claim is Claim.SOLVED else claim)
    bound = None
    if name in CBC:
        bound = _bound_of_cbc(arrays, proved, x)
    elif proved and x is not None:
        bound = _bound_of_claim(arrays, options, x)
    return Found(claim, x, bound)


def _bound_of_cbc(arrays: Arrays, proved: bool, x: Float | None) -> float | None:
    """CBC's bound, from its log; no line of a bound after a full search means that the plan is the bound."""
    log = LOG.read_text(errors="replace") if LOG.exists() else ""
    lines = re.findall(r"^Lower bound:\s+(\S+)", log, re.MULTILINE)
    if lines:
        # the log shows a few decimals: half a unit of the last one may be missing
        decimals = len(lines[-1].partition(".")[2])
        return float(lines[-1]) - 0.5 * 10.0**-decimals
    stopped = re.search(r"^Result - Stopped|^Cbc0020I Exiting|maximum (time|nodes)", log, re.MULTILINE)
    if proved and not stopped and x is not None:
        return float(arrays.cost @ x)
    return None


def _bound_of_claim(arrays: Arrays, options: SolveOptions, x: Float) -> float:
    """What a solver without a bound in its interface has proved when it says optimal: the gap asked for."""
    objective = float(arrays.cost @ x)
    return objective - options.gap * abs(objective) if arrays.integer.any() else objective

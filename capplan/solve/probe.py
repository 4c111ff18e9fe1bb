"""Whether a back end works on this machine."""

from __future__ import annotations

import numpy as np

from capplan.entries import Entries
from capplan.errors import CapplanError, MissingSolver
from capplan.program import Arrays
from capplan.solve.contract import BACKENDS, INSTALL, Outcome, ProbeResult, SolveOptions
from capplan.solve.run import solve

__all__ = ["probe"]

PROBE_LIMIT_S = 120.0
"""The first import of a back end from a slow disk can take a minute."""


def probe(backend: str) -> ProbeResult:
    """Solve a program of two columns in a child process with ``backend`` (one of ``BACKENDS``)."""
    if backend not in BACKENDS:
        raise ValueError(f"unknown back end {backend!r}; allowed: {', '.join(BACKENDS)}")
    try:
        solution = solve(_tiny(), SolveOptions(backend=backend, gap=0.0, time_limit_s=PROBE_LIMIT_S))
    except MissingSolver as error:
        return ProbeResult(backend, False, None, str(error), INSTALL[backend])
    except CapplanError as error:
        return ProbeResult(backend, False, None, str(error), f"{INSTALL[backend]} --force-reinstall")
    right = solution.outcome is Outcome.WITHIN_GAP and solution.objective == 7.0
    if not right:
        wrong = f"wrong answer to a program of two columns: {solution.outcome.value}, {solution.objective}"
        remedy = f"{INSTALL[backend]} --force-reinstall"
        return ProbeResult(backend, False, solution.solver_version, wrong, remedy)
    message = f"{solution.solver} answers in {solution.wall_s:.1f} s"
    return ProbeResult(backend, True, solution.solver_version, message)


def _tiny() -> Arrays:
    """Minimise 3 x + 2 y with 2 x + y >= 3.5, x + y >= 2.5 and whole numbers: x = 1, y = 2."""
    return Arrays(
        cost=np.array([3.0, 2.0]),
        column_lower=np.zeros(2),
        column_upper=np.array([9.0, 9.0]),
        integer=np.array([True, True]),
        row_lower=np.array([3.5, 2.5]),
        row_upper=np.array([np.inf, np.inf]),
        entries=Entries.summed(
            np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([2.0, 1.0, 1.0, 1.0]), (2, 2)
        ),
    )

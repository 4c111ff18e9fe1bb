"""The optimum of a program without its whole numbers, its prices, and its optimum under shifts, in child processes.

Sign and unit   cost is minimised, so a price is what the optimum rises by when the finite sides of a row rise by one
                unit of the row. A row "at most" has a price of 0 or less, one "at least" of 0 or more.
                A price holds to first order, and of a degenerate optimum it is one of several: a shift solves again
                and is exact, upward and downward.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from capplan.errors import CapplanError, Interrupted
from capplan.program import Arrays
from capplan.solve.contract import Claim, Guide, SolveOptions
from capplan.solve.shifts import Answers, Asked, Shifted
from capplan.solve.supervise import Report, interruptible, run_worker

__all__ = ["marginals", "marginals_of", "optima_of"]

NOTHING = Asked()


def marginals(arrays: Arrays, options: SolveOptions, asked: Asked = NOTHING) -> Answers | None:
    """Prices of the program without whole numbers, and the optimum under the shifts that are asked.

    Shifts that the time limit cuts off are None. None for all when the program itself is
    not solved: it has no point, or time was up. Always by HiGHS, which keeps its basis from one shift to the next.
    Raises ``MissingSolver`` and ``CapplanError`` as ``solve`` does, ``Interrupted`` after a signal.
    """
    return marginals_of([(arrays, asked)], options)[0]


def marginals_of(
    programs: Sequence[tuple[Arrays, Asked]], options: SolveOptions
) -> tuple[Answers | None, ...]:
    """The same of several programs, as many at once as there are cores, within one time limit."""
    return tuple(None if report is None else report.answers for report in _reports(programs, options))


def optima_of(programs: Sequence[Arrays], options: SolveOptions) -> tuple[Shifted | None, ...]:
    """The optimum of every program without its whole numbers; None where time ran out."""
    found: list[Shifted | None] = []
    for report in _reports([(arrays, NOTHING) for arrays in programs], options):
        if report is not None and report.answers is not None:
            found.append(Shifted(True, report.answers.objective, report.answers.x))
        elif report is not None and report.claim is Claim.INFEASIBLE:
            found.append(Shifted(False, np.inf, np.zeros(0)))
        else:
            found.append(None)
    return tuple(found)


def _reports(programs: Sequence[tuple[Arrays, Asked]], options: SolveOptions) -> list[Report | None]:
    deadline = time.monotonic() + options.time_limit_s
    with interruptible() as seen:

        def report_on(program: tuple[Arrays, Asked]) -> Report | None:
            left_s = deadline - time.monotonic()
            if left_s <= 0.0 or seen.number is not None:
                return None
            arrays, asked = program
            relaxed = replace(arrays, integer=np.zeros_like(arrays.integer))
            by_highs = replace(options, backend="highs", solver=None, time_limit_s=left_s)
            return run_worker(relaxed, by_highs, Guide(), seen, lambda event: None, asked=asked)

        with ThreadPoolExecutor(max(1, min(len(programs), os.cpu_count() or 1))) as pool:
            found = list(pool.map(report_on, programs))
    if seen.number is not None:
        raise Interrupted(seen.number)
    if any(report is not None and report.claim is Claim.UNBOUNDED for report in found):
        raise CapplanError("the program without whole numbers is unbounded")
    return found

"""HiGHS through highspy: callbacks for every better plan and bound, a start, an interrupt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError
from capplan.program import Arrays
from capplan.solve.contract import Claim, Found, Guide, SolveOptions
from capplan.solve.highs_model import CALLBACKS, found, listener, model
from capplan.solve.search import Engine, search
from capplan.solve.worker import Reporter

__all__ = ["run"]

Float = NDArray[np.float64]

LARGE_ROWS = 5_000
"""From this many rows on the interior point method with crossover beats the simplex (0.8 s against 6 s)."""

SOLVERS = ("choose", "simplex", "ipm")


def run(arrays: Arrays, options: SolveOptions, guide: Guide, reporter: Reporter) -> Found:
    """Solve with HiGHS; a guide with series turns on the search for an early plan."""
    if options.solver not in (None, *SOLVERS):
        raise CapplanError(f"unknown solver {options.solver!r} of highs; allowed: {', '.join(SOLVERS)}")
    reporter.begin("HiGHS", highspy.Highs().version())
    engine = _engine(options, reporter)
    if guide.series and arrays.integer.any():
        return search(arrays, options, guide, reporter, engine)
    reporter.stage("branch and bound" if arrays.integer.any() else "lp")
    return engine(
        arrays,
        start=None,
        gap=options.gap,
        limit_s=reporter.remaining_s(),
        hear=reporter.incumbent,
        enough=reporter.stop.is_set,
    )


def _engine(options: SolveOptions, reporter: Reporter) -> Engine:
    """One run of HiGHS: a fresh object each time, because its clock and its limits run on from run to run."""

    def solve_once(
        arrays: Arrays,
        *,
        start: Float | None,
        gap: float,
        limit_s: float,
        hear: Callable[[Float], None],
        enough: Callable[[], bool],
    ) -> Found:
        integer = bool(arrays.integer.any())
        highs = _configured(options, large=arrays.shape[0] > LARGE_ROWS and not integer)
        _set(highs, "mip_rel_gap", gap)
        if highs.passModel(model(highspy, arrays)) == highspy.HighsStatus.kError:
            raise CapplanError("HiGHS does not accept the program")
        highs.setCallback(
            listener(highspy, lambda: reporter.stop.is_set() or enough(), hear, reporter.bound), None
        )
        for name in CALLBACKS:
            highs.startCallback(getattr(highspy.cb.HighsCallbackType, name))
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = start.tolist()
            highs.setSolution(solution)
        _set(highs, "time_limit", max(0.01, limit_s))
        highs.run()
        if reporter.stop.is_set() and highs.getModelStatus().name == "kNotset":
            return Found(Claim.LIMIT)
        result = found(highs, integer)
        if integer and result.x is not None:
            # no callback comes when presolve alone finds the plan
            hear(result.x)
        return result

    return solve_once


def _configured(options: SolveOptions, large: bool) -> Any:
    highs = highspy.Highs()
    _set(highs, "output_flag", False)
    _set(highs, "random_seed", options.seed)
    _set(highs, "threads", options.threads)
    _set(highs, "solver", options.solver or ("ipm" if large else "choose"))
    return highs


def _set(highs: Any, name: str, value: bool | int | float | str) -> None:
    if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        raise CapplanError(f"HiGHS {highs.version()} does not accept the option {name} = {value!r}")

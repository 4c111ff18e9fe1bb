"""HiGHS through highspy: callbacks for every better plan and bound, a start, an interrupt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError, UnknownSolver
from capplan.program import Arrays
from capplan.solve.clock import Clock
from capplan.solve.contract import Claim, Found, Guide, SolveOptions
from capplan.solve.engine import Engine
from capplan.solve.highs_model import CALLBACKS, LARGE_ROWS, found, listener, model, unit
from capplan.solve.shifts import Asked
from capplan.solve.work import Events, of_relaxation
from capplan.solve.worker import Reporter

__all__ = ["run", "run_shifts"]

Float = NDArray[np.float64]

SAME_OBJECTIVE = 1e-6
"""Relative difference between two sums of the same costs that is only rounding."""

HEURISTICS = (
    "mip_heuristic_run_feasibility_jump",
    "mip_heuristic_run_rens",
    "mip_heuristic_run_rins",
    "mip_heuristic_run_root_reduced_cost",
)
"""Searches for better points that cost most of the time where only the bound is wanted."""

SOLVERS = ("choose", "simplex", "ipm")


def run(arrays: Arrays, options: SolveOptions, guide: Guide, reporter: Reporter) -> Found:
    """Solve with HiGHS; a guide with series turns on the search for an early plan."""
    if options.solver not in (None, *SOLVERS):
        raise UnknownSolver(f"unknown solver {options.solver!r} of highs; allowed: {', '.join(SOLVERS)}")
    reporter.begin("HiGHS", highspy.Highs().version())
    # what a program of whole numbers alone does not need takes longer to load than a small one to solve
    if guide.stages is not None:
        from capplan.solve.stages import by_stages

        each = replace(options, threads=1)  # the futures share the threads
        return by_stages(arrays, options, guide.stages, guide.start, reporter, _engine(each, reporter))
    if guide.series and arrays.integer.any():
        from capplan.solve.search import search

        proving = bool(guide.decisions or guide.choices or guide.ladders)
        # the search and the proof share the threads
        each = replace(options, threads=max(1, options.threads // 2)) if proving else options
        return search(arrays, each, guide, reporter, _engine(each, reporter))
    engine = _engine(options, reporter)
    reporter.stage("branch and bound" if arrays.integer.any() else "lp")
    return engine(
        arrays,
        start=None,
        gap=options.gap,
        hear=reporter.incumbent,
        enough=reporter.stop.is_set,
    )


def run_shifts(arrays: Arrays, options: SolveOptions, asked: Asked, reporter: Reporter, to: Path) -> Found:
    """The optimum of a program without whole numbers, its prices, and its optimum under shifts, kept in ``to``."""
    from capplan.solve.shifted_lp import answer

    reporter.begin("HiGHS", highspy.Highs().version())
    reporter.stage("prices")
    money = unit(arrays)
    highs = _loaded(replace(arrays, cost=arrays.cost / money), options, None)
    highs.setCallback(listener(highspy, reporter.stop.is_set, None, None), None)
    for name in CALLBACKS[2:]:
        highs.startCallback(getattr(highspy.cb.HighsCallbackType, name))
    return answer(highspy, highs, arrays, money, asked, options, reporter, to)


def _engine(options: SolveOptions, reporter: Reporter) -> Engine:
    """One run of HiGHS: a fresh object each time, because its clock and its limits run on from run to run."""

    def solve_once(
        arrays: Arrays,
        *,
        start: Float | None,
        gap: float,
        hear: Callable[[Float], None],
        enough: Callable[[], bool],
        heuristics: bool = True,
        prove: Callable[[float], None] | None = None,
        cutoff: float = np.inf,
        clock: Clock | None = None,
        most_s: float = np.inf,
        spare_s: float = 0.0,
    ) -> Found:
        integer = bool(arrays.integer.any())
        line = clock or reporter
        work, entries, end_s = line.work, len(arrays.entries.values), line.work.done_s + most_s
        money = unit(arrays)
        arrays = replace(arrays, cost=arrays.cost / money)

        def bound(value: float) -> None:
            (prove or reporter.bound)(value * money)

        def over() -> bool:
            return line.stop.is_set() or work.done_s >= end_s or enough()

        for presolve in ("choose", "off"):
            highs = _loaded(arrays, options, start)
            _set(highs, "presolve", presolve)
            _set(highs, "mip_rel_gap", gap)
            _set(highs, "objective_bound", cutoff / money)
            if not heuristics:
                for name in HEURISTICS:
                    _set(highs, name, False)
                _set(highs, "mip_heuristic_effort", 0.0)
            highs.setCallback(listener(highspy, over, hear, bound, Events(work, entries)), None)
            # the proof runs beside another solve: the fewer callbacks, the less they wait for each other
            for name in CALLBACKS if heuristics else CALLBACKS[1:2]:
                highs.startCallback(getattr(highspy.cb.HighsCallbackType, name))
            _set(highs, "time_limit", max(0.01, line.remaining_s() - spare_s))
            highs.run()
            if not integer:
                work.add(of_relaxation(arrays.shape[0], entries, highs.getInfo()))
            if line.stop.is_set() and highs.getModelStatus().name == "kNotset":
                return Found(Claim.LIMIT)
            result = found(highs, integer)
            if result.bound is not None:
                result = replace(result, bound=result.bound * money)
            if not integer or result.x is None:
                return result
            # no callback comes when presolve alone finds the plan
            hear(result.x)
            if _consistent(highs, arrays, result.x):
                return result
        return replace(result, bound=None)

    return solve_once


def _consistent(highs: Any, arrays: Arrays, x: Float) -> bool:
    """Whether HiGHS' own objective is that of its point.

    With a start and presolve on, HiGHS 1.16 has been seen to call a plan optimal under the objective of another;
    what it then says of the bound is not to be used either.
    """
    said, is_ = float(highs.getInfo().objective_function_value), float(arrays.cost @ x)
    return abs(said - is_) <= SAME_OBJECTIVE * max(1.0, abs(is_))


def _loaded(arrays: Arrays, options: SolveOptions, start: Float | None) -> Any:
    highs = _configured(options, arrays.shape[0], bool(arrays.integer.any()))
    if highs.passModel(model(highspy, arrays)) == highspy.HighsStatus.kError:
        raise CapplanError("HiGHS does not accept the program")
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    return highs


def _configured(options: SolveOptions, rows: int, integer: bool) -> Any:
    large = rows > LARGE_ROWS and not integer
    highs = highspy.Highs()
    _set(highs, "output_flag", False)
    _set(highs, "random_seed", options.seed)
    _set(highs, "threads", options.threads)
    _set(highs, "solver", options.solver or ("ipm" if large else "choose"))
    if rows > LARGE_ROWS:
        # the root of a tree; older versions choose by themselves
        highs.setOptionValue("mip_lp_solver", "ipm")
    return highs


def _set(highs: Any, name: str, value: bool | int | float | str) -> None:
    if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        raise CapplanError(f"HiGHS {highs.version()} does not accept the option {name} = {value!r}")

"""The straight line, once: read, validate, requirements, formulate, solve, extract, report."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from capplan import __version__
from capplan.beside import Beside, read_beside
from capplan.binding import limits_reached
from capplan.errors import Interrupted, NoPlanInTime
from capplan.explain import no_plan
from capplan.extract import extract
from capplan.formulation import Formulation, formulate
from capplan.guide import guide
from capplan.parallel import both
from capplan.plan import Plan, Result
from capplan.read import raw_text
from capplan.replan import compared, earlier_start, write_record
from capplan.report.requirement.explain import explain
from capplan.report.requirement.steps import Explanation
from capplan.report.requirement.write import required_hours
from capplan.report.requirement.write import write_requirement as write_requirement_folder
from capplan.report.summary import summary
from capplan.report.write import write_run
from capplan.requirements.required import require
from capplan.run_folder import CHANGED
from capplan.shift_fit import FILE as SCHEDULE_FIT
from capplan.solve import Outcome, Progress, Solution, SolveOptions, solve
from capplan.solve.supervise import interruptible
from capplan.starting_point import Inputs, Line, load, load_replan

if TYPE_CHECKING:
    from capplan.report.pages import Chart

__all__ = [
    "Beside",
    "Inputs",
    "Line",
    "explain_requirement",
    "load",
    "load_replan",
    "make_plan",
    "read_beside",
    "run_folder",
    "solve_formulation",
    "write_plan",
    "write_requirement",
]

Tell = Callable[[Progress], None]
Float = NDArray[np.float64]


def make_plan(inputs: Inputs, line: Line, tell: Tell | None = None) -> Plan:
    """The plan for the inputs.

    Raises NoPlan, NoPlanInTime, Interrupted (before a first plan), MissingSolver. A plan whose gap was not
    reached, or that a signal cut short, is returned and says so in ``plan.result``.
    """
    started = time.perf_counter()
    formulation = formulate(inputs.model, inputs.facts, require(inputs.facts), inputs.agreed)
    build_s, options = time.perf_counter() - started, line.options(inputs.model)
    earlier = inputs.earlier
    start = None if earlier is None else earlier_start(formulation, earlier)
    plan, x = _solved(formulation, options, build_s, tell, start)
    return plan if earlier is None else compared(plan, formulation, x, earlier, inputs.tables, options)


def solve_formulation(
    formulation: Formulation,
    options: SolveOptions,
    build_s: float,
    tell: Tell | None,
    start: Float | None = None,
) -> Plan:
    """Solve a program and extract its plan; see ``make_plan`` for what is raised.

    ``start`` [column] are values for integer columns to begin with, nan where there is none.
    """
    return _solved(formulation, options, build_s, tell, start)[0]


def _solved(
    formulation: Formulation, options: SolveOptions, build_s: float, tell: Tell | None, start: Float | None
) -> tuple[Plan, Float]:
    """The plan, and the values of the columns that it was read from."""
    known = guide(formulation)
    known = known if start is None else replace(known, start=start)
    solution = solve(formulation.arrays, options, tell, known)
    if solution.x is None:
        _explain_no_plan(formulation, solution, options, tell)
    with interruptible() as seen:  # a signal on the way from the search to the files does not lose the plan
        plan = extract(formulation, solution.x, _result(formulation, solution, options, build_s))
        plan = replace(plan, reached=limits_reached(formulation, solution.x))
    if seen.number is not None:
        plan = replace(plan, result=replace(plan.result, stopped_by=seen.number))
    return plan, solution.x


def _explain_no_plan(
    formulation: Formulation, solution: Solution, options: SolveOptions, tell: Tell | None
) -> NoReturn:
    if solution.stopped_by is not None:
        raise Interrupted(solution.stopped_by)
    if solution.outcome is Outcome.INFEASIBLE:
        raise no_plan(formulation, options, _stages(tell))
    raise NoPlanInTime(
        f"No plan was found within {options.time_limit_s:g} s. Give it more time with --time-limit, or try "
        "another back end with --backend."
    )


def _stages(tell: Tell | None) -> Callable[[str], None]:
    """Tells the stages of what comes after a search that found no plan."""
    began = time.monotonic()

    def stage(name: str) -> None:
        if tell is not None:
            tell(Progress(time.monotonic() - began, name, None, None, None))

    return stage


def _result(formulation: Formulation, solution: Solution, options: SolveOptions, build_s: float) -> Result:
    arrays = formulation.arrays
    rows, columns = arrays.shape
    assert solution.objective is not None
    return Result(
        status="within_gap" if solution.outcome is Outcome.WITHIN_GAP else "gap_not_reached",
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        gap_asked=options.gap,
        backend=solution.backend,
        solver=solution.solver,
        solver_version=solution.solver_version,
        seed=options.seed,
        rows=rows,
        columns=columns,
        integers=int(arrays.integer.sum()),
        entries=arrays.entries.count,
        build_s=build_s,
        solve_s=solution.wall_s,
        peak_memory_mb=solution.peak_memory_mb or 0.0,
        stopped_by=solution.stopped_by,
    )


def run_folder(inputs: Inputs, outputs: Path) -> Path:
    """``outputs/<model>/<scenario>``; a re-plan stands beside the plan that it starts from, as replan-<scenario>."""
    folder = inputs.name if inputs.earlier is None else f"replan-{inputs.name}"
    return outputs / inputs.model_path.stem / folder


def write_plan(
    plan: Plan,
    inputs: Inputs,
    outputs: Path,
    folder: Path | None = None,
    for_people: bool = True,
    beside: Beside | None = None,
) -> tuple[Path, dict[str, Any]]:
    """Write the run folder whole, into ``folder`` where one is given; return it with the summary.

    ``for_people``: with pictures, workbook, page and PDF as well, which take seconds. ``beside`` are plans whose
    tables the page has as well, to filter by scenario, and a schedule to hold against the hours required.
    """
    beside = beside or Beside()
    plan = replace(plan, scheduled=beside.scheduled)
    name, scenario = inputs.model_path.stem, inputs.name
    folder = run_folder(inputs, outputs) if folder is None else folder
    write_run(
        plan,
        folder,
        name,
        scenario,
        lambda to: _write_assumptions(inputs, to),
        _run_info(plan, inputs),
        (lambda to, pictures: _write_for_people(to, plan, pictures, folder, beside.plans))
        if for_people
        else None,
        _shown(plan) if for_people else None,
    )
    return folder, summary(plan, name, scenario)


def _shown(plan: Plan) -> Callable[[str, Any], Chart | None]:
    from capplan import page  # before the line forks: once for both

    return lambda name, picture: page.chart_of_plan(plan, name, picture)


def _write_for_people(
    folder: Path, plan: Plan, pictures: Mapping[str, Chart | None], standing: Path, beside: Sequence[Path]
) -> None:
    from capplan.page import write_page  # these load what draws and what writes workbooks
    from capplan.workbook.plan_book import write_plan as plan_book

    both(
        lambda: write_page(folder, plan, pictures, standing, beside),
        lambda: (folder / "plan.xlsx").write_bytes(plan_book(folder)),
    )


def write_requirement(inputs: Inputs, outputs: Path) -> tuple[Path, dict[str, Any]]:
    """Write the requirement to ``outputs/<model>/requirement-<scenario>``; return it with the hours by queue."""
    folder = outputs / inputs.model_path.stem / f"requirement-{inputs.scenario or 'base'}"
    requirement = require(inputs.facts, curves=False)
    write_requirement_folder(inputs.facts, requirement, folder)
    return folder, required_hours(inputs.facts, requirement)


def explain_requirement(inputs: Inputs, queues: Sequence[int], period: int) -> tuple[Explanation, ...]:
    """How the required hours of queues in a language, by position, come about in one period."""
    requirement = require(inputs.facts, curves=False)
    return tuple(explain(inputs.facts, requirement, queue, period) for queue in queues)


def _write_assumptions(inputs: Inputs, to: Path) -> None:
    (to / "planning_model.json").write_text(inputs.model.model_dump_json(indent=1) + "\n", encoding="utf-8")
    for table in inputs.tables.raw.values():
        (to / table.file).write_text(raw_text(table), encoding="utf-8", newline="")
    changed = {name: sorted(table.changed) for name, table in inputs.tables.raw.items() if table.changed}
    if changed:
        (to / CHANGED).write_text(json.dumps(changed, sort_keys=True) + "\n", encoding="utf-8")
    if inputs.agreed is not None:
        write_record(to, inputs.agreed, inputs.facts, inputs.earlier)


def _run_info(plan: Plan, inputs: Inputs) -> dict[str, Any]:
    files = [inputs.model_path, *(table.path for table in inputs.tables.raw.values())]
    files += [path for path in (inputs.pins, inputs.what_if) if path is not None]
    files += [] if inputs.schedule is None else [inputs.schedule / SCHEDULE_FIT]
    return {
        "capplan": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {
            name: _version(name) for name in ("numpy", "scipy", "pandas", "ortools", "pulp", "highspy")
        },
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": str(inputs.model_path),
        "scenario": inputs.scenario,
        "from": None if inputs.earlier is None else str(inputs.earlier.run),
        "pins": None if inputs.pins is None else str(inputs.pins),
        "what_if": None if inputs.what_if is None else str(inputs.what_if),
        "what_if_note": inputs.what_if_note or None,
        "schedule": None if inputs.schedule is None else str(inputs.schedule),
        "sha256": {str(path): _digest(path.read_bytes()) for path in files},
        "sha256_planning_model": _digest(inputs.model.model_dump_json().encode()),
        **vars(plan.result),
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""How long the sample quarter takes, beside the solvers given the same program whole, in one run.

    python tests/benchmarks/northstar.py [--seconds 120] [--gap 0.01]

Prints the size of the program, the time to read, check and build it, and for every route the time to its first
plan, to 2 % and to 1 % proven gap, the gap at the end and the peak memory of its process.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from capplan.formulation import Formulation, formulate  # noqa: E402 - the checkout comes first
from capplan.guide import guide  # noqa: E402
from capplan.pipeline import load  # noqa: E402
from capplan.requirements.required import require  # noqa: E402
from capplan.solve import Guide, Progress, SolveOptions, solve  # noqa: E402

ROUTES = {
    "capplan": ("highs", None, True),
    "HiGHS alone": ("highs", None, False),
    "SCIP alone": ("ortools", "scip", False),
    "CBC alone": ("pulp", "CBC", False),
}


def build() -> Formulation:
    """The program of the sample quarter, with the times of its stages printed."""
    started = time.perf_counter()
    inputs = load(ROOT / "models" / "quarterly.toml", ROOT / "inputs")
    read = time.perf_counter()
    requirement = require(inputs.facts)
    required = time.perf_counter()
    formulation = formulate(inputs.model, inputs.facts, requirement)
    built = time.perf_counter()
    rows, columns = formulation.arrays.shape
    print(f"{rows:,} rows, {columns:,} columns, {int(formulation.arrays.integer.sum()):,} integers, ", end="")
    print(f"{formulation.arrays.matrix.nnz:,} entries")
    print(f"read and check {read - started:.2f} s, requirements {required - read:.2f} s, ", end="")
    print(f"build {built - required:.2f} s")
    return formulation


def run(formulation: Formulation, route: str, seconds: float, gap: float) -> str:
    """One route: its line of the table."""
    backend, solver, guided = ROUTES[route]
    seen: list[Progress] = []
    options = SolveOptions(backend=backend, solver=solver, gap=gap, time_limit_s=seconds)
    hints = guide(formulation) if guided else Guide()
    solution = solve(formulation.arrays, options, seen.append, hints)
    final = Progress(solution.wall_s, "end", solution.objective, solution.bound, solution.gap)
    moments = [_first(seen + [final], limit) for limit in (float("inf"), 0.02, 0.01)]
    reached = f"{solution.gap:.2%}" if solution.gap is not None else "no plan"
    cells = [route, *moments, reached, f"{solution.wall_s:.1f}", f"{solution.peak_memory_mb or 0:.0f}"]
    return "".join(f"{cell:>13}" for cell in cells)


def _first(seen: list[Progress], gap: float) -> str:
    for progress in seen:
        known = replace(progress, gap=float("inf")) if progress.gap is None else progress
        if progress.incumbent is not None and known.gap is not None and known.gap <= gap:
            return f"{progress.elapsed_s:.1f}"
    return "-"


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--routes", nargs="*", default=list(ROUTES), choices=list(ROUTES))
    asked = parser.parse_args()
    formulation = build()
    heads = ["route", "first plan s", "2 % s", "1 % s", "gap at end", "seconds", "MiB"]
    print("".join(f"{head:>13}" for head in heads))
    for route in asked.routes:
        print(run(formulation, route, asked.seconds, asked.gap), flush=True)


if __name__ == "__main__":
    main()

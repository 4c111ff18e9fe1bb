"""How fast a plan comes, how good it is and how much of it is proven, beside solvers given the same program whole.

    python tests/benchmarks/plan_speed.py --size M [--against highs scip cbc] [--with-families] [--seconds N]
                                          [--seed 0] [--csv FILE]

Sizes are ``sample`` (models/quarterly.toml with inputs/) and S, M, L, XL, made from the seed (``instances/``). The
routes run one after the other, on the same program, under the same limit, until the same gap is proven. Times count
from the call of ``solve``.

The first table is the program, the second one line a route: seconds to the first plan and to a proven gap of 2, 1,
0.5 and 0.1 %, the gap at the end by the route's own bound, to the best bound of all routes, and to the LP relaxation,
which HiGHS solves once by itself. The third is the best plan by time. SCIP and CBC tell nothing before their end (*):
their times are those of their end. ``--csv`` writes what every route told, and when.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from instances import SIZES, write_instance  # noqa: E402 - the checkout comes first

from capplan.errors import CapplanError  # noqa: E402
from capplan.formulation import Formulation, formulate  # noqa: E402
from capplan.guide import guide  # noqa: E402
from capplan.pipeline import load  # noqa: E402
from capplan.requirements.required import require  # noqa: E402
from capplan.solve import Guide, Progress, Solution, SolveOptions, solve  # noqa: E402

SECONDS = {"sample": 120.0, "S": 5.0, "M": 90.0, "L": 300.0, "XL": 900.0}
ROUTES = {  # back end, solver in it, whether it tells its progress
    "capplan": ("highs", None, True),
    "highs": ("highs", None, True),
    "scip": ("ortools", "scip", False),
    "cbc": ("pulp", "CBC", False),
}
GAPS = (0.02, 0.01, 0.005, 0.001)
MOMENTS = (5, 10, 20, 30, 60, 90, 120, 300, 600, 900)


@dataclass(frozen=True)
class Trace:
    """What a route told while it ran, its end as the last of it, and what it came back with."""

    route: str
    told: tuple[Progress, ...]
    solution: Solution

    @property
    def name(self) -> str:
        """As the tables show it; a star for those that tell nothing before their end."""
        alone = self.route if self.route == "capplan" else f"{self.route} alone"
        return alone if ROUTES[self.route][2] else f"{alone} *"

    def first(self, gap: float) -> str:
        """Seconds to a plan with a proven gap."""
        for step in self.told:
            if step.incumbent is not None and (gap == np.inf or (step.gap is not None and step.gap <= gap)):
                return f"{step.elapsed_s:.1f}"
        return "-"

    def best_at(self, moment: float) -> float | None:
        """The best plan that was there at a moment."""
        plans = [
            step.incumbent for step in self.told if step.elapsed_s <= moment and step.incumbent is not None
        ]
        return min(plans, default=None)

    @property
    def best_bound(self) -> float:
        """The highest bound that was proven."""
        return max((step.bound for step in self.told if step.bound is not None), default=-np.inf)


def table(heads: list[str], rows: list[list[str]]) -> None:
    """Print a table in Markdown, columns aligned."""
    width = [max(len(row[k]) for row in [heads, *rows]) for k in range(len(heads))]
    line = [f"{'-' * width[0]}", *(f"{'-' * (each - 1)}:" for each in width[1:])]
    for row in [heads, line, *rows]:
        cells = [
            row[0].ljust(width[0]),
            *(cell.rjust(each) for cell, each in zip(row[1:], width[1:], strict=True)),
        ]
        print(f"| {' | '.join(cells)} |")
    print(flush=True)


def build(size: str, seed: int, folder: Path, trust: bool, with_families: bool) -> Formulation:
    """The program of a size, with its measures and the times of the stages printed."""
    model, inputs = ROOT / "models" / "quarterly.toml", ROOT / "inputs"
    if size != "sample":
        model, inputs = write_instance(size, folder, seed, trust, with_families)
    moments = [time.perf_counter()]
    read = load(model, inputs)
    moments.append(time.perf_counter())
    requirement = require(read.facts)
    moments.append(time.perf_counter())
    formulation = formulate(read.model, read.facts, requirement)
    moments.append(time.perf_counter())
    arrays, facts = formulation.arrays, read.facts
    rows, columns = arrays.shape
    title = size if size == "sample" else f"{size}, seed {seed}"
    print(f"**{title}**: {len(facts.sites.name)} sites, {len(facts.teams.name)} teams, ", end="")
    print(f"{len(facts.queues.name)} queues in a language, {facts.horizon.count} periods\n")
    counts = (rows, columns, int(arrays.integer.sum()), int(arrays.matrix.nnz))
    took = [f"{later - before:.2f} s" for before, later in zip(moments[:-1], moments[1:], strict=True)]
    heads = ["rows", "columns", "integers", "entries", "read and check", "requirements", "build"]
    table(heads, [[*(f"{count:,}" for count in counts), *took]])
    return formulation


def run(formulation: Formulation, route: str, asked: argparse.Namespace) -> Trace:
    """One route."""
    backend, solver, _ = ROUTES[route]
    options = SolveOptions(
        backend=backend, solver=solver, gap=asked.gap, time_limit_s=asked.seconds, seed=asked.seed
    )
    told: list[Progress] = []
    hints = guide(formulation) if route == "capplan" else Guide()
    solution = solve(formulation.arrays, options, told.append, hints)
    end = Progress(solution.wall_s, "end", solution.objective, solution.bound, solution.gap)
    return Trace(route, (*told, end), solution)


def relaxation(formulation: Formulation, seconds: float) -> float | None:
    """The value of the LP relaxation, printed with its time; None when it takes longer than the limit."""
    arrays = replace(formulation.arrays, integer=np.zeros_like(formulation.arrays.integer))
    solution = solve(arrays, SolveOptions(backend="highs", gap=1e-9, time_limit_s=seconds))
    if solution.gap is None or solution.gap > 1e-6:
        print(f"LP relaxation: not solved in {seconds:g} s\n", flush=True)
        return None
    print(f"LP relaxation: {solution.objective:,.0f} after {solution.wall_s:.1f} s\n", flush=True)
    return solution.objective


def routes_table(traces: list[Trace], lp: float | None) -> None:
    """One line a route."""
    bound = max(trace.best_bound for trace in traces)
    heads = ["route", "first plan s", *(f"{gap:.1%} s".replace(".0%", "%") for gap in GAPS), "plan", "bound"]
    heads += ["own gap", "to best bound", "to LP", "seconds", "MiB"]
    rows = []
    for trace in traces:
        end = trace.solution
        row = [trace.name, trace.first(np.inf), *(trace.first(gap) for gap in GAPS)]
        row += [_amount(end.objective), _amount(end.bound), "-" if end.gap is None else f"{end.gap:.2%}"]
        row += [_distance(end.objective, bound), _distance(end.objective, lp)]
        rows.append([*row, f"{end.wall_s:.1f}", f"{end.peak_memory_mb or 0:.0f}"])
    table(heads, rows)


def moments_table(traces: list[Trace], seconds: float) -> None:
    """The best plan of every route by time."""
    moments = [moment for moment in MOMENTS if moment < seconds] + [seconds]
    heads = ["best plan after", *(f"{moment:g} s" for moment in moments), "end"]
    rows = [
        [
            trace.name,
            *(_amount(trace.best_at(moment)) for moment in moments),
            _amount(trace.solution.objective),
        ]
        for trace in traces
    ]
    table(heads, rows)


def _amount(value: float | None) -> str:
    return "-" if value is None or not np.isfinite(value) else f"{value:,.0f}"


def _distance(plan: float | None, below: float | None) -> str:
    return (
        "-"
        if plan is None or below is None or not np.isfinite(below)
        else f"{(plan - below) / abs(plan):.2%}"
    )


def write_traces(path: Path, size: str, traces: list[Trace]) -> None:
    """What every route told: size, route, seconds, stage, best plan, bound, gap."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["size", "route", "elapsed_s", "stage", "incumbent", "bound", "gap"])
        for trace in traces:
            for step in trace.told:
                values = (step.elapsed_s, step.stage, step.incumbent, step.bound, step.gap)
                writer.writerow([size, trace.route, *("" if value is None else value for value in values)])


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", default="S", choices=["sample", *SIZES])
    parser.add_argument(
        "--against", nargs="*", default=[], choices=[route for route in ROUTES if route != "capplan"]
    )
    parser.add_argument("--seconds", type=float, help="for every route; by size when left out")
    parser.add_argument("--gap", type=float, default=0.001, help="a route ends once it has proven this gap")
    parser.add_argument("--seed", type=int, default=0, help="of the instance and of the solvers")
    parser.add_argument(
        "--without-trust", action="store_true", help="no caps on exposure and no floors on accuracy (S to XL)"
    )
    parser.add_argument(
        "--with-families",
        action="store_true",
        help="projects, losses of vendors and countries, all rules of Trust & Safety (S to XL)",
    )
    parser.add_argument("--csv", type=Path, help="write what every route told to this file")
    asked = parser.parse_args()
    asked.seconds = asked.seconds or SECONDS[asked.size]
    with tempfile.TemporaryDirectory() as folder:
        formulation = build(
            asked.size, asked.seed, Path(folder), not asked.without_trust, asked.with_families
        )
    lp = relaxation(formulation, asked.seconds)
    traces = []
    for route in ["capplan", *asked.against]:
        try:
            traces.append(run(formulation, route, asked))
        except CapplanError as error:  # a route that cannot take the program does not end the others
            print(f"{route}: {error}\n", flush=True)
    if not traces:
        return
    routes_table(traces, lp)
    moments_table(traces, asked.seconds)
    if asked.csv is not None:
        write_traces(asked.csv, asked.size, traces)


if __name__ == "__main__":
    main()

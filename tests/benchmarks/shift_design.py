"""Shift design: published instances with their best known values, and a month of covering beside two peers.

    python tests/benchmarks/shift_design.py [--instances FOLDER] [--seconds 60] [--only NAME ...] [--no-cover]

Instances are those of the minimum shift design problem (minutes over and under, a weight for each shift opened), each
solved on two threads for ``--seconds`` at most. "ratio" is the value found over the best known.

The covering has 28 days of 96 intervals and 96 shifts of a day; every interval must be covered at the least paid
hours. pyworkforce (CP-SAT, two workers, 240 s at most) and a plain program given to HiGHS row by row solve the same.
Each runs in a process of its own with one thread for linear algebra, as the commands of capplan have it: "wall" and
"CPU" are all from the start of Python to its end, imports and children with it; "call" is the CPU time of building
and solving alone, with the start of the child for capplan and without the imports of any of them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

DAYS, INTERVALS, SHIFTS = 28, 96, 96
LENGTHS = (32, 24, 16)  # intervals of 15 minutes
Answer = tuple[float, float, str]


def cpu_s() -> float:
    """CPU seconds of this process and of its children that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def month() -> tuple[np.ndarray, list[tuple[int, int]]]:
    """People required [day, interval], and 96 shifts (start, length) that end before midnight."""
    at = np.arange(INTERVALS)
    shape = 20 + 30 * np.exp(-(((at - 40) / 12.0) ** 2)) + 24 * np.exp(-(((at - 68) / 10.0) ** 2))
    draws = np.random.default_rng(7)
    required = draws.poisson(shape * np.where(np.arange(DAYS)[:, None] % 7 < 5, 1.0, 0.7))
    rows = [(start, length) for length in LENGTHS for start in range(0, INTERVALS - length + 1, 2)]
    return required, rows[:SHIFTS]


def ours(required: np.ndarray, rows: list[tuple[int, int]]) -> Answer:
    """capplan."""
    from capplan.shifts import Covering, Prices, Shifts, cover
    from capplan.solve import SolveOptions
    from capplan.solve.nursery import leave

    started = cpu_s()
    start, length = np.array(rows).T
    shape, minutes = (len(rows), DAYS), 1440 // INTERVALS
    shifts = Shifts(
        name=tuple(f"s{k}" for k in range(len(rows))),
        start=start * minutes,
        end=(start + length) * minutes % 1440,
        length=length,
        paid_h=length * minutes / 60.0,
        cost=length.astype(float),
        works=np.ones(shape, dtype=bool),
        begins=start[:, None] + INTERVALS * np.arange(DAYS),
        least=np.zeros(shape),
        most=np.full(shape, np.inf),
    )
    options = SolveOptions(backend="highs", gap=0.0, time_limit_s=60.0)
    found = cover(Covering(required.ravel().astype(float), shifts, Prices(np.inf)), options)
    assert found is not None
    leave()
    return found.search.objective, cpu_s() - started, found.search.status


def plain(required: np.ndarray, rows: list[tuple[int, int]]) -> Answer:
    """HiGHS with a row for each interval that names every shift that holds it."""
    import highspy

    started = cpu_s()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("threads", 2)
    for _day in range(DAYS):
        for _, length in rows:
            highs.addVar(0.0, highspy.kHighsInf)
            highs.changeColCost(highs.getNumCol() - 1, float(length))
            highs.changeColIntegrality(highs.getNumCol() - 1, highspy.HighsVarType.kInteger)
    for day in range(DAYS):
        for at in range(INTERVALS):
            holds = [
                k + day * len(rows) for k, (start, length) in enumerate(rows) if start <= at < start + length
            ]
            columns = np.array(holds, dtype=np.int32)
            highs.addRow(
                float(required[day, at]), highspy.kHighsInf, len(holds), columns, np.ones(len(holds))
            )
    highs.run()
    value = float(highs.getInfo().objective_function_value)
    return value, cpu_s() - started, highs.getModelStatus().name


def peer(required: np.ndarray, rows: list[tuple[int, int]]) -> Answer:
    """pyworkforce."""
    from pyworkforce.scheduling import MinRequiredResources

    at = np.arange(INTERVALS)
    coverage = {
        f"s{k}": ((at >= start) & (at < start + length)).astype(int).tolist()
        for k, (start, length) in enumerate(rows)
    }
    started = cpu_s()
    found = MinRequiredResources(
        num_days=DAYS,
        periods=INTERVALS,
        shifts_coverage=coverage,
        required_resources=required.tolist(),
        max_period_concurrency=500,
        max_shift_concurrency=100,
        cost_dict={f"s{k}": length for k, (_, length) in enumerate(rows)},
        max_search_time=240.0,
        num_search_workers=2,
    ).solve()
    return float(found["cost"]), cpu_s() - started, found["status"]


SOLVERS = {"capplan": ours, "plain HiGHS": plain, "pyworkforce": peer}


def covering() -> None:
    """The month, by three programs one after the other."""
    required, rows = month()
    print(
        f"covering: {DAYS} days x {INTERVALS} intervals x {len(rows)} shifts, {required.sum() / 4:,.0f} h required"
    )
    for name in SOLVERS:
        before, began = cpu_s(), time.perf_counter()
        done = subprocess.run(
            [sys.executable, __file__, "--one", name], env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        wall_s, used_s = time.perf_counter() - began, cpu_s() - before
        value, call_s, status = json.loads(done.stdout.splitlines()[-1])
        figures = f"{wall_s:>7.2f} s wall {used_s:>7.2f} s CPU {call_s:>7.2f} s call"
        print(f"  {name:<12} {value / 4:>10,.1f} paid h {figures}  {status}")


def designs(folder: Path, seconds: float, only: list[str]) -> None:
    """Every published instance with a known value."""
    from capplan.shifts import cover
    from capplan.solve.nursery import leave
    from tests.shifts.coverings import EXACT, minimum_shift_design

    known = json.loads((folder / "best_known.json").read_text(encoding="utf-8"))["instances"]
    heads = ("found", "bound", "known", "ratio", "shifts", "wall s", "CPU s")
    widths = (8, 8, 8, 6, 6, 7, 7)
    print(" ".join([f"{'instance':<26}", *(f"{head:>{w}}" for head, w in zip(heads, widths, strict=True))]))
    for name in only or known:
        if name not in known:
            raise SystemExit(f"no known value of {name!r}; there are: {', '.join(known)}")
        best = min(
            value for key, value in known[name].items() if key in ("published_best", "check_value") and value
        )
        case = minimum_shift_design(folder / f"{name}.dzn")
        before, started = cpu_s(), time.perf_counter()
        found = cover(case, replace(EXACT, time_limit_s=seconds))
        leave()  # so that the time of its children is counted
        wall_s, used_s = time.perf_counter() - started, cpu_s() - before
        assert found is not None
        value, bound = sum(found.costs.values()), found.search.bound or 0.0
        proof = "proven" if found.search.status == "within_gap" else ""
        print(
            f"{name:<26} {value:>8,.0f} {bound:>8,.0f} {best:>8,} {value / best:>6.3f} "
            f"{int(found.opened.sum()):>6} {wall_s:>7.1f} {used_s:>7.1f} {proof}",
            flush=True,
        )


def main() -> None:
    """Both tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--instances", type=Path, default=ROOT.parent / "shared/data/shift_design_tuwien")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--no-cover", action="store_true")
    parser.add_argument("--one", choices=SOLVERS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(SOLVERS[asked.one](*month())))
        return
    if not asked.no_cover:
        covering()
    if asked.instances.is_dir():
        designs(asked.instances, asked.seconds, asked.only)


if __name__ == "__main__":
    main()

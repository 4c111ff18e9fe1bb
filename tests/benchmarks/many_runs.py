"""What many runs cost beside the runs themselves: overhead of a scenario, two workers against one, a worker killed.

    python tests/benchmarks/many_runs.py [--cases 8] [--size S] [--idle 60] [--gap 0.02]

``overhead``: cases that do nothing, so all of it is overhead: start of a worker, hand-over, folder, record. Read off
the clocks of one study, as each result comes: two studies differ by more than that, the first by what it finds on a
cold disk. So neither is ever negative.
``efficiency``: the wall time of the same plans with one worker, over twice that with two. A plan keeps more than one
core busy by itself (its proof runs beside its search), so two at a time on two cores are no twice as fast: the
efficiency of cases that only wait tells what the hand-over alone takes.
``killed``: the worker of the first plan is killed midway; its case is tried again, and all results are the same.
CPU seconds are those of this process and its children. Times say little on a machine that others use: look at CPU.
"""

from __future__ import annotations

import argparse
import functools
import os
import resource
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from instances import write_instance  # noqa: E402 - the checkout comes first

from capplan.pipeline import Line  # noqa: E402
from capplan.studies.case import Case, Done, Failed  # noqa: E402
from capplan.studies.many import run_many  # noqa: E402
from capplan.studies.plan_case import plan_case  # noqa: E402

WAIT_S = 0.5
KILLED_AFTER_S = 2.0
LIMIT_S = 300.0


def nothing(case: Case, to: Path) -> dict[str, Any]:
    """No work at all; the CPU seconds of the process so far."""
    return {"cpu_s": time.process_time()}


def waiting(case: Case, to: Path) -> dict[str, Any]:
    """Work that takes time and no core."""
    time.sleep(WAIT_S)
    return {}


def killed_once(case: Case, to: Path, *, marker: str) -> dict[str, Any]:
    """A plan; the process that makes the first one is killed midway, once."""
    if case.name == "case-0" and not Path(marker).exists():
        Path(marker).touch()
        threading.Timer(KILLED_AFTER_S, os.kill, (os.getpid(), signal.SIGKILL)).start()
    return plan_case(case, to)


@dataclass(frozen=True)
class Measured:
    """Wall and CPU seconds of a study, and what came of it."""

    wall_s: float
    cpu_s: float
    values: list[dict[str, Any]]
    attempts: int


def measured(cases: list[Case], work: Callable[..., dict[str, Any]], workers: int) -> Measured:
    """Run the cases in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        before, started = _cpu_s(), time.perf_counter()
        results = run_many(cases, work, folder=Path(folder), workers=workers, resume=False)
        wall_s = time.perf_counter() - started
        failed = [result for result in results if not isinstance(result, Done)]
        if failed:
            raise SystemExit(f"{failed[0].name} failed: {failed[0].message}")
        done = [result for result in results if isinstance(result, Done)]
        return Measured(
            wall_s,
            _cpu_s() - before,
            [result.value for result in done],
            sum(result.attempts for result in done),
        )


@dataclass(frozen=True)
class Overhead:
    """Wall and CPU seconds of the first scenario, and of each further one."""

    first_wall_s: float
    first_cpu_s: float
    each_wall_s: float
    each_cpu_s: float


def overhead(cases: list[Case], work: Callable[..., dict[str, Any]]) -> Overhead:
    """What one worker takes for cases that do nothing, from their results as they come."""
    wall_s, cpu_s = [time.perf_counter()], [time.process_time()]

    def told(result: Done | Failed) -> None:
        if not isinstance(result, Done):
            raise SystemExit(f"{result.name} failed: {result.message}")
        wall_s.append(time.perf_counter())
        cpu_s.append(time.process_time() + float(result.value["cpu_s"]))

    with tempfile.TemporaryDirectory() as folder:
        run_many(cases, work, folder=Path(folder), workers=1, resume=False, told=told)
    further = len(cases) - 1
    return Overhead(
        wall_s[1] - wall_s[0],
        cpu_s[1] - cpu_s[0],
        (wall_s[-1] - wall_s[1]) / further,
        (cpu_s[-1] - cpu_s[1]) / further,
    )


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def cases_of(folder: Path, count: int, size: str, gap: float) -> list[Case]:
    """So many scenarios of an instance, each with another price of unmet hours."""
    model, inputs = write_instance(size, folder)
    line = Line(gap=gap, time_limit_s=LIMIT_S)
    return [
        Case(f"case-{k}", model, inputs, rules={"overtime": {"premium": 1.3 + 0.05 * k}}, line=line)
        for k in range(count)
    ]


def told(name: str, one: Measured, two: Measured, count: int) -> None:
    """A line for two workers against one."""
    efficiency = one.wall_s / (2.0 * two.wall_s)
    print(
        f"{name:<10} {count:>5} {one.wall_s:>9.1f} {two.wall_s:>9.1f} {efficiency:>10.0%} "
        f"{one.cpu_s / count:>10.2f} {two.cpu_s / count:>10.2f}"
    )


def alike(first: list[dict[str, Any]], others: list[list[dict[str, Any]]]) -> str:
    """Whether the plans are the same, else how far they are from one another."""
    pairs = [(a, b) for other in others for a, b in zip(first, other, strict=True) if a != b]
    if not pairs:
        return "the same"
    apart = max(abs(b["objective"] - a["objective"]) / abs(a["objective"]) for a, b in pairs)
    within = all(b["objective"] >= a["bound"] and a["objective"] >= b["bound"] for a, b in pairs)
    return (
        f"{len(pairs)} of {len(first) * len(others)} differ, costs by {apart:.3%} at most, "
        f"{'all' if within else 'NOT ALL'} above the bounds of the others"
    )


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--cases", type=int, default=8)
    parser.add_argument("--size", default="S")
    parser.add_argument("--idle", type=int, default=60, help="cases that do nothing, 2 at least")
    parser.add_argument("--gap", type=float, default=0.02)
    asked = parser.parse_args()
    import many_runs as works  # the works must be those of a module, as child processes import them

    with tempfile.TemporaryDirectory() as folder:
        cases = cases_of(Path(folder), max(asked.cases, asked.idle), asked.size, asked.gap)
        measured(cases[:1], works.nothing, 1)  # what is read from the disk is in memory from here on
        found = overhead(cases[: asked.idle], works.nothing)
        print(f"overhead: {found.first_wall_s:.2f} s ({found.first_cpu_s:.2f} of CPU) for the first scenario")
        print(
            f"          {1000.0 * found.each_wall_s:.1f} ms ({1000.0 * found.each_cpu_s:.1f} of CPU) "
            f"for each of {asked.idle - 1} further ones"
        )
        print(
            f"{'cases':<10} {'count':>5} {'1 worker':>9} {'2 workers':>9} {'efficiency':>10} {'CPU s each':>21}"
        )
        idle = cases[: 2 * asked.cases]
        told("waiting", measured(idle, works.waiting, 1), measured(idle, works.waiting, 2), len(idle))
        plans = cases[: asked.cases]
        one, two = measured(plans, plan_case, 1), measured(plans, plan_case, 2)
        told("plans", one, two, len(plans))
        killed = measured(plans, functools.partial(works.killed_once, marker=str(Path(folder) / "killed")), 2)
        print(
            f"killed: {killed.attempts - len(plans)} attempt lost, {killed.wall_s:.1f} s beside {two.wall_s:.1f} s, "
            f"{killed.cpu_s:.1f} CPU s beside {two.cpu_s:.1f}"
        )
        others = [run.values for run in (two, killed)]
        print(f"results with one worker, with two, and with one killed: {alike(one.values, others)}")


if __name__ == "__main__":
    main()

"""One process forks the children of all solves; it goes with its owner, and another follows one that was ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from capplan.solve import Outcome, SolveOptions, nursery, solve
from tests.solve.test_supervise import ROOT, needs_proc, parent_of, processes_of, wait_until

OPTIONS = SolveOptions("highs")

COMMAND = """
import os, sys, threading
{before}
from pathlib import Path
from capplan.solve import SolveOptions, nursery, probe
sys.stdout.write("begun ")
found = probe("highs")
print(found.ok, *(Path("/proc", each.strip(), "cmdline").read_bytes().count(bytes([0]) + b"-P") for each in
                  Path("/proc/self/task", str(os.getpid()), "children").read_text().split()), "end")
"""


def nurseries() -> list[int]:
    """The nurseries of this process that were started anew."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(each) for each in children if b"import main" in Path(f"/proc/{each}/cmdline").read_bytes()]


def open_files(process: int | str) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def ran(before: str) -> str:
    """What a command prints that solves once: how many nurseries it has that were started anew."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND.format(before=before)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()[0]


@needs_proc
def test_a_process_with_one_thread_forks_its_nursery_and_prints_once():
    assert ran("") == "begun True 0 end"


@needs_proc
@pytest.mark.parametrize(
    "before",
    ["import highspy", "threading.Thread(target=threading.Event().wait, daemon=True).start()"],
    ids=["a solver", "a thread"],
)
def test_a_process_with_a_solver_or_a_thread_starts_its_nursery_anew(before):
    assert ran(before) == "begun True 1 end"


@needs_proc
def test_a_nursery_that_was_ended_is_followed_by_another_and_one_is_kept(make_random):
    program = make_random(4, False)
    assert solve(program, OPTIONS).outcome is Outcome.WITHIN_GAP
    (first,) = nursery._nurseries
    assert solve(program, OPTIONS).outcome is Outcome.WITHIN_GAP
    assert nursery._nurseries == [first]
    for each in nurseries():
        os.kill(each, signal.SIGKILL)
    first.wait()
    assert solve(program, OPTIONS).outcome is Outcome.WITHIN_GAP
    assert len(nursery._nurseries) == 1 and nursery._nurseries != [first]


@needs_proc
def test_many_solves_leave_no_descriptor_and_no_process(make_random, private_tmp):
    program = make_random(5, False)
    solve(program, OPTIONS)
    (kept,) = nurseries()
    before = open_files("self"), open_files(kept)
    threads = [threading.Thread(target=solve, args=(program, OPTIONS)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # in the nursery too: the last descriptor of a child is how its end is known
    assert (open_files("self"), open_files(kept)) == before
    assert processes_of(private_tmp) == {}


@needs_proc
def test_the_guard_and_the_worker_hold_nothing_of_their_parents(market_split, private_tmp):
    seen = {}

    def look(step):
        for number in processes_of(private_tmp):
            seen[number] = parent_of(number), open_files(number)

    solve(market_split(), SolveOptions("highs", time_limit_s=1.5), look)
    guards = {number: open_ for number, (parent, open_) in seen.items() if parent not in seen}
    # standard ones, the way to the worker, two ends of the wake-up pipe, the end of the worker's progress
    assert list(guards.values()) and max(guards.values()) <= 8
    assert wait_until(lambda: processes_of(private_tmp) == {})

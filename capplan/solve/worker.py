"""The child process of a solve, forked by the nursery.

It loads one back end, reads the program from the private directory, solves it, and tells what happens as
JSON lines on the descriptor that was its standard output. Everything a solver prints goes to
``chatter.txt`` in the private directory. ``until`` is the reading of ``time.monotonic()`` at which the time
limit ends: one clock for all processes of a machine.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError, MissingSolver, UnknownSolver
from capplan.program import Arrays
from capplan.solve.contract import INSTALL
from capplan.solve.handover import read_task, write_checked, write_incumbent
from capplan.solve.settle import TOLERANCE, snapped, violation
from capplan.solve.shifts import read_asked
from capplan.solve.standing import Line, Standing
from capplan.solve.work import Work

__all__ = ["PACKAGES", "Reporter", "main"]

Float = NDArray[np.float64]

PACKAGES = {"ortools": "ortools", "pulp": "pulp", "highs": "highspy"}
"""Back end to the package that it imports."""

NEWS = 1e-7
"""The part of a bound by which the next one must be better to be told at once."""


class Reporter:
    """What a back end talks to while it runs. Its methods may be called from any thread.

    ``stop`` is set when the user asks to stop, or when the time limit has passed. ``remaining_s()`` is what is
    left of the time limit, which ends at ``until`` on the monotonic clock. ``standing`` is what was found so far,
    and whether it lies within the ``gap`` asked for.
    """

    def __init__(self, directory: Path, arrays: Arrays, until: float, pipe: TextIO, gap: float = 0.0) -> None:
        self.stop = threading.Event()
        self.standing = Standing(gap)
        self._directory = directory
        self._arrays = arrays
        self._until = until
        self._pipe = pipe
        self._stage = "start"
        self._told_bound = -float("inf")
        self._lock = threading.RLock()
        self._fresh = threading.Condition()
        self._unwritten: Float | None = None
        threading.Thread(target=self._write_incumbents, daemon=True).start()

    def remaining_s(self) -> float:
        """Seconds left of the time limit, at least a hundredth: a solver may read 0 as no limit."""
        return max(0.01, self._until - time.monotonic())

    @property
    def work(self) -> Work:
        """What the search has done."""
        return self.standing.work

    def left_s(self) -> float:
        """Work without end: the time limit ends the search."""
        return np.inf

    def begin(self, solver: str, version: str) -> None:
        """The back end is loaded."""
        self.say(event="started", solver=solver, version=version)

    def stage(self, name: str) -> None:
        """A new stage of the search begins."""
        with self._lock:
            self._stage = name
            self._progress()

    def bound(self, value: float, line: Line | None = None) -> None:
        """The solver, or a ``line`` beside it, proved a lower bound on the objective; every better one is told."""
        if not -np.inf < value < 1e20:
            return
        with self._lock:
            if self.standing.bound(value, line) and value - self._told_bound > NEWS * abs(value):
                self._progress()

    def incumbent(self, x: Float) -> None:
        """The solver found a point; it counts if it is better than the best one so far."""
        point = np.array(x, float)
        objective = float(self._arrays.cost @ point)
        with self._lock:
            if not self.standing.plan(point, objective):
                return
            with self._fresh:
                self._unwritten = point
                self._fresh.notify()
            self._progress()

    def close(self, x: Float | None) -> None:
        """Write the final point, whatever stands there."""
        with self._fresh:
            self._unwritten = None
            if x is not None:
                write_incumbent(self._directory, x)

    def say(self, **event: Any) -> None:
        """Send one line to the supervisor; a supervisor that is gone is the guard's business."""
        with self._lock, contextlib.suppress(BrokenPipeError):
            self._pipe.write(json.dumps(event) + "\n")
            self._pipe.flush()

    def _progress(self) -> None:
        best, least = self.standing.best_objective, self.standing.best_bound
        self._told_bound = least
        incumbent, bound = (value if np.isfinite(value) else None for value in (best, least))
        self.say(event="progress", stage=self._stage, incumbent=incumbent, bound=bound)

    def _write_incumbents(self) -> None:
        # the thread always takes the newest point, so a burst of them costs one write
        while True:
            with self._fresh:
                self._fresh.wait_for(lambda: self._unwritten is not None)
                point, self._unwritten = self._unwritten, None
                if point is None:
                    continue
                write_incumbent(self._directory, point)
            plan = snapped(self._arrays, point)
            if violation(self._arrays, plan) <= TOLERANCE:
                write_checked(self._directory, plan)


def _own_pipe(directory: Path) -> TextIO:
    """Move the pipe to a descriptor of our own and send descriptors 1 and 2 to ``chatter.txt``."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    chatter = os.open(directory / "chatter.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(chatter, 1)
    os.dup2(chatter, 2)
    return pipe


def _listen(directory: Path, stop: threading.Event) -> None:
    """Take orders from standard input: a byte means stop; its end means that the guard is gone."""
    while os.read(0, 1):
        stop.set()
        # command-line solvers below us stop on an interrupt and write what they have
        os.killpg(0, signal.SIGINT)
    shutil.rmtree(directory, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def _load(backend: str) -> Any:
    try:
        return importlib.import_module(f"capplan.solve.{backend}_backend")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != PACKAGES[backend]:
            raise
        raise MissingSolver(
            f"the package {PACKAGES[backend]} is not installed: {INSTALL[backend]}"
        ) from error
    except ImportError as error:
        # an undefined symbol: another copy of the same solver library was loaded first, or a broken wheel
        raise CapplanError(f"the package {PACKAGES[backend]} cannot be loaded: {error}") from error


def _solve(backend: str, directory: Path, reporter: Reporter, task: tuple[Any, ...]) -> None:
    asked = read_asked(directory)
    try:
        back_end = _load(backend)
        if asked is None:
            found = back_end.run(*task, reporter)
        else:
            found = back_end.run_shifts(task[0], task[1], asked, reporter, directory)
    except MissingSolver as error:
        reporter.say(event="missing", message=str(error))
    except UnknownSolver as error:
        reporter.say(event="unknown", message=str(error))
    except CapplanError as error:
        reporter.say(event="failed", message=str(error))
    else:
        standing = reporter.standing
        bounds = [
            value for value in (found.bound, standing.best_bound) if value is not None and np.isfinite(value)
        ]
        reporter.close(found.x if found.x is not None else standing.best_x)
        reporter.say(event="finished", claim=found.claim.value, bound=max(bounds, default=None))


def main(backend: str, directory: Path, until: float) -> None:
    """Solve what lies in ``directory`` with ``backend``, until the time limit at ``until``."""
    # a function, not SIG_IGN: solvers that we start as processes must still hear the interrupt
    signal.signal(signal.SIGINT, lambda number, frame: None)
    pipe = _own_pipe(directory)
    arrays, options, guide = read_task(directory)
    reporter = Reporter(directory, arrays, until, pipe, options.gap)
    threading.Thread(target=_listen, args=(directory, reporter.stop), daemon=True).start()
    _solve(backend, directory, reporter, (arrays, options, guide))
    sys.stdout.flush()
    # solver libraries may hang or crash while they are unloaded; nothing is left to do
    os._exit(0)

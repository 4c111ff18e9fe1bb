"""One worker from start to end: its private directory, its progress, its limits, its signals."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

import capplan
from capplan.errors import CapplanError, MissingSolver, UnknownSolver
from capplan.program import Arrays
from capplan.solve.contract import Claim, Guide, SolveOptions
from capplan.solve.handover import read_incumbent, write_task

__all__ = ["Interruption", "Report", "interruptible", "run_worker"]

Float = NDArray[np.float64]

START_S = 120.0
"""How long a worker may take to load its back end and read the program."""

STOP_S = 1.5
"""How long a worker may take to hand over its plan after it was asked to stop."""

TAIL = 2000
"""Characters of a crashed worker's output that the error message shows."""


@dataclass
class Interruption:
    """Which signal came, and how often; filled by a signal handler while a solve runs."""

    number: int | None = None
    count: int = 0


@dataclass
class Report:
    """What became of one worker. ``claim`` is None when the worker was ended before it said anything."""

    solver: str = ""
    version: str = ""
    claim: Claim | None = None
    x: Float | None = None
    bound: float | None = None
    peak_memory_mb: float | None = None


@dataclass
class _Watch:
    """The clock of a worker: when it is asked to stop and when it is ended."""

    limit_s: float
    deadline: float = field(default_factory=lambda: time.monotonic() + START_S)
    asked: bool = False

    def started(self) -> None:
        self.deadline = time.monotonic() + self.limit_s + max(2.0, 0.05 * self.limit_s)

    def ask(self) -> None:
        self.asked = True
        self.deadline = min(self.deadline, time.monotonic() + STOP_S)

    @property
    def left_s(self) -> float:
        return self.deadline - time.monotonic()


@contextlib.contextmanager
def interruptible() -> Iterator[Interruption]:
    """Note SIGINT and SIGTERM instead of dying of them; the old handlers come back at the end.

    Only the main thread can do so; in another thread the signals stay the caller's business. A signal that
    the process ignores (a job under ``nohup``) stays ignored.
    """
    seen = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield seen
        return

    def note(number: int, frame: FrameType | None) -> None:
        seen.number = seen.number or number
        seen.count += 1

    watched = [
        n for n in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(n) not in (signal.SIG_IGN, None)
    ]
    before = {number: signal.signal(number, note) for number in watched}
    try:
        yield seen
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_worker(
    arrays: Arrays,
    options: SolveOptions,
    guide: Guide,
    seen: Interruption,
    on_event: Callable[[dict[str, Any]], None],
) -> Report:
    """Solve in a child process and return what it found; the child and its directory are gone afterwards.

    ``options.backend`` names a back end (not ``auto``). Raises ``MissingSolver`` when its package is not
    installed, ``CapplanError`` when the child crashes or refuses.
    """
    directory = Path(tempfile.mkdtemp(prefix="capplan-solve-"))
    try:
        write_task(directory, arrays, options, guide)
        return _run(directory, options, seen, on_event)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _run(
    directory: Path, options: SolveOptions, seen: Interruption, on_event: Callable[[dict[str, Any]], None]
) -> Report:
    report = Report()
    watch = _Watch(options.time_limit_s)
    last: dict[str, Any] = {}
    with _guarded(directory, options.backend) as guard:
        for event in _events(guard, watch, seen):
            if event["event"] == "started":
                watch.started()
                report.solver, report.version = event["solver"], event["version"]
            elif event["event"] == "progress":
                report.bound = event["bound"]
                on_event(event)
            else:
                last = event
    ended = directory / "ended.json"
    end = json.loads(ended.read_text()) if ended.exists() else {"code": None, "peak_memory_mb": None}
    report.peak_memory_mb = end["peak_memory_mb"]
    if last.get("event") == "missing":
        raise MissingSolver(last["message"])
    if last.get("event") == "unknown":
        raise UnknownSolver(last["message"])
    if last.get("event") == "failed":
        raise CapplanError(last["message"])
    if last.get("event") == "finished":
        report.claim, report.bound = Claim(last["claim"]), last["bound"]
    elif watch.left_s > 0 and seen.count == 0:
        raise CapplanError(_crash(directory, options.backend, end["code"]))
    report.x = read_incumbent(directory)
    return report


@contextlib.contextmanager
def _guarded(directory: Path, backend: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start guard and worker in a session of their own; end them all on the way out."""
    worker = [sys.executable, "-P", "-m", "capplan.solve.worker", backend, str(directory)]
    guard = Path(__file__).with_name("guard.py")
    with (directory / "chatter.txt").open("ab") as chatter:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(guard), str(directory), *worker],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=chatter,
            cwd=directory,
            env=_environment(directory),
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with contextlib.suppress(BrokenPipeError):
            os.write(_descriptor(process.stdin), b"k")
        try:
            process.wait(timeout=10.0)
        except subprocess.TimeoutExpired:
            # its death closes the worker's standard input, and the worker ends its group by itself
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


def _environment(directory: Path) -> dict[str, str]:
    """The caller's environment with a private TMPDIR, and with this very capplan on the path."""
    given = [str(Path(part).resolve()) for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    root = str(Path(capplan.__file__).resolve().parents[1])
    changed = {
        "PYTHONPATH": os.pathsep.join([*given, root]),
        "PYTHONUNBUFFERED": "1",
        # the worker only hands arrays over: idle threads of a linear algebra library cost start-up time
        "OPENBLAS_NUM_THREADS": "1",
        **dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(directory)),
    }
    return {**os.environ, **changed}


def _events(guard: subprocess.Popen[bytes], watch: _Watch, seen: Interruption) -> Iterator[dict[str, Any]]:
    """The worker's lines, until it ends, its time is over or the user has waited long enough."""
    pipe, waiting = _descriptor(guard.stdout), b""
    while watch.left_s > 0 and seen.count < 2:
        if seen.count and not watch.asked:
            watch.ask()
            with contextlib.suppress(BrokenPipeError):
                os.write(_descriptor(guard.stdin), b"s")
        # a signal does not end select (PEP 475), so it is looked for five times a second
        ready, _, _ = select.select([pipe], [], [], max(0.0, min(0.2, watch.left_s)))
        if not ready:
            continue
        chunk = os.read(pipe, 65536)
        if not chunk:
            return
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            yield json.loads(line)


def _descriptor(stream: Any) -> int:
    return int(stream.fileno())


def _crash(directory: Path, backend: str, code: int | None) -> str:
    chatter = directory / "chatter.txt"
    tail = chatter.read_text(errors="replace")[-TAIL:].strip() if chatter.exists() else ""
    how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
    words = f". Its last words:\n{tail}" if tail else ""
    return f"the {backend} back end {how} before it had a result{words}"

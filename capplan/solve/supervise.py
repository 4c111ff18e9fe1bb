"""One worker from start to end: its private directory, its progress, its limits, its signals."""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import shutil
import signal
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

from capplan.errors import CapplanError, MissingSolver, UnknownSolver
from capplan.program import Arrays
from capplan.solve.contract import Claim, Guide, SolveOptions
from capplan.solve.handover import read_checked, read_incumbent, write_task
from capplan.solve.nursery import Birth, bear
from capplan.solve.shifts import Answers, Asked, read_answers, write_asked

__all__ = ["Interruption", "Report", "interruptible", "run_worker"]

Float = NDArray[np.float64]

LATE_S = 0.25
"""How long after the time limit a worker that did not stop by itself is asked to."""

STOP_S = 1.25
"""How long a worker may take to hand over its plan after the time limit, or after a signal."""

ENDED_S = 10.0
"""How long the guard may take to end everything."""

TAIL = 2000
"""Characters of a crashed worker's output that the error message shows."""


@dataclass
class Interruption:
    """Which signal came, when (monotonic clock) and how often; filled by a handler while a solve runs."""

    number: int | None = None
    count: int = 0
    at: float = math.inf


@dataclass
class Report:
    """What became of one worker. ``claim`` is None when the worker was ended before it said anything.

    ``x`` is its best point, ``checked`` the best one that is known to keep every row with whole numbers. ``answers``
    are those to shifts, where some were asked.
    """

    solver: str = ""
    version: str = ""
    claim: Claim | None = None
    x: Float | None = None
    bound: float | None = None
    peak_memory_mb: float | None = None
    checked: Float | None = None
    answers: Answers | None = None


@dataclass
class _Watch:
    """The clock of a worker: ``until`` is its time limit, ``deadline`` when it is ended."""

    until: float
    grace_s: float
    asked: bool = False
    deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = self.until + self.grace_s

    def due(self, seen: Interruption) -> bool:
        """Whether it is time to ask the worker to stop; a signal brings its end nearer."""
        if seen.count:
            self.deadline = min(self.deadline, seen.at + self.grace_s)
        late = time.monotonic() > self.until + min(LATE_S, self.grace_s)
        first = not self.asked and (seen.count > 0 or late)
        self.asked |= first
        return first

    @property
    def left_s(self) -> float:
        return self.deadline - time.monotonic()


@dataclass(frozen=True)
class _Pipes:
    """Our ends: ``orders`` to the guard, ``progress`` from the worker."""

    orders: int
    progress: int


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
        seen.at = min(seen.at, time.monotonic())
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
    grace_s: float = STOP_S,
    asked: Asked | None = None,
) -> Report:
    """Solve in a child process and return what it found; the child and its directory are gone afterwards.

    ``options.backend`` names a back end (not ``auto``). The time limit counts from this call; the child is ended
    ``grace_s`` seconds after it, or after a signal. Raises ``MissingSolver`` when its package is not
    installed, ``CapplanError`` when the child crashes or refuses. With ``asked`` the child does not search: it
    answers that (``marginals.py``).
    """
    watch = _Watch(time.monotonic() + options.time_limit_s, grace_s)
    directory = Path(tempfile.mkdtemp(prefix="capplan-solve-"))
    try:
        write_task(directory, arrays, options, guide)
        if asked is None:
            return _run(directory, options.backend, watch, seen, on_event)
        write_asked(directory, asked)
        report = _run(directory, options.backend, watch, seen, on_event)
        report.answers = read_answers(directory, len(asked.shifts))
        return report
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _run(
    directory: Path,
    backend: str,
    watch: _Watch,
    seen: Interruption,
    on_event: Callable[[dict[str, Any]], None],
) -> Report:
    report = Report()
    last: dict[str, Any] = {}
    with _guarded(directory, backend, watch.until) as pipes:
        for event in _events(pipes, watch, seen):
            if event["event"] == "started":
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
        raise CapplanError(_crash(directory, backend, end["code"]))
    report.x, report.checked = read_incumbent(directory), read_checked(directory)
    return report


@contextlib.contextmanager
def _guarded(directory: Path, backend: str, until: float) -> Iterator[_Pipes]:
    """Have guard and worker started in a session of their own; end them all on the way out."""
    (stdin, orders), (progress, stdout), (ended, end) = os.pipe(), os.pipe(), os.pipe()
    with contextlib.ExitStack() as ours:
        for descriptor in (orders, progress, ended):
            ours.callback(os.close, descriptor)
        with contextlib.ExitStack() as theirs:
            chatter = os.open(directory / "chatter.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            for descriptor in (stdin, stdout, end, chatter):
                theirs.callback(os.close, descriptor)
            bear(
                Birth(backend, str(directory), until, _environment(directory)), (stdin, stdout, chatter, end)
            )
        try:
            yield _Pipes(orders, progress)
        finally:
            with contextlib.suppress(BrokenPipeError):
                os.write(orders, b"k")
            # its last descriptor is closed when the guard, and so everything below it, has ended
            select.select([ended], [], [], ENDED_S)


def _environment(directory: Path) -> dict[str, str]:
    """The caller's environment with a private TMPDIR."""
    given = [str(Path(part).resolve()) for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    private = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(directory))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(given), **private}


def _events(pipes: _Pipes, watch: _Watch, seen: Interruption) -> Iterator[dict[str, Any]]:
    """The worker's lines, until it ends, its time is over or the user has waited long enough."""
    waiting = b""
    while watch.left_s > 0 and seen.count < 2:
        if watch.due(seen):
            with contextlib.suppress(BrokenPipeError):
                os.write(pipes.orders, b"s")
        # a signal does not end select (PEP 475), so it is looked for ten times a second
        ready, _, _ = select.select([pipes.progress], [], [], max(0.0, min(0.1, watch.left_s)))
        if not ready:
            continue
        chunk = os.read(pipes.progress, 65536)
        if not chunk:
            return
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            yield json.loads(line)


def _crash(directory: Path, backend: str, code: int | None) -> str:
    chatter = directory / "chatter.txt"
    tail = chatter.read_text(errors="replace")[-TAIL:].strip() if chatter.exists() else ""
    how = f"was killed by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
    words = f". Its last words:\n{tail}" if tail else ""
    return f"the {backend} back end {how} before it had a result{words}"

"""Commands that run for the page: each a child process, followed line by line, stopped, and never left behind.

A job is stopped with SIGTERM, as anybody would stop the command: the best plan so far is written. When the app ends,
all jobs are stopped so, and what has not ended after a while is killed with everything that it started.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal

__all__ = ["MOST_AT_ONCE", "MOST_KEPT", "Busy", "Job", "Jobs"]

MOST_AT_ONCE = 2
MOST_KEPT = 50  # jobs that have ended and can still be asked for
MOST_EVENTS = 5_000
MOST_LINE = 20_000  # characters of a line that are kept
END_S = 20.0  # what a command may take to write its best plan when the app ends
LAST_LINES_S = 2.0  # for what a command said last to be read
STEP_S = 0.05

Event = dict[str, Any]


class Busy(Exception):
    """The job cannot start now; the message says why."""


@dataclass
class Job:
    """One command. ``events`` are its lines on stderr; ``result`` is what it printed at the end, as JSON.

    ``holds`` names what the job writes, so that no two write the same.
    """

    id: str
    kind: str
    title: str
    holds: str
    process: subprocess.Popen[str]
    started: float = field(default_factory=time.time)
    events: list[Event] = field(default_factory=list)
    stopping: bool = False
    exit_code: int | None = None
    result: dict[str, Any] | None = None

    @property
    def state(self) -> Literal["running", "stopping", "ended"]:
        """Where the job stands."""
        if self.exit_code is not None:
            return "ended"
        return "stopping" if self.stopping else "running"

    def told(self) -> dict[str, Any]:
        """The job for the page."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "state": self.state,
            "exit_code": self.exit_code,
            "result": self.result,
            "events": len(self.events),
        }


class Jobs:
    """The jobs of the app; commands run in ``folder``."""

    def __init__(self, folder: Path, most_at_once: int = MOST_AT_ONCE) -> None:
        self._folder = folder
        self._most = most_at_once
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self.closed = False

    def start(self, kind: str, title: str, holds: str, arguments: Sequence[str]) -> Job:
        """Start ``capplan`` with the arguments. Raises Busy."""
        with self._lock:
            running = [job for job in self._jobs.values() if job.exit_code is None]
            if self.closed:
                raise Busy("The app is ending.")
            if any(job.holds == holds for job in running):
                raise Busy(f"{holds} is being written already: wait for it, or stop it.")
            if len(running) >= self._most:
                raise Busy(f"{len(running)} runs are under way already: wait for one, or stop it.")
            job = Job(secrets.token_hex(8), kind, title, holds, _process(self._folder, arguments))
            self._forget()
            self._jobs[job.id] = job
        threading.Thread(target=_follow, args=(job,), daemon=True).start()
        return job

    def get(self, name: str) -> Job | None:
        """The job of that id."""
        return self._jobs.get(name)

    def running(self) -> list[Job]:
        """The jobs that have not ended, the oldest first."""
        return [job for job in list(self._jobs.values()) if job.exit_code is None]

    def stop(self, job: Job) -> None:
        """Ask the command to end; a plan is written as far as it has come."""
        if job.exit_code is None:
            job.stopping = True
            job.process.terminate()

    def close(self, patience_s: float = END_S) -> None:
        """Stop every job, wait, and kill what is left with all that it started."""
        self.closed = True
        for job in self.running():
            self.stop(job)
        until = time.monotonic() + patience_s
        try:
            while self.running() and time.monotonic() < until:
                time.sleep(STEP_S)
        finally:  # a second Ctrl-C does not wait
            for job in self.running():
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(job.process.pid, signal.SIGKILL)
                job.process.wait()

    def _forget(self) -> None:
        """Let go of the oldest jobs that have ended."""
        ended = [name for name, job in self._jobs.items() if job.exit_code is not None]
        for name in ended[: max(len(ended) - MOST_KEPT + 1, 0)]:
            del self._jobs[name]


def _process(folder: Path, arguments: Sequence[str]) -> subprocess.Popen[str]:
    """The command, in a session of its own: Ctrl-C in the terminal of the app does not reach it unseen."""
    return subprocess.Popen(
        # -P: a file of the project folder is never taken for a module of Python
        [sys.executable, "-P", "-m", "capplan", *arguments],
        cwd=folder,
        env=_environment(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Without settings of commands: what the page shows is what runs."""
    return {name: value for name, value in ours.items() if not name.startswith("CAPPLAN_")}


def _follow(job: Job) -> None:
    """Read both streams until the command ends; what it left running may hold them open and is not waited for."""
    stdout, stderr = job.process.stdout, job.process.stderr
    assert stdout is not None and stderr is not None
    printed: list[str] = []
    readers = [
        threading.Thread(target=_read_events, args=(job, stderr), daemon=True),
        threading.Thread(target=printed.extend, args=(stdout,), daemon=True),
    ]
    for reader in readers:
        reader.start()
    code = job.process.wait()
    for reader in readers:
        reader.join(LAST_LINES_S)
    job.result = _last_object(printed)
    job.exit_code = code


def _read_events(job: Job, stream: IO[str]) -> None:
    for line in stream:
        if len(job.events) < MOST_EVENTS:
            job.events.append(_event(line.rstrip("\n")[:MOST_LINE]))


def _event(line: str) -> Event:
    """A line of stderr: JSON as it is, anything else as a message."""
    with contextlib.suppress(ValueError):
        found = json.loads(line)
        if isinstance(found, dict):
            return found
    return {"message": line}


def _last_object(lines: Sequence[str]) -> dict[str, Any] | None:
    """The last line of stdout as JSON, which is what ``--json`` promises."""
    with contextlib.suppress(ValueError, IndexError):
        found = json.loads(lines[-1])
        return found if isinstance(found, dict) else None
    return None

"""The process between capplan and a worker. It ends the worker's whole group, whatever happens above it.

It never computes, so it always answers: a worker deep inside a solver might not. Its standard input carries
one-letter orders:

    s   pass a request to stop on to the worker
    k   kill the worker's group, keep the private directory (the parent still reads it)
    end of file: the parent is gone: kill the group and remove the private directory

After ``k``, ``ended.json`` tells the worker's exit code and its peak memory.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import select
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

__all__ = ["guarded"]

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""Signals that the guard turns into bytes."""


def guarded(directory: Path, work: Callable[[], NoReturn]) -> None:
    """Fork a worker as the leader of a process group of its own and end that group in every case.

    The worker has this process's standard output and error; its standard input is a pipe from here.
    """
    wake = _watch_signals()
    _die_with_parent()
    orders, to_worker = os.pipe()
    worker = os.fork()
    if worker == 0:
        _begin(orders, to_worker, wake)
        work()
    os.close(orders)
    with contextlib.suppress(OSError):
        # whichever of the two comes first: its group must be there before it can be ended
        os.setpgid(worker, worker)
    # only the worker may hold the progress pipe open: its end is how the parent sees the worker end
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    order = _obey(to_worker, wake)
    # a worker that ended by itself is still in the process table, so its group number is not anybody else's
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    if order == b"k":
        _write_end(directory, code)
    else:
        shutil.rmtree(directory, ignore_errors=True)


def _begin(orders: int, to_worker: int, wake: int) -> None:
    """The worker's own group, standard input and signals."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    os.dup2(orders, 0)
    for descriptor in (orders, to_worker, wake):
        os.close(descriptor)


def _watch_signals() -> int:
    """Turn signals into bytes on a pipe; handlers, unlike SIG_IGN, are not inherited by the worker."""

    def nothing(number: int, frame: FrameType | None) -> None:
        """Only the byte on the wake-up pipe matters."""

    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write)
    for number in SIGNALS:
        signal.signal(number, nothing)
    return read


def _die_with_parent() -> None:
    """Ask Linux for a SIGTERM when the parent dies: the pipe may be held open by a fork of it."""
    if sys.platform != "linux":
        return
    set_parent_death_signal = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM, 0, 0, 0)


def _obey(to_worker: int, wake: int) -> bytes:
    """Wait for the order to kill (``k``) or for the end of the parent (empty)."""
    while True:
        ready, _, _ = select.select([0, wake], [], [])
        if wake in ready and signal.SIGTERM in os.read(wake, 64):
            return b""
        if 0 in ready:
            order = os.read(0, 1)
            if order in (b"", b"k"):
                return order
            with contextlib.suppress(BrokenPipeError):
                os.write(to_worker, order)


def _write_end(directory: Path, code: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    unit = 1024.0**2 if sys.platform == "darwin" else 1024.0
    with contextlib.suppress(OSError):
        (directory / "ended.json").write_text(json.dumps({"code": code, "peak_memory_mb": peak / unit}))

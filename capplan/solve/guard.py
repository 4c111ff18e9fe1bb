"""The process between capplan and a worker. It ends the worker's whole group, whatever happens above it.

It runs by path under ``python -I -S``, imports the standard library only and never computes, so it always
answers: a worker deep inside a solver might not. Its standard input carries one-letter orders:

    s   pass a request to stop on to the worker
    k   kill the worker's group, keep the private directory (the parent still reads it)
    end of file: the parent is gone: kill the group and remove the private directory

After ``k``, ``ended.json`` tells the worker's exit code and its peak memory.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType


def main(directory: Path, command: list[str]) -> int:
    """Run ``command`` as the leader of a process group of its own and end that group in every case."""
    wake = _watch_signals()
    _die_with_parent()
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0)
    assert worker.stdin is not None
    # only the worker may hold the progress pipe open: its end is how the parent sees the worker end
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    order = _obey(worker.stdin.fileno(), wake)
    # a worker that ended by itself is still in the process table, so its group number is not anybody else's
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(worker.pid, signal.SIGKILL)
    code = worker.wait()
    if order == b"k":
        _write_end(directory, code)
    else:
        shutil.rmtree(directory, ignore_errors=True)
    return 0


def _watch_signals() -> int:
    """Turn signals into bytes on a pipe; handlers, unlike SIG_IGN, are not inherited by the worker."""

    def nothing(number: int, frame: FrameType | None) -> None:
        """Only the byte on the wake-up pipe matters."""

    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, nothing)
    return read


def _die_with_parent() -> None:
    """Ask Linux for a SIGTERM when the parent dies: the pipe may be held open by a fork of it."""
    if sys.platform != "linux":
        return
    import ctypes

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
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    unit = 1024.0**2 if sys.platform == "darwin" else 1024.0
    with contextlib.suppress(OSError):
        (directory / "ended.json").write_text(json.dumps({"code": code, "peak_memory_mb": peak / unit}))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))

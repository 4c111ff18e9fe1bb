"""Cases on the cores of this machine: a child process for each worker, and one case at a time in each.

A pool of processes of the standard library loses every task when one process is killed. Here the death of a child
costs the case that it was at, and that case is tried again in a new child.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import IO, TYPE_CHECKING

import capplan
from capplan.studies.attempt import Work, working_folder
from capplan.studies.child import LEAVES_S, Crashed
from capplan.studies.result import Done, Failed

if TYPE_CHECKING:
    from capplan.studies.case import Case

__all__ = ["on_cores"]

TAIL = 1000
"""Characters of a dead child's output that the message shows."""


@dataclass
class _Child:
    """A process, our end of its socket, what it prints, and the case that it is at."""

    process: subprocess.Popen[bytes]
    connection: Connection
    chatter: IO[bytes]
    case: Case | None = None
    number: int = 0


def on_cores(
    work: Work, cases: Sequence[Case], folder: Path, workers: int, attempts: int
) -> Iterator[Done | Failed]:
    """Results as they finish, ``workers`` cases at a time, each tried ``attempts`` times at most.

    When the iteration is left early, by an error or a signal, the children are ended.
    """
    waiting = deque((case, 1) for case in cases)
    children: list[_Child] = []
    try:
        while waiting or any(child.case for child in children):
            _hand_out(waiting, children, work, folder, workers)
            busy = {child.connection: child for child in children if child.case}
            for ready in wait(list(busy)):
                child = busy[ready]  # type: ignore[index] # wait returns what it was given
                case, answer = child.case, _answer(child)
                assert case is not None
                if answer is None:
                    children.remove(child)
                    answer = Crashed(_end([child], folder))
                child.case = None
                if not isinstance(answer, Crashed):
                    yield answer
                elif child.number < attempts:
                    waiting.append((case, child.number + 1))
                else:
                    yield Failed(case.name, case.key, 1, answer.message, child.number)
    finally:
        _end(children, folder)


def _hand_out(
    waiting: deque[tuple[Case, int]], children: list[_Child], work: Work, folder: Path, workers: int
) -> None:
    """Give every idle child a case; start children while there are fewer than asked for."""
    dead = [child for child in children if child.case is None and child.process.poll() is not None]
    _end(dead, folder)
    children[:] = [child for child in children if child not in dead]
    while waiting:
        child = next((child for child in children if child.case is None), None)
        if child is None and len(children) == workers:
            return
        if child is None:
            child = _start()
            children.append(child)
        child.case, child.number = waiting.popleft()
        with contextlib.suppress(OSError):  # where it has just died, its answer is the end of the socket
            child.connection.send_bytes(pickle.dumps((work, child.case, folder, child.number)))


def _answer(child: _Child) -> Done | Failed | Crashed | None:
    """What the child says; None where it died instead."""
    try:
        answer: Done | Failed | Crashed = child.connection.recv()
    except (EOFError, OSError):
        return None
    return answer


def _start() -> _Child:
    ours, theirs = Pipe()
    chatter = tempfile.TemporaryFile()  # noqa: SIM115 # closed with the child
    path = [str(Path(capplan.__file__).resolve().parents[1]), *(entry for entry in sys.path if entry)]
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "capplan.studies.child", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=chatter,
            stderr=chatter,
            pass_fds=(theirs.fileno(),),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
    return _Child(process, ours, chatter)


def _end(children: Sequence[_Child], folder: Path) -> str:
    """Close the sockets, which ends the children, and remove what they were writing; how the last one ended."""
    words = ""
    for child in children:
        child.connection.close()
    for child in children:
        try:
            child.process.wait(LEAVES_S + 1.0)
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        if child.case is not None:
            shutil.rmtree(working_folder(folder, child.case.name, child.process.pid), ignore_errors=True)
        words = _last_words(child)
        child.chatter.close()
    return words


def _last_words(child: _Child) -> str:
    """How a child ended, and the end of what it printed."""
    code = child.process.returncode
    how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
    child.chatter.seek(0)
    words = child.chatter.read().decode(errors="replace")[-TAIL:].strip()
    return f"the process of the run {how}" + (f". Its last words:\n{words}" if words else "")

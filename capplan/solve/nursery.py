"""The process that forks the children of all solves of a command, so that Python and its packages start once.

A process that stands on a single thread forks its nursery, which then has everything loaded already. Any other
process starts it anew: a fork would copy the locks of the other threads as they stand. No solver is ever loaded in
it: that is the business of each child alone.

An order is a line of JSON after eight bytes with its length; the descriptors of the child come with these bytes:
standard input, standard output, standard error, and one that is closed when the child has ended.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import capplan
from capplan.errors import CapplanError
from capplan.parallel import single_threaded
from capplan.solve.guard import guarded

__all__ = ["Birth", "bear", "leave", "main"]

STANDARD = 3
"""Descriptors from this one on are not the standard ones."""

SOLVERS = ("ortools", "pulp", "highspy")
"""Packages that a process to fork must not have loaded: each child loads one."""

START = "from capplan.solve.nursery import main; main()"
"""A module run with ``-m`` would be loaded twice."""

LENGTH = 8
"""Bytes that tell the length of an order."""


@dataclass(frozen=True)
class Birth:
    """A child: which ``backend`` solves what lies in ``directory``, until when, in which environment."""

    backend: str
    directory: str
    until: float
    environment: dict[str, str]


@dataclass(frozen=True)
class _Nursery:
    """A nursery of the process ``owner``; ``wait`` returns when it has ended."""

    connection: socket.socket
    owner: int
    wait: Callable[[], object]


_lock = threading.Lock()
_nurseries: list[_Nursery] = []


def bear(birth: Birth, descriptors: tuple[int, int, int, int]) -> None:
    """Have a guard and its worker forked (``guard.py``). The descriptors stay the caller's to close.

    Raises ``CapplanError`` where no process can be started.
    """
    content = json.dumps(vars(birth)).encode()
    with _lock:
        if _nurseries and _nurseries[0].owner != os.getpid():
            # the nursery of a process that this one was forked from
            _nurseries.pop().connection.close()
        # a nursery that somebody ended is followed by another
        for _attempt in range(2):
            if not _nurseries:
                _nurseries.append(_started())
            with contextlib.suppress(OSError):
                connection = _nurseries[0].connection
                socket.send_fds(connection, [len(content).to_bytes(LENGTH)], descriptors)
                connection.sendall(content)
                return
            leave()
    raise CapplanError("the process that starts solvers ended twice")


def _started() -> _Nursery:
    ours, theirs = socket.socketpair()
    with theirs:
        wait = _forked(theirs, ours) if _may_fork() else _spawned(theirs)
    return _Nursery(ours, os.getpid(), wait)


def leave() -> None:
    """Let the nursery end and wait for it, so that its time counts as this process's."""
    if _nurseries and _nurseries[0].owner == os.getpid():
        last = _nurseries.pop()
        last.connection.close()
        last.wait()


atexit.register(leave)


def _may_fork() -> bool:
    """Whether this process has one thread, those of libraries counted, and no solver loaded."""
    return single_threaded() and not any(package in sys.modules for package in SOLVERS)


def _forked(theirs: socket.socket, ours: socket.socket) -> Callable[[], object]:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        with _last_words():
            ours.close()
            _only(theirs.fileno())
            _serve(theirs, parent)
    return lambda: os.waitpid(child, 0)


def _spawned(theirs: socket.socket) -> Callable[[], object]:
    root = str(Path(capplan.__file__).resolve().parents[1])
    given = [str(Path(part).resolve()) for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([*given, root]),
        # the children only hand arrays over: idle threads of a linear algebra library cost time to start
        "OPENBLAS_NUM_THREADS": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", START, str(theirs.fileno()), str(os.getpid())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        env=environment,
    )
    return process.wait


def _serve(orders: socket.socket, parent: int) -> NoReturn:
    """Fork a child for every order until the parent is gone."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    # loaded before the fork, for all children
    importlib.import_module("capplan.solve.worker")
    gc.freeze()
    wake = _children_wake()
    ends = [orders.fileno(), wake, *_death_of(parent)]
    running: dict[int, int] = {}
    while True:
        ready, _, _ = select.select(ends, [], [])
        if wake in ready:
            os.read(wake, 4096)
            _reap(running)
        if any(end in ready for end in ends[2:]):
            os._exit(0)
        if orders.fileno() not in ready:
            continue
        order = _order(orders)
        if order is None:
            os._exit(0)
        birth, descriptors = order
        child = os.fork()
        if child == 0:
            with _last_words():
                _child(birth, descriptors)
        for descriptor in descriptors[:STANDARD]:
            os.close(descriptor)
        running[child] = descriptors[STANDARD]


def _order(orders: socket.socket) -> tuple[Birth, list[int]] | None:
    """The next order; None when the parent is gone."""
    with contextlib.suppress(ConnectionError):
        head, descriptors, _, _ = socket.recv_fds(orders, LENGTH, STANDARD + 1)
        if len(head) == LENGTH and len(descriptors) == STANDARD + 1:
            with orders.dup().makefile("rb", buffering=0) as stream:
                size, content = int.from_bytes(head), b""
                while len(content) < size and (chunk := stream.read(size - len(content))):
                    content += chunk
            if len(content) == size:
                return Birth(**json.loads(content)), descriptors
    return None


def _child(birth: Birth, descriptors: list[int]) -> NoReturn:
    """Become the guard of a solve, with a worker below it."""
    os.setsid()
    for target, descriptor in enumerate(descriptors[:STANDARD]):
        os.dup2(descriptor, target)
    _only()
    os.chdir(birth.directory)
    os.environ.clear()
    os.environ.update(birth.environment)
    guarded(Path(birth.directory), lambda: _worker(birth))
    os._exit(0)


def _worker(birth: Birth) -> NoReturn:
    """Solve: this is the process that loads a solver."""
    with _last_words():
        tempfile.tempdir = None
        path = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
        sys.path[:0] = [part for part in path if part not in sys.path]
        importlib.invalidate_caches()
        worker = importlib.import_module("capplan.solve.worker")
        worker.main(birth.backend, Path(birth.directory), birth.until)
    os._exit(0)


@contextlib.contextmanager
def _last_words() -> Iterator[None]:
    """Never come back to the code of the parent: print what was raised, and end."""
    try:
        yield
    except BaseException:  # whatever it is, nobody above may see it: the stack is a copy of the parent's
        os.write(2, traceback.format_exc().encode())
        os._exit(1)
    os._exit(0)


def _only(*kept: int) -> None:
    """Close every descriptor but the standard ones and those to keep; what is printed goes to them unbuffered."""
    if kept:
        null = os.open(os.devnull, os.O_RDWR)
        for target in range(STANDARD):
            os.dup2(null, target)
    edges = [STANDARD - 1, *sorted(kept), os.sysconf("SC_OPEN_MAX")]
    for low, high in zip(edges, edges[1:], strict=False):
        os.closerange(low + 1, high)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - it lives as long as the process
    sys.stdout, sys.stderr = (
        open(number, "w", buffering=1, encoding="utf-8", closefd=False)  # noqa: SIM115 - as above
        for number in (1, 2)
    )


def _children_wake() -> int:
    """A descriptor that can be read when a child has ended."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    return read


def _reap(running: dict[int, int]) -> None:
    """Close the last descriptor of every child that has ended."""
    with contextlib.suppress(ChildProcessError):
        while child := os.waitpid(-1, os.WNOHANG)[0]:
            os.close(running.pop(child))


def _death_of(parent: int) -> list[int]:
    """On Linux a descriptor that can be read when the parent is dead: a fork of it may hold the socket open."""
    try:
        found = [os.pidfd_open(parent)] if hasattr(os, "pidfd_open") else []
    except OSError:
        found = []
    if os.getppid() != parent:
        os._exit(0)
    return found


def main() -> None:
    """Serve the process that started this one."""
    # a search needs it in every child; a nursery that is forked has it where its parent has
    importlib.import_module("scipy.sparse")
    _serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))

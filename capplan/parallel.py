"""Independent tasks on several workers: the cores of this machine, or a Dask cluster.

    for result in Workers(4).each(function, tasks): ...
    for result in Workers(scheduler="tcp://10.0.0.5:8786").each(function, tasks): ...

Results come in the order of the tasks, and are the same whatever the number of workers as long as a task depends on
nothing but itself. Processes and clusters need a function of a module, and tasks that can be pickled; on a cluster
capplan must be installed on every worker.

``both`` does two things at once, one of them in a fork of this process.
"""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from capplan.errors import CapplanError, MissingSolver

__all__ = ["INSTALL", "Workers", "both", "client_of", "single_threaded"]

Task = TypeVar("Task")
Result = TypeVar("Result")
First = TypeVar("First")
Second = TypeVar("Second")

INSTALL = 'pip install "capplan[cluster]"'
"""The line that installs what a cluster needs."""

ANSWERS_S = 10.0
"""How long the scheduler of a cluster may take to answer."""


@dataclass(frozen=True)
class Workers:
    """``count`` threads of this process (solvers run beside each other in them), or as many ``processes``.

    With ``scheduler``, the address of a Dask scheduler, the workers are those of the cluster. Raises ``ValueError``
    for a count below 1.
    """

    count: int = 1
    processes: bool = False
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError("at least one worker is needed")

    def each(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """The result of every task, in order. What a task raises is raised here, and later tasks are dropped.

        Raises ``MissingSolver`` (exit code 8) where the extra ``cluster`` is not installed, and ``CapplanError``
        where no scheduler answers.
        """
        if self.scheduler is not None:
            yield from _on_cluster(self.scheduler, function, list(tasks))
        elif self.count == 1:
            yield from map(function, tasks)
        else:
            yield from _on_cores(self._executor(), function, list(tasks))

    def _executor(self) -> Executor:
        if self.processes:
            # a fork would copy the locks of a solver's threads as they stand
            return ProcessPoolExecutor(self.count, mp_context=get_context("spawn"))
        return ThreadPoolExecutor(self.count)


def _on_cores(executor: Executor, function: Callable[[Task], Result], tasks: list[Task]) -> Iterator[Result]:
    try:
        yield from executor.map(function, tasks)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _on_cluster(scheduler: str, function: Callable[[Task], Result], tasks: list[Task]) -> Iterator[Result]:
    client = client_of(scheduler)
    try:
        futures = client.map(function, tasks, pure=False)
        for future in futures:
            yield future.result()
    finally:
        client.close()


def client_of(scheduler: str) -> Any:
    """A client of a cluster, to be closed. Raises as ``Workers.each`` does."""
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingSolver(f"a cluster needs the package distributed: {INSTALL}") from error
    try:
        # typed where it is installed, untyped where it is not
        client: Any = Client
        return client(scheduler, timeout=ANSWERS_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CapplanError(f"no Dask scheduler answers at {scheduler}: {error}") from error


def single_threaded() -> bool:
    """Whether this process is known to have one thread, those of libraries counted: then it can be forked."""
    tasks = Path("/proc/self/task")
    return tasks.is_dir() and len(list(tasks.iterdir())) == 1


def both(here: Callable[[], First], there: Callable[[], Second]) -> tuple[First, Second]:
    """What the two give, at the same time where this process has one thread and the machine a core for each.

    ``there`` is done in a fork of this process, else after ``here``: nothing but its result, which can be pickled,
    and the files that it writes may matter. What either of them raises is raised here, and ends the other.
    """
    if not single_threaded() or len(os.sched_getaffinity(0)) < 2 or current_process().daemon:
        return here(), there()
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    gc.freeze()  # looking for garbage among what both have would copy it
    child = context.Process(target=_send, args=(there, ours, theirs), daemon=True)
    try:
        child.start()
        theirs.close()
        first = here()
        second, error = ours.recv()
    except EOFError:
        raise CapplanError("a process that this one was forked into ended before its work was done") from None
    finally:
        child.kill()
        child.join()
        gc.unfreeze()
    if error is not None:
        raise error
    return first, second


def _send(task: Callable[[], Any], other_end: Connection, to: Connection) -> None:
    """The result of the task and None, or None and what it raised; nothing where nobody listens any more."""
    other_end.close()  # a copy that stays open would keep this process waiting for a parent that was killed
    try:
        content = pickle.dumps((task(), None))
    except BaseException as error:  # whatever it is, the parent has to know of it
        content = _packed(error)
    with suppress(BrokenPipeError):
        to.send_bytes(content)


def _packed(error: BaseException) -> bytes:
    try:
        content = pickle.dumps((None, error))
        pickle.loads(content)
    except Exception:  # errors with arguments of their own need not survive
        content = pickle.dumps((None, CapplanError(f"{type(error).__name__}: {error}")))
    return content

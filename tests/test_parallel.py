import builtins
import subprocess
import sys
import time
from pathlib import Path

import pytest

from capplan import parallel
from capplan.errors import CapplanError, MissingSolver
from capplan.parallel import Workers, both


def squared(number):
    # the first tasks take longest: results that come as they are ready would be out of order
    time.sleep(0.02 * max(0, 3 - number))
    return number * number


def failing(number):
    if number == 2:
        raise CapplanError("task 2")
    return number


TASKS = list(range(6))
SERIAL = [0, 1, 4, 9, 16, 25]


@pytest.mark.parametrize("workers", [Workers(), Workers(2), Workers(3), Workers(2, processes=True)])
def test_results_come_in_order_whatever_the_workers(workers):
    assert list(workers.each(squared, TASKS)) == SERIAL


@pytest.mark.parametrize("workers", [Workers(), Workers(2)])
def test_what_a_task_raises_is_raised_in_its_place(workers):
    results = workers.each(failing, TASKS)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(CapplanError, match="task 2"):
        next(results)


def test_no_workers_are_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        Workers(0)


def test_a_missing_extra_is_exit_code_8_with_the_line_that_installs_it(monkeypatch):
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("distributed"):
            raise ModuleNotFoundError(name, name="distributed")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingSolver, match=r'pip install "capplan\[cluster\]"') as missing:
        list(Workers(scheduler="tcp://127.0.0.1:1").each(squared, TASKS))
    assert missing.value.exit_code == 8


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(parallel, "ANSWERS_S", 0.5)
    with pytest.raises(CapplanError, match="tcp://127.0.0.1:1"):
        list(Workers(scheduler="tcp://127.0.0.1:1").each(squared, TASKS))


def test_a_cluster_gives_the_same():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        workers = Workers(scheduler=cluster.scheduler_address)
        assert list(workers.each(squared, TASKS)) == SERIAL
        with pytest.raises(CapplanError, match="task 2"):
            list(workers.each(failing, TASKS))


def test_two_things_at_once_are_one_after_the_other_where_there_are_threads(monkeypatch):
    monkeypatch.setattr(parallel, "single_threaded", lambda: False)
    done = []
    assert both(lambda: done.append("here"), lambda: done.append("there")) == (None, None)
    assert done == ["here", "there"]


TRIED = """
import os, sys
from capplan.errors import CapplanError
from capplan.parallel import both

os.sched_getaffinity = lambda process: {0, 1}  # of a machine with two cores
parent = os.getpid()

class Odd(Exception):
    def __init__(self, one, two):
        super().__init__("odd")

def fails(error):
    raise error

def told(here, there):
    try:
        return both(here, there)
    except Exception as error:
        return f"{type(error).__name__}: {error}"

print(told(lambda: os.getpid() == parent, lambda: os.getpid() == parent))
print(told(lambda: 1, lambda: fails(OSError(28, "No space left on device", "a.png"))))
print(told(lambda: 1, lambda: fails(Odd(1, 2))))
print(told(lambda: 1, lambda: os._exit(3)))
print(told(lambda: fails(CapplanError("here")), lambda: __import__("time").sleep(600)))
print(len(told(lambda: 1, lambda: "x" * 10_000_000)[1]))
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells the threads of a process")
def test_two_things_at_once_end_together_and_what_fails_is_told():
    """In a process on one thread, which a worker of pytest is not."""
    done = subprocess.run(
        [sys.executable, "-c", TRIED], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines() == [
        "(True, False)",
        "OSError: [Errno 28] No space left on device: 'a.png'",
        "CapplanError: Odd: odd",
        "CapplanError: a process that this one was forked into ended before its work was done",
        "CapplanError: here",
        "10000000",
    ]
    assert done.stderr == ""


KILLED = """
import os, signal
from capplan.parallel import both

os.sched_getaffinity = lambda process: {0, 1}
both(lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: "x" * 10_000_000)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells the threads of a process")
def test_a_fork_ends_where_its_parent_was_killed():
    """Its standard output, which it shares with its parent, is closed only when both have ended."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == -9 and done.stderr == ""

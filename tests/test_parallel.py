import builtins
import time

import pytest

from capplan import parallel
from capplan.errors import CapplanError, MissingSolver
from capplan.parallel import Workers


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

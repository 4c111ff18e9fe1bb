import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from capplan.studies.attempt import attempt, kept
from capplan.studies.case import Case, Done, Failed
from capplan.studies.many import run_many
from capplan.studies.plan_case import plan_case
from tests.cli.command_line import NO_PICTURES, environment
from tests.small_inputs import write
from tests.studies import small_works
from tests.studies.small_works import begun, light_cases, process_of

PARENT = """
import sys
from pathlib import Path
from capplan.studies.many import run_many
from tests.studies.small_works import slow, light_cases

folder = Path(sys.argv[1])
run_many(light_cases(folder, "a", "b", "c"), slow, folder=folder / "study")
"""


def wait_for(what):
    until = time.monotonic() + 30
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_results_come_in_order_are_told_and_kept_and_nothing_is_made_twice(tmp_path):
    cases, told = light_cases(tmp_path, "c", "a", "b"), []
    first = run_many(cases, small_works.counted, folder=tmp_path / "study", told=told.append)
    assert [result.name for result in first] == ["c", "a", "b"]
    assert sorted(result.name for result in told) == ["a", "b", "c"]
    assert first[0].value == {"name": "c", "place": [1, 2]}
    assert not first[0].reused and first[0].attempts == 1
    again = run_many(cases, small_works.counted, folder=tmp_path / "study")
    assert begun(tmp_path) == ["a", "b", "c"]
    assert all(result.reused for result in again)
    assert [result.value for result in again] == [result.value for result in first]
    assert names(tmp_path / "study") == ["a", "b", "c"]
    assert names(tmp_path / "study" / "a") == ["case.json", "made.txt"]
    run_many(cases[:1], small_works.counted, folder=tmp_path / "study", resume=False)
    assert begun(tmp_path) == ["a", "b", "c", "c"]


def test_a_killed_worker_costs_one_attempt_at_one_case_and_no_other_case(tmp_path):
    cases = light_cases(tmp_path, "a", "b", "c", "d")
    results = run_many(cases, small_works.killed_once, folder=tmp_path / "study")
    assert [(result.name, result.attempts) for result in results] == [("a", 1), ("b", 2), ("c", 1), ("d", 1)]
    assert all(isinstance(result, Done) for result in results)
    assert begun(tmp_path) == ["a", "b", "b", "c", "d"]
    assert names(tmp_path / "study") == ["a", "b", "c", "d"]


def test_a_worker_that_somebody_kills_midway_is_replaced(tmp_path):
    cases = light_cases(tmp_path, "a", "b")

    def kill_then_go(result):
        wait_for(lambda: "a" in begun(tmp_path))
        os.kill(process_of(tmp_path, "a"), signal.SIGKILL)
        (tmp_path / "go").touch()

    results = run_many(cases, small_works.slow, folder=tmp_path / "study", told=kill_once(kill_then_go))
    assert [(result.name, result.attempts) for result in results] == [("a", 2), ("b", 1)]
    assert names(tmp_path / "study") == ["a", "b"]


def kill_once(kill):
    heard = []

    def told(result):
        heard.append(result)
        if len(heard) == 1:
            kill(result)

    return told


def test_what_fails_is_told_with_its_reason_and_the_others_go_on(tmp_path):
    cases = light_cases(tmp_path, "killed", "refused", "crashed", "bug", "nan", "fine")
    results = run_many(cases, small_works.faulty, folder=tmp_path / "study")
    told = {result.name: result for result in results}
    assert isinstance(told.pop("fine"), Done)
    assert {name: (failed.exit_code, failed.attempts) for name, failed in told.items()} == {
        "killed": (1, 2),
        "refused": (4, 1),
        "crashed": (1, 2),
        "bug": (1, 2),
        "nan": (1, 2),
    }
    assert "killed by signal 9" in told["killed"].message
    assert "The budget is too small." in told["refused"].message
    assert told["crashed"].message == "the back end crashed"
    assert "ZeroDivisionError" in told["bug"].message
    assert names(tmp_path / "study") == ["fine"]


def test_a_case_whose_model_is_wrong_fails_before_a_process_is_started(tmp_path):
    model, inputs = write(tmp_path)
    bad = Case("b", model, inputs, scenario="surge", rules={"hiring": {"start_every": 0}})
    absent = Case("c", model, inputs, scenario="sugre")
    results = run_many([bad, absent], small_works.counted, folder=tmp_path / "study")
    assert [(result.exit_code, result.attempts) for result in results] == [(3, 0), (3, 0)]
    assert "hiring.start_every" in results[0].message and "surge" in results[1].message
    assert not (tmp_path / "study").exists()


def test_the_result_of_another_key_or_another_work_is_not_used(tmp_path):
    (case,) = light_cases(tmp_path, "a")
    works = [
        small_works.counted,
        small_works.faulty,
        partial(small_works.faulty),
        partial(small_works.faulty, also=1),
        partial(small_works.faulty, also=2),
    ]
    (tmp_path / "study").mkdir()
    for work in works:
        assert kept(work, case, tmp_path / "study") is None
        assert attempt(work, case, tmp_path / "study", 1, lambda: True).value == {"name": "a"}
        assert kept(work, case, tmp_path / "study") is not None
        assert kept(work, replace(case, key="other"), tmp_path / "study") is None


def test_names_must_be_fit_for_folders_and_differ(tmp_path):
    a, b = light_cases(tmp_path, "a", "b")
    for cases in ([a, a], light_cases(tmp_path, "../a"), light_cases(tmp_path, ".a")):
        with pytest.raises(ValueError, match=r"same name|not fit"):
            run_many(cases, small_works.counted, folder=tmp_path / "study")
    with pytest.raises(ValueError, match="at least one"):
        run_many([a, b], small_works.counted, folder=tmp_path / "study", workers=0)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_parent_that_dies_takes_its_children_along_and_the_study_resumes(tmp_path, number):
    light_cases(tmp_path, "a")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        env=environment(tmp_path, NO_PICTURES, {}),
        stderr=subprocess.DEVNULL,
    )
    study = tmp_path / "study"
    wait_for(lambda: (study / "b" / "case.json").exists() and begun(tmp_path) == ["a", "b", "c"])
    children = [process_of(tmp_path, "a"), process_of(tmp_path, "c")]
    parent.send_signal(number)
    assert parent.wait(15) != 0
    wait_for(lambda: not any(map(is_alive, children)))
    assert names(study) == ["b"]
    (tmp_path / "go").touch()
    results = run_many(light_cases(tmp_path, "a", "b", "c"), small_works.slow, folder=study)
    assert [result.reused for result in results] == [False, True, False]
    assert begun(tmp_path).count("b") == 1
    assert names(study) == ["a", "b", "c"]


def test_what_told_raises_ends_the_children(tmp_path):
    cases = light_cases(tmp_path, "a", "b")

    def told(result):
        wait_for(lambda: "a" in begun(tmp_path))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_many(cases, small_works.slow, folder=tmp_path / "study", told=told)
    assert not is_alive(process_of(tmp_path, "a"))
    assert names(tmp_path / "study") == ["b"]


def test_plans_are_the_same_with_one_worker_and_with_two(tmp_path):
    model, inputs = write(tmp_path)
    cases = [
        Case("base", model, inputs),
        Case("surge", model, inputs, scenario="surge"),
        Case("dear", model, inputs, rules={"coverage": {"unmet_price": {"P1": 400.0}}}),
    ]
    one = run_many(cases, plan_case, folder=tmp_path / "one", workers=1)
    two = run_many(cases, plan_case, folder=tmp_path / "two", workers=2)
    assert [result.value for result in one] == [result.value for result in two]
    assert one[0].value["exit_code"] == 0 and one[0].value["gap"] <= 0.01
    assert one[1].value["scenario"] == "surge"
    for name in ("base", "surge", "dear"):
        first, second = (tmp_path / kind / name for kind in ("one", "two"))
        files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
        assert {"run.json", "summary.json", "case.json", "headcount.csv"} <= {file.name for file in files}
        assert not any(file.suffix in (".png", ".svg", ".html", ".xlsx") for file in files)
        for file in files:
            if file.name not in ("run.json", "case.json"):
                assert (first / file).read_bytes() == (second / file).read_bytes(), file
    record = json.loads((tmp_path / "one" / "dear" / "case.json").read_text())
    assert record["rules"] == {"coverage": {"unmet_price": {"P1": 400.0}}}


def test_old_left_overs_are_swept_and_young_ones_are_not(tmp_path):
    study = tmp_path / "study"
    for name in (".a.working-here-1", ".a.working-here-2"):
        (study / name).mkdir(parents=True)
        (study / name / "file").touch()
    old = time.time() - 2 * 86_400
    os.utime(study / ".a.working-here-1" / "file", (old, old))
    os.utime(study / ".a.working-here-1", (old, old))
    run_many(light_cases(tmp_path, "b"), small_works.counted, folder=study)
    assert names(study) == [".a.working-here-2", "b"]


def test_a_cluster_gives_the_same_and_survives_a_killed_worker(tmp_path):
    distributed = pytest.importorskip("distributed")
    cases, study = light_cases(tmp_path, "a", "b", "c"), tmp_path / "study"
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        address = cluster.scheduler_address

        def kill_the_worker(result):
            wait_for(lambda: "a" in begun(tmp_path))
            child = process_of(tmp_path, "a")
            worker = parent_of(child)
            os.kill(worker, signal.SIGKILL)
            wait_for(lambda: not is_alive(child))
            (tmp_path / "go").touch()

        told = kill_once(kill_the_worker)
        results = run_many(cases, small_works.slow, folder=study, scheduler=address, told=told)
        assert [result.name for result in results] == ["a", "b", "c"]
        assert all(isinstance(result, Done) for result in results)
        assert begun(tmp_path).count("a") == 2 and begun(tmp_path).count("b") == 1
        known = run_many(cases, small_works.slow, folder=study, scheduler=address)
        assert all(result.reused for result in known)
        (refused,) = run_many(
            light_cases(tmp_path, "refused"), small_works.faulty, folder=study, scheduler=address
        )
        assert isinstance(refused, Failed) and refused.exit_code == 4


def parent_of(process):
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_workbook_that_was_changed_is_another_case(tmp_path):
    model, _ = write(tmp_path)
    book = tmp_path / "inputs.xlsx"
    book.write_bytes(b"one")
    first = Case("a", model, book).key
    assert Case("b", model, book).key == first
    book.write_bytes(b"two")
    os.utime(book, ns=(1, 1))
    assert Case("a", model, book).key != first

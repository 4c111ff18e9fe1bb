"""Jobs: followed, stopped, one writer to a place, and nothing left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from capplan.app import jobs as module
from capplan.app.jobs import Busy, Jobs
from tests.solve.test_supervise import wait_until

SLEEPER = """
import json, os, signal, subprocess, sys, time
def end(number, frame):
    print(json.dumps({"status": "stopped"}))
    sys.exit(143)
signal.signal(signal.SIGTERM, end if "polite" in sys.argv else signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
print(json.dumps({"message": "ready", "child": child.pid}), file=sys.stderr, flush=True)
time.sleep(100)
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Jobs whose command is a script of the test."""
    popen = module.subprocess.Popen
    script = tmp_path / "script.py"
    (tmp_path / "project").mkdir()

    def instead(arguments, **options):
        assert arguments[:4] == [sys.executable, "-P", "-m", "capplan"]
        return popen([sys.executable, str(script), *arguments[4:]], **options)

    monkeypatch.setattr(module.subprocess, "Popen", instead)
    running = Jobs(tmp_path / "project")

    def start(code: str, *arguments: str, holds: str = "outputs/a"):
        script.write_text(code)
        return running, running.start("plan", "A plan", holds, arguments)

    yield start
    running.close(0.0)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # a child that nobody has waited for is not running any more
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_job_tells_its_lines_and_its_last_line_of_json(run):
    code = r"""
import os, sys
print("some text")
print('{"status": "ok"}')
print('{"message": "progress", "gap": null}', file=sys.stderr)
print("[1]\nplain \xff", file=sys.stderr)
print(os.getcwd(), sorted(name for name in os.environ if name.startswith("CAPPLAN_")), file=sys.stderr)
sys.exit(5)
"""
    os.environ["CAPPLAN_TIME_LIMIT"] = "1"
    try:
        running, job = run(code)
    finally:
        del os.environ["CAPPLAN_TIME_LIMIT"]
    assert wait_until(lambda: job.exit_code is not None)
    assert (job.exit_code, job.result, job.state) == (5, {"status": "ok"}, "ended")
    place = str(running._folder)
    assert [event.get("message") for event in job.events] == ["progress", "[1]", "plain \xff", f"{place} []"]
    assert job.told()["result"] == {"status": "ok"} and running.running() == []
    assert running.get(job.id) is job and running.get("nothing") is None


def test_a_job_without_json_has_no_result(run):
    _, job = run("print('no')\n")
    assert wait_until(lambda: job.exit_code is not None)
    assert job.result is None


def test_two_jobs_do_not_write_the_same_and_no_more_than_two_run(run):
    running, job = run(SLEEPER, "polite")
    with pytest.raises(Busy, match="outputs/a is being written already"):
        running.start("plan", "Again", "outputs/a", [])
    running.start("plan", "Other", "outputs/b", ["polite"])
    with pytest.raises(Busy, match="2 runs are under way"):
        running.start("plan", "Third", "outputs/c", [])
    assert wait_until(lambda: job.events != [])
    running.stop(job)
    assert job.state == "stopping"
    assert wait_until(lambda: job.exit_code == 143)
    assert job.result == {"status": "stopped"}
    running.stop(job)  # once more does no harm
    os.kill(job.events[0]["child"], signal.SIGKILL)


def test_closing_stops_politely_then_kills_with_all_children(run):
    running, job = run(SLEEPER)
    assert wait_until(lambda: job.events != [])
    child = job.events[0]["child"]
    began = time.monotonic()
    running.close(0.3)
    assert 0.3 <= time.monotonic() - began < 5.0
    assert job.process.returncode == -signal.SIGKILL and wait_until(lambda: gone(child))
    with pytest.raises(Busy, match="ending"):
        running.start("plan", "Late", "outputs/z", [])


def test_a_second_ctrl_c_does_not_wait(run, monkeypatch):
    running, job = run(SLEEPER)
    assert wait_until(lambda: job.events != [])

    def interrupted(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(module.time, "sleep", interrupted)
    with pytest.raises(KeyboardInterrupt):
        running.close(100.0)
    monkeypatch.undo()
    assert job.process.returncode == -signal.SIGKILL


def test_jobs_that_have_ended_are_let_go_of_in_the_end(run, monkeypatch):
    monkeypatch.setattr(module, "MOST_KEPT", 1)
    running, first = run("pass")
    assert wait_until(lambda: first.exit_code is not None)
    _, second = run("pass", holds="b")
    assert wait_until(lambda: second.exit_code is not None)
    _, third = run("pass", holds="c")
    assert running.get(first.id) is None and running.get(third.id) is third

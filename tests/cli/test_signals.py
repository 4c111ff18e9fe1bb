"""Ctrl-C, termination and sudden death of a plan command: what is kept, and that nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.command_line import NO_PICTURES, ROOT, command, environment, write_long
from tests.small_inputs import write
from tests.solve.test_supervise import needs_proc, processes_of, wait_until

pytestmark = needs_proc

SLOW_WRITING = (
    NO_PICTURES
    + """
import time
def save(draw, plan, path):
    print("writing", file=sys.stderr, flush=True)
    time.sleep(2.0)
    path.write_text("a picture")
plots.PLOTS, plots.save = {"a.png": None}, save
"""
)


@pytest.fixture
def started(tmp_path):
    """Start a plan command and wait until a line of its stderr says ``sign``."""
    running: list[subprocess.Popen[str]] = []

    def start(sign: str, *arguments: str | Path, code: str = NO_PICTURES) -> subprocess.Popen[str]:
        (tmp_path / "tmp").mkdir()
        process = subprocess.Popen(
            command("plan", *arguments),
            cwd=tmp_path,
            env=environment(tmp_path, code, {"TMPDIR": str(tmp_path / "tmp")}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        assert process.stderr is not None
        assert any(sign in line for line in process.stderr), "the command ended before its sign"
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def nothing_left(folder: Path) -> bool:
    """No process, no temporary file, no half of a run folder."""
    temporary = folder / "tmp"
    half = [path for path in folder.rglob("*") if ".writing-" in path.name or ".replaced-" in path.name]
    return processes_of(temporary) == {} and list(temporary.iterdir()) == [] and half == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_after_a_first_plan_writes_the_best_plan_so_far(started, tmp_path, number, code):
    write_long(tmp_path)
    process = started("best plan", "small.toml", "--gap", "0", "--time-limit", "60", "--json")
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == code
    told = json.loads(stdout)
    written = json.loads((tmp_path / "outputs/small/base/summary.json").read_text())
    assert (told["stopped_by"], written["stopped_by"]) == (number, number)
    assert written["status"] == "gap_not_reached" and written["objective"] > 0
    assert stderr.splitlines()[-1] == "Stopped by a signal: this is the best plan so far."
    assert nothing_left(tmp_path)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_before_a_first_plan_writes_nothing(started, tmp_path, number, code):
    model, inputs = ROOT / "models/quarterly.toml", ROOT / "inputs"
    process = started("lp", model, "--inputs", inputs, "--gap", "0", "--json")
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == code
    told = json.loads(stdout)
    assert (told["status"], told["exit_code"]) == ("interrupted", code)
    assert "before a plan was found" in stderr and "Traceback" not in stderr
    assert not (tmp_path / "outputs").exists()
    assert nothing_left(tmp_path)


def test_a_signal_while_the_plan_is_written_does_not_lose_it(started, tmp_path):
    write(tmp_path)
    process = started("writing", "small.toml", code=SLOW_WRITING)
    process.send_signal(signal.SIGTERM)
    stdout, _ = process.communicate(timeout=30)
    assert (process.returncode, stdout) == (143, "outputs/small/base\n")
    assert (tmp_path / "outputs/small/base/plots/a.png").read_text() == "a picture"
    assert nothing_left(tmp_path)


def test_a_killed_command_leaves_no_child_no_litter_and_no_half_run(started, tmp_path):
    write_long(tmp_path)
    process = started("best plan", "small.toml", "--gap", "0", "--time-limit", "60")
    assert len(processes_of(tmp_path / "tmp")) >= 2
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert wait_until(lambda: nothing_left(tmp_path))
    assert not (tmp_path / "outputs").exists()

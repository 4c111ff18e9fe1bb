"""``capplan verify``: a written plan, as it is and after somebody changed a number."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.command_line import capplan
from tests.small_inputs import write


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planned")
    write(folder)
    assert capplan(folder, "plan", "small.toml", "--quiet").returncode == 0
    return folder


def test_a_plan_as_it_was_written_keeps_every_rule(planned):
    done = capplan(planned, "verify", "outputs/small/base")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("The plan keeps every rule (")
    told = json.loads(capplan(planned, "verify", "outputs/small/base", "--json").stdout)
    assert (told["status"], told["findings"]) == ("ok", [])
    assert sum(told["checks"].values()) > 1000


def test_one_changed_number_is_found(planned, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(planned / "outputs/small/base", run)
    path = run / "headcount.csv"
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    place = table[0].index("end")
    table[5][place] = str(float(table[5][place]) + 1.0)
    path.write_text("\n".join(",".join(row) for row in table) + "\n", encoding="utf-8")
    done = capplan(tmp_path, "verify", "run", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["status"] == "findings" and told["findings"]
    *findings, last = done.stderr.splitlines()
    assert len(findings) == len(told["findings"]) and last.startswith(f"{len(findings)} finding")


def test_a_folder_that_is_no_run_ends_with_3(planned):
    done = capplan(planned, "verify", "inputs")
    assert done.returncode == 3
    assert "the planning model of the run is missing" in done.stderr

"""``capplan compare``: two runs of a small plan, from either side, as text and as JSON, and what is refused."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.bridge.planned import two_plans
from tests.cli.command_line import capplan


@pytest.fixture(scope="module")
def runs() -> Path:
    return two_plans()


@pytest.fixture(scope="module")
def compared(runs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    here = tmp_path_factory.mktemp("here")
    done = capplan(here, "compare", runs / "base", runs / "surge", "--json", start="", anew=True)
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    return here, json.loads(line)


def money(run: Path) -> Decimal:
    return Decimal(str(json.loads((run / "summary.json").read_text())["money"]))


def test_the_files_sum_to_the_difference_to_the_cent_by_term(compared, runs):
    here, told = compared
    folder = here / "outputs/compare/base-surge"
    assert told["folder"] == "outputs/compare/base-surge"
    assert {path.name for path in folder.iterdir()} == {
        "bridge.csv", "changes.csv", "compare.json", "waterfall.png", "waterfall.svg",
    }  # fmt: skip
    rows = list(csv.DictReader((folder / "bridge.csv").open(encoding="utf-8", newline="")))
    assert sum(Decimal(row["amount"]) for row in rows) == money(runs / "surge") - money(runs / "base") != 0
    was, now = (json.loads((runs / name / "summary.json").read_text())["cost"] for name in ("base", "surge"))
    for term in {*was, *now}:
        difference = Decimal(str(now.get(term, 0.0))) - Decimal(str(was.get(term, 0.0)))
        assert sum(Decimal(row["amount"]) for row in rows if row["term"] == term) == difference
    by_driver = {each["driver"]: Decimal(str(each["amount"])) for each in told["drivers"]}
    assert sum(by_driver.values()) == Decimal(str(told["difference"]))
    assert by_driver["other"] == by_driver["currency"] == 0
    assert by_driver["volume"] > 0


def test_what_changed_is_listed(compared):
    here, told = compared
    rows = list(
        csv.DictReader((here / "outputs/compare/base-surge/changes.csv").open(encoding="utf-8", newline=""))
    )
    assert len(rows) == len(told["changes"]) > 0
    assert {"class_cancelled", "hours_moved", "headcount_end"} <= {row["kind"] for row in rows}
    for row in rows:
        assert float(row["difference"]) == pytest.approx(float(row["after"]) - float(row["before"]), abs=1e-6)


def test_the_same_again_is_the_same_byte_for_byte_and_the_text_says_it(compared, runs, tmp_path):
    here, told = compared
    done = capplan(tmp_path, "compare", runs / "base", runs / "surge", "--to", "why", start="")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == told["sentence"]
    assert lines[-1] == "why"
    assert any(line.startswith(("Proven: ", "Not proven: ")) for line in lines)
    for path in (tmp_path / "why").iterdir():
        assert path.read_bytes() == (here / "outputs/compare/base-surge" / path.name).read_bytes()


def test_every_problem_of_both_folders_is_told_at_once(runs, tmp_path):
    for name, file in (("a", "costs.csv"), ("b", "coverage.csv")):
        shutil.copytree(runs / "base", tmp_path / name)
        (tmp_path / name / file).unlink()
    done = capplan(tmp_path, "compare", "a", "b")
    assert (done.returncode, done.stdout) == (3, "")
    assert "a/costs.csv: the table of the run is missing" in done.stderr
    assert "b/coverage.csv: the table of the run is missing" in done.stderr


def test_a_folder_with_other_files_is_not_replaced(runs, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("three years")
    done = capplan(tmp_path, "compare", runs / "base", runs / "surge", "--to", "mine")
    assert done.returncode == 2
    assert "holds other files" in done.stderr
    assert (tmp_path / "mine/thesis.txt").exists()

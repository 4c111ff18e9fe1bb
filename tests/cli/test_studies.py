"""The commands that make many plans: tradeoffs, sweep, frontier, tornado, and the list of runs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from capplan.cli.study_bar import _words
from capplan.errors import NoPlan, NoPlanInTime
from capplan.studies.result import Failed
from tests.cli.command_line import capplan
from tests.small_inputs import MODEL, altered, tables, write

SHORT = MODEL.replace("periods = 8", "periods = 4").replace(
    "[hiring]", "[service]\nlate_price = { P1 = 3.0 }\n\n[overtime]\n\n[hiring]"
)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studies")
    changed = {
        "forecast": tables()["forecast"].replace(",voice,en,10", ",voice,en,270"),
        "queues": altered("queues", "0.8,20,120,0.85", "0.8,20,120,1"),
        "budgets": "quarter,amount\n2026-Q1,1000000\n",
    }
    write(folder, changed, SHORT)
    (folder / "tight.toml").write_text(SHORT + "\n[budget]\n", encoding="utf-8")
    return folder


def told(done) -> dict:
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    return json.loads(line)


@pytest.fixture(scope="module")
def tradeoffs(here: Path) -> dict:
    return told(capplan(here, "tradeoffs", "small.toml", "--json"))


def test_tradeoffs_resume_and_name_their_folder(here: Path, tradeoffs: dict) -> None:
    assert [one["scenario"] for one in tradeoffs["scenarios"]] == ["base", "surge"]
    assert tradeoffs["folder"] == "outputs/small/tradeoffs" and tradeoffs["failed"] == 0
    again = capplan(here, "tradeoffs", "small.toml")
    assert again.returncode == 0
    assert again.stderr.count("kept from an earlier study") == 2
    assert again.stdout.rstrip().endswith("outputs/small/tradeoffs")
    assert "surge" in again.stdout
    other = capplan(here, "tradeoffs", "small.toml", "--only", "srge")
    assert other.returncode == 3 and "Did you mean 'surge'?" in other.stderr


def test_runs_lists_what_the_studies_left(here: Path, tradeoffs: dict) -> None:
    listed = told(capplan(here, "runs", "--json"))["runs"]
    names = {row["run"] for row in listed}
    assert {"small/tradeoffs/runs/base", "small/tradeoffs/runs/surge"} <= names
    found = told(capplan(here, "runs", "--where", "scenario = 'surge'", "--json"))["runs"]
    assert [row["run"] for row in found] == ["small/tradeoffs/runs/surge"]
    wrong = capplan(here, "runs", "--where", "scenarios = 'surge'")
    assert wrong.returncode == 2 and "scenario" in wrong.stderr and "Traceback" not in wrong.stderr
    lines = capplan(here, "runs", "--csv").stdout.splitlines()
    assert len(list(csv.DictReader(lines))) == len(listed)


def test_a_sweep_with_a_point_that_fails_ends_with_seven(here: Path) -> None:
    done = capplan(
        here,
        "sweep",
        "tight.toml",
        "--over",
        "budgets.amount=1000,1000000",
        "--workers",
        "1",
        "--to",
        "swept",
        "--json",
    )
    assert done.returncode == 7
    found = json.loads(done.stdout)
    assert [point["exit_code"] for point in found["points"]] == [4, 0] and found["failed"] == 1
    assert "budget" in found["points"][0]["message"]
    assert {path.name for path in (here / "swept").iterdir()} == {
        "runs", "sweep.csv", "sweep.json", "sweep.png", "sweep.svg",
    }  # fmt: skip
    wrong = capplan(here, "sweep", "small.toml", "--over", "forecast.volum*=1,1.2")
    assert wrong.returncode == 3 and "forecast.volume" in wrong.stderr


def test_a_frontier_answers_what_one_more_costs(here: Path) -> None:
    asked = (
        "small.toml",
        "--against",
        "hires",
        "--points",
        "3",
        "--gap",
        "0.005",
        "--workers",
        "1",
        "--json",
    )
    done = capplan(here, "frontier", *asked)
    found = told(done)
    costs = [point["cost"] for point in found["points"]]
    assert costs == sorted(costs) and "one person hired fewer" in found["answer"]
    assert (here / "outputs/small/frontier-base-hires/frontier.svg").is_file()
    wrong = capplan(here, "frontier", "small.toml", "--against", "resilience")
    assert wrong.returncode == 3 and "[resilience]" in wrong.stderr


def test_a_tornado_moves_both_ways(here: Path) -> None:
    done = capplan(
        here,
        "tornado",
        "small.toml",
        "--driver",
        "volume=0.95:1.05",
        "--gap",
        "0",
        "--workers",
        "1",
        "--json",
    )
    found = told(done)
    (driver,) = found["drivers"]
    assert (
        driver["low"]["planned_anew"]["cost_moves_by"] < 0 < driver["high"]["planned_anew"]["cost_moves_by"]
    )
    assert all(driver[side]["held_costs_more"] >= -0.01 for side in ("low", "high"))
    wrong = capplan(here, "tornado", "small.toml", "--driver", "volumes")
    assert wrong.returncode == 3 and "Did you mean 'volume'?" in wrong.stderr


def test_that_no_plan_meets_the_rules_is_told_as_an_answer_and_other_ends_as_failures() -> None:
    refused = Failed("tight", "", NoPlan.exit_code, "No plan meets the rules.\nIn conflict: the budget", 1)
    late = Failed("late", "", NoPlanInTime.exit_code, "No plan was found within 5 s.", 1)
    assert _words(refused) == "tight: No plan meets the rules."
    assert _words(late) == "late: failed, No plan was found within 5 s."

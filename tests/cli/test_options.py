"""Every option comes from its environment variable too, and the command line wins over it."""

from __future__ import annotations

import json
import shutil

from tests.cli.command_line import capplan, write_long
from tests.small_inputs import write


def test_the_environment_gives_every_option_of_a_plan(tmp_path):
    write(tmp_path)
    shutil.move(tmp_path / "inputs", tmp_path / "tables")
    variables = {
        "CAPPLAN_INPUTS": "tables",
        "CAPPLAN_SCENARIO": "surge",
        "CAPPLAN_OUTPUTS": "runs",
        "CAPPLAN_BACKEND": "ortools",
        "CAPPLAN_SOLVER": "highs",
        "CAPPLAN_TIME_LIMIT": "33",
        "CAPPLAN_GAP": "0.02",
        "CAPPLAN_SEED": "7",
        "CAPPLAN_JSON": "1",
        "CAPPLAN_QUIET": "true",
    }
    done = capplan(tmp_path, "plan", "small.toml", variables=variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["scenario"] == "surge"
    run = json.loads((tmp_path / "runs/small/surge/run.json").read_text())
    assert (run["backend"], run["solver"], run["seed"]) == ("ortools", "highs", 7)


def test_the_command_line_wins_over_the_environment(tmp_path):
    write(tmp_path)
    variables = {
        "CAPPLAN_INPUTS": "nowhere",
        "CAPPLAN_SCENARIO": "nothing",
        "CAPPLAN_OUTPUTS": "elsewhere",
        "CAPPLAN_BACKEND": "pulp",
        "CAPPLAN_SOLVER": "NO_SUCH",
        "CAPPLAN_SEED": "7",
        "CAPPLAN_LOG_FORMAT": "json",
    }
    given = ["--inputs", "inputs", "--scenario", "surge", "--outputs", "runs", "--log-format", "text"]
    given += ["--backend", "ortools", "--solver", "scip", "--seed", "3"]
    done = capplan(tmp_path, "plan", "small.toml", *given, variables=variables)
    assert (done.returncode, done.stdout) == (0, "runs/small/surge\n")
    assert "{" not in done.stderr and "cost  " in done.stderr
    run = json.loads((tmp_path / "runs/small/surge/run.json").read_text())
    assert (run["backend"], run["solver"], run["seed"]) == ("ortools", "scip", 3)
    assert not (tmp_path / "elsewhere").exists()


def test_time_limit_gap_and_an_accepted_plan_come_from_the_environment(tmp_path):
    write_long(tmp_path)
    variables = {"CAPPLAN_TIME_LIMIT": "6", "CAPPLAN_GAP": "0", "CAPPLAN_ACCEPT_FEASIBLE": "1"}
    accepted = capplan(tmp_path, "plan", "small.toml", "--json", variables=variables)
    assert (accepted.returncode, json.loads(accepted.stdout)["status"]) == (0, "gap_not_reached")
    loose = capplan(tmp_path, "plan", "small.toml", "--json", "--gap", "0.5", variables=variables)
    assert (loose.returncode, json.loads(loose.stdout)["status"]) == (0, "within_gap")


def test_a_variable_can_say_no(tmp_path):
    done = capplan(tmp_path, "check", "nowhere.toml", variables={"CAPPLAN_JSON": "0"})
    assert (done.returncode, done.stdout) == (3, "")

"""Every exit code from a real situation, with what is said to the user."""

from __future__ import annotations

import json

import pytest

from tests.cli.command_line import (
    MUST_MEET,
    NO_PICTURES,
    ROOT,
    capplan,
    without,
    write_long,
    write_on_demand,
    write_tight_seats,
)
from tests.small_inputs import MODEL, altered, write

BROKEN = """
import sys, types
pipeline = types.ModuleType("capplan.pipeline")
pipeline.load_replan = lambda *arguments: 1 / 0
for name in ("Line", "make_plan", "read_beside", "run_folder", "write_plan"):
    setattr(pipeline, name, None)
sys.modules["capplan.pipeline"] = pipeline
"""

FULL_DISK = (
    NO_PICTURES
    + """
def save(draw, plan, path):
    raise OSError(28, "No space left on device", str(path))
plots.PLOTS, plots.save = {"a.png": None}, save
"""
)


def test_a_plan_within_the_gap_ends_with_0(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml")
    assert (done.returncode, done.stdout) == (0, "outputs/small/base\n")
    assert json.loads((tmp_path / "outputs/small/base/summary.json").read_text())["status"] == "within_gap"


def test_a_fault_of_ours_ends_with_1_and_without_a_traceback(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml", start=BROKEN)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "Unexpected error: ZeroDivisionError: division by zero"
    assert "CAPPLAN_TRACEBACK" in done.stderr and "Traceback" not in done.stderr
    told = capplan(tmp_path, "plan", "small.toml", start=BROKEN, variables={"CAPPLAN_TRACEBACK": "1"})
    assert "Traceback" in told.stderr and told.returncode == 1


def test_a_full_disk_ends_with_1_names_the_file_and_leaves_nothing(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml", "--quiet", start=FULL_DISK)
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("a.png: No space left on device")
    assert list((tmp_path / "outputs/small").iterdir()) == []


def test_outputs_that_cannot_be_written_are_told_before_the_search(tmp_path):
    write(tmp_path)
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs/small").write_text("in the way")
    done = capplan(tmp_path, "plan", "small.toml")
    assert done.returncode == 2
    assert "'outputs/small' is a file" in done.stderr
    assert " lp" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["plan"], "Missing argument 'MODEL'"),
        (["plan", "small.toml", "--gap", "7"], "7.0 is not in the range 0<=x<=1"),
        (["plan", "small.toml", "--backend", "excel"], "'excel' is not one of"),
        (["verify", "nowhere"], "'nowhere' does not exist"),
    ],
)
def test_wrong_usage_ends_with_2(tmp_path, arguments, told):
    done = capplan(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_invalid_input_ends_with_3_and_lists_model_and_tables_at_once(tmp_path):
    changed = {
        "teams": altered("teams", "DUB_DE,DUB,de|en", "DUB_DE,DUBLIN,de|en"),
        "shrinkage": altered("shrinkage", "0.08", "8"),
    }
    write(tmp_path, changed, MODEL.replace("currency", "curency"))
    done = capplan(tmp_path, "plan", "small.toml")
    assert (done.returncode, done.stdout) == (3, "")
    *problems, last = done.stderr.splitlines()
    assert last == f"{len(problems)} problems found. No result was written."
    for place in ("small.toml:4", "teams.csv:3: site", "shrinkage.csv:2: share"):
        assert any(place in problem for problem in problems), place
    assert not (tmp_path / "outputs").exists()


def test_one_problem_is_not_called_problems(tmp_path):
    done = capplan(tmp_path, "check", "nowhere.toml", "--inputs", ROOT / "inputs")
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == "1 problem found. No result was written."


def test_too_few_seats_end_with_4_and_the_seats_that_are_missing(tmp_path):
    write_tight_seats(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml", "--quiet")
    assert (done.returncode, done.stdout) == (4, "")
    lines = done.stderr.splitlines()
    assert lines[0] == "No plan meets the rules."
    assert lines[1].endswith(": the production seats.")
    # 42 heads and 4 new ones, four in five of them at a desk, less who leaves in the meantime
    assert lines[2].startswith("  the production seats: DUB in ") and lines[2].endswith(", 20 seats")
    assert lines[3].startswith("The cheapest way out, with the production seats alone; a plan then costs ")
    assert lines[4] == (
        "  DUB: 21 more seats (41 instead of 20) in 8 weeks from 2026-03-02 to 2026-04-20, "
        "most in the week of 2026-03-30"
    )
    assert len(lines) == 5


def test_a_small_budget_and_hours_that_must_be_met_end_with_4_as_json_too(tmp_path):
    write_on_demand(tmp_path, 320_000, 10_000_000, MUST_MEET)
    done = capplan(tmp_path, "plan", "small.toml", "--quiet", "--json")
    assert done.returncode == 4
    told = json.loads(done.stdout)
    assert (told["status"], told["exit_code"]) == ("no_plan", 4)
    assert told["reasons"] == done.stderr.splitlines()[1:]
    reasons = "\n".join(told["reasons"])
    assert reasons.startswith("In conflict: the hours that must be met and the budget.")
    assert [part["rule"] for part in told["conflict"]] == ["coverage", "budget"] and told["smallest"]
    costs = [way["cost"] for way in told["ways_out"] if way["cost"] is not None]
    assert costs == sorted(costs) and costs
    assert "hours left uncovered" in reasons and "USD" in reasons and "instead of 320,000" in reasons
    assert len(told["reasons"]) <= 10


def test_a_gap_that_is_not_reached_ends_with_5_unless_a_plan_is_enough(tmp_path):
    write_long(tmp_path)
    asked = ("plan", "small.toml", "--gap", "0", "--time-limit", "6")
    done = capplan(tmp_path, *asked)
    assert (done.returncode, done.stdout) == (5, "outputs/small/base\n")
    assert done.stderr.splitlines()[-1] == "The gap asked for was not reached: this is the best plan so far."
    enough = capplan(tmp_path, *asked, "--accept-feasible", "--json")
    assert (enough.returncode, json.loads(enough.stdout)["status"]) == (0, "gap_not_reached")


def test_no_plan_in_time_ends_with_6(tmp_path):
    inputs = ("--inputs", ROOT / "inputs", "--time-limit", "0.01")
    done = capplan(tmp_path, "plan", ROOT / "models/quarterly.toml", *inputs)
    assert (done.returncode, done.stdout) == (6, "")
    assert "--time-limit" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "outputs").exists()


def test_a_missing_solver_ends_with_8_and_the_line_that_installs_it(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml", "--backend", "highs", "--json", start=without("highspy"))
    assert done.returncode == 8
    assert 'pip install "highspy' in done.stderr.splitlines()[-1]
    told = json.loads(done.stdout)
    assert (told["status"], told["exit_code"]) == ("missing_solver", 8)
    assert told["message"] == done.stderr.splitlines()[-1]


def test_without_any_solver_the_plan_ends_with_8_and_without_highs_it_is_made(tmp_path):
    write(tmp_path)
    packages = ("highspy", "ortools", "pulp")
    assert capplan(tmp_path, "plan", "small.toml", start=without(*packages)).returncode == 8
    done = capplan(tmp_path, "plan", "small.toml", start=without("highspy"))
    assert done.returncode == 0
    assert json.loads((tmp_path / "outputs/small/base/run.json").read_text())["backend"] == "ortools"

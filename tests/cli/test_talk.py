"""What goes to stdout and what to stderr."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from capplan.cli.talk import Talk
from capplan.solve import Progress
from tests.cli.command_line import capplan, without, write_tight_seats
from tests.small_inputs import write


def objects(text: str) -> list[dict[str, object]]:
    """Every line of a text read as a JSON object."""
    found = [json.loads(line) for line in text.splitlines()]
    assert all(isinstance(entry, dict) for entry in found)
    return found


def test_stdout_is_the_run_folder_alone_and_quiet_says_nothing(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "outputs/small/base\n", "")


def test_json_is_one_line_and_is_the_summary(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml", "--json")
    (told,) = objects(done.stdout)
    assert told == json.loads((tmp_path / "outputs/small/base/summary.json").read_text())
    assert "Change nothing" in done.stderr


def test_log_lines_in_json_are_objects_one_to_a_line(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml", "--log-format", "json", "--scenario", "surge")
    lines = objects(done.stderr)
    assert done.returncode == 0
    assert any(str(line["message"]).startswith("Note: ") for line in lines)
    assert {"stage", "elapsed_s", "incumbent", "bound", "gap"} <= next(
        line.keys() for line in lines if line["message"] == "progress"
    )
    assert (lines[-1]["message"], lines[-1]["folder"]) == ("plan written", "outputs/small/surge")


@pytest.mark.parametrize(
    ("arguments", "code", "status", "details"),
    [
        (["plan", "nowhere.toml"], 3, "invalid_input", "problems"),
        (["check", "small.toml", "--scenario", "serge"], 3, "invalid_input", "problems"),
        (["plan", "small.toml", "--gap", "x"], 2, "usage", "message"),
        (["verify", "nowhere"], 2, "usage", "message"),
        (["plna"], 2, "usage", "message"),
        (["plan", "small.toml", "--backend", "ortools"], 8, "missing_solver", "message"),
    ],
)
def test_an_error_is_one_json_object_too(tmp_path, arguments, code, status, details):
    write(tmp_path)
    done = capplan(tmp_path, *arguments, "--json", start=without("ortools"))
    (told,) = objects(done.stdout)
    assert (done.returncode, told["exit_code"], told["status"]) == (code, code, status)
    assert told["message"] and told[details]
    assert done.stderr and "{" not in done.stderr


def test_errors_are_log_lines_in_json_where_these_are_asked_for(tmp_path):
    write(tmp_path)
    for arguments in (["--log-format", "json", "--gap", "x"], ["--log-format=json", "--scenario", "serge"]):
        done = capplan(tmp_path, "plan", "small.toml", *arguments)
        lines = objects(done.stderr)
        assert done.returncode in (2, 3)
        assert done.stdout == "" and all(line["level"] == "error" for line in lines)
    text = capplan(
        tmp_path, "plan", "--gap", "x", "--log-format", "text", variables={"CAPPLAN_LOG_FORMAT": "json"}
    )
    assert text.stderr.startswith("Usage:")


def test_quiet_still_tells_errors(tmp_path):
    write_tight_seats(tmp_path)
    done = capplan(tmp_path, "plan", "nowhere.toml", "--quiet")
    assert done.returncode == 3
    assert done.stderr.startswith("nowhere.toml: ")


STEPS = [
    Progress(0.1, "lp", None, None, None),
    Progress(0.2, "dive", None, 90.0, None),
    Progress(0.3, "dive", 110.0, 90.0, 20 / 110),
    Progress(0.4, "dive", 100.0, 90.0, 0.1),
    Progress(0.5, "dive", 100.0, 95.0, 0.05),
]


def test_text_leaves_steps_out_but_never_the_last_and_a_log_has_them_all(tmp_path, capsys):
    with Talk(False, "text", tmp_path / "plan.log") as talk, talk.following() as tell:
        for number, step in enumerate(STEPS, start=2):
            tell(step)
            # written out at once, so that another program can follow
            assert len(objects((tmp_path / "plan.log").read_text())) == number
    told = [line.partition(" s  ")[2].split() for line in capsys.readouterr().err.splitlines()]
    assert [words[0] for words in told] == ["lp", "dive", "dive"]
    assert told[-1] == ["dive", "best", "plan", "100", "bound", "95", "gap", "5.00%"]
    lines = objects((tmp_path / "plan.log").read_text())
    assert [line["stage"] for line in lines] == ["build", "lp", "dive", "dive", "dive", "dive"]
    keys = ("solve_s", "stage", "incumbent", "bound", "gap")
    assert [tuple(line[key] for key in keys) for line in lines[1:]] == [
        tuple(vars(step)[{"solve_s": "elapsed_s"}.get(key, key)] for key in keys) for step in STEPS
    ]
    times = [line["elapsed_s"] for line in lines]
    assert times == sorted(times)


def test_quiet_still_fills_the_log_and_an_error_is_its_last_line(tmp_path, capsys):
    with (
        pytest.raises(ValueError),
        Talk(True, "text", tmp_path / "plan.log") as talk,
        talk.following() as tell,
    ):
        tell(STEPS[3])
        raise ValueError("no paper left")
    assert capsys.readouterr() == ("", "")
    *_, step, last = objects((tmp_path / "plan.log").read_text())
    assert (step["message"], step["incumbent"]) == ("progress", 100.0)
    assert (last["message"], last["level"]) == ("no paper left", "error")


def test_a_plan_fills_the_log_from_the_first_step_to_the_folder(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "plan", "small.toml", "--quiet", "--log", "plan.log", "--scenario", "surge")
    assert (done.returncode, done.stdout, done.stderr) == (0, "outputs/small/surge\n", "")
    lines = objects((tmp_path / "plan.log").read_text())
    stages = [line["stage"] for line in lines if line["message"] == "progress"]
    assert (stages[0], stages[-1]) == ("build", "end") and "lp" in stages
    summary = json.loads((tmp_path / "outputs/small/surge/summary.json").read_text())
    (end,) = (line for line in lines if line.get("stage") == "end")
    last = lines[-1]
    assert (last["message"], last["folder"], last["status"]) == (
        "plan written", "outputs/small/surge", "within_gap",
    )  # fmt: skip
    assert last["objective"] == end["incumbent"] == pytest.approx(summary["objective"])


def test_a_log_that_cannot_be_written_is_a_mistake_of_usage(tmp_path):
    with pytest.raises(click.BadParameter, match="cannot be written: No such file"):
        Talk(True, "text", tmp_path / "nowhere" / "plan.log")
    done = capplan(tmp_path, "plan", "small.toml", "--log", Path("nowhere") / "plan.log")
    assert (done.returncode, done.stdout) == (2, "") and "--log" in done.stderr

"""What goes to stdout and what to stderr."""

from __future__ import annotations

import json

import pytest

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

"""``capplan fit patience``: the answer, the folder, the exit codes."""

from __future__ import annotations

import json

import pytest

from capplan.cli import cli
from capplan.cli.outcome import guarded
from tests.call_records.call_files import CALLS, write_calls
from tests.cli.command_line import capplan

FOLDER = "outputs/fit-patience-calls"


@pytest.fixture
def fit(tmp_path, monkeypatch, capsys):
    """Run the command in a folder of its own, within this process: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    for name in ("CAPPLAN_OUTPUTS", "CAPPLAN_JSON", "CAPPLAN_WHERE"):
        monkeypatch.delenv(name, raising=False)
    write_calls(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = guarded(cli, ["fit", "patience", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_as_a_process_of_its_own_it_writes_a_folder_and_says_the_answer(tmp_path) -> None:
    write_calls(tmp_path)
    done = capplan(tmp_path, "fit", "patience", "calls.csv", start="", anew=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    # waits 0, 30, 10, 60, 40, 0, 20: 160 s, two hung up after a wait
    assert lines[0].startswith("Mean patience 80 s (95 % interval ")
    assert "For queues.csv: patience_s 80. For forecast.csv: aht_s 180." in lines
    assert lines[-1] == FOLDER
    assert {path.name for path in (tmp_path / FOLDER).iterdir()} == {
        "patience.json", "survival.csv", "by_hour.csv", "patience.png", "patience.svg",
    }  # fmt: skip
    assert "Note: answered: answered (4); hung up: abandoned (3)" in done.stderr
    assert "rows left out because their outcome is neither: voicemail (1)" in done.stderr


def test_json_is_the_file_with_status_and_folder(fit, tmp_path) -> None:
    code, out, err = fit("calls.csv", "--json")
    (line,) = out.splitlines()
    told = json.loads(line)
    assert (code, told.pop("status"), told.pop("folder")) == (0, "ok", FOLDER)
    assert told == json.loads((tmp_path / FOLDER / "patience.json").read_text(encoding="utf-8"))
    assert told["patience"]["patience_s"] == 80.0
    assert "Note:" in err


def test_options_reach_the_estimate(fit) -> None:
    _, out, _ = fit("calls.csv", "--json", "--count-hang-ups-at-once", "--answer-within", "5")
    told = json.loads(out)
    assert told["patience"]["patience_s"] == pytest.approx(160 / 3, abs=1e-6)
    assert told["comparison"]["answer_within_s"] == 5.0
    _, out, err = fit("calls.csv", "--json", "--where", "queue=voice", "--where", "agent=ann", "--where", "agent=",
                      "--abandoned", "voicemail", "--outputs", "elsewhere")  # fmt: skip
    told = json.loads(out)
    assert told["outcomes"]["hung_up"] == {"voicemail": 1}
    assert told["rows_filtered_out"] == 3
    assert told["folder"] == "elsewhere/fit-patience-calls"
    assert "where the same agents also take calls that --where leaves out" in err


def test_columns_can_be_named(fit, tmp_path) -> None:
    write_calls(tmp_path, header="queue,joined,secs,end,talk,who", name="odd.csv")
    code, out, _ = fit("odd.csv", "--json", "--wait-column", "secs", "--outcome-column", "end", "--service-column",
                       "talk", "--time-column", "joined", "--agent-column", "who", "--date-format",
                       "%Y-%m-%d %H:%M:%S", "--answered", "answered", "--abandoned", "abandoned")  # fmt: skip
    assert code == 0
    assert json.loads(out)["columns"] == {
        "wait": "secs", "outcome": "end", "service": "talk", "time": "joined", "agent": "who"
    }  # fmt: skip


def test_mistakes_are_exit_code_3_and_nothing_is_written(fit, tmp_path) -> None:
    write_calls(tmp_path, *CALLS, "voice,2026-03-03 09:40:00,-1,answered,x,ann")
    code, out, err = fit("calls.csv", "--json")
    told = json.loads(out)
    assert (code, told["status"], told["exit_code"]) == (3, "invalid_input", 3)
    assert [problem["column"] for problem in told["problems"]] == ["wait_s", "handle_s"]
    assert "calls.csv:10: wait_s: a time below zero" in err
    assert not (tmp_path / "outputs").exists()
    code, out, _ = fit("calls.csv", "--json", "--skip-bad")
    assert (code, json.loads(out)["rows_skipped"]) == (0, 1)


def test_a_missing_file_and_hopeless_records_are_exit_code_3(fit, tmp_path) -> None:
    assert fit("nowhere.csv")[0] == 3
    write_calls(tmp_path, "0,abandoned,", "5,answered,60", header="wait_s,outcome,handle_s")
    code, _, err = fit("calls.csv")
    assert code == 3
    assert "wait_s: every caller who hung up did so with a wait of 0 s, so patience does not show" in err
    assert "--count-hang-ups-at-once takes them as impatient." in err
    assert fit("calls.csv", "--count-hang-ups-at-once")[0] == 0


def test_without_times_the_estimates_come_alone(fit, tmp_path) -> None:
    write_calls(tmp_path, "40,abandoned,", "5,answered,60", header="wait_s,outcome,handle_s")
    code, out, _ = fit("calls.csv")
    assert code == 0
    assert "No comparison with Erlang A by hour: the time of arrival is not known" in out
    assert not (tmp_path / FOLDER / "by_hour.csv").exists()


def test_wrong_usage_is_exit_code_2(fit) -> None:
    code, _, err = fit("calls.csv", "--where", "queue")
    assert code == 2
    assert "'queue' is not COLUMN=VALUE, for example type=PS." in err
    assert fit()[0] == 2
    assert fit("calls.csv", "--answer-within", "-1")[0] == 2
    assert guarded(cli, ["fit", "patents"]) == 2

"""``capplan require``: the hours that queues need, without a plan."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.command_line import NO_DRAWING, capplan
from tests.small_inputs import write

PICTURES = ""  # the tests of other commands do without


@pytest.fixture(scope="module")
def required(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("required")
    write(folder)
    done = capplan(folder, "require", "small.toml", start=PICTURES)
    assert (done.returncode, done.stdout) == (0, "outputs/small/requirement-base\n")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_folder_holds_tables_and_a_picture_for_each_real_time_queue(required):
    folder = required / "outputs/small/requirement-base"
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.*")} == {
        "requirements.csv", "agents_by_interval.csv", "pooling.csv",
        "plots/agents_voice.png", "plots/agents_voice.svg", "plots/agents_chat.png", "plots/agents_chat.svg",
    }  # fmt: skip
    hours, agents = rows(folder / "requirements.csv"), rows(folder / "agents_by_interval.csv")
    assert len(hours) == 4 * 8
    assert len(agents) == 2 * 8 * 10  # two queues, eight weeks, ten half hours a week
    assert {row["question"] for row in rows(folder / "pooling.csv")} == {"sites"}


def test_the_hours_are_those_of_the_plan(required):
    (told,) = capplan(required, "require", "small.toml", "--json", start=NO_DRAWING).stdout.splitlines()
    plan = json.loads(capplan(required, "plan", "small.toml", "--json").stdout)
    told = json.loads(told)
    total = told["required_hours"]
    assert (told["status"], told["folder"]) == ("ok", "outputs/small/requirement-base")
    for name, queue in plan["queues"].items():
        assert told["queues"][name]["required_hours"] == pytest.approx(queue["required_hours"], abs=1e-3)
    assert total == pytest.approx(plan["required_hours"], abs=1e-3)
    written = rows(required / "outputs/small/requirement-base/requirements.csv")
    assert sum(float(row["required_h"]) for row in written) == pytest.approx(total, abs=1e-3)


def test_a_scenario_has_its_own_requirement(required):
    done = capplan(required, "require", "small.toml", "--scenario", "surge", "--json", start=NO_DRAWING)
    told = json.loads(done.stdout)
    assert told["folder"] == "outputs/small/requirement-surge"
    base = rows(required / "outputs/small/requirement-base/requirements.csv")
    assert told["required_hours"] > sum(float(row["required_h"]) for row in base) + 1.0


def explained(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return capplan(folder, "require", "small.toml", "--explain", *arguments)


def test_an_explanation_ends_at_the_figure_of_the_table_and_writes_nothing(required, tmp_path):
    write(tmp_path)
    table = rows(required / "outputs/small/requirement-base/requirements.csv")
    done = explained(tmp_path, "mail", "2026-03-12", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["status"] == "ok"
    assert [one["language"] for one in told["explained"]] == ["de", "en"]
    for one in told["explained"]:
        (row,) = [
            row
            for row in table
            if (row["week_start"], row["queue"], row["language"]) == ("2026-03-09", "mail", one["language"])
        ]
        assert one["required_h"] == pytest.approx(float(row["required_h"]), rel=1e-9)
    assert not (tmp_path / "outputs").exists()


def test_an_explanation_is_text_unless_json_is_asked_for(tmp_path):
    write(tmp_path)
    done = explained(tmp_path, "voice:en", "2026-03-02")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("voice:en, the week of 2 Mar 2026: ")
    assert "The busiest interval, Mon 09:00 to 09:30" in done.stdout


@pytest.mark.parametrize(
    ("queue", "week", "message"),
    [
        ("voise", "2026-03-02", "Did you mean 'voice'?"),
        ("voice:fr", "2026-03-02", "voice in en"),
        ("voice", "2027-03-02", "The nearest begins on 2026-04-20."),
        ("voice", "March", "Write it as year-month-day"),
    ],
)
def test_an_unknown_queue_or_week_is_a_mistake_of_usage(tmp_path, queue, week, message):
    write(tmp_path)
    done = explained(tmp_path, queue, week, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["exit_code"], told["status"]) == (2, 2, "usage")
    assert message in told["message"]
    assert message in " ".join(done.stderr.split())


def test_the_environment_asks_for_an_explanation_too(tmp_path):
    write(tmp_path)
    done = capplan(tmp_path, "require", "small.toml", variables={"CAPPLAN_EXPLAIN": "chat:en 2026-03-02"})
    assert done.stdout.startswith("chat:en, the week of 2 Mar 2026: ")

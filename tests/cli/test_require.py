"""``capplan require``: the hours that queues need, without a plan."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.command_line import capplan
from tests.small_inputs import write


@pytest.fixture(scope="module")
def required(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("required")
    write(folder)
    done = capplan(folder, "require", "small.toml")
    assert (done.returncode, done.stdout) == (0, "outputs/small/requirement-base\n")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_both_tables_have_a_row_for_each_cell(required):
    folder = required / "outputs/small/requirement-base"
    assert {path.name for path in folder.iterdir()} == {"requirements.csv", "agents_by_interval.csv"}
    hours, agents = rows(folder / "requirements.csv"), rows(folder / "agents_by_interval.csv")
    assert list(hours[0]) == [
        "week_start", "queue", "language", "channel", "volume", "aht_s", "workload_h", "peaking",
        "max_occupancy", "schedule_efficiency", "required_h",
    ]  # fmt: skip
    assert len(hours) == 4 * 8
    assert list(agents[0]) == [
        "week_start", "queue", "language", "weekday", "interval_start", "volume", "agents",
    ]  # fmt: skip
    assert len(agents) == 2 * 8 * 10  # two queues, eight weeks, ten half hours a week


def test_the_hours_are_those_of_the_plan(required):
    (told,) = capplan(required, "require", "small.toml", "--json").stdout.splitlines()
    plan = json.loads(capplan(required, "plan", "small.toml", "--json").stdout)
    total = json.loads(told)["required_hours"]
    assert total == pytest.approx(plan["required_hours"], abs=1e-3)
    written = rows(required / "outputs/small/requirement-base/requirements.csv")
    assert sum(float(row["required_h"]) for row in written) == pytest.approx(total, abs=1e-3)


def test_a_scenario_has_its_own_requirement(required):
    done = capplan(required, "require", "small.toml", "--scenario", "surge", "--json")
    told = json.loads(done.stdout)
    assert told["folder"] == "outputs/small/requirement-surge"
    base = rows(required / "outputs/small/requirement-base/requirements.csv")
    assert told["required_hours"] > sum(float(row["required_h"]) for row in base) + 1.0

"""``capplan hedge``: what to decide now for many futures."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from capplan.cli import cli
from tests.cli.command_line import RULES
from tests.small_inputs import MODEL, tables, write
from tests.studies.test_hedge import many_here
from tests.uncertainty.solved_here import solved_here

ASKED = ("--futures", "2", "--gap", "0.02", "--decide-until", "2026-03-16")


def _write(folder: Path) -> None:
    calls = tables()["forecast"].replace(",voice,en,10", ",voice,en,240")
    write(folder, {"forecast": calls}, MODEL.replace("[hiring]", RULES + "[hiring]"))


@pytest.fixture(scope="module")
def hedged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """The command in this process, solver and runs too."""
    folder = tmp_path_factory.mktemp("hedged")
    _write(folder)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setattr("capplan.studies.hedge_runs.run_many", many_here)
        patched.setattr("capplan.report.hedge_write._draw", lambda hedged, plots: plots.mkdir() or {})
        for place in ("first_in_common", "runs"):
            patched.setattr(f"capplan.uncertainty.{place}.solve", solved_here)
        done = CliRunner().invoke(
            cli, ["hedge", "small.toml", *ASKED, "--evaluate", "2", "--json"], standalone_mode=False
        )
    assert (done.exception, done.return_value) == (None, 0), done.output
    assert done.stdout.count("\n") == 1
    return folder, json.loads(done.stdout), done.stderr


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as content:
        return list(csv.DictReader(content))


def test_the_folder_holds_what_is_told(hedged):
    folder, told, said = hedged
    home = folder / "outputs/small/hedge-base"
    assert told["folder"] == "outputs/small/hedge-base"
    assert {path.name for path in home.iterdir()} == {
        "hedge.json", "hedge.html", "first_stage.csv", "futures.csv", "evaluation.csv", "plots",
    }  # fmt: skip
    assert json.loads((home / "hedge.json").read_text()) == {k: v for k, v in told.items() if k != "folder"}
    assert "searching for the best common decisions" in said and "9/9  fresh-1000001: " in said


def test_what_is_told_hangs_together(hedged):
    folder, told, _ = hedged
    home, value = folder / "outputs/small/hedge-base", told["value"]
    assert told["status"] == "within_gap" and told["decide_until"] == "2026-03-16"
    assert [check["holds"] for check in value["checks"]] == [True] * 3
    assert value["stochastic_solution"] == pytest.approx(
        value["plan_for_mean"] - value["here_and_now"], abs=0.02
    )
    assert value["stochastic_solution"] >= 0.0 and value["gap"] <= 0.02
    futures = _rows(home / "futures.csv")
    mean = sum(float(row["weight"]) * float(row["hedge_cost"]) for row in futures)
    assert mean == pytest.approx(value["here_and_now"], abs=0.02)
    for row in futures:
        assert float(row["known_cost"]) <= float(row["hedge_cost"]) * 1.02
    fresh = _rows(home / "evaluation.csv")
    saved = sum(float(row["mean_cost"]) - float(row["hedge_cost"]) for row in fresh) / len(fresh)
    assert told["out_of_sample"]["saved_over"]["mean"]["mean"] == pytest.approx(saved, abs=0.02)
    assert told["out_of_sample"]["futures"] == 2 and told["out_of_sample"]["failed"] == []


def test_every_decision_is_one_for_now(hedged):
    folder, told, _ = hedged
    rows = _rows(folder / "outputs/small/hedge-base/first_stage.csv")
    assert len(rows) == len(told["now"]["decisions"]) > 0
    assert all("2026-03-02" <= row["decide_by"] <= "2026-03-16" for row in rows)
    assert told["sentence"].startswith("By 16 Mar 2026: ")


@pytest.mark.parametrize(
    "given", [("--weight", "1.1"), ("--cvar", "1"), ("--futures", "0"), ("--ranges", "no.csv")]
)
def test_what_no_plan_can_be_made_of_is_a_mistake_of_usage(given):
    done = CliRunner().invoke(cli, ["hedge", "small.toml", *given])
    assert done.exit_code == 2 and given[0] in done.output

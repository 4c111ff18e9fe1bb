"""``capplan simulate``: a written run over drawn worlds, the same however they are made, resumed, and refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result

from capplan.cli import cli
from capplan.errors import InvalidInput, NoPlanInTime
from capplan.studies.attempt import attempt, kept
from capplan.studies.many import Case, Done, Failed, Work
from capplan.studies.plan_case import plan_case
from tests.cli.command_line import NO_PICTURES, capplan
from tests.studies.here import in_process, short_plan
from tests.uncertainty.solved_here import solved_here

START = (
    NO_PICTURES
    + """
bands = types.ModuleType("capplan.report.plots.bands")
bands.PICTURES = {}
sys.modules["capplan.report.plots.bands"] = bands
"""
)
FILES = ("bands.csv", "queue_bands.csv", "simulate.csv", "simulate.json", "targets.csv")
NO_SPREAD = "assumption,low,high\nvolume,1,1\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run in which hours are short."""
    folder = tmp_path_factory.mktemp("run")
    to = folder / "base"
    to.mkdir()
    with in_process():
        plan_case(short_plan(folder).case("base"), to)
    return to


def many_backwards(
    cases: Sequence[Case], work: Work, *, folder: Path, resume: bool, told: Any, **more: Any
) -> list[Done | Failed]:
    """As ``run_many``, in this process and from the last case to the first."""
    results = {}
    for case in reversed(cases):
        known = kept(work, case, folder) if resume else None
        results[case.name] = known or attempt(work, case, folder, 1, lambda: True)
        told(results[case.name])
    return [results[case.name] for case in cases]


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    """Solver and runs in this process, and no pictures."""
    with (
        patch("capplan.uncertainty.giving.solve", solved_here),
        patch("capplan.studies.simulate.run_many", many_backwards),
        patch("capplan.report.uncertainty_write._draw", lambda simulated, plots: None),
    ):
        yield


def simulate(run: Path, to: Path, *arguments: str | Path) -> Result:
    given = [str(each) for each in (run, "--to", to, *arguments)]
    return CliRunner().invoke(cli, ["simulate", *given], standalone_mode=False)


def test_without_spread_every_draw_is_the_plan(run: Path, tmp_path: Path) -> None:
    ranges = tmp_path / "none.csv"
    ranges.write_text(NO_SPREAD)
    done = simulate(run, tmp_path / "to", "--draws", "2", "--ranges", ranges, "--json", "--quiet")
    assert (done.exception, done.return_value, done.stderr) == (None, 0, "")
    assert done.stdout.count("\n") == 1
    told, plan = json.loads(done.stdout), json.loads((run / "summary.json").read_text())
    assert told["plan_again"]["objective"] == pytest.approx(plan["objective"], rel=1e-6)
    measures = told["measures"]
    for name, of in (("cost", "money"), ("cost_to_serve", "cost_to_serve"), ("short_h", "short_hours")):
        assert measures[name]["planned"] == pytest.approx(plan[of], rel=1e-6)
        assert measures[name]["p10"] == measures[name]["p90"] == measures[name]["planned"]
    assert plan["short_hours"] > 0.0, "a plan that has something to reproduce"
    bands = (tmp_path / "to/bands.csv").read_text().splitlines()[1:]
    assert all(len(set(row.split(",")[2:])) == 1 for row in bands), "week by week too"


def test_draws_are_kept_and_give_the_same_files_in_any_order(run: Path, tmp_path: Path) -> None:
    simulate(run, tmp_path / "two", "--draws", "3", "--seed", "5")
    simulate(run, tmp_path / "one", "--draws", "2", "--seed", "5")
    with patch(
        "capplan.studies.simulate.run_many",
        lambda cases, work, **more: many_backwards(cases[::-1], work, **more)[::-1],
    ):
        done = simulate(run, tmp_path / "one", "--draws", "3", "--seed", "5")
    assert done.stderr.count("kept from an earlier study") == 3, (
        "the plan solved again and the first two draws"
    )
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    done = simulate(run, tmp_path / "one", "--draws", "3", "--seed", "5", "--no-resume")
    assert "kept" not in done.stderr


def test_another_seed_is_another_world_in_the_same_folder_too(run: Path, tmp_path: Path) -> None:
    costs = set()
    for seed in ("5", "6"):
        simulate(run, tmp_path / "to", "--draws", "1", "--seed", seed)
        costs.add((tmp_path / "to/simulate.csv").read_text().splitlines()[1])
    assert len(costs) == 2


def test_draws_that_fail_are_told_and_the_others_stand(run: Path, tmp_path: Path) -> None:
    def late(case: Case, to: Path) -> dict[str, Any]:
        from capplan.studies.simulate_draw import simulate_draw

        if case.name == "draw-1":
            raise NoPlanInTime("A draw was not answered within 1 s.")
        return simulate_draw(case, to)

    with patch("capplan.studies.simulate.simulate_draw", late):
        done = simulate(run, tmp_path / "to", "--draws", "2", "--json")
    told = json.loads(done.stdout)
    assert (done.return_value, told["draws"], told["asked"]) == (7, 1, 2)
    assert told["failed"] == ["draw-1: A draw was not answered within 1 s."]


def test_wrong_ranges_are_told_together(run: Path, tmp_path: Path) -> None:
    ranges = tmp_path / "wrong.csv"
    ranges.write_text("assumption,site,low,high\nvolume,,1.2,0.9\nshrinkage,nowhere,0.9,1.1\n")
    error = simulate(run, tmp_path / "to", "--ranges", ranges).exception
    assert isinstance(error, InvalidInput)
    assert [problem.line for problem in error.problems] == [2, 3]
    assert [path.name for path in tmp_path.iterdir()] == ["wrong.csv"]


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    error = simulate(tmp_path, tmp_path / "to").exception
    assert isinstance(error, InvalidInput)
    assert "the planning model of the run is missing" in str(error)


def test_the_whole_way_with_solvers_and_draws_in_processes_of_their_own(run: Path, tmp_path: Path) -> None:
    done = capplan(tmp_path, "simulate", run, "--draws", "1", "--to", "there", "--seed", "5", start=START)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("In 1 draw, too few to speak of chances, this plan costs")
    assert lines[-1] == "there" and len(lines) <= 22, "at most 20 and the folder"
    assert "2/2  draw-0: " in done.stderr
    simulate(run, tmp_path / "here", "--draws", "1", "--seed", "5")
    costs = [
        json.loads((tmp_path / place / "simulate.json").read_text())["measures"]["cost"]
        for place in ("there", "here")
    ]
    assert costs[0] == pytest.approx(costs[1], rel=1e-6)

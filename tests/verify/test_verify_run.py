"""Run folders: what is read back from CSV is checked as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.errors import InvalidInput
from capplan.load_model import load_model
from capplan.verify import verify_run, verify_tables
from capplan.verify.read_run import read_frames
from capplan.verify.run_tables import COLUMNS, RESILIENCE_COLUMNS
from tests.small_inputs import MODEL, tables
from tests.verify.worked_plan import worked_plan


def test_the_worked_plan_passes_after_a_round_trip_through_csv(tmp_path: Path) -> None:
    plan = worked_plan()
    for name, frame in plan.tables.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False, float_format="%.10g", lineterminator="\n")
    frames = read_frames(tmp_path)
    assert set(frames) == set(COLUMNS | RESILIENCE_COLUMNS)
    assert (
        verify_tables(plan.model, plan.facts, plan.requirement, frames, summary=plan.summary).findings == ()
    )


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    """A run folder with its assumptions and nothing else."""
    folder = tmp_path / "base"
    assumptions = folder / "assumptions"
    assumptions.mkdir(parents=True)
    for name, text in tables().items():
        (assumptions / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "small.toml").write_text(MODEL, encoding="utf-8")
    model, _ = load_model(tmp_path / "small.toml", None)
    (assumptions / "planning_model.json").write_text(model.model_dump_json(), encoding="utf-8")
    return folder


def test_a_run_folder_without_results_lacks_every_table_and_total(run_folder: Path) -> None:
    findings = verify_run(run_folder).findings
    absent = {finding.where for finding in findings if finding.expected == "the table"}
    assert absent == {f"{name}.csv" for name in COLUMNS}
    assert any(finding.rule == "summary" for finding in findings)


def test_a_run_folder_without_its_planning_model_is_refused(run_folder: Path) -> None:
    (run_folder / "assumptions" / "planning_model.json").unlink()
    with pytest.raises(InvalidInput, match="planning model of the run is missing"):
        verify_run(run_folder)


def test_assumptions_that_are_no_plan_are_refused(run_folder: Path) -> None:
    (run_folder / "assumptions" / "teams.csv").unlink()
    with pytest.raises(InvalidInput):
        verify_run(run_folder)


@pytest.mark.parametrize("name", ["assumptions/planning_model.json", "summary.json"])
def test_a_broken_file_of_the_run_is_named(name: str, run_folder: Path) -> None:
    (run_folder / name).write_text("{ broken", encoding="utf-8")
    with pytest.raises(InvalidInput) as wrong:
        verify_run(run_folder)
    assert [Path(problem.file).name for problem in wrong.value.problems] == [Path(name).name]

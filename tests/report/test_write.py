"""A run as a folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from capplan.plan import Plan
from capplan.report import plots, write
from capplan.report.plots import PLOTS
from capplan.report.tables import result_tables
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan()


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "PLOTS", {})


def write_assumptions(folder: Path) -> None:
    (folder / "planning_model.json").write_text("{}\n")


def run(plan: Plan, folder: Path, **run_info: object) -> None:
    write.write_run(plan, folder, "quarterly", "base", write_assumptions, dict(run_info))


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_table_picture_and_the_assumptions_are_there(plan, tmp_path):
    run(plan, tmp_path / "base")
    drawn = set(PLOTS) - {"vendor_comparison", "required_by_hour", "scheduled_by_hour"}
    pictures = {f"plots/{name}.{kind}" for name in drawn for kind in ("png", "svg")}
    others = {"summary.json", "run.json", "assumptions/planning_model.json"}
    assert set(content(tmp_path / "base")) == {*result_tables(plan), *pictures, *others}


def test_with_contracts_there_is_more_and_a_second_run_is_the_same_byte_for_byte_but_for_run_json(tmp_path):
    with_contracts = contract_plan()
    run(with_contracts, tmp_path / "base", solve_s=1.0)
    drawn = set(PLOTS) - {"required_by_hour", "scheduled_by_hour"}
    pictures = {f"plots/{name}.{kind}" for name in drawn for kind in ("png", "svg")}
    others = {"summary.json", "run.json", "assumptions/planning_model.json"}
    pages = {"vendors/Beta.md", "vendors/Gamma.md"}
    first = content(tmp_path / "base")
    assert set(first) == {*result_tables(with_contracts), *pictures, *others, *pages}
    run(with_contracts, tmp_path / "base", solve_s=2.0)
    second = content(tmp_path / "base")
    assert {name for name in first if first[name] != second[name]} == {"run.json"}
    assert first.keys() == second.keys()


@pytest.mark.usefixtures("without_pictures")
def test_files_of_an_older_run_do_not_stay(plan, tmp_path):
    run(plan, tmp_path / "base")
    (tmp_path / "base" / "old.csv").write_text("left over")
    run(plan, tmp_path / "base")
    assert not (tmp_path / "base" / "old.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["base"]


@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("stop", [RuntimeError, KeyboardInterrupt])
def test_a_failure_midway_leaves_the_old_run_and_no_litter(plan, tmp_path, stop):
    run(plan, tmp_path / "base", attempt=1)
    before = content(tmp_path / "base")

    def fail(folder: Path) -> None:
        (folder / "half.csv").write_text("half")
        raise stop

    with pytest.raises(stop):
        write.write_run(plan, tmp_path / "base", "quarterly", "base", fail, {"attempt": 2})
    assert content(tmp_path / "base") == before
    assert [path.name for path in tmp_path.iterdir()] == ["base"]


@pytest.mark.usefixtures("without_pictures")
def test_a_first_run_that_fails_leaves_nothing(plan, tmp_path):
    def fail(folder: Path) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write.write_run(plan, tmp_path / "base", "quarterly", "base", fail, {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("without_pictures")
def test_the_old_run_comes_back_when_the_new_one_cannot_take_its_place(plan, tmp_path, monkeypatch):
    run(plan, tmp_path / "base", attempt=1)
    before = content(tmp_path / "base")
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if ".writing-" in path.name:
            raise OSError("no")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="no"):
        run(plan, tmp_path / "base", attempt=2)
    assert content(tmp_path / "base") == before
    assert [path.name for path in tmp_path.iterdir()] == ["base"]


@pytest.mark.usefixtures("without_pictures")
def test_while_a_run_is_written_its_folder_does_not_exist(plan, tmp_path):
    seen = []
    write.write_run(
        plan, tmp_path / "base", "quarterly", "base", lambda _: seen.append((tmp_path / "base").exists()), {}
    )
    assert seen == [False]


@pytest.mark.usefixtures("without_pictures")
def test_json_is_standard_even_where_a_number_is_not_finite(plan, tmp_path):
    run(plan, tmp_path / "base", gap=float("inf"), nested={"list": [float("nan"), 1.5]})
    found = json.loads((tmp_path / "base" / "run.json").read_text())
    assert found == {"gap": None, "nested": {"list": [None, 1.5]}}


def test_what_a_killed_run_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    old, young = (tmp_path / f".base.writing-{name}" for name in ("old", "young"))
    for left in (old, young):
        left.mkdir()
    os.utime(old, (0, 0))
    write.write_whole(tmp_path / "base", lambda beside: (beside / "file").touch())
    assert not old.exists()
    assert young.exists()
    assert (tmp_path / "base" / "file").exists()

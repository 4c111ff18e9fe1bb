"""Workbooks from the command line: fill in, check, plan, look, edit, plan again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from capplan.cli import cli
from capplan.errors import InvalidInput
from capplan.workbook.form import HEADING
from capplan.workbook.lists import FIRST
from capplan.workbook.plan_book import write_plan
from tests.cli.command_line import capplan
from tests.small_inputs import MODEL, altered, tables, write

BUSY = MODEL + "\n[seats]\n[releases]\n[transfers]\n[overtime]\n[undertime]\n\n[solve]\ngap = 0.000001\n"


def classes(folder: Path, run: str = "outputs/small/base") -> dict[tuple[str, str], float]:
    with (folder / run / "hiring_calendar.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["team"], row["training_start"]): float(row["size"])
        for row in rows
        if row["status"] == "proposed"
    }


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with inputs in a workbook, a plan of them, and the workbook of the plan."""
    folder = tmp_path_factory.mktemp("planned")
    busy = tables()["forecast"].replace(",voice,en,10", ",voice,en,199").replace(",mail,en,9", ",mail,en,119")
    write(folder, {"forecast": busy}, BUSY)
    fill(folder)
    done = capplan(folder, "plan", "small.toml", "--inputs", "in.xlsx", "--quiet")
    assert done.returncode == 0, done.stderr
    (folder / "plan.xlsx").write_bytes(write_plan(folder / "outputs/small/base"))
    return folder


def fill(folder: Path) -> None:
    arguments = ["--excel", str(folder / "in.xlsx"), "--fill", str(folder / "inputs")]
    made = run("init", *arguments)
    assert made.exception is None


def run(*arguments: str) -> Result:
    """A command in this process: it does not solve."""
    return CliRunner().invoke(cli, arguments, prog_name="capplan")


def problems(result: Result) -> list[str]:
    """The problems that a command ended with."""
    assert isinstance(result.exception, InvalidInput)
    return [str(problem) for problem in result.exception.problems]


def test_a_workbook_is_planned_like_files(planned: Path) -> None:
    info = json.loads((planned / "outputs/small/base/run.json").read_text())
    assert [Path(name).name for name in info["sha256"]] == ["small.toml", "in.xlsx"]
    assert len(classes(planned)) > 1


def test_check_names_sheet_and_cell_and_marks_a_copy(tmp_path: Path) -> None:
    changed = {"rates": altered("rates", "DUB_DE,wage_month,3600", "DUB_DE,wage_mont,-1")}
    model = write(tmp_path, changed, BUSY)[0]
    fill(tmp_path)
    marked = tmp_path / "marked.xlsx"
    arguments = [str(model), "--inputs", str(tmp_path / "in.xlsx"), "--annotate", str(marked)]
    done = run("check", *arguments)
    said = problems(done)
    unit, rate = (f"in.xlsx, rates!{letter}{HEADING + 3}" for letter in "BC")
    assert said[0].startswith(f"{unit}: unit: not one of the choices (found 'wage_mont'; allowed: wage_hour")
    assert said[1].startswith(f"{rate}: rate: out of range") and len(said) == 2
    assert done.stderr == f"The wrong cells are marked in {marked}.\n"
    sheet = load_workbook(marked)["rates"]
    assert "out of range" in sheet.cell(HEADING + 3, 3).comment.text
    assert sheet.data_validations.dataValidation  # the copy can be worked on


def test_only_a_copy_of_a_workbook_is_marked(tmp_path: Path) -> None:
    model, inputs = write(tmp_path)
    fill(tmp_path)
    book = str(tmp_path / "in.xlsx")
    for given, annotate in ((book, book), (str(inputs), "marked.xlsx"), (book, "marked.csv")):
        arguments = [str(model), "--inputs", given, "--annotate", annotate]
        assert run("check", *arguments).exit_code == 2
    arguments = [str(model), "--inputs", book, "--annotate", str(tmp_path / "marked.xlsx")]
    done = run("check", *arguments)
    assert (done.exit_code, (tmp_path / "marked.xlsx").exists()) == (0, False)  # there is nothing to mark


def test_a_blank_form_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    done = run("init", "--excel", str(path), "--json")
    assert done.exit_code == 0 and json.loads(done.stdout)["files"] == [str(path)]
    assert list(tmp_path.iterdir()) == [path]
    before = path.read_bytes()
    done = run("init", "--excel", str(path))
    assert problems(done) == [f"{path}: the file exists already and is not overwritten"]
    assert path.read_bytes() == before
    done = run("init", "--excel", str(tmp_path / "in.csv"))
    assert "not the name of a workbook" in problems(done)[0]
    assert run("init", "--fill", str(tmp_path)).exit_code == 2
    (tmp_path / "empty").mkdir()
    done = run("init", "--excel", str(tmp_path / "b.xlsx"), "--fill", str(tmp_path / "empty"))
    assert len(problems(done)) == 4 and not (tmp_path / "b.xlsx").exists()


def test_edited_hires_are_kept_and_the_rest_is_planned_anew(planned: Path, tmp_path: Path) -> None:
    book = load_workbook(planned / "plan.xlsx")
    sheet = book["hiring calendar"]
    rows = [cells for cells in sheet.iter_rows(min_row=FIRST + 1) if cells[3].value == "proposed"]
    place = rows[0][2].value, rows[0][5].value.date().isoformat()
    was = rows[0][8].value
    rows[0][8].value = 0
    book.save(tmp_path / "edited.xlsx")
    again = ("plan", "small.toml", "--inputs", "in.xlsx", "--pin", tmp_path / "edited.xlsx")
    done = capplan(planned, *again, "--from", "outputs/small/base", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["replan"]
    kept = classes(planned, "outputs/small/replan-base")
    assert place not in kept and kept and (place, was) in classes(planned).items()
    assert told["pins"] == 1 and told["money_change"] > 0.0 and told["same_question"]
    assert f"edited.xlsx: kept as edited: {place[0]} {place[1]}: 0 people instead of {was:g}" in done.stderr

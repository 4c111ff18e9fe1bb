"""Whatever is done to a table, checking answers with problems and never with a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.errors import InvalidInput
from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.tables import TABLES, Table
from capplan.validation import check, validate
from tests.small_inputs import MODEL, tables, write

GARBAGE = ("", "???", "-1", "0", "1e30", "2026-02-30", "DUB|MNL", "nan")
SKILLS = "team,queue,pace\nDUB_EN,voice,1\nDUB_DE,mail,\nMNL_EN,chat,1\n"


def _sheet(table: Table) -> list[list[str]]:
    return [line.split(",") for line in tables().get(table.name, SKILLS).splitlines()]


def _text(sheet: list[list[str]]) -> str:
    return "\n".join(",".join(row) for row in sheet) + "\n"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_any_column_may_hold_garbage_or_be_gone(table: Table, tmp_path: Path) -> None:
    sheet = _sheet(table)
    model, inputs = write(tmp_path)
    for column in range(len(sheet[0])):
        blank = [row[:column] + ["" if i else row[column]] + row[column + 1 :] for i, row in enumerate(sheet)]
        mixed = [
            row[:column] + [GARBAGE[(i + column) % len(GARBAGE)] if i else row[column]] + row[column + 1 :]
            for i, row in enumerate(sheet)
        ]
        gone = [row[:column] + row[column + 1 :] for row in sheet]
        for spoilt in (blank, mixed, gone):
            (inputs / table.file).write_text(_text(spoilt), encoding="utf-8")
            if not check(model, inputs):  # then facts can be built
                validate(read_tables(inputs), load_model(model)[0])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_any_table_may_be_missing_or_unreadable(table: Table, tmp_path: Path) -> None:
    model, inputs = write(tmp_path, {table.name: None})
    _sound_or_refused(model, inputs)
    (inputs / table.file).write_bytes(b"\xff\xfe")
    assert check(model, inputs)


def _sound_or_refused(model: Path, inputs: Path) -> None:
    """Either problems are found, or facts are built."""
    problems = check(model, inputs)
    try:
        validate(read_tables(inputs), load_model(model)[0])
    except InvalidInput as error:
        assert list(error.problems) == problems
    else:
        assert problems == []


def test_a_missing_required_table_causes_one_problem(tmp_path: Path) -> None:
    for name in ("sites", "teams", "rates", "queues", "forecast"):
        problems = check(*write(tmp_path / name, {name: None}))
        assert [problem.file for problem in problems] == [f"{name}.csv"], name


def test_without_a_model_cells_keys_and_names_are_still_checked(tmp_path: Path) -> None:
    rates = tables()["rates"].replace("MNL_EN", "MNL_XX").replace(",20,", ",twenty,")
    problems = check(*write(tmp_path, {"rates": rates}, MODEL.replace("[coverage.unmet_price]", "[coverge]")))
    assert {problem.file for problem in problems} == {"small.toml", "rates.csv"}
    assert {problem.column for problem in problems} >= {"rate", "team", "coverage", "coverge"}

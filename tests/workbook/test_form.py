"""The form of the inputs: what stands in it, what it lets through, and that it gives back what was put in."""

from __future__ import annotations

import csv
import re
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.starter import starter_folder
from capplan.tables import TABLES, by_name
from capplan.validation import problems_of, validate
from capplan.workbook.form import HEADING, write_form
from tests.small_inputs import altered, write


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "blank.xlsx"
    path.write_bytes(write_form())
    return path


@pytest.fixture(scope="module")
def book(blank: Path) -> Any:
    return load_workbook(blank)


def filled(folder: Path, inputs: Path) -> Path:
    rows = {name: raw.frame.to_dict("records") for name, raw in read_tables(inputs).raw.items()}
    path = folder / "filled.xlsx"
    path.write_bytes(write_form(rows))
    return path


def same(one: object, other: object) -> bool:
    """Whether two values are the same to the last bit, arrays within data classes too."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        equal_nan = one.dtype.kind in "fM"
        return one.dtype == other.dtype and bool(np.array_equal(one, other, equal_nan=equal_nan))
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return same(list(one.items()), list(other.items()))
    if is_dataclass(one) and type(one) is type(other):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    return one == other


def test_the_planning_inputs_are_the_same_to_the_last_bit(tmp_path: Path) -> None:
    path, inputs = write(tmp_path, {"shrinkage": altered("shrinkage", "0.08", "0.08333333333333333")})
    model, _ = load_model(path)
    workbook = filled(tmp_path, inputs)
    found = read_tables(workbook)
    assert found.problems == () and found.notes == ()
    assert same(validate(read_tables(inputs), model), validate(found, model))
    assert not same(validate(read_tables(write(tmp_path / "b")[1]), model), validate(found, model))


def test_the_starter_inputs_come_back_as_the_same_text(tmp_path: Path) -> None:
    inputs = starter_folder() / "inputs"
    read = read_tables(filled(tmp_path, inputs))
    for name, raw in read_tables(inputs).raw.items():
        assert read.raw[name].frame[list(raw.frame.columns)].equals(raw.frame), name


def test_the_same_rows_give_the_same_bytes(blank: Path) -> None:
    assert write_form() == blank.read_bytes()


def test_every_table_has_a_sheet_with_all_its_columns(book: Any) -> None:
    assert book.sheetnames == ["read me", *(table.name for table in TABLES)]
    for table in TABLES:
        sheet = book[table.name]
        assert [cell.value for cell in sheet[HEADING + 1]] == [column.name for column in table.columns]
        for column, range_cell, heading in zip(table.columns, sheet[2], sheet[HEADING + 1], strict=True):
            allowed = re.sub(r"(\w+)\.csv", r"sheet \1", column.allowed)
            assert allowed in range_cell.value and column.unit in range_cell.value
            assert f"{column.meaning[1:]}." in heading.comment.text
        assert sheet.freeze_panes.endswith(str(HEADING + 2))
        assert sheet["A1"].value.startswith(table.meaning.replace("`", ""))
    assert book["teams"]["B2"].value == "a name from sheet sites"


def test_every_sheet_is_a_page_wide_and_a_long_example_can_be_read(book: Any) -> None:
    assert all(
        (sheet.page_setup.fitToWidth or 1) == 1 and sheet.sheet_properties.pageSetUpPr.fitToPage
        for sheet in book
    )
    example = book["forecast"]["B3"].value
    assert example == "e.g. csam_terror_priority"
    assert book["forecast"].column_dimensions["B"].width >= len(example)


def test_the_example_is_the_first_row_of_the_starter_inputs(book: Any) -> None:
    with (starter_folder() / "inputs/forecast.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    sheet = book["forecast"]
    shown = {heading.value: cell.value for heading, cell in zip(sheet[HEADING + 1], sheet[3], strict=True)}
    assert shown == {name: f"e.g. {value}" if value else None for name, value in first.items()} | {
        name: None for name in shown if name not in first
    }
    assert all(any(cell.value for cell in book[table.name][3]) for table in TABLES)


def checks(book: Any, table: str, column: str) -> Any:
    """The data validation of a column."""
    at = [each.name for each in by_name(table).columns].index(column)
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]
    found = [
        check
        for check in book[table].data_validations.dataValidation
        if str(check.sqref).startswith(f"{letter}{HEADING + 2}:")
    ]
    (check,) = found
    return check


def test_cells_are_checked_by_the_declaration_of_their_column(book: Any) -> None:
    assert checks(book, "teams", "staffing").formula1 == '"headcount,on_demand"'
    assert checks(book, "shrinkage", "paid").formula1 == '"yes,no"'
    site = checks(book, "teams", "site")
    assert (site.formula1, site.errorStyle) == ("'sites'!$A$5:$A$20001", "warning")
    share = checks(book, "shrinkage", "share")
    assert (share.type, share.operator, float(share.formula1), float(share.formula2)) == (
        "decimal", None, 0.0, 0.95,
    )  # fmt: skip
    seats = checks(book, "sites", "seats")
    assert (seats.type, seats.operator, float(seats.formula1)) == ("whole", "greaterThanOrEqual", 0.0)
    hours = checks(book, "teams", "contract_h")
    assert (hours.type, hours.operator) == ("decimal", "greaterThan")
    assert checks(book, "forecast", "week_start").type == "date"


def test_an_untouched_form_lacks_the_required_tables_and_nothing_else(blank: Path) -> None:
    said = [(problem.file, problem.message) for problem in problems_of(read_tables(blank), None)]
    message = "there is a header but no row"
    required = [table.name for table in TABLES if table.required]
    assert said == [(f"blank.xlsx, {name}!A{HEADING + 1}", message) for name in required]


def test_text_that_looks_like_a_formula_or_a_number_stays_text(tmp_path: Path) -> None:
    labels = {"reason": "=HYPERLINK(A1)", "site": "007", "week_from": "2026-03-02", "week_to": "soon"}
    path = tmp_path / "in.xlsx"
    path.write_bytes(write_form({"blackouts": [labels], "headcount": [{"team": "@x", "heads": "12,5"}]}))
    sheet = load_workbook(path)["blackouts"]
    row = sheet[HEADING + 2]
    assert [(cell.data_type, cell.value) for cell in row] == [
        ("s", "007"), ("d", datetime(2026, 3, 2)), ("s", "soon"), ("s", "=HYPERLINK(A1)"),
    ]  # fmt: skip
    read = read_tables(path).raw
    assert read["blackouts"].frame.iloc[0].to_dict() == labels
    assert read["headcount"].frame.iloc[0].to_dict() == {"team": "@x", "tenure_weeks": "", "heads": "12,5"}


def test_a_number_that_a_workbook_would_round_is_written_as_text(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    long = "0.12345678901234567"
    path.write_bytes(
        write_form({"headcount": [{"team": "a", "heads": long}, {"team": "b", "heads": "1e999"}]})
    )
    assert read_tables(path).raw["headcount"].frame["heads"].tolist() == [long, "1e999"]

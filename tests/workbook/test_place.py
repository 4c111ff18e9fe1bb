"""Problems and notes that name sheets and cells."""

from __future__ import annotations

import pytest

from capplan.errors import Problem
from capplan.workbook.place import Cell, Place, letters, located, told

TALL = Place("in.xlsx", "My sites", {"site": 2, "seats": 5})
WIDE = Place("in.xlsx", "plan", cells={(9, "queue"): "A4", (9, "volume"): "D4", (10, "volume"): "E4"})
PLACES = {"sites": TALL, "forecast": WIDE}


@pytest.mark.parametrize(("column", "text"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_have_letters(column: int, text: str) -> None:
    assert letters(column) == text


@pytest.mark.parametrize("sheet", ["plan", "my, sheet", "50% off!", "it's"])
def test_a_cell_is_read_as_it_is_written(sheet: str) -> None:
    for cell in (Cell("in.xlsx", sheet, "AB12"), Cell("in.xlsx", sheet)):
        assert Cell.read(str(cell), "in.xlsx") == cell
    assert Cell.read("sites.csv", "in.xlsx") is None


def test_problems_have_the_cell_in_place_of_the_line() -> None:
    given = [
        Problem("sites.csv", "bad", 7, "seats", "x"),
        Problem("sites.csv", "no seats in line 9", 7, "trainers"),
        Problem("forecast.csv", "bad", 10, "volume"),
        Problem("forecast.csv", "whole row", 9),
        Problem("sites.csv", "empty"),
        Problem("small.toml", "bad key", 3, "start", allowed="a name from sites.csv or backlog.csv"),
    ]
    assert [(problem.file, problem.line) for problem in located(given, PLACES)] == [
        ("in.xlsx, My sites!E7", None),
        ("in.xlsx, My sites!B7", None),
        ("in.xlsx, plan!E4", None),
        ("in.xlsx, plan!A4", None),
        ("in.xlsx, My sites", None),
        ("small.toml", 3),
    ]
    assert located(given, PLACES)[1].message == "no seats in row 9"
    assert located(given, PLACES)[5].allowed == "a name from sheet My sites or sheet backlog"
    assert located(given, {}) == given


def test_notes_name_sheets_rows_and_cells() -> None:
    notes = ["sites.csv:7: many seats", "forecast.csv, line 10 is odd", "other.csv is not read"]
    assert told(notes, PLACES) == (
        "sheet My sites, row 7: many seats", "sheet plan, cell E4 is odd", "other.csv is not read",
    )  # fmt: skip
    assert told(notes, {}) == tuple(notes)

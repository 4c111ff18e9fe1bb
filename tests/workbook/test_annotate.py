"""The marked copy: every wrong cell has a colour and a comment, every problem a line."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.comments import Comment

from capplan.errors import Problem
from capplan.read import read_tables
from capplan.validation import problems_of
from capplan.workbook.annotate import annotated
from tests.small_inputs import altered
from tests.workbook.books import rows_of, small_book


def marked(folder: Path, path: Path) -> Path:
    content = annotated(path, problems_of(read_tables(path), None))
    assert content is not None
    (folder / "marked.xlsx").write_bytes(content)
    return folder / "marked.xlsx"


def test_wrong_cells_are_marked_and_right_ones_are_not(tmp_path: Path) -> None:
    rates = rows_of(altered("rates", "DUB_DE,wage_month,3600", "DUB_DE,wage_mont,-5"))
    path = small_book(tmp_path / "in.xlsx", rates=rates)
    before = path.read_bytes()
    book = load_workbook(marked(tmp_path, path))
    sheet = book["rates"]
    found = {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }
    assert sorted(found) == ["B3", "C3"]
    assert found["B3"].startswith("unit: not one of the choices\nAllowed: wage_hour, ")
    assert found["B3"].endswith("Did you mean 'wage_month'?")
    assert found["C3"].startswith("rate: out of range\nAllowed: a number of at least 0.")
    colours = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fill_type == "solid"}
    assert colours == {"B3", "C3"}
    assert [cell.value for cell in sheet[3]][:3] == ["DUB_DE", "wage_mont", -5]
    assert path.read_bytes() == before
    listed = list(book["problems"].iter_rows(values_only=True))
    assert [row[:3] for row in listed[1:]] == [
        ("rates!B3", "unit", "not one of the choices"), ("rates!C3", "rate", "out of range"),
    ]  # fmt: skip
    assert book["problems"]["A2"].hyperlink.location == "'rates'!B3"


def test_two_problems_of_a_cell_and_its_own_comment_are_all_there(tmp_path: Path) -> None:
    path = small_book(tmp_path / "in.xlsx")
    book = load_workbook(path)
    book["sites"]["A2"].comment = Comment("ask Ann", "Ann")
    book.save(path)
    where = "in.xlsx, sites!A2"
    content = annotated(
        path, [Problem(where, "first"), Problem(where, "second"), Problem("small.toml", "key", 3)]
    )
    assert content is not None
    (tmp_path / "out.xlsx").write_bytes(content)
    read = load_workbook(tmp_path / "out.xlsx")
    assert read["sites"]["A2"].comment.text == "ask Ann\n\nfirst\n\nsecond"
    assert read["problems"]["A4"].value == "small.toml:3"


def test_found_text_is_never_a_formula_in_the_list(tmp_path: Path) -> None:
    path = small_book(tmp_path / "in.xlsx")
    content = annotated(path, [Problem("in.xlsx, sites!A2", "bad", value="=1+1")])
    assert content is not None
    (tmp_path / "out.xlsx").write_bytes(content)
    cell = load_workbook(tmp_path / "out.xlsx")["problems"]["D2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


def test_the_same_problems_give_the_same_bytes_and_a_second_round_starts_anew(tmp_path: Path) -> None:
    path = small_book(tmp_path / "in.xlsx", rates=rows_of(altered("rates", "wage_month", "wage_mont")))
    first = marked(tmp_path, path).read_bytes()
    assert marked(tmp_path, path).read_bytes() == first
    again = annotated(tmp_path / "marked.xlsx", [])
    assert again is not None
    (tmp_path / "again.xlsx").write_bytes(again)
    assert load_workbook(tmp_path / "again.xlsx").sheetnames.count("problems") == 1


def test_what_cannot_be_opened_has_no_copy(tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(b"PK\x03\x04")
    assert annotated(tmp_path / "in.xlsx", []) is None


def test_a_long_line_of_the_list_has_the_height_that_it_needs(tmp_path: Path) -> None:
    """Programs that open a workbook to print it do not measure it."""
    path = small_book(tmp_path / "in.xlsx")
    problems = [
        Problem("in.xlsx, sites!A2", "bad", allowed="a name, " * 30),
        Problem("in.xlsx, sites!A3", "bad"),
    ]
    content = annotated(path, problems)
    assert content is not None
    (tmp_path / "out.xlsx").write_bytes(content)
    listed = load_workbook(tmp_path / "out.xlsx")["problems"]
    assert listed["E2"].alignment.wrap_text
    assert [listed.row_dimensions[r].height for r in (2, 3)] == [90.0, 15.0]

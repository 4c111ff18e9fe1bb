"""A table as a grid: what is shown, what is written, what is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from capplan.app.table_file import Changed, Edits, edited, read_file
from capplan.errors import InvalidInput
from capplan.tables import by_name

TEXT = 'site,week_from,week_to,reason\nDUB,2026-04-06,2026-04-13,"a, b"\n\nMNL,2026-05-04,2026-05-11,\'=1+1\n'


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "blackouts.csv"
    path.write_text(TEXT)
    return read_file(path, by_name("blackouts"))


def test_the_grid_shows_cells_lines_and_what_each_column_is(file):
    assert file.heading == ("site", "week_from", "week_to", "reason")
    assert [column.name for column in file.columns] == list(file.heading)
    assert file.rows[0][3] == "a, b" and file.rows[1][3] == "=1+1"
    assert file.lines == (2, 4)
    assert (file.found("mnl"), file.found(""), file.found("zz")) == ([1], [0, 1], [])


def test_edits_change_remove_and_add_and_text_like_a_formula_stays_text(file):
    edits = Edits(
        digest=file.digest, cells=[(1, 0, " DUB "), (1, 3, "@SUM(1)")], removed=[0],
        added=[["MNL", "2026-06-01", "2026-06-08", "x"], ["", "", " ", ""]],
    )  # fmt: skip
    assert edited(file, edits) == (
        "site,week_from,week_to,reason\nDUB,2026-05-04,2026-05-11,'@SUM(1)\nMNL,2026-06-01,2026-06-08,x\n"
    )


def test_no_edits_give_the_same_cells(file, tmp_path):
    path = tmp_path / "again.csv"
    path.write_text(edited(file, Edits(digest=file.digest)))
    assert read_file(path, by_name("blackouts")).rows == file.rows


def test_edits_of_an_older_file_are_refused(file):
    with pytest.raises(Changed, match="has changed"):
        edited(file, Edits(digest="0" * 64))


@pytest.mark.parametrize(
    "wrong",
    [
        {"cells": [(2, 0, "x")]},
        {"cells": [(0, 4, "x")]},
        {"removed": [2]},
        {"added": [["x"]]},
        {"added": [["x"] * 5]},
    ],
)
def test_a_cell_outside_the_table_is_refused(file, wrong):
    with pytest.raises(InvalidInput, match="not in the table"):
        edited(file, Edits(digest=file.digest, **wrong))


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\0b", "a\tb", "\x1b[2J"])
def test_a_cell_is_one_line_of_text(file, text):
    for edits in ({"cells": [(1, 3, text)]}, {"added": [["MNL", "", "", text]]}):
        with pytest.raises(InvalidInput) as told:
            edited(file, Edits(digest=file.digest, **edits))
        assert told.value.problems[0].column == "reason"
    assert edited(file, Edits(digest=file.digest, cells=[(0, 3, 'é, "ü"')])).count('"é, ""ü"""') == 1


@pytest.mark.parametrize("wrong", [{"cells": [(0, 0, "x" * 501)]}, {"cells": [(-1, 0, "x")]}, {"more": 1}])
def test_edits_of_another_form_are_refused(wrong):
    with pytest.raises(ValidationError):
        Edits(digest="", **wrong)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xff\xfe", b'site\n"open\n'])
def test_a_file_that_is_no_table_is_told(tmp_path, content):
    path = tmp_path / "blackouts.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"blackouts\.csv"):
        read_file(path, by_name("blackouts"))


def test_ragged_rows_and_other_spellings_are_shown_as_they_are(tmp_path):
    path = tmp_path / "blackouts.csv"
    path.write_text("Site,odd\nDUB\nMNL,2,3\n")
    file = read_file(path, by_name("blackouts"))
    assert file.rows == (("DUB", "", ""), ("MNL", "2", "3")) and file.heading == ("Site", "odd", "")
    assert [column and column.name for column in file.columns] == ["site", None, None]

"""Files to frames of text: encodings, separators, headers, ragged rows, and the lines of rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from capplan.errors import InvalidInput, Problem
from capplan.read import Tables, read_tables
from tests.small_inputs import altered, tables, write

HEADER = "site,week_from,week_to,reason\n"


def read(folder: Path, **changed: str | None) -> Tables:
    return read_tables(write(folder, changed)[1])


def only_problem(folder: Path, content: bytes | str, name: str = "blackouts") -> Problem:
    inputs = write(folder)[1]
    path = inputs / f"{name}.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (problem,) = read_tables(inputs).problems
    assert problem.file == f"{name}.csv"
    return problem


def test_cells_are_text_and_rows_know_their_lines(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        blackouts=HEADER + '\nDUB,2026-04-06,2026-04-13,"two\nlines"\n,,,\nMNL,2026-04-06,2026-04-06,NA\n',
    )
    table = found.raw["blackouts"]
    assert table.frame["reason"].tolist() == ["two\nlines", "NA"]
    assert table.lines.tolist() == [3, 6]
    assert found.problems == ()
    assert "blackouts.csv: 1 empty rows were left out" in found.notes


def test_a_byte_order_mark_is_no_part_of_the_first_header(tmp_path: Path) -> None:
    inputs = write(tmp_path)[1]
    (inputs / "blackouts.csv").write_bytes(b"\xef\xbb\xbf" + tables()["blackouts"].encode())
    found = read_tables(inputs)
    assert found.problems == ()
    assert found.notes == ("blackouts.csv: the byte order mark before the first column was left out",)


def test_line_ends_of_windows_are_fine(tmp_path: Path) -> None:
    found = read(tmp_path, blackouts=tables()["blackouts"].replace("\n", "\r\n"))
    assert found.problems == ()
    assert found.raw["blackouts"].frame["reason"].tolist() == ["holidays"]


def test_spaces_around_cells_are_left_out_and_noted(tmp_path: Path) -> None:
    found = read(tmp_path, blackouts=HEADER + " DUB ,2026-04-06,2026-04-13\u00a0,\n")
    assert found.raw["blackouts"].frame.iloc[0].tolist() == ["DUB", "2026-04-06", "2026-04-13", ""]
    assert "blackouts.csv: spaces around 2 cells were left out" in found.notes


def test_letters_that_look_alike_are_alike(tmp_path: Path) -> None:
    found = read(tmp_path, sites=altered("sites", "MNL,", "Krako\u0301w,"))
    assert found.raw["sites"].frame["site"].tolist() == ["DUB", "Krak\u00f3w"]


def test_other_spellings_of_a_header_are_mapped_and_noted(tmp_path: Path) -> None:
    text = tables()["forecast"].replace(
        "week_start,queue,language,volume,aht_s", "WC Date,Queue,language,forecast calls,Planned AHT"
    )
    found = read(tmp_path, forecast=text)
    assert found.problems == ()
    assert list(found.raw["forecast"].frame.columns) == ["week_start", "queue", "language", "volume", "aht_s"]
    assert "forecast.csv: the column 'WC Date' is read as week_start" in found.notes
    assert found.raw["forecast"].header["volume"] == "forecast calls"


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_named(sign: str, name: str, tmp_path: Path) -> None:
    problem = only_problem(tmp_path, tables()["blackouts"].replace(",", sign))
    assert problem.message == f"the columns are separated by {name}"
    assert (problem.line, problem.allowed) == (1, "commas")


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", None, "the file is empty"),
        (b"\n\n", None, "the file is empty"),
        (HEADER.encode(), 1, "a header but no row"),
        (HEADER.encode() + b"DUB,2026-04-06,2026-04-13,\xe9t\xe9\n", 2, "a letter cannot be read"),
        (HEADER.encode() + b"DUB,2026\x00,2026-04-13,x\n", 2, "a zero byte"),
        (HEADER.encode("utf-16"), 1, "UTF-16"),
        (b"PK\x03\x04rest", 1, "a workbook"),
        (HEADER.encode() + b'DUB,2026-04-06,2026-04-13,"open\nMNL,,,\n', 2, "does not end properly"),
        (HEADER.encode() + b'DUB,2026-04-06,2026-04-13,"a"b\n', 2, "does not end properly"),
        (HEADER.encode() + b"DUB,2026-04-06,2026-04-13,Easter, and May\n", 2, "5 cells, the header 4"),
        (HEADER.encode() + b"DUB,2026-04-06,2026-04-13\n", 2, "3 cells, the header 4"),
        (b"site,week_from,week_to,week_from\nDUB,a,b,c\n", 1, "the column is there twice"),
        (b"site,week_from,week_to,reson\nDUB,a,b,c\n", 1, "unknown column"),
        (b"site,week_from,week_to,\nDUB,a,b,c\n", 1, "column 4 has no name"),
        (b"site,week_to,reason\nDUB,b,c\n", 1, "the column is missing"),
    ],
)
def test_a_broken_file_is_described(content: bytes, line: int | None, says: str, tmp_path: Path) -> None:
    problem = only_problem(tmp_path, content)
    assert says in problem.message
    assert problem.line == line


def test_an_unknown_column_names_the_nearest_one(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, HEADER.replace("reason", "reson") + "DUB,a,b,c\n")
    assert (problem.column, problem.cause) == ("reson", "Did you mean 'reason'?")


def test_weeks_as_columns_are_recognised(tmp_path: Path) -> None:
    found = read(tmp_path, forecast="queue,language,2026-03-02,2026-03-09\nvoice,en,1,2\n")
    causes = {problem.column: problem.cause for problem in found.problems}
    assert causes["2026-03-02"] == "Weeks as columns? One row for every week."


def test_empty_columns_at_the_end_do_no_harm(tmp_path: Path) -> None:
    found = read(tmp_path, blackouts="site,week_from,week_to,reason,,\nDUB,2026-04-06,2026-04-13,x,,\n")
    assert found.problems == ()


def test_a_table_with_a_ragged_row_is_not_complete(tmp_path: Path) -> None:
    found = read(tmp_path, blackouts=HEADER + "DUB,2026-04-06,2026-04-13\nMNL,2026-04-06,2026-04-13,x\n")
    assert not found.raw["blackouts"].complete
    assert found.raw["blackouts"].lines.tolist() == [3]


def test_a_file_that_is_no_table_names_the_nearest_one(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, Forcast="a,b\n1,2\n").problems
    assert (problem.file, problem.cause) == ("Forcast.csv", "Did you mean 'forecast.csv'?")


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    inputs = write(tmp_path)[1]
    for name in ("README.md", ".hidden.csv", "~lock.csv"):
        (inputs / name).write_text("x", encoding="utf-8")
    (inputs / "plan.xlsx").write_bytes(b"PK")
    found = read_tables(inputs)
    assert found.problems == ()
    assert found.notes == ("plan.xlsx is not read: tables are CSV files",)


def test_a_table_that_must_be_there(tmp_path: Path) -> None:
    found = read(tmp_path, queues=None)
    assert [(problem.file, problem.message) for problem in found.problems] == [
        ("queues.csv", "the file is missing")
    ]
    assert found.unreadable == {"queues"}


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    inputs = write(tmp_path, {"backlog": None})[1]
    (inputs / "backlog.csv").mkdir()
    (problem,) = read_tables(inputs).problems
    assert problem.file == "backlog.csv"
    assert "cannot be read" in problem.message


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="not there"):
        read_tables(tmp_path / "nowhere")

"""CSV files, plain and compressed, and what can be wrong with them."""

from __future__ import annotations

import gzip
import zipfile

import pytest

from capplan.call_records.packed_csv import read_records
from capplan.errors import InvalidInput


def problem(path) -> str:
    with pytest.raises(InvalidInput) as wrong:
        read_records(path)
    (found,) = wrong.value.problems
    return str(found)


def test_cells_lose_their_spaces_and_blank_rows_their_place_but_not_their_line(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a , b\n\n1,"x\ny"\n , \n3,4\n', encoding="utf-8-sig")
    assert [(row.line, row.cells) for row in read_records(path)] == [
        (1, ["a", "b"]), (3, ["1", "x\ny"]), (6, ["3", "4"])
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "there is no row below a header"),
        (b"a,b\n", "there is no row below a header"),
        (b"a;b\n1;2\n", "the header has one column only (found 'a;b'; allowed: columns separated by commas)"),
        (b'a,b\n1,"2\n', "a.csv:2: a quoted cell does not end properly"),
        (b"a,b\n1,\xff\n", "a.csv:2: a letter cannot be read"),
        (b"PK\x03\x04zip", "the file is a workbook, not text"),
    ],
)
def test_what_is_no_csv_is_refused(tmp_path, content, message) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert message in problem(path)


def test_a_file_that_is_not_there(tmp_path) -> None:
    assert problem(tmp_path / "a.csv") == "a.csv: the file cannot be read: No such file or directory"


def test_broken_packages(tmp_path) -> None:
    broken = tmp_path / "a.csv.gz"
    broken.write_bytes(gzip.compress(b"a,b\n1,2\n" * 1000)[:-20])
    assert "a.csv.gz: the file cannot be unpacked" in problem(broken)
    broken.write_bytes(b"a,b\n1,2\n")
    assert "a.csv.gz: the file cannot be read: Not a gzipped file" in problem(broken)
    other = tmp_path / "a.zip"
    other.write_bytes(b"a,b\n1,2\n")
    assert "a.zip: the file cannot be unpacked: File is not a zip file" in problem(other)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
        archive.writestr("b.csv", "a,b\n1,2\n")
    assert "there are 2 files in it instead of one" in problem(other)

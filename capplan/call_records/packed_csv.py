"""A CSV file, plain or compressed (.gz, .zip), to its records."""

from __future__ import annotations

import csv
import gzip
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from capplan.csv_text import Record, decode, records
from capplan.errors import InvalidInput, Problem

__all__ = ["read_records"]


def read_records(path: Path) -> list[Record]:
    """The header and at least one row, without spaces around cells; blank rows are left out.

    Raises InvalidInput, also where the columns are not separated by commas.
    """
    file = path.name
    try:
        content = _unpacked(path)
    except OSError as error:
        raise InvalidInput([Problem(file, f"the file cannot be read: {error.strerror or error}")]) from None
    except (EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise InvalidInput([Problem(file, f"the file cannot be unpacked: {error}")]) from None
    text = decode(content, file)
    if isinstance(text, Problem):
        raise InvalidInput([text])
    try:
        rows = records(text)
    except csv.Error as error:
        line = int(str(error).rpartition(" ")[2])
        raise InvalidInput(
            [Problem(file, "a quoted cell does not end properly", line, allowed='closed double quotes (")')]
        ) from None
    rows = [
        Record(row.line, [cell.strip() for cell in row.cells])
        for row in rows
        if any(map(str.strip, row.cells))
    ]
    if len(rows) < 2:
        raise InvalidInput(
            [Problem(file, "there is no row below a header", allowed="a header and at least one row")]
        )
    if len(rows[0].cells) == 1:
        raise InvalidInput([_one_column(rows[0], file)])
    return rows


def _unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix.lower() == ".gz":
        return gzip.decompress(content)
    if path.suffix.lower() != ".zip":
        return content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        inside = [name for name in archive.namelist() if not name.endswith("/") and "__MACOSX" not in name]
        if len(inside) != 1:
            raise ValueError(f"there are {len(inside)} files in it instead of one")
        return archive.read(inside[0])


def _one_column(head: Record, file: str) -> Problem:
    allowed = "columns separated by commas"
    cause = "Semicolons or tabs? Save it as CSV with commas between cells and dots in numbers."
    return Problem(file, "the header has one column only", head.line, value=head.cells[0][:80], allowed=allowed,
                   cause=cause)  # fmt: skip

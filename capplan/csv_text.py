"""The text of a CSV file: its encoding, and its records with their lines."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass

from capplan.errors import Problem

__all__ = ["Record", "decode", "records"]


@dataclass(frozen=True)
class Record:
    """One record: the line it begins on (the first line is 1) and its cells."""

    line: int
    cells: list[str]


def decode(content: bytes, file: str) -> str | Problem:
    """The text of a UTF-8 file, with or without byte order mark, or what is wrong with it.

    Letters with accents are brought to one form (NFC), so that labels that look alike are alike.
    """
    allowed = "text in UTF-8"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(file, "the file is UTF-16 text", 1, allowed=allowed, cause="Save it as CSV UTF-8.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Problem(
            file,
            "the file is a workbook, not text",
            1,
            allowed=allowed,
            cause="Open it in the spreadsheet program and save it as CSV UTF-8.",
        )
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        return Problem(
            file, "a zero byte stands in the text", line, allowed=allowed, cause="Is it a binary file?"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(
            file,
            "a letter cannot be read",
            line,
            value=f"byte {content[error.start]:#04x}",
            allowed=allowed,
            cause="Saved in the encoding of Windows? Save it as CSV UTF-8.",
        )
    return unicodedata.normalize("NFC", text)


def records(text: str) -> list[Record]:
    """The records of a text; blank lines are left out.

    Raises csv.Error, whose message ends with the line, where a quoted cell does not end properly.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[Record] = []
    line = 1
    try:
        for cells in reader:
            if cells:
                found.append(Record(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(f"{error}, record of line {line}") from None
    return found

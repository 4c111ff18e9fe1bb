"""The text of a CSV file: its encoding, its records with their lines, and cells that are no formulas.

A spreadsheet program calculates a cell that begins with = + - @ when it opens the file. Text that begins so is
written with an apostrophe before it, which makes it text there, and is read without it; numbers stay as they are.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

from capplan.errors import Problem

__all__ = ["Record", "composed", "decode", "meant", "neutral", "records"]

FORMULA = re.compile(r"'*[=+\-@\t\r]")
ESCAPED = re.compile(r"'+[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]inf")


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
    return composed(text)


def composed(text: str) -> str:
    """The text with letters and their accents as one sign (NFC)."""
    return unicodedata.normalize("NFC", text)


def neutral(cell: str) -> str:
    """A cell as it is written: text that a spreadsheet would calculate gets an apostrophe."""
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def meant(cell: str) -> str:
    """The text that ``neutral`` wrote as ``cell``."""
    return cell[1:] if ESCAPED.match(cell) else cell


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

"""What is handed in: a table as CSV, or inputs as a workbook, looked through before a byte of it is kept.

A workbook is a ZIP file of XML: it may not unfold to more than a plan can need, and holds no macros, no links to
other workbooks and no document type of its own. Formulas count with their saved values, as everywhere in capplan.
A table is read as text, and what a spreadsheet program would calculate is written back as text.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from capplan.csv_text import FORMULA, NUMBER
from capplan.errors import InvalidInput, Problem
from capplan.read import raw_text, read_table
from capplan.tables import TABLES, Table

__all__ = ["MOST_BYTES", "Upload", "checked", "table_of_name"]

MOST_BYTES = 20_000_000  # of a file as it is sent
MOST_UNFOLDED = 200_000_000  # bytes of all parts of a workbook
MOST_PARTS = 2_000
MOST_RATIO = 200  # unfolded to packed, of a part of more than a megabyte
LARGE = 1_000_000
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
FORBIDDEN = {
    "vbaproject": "the workbook has macros",
    "xl/externallinks/": "the workbook takes values from other workbooks",
    "xl/embeddings/": "the workbook holds other documents",
}


@dataclass(frozen=True)
class Upload:
    """A file that may be kept: its content, what a reader should know, and the table that it holds (CSV)."""

    content: bytes
    notes: tuple[str, ...]
    table: Table | None


def table_of_name(name: str) -> Table | None:
    """The input table that a file of this name holds."""
    return next((table for table in TABLES if table.file == name), None)


def checked(name: str, content: bytes) -> Upload:
    """The file as it may be kept. Raises InvalidInput with everything that is wrong with it."""
    if len(content) > MOST_BYTES:
        raise InvalidInput([_wrong(name, "the file is too large", f"{MOST_BYTES // 1_000_000} MB at most")])
    if name.lower().endswith(".xlsx"):
        return _workbook(name, content)
    table = table_of_name(name)
    if table is None:
        allowed = "a workbook (.xlsx), or an input table under its own name, as forecast.csv"
        raise InvalidInput([_wrong(name, "not a file of inputs", allowed)])
    return _table(name, content, table)


def _table(name: str, content: bytes, table: Table) -> Upload:
    with TemporaryDirectory(prefix="capplan-upload-") as place:
        path = Path(place) / name
        path.write_bytes(content)
        read = read_table(path, table)
    raw = read.raw.get(table.name)
    if read.problems or raw is None:
        raise InvalidInput(read.problems or [_wrong(name, "no table can be read", "a header and rows")])
    formulas = sum(
        bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell)
        for column in raw.frame.columns
        for cell in raw.frame[column]
    )
    told = [f"{name}: {formulas} cells that begin like a formula are kept as text"] if formulas else []
    return Upload(raw_text(raw).encode(), (*read.notes, *told), table)


def _workbook(name: str, content: bytes) -> Upload:
    problems: list[Problem] = []
    formulas = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            problems += _parts_problems(name, archive.infolist())
            if not problems:
                for part in archive.infolist():
                    fault, found = _part(archive, part)
                    problems += [] if fault is None else [_wrong(name, fault, "a plain workbook")]
                    formulas += found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        allowed = "a workbook as a spreadsheet program saves it, without a password"
        problems = [_wrong(name, "not a workbook that can be read", allowed)]
    if problems:
        raise InvalidInput(list(dict.fromkeys(problems)))
    told = (
        [f"{name}: {formulas} formulas count with the values that were saved with them"] if formulas else []
    )
    return Upload(content, tuple(told), None)


def _parts_problems(name: str, parts: list[zipfile.ZipInfo]) -> list[Problem]:
    """What the list of contents says before anything is unfolded."""
    names = [part.filename for part in parts]
    faults = [f"{needed} is missing" for needed in NEEDED if needed not in names]
    faults += ["a part lies outside"] if any(_outside(each) for each in names) else []
    faults += ["a part is there twice"] if len(set(names)) < len(names) else []
    faults += [said for sign, said in FORBIDDEN.items() if any(sign in each.lower() for each in names)]
    faults += ["the workbook has a password"] if any(part.flag_bits & 1 for part in parts) else []
    unfolded = sum(part.file_size for part in parts)
    flat = all(part.file_size <= max(LARGE, MOST_RATIO * part.compress_size) for part in parts)
    if len(parts) > MOST_PARTS or unfolded > MOST_UNFOLDED or not flat:
        faults.append("the workbook unfolds to more than any plan needs")
    return [_wrong(name, fault, "a plain workbook") for fault in faults]


def _outside(part: str) -> bool:
    return part.startswith("/") or "\\" in part or ".." in part.split("/")


def _part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[str | None, int]:
    """What is wrong with a part, and how many formulas it has; no more is unfolded than it says it holds."""
    content = archive.read(part)
    if part.filename.lower().endswith((".xml", ".rels", ".vml")):
        head = content.upper()
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            return "a part declares a document type", 0
    sheet = part.filename.startswith("xl/worksheets/")
    return None, content.count(b"<f>") + content.count(b"<f ") if sheet else 0


def _wrong(name: str, message: str, allowed: str) -> Problem:
    return Problem(name, message, allowed=allowed)

"""The sheets of a workbook as text: every cell as a CSV file would have it.

Days become 2026-03-02, times 08:30, yes and no what they say; numbers are written with the fewest digits that give
them back. Formulas count with the value that the spreadsheet program saved.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from capplan.csv_text import composed
from capplan.errors import Problem
from capplan.workbook.place import Cell, letters

__all__ = ["UNREADABLE", "Sheet", "read_sheets"]

UNREADABLE = (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError)
"""What openpyxl raises for a file that is no sound workbook; SyntaxError comes from the XML parser."""

MOST_CELLS = 5_000_000  # of a sheet; beyond any plan, and short of filling the memory
Rows = Sequence[tuple[Any, ...]]
SERIAL = re.compile(r"[1-9][0-9]{4}")


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows`` of equal length, the first one is row 1. ``day_zero`` is what days are counted from.

    ``faults`` are cells that have no value, by row and column from 1.
    """

    workbook: str
    name: str
    rows: tuple[tuple[str, ...], ...]
    day_zero: date
    hidden: bool = False
    faults: Mapping[tuple[int, int], Problem] = field(default_factory=dict)

    def day(self, cell: str) -> str:
        """A day that stands in the sheet as a plain number as 2026-03-02; anything else as it is."""
        if not SERIAL.fullmatch(cell):
            return cell
        return (self.day_zero + timedelta(days=int(cell))).isoformat()


def read_sheets(path: Path, names: Sequence[str] = ()) -> tuple[list[Sheet], list[Problem]]:
    """The sheets of the workbook at ``path`` with text in them, and what is wrong with the file.

    Where it has sheets of the given names, only those are read.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        wanted = [sheet for sheet in book.worksheets if sheet.title in names] or book.worksheets
        formulas = _formulas(path, [sheet.title for sheet in wanted])
        sheets = [_sheet(path.name, sheet, book.epoch, formulas.get(sheet.title, [])) for sheet in wanted]
    except UNREADABLE as error:
        cause = "Open it in the spreadsheet program and save it as .xlsx, without a password."
        return [], [Problem(path.name, f"the workbook cannot be read: {_first_line(error)}", cause=cause)]
    return [sheet for sheet in sheets if sheet.rows], []


def _sheet(workbook: str, sheet: Any, epoch: Any, formulas: Rows) -> Sheet:
    values = _values(sheet)
    rows = _texts(values)
    day_zero = date(1904, 1, 1) if epoch == CALENDAR_MAC_1904 else date(1899, 12, 30)
    faults = dict(_errors(workbook, sheet.title, values))
    faults |= _without_value(workbook, sheet.title, rows, formulas)
    return Sheet(workbook, sheet.title, rows, day_zero, sheet.sheet_state != "visible", faults)


def _formulas(path: Path, names: Sequence[str]) -> dict[str, Rows]:
    """The cells of the sheets with formulas as they are written; nothing where the workbook has none."""
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.namelist() if part.startswith("xl/worksheets/sheet")]
        if not any(b"<f" in archive.read(part) for part in parts):
            return {}
    book = load_workbook(path, read_only=True)
    return {name: _values(book[name]) for name in names}


def _first_line(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return said.strip().splitlines()[0][:120] if said.strip() else type(error).__name__


def _values(sheet: Any) -> list[tuple[Any, ...]]:
    """The values row by row, without empty rows at the end."""
    sheet.reset_dimensions()  # what other programs write there may be too small
    rows: list[tuple[Any, ...]] = []
    filled = count = 0
    for row in sheet.iter_rows(values_only=True):
        rows.append(row)
        count += len(row)
        if count > MOST_CELLS:
            raise ValueError(f"sheet {sheet.title} has more than {MOST_CELLS:,} cells")
        if any(cell is not None for cell in row):
            filled = len(rows)
    return rows[:filled]


def _texts(values: Rows) -> tuple[tuple[str, ...], ...]:
    texts = [[_text(cell) for cell in row] for row in values]
    width = max((i + 1 for row in texts for i, cell in enumerate(row) if cell), default=0)
    return tuple((*row[:width], *[""] * (width - len(row))) for row in texts) if width else ()


def _text(value: Any) -> str:
    """A cell as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes" if value.second == 0 else "seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return composed(str(value))


def _errors(workbook: str, sheet: str, values: Rows) -> Iterator[tuple[tuple[int, int], Problem]]:
    for r, row in enumerate(values, start=1):
        for c, cell in enumerate(row, start=1):
            if isinstance(cell, str) and cell in ERROR_CODES:
                where = str(Cell(workbook, sheet, f"{letters(c)}{r}"))
                message = "the formula in the cell has an error"
                yield (r, c), Problem(where, message, value=cell, allowed="a value")


def _without_value(
    workbook: str, sheet: str, read: tuple[tuple[str, ...], ...], formulas: Rows
) -> Iterator[tuple[tuple[int, int], Problem]]:
    """Formulas that were never calculated: they would be read as empty cells."""
    for r, row in enumerate(formulas, start=1):
        for c, cell in enumerate(row, start=1):
            formula = cell if isinstance(cell, str) else getattr(cell, "text", "")
            if not (isinstance(formula, str) and formula.startswith("=")) or '""' in formula:
                continue  # "": it may well have come to nothing
            if r > len(read) or c > len(read[r - 1]) or read[r - 1][c - 1] == "":
                where = str(Cell(workbook, sheet, f"{letters(c)}{r}"))
                cause = "Open the workbook in the spreadsheet program and save it, or write the value."
                yield (
                    (r, c),
                    Problem(where, "the formula has no saved value", value=formula[:60], cause=cause),
                )

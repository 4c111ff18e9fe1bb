"""A workbook as tables: its sheets become the records that files would have."""

from __future__ import annotations

from pathlib import Path

from capplan.errors import Problem
from capplan.read.raw import Findings, RawTable, Tables
from capplan.read.rows import table_of
from capplan.tables import TABLES, Table

__all__ = ["is_workbook", "read_sheet", "read_workbook"]

WORKBOOKS = (".xlsx", ".xlsm")


def is_workbook(path: Path) -> bool:
    """Whether a path is named as a workbook that can be read."""
    return path.suffix.lower() in WORKBOOKS


def read_workbook(path: Path) -> Tables:
    """Every sheet that holds a table; the sheets become the records that files would have."""
    from capplan.workbook.reading import read_book  # loads openpyxl: only for those who have workbooks

    book, found = read_book(path), Findings()
    found.problems += book.problems
    found.notes += book.notes
    raw: dict[str, RawTable] = {}
    for name, sheet in book.tables.items():
        read = table_of(list(sheet.records), sheet.table, path, found)
        raw |= {} if read is None else {name: read}
    there = book.tables.keys() | book.unreadable
    missing = [table for table in TABLES if table.required and table.name not in there]
    if book.readable:
        found.problems += [
            Problem(path.name, f"the sheet {table.name} is missing", allowed=f"a sheet named {table.name}")
            for table in missing
        ]
    unreadable = {table.name for table in missing} | (book.tables.keys() - raw.keys()) | book.unreadable
    places = {name: sheet.place for name, sheet in book.tables.items()}
    return Tables(raw, tuple(found.problems), tuple(found.notes), frozenset(unreadable), places)


def read_sheet(path: Path, table: Table) -> Tables:
    """The sheet of a workbook that holds ``table``; see ``read_table``."""
    from capplan.workbook.reading import read_one

    sheet, problems = read_one(path, table)
    found = Findings(problems)
    read = None if sheet is None else table_of(list(sheet.records), table, path, found)
    raw: dict[str, RawTable] = {} if read is None else {table.name: read}
    places = {} if sheet is None else {table.name: sheet.place}
    found.notes += [] if sheet is None else sheet.notes
    missing = frozenset({table.name} - raw.keys())
    return Tables(raw, tuple(found.problems), tuple(found.notes), missing, places)

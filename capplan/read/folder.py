"""A folder of CSV files, or a workbook, as tables."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

from capplan.csv_text import Record, decode, meant, records
from capplan.errors import InvalidInput, Problem
from capplan.nearest import did_you_mean, listing
from capplan.read.book import is_workbook, read_sheet, read_workbook
from capplan.read.raw import Findings, RawTable, Tables
from capplan.read.rows import table_of
from capplan.tables import TABLES, Table

__all__ = ["read_table", "read_tables"]


def read_tables(folder: Path) -> Tables:
    """Every table in ``folder``, or in the workbook of that name. Mistakes in files are collected, not raised.

    Raises InvalidInput when the folder is not there.
    """
    if folder.is_file() and is_workbook(folder):
        return read_workbook(folder)
    if folder.is_file():
        raise InvalidInput([Problem(str(folder), "neither a folder of input tables nor a workbook (.xlsx)")])
    if not folder.is_dir():
        cause = "Name it with --inputs."
        raise InvalidInput([Problem(str(folder), "the folder of input tables is not there", cause=cause)])
    found = Findings()
    paths = _files(folder, found)
    raw: dict[str, RawTable] = {}
    unreadable = set()
    for table in TABLES:
        path = paths.get(table.file)
        if path is None:
            if table.required:
                found.problems.append(
                    Problem(table.file, "the file is missing", allowed=f"a file in {folder.name}")
                )
                unreadable.add(table.name)
            continue
        read = _read(path, table, found)
        if read is None:
            unreadable.add(table.name)
        else:
            raw[table.name] = read
    return Tables(raw, tuple(found.problems), tuple(found.notes), frozenset(unreadable))


def read_table(path: Path, table: Table) -> Tables:
    """One file as a ``table``, wherever it lies. Mistakes in the file are collected, not raised.

    Of a workbook it is the sheet named as the table, or the only sheet.
    """
    if is_workbook(path):
        return read_sheet(path, table)
    found = Findings()
    read = _read(path, table, found)
    raw = {} if read is None else {table.name: read}
    return Tables(raw, tuple(found.problems), tuple(found.notes), frozenset({table.name} - raw.keys()))


def _files(folder: Path, found: Findings) -> dict[str, Path]:
    known = [table.file for table in TABLES]
    paths = {}
    for path in sorted(folder.iterdir()):
        if path.name in known:
            paths[path.name] = path
        elif path.name.startswith((".", "~")):
            continue
        elif path.suffix.lower() == ".csv":
            found.problems.append(
                Problem(
                    path.name,
                    "not an input table",
                    allowed=listing(known, 30),
                    cause=did_you_mean(path.name, known),
                )
            )
        elif path.suffix.lower() in {".xlsx", ".xls", ".xlsm", ".ods", ".tsv", ".parquet"}:
            found.notes.append(f"{path.name} is not read: tables are CSV files")
    return paths


def _read(path: Path, table: Table, found: Findings) -> RawTable | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        found.problems.append(Problem(table.file, f"the file cannot be read: {error.strerror}"))
        return None
    text = decode(content, table.file)
    if isinstance(text, Problem):
        found.problems.append(text)
        return None
    if content.startswith(codecs.BOM_UTF8):
        found.notes.append(f"{table.file}: the byte order mark before the first column was left out")
    try:
        rows = [Record(row.line, [meant(cell) for cell in row.cells]) for row in records(text)]
    except csv.Error as error:
        line = int(str(error).rpartition(" ")[2])
        found.problems.append(
            Problem(
                table.file, "a quoted cell does not end properly", line, allowed='closed double quotes (")'
            )
        )
        return None
    return table_of(rows, table, path, found)

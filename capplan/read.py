"""Reading: a folder of CSV files to frames of text, with the line of every row.

Nothing is converted here. Mistakes of the files themselves (encoding, separators, headers, ragged rows) are
collected in ``Tables.problems``; ``validate`` reports them together with those of the cells.
"""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.csv_text import Record, decode, records
from capplan.errors import InvalidInput, Problem
from capplan.nearest import did_you_mean, listing
from capplan.tables import TABLES, Table

__all__ = ["RawTable", "Tables", "read_table", "read_tables"]


@dataclass(frozen=True)
class RawTable:
    """The file at ``path`` as text: ``frame`` has the declared column names, and no spaces around cells.

    ``header`` gives for every column the name that the file uses, ``lines`` the line of every row.
    ``complete`` is False when rows or columns could not be read. ``changed`` names the columns that a
    scenario has changed.
    """

    file: str
    path: Path
    header: dict[str, str]
    frame: pd.DataFrame
    lines: NDArray[np.int64]
    complete: bool = True
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tables:
    """The tables of a folder by name, what is wrong with the files, and what a reader should know.

    ``unreadable`` names the tables that should be there but could not be read.
    """

    raw: dict[str, RawTable]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    unreadable: frozenset[str] = frozenset()


@dataclass
class _Findings:
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_tables(folder: Path) -> Tables:
    """Every table in ``folder``. Mistakes in files are collected, not raised.

    Raises InvalidInput when the folder is not there.
    """
    if not folder.is_dir():
        raise InvalidInput([Problem(str(folder), "the folder of input tables is not there")])
    found = _Findings()
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
    """One file as a ``table``, wherever it lies. Mistakes in the file are collected, not raised."""
    found = _Findings()
    read = _read(path, table, found)
    raw = {} if read is None else {table.name: read}
    return Tables(raw, tuple(found.problems), tuple(found.notes), frozenset({table.name} - raw.keys()))


def _files(folder: Path, found: _Findings) -> dict[str, Path]:
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


def _read(path: Path, table: Table, found: _Findings) -> RawTable | None:
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
        rows = records(text)
    except csv.Error as error:
        line = int(str(error).rpartition(" ")[2])
        found.problems.append(
            Problem(
                table.file, "a quoted cell does not end properly", line, allowed='closed double quotes (")'
            )
        )
        return None
    return _table(rows, table, path, found)


def _table(rows: list[Record], table: Table, path: Path, found: _Findings) -> RawTable | None:
    if not rows:
        found.problems.append(
            Problem(table.file, "the file is empty", allowed="a header and at least one row")
        )
        return None
    problem = _separator(rows[0], table)
    if problem is not None:
        found.problems.append(problem)
        return None
    header, position, sound = _header(rows, table, found)
    body, whole = _body(rows, position, table, found)
    if not body and whole:
        found.problems.append(
            Problem(
                table.file,
                "there is a header but no row",
                rows[0].line,
                allowed="at least one row; leave the file out when there is nothing to say",
            )
        )
        return None
    cells = [[row.cells[i].strip() for i in position.values()] for row in body]
    spaced = sum(
        cell != row.cells[i]
        for row, clean in zip(body, cells, strict=True)
        for i, cell in zip(position.values(), clean, strict=True)
    )
    if spaced:
        found.notes.append(f"{table.file}: spaces around {spaced} cells were left out")
    frame = pd.DataFrame(cells, columns=list(position), dtype="str")
    lines = np.array([row.line for row in body], dtype=np.int64)
    return RawTable(table.file, path, header, frame, lines, complete=sound and whole)


def _separator(head: Record, table: Table) -> Problem | None:
    if len(head.cells) > 1:
        return None
    for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if sign in head.cells[0]:
            return Problem(
                table.file,
                f"the columns are separated by {name}",
                head.line,
                value=head.cells[0][:60],
                allowed="commas",
                cause="Saved with the settings of another region? Save as CSV with commas "
                "between cells and dots in numbers.",
            )
    return None


def _plain(name: str) -> str:
    """A header as it is compared: case, spaces, hyphens and underscores do not matter."""
    return re.sub(r"[\s_\-]+", " ", name).strip().casefold()


def _header(
    rows: list[Record], table: Table, found: _Findings
) -> tuple[dict[str, str], dict[str, int], bool]:
    """The header as written by column, the position of every column, and whether nothing is wrong."""
    head = rows[0]
    meant = {_plain(name): column.name for column in table.columns for name in (column.name, *column.aliases)}
    known = [column.name for column in table.columns]
    header: dict[str, str] = {}
    position: dict[str, int] = {}
    before = len(found.problems)
    for i, written in enumerate(cell.strip() for cell in head.cells):
        name = meant.get(_plain(written))
        if not written:
            if any(cell.strip() for row in rows for cell in row.cells[i : i + 1]):
                found.problems.append(Problem(table.file, f"column {i + 1} has no name", head.line))
        elif name is None:
            found.problems.append(
                Problem(
                    table.file,
                    "unknown column",
                    head.line,
                    written,
                    allowed=listing(known, 30),
                    cause=_unknown_column(written, known),
                )
            )
        elif name in position:
            found.problems.append(
                Problem(
                    table.file,
                    "the column is there twice",
                    head.line,
                    name,
                    f"{header[name]}, {written}",
                    allowed="each column once",
                )
            )
        else:
            header[name], position[name] = written, i
            if written != name:
                found.notes.append(f"{table.file}: the column {written!r} is read as {name}")
    found.problems += _missing(table, position, head.line)
    return header, position, len(found.problems) == before


def _missing(table: Table, position: dict[str, int], line: int) -> list[Problem]:
    return [
        Problem(
            table.file,
            "the column is missing",
            line,
            column.name,
            allowed=column.allowed,
            cause=f"{column.meaning[:1].upper()}{column.meaning[1:]}.",
        )
        for column in table.columns
        if column.required and column.name not in position
    ]


def _unknown_column(written: str, known: list[str]) -> str | None:
    if re.fullmatch(r"[\d./-]{6,10}", written):
        return "Weeks as columns? One row for every week."
    return did_you_mean(written, known)


def _body(
    rows: list[Record], position: dict[str, int], table: Table, found: _Findings
) -> tuple[list[Record], bool]:
    """The rows below the header that have as many cells as it, and whether none was left out."""
    width = len(rows[0].cells)
    body, empty, whole = [], 0, True
    for row in rows[1:]:
        if not any(cell.strip() for cell in row.cells):
            empty += 1
        elif len(row.cells) == width or (len(row.cells) > width and not any(row.cells[width:])):
            body.append(row)
        else:
            whole = False
            more = len(row.cells) > width
            found.problems.append(
                Problem(
                    table.file,
                    f"the row has {len(row.cells)} cells, the header {width}",
                    row.line,
                    value=",".join(row.cells)[:80],
                    allowed=f"{width} cells",
                    cause="A comma within a text or a number? Put the cell in double quotes, and no comma in "
                    "numbers."
                    if more
                    else "Are commas missing at the end of the row?",
                )
            )
    if empty:
        found.notes.append(f"{table.file}: {empty} empty rows were left out")
    return body, whole

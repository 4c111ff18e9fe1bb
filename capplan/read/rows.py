"""The records of a file or sheet as a table: its header understood, its ragged rows named."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from capplan.csv_text import Record
from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.read.raw import Findings, RawTable
from capplan.tables import Table
from capplan.workbook.aliases import plain, spellings

__all__ = ["table_of"]


def table_of(rows: list[Record], table: Table, path: Path, found: Findings) -> RawTable | None:
    """The first of the records is the header. None where nothing can be read; what is wrong goes to ``found``."""
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


def _header(rows: list[Record], table: Table, found: Findings) -> tuple[dict[str, str], dict[str, int], bool]:
    """The header as written by column, the position of every column, and whether nothing is wrong."""
    head = rows[0]
    understood = spellings(table)
    known = [column.name for column in table.columns]
    header: dict[str, str] = {}
    position: dict[str, int] = {}
    before = len(found.problems)
    for i, written in enumerate(cell.strip() for cell in head.cells):
        name = understood.get(plain(written))
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
    rows: list[Record], position: dict[str, int], table: Table, found: Findings
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

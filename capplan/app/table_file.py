"""A table of inputs as a grid to edit: the file as it stands, cell by cell, and the file after edits.

Rows are counted from 0 below the heading; ``lines`` are the lines of the file, which messages name. What a
spreadsheet program would calculate is shown and kept as the text that it is.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from capplan.csv_text import decode, meant, neutral, records
from capplan.errors import InvalidInput, Problem
from capplan.tables import Column, Table
from capplan.workbook.aliases import plain, spellings

__all__ = ["Changed", "Edits", "TableFile", "edited", "read_file"]

MOST_CELL = 500  # characters
MOST_EDITS = 20_000

Cell = Annotated[str, Field(max_length=MOST_CELL)]
Place = Annotated[int, Field(ge=0)]


class Changed(Exception):
    """The file is not any more what the edits were made on."""


class Edits(BaseModel):
    """What was edited: cells as row, column and text; rows removed; rows added at the end.

    ``digest`` is that of the file that was shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    digest: Annotated[str, Field(max_length=64)]
    cells: Annotated[list[tuple[Place, Place, Cell]], Field(max_length=MOST_EDITS)] = []
    removed: Annotated[list[Place], Field(max_length=MOST_EDITS)] = []
    added: Annotated[list[list[Cell]], Field(max_length=MOST_EDITS)] = []


@dataclass(frozen=True)
class TableFile:
    """The file of a table: its heading as written, what each column is (None: unknown), its rows and their lines."""

    table: Table
    heading: tuple[str, ...]
    columns: tuple[Column | None, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    digest: str

    def found(self, text: str) -> list[int]:
        """The rows of which a cell holds ``text``, upper and lower case alike; all of them for no text."""
        sought = text.casefold()
        return [
            i
            for i, row in enumerate(self.rows)
            if not sought or any(sought in cell.casefold() for cell in row)
        ]


def read_file(place: Path, table: Table) -> TableFile:
    """The file at ``place``. Raises InvalidInput where it cannot be shown as a grid."""
    try:
        content = place.read_bytes()
    except OSError as error:
        raise InvalidInput([Problem(table.file, f"the file cannot be read: {error.strerror}")]) from None
    text = decode(content, table.file)
    if isinstance(text, Problem):
        raise InvalidInput([text])
    try:
        found = records(text)
    except csv.Error as error:
        raise InvalidInput([Problem(table.file, f"not a table: {error}")]) from None
    if not found:
        raise InvalidInput([Problem(table.file, "the file is empty")])
    heading = tuple(cell.strip() for cell in found[0].cells)
    known, declared = spellings(table), {column.name: column for column in table.columns}
    columns = tuple(declared.get(known.get(plain(name), "")) for name in heading)
    width = max(len(record.cells) for record in found)
    rows = tuple(
        tuple(meant(cell) for cell in [*record.cells, *[""] * (width - len(record.cells))])
        for record in found[1:]
    )
    heading += ("",) * (width - len(heading))
    columns += (None,) * (width - len(columns))
    digest = hashlib.sha256(content).hexdigest()
    return TableFile(table, heading, columns, rows, tuple(record.line for record in found[1:]), digest)


def edited(file: TableFile, edits: Edits) -> str:
    """The text of the file after the edits. Raises Changed, InvalidInput with every cell that cannot be kept."""
    if edits.digest != file.digest:
        raise Changed("The file has changed since it was shown: load it again.")
    problems = _problems(file, edits)
    if problems:
        raise InvalidInput(problems)
    rows = [list(row) for row in file.rows]
    for row, column, text in edits.cells:
        rows[row][column] = text.strip()
    kept = [row for i, row in enumerate(rows) if i not in set(edits.removed)]
    kept += [[cell.strip() for cell in row] for row in edits.added if any(cell.strip() for cell in row)]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(file.heading)
    writer.writerows([neutral(cell) for cell in row] for row in kept)
    return stream.getvalue()


def _problems(file: TableFile, edits: Edits) -> list[Problem]:
    width, count = len(file.heading), len(file.rows)
    outside = any(row >= count or column >= width for row, column, _ in edits.cells)
    if outside or any(row >= count for row in edits.removed) or any(len(row) != width for row in edits.added):
        return [
            Problem(file.table.file, "a cell is not in the table", allowed=f"{count} rows, {width} columns")
        ]
    texts = [(file.lines[row], column, text) for row, column, text in edits.cells]
    texts += [(0, column, text) for row in edits.added for column, text in enumerate(row)]
    return [
        Problem(
            file.table.file,
            "a sign in the cell cannot be kept",
            line or None,
            file.heading[column],
            text[:40],
            "text on one line",
        )
        for line, column, text in texts
        if not text.isprintable()
    ]

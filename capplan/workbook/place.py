"""Where the cells of a table stand in a workbook, and problems that name the cell instead of a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from capplan.errors import Problem
from capplan.tables import TABLES

__all__ = ["Cell", "Place", "letters", "located", "told"]

KNOWN = {table.name for table in TABLES}
LINE = re.compile(r"\bline (\d+)")
FILE = re.compile(r"\b(\w+)\.csv(?::(\d+)|, line (\d+))?")


def letters(column: int) -> str:
    """The letters of a column, 1 for A."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


@dataclass(frozen=True)
class Cell:
    """A cell of a sheet of a workbook; without ``cell`` the sheet as a whole."""

    workbook: str
    sheet: str
    cell: str = ""

    def __str__(self) -> str:
        """As spreadsheets write it: ``plan.xlsx, forecast!D12``."""
        return f"{self.workbook}, {self.sheet}" + (f"!{self.cell}" if self.cell else "")

    @classmethod
    def read(cls, text: str, workbook: str) -> Cell | None:
        """The cell that ``str`` wrote, or None where ``text`` names no sheet of the workbook."""
        if not text.startswith(f"{workbook}, "):
            return None
        found = re.fullmatch(r"(.*)!([A-Z]+[0-9]+)", text[len(workbook) + 2 :])
        return cls(workbook, found[1], found[2]) if found else cls(workbook, text[len(workbook) + 2 :])


@dataclass(frozen=True)
class Place:
    """Where a table stands. In a tall one a line is a row of the sheet and ``columns`` are positions from 1.

    In a wide one ``cells`` has the cell for every line and column.
    """

    workbook: str
    sheet: str
    columns: Mapping[str, int] = field(default_factory=dict)
    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)

    def cell(self, line: int, column: str | None) -> str:
        """The cell of a column in a line; the first one that the line has where it has no such column."""
        if self.cells:
            here = self.cells.get((line, column or ""))
            return here or next((cell for (at, _), cell in self.cells.items() if at == line), "")
        first = min(self.columns.values(), default=1)
        return f"{letters(self.columns.get(column or '', first))}{line}"

    def holds(self, row: int, column: int, heading: int) -> bool:
        """Whether the table reads the cell; ``heading`` is the row of its headings."""
        if self.cells:
            return f"{letters(column)}{row}" in self.cells.values()
        return row > heading and column in self.columns.values()

    def words(self, line: int) -> str:
        """A line in a sentence."""
        return f"cell {self.cell(line, None)}" if self.cells else f"row {line}"


def located(problems: Iterable[Problem], places: Mapping[str, Place]) -> list[Problem]:
    """The problems with the cell in place of file and line, where the table stands in a workbook.

    ``places`` are by table; what is about another file stays as it is, only tables in its words become sheets.
    """
    return [_located(problem, places) if places else problem for problem in problems]


def _located(problem: Problem, places: Mapping[str, Place]) -> Problem:
    place = places.get(problem.file.removesuffix(".csv"))
    file, line = problem.file, problem.line
    if place is not None:
        cell = "" if line is None else place.cell(line, problem.column)
        file, line = str(Cell(place.workbook, place.sheet, cell)), None
    return replace(
        problem,
        file=file,
        line=line,
        message=_sheets(problem.message, places, place) or "",
        allowed=_sheets(problem.allowed, places, place),
        cause=_sheets(problem.cause, places, place),
    )


def told(notes: Iterable[str], places: Mapping[str, Place]) -> tuple[str, ...]:
    """The notes with sheets in place of files."""
    return tuple(_sheets(note, places, None) or "" for note in notes) if places else tuple(notes)


def _sheets(text: str | None, places: Mapping[str, Place], own: Place | None) -> str | None:
    """The text with sheets for files, rows or cells for lines; lines without a file are of ``own``."""
    if text is None:
        return None

    def sheet(match: re.Match[str]) -> str:
        place, line = places.get(match[1]), match[2] or match[3]
        if place is None:
            return f"sheet {match[1]}" if match[1] in KNOWN else match[0]
        return f"sheet {place.sheet}" + (f", {place.words(int(line))}" if line else "")

    text = FILE.sub(sheet, text)
    return text if own is None else LINE.sub(lambda match: own.words(int(match[1])), text)

"""A workbook as the records of the input tables: which sheet holds which table, in which form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from capplan.columns import Table
from capplan.errors import Problem
from capplan.tables import TABLES, by_name
from capplan.workbook.aliases import nearly, plain, sheet_table, spellings
from capplan.workbook.place import Cell
from capplan.workbook.sheets import Sheet, read_sheets
from capplan.workbook.tall import Found, read_tall
from capplan.workbook.wide import can_be_wide, grid_row, period_of, read_wide

__all__ = ["OWN", "Book", "read_book", "read_one"]

OWN = ("read me",)
"""Sheets of the form that hold no table."""


@dataclass(frozen=True)
class Book:
    """The tables of a workbook by name. ``unreadable`` names those whose sheet could not be understood."""

    tables: dict[str, Found]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    unreadable: frozenset[str] = frozenset()
    readable: bool = True


def read_book(path: Path) -> Book:
    """Every sheet of the workbook at ``path`` that holds an input table."""
    sheets, problems = read_sheets(path)
    if not sheets:
        return Book({}, tuple(problems), (), readable=not problems)
    tables: dict[str, Found] = {}
    notes: list[str] = []
    unreadable = set()
    for sheet in sheets:
        table = sheet_table(sheet.name) or _grid_of(sheet)
        if table is None:
            problems += _slip(sheet)
            if plain(sheet.name) not in OWN and not sheet.hidden:
                notes.append(f"sheet {sheet.name} is not read: it holds no input table")
            continue
        found = _read(sheet, table)
        problems += [] if found is None else [*_faults(sheet, found), *found.problems]
        if table.name in tables:
            other = tables[table.name].place.sheet
            message = f"sheet {other} holds the table {table.name} already"
            problems.append(Problem(str(Cell(path.name, sheet.name)), message, allowed="one of the two"))
        elif found is None or not found.records:
            problems += [] if found is not None else [_no_heading(sheet, table)]
            unreadable.add(table.name)
        elif len(found.records) > 1 or table.required:  # an empty sheet of the form is a file left out
            tables[table.name] = found
            notes += [*_renamed(sheet, table), *found.notes]
    return Book(tables, tuple(problems), tuple(notes), frozenset(unreadable - tables.keys()))


def read_one(path: Path, table: Table) -> tuple[Found | None, list[Problem]]:
    """The sheet named as ``table``, or the only one, and what is wrong with it."""
    sheets, problems = read_sheets(path, (table.name,))
    named = [sheet for sheet in sheets if plain(sheet.name) == plain(table.name)]
    shown = [sheet for sheet in sheets if not sheet.hidden]
    chosen = named or (shown if len(shown) == 1 else [])
    if not chosen:
        allowed = f"a sheet named {table.name}"
        return None, problems or [Problem(path.name, f"the sheet {table.name} is missing", allowed=allowed)]
    sheet = chosen[0]
    found = read_tall(sheet, table)
    return found, [_no_heading(sheet, table)] if found is None else _faults(sheet, found)


def _faults(sheet: Sheet, found: Found) -> list[Problem]:
    """Cells of the table that have no value."""
    heading = found.records[0].line if found.records else 0
    return [fault for at, fault in sheet.faults.items() if found.place.holds(*at, heading)]


def _read(sheet: Sheet, table: Table) -> Found | None:
    """In a tall sheet the period has a column of its own, and no day stands among the headings."""
    tall, grid = read_tall(sheet, table), grid_row(sheet)
    if grid is None or not can_be_wide(table):
        return tall
    if tall is not None and tall.records[0].line - 1 != grid and period_of(table) in tall.place.columns:
        return tall
    return read_wide(sheet, table) or tall


def _grid_of(sheet: Sheet) -> Table | None:
    """The forecast, where a sheet of another name is a weekly grid with metrics of it."""
    forecast, top = by_name("forecast"), grid_row(sheet)
    if top is None or sheet.hidden:
        return None
    meant = {name for name, column in spellings(forecast).items() if column in ("volume", "aht_s")}
    cells = {plain(cell) for row in sheet.rows[top + 1 :] for cell in row if cell}
    return forecast if meant & cells else None


def _renamed(sheet: Sheet, table: Table) -> list[str]:
    same = plain(sheet.name) == plain(table.name)
    return [] if same else [f"sheet {sheet.name} is read as {table.name}"]


def _slip(sheet: Sheet) -> list[Problem]:
    """A sheet whose name is nearly that of a table: leaving it out could change the plan unseen."""
    guess = nearly(sheet.name, (table.name for table in TABLES))
    if guess is None or sheet.hidden:
        return []
    where, allowed = str(Cell(sheet.workbook, sheet.name)), "the name of an input table"
    return [Problem(where, "not an input table", allowed=allowed, cause=f"Did you mean {guess!r}?")]


def _no_heading(sheet: Sheet, table: Table) -> Problem:
    where = str(Cell(sheet.workbook, sheet.name))
    allowed = f"a row with {', '.join(c.name for c in table.columns if c.required)}"
    return Problem(where, f"no row has the headings of {table.name}", allowed=allowed)

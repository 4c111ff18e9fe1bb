"""Typed tables: the columns of every table as arrays, with blanks filled by their defaults.

This is the first pass over the inputs: cells, keys and references. It needs nothing but the tables
themselves (and the horizon, for dates that must begin a period).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.horizon import Horizon
from capplan.planning_model import PlanningModel
from capplan.read import RawTable, Tables
from capplan.tables import TABLES, Column, Table
from capplan.validation.cells import parse
from capplan.validation.days import day_of, off_period_cause

__all__ = ["Inputs", "TypedTable", "rows_where", "typed"]

MOST_SHOWN = 20  # problems of one kind in one column that are listed one by one

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]
Days = NDArray[np.datetime64]


@dataclass(frozen=True)
class TypedTable:
    """A table as arrays, one element for every row; ``cells`` is the text that the file shows.

    ``present`` tells whether the file is there, ``sound`` whether all its rows and columns could be read.
    """

    table: Table
    present: bool
    sound: bool
    lines: NDArray[np.int64]
    cells: dict[str, NDArray[np.str_]]
    values: dict[str, NDArray[Any]]
    changed: frozenset[str] = frozenset()

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.lines)

    def text(self, column: str) -> NDArray[np.str_]:
        """Labels, choices and text; "" where blank without default."""
        return self.values[column]

    def number(self, column: str) -> Float:
        """Numbers; nan where blank without default, or bad."""
        return self.values[column]

    def limit(self, column: str) -> Float:
        """Numbers that limit something: infinite where blank."""
        return np.where(np.isnan(self.values[column]), np.inf, self.values[column])

    def day(self, column: str) -> Days:
        """Dates; NaT where blank or bad."""
        return self.values[column]

    def labels(self, column: str) -> list[frozenset[str]]:
        """The sets of names of a column of kind labels."""
        return [
            frozenset(part.strip() for part in cell.split("|") if part.strip())
            for cell in self.values[column].tolist()
        ]

    def given(self, column: str) -> Flag:
        """Where the file has something in the column."""
        return np.asarray(self.cells[column] != "", dtype=np.bool_)

    def names(self, column: str | None = None) -> tuple[str, ...]:
        """The different labels of a column (of the first key column by default), in the order of the file."""
        return tuple(
            dict.fromkeys(cell for cell in self.values[column or self.table.key[0]].tolist() if cell)
        )

    def positions(self, column: str, names: tuple[str, ...]) -> NDArray[np.int64]:
        """For every row the position of its label in ``names``, or -1."""
        where = {name: i for i, name in enumerate(names)}
        return np.array([where.get(cell, -1) for cell in self.values[column].tolist()], dtype=np.int64)

    def problem(
        self, row: int, column: str | None, message: str, allowed: str | None = None, cause: str | None = None
    ) -> Problem:
        """A problem of a cell (or of a row, without column)."""
        value = str(self.cells[column][row]) if column else None
        if column in self.changed:
            cause = " ".join(filter(None, [cause, "The scenario has changed this column."]))
        return Problem(self.table.file, message, int(self.lines[row]), column, value, allowed, cause)


@dataclass(frozen=True)
class Inputs:
    """All declared tables (those that are absent have no rows) with the planning model."""

    tables: dict[str, TypedTable]
    model: PlanningModel
    horizon: Horizon

    def __getitem__(self, name: str) -> TypedTable:
        """The table ``name``."""
        return self.tables[name]


def rows_where(condition: Flag | np.bool_) -> list[int]:
    """The positions at which a condition holds."""
    return [int(row) for row in np.flatnonzero(condition)]


def typed(
    tables: Tables, horizon: Horizon | None, declared: Sequence[Table] = TABLES
) -> tuple[dict[str, TypedTable], list[Problem]]:
    """Every declared table as arrays, and the problems of its cells.

    Without a horizon it is not checked that dates begin a period.
    """
    found: dict[str, TypedTable] = {}
    problems: list[Problem] = []
    for table in declared:
        raw = tables.raw.get(table.name)
        entry = _typed_table(table, raw, table.name not in tables.unreadable, problems)
        if horizon is not None:
            problems += _capped(entry, _off_period(entry, horizon))
        found[table.name] = entry
    return found, problems


def _typed_table(table: Table, raw: RawTable | None, readable: bool, problems: list[Problem]) -> TypedTable:
    rows = 0 if raw is None else len(raw.frame)
    cells: dict[str, NDArray[np.str_]] = {}
    values: dict[str, NDArray[Any]] = {}
    for column in table.columns:
        there = raw is not None and column.name in raw.frame.columns
        written = raw.frame[column.name].tolist() if raw is not None and there else [""] * rows
        cells[column.name] = np.array(written, dtype=np.str_) if rows else np.zeros(0, dtype="<U1")
    sound = readable if raw is None else raw.complete
    lines = np.zeros(0, dtype=np.int64) if raw is None else raw.lines
    changed = frozenset() if raw is None else raw.changed
    entry = TypedTable(table, raw is not None, sound, lines, cells, values, changed)
    for column in table.columns:
        parsed = parse(column, cells[column.name])
        values[column.name] = _with_default(column, cells[column.name], parsed.values)
        faults = [
            entry.problem(row, column.name, message, column.allowed, cause)
            for row, message, cause in parsed.faults
        ]
        problems += _capped(entry, iter(faults))
        if raw is not None and column.required and column.name in raw.frame.columns:
            blank = np.flatnonzero(cells[column.name] == "")
            problems += _capped(
                entry,
                (entry.problem(int(row), column.name, "the cell is empty", column.allowed) for row in blank),
            )
    return entry


def _with_default(column: Column, cells: NDArray[np.str_], values: NDArray[Any]) -> NDArray[Any]:
    return values if column.default is None else np.where(cells == "", column.default, values)


def _off_period(entry: TypedTable, horizon: Horizon) -> Iterator[Problem]:
    message = f"not the first day of a {horizon.period} of the plan"
    for column in entry.table.columns:
        if not column.on_period:
            continue
        days = entry.day(column.name)
        causes = {
            value: off_period_cause(day_of(value), horizon) for value in np.unique(days[~np.isnat(days)])
        }
        off = np.array([value for value, cause in causes.items() if cause], dtype="datetime64[D]")
        for row in np.flatnonzero(np.isin(days, off)):
            yield entry.problem(int(row), column.name, message, column.allowed, causes[days[row]])


def _capped(entry: TypedTable, problems: Iterator[Problem]) -> list[Problem]:
    """The problems of one kind, the rest of a long list as one problem with its number."""
    every = list(problems)
    if len(every) <= MOST_SHOWN:
        return every
    first, last = every[MOST_SHOWN], every[-1]
    rest = Problem(
        entry.table.file,
        f"the same mistake in {len(every) - MOST_SHOWN} more rows, to line {last.line}",
        first.line,
        first.column,
        first.value,
        first.allowed,
    )
    return [*every[:MOST_SHOWN], rest]

"""A weekly grid: one row for each metric of a queue, one column for each week, as planners keep it.

The row of headings is the first with two days in a row. Left of the days stand the keys (queue, language) and the
name of the metric; a key may also stand above, its name in the first column and its value in the second. A key cell
that is blank, as in merged cells, says what the one above it says. A metric that the table does not have is left and
told, and so is a column between or behind the days that is no day, for example a sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from capplan.columns import Column, Table
from capplan.csv_text import Record
from capplan.errors import Problem
from capplan.workbook.aliases import METRIC_HEADINGS, plain, spellings
from capplan.workbook.place import Cell, Place, letters
from capplan.workbook.sheets import Sheet
from capplan.workbook.tall import TITLE_ROWS, Found, left_out

__all__ = ["can_be_wide", "grid_row", "period_of", "read_wide"]

DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")


@dataclass(frozen=True)
class _Shape:
    """The columns of a grid: the period, keys and metrics of the table, and where each key and day stands."""

    period: Column
    keys: tuple[Column, ...]
    metrics: tuple[Column, ...]
    key_at: dict[str, int]
    fixed: dict[str, tuple[str, str]]  # value and cell of keys that stand above
    metric_at: int | None
    days: dict[int, str]


def _period(table: Table) -> Column | None:
    """The one key that is the first day of a period, or None."""
    found = [c for c in table.columns if c.name in table.key and c.required and c.on_period]
    return found[0] if len(found) == 1 else None


def _metrics(table: Table) -> tuple[Column, ...]:
    numbers = ("number", "share", "count")
    return tuple(c for c in table.columns if c.name not in table.key and c.kind in numbers)


def can_be_wide(table: Table) -> bool:
    """Whether weeks can stand as columns: the table has one key for the period, and numbers beside its keys."""
    return _period(table) is not None and bool(_metrics(table))


def period_of(table: Table) -> str:
    """The column of the period of a table that can be wide, "" for another."""
    period = _period(table)
    return "" if period is None else period.name


def grid_row(sheet: Sheet) -> int | None:
    """The position of the row of headings of a weekly grid, or None."""
    for r, row in enumerate(sheet.rows[:TITLE_ROWS]):
        days = [i for i, cell in enumerate(row) if DAY.fullmatch(cell.strip())]
        if any(after == before + 1 for before, after in zip(days, days[1:], strict=False)):
            return r
    return None


def read_wide(sheet: Sheet, table: Table) -> Found | None:
    """The grid in the sheet as rows of the table; None where the sheet has no grid of it."""
    top, period = grid_row(sheet), _period(table)
    if top is None or period is None:
        return None
    shape = _shape(sheet, table, top, period)
    if shape.metric_at is None and len(shape.metrics) > 1:
        where = str(Cell(sheet.workbook, sheet.name, f"A{top + 1}"))
        allowed = f"a column {METRIC_HEADINGS[0]} with {', '.join(c.name for c in shape.metrics)}"
        problem = Problem(where, "nothing says which metric a row holds", allowed=allowed)
        return Found(table, (), Place(sheet.workbook, sheet.name), (), (problem,))
    return _Reader(sheet, table, top, shape).found()


def _shape(sheet: Sheet, table: Table, top: int, period: Column) -> _Shape:
    understood, heading = spellings(table), sheet.rows[top]
    days = {i: cell.strip() for i, cell in enumerate(heading) if DAY.fullmatch(cell.strip())}
    before = range(min(days))
    keys = tuple(c for c in table.columns if c.name in table.key and c is not period)
    names = {c.name for c in keys}
    key_at = {
        understood[plain(heading[i])]: i for i in before if understood.get(plain(heading[i]), "") in names
    }
    fixed = {
        understood[plain(row[0])]: (row[1].strip(), f"B{r}")
        for r, row in enumerate(sheet.rows[:top], start=1)
        if len(row) > 1 and row[1].strip() and understood.get(plain(row[0]), "") in names
    }
    rest = [i for i in before if i not in key_at.values()]
    metric_at = next((i for i in rest if plain(heading[i]) in METRIC_HEADINGS), None)
    metrics = _metrics(table)
    if metric_at is None:  # the column that names metrics, whatever its heading
        meant = {name for name, column in understood.items() if column in {c.name for c in metrics}}
        metric_at = next(
            (i for i in rest if any(plain(row[i]) in meant for row in sheet.rows[top + 1 :])), None
        )
    return _Shape(period, keys, metrics, key_at, fixed, metric_at, days)


class _Reader:
    """Goes through the rows of a grid once."""

    def __init__(self, sheet: Sheet, table: Table, top: int, shape: _Shape) -> None:
        self.sheet, self.table, self.top, self.shape = sheet, table, top, shape
        self.understood = spellings(table)
        self.groups: dict[tuple[str, ...], dict[str, int]] = {}  # row of every metric by keys
        self.key_cells: dict[tuple[str, ...], dict[str, str]] = {}
        self.left: list[str] = []
        self.problems: list[Problem] = []
        self.filled = 0

    def found(self) -> Found:
        """The rows as records."""
        self._group()
        lines = list(self._records())
        names = [c.name for c in self.shape.metrics if any(c.name in rows for rows in self.groups.values())]
        header = [*(c.name for c in self.shape.keys), self.shape.period.name, *names]
        top = self.top + 1
        records, cells = [Record(top, header)], {(top, name): f"A{top}" for name in header}
        for line, (keys, day, values, where) in enumerate(lines, start=top + 1):
            records.append(Record(line, [*keys, day, *(values.get(name, "") for name in names)]))
            cells |= {(line, name): cell for name, cell in where.items()}
        first, last = min(self.shape.days.values()), max(self.shape.days.values())
        sheet = self.sheet.name
        notes = [
            f"sheet {sheet} is read as a weekly grid of {self.table.name}: {len(self.groups)} groups of rows, "
            f"{len(self.shape.days)} columns from {first} to {last}",
            *self._mapped(),
            *left_out(self.table, sheet, self.left),
        ]
        if self.filled:
            notes.append(f"sheet {sheet}: {self.filled} blank names are read as the one above")
        place = Place(self.sheet.workbook, sheet, cells=cells)
        return Found(self.table, tuple(records), place, tuple(notes), tuple(self.problems))

    def _group(self) -> None:
        shape, above = self.shape, dict.fromkeys(self.shape.key_at, "")
        width = range(len(self.sheet.rows[0]))
        used = {*shape.key_at.values(), *shape.days, shape.metric_at}
        heading = self.sheet.rows[self.top]
        self.left += [heading[i].strip() for i in width if i not in used and heading[i].strip()]
        for r, row in enumerate(self.sheet.rows[self.top + 1 :], start=self.top + 2):
            if not any(cell.strip() for cell in row):
                continue
            for name, i in shape.key_at.items():
                blank = not row[i].strip() and above[name] != ""
                self.filled += blank
                above[name] = above[name] if blank else row[i].strip()
            self._row(r, row, above)

    def _row(self, r: int, row: Sequence[str], above: dict[str, str]) -> None:
        shape = self.shape
        metric = shape.metrics[0].name
        if shape.metric_at is not None:
            written = row[shape.metric_at].strip()
            metric = self.understood.get(plain(written), "")
            if metric not in {c.name for c in shape.metrics}:
                if written and written not in self.left:
                    self.left.append(written)
                return
        keys = tuple(above.get(c.name) or shape.fixed.get(c.name, ("", ""))[0] for c in shape.keys)
        rows = self.groups.setdefault(keys, {})
        self.key_cells.setdefault(
            keys,
            {
                c.name: f"{letters(shape.key_at[c.name] + 1)}{r}"
                if c.name in shape.key_at
                else shape.fixed.get(c.name, ("", f"A{r}"))[1]
                for c in shape.keys
            },
        )
        if metric in rows:
            where = str(
                Cell(self.sheet.workbook, self.sheet.name, f"{letters((shape.metric_at or 0) + 1)}{r}")
            )
            message = f"{metric} of {':'.join(keys)} stands in row {rows[metric]} already"
            self.problems.append(Problem(where, message, allowed="one row for each metric"))
            return
        rows[metric] = r

    def _records(self) -> Iterator[tuple[tuple[str, ...], str, dict[str, str], dict[str, str]]]:
        """Keys, day, values and cells by column, of every week of a group that has a number."""
        rows, period = self.sheet.rows, self.shape.period.name
        for keys, metrics in self.groups.items():
            for i, day in self.shape.days.items():
                values = {name: rows[r - 1][i].strip() for name, r in metrics.items()}
                if not any(values.values()):
                    continue
                where = {name: f"{letters(i + 1)}{r}" for name, r in metrics.items()}
                where |= {period: f"{letters(i + 1)}{self.top + 1}"} | self.key_cells[keys]
                yield keys, day, values, where

    def _mapped(self) -> Iterator[str]:
        """A note for every metric that is written in another way."""
        at, told = self.shape.metric_at, set()
        if at is None:
            return
        for row in self.sheet.rows[self.top + 1 :]:
            written = row[at].strip()
            name = self.understood.get(plain(written))
            if name is not None and written != name and written not in told:
                told.add(written)
                yield f"sheet {self.sheet.name}: the metric {written!r} is read as {name}"

"""Overlay: the changes that a scenario states, applied to the tables before they are checked.

Rows are chosen by labels (``where``: one, or any of several) and by the first date column of the table
(``date_from``, ``date_to``, both included; rows with a blank date are chosen only when no dates are asked for). A
blank number stands for its default; a number without one (no limit) stays blank. Counts are rounded to whole
numbers. Removing a site, team, queue or contract removes the rows that name it in other tables too, and its name from
cells with several names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.read import RawTable, Tables
from capplan.scenario import Change
from capplan.tables import TABLES, Column, Table, by_name

__all__ = ["apply"]

OWNERS = ("sites", "teams", "queues", "contracts")  # rows of other tables belong to them
MEMBERS = ("site", "vendor", "country")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

Flag = NDArray[np.bool_]


def apply(tables: Tables, changes: Sequence[Change], source: str = "scenario") -> Tables:
    """The tables after all changes, in order. Changes that cannot be made are added to ``Tables.problems``.

    ``source`` names the scenario in messages. The tables that come in are not altered.
    """
    for i, change in enumerate(changes):
        done = _one(tables, change, f"change[{i}]", source)
        tables = replace(tables, problems=(*tables.problems, done)) if isinstance(done, Problem) else done
    return tables


def _one(tables: Tables, change: Change, key: str, source: str) -> Tables | Problem:
    unknown = _unknown_name(change, key, source)
    if unknown is not None:
        return unknown
    table = by_name(change.table)
    raw = tables.raw.get(table.name)
    if raw is None:
        if table.name in tables.unreadable:
            return tables  # its own problem is reported already
        return Problem(
            source,
            "the inputs have no such table",
            column=f"{key}.table",
            value=change.table,
            allowed=listing(tables.raw, 30),
        )
    chosen = _chosen(raw, table, change, key, source)
    if isinstance(chosen, Problem):
        return chosen
    if change.remove:
        return _remove(tables, table, chosen, f"{source}: {key}")
    if change.copy_as is not None:
        copied, count = _copied(raw, table, change.copy_as, chosen), _rows(chosen)
        note = f"{source}: {key} added copies of {count} to {table.file}"
        return replace(tables, raw={**tables.raw, table.name: copied}, notes=(*tables.notes, note))
    changed = _changed(raw, table, change, chosen)
    if changed is None:
        return Problem(
            source,
            f"no chosen row of {table.file} has a number to change",
            column=f"{key}.column",
            value=change.column,
            allowed="a column with numbers",
            cause="Blank cells mean no limit; use set.",
        )
    note = f"{source}: {key} changed {change.column} in {_rows(chosen)} of {table.file}"
    return replace(tables, raw={**tables.raw, table.name: changed}, notes=(*tables.notes, note))


def _unknown_name(change: Change, key: str, source: str) -> Problem | None:
    """The table or the first column that is not declared."""
    names = [table.name for table in TABLES]
    if change.table not in names:
        return Problem(
            source,
            "there is no such table",
            column=f"{key}.table",
            value=change.table,
            allowed=listing(names, 30),
            cause=did_you_mean(change.table, names),
        )
    table = by_name(change.table)
    columns = [column.name for column in table.columns]
    asked = [(f"{key}.where", name) for name in change.where]
    asked += [(f"{key}.column", change.column)] if change.column is not None else []
    asked += [(f"{key}.copy_as", name) for name in change.copy_as or ()]
    for where, name in asked:
        if name not in columns:
            return Problem(
                source,
                f"{table.file} has no such column",
                column=where,
                value=name,
                allowed=listing(columns, 30),
                cause=did_you_mean(name, columns),
            )
    return None


def _cells(raw: RawTable, column: str) -> NDArray[np.str_]:
    if column not in raw.frame.columns:
        return np.full(len(raw.frame), "", dtype=np.str_)
    return np.array(raw.frame[column].tolist(), dtype=np.str_)


def _chosen(raw: RawTable, table: Table, change: Change, key: str, source: str) -> Flag | Problem:
    """Which rows the change is for."""
    chosen = np.ones(len(raw.frame), dtype=np.bool_)
    for column, labels in change.where.items():
        cells = _cells(raw, column)
        known = sorted({cell for cell in cells.tolist() if cell})
        for label in labels:
            if label not in cells:
                return Problem(
                    source,
                    f"no row of {table.file} has this {column}",
                    column=f"{key}.where.{column}",
                    value=label,
                    allowed=listing(known),
                    cause=did_you_mean(label, known),
                )
        chosen &= np.isin(cells, labels)
    if change.date_from is not None or change.date_to is not None:
        dated = next((column.name for column in table.columns if column.kind == "date"), None)
        if dated is None:
            return Problem(
                source,
                f"{table.file} has no dates",
                column=f"{key}.date_from",
                value=str(change.date_from or change.date_to),
                allowed="a change without dates",
            )
        cells = _cells(raw, dated)
        first, last = str(change.date_from or "0000"), str(change.date_to or "9999")
        chosen &= (cells >= first) & (cells <= last) & (cells != "")
    if not chosen.any():
        return Problem(
            source,
            f"no row of {table.file} is chosen",
            column=key,
            value=_words(change),
            allowed="labels and dates that at least one row has",
        )
    return chosen


def _rows(chosen: Flag) -> str:
    count = int(chosen.sum())
    return "1 row" if count == 1 else f"{count} rows"


def _words(change: Change) -> str:
    parts = [f"{column} {' or '.join(labels)}" for column, labels in change.where.items()]
    parts += [f"from {change.date_from}"] if change.date_from else []
    parts += [f"to {change.date_to}"] if change.date_to else []
    return ", ".join(parts) or "all rows"


def _changed(raw: RawTable, table: Table, change: Change, chosen: Flag) -> RawTable | None:
    column = next(column for column in table.columns if column.name == change.column)
    cells = _cells(raw, column.name).tolist()
    action = _action(change, column)
    after = [action(cell) if mine else cell for cell, mine in zip(cells, chosen.tolist(), strict=True)]
    if change.set is None and not any(
        NUMBER.fullmatch(cell) for cell, mine in zip(after, chosen, strict=True) if mine
    ):
        return None
    frame = raw.frame.copy()
    frame[column.name] = after
    return replace(raw, frame=frame, changed=raw.changed | {column.name})


def _copied(raw: RawTable, table: Table, cells: Mapping[str, str | float], chosen: Flag) -> RawTable:
    """The table with copies of the chosen rows below it, in which ``cells`` differ."""
    more = raw.frame[chosen].copy()
    for column in table.columns:
        if column.name in cells:
            value = cells[column.name]
            more[column.name] = _number(value, column) if isinstance(value, float) else value
    frame = pd.concat([raw.frame, more], ignore_index=True).fillna("")
    lines = np.concatenate([raw.lines, raw.lines[chosen]])
    return replace(raw, frame=frame, lines=lines, changed=raw.changed | set(cells))


def _action(change: Change, column: Column) -> Callable[[str], str]:
    """What happens to a cell."""
    if change.set is not None:
        text = _number(change.set, column) if isinstance(change.set, float) else str(change.set)
        return lambda cell: text
    default = "" if column.default is None else str(column.default)

    def calculate(cell: str) -> str:
        start = cell or default
        if not NUMBER.fullmatch(start):
            return cell
        value = (
            float(start) * change.multiply
            if change.multiply is not None
            else float(start) + (change.add or 0.0)
        )
        return _number(value, column)

    return calculate


def _number(value: float, column: Column) -> str:
    """A number as text; 15 digits hide the last bits of binary arithmetic."""
    return f"{round(value) if column.kind == 'count' else value:.15g}"


def _remove(tables: Tables, table: Table, chosen: Flag, what: str) -> Tables:
    """Without the chosen rows, and without the rows of other tables that belong to what is gone."""
    raw = tables.raw[table.name]
    rest = replace(raw, frame=raw.frame[~chosen].reset_index(drop=True), lines=raw.lines[~chosen])
    note = f"{what} removed {_rows(chosen)} of {table.file}"
    tables = replace(tables, raw={**tables.raw, table.name: rest}, notes=(*tables.notes, note))
    if table.name not in OWNERS:
        return tables
    gone = _gone(raw, rest, table.key[0])
    for other in TABLES:
        for column in other.columns:
            if column.to == table.name and other.name in tables.raw:
                if column.kind == "labels":
                    tables = _strike(tables, other, column, gone)
                hit = np.isin(_cells(tables.raw[other.name], column.name), gone)
                tables = _remove(tables, other, hit, what) if hit.any() else tables
    if table.name == "sites" and "share_limits" in tables.raw:
        limits = tables.raw["share_limits"]
        hit = np.zeros(len(limits.frame), dtype=np.bool_)
        for group in MEMBERS:
            members = np.isin(_cells(limits, "member"), _gone(raw, rest, group))
            hit |= members & (_cells(limits, "group") == group)
        tables = _remove(tables, by_name("share_limits"), hit, what) if hit.any() else tables
    return tables


def _strike(tables: Tables, table: Table, column: Column, gone: NDArray[np.str_]) -> Tables:
    """Without the names that are gone, in cells that keep another; a cell of nothing else keeps its first."""
    raw = tables.raw[table.name]
    after = []
    for cell in _cells(raw, column.name).tolist():
        names = [name.strip() for name in cell.split("|")]
        after.append("|".join(name for name in names if name not in gone) or (names[0] if cell else ""))
    if after == _cells(raw, column.name).tolist():
        return tables
    frame = raw.frame.copy()
    frame[column.name] = after
    return replace(tables, raw={**tables.raw, table.name: replace(raw, frame=frame)})


def _gone(before: RawTable, after: RawTable, column: str) -> NDArray[np.str_]:
    """The labels of a column that no row has any more."""
    return np.array(
        sorted(set(_cells(before, column).tolist()) - set(_cells(after, column).tolist()) - {""}),
        dtype=np.str_,
    )

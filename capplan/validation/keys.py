"""Keys and references: rows that say the same thing twice, and names that stand in no other table."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.errors import Problem
from capplan.nearest import did_you_mean, listing
from capplan.tables import Column
from capplan.validation.typed import TypedTable

__all__ = ["check"]


def check(tables: dict[str, TypedTable]) -> Iterator[Problem]:
    """Duplicate keys, names that differ only in case, and unknown names (each once), in every table."""
    for table in tables.values():
        yield from _duplicates(table)
        yield from _same_but_for_case(table)
        for column in table.table.columns:
            if column.to is not None:
                yield from _unknown(table, column, tables[column.to])


def _duplicates(table: TypedTable) -> Iterator[Problem]:
    key = table.table.key
    filled = [column.name for column in table.table.columns if column.name in key and column.required]
    usable = np.ones(len(table), dtype=np.bool_)
    for name in filled:
        usable &= table.given(name)
    first: dict[tuple[str, ...], int] = {}
    rows = zip(*(table.cells[name].tolist() for name in key), strict=True)
    for row, values in enumerate(rows):
        earlier = first.setdefault(values, row)
        if earlier != row and usable[row]:
            what = ", ".join(f"{name} {value or 'blank'}" for name, value in zip(key, values, strict=True))
            message = f"{what} stands in line {table.lines[earlier]} already"
            yield table.problem(row, key[0], message, f"each {', '.join(key)} once")


def _same_but_for_case(table: TypedTable) -> Iterator[Problem]:
    if len(table.table.key) != 1:
        return
    key = table.table.key[0]
    seen: dict[str, str] = {}
    for row, name in enumerate(table.cells[key].tolist()):
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            yield table.problem(
                row,
                key,
                f"differs from {other!r} only in upper and lower case",
                "names that differ in more than case",
            )


def _unknown(table: TypedTable, column: Column, other: TypedTable) -> Iterator[Problem]:
    if not other.sound:  # the name may stand in a row that could not be read
        return
    known = other.names()
    allowed = listing(known) if other.present else f"no name: there is no {other.table.file}"
    for name, rows in _not_known(table, column, known).items():
        more = f", in {len(rows)} rows" if len(rows) > 1 else ""
        what = f"{name!r} is not in {other.table.file}"
        what = what if column.kind == "labels" else f"there is no such name in {other.table.file}"
        yield table.problem(rows[0], column.name, what + more, allowed, did_you_mean(name, known))


def _not_known(table: TypedTable, column: Column, known: tuple[str, ...]) -> dict[str, list[int]]:
    """The names of a column that are not ``known``, each with its rows."""
    found: dict[str, list[int]] = {}
    if column.kind == "labels":
        for row, names in enumerate(table.labels(column.name)):
            for name in sorted(names - set(known)):
                found.setdefault(name, []).append(row)
        return found
    cells = table.cells[column.name]
    for at in np.flatnonzero((cells != "") & ~np.isin(cells, np.array([*known, ""]))):
        found.setdefault(str(cells[at]), []).append(int(at))
    return found

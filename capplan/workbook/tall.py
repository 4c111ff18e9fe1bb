"""A sheet with one column for each column of the table: the row of headings, what is read, what is left."""

from __future__ import annotations

from dataclasses import dataclass

from capplan.columns import Table
from capplan.csv_text import Record
from capplan.errors import Problem
from capplan.workbook.aliases import LEFT, nearly, plain, spellings
from capplan.workbook.place import Place, letters
from capplan.workbook.sheets import Sheet

__all__ = ["Found", "heading_row", "left_out", "read_tall"]

TITLE_ROWS = 30
"""How far down the headings may stand."""


@dataclass(frozen=True)
class Found:
    """A table in a sheet as records, the header first, with the place of every cell and what a reader should know."""

    table: Table
    records: tuple[Record, ...]
    place: Place
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def heading_row(sheet: Sheet, table: Table) -> int | None:
    """The position of the row that has most headings of the table, the first of them; None where none has any."""
    understood = spellings(table)
    counts = [sum(plain(cell) in understood for cell in row) for row in sheet.rows[:TITLE_ROWS]]
    most = max(counts, default=0)
    return counts.index(most) if most > 0 else None


def read_tall(sheet: Sheet, table: Table) -> Found | None:
    """The rows below the headings; None where the sheet has no heading of the table.

    Columns of no meaning are left and told; a heading that is nearly one of the table stays, to be found wrong.
    """
    top = heading_row(sheet, table)
    if top is None:
        return None
    understood, written = spellings(table), [cell.strip() for cell in sheet.rows[top]]
    kept, left = [], []
    for i, heading in enumerate(written):
        filled = any(row[i] for row in sheet.rows[top + 1 :])
        slip = plain(heading) not in LEFT and nearly(heading, (column.name for column in table.columns))
        if plain(heading) in understood or slip:
            kept.append(i)
        elif heading or filled:
            left.append(heading or f"column {letters(i + 1)}, which has no heading")
    columns = {understood.get(plain(written[i]), written[i]): i + 1 for i in kept}
    notes = left_out(table, sheet.name, left)
    records = [Record(top + 1, [written[i] for i in kept])]
    days = {i for i in kept if _is_day(table, understood.get(plain(written[i])))}
    as_days = 0
    for r, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        cells = [sheet.day(row[i].strip()) if i in days else row[i] for i in kept]
        as_days += sum(cell != row[i].strip() for i, cell in zip(kept, cells, strict=True) if i in days)
        records.append(Record(r, cells))
    if as_days:
        notes.append(f"sheet {sheet.name}: {as_days} plain numbers are read as the days they stand for")
    while len(records) > 1 and not any(records[-1].cells):
        records.pop()
    return Found(table, tuple(records), Place(sheet.workbook, sheet.name, columns), tuple(notes))


def _is_day(table: Table, name: str | None) -> bool:
    return any(column.name == name and column.kind == "date" for column in table.columns)


def left_out(table: Table, sheet: str, names: list[str]) -> list[str]:
    """A note on what is not read, with the reason where it is known."""
    said = [f"{name!r}" + (f" ({LEFT[plain(name)]})" if plain(name) in LEFT else "") for name in names]
    return [f"sheet {sheet}, read as {table.name}: left out {', '.join(said)}"] if said else []

"""Hires that a planner changed in the workbook of a plan: what stands in the calendar against how it was written.

A place is a team and a week. Where a class was changed, moved, added or deleted, both its places are touched.
Everything that stands at a touched place is kept as it stands there, and a touched place at which nothing stands any
more stays without a class; all other places are free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["AS_PLANNED", "CALENDAR", "PLANNED", "UNEDITED", "Edits", "edits_of", "read_planned"]

CALENDAR = "hiring calendar"
AS_PLANNED = "as planned"
PLANNED = ("class_ref", "team", "training_start", "size", "status")
"""The columns of the hidden sheet that has the calendar as it was written; behind them stands what the plan costs."""
UNEDITED = "unedited"
"""The status of a class that the planner left as it was."""

Row = Mapping[str, str]
Place = tuple[str, str]


@dataclass(frozen=True)
class Edits:
    """The status of every row of the calendar, the places to keep without a class, and what was changed in words."""

    status: tuple[str, ...]
    emptied: tuple[Place, ...]
    told: tuple[str, ...]


def read_planned(path: Path) -> tuple[list[Row], str] | None:
    """The calendar as the plan wrote it and what that plan costs, as text; None where the workbook is of no plan."""
    from capplan.workbook.sheets import read_sheets  # loads openpyxl: only for those who have workbooks

    for sheet in read_sheets(path, (AS_PLANNED,))[0]:
        if sheet.name == AS_PLANNED:
            rows = [dict(zip(PLANNED, row, strict=False)) for row in sheet.rows[1:]]
            return [row for row in rows if row["class_ref"]], _money(sheet.rows)
    return None


def _money(rows: Sequence[Sequence[str]]) -> str:
    cells = [cell for row in rows[1:2] for cell in row[len(PLANNED) :] if cell]
    return " ".join(cells)


def edits_of(rows: Sequence[Row], planned: Sequence[Row]) -> Edits:
    """What differs between the calendar (rows with the columns of ``PLANNED``) and how it was written.

    Committed classes are passed over on both sides.
    """
    now = [(r, row) for r, row in enumerate(rows) if row["status"] != "committed"]
    before = {row["class_ref"]: row for row in planned if row["status"] != "committed"}
    touched: dict[Place, None] = {}
    told: list[str] = []
    seen: set[str] = set()
    for _, row in now:
        old = None if row["class_ref"] in seen else before.get(row["class_ref"])
        seen.add(row["class_ref"])
        if old is None or not _same(row, old):
            told.append(_change(row, old))
            touched |= dict.fromkeys([_place(row), *([] if old is None else [_place(old)])])
    for reference, old in before.items():
        if reference not in seen:
            told.append(f"{old['team']} {old['training_start']}: no class instead of {old['size']} people")
            touched[_place(old)] = None
    filled = Counter(_place(row) for _, row in now)
    status = [row["status"] or "proposed" for row in rows]
    for r, row in now:
        status[r] = "proposed" if _place(row) in touched else UNEDITED
    return Edits(tuple(status), tuple(place for place in touched if not filled[place]), tuple(told))


def _place(row: Row) -> Place:
    return row["team"], row["training_start"]


def _same(row: Row, old: Row) -> bool:
    return _place(row) == _place(old) and _number(row["size"]) == _number(old["size"])


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _change(row: Row, old: Row | None) -> str:
    there = f"{row['team']} {row['training_start']}: {row['size'] or 'no'} people"
    if old is None:
        return f"{there}, a new class"
    if _place(row) == _place(old):
        return f"{there} instead of {old['size']}"
    return f"{there} instead of {old['size']} in {old['team']} {old['training_start']}"

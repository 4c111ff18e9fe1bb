"""Workbooks for tests: written with openpyxl, so that they do not come from the code they test."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.small_inputs import tables

Rows = Sequence[Sequence[Any]]


def rows_of(text: str) -> list[list[Any]]:
    """The cells of a CSV text, numbers as numbers, as a planner would type them."""
    return [[_value(cell) for cell in row] for row in csv.reader(io.StringIO(text))]


def _value(cell: str) -> Any:
    try:
        return float(cell) if cell else None
    except ValueError:
        return cell


def write_book(path: Path, sheets: Mapping[str, Rows]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


BASE = ("sites", "teams", "queues", "forecast", "learning_curves")


def small_book(path: Path, names: Sequence[str] = BASE, **changed: Rows | None) -> Path:
    """Tables of the small plan as a workbook; other rows by sheet, None leaves a sheet out."""
    sheets: dict[str, Rows | None] = {name: rows_of(tables()[name]) for name in names}
    return write_book(path, {name: rows for name, rows in {**sheets, **changed}.items() if rows is not None})

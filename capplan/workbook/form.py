"""The input tables as one workbook to fill in: a sheet for each table, in the form that ``reading`` understands.

Above the headings stand what the table is for, the unit and range of every column and an example; below them the
rows. Everything follows the declarations of the tables; the examples are the first rows of the starter inputs.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook

from capplan.columns import Column, Table
from capplan.starter import starter_folder
from capplan.tables import TABLES, by_name
from capplan.workbook.look import Formats, number_text, written
from capplan.workbook.place import letters

__all__ = ["HEADING", "LAST_ROW", "write_form"]

HEADING = 3  # position of the row of headings; the rows of the table come after it
LAST_ROW = 20_000  # to which drop-downs and checks reach
WIDEST = 30  # letters of a column whose example is long
MOST_LISTED = 255  # letters of a list that a drop-down may hold

FILE = re.compile(r"\b(\w+)\.csv\b")

Row = Mapping[Any, str]
Rows = Mapping[str, Sequence[Row]]


def write_form(rows: Rows | None = None) -> bytes:
    """The workbook with ``rows`` of text by table and column; without them a blank form with an example per table."""
    examples = _examples()

    def fill(book: Workbook, formats: Formats) -> None:
        _read_me(book, formats)
        for table in TABLES:
            given = (rows or {}).get(table.name, ())
            _sheet(book, formats, table, examples.get(table.name) or _invented(table), given)

    return written("capplan inputs", fill)


def _examples() -> dict[str, dict[str, str]]:
    """The first row of every table of the starter inputs."""
    found = {}
    for table in TABLES:
        path = starter_folder() / "inputs" / table.file
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                found[table.name] = next(csv.DictReader(file))
    return found


def _invented(table: Table) -> dict[str, str]:
    """A row of what may stand in each column, for a table that the starter inputs do not have."""
    kinds = {"date": "2026-03-02", "time": "08:00", "yes_no": "yes", "currency": "USD", "count": "1"}

    def cell(column: Column) -> str:
        if column.choices:
            return column.choices[0]
        if column.kind in ("number", "share"):
            return f"{column.low if column.low and not column.above else column.top or 1:g}"
        return kinds.get(column.kind, "a name")

    return {column.name: cell(column) for column in table.columns}


def _read_me(book: Workbook, formats: Formats) -> None:
    sheet = book.add_worksheet("read me")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 92)
    sheet.set_column(2, 2, 12)
    sheet.write_string(0, 0, "Inputs of a capacity plan", formats["title"])
    lines = (
        "One sheet for each table. Write below the headings; what stands above them is not read. Leave sheets that "
        "have nothing to say as they are. Blue headings must be filled; a note on each heading says what it means.",
        "Shares are from 0 to 1 (30 % may be written as a percentage). Several names in one cell are separated by |. "
        "Sheets and columns of your own may stand beside these; what is not read is told.",
        "Check it with: capplan check MODEL --inputs THIS_FILE --annotate MARKED_COPY",
    )
    for i, line in enumerate(lines, start=1):
        sheet.merge_range(i, 0, i, 2, line, formats["wrapped"])
        sheet.set_row(i, 28)
    top = len(lines) + 2
    for c, name in enumerate(("sheet", "what it holds", "needed")):
        sheet.write_string(top, c, name, formats["heading"])
    _print(sheet, "read me", top)
    for r, table in enumerate(TABLES, start=top + 1):
        sheet.write_url(r, 0, f"internal:'{table.name}'!A1", formats["link"], string=table.name)
        meaning = table.meaning.replace("`", "")
        sheet.write_string(r, 1, meaning, formats["wrapped"])
        if len(meaning) > 100:
            sheet.set_row(r, 28)
        sheet.write_string(r, 2, "always" if table.required else "", formats["text"])


def _sheet(
    book: Workbook,
    formats: Formats,
    table: Table,
    example: Mapping[str, str],
    rows: Sequence[Row],
) -> None:
    sheet = book.add_worksheet(table.name)
    one = "One row for each " + ", ".join(table.key).replace("_", " ") + "."
    needed = "Always needed." if table.required else "Leave it empty where there is nothing to say."
    meaning = table.meaning.replace("`", "")
    sheet.write_string(0, 0, f"{meaning} {one} {needed}", formats["title"])
    sheet.set_row(1, 52)
    first = (HEADING + 1, LAST_ROW)
    for c, column in enumerate(table.columns):
        told = example.get(column.name, "")
        sheet.set_column(
            c, c, max(13, len(column.name) + 3, min(len(told) + 5, WIDEST)), formats[_format(column)]
        )
        sheet.write_string(1, c, _unit_and_range(column), formats["small"])
        sheet.write_string(2, c, f"e.g. {told}" if told else "", formats["quiet"])
        needs = column.required or column.name in table.key[:1]
        sheet.write_string(HEADING, c, column.name, formats["required" if needs else "heading"])
        sheet.write_comment(HEADING, c, _note(column), {"x_scale": 1.8, "y_scale": 1.1})
        check = _check(column)
        if check is not None:
            sheet.data_validation(first[0], c, first[1], c, check)
    for r, row in enumerate(rows, start=HEADING + 1):
        for c, column in enumerate(table.columns):
            _write(sheet, formats, r, c, column, row.get(column.name, ""))
    keys = sum(column.name in table.key for column in table.columns[:2])
    sheet.freeze_panes(HEADING + 1, max(keys, 1))
    sheet.autofilter(HEADING, 0, max(HEADING + len(rows), HEADING + 1), len(table.columns) - 1)
    _print(sheet, table.name)


def _print(sheet: Any, name: str, heading: int = HEADING) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading)
    sheet.set_footer(f"&L{name}&R&P / &N")


def _format(column: Column) -> str:
    if column.kind == "date":
        return "day"
    return "plain" if column.kind in ("number", "share", "count") else "label"


def _unit_and_range(column: Column) -> str:
    return "; ".join(filter(None, [column.unit, _allowed(column)]))


def _allowed(column: Column) -> str:
    """As ``column.allowed``, with the sheet in place of the file that names come from."""
    return FILE.sub(r"sheet \1", column.allowed)


def _note(column: Column) -> str:
    blank = "Must be filled." if column.required else "May be blank."
    if column.default is not None:
        blank = f"Blank: {column.default}."
    unit = f"Unit: {column.unit}." if column.unit else ""
    meaning = f"{column.meaning[:1].upper()}{column.meaning[1:]}."
    return "\n".join(filter(None, [meaning, unit, f"Allowed: {_allowed(column)}.", blank]))


def _check(column: Column) -> dict[str, Any] | None:
    """What the spreadsheet program lets through; names of other sheets are only warned about."""
    base = {"error_title": column.name[:32], "error_message": f"Allowed: {_allowed(column)}."[:255]}
    choices = ("yes", "no") if column.kind == "yes_no" else column.choices
    if choices and len(",".join(choices)) <= MOST_LISTED:
        return base | {"validate": "list", "source": list(choices)}
    if column.to is not None and column.kind == "label":
        other = by_name(column.to)
        letter = letters([each.name for each in other.columns].index(other.key[0]) + 1)
        source = f"='{other.name}'!${letter}${HEADING + 2}:${letter}${LAST_ROW + 1}"
        return base | {"validate": "list", "source": source, "error_type": "warning"}
    if column.kind == "date":
        span = {"criteria": "between", "minimum": date(1990, 1, 1), "maximum": date(2100, 12, 31)}
        return base | {"validate": "date"} | span
    if column.kind in ("number", "share", "count"):
        return base | {"validate": "integer" if column.kind == "count" else "decimal"} | _range(column)
    return None


def _range(column: Column) -> dict[str, Any]:
    low, top = column.low, column.top
    if low is not None and top is not None and not column.above:
        return {"criteria": "between", "minimum": low, "maximum": top}
    if low is not None:
        return {"criteria": ">" if column.above else ">=", "value": low}
    return {"criteria": "<=", "value": 1e12 if top is None else top}


def _write(sheet: Any, formats: Formats, r: int, c: int, column: Column, text: str) -> None:
    """A cell in the type of its column; text that is none stays text, to be found wrong later."""
    form = formats[_format(column)]
    if text == "":
        return
    number = number_text(text) if column.kind in ("number", "share", "count") else None
    day = _day(text) if column.kind == "date" else None
    if number is not None:
        sheet.write_number(r, c, number, form)
    elif day is not None:
        sheet.write_datetime(r, c, day, form)
    else:
        sheet.write_string(r, c, text, form)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day is not None and day.year > 1900 else None

"""Lists in a sheet: a title, what to read in it, sums, headings, rows; with formulas where a sum can be checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter import Workbook

from capplan.workbook.look import Formats, number_text
from capplan.workbook.place import letters
from capplan.workbook.run import Row, Run

__all__ = [
    "FIRST",
    "HEADINGS",
    "Field",
    "add_list",
    "new_sheet",
    "put_cell",
    "put_list",
    "put_number",
    "set_print",
]

HEADINGS = 4  # position of the row of headings in a list
FIRST = HEADINGS + 1
LETTER, BUTTON = 1.15, 3.0  # widths of a bold letter and of the button of a filter, in plain letters
SUMMED = ("whole", "tenth")
AFTER = ("after_text", "after_day")

Refs = Mapping[str, str]
"""The cells of one row by column."""


@dataclass(frozen=True)
class Field:
    """One column of a list: a format of ``look``, and where it follows from others the formula for a row.

    ``formula`` is given the cells of the row and the place of the row in the list; None from it means a plain value.
    """

    name: str
    form: str = "text"
    width: float = 11
    total: bool = False
    formula: Callable[[Refs, int], str | None] | None = None


def new_sheet(book: Workbook, formats: Formats, name: str, title: str, hint: str) -> Any:
    """A sheet without grid lines, with its title and one line that says how to read it."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, title, formats["title"])
    sheet.write_string(1, 0, hint, formats["quiet"])
    return sheet


def set_print(sheet: Any, run: str, name: str, heading: int, columns: int = 0) -> None:
    """One page wide, landscape, the heading row and ``columns`` first columns on every page, a footer."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading)
    if columns:
        sheet.repeat_columns(0, columns - 1)
    sheet.set_footer(f"&L{run.replace('&', '&&')}&C{name}&R&P / &N")


def put_list(sheet: Any, formats: Formats, fields: Sequence[Field], rows: Sequence[Row]) -> None:
    """The fields of the rows from ``HEADINGS`` on, sums above the headings, a filter."""
    at = {field.name: c for c, field in enumerate(fields)}
    last = FIRST + max(len(rows), 1)
    forms = _spaced(fields)
    for c, (field, form) in enumerate(zip(fields, forms, strict=True)):
        sheet.set_column(c, c, max(field.width, LETTER * len(field.name) + BUTTON))
        heading = "heading_number" if not _is_words(form) else "after_heading" if form in AFTER else "heading"
        sheet.write_string(HEADINGS, c, field.name, formats[heading])
        if field.total:
            numbers = [number_text(row.get(field.name, "")) or 0.0 for row in rows]
            span = f"{letters(c + 1)}{FIRST + 1}:{letters(c + 1)}{last}"
            form = f"{field.form}_sum" if field.form in SUMMED else "whole_sum"
            sheet.write_formula(HEADINGS - 1, c, f"=SUM({span})", formats[form], sum(numbers))
    for r, row in enumerate(rows):
        refs = {name: f"{letters(c + 1)}{FIRST + r + 1}" for name, c in at.items()}
        for c, (field, form) in enumerate(zip(fields, forms, strict=True)):
            formula = None if field.formula is None else field.formula(refs, r)
            put_cell(sheet, formats, (FIRST + r, c), form, row.get(field.name, ""), formula)
    sheet.autofilter(HEADINGS, 0, last - 1, len(fields) - 1)


def _is_words(form: str) -> bool:
    return form.endswith(("text", "label", "day"))


def _spaced(fields: Sequence[Field]) -> list[str]:
    """The formats of the fields; words at the right of a number keep away from it."""
    after = [False, *(not _is_words(field.form) for field in fields[:-1])]
    return [
        f"after_{field.form}" if number and f"after_{field.form}" in AFTER else field.form
        for field, number in zip(fields, after, strict=True)
    ]


def put_cell(
    sheet: Any, formats: Formats, at: tuple[int, int], form: str, text: str, formula: str | None = None
) -> None:
    """A cell from the text of a result table, in the type of its format; blank stays blank."""
    if text == "":
        return
    number = None if form.endswith(("text", "label")) else number_text(text)
    if form.endswith("day"):
        sheet.write_datetime(*at, date.fromisoformat(text), formats[form])
    elif number is None:
        sheet.write_string(*at, text, formats[form if form in ("input_label", *AFTER) else "text"])
    else:
        put_number(sheet, formats, at, form, number, formula)


def put_number(
    sheet: Any, formats: Formats, at: tuple[int, int], form: str, number: float, formula: str | None = None
) -> None:
    """A number, or the formula that gives it with the number as its saved value."""
    if formula is None:
        sheet.write_number(*at, number, formats[form])
    else:
        sheet.write_formula(*at, formula, formats[form], number)


def add_list(
    book: Workbook,
    formats: Formats,
    run: Run,
    name: str,
    hint: str,
    fields: Sequence[Field],
    rows: Sequence[Row],
    frozen: int = 1,
) -> Any:
    """A sheet with a list and its title; ``frozen`` first columns stay in sight and stand on every page."""
    title = f"{name[:1].upper()}{name[1:]}: {run.name}"
    sheet = new_sheet(book, formats, name, title, hint)
    put_list(sheet, formats, fields, rows)
    sheet.freeze_panes(FIRST, frozen)
    set_print(sheet, run.name, name, HEADINGS, frozen)
    return sheet

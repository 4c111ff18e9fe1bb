"""A copy of a workbook with the wrong cells marked and commented, and a sheet that lists every problem."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from capplan.errors import Problem
from capplan.workbook.look import FONT
from capplan.workbook.place import Cell
from capplan.workbook.sheets import UNREADABLE

__all__ = ["annotated"]

SHEET = "problems"
WRONG = PatternFill("solid", start_color="FFF4B6A6", end_color="FFF4B6A6")
WIDTHS, LINE_PT = (26, 18, 44, 24, 48, 48), 15.0
LINK = "FF2F6DB5"
AUTHOR = "capplan"
FIXED = (1980, 1, 1, 0, 0, 0)
CHANGED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")


def annotated(path: Path, problems: Sequence[Problem]) -> bytes | None:
    """The workbook at ``path`` with a mark and a comment on every cell that a problem names.

    The sheet ``problems`` lists all of them, also those of other files, with a link to each cell. None where the
    workbook cannot be opened.
    """
    try:
        book = load_workbook(path, keep_vba=path.suffix.lower() == ".xlsm")
    except UNREADABLE:
        return None
    if SHEET in book.sheetnames:
        del book[SHEET]
    listed = book.create_sheet(SHEET, 0)
    listed.append(["where", "column", "problem", "found", "allowed", "likely cause"])
    by_cell: dict[tuple[str, str], list[str]] = {}
    for row, problem in enumerate(problems, start=2):
        cell = Cell.read(problem.file, path.name)
        where = problem.file + (f":{problem.line}" if problem.line else "")
        texts = [problem.column, problem.message, problem.value, problem.allowed, problem.cause]
        for column, text in enumerate([where, *texts], start=1):
            _put(listed.cell(row, column), text or "")
        if cell is not None and cell.cell and cell.sheet in book.sheetnames:
            by_cell.setdefault((cell.sheet, cell.cell), []).append(_words(problem))
            listed.cell(row, 1).value = f"{cell.sheet}!{cell.cell}"
            link = f"'{cell.sheet}'!{cell.cell}"
            listed.cell(row, 1).hyperlink = Hyperlink(ref=f"A{row}", location=link)
    for (sheet, at), words in by_cell.items():
        _mark(book[sheet][at], words)
    _lay_out(listed)
    book.active = 0
    return _fixed(book)


def _put(cell: Any, text: str) -> None:
    """Text, never a formula."""
    cell.value = text
    if text.startswith("="):
        cell.data_type = "s"


def _words(problem: Problem) -> str:
    said = f"{problem.column}: {problem.message}" if problem.column else problem.message
    allowed = f"\nAllowed: {problem.allowed}." if problem.allowed else ""
    return said + allowed + (f"\n{problem.cause}" if problem.cause else "")


def _mark(cell: Any, words: list[str]) -> None:
    cell.fill = copy(WRONG)
    before = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
    comment = Comment(before + "\n\n".join(words), AUTHOR)
    comment.width, comment.height = 340, 60 + 50 * len(words)
    cell.comment = comment


def _lay_out(sheet: Any) -> None:
    """Lines that fit their columns, on a screen and on paper a page wide."""
    for letter, width in zip("ABCDEF", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for r, row in enumerate(sheet.iter_rows(), start=1):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        lines = (
            -(-len(str(cell.value or "")) // (width - 4)) for cell, width in zip(row, WIDTHS, strict=True)
        )
        sheet.row_dimensions[r].height = LINE_PT * max(1, *lines)  # programs measure it, or not
    for cell in sheet[1]:
        cell.font = Font(name=FONT, size=10, bold=True)
    for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
        if cell.hyperlink is not None:
            cell.font = Font(name=FONT, size=10, color=LINK, underline="single")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _fixed(book: Any) -> bytes:
    """The bytes of the workbook without the time of writing: the same problems give the same file."""
    content, fixed = io.BytesIO(), io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = CHANGED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<3>", part)
            new.writestr(zipfile.ZipInfo(name, FIXED), part, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()

"""How workbooks look and how they are written: colours, formats, the same bytes for the same content."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

__all__ = [
    "FONT",
    "FORMATS",
    "INK",
    "OVER",
    "PAPER",
    "QUIET",
    "RULE",
    "UNDER",
    "Formats",
    "Sheet",
    "number_text",
    "written",
]

INK, QUIET, RULE, PAPER = "#22262b", "#6b727b", "#d9dce0", "#f3f5f7"
UNDER, OVER = "#c2570c", "#2f6db5"
FONT = "Calibri"
CREATED = datetime(2000, 1, 1)  # a fixed day: the same content gives the same bytes

FORMATS: dict[str, dict[str, Any]] = {
    "text": {},
    "quiet": {"font_color": QUIET, "italic": True},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "small": {"font_color": QUIET, "text_wrap": True, "valign": "top", "font_size": 9},
    "title": {"bold": True, "font_size": 14},
    "sentence": {"font_size": 12, "text_wrap": True, "valign": "top"},
    "section": {"bold": True, "font_size": 12, "top": 1, "top_color": QUIET},
    "heading": {"bold": True, "bg_color": PAPER, "bottom": 1, "text_wrap": True, "valign": "top"},
    "heading_number": {
        "bold": True,
        "bg_color": PAPER,
        "bottom": 1,
        "text_wrap": True,
        "valign": "top",
        "align": "right",
        "indent": 2,  # the button of the filter stands there
    },
    "after_heading": {
        "bold": True,
        "bg_color": PAPER,
        "bottom": 1,
        "text_wrap": True,
        "valign": "top",
        "indent": 1,
    },
    "right_heading": {"bold": True, "bg_color": PAPER, "bottom": 1, "align": "right"},
    "heading_day": {"bold": True, "bg_color": PAPER, "bottom": 1, "num_format": "d mmm yy", "align": "right"},
    "required": {"bold": True, "bg_color": "#dbe6f3", "bottom": 1, "text_wrap": True, "valign": "top"},
    "label": {"num_format": "@"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "after_text": {"indent": 1},  # at the right of a number, which it must not touch
    "after_day": {"num_format": "yyyy-mm-dd", "align": "left", "indent": 1},
    "plain": {"num_format": "General"},
    "whole": {"num_format": "#,##0;-#,##0;0"},
    "tenth": {"num_format": "#,##0.0;-#,##0.0;0.0"},
    "cents": {"num_format": "#,##0.00;-#,##0.00;0.00"},
    "exact": {"num_format": "#,##0.0000;-#,##0.0000;0"},
    "share": {"num_format": "0.0%;-0.0%;0.0%"},
    "over_under": {"num_format": "+#,##0.0;-#,##0.0;0.0"},
    "input": {"num_format": "General", "bg_color": "#fff6d6", "border": 1, "border_color": RULE},
    "input_day": {
        "num_format": "yyyy-mm-dd",
        "align": "left",
        "bg_color": "#fff6d6",
        "border": 1,
        "border_color": RULE,
    },
    "input_label": {"num_format": "@", "bg_color": "#fff6d6", "border": 1, "border_color": RULE},
    "whole_sum": {"num_format": "#,##0;-#,##0;0", "bold": True, "top": 1},
    "tenth_sum": {"num_format": "#,##0.0;-#,##0.0;0.0", "bold": True, "top": 1},
    "share_sum": {"num_format": "0.0%;-0.0%;0.0%", "bold": True, "top": 1},
    "text_sum": {"bold": True, "top": 1},
    "under": {"font_color": UNDER},
    "over": {"font_color": OVER},
    "edited": {"bg_color": "#ffd966", "bold": True},
    "link": {"font_color": OVER, "underline": 1},
}


class Formats:
    """The formats of one workbook by name, made when they are first asked for."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The format ``name`` of ``FORMATS``."""
        if name not in self._made:
            self._made[name] = self._book.add_format({"font_name": FONT, "font_size": 10} | FORMATS[name])
        return self._made[name]


class Sheet(Worksheet):  # type: ignore[misc]  # it has no types
    """A sheet whose formulas stand as they are given, with a = in front.

    XlsxWriter looks in each of thousands for thirty functions that Excel stores under longer names; ours have none.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


def written(title: str, fill: Callable[[Workbook, Formats], None]) -> bytes:
    """The bytes of a workbook that ``fill`` writes.

    It writes text with ``write_string``, never with ``write``, which takes what begins with = for a formula.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": 10}}
    book = Workbook(content, options)
    book.worksheet_class = Sheet
    book.set_properties({"title": title, "created": CREATED, "comments": "Written by capplan."})
    book.set_calc_mode("auto")
    fill(book, Formats(book))
    book.close()
    return content.getvalue()


def number_text(text: str) -> float | None:
    """The number that a text is, where a workbook keeps it to the last digit; else None."""
    try:
        number = float(text)
    except ValueError:
        return None
    kept = abs(number) < 1e300 and float(f"{number:.16G}") == number
    return number if kept and not text.lstrip("+-").lower().startswith(("inf", "nan")) else None

"""The sheets of people: the headcount walk, and the hiring calendar that a planner may edit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from xlsxwriter import Workbook

from capplan.workbook.edits import AS_PLANNED, CALENDAR, PLANNED
from capplan.workbook.lists import FIRST, Field, Refs, add_list
from capplan.workbook.look import Formats
from capplan.workbook.place import letters
from capplan.workbook.run import Run

__all__ = ["add_as_planned", "add_calendar", "add_walk"]

SPARE_ROWS = 40  # below the classes, for those that a planner adds
EDITABLE = {"team": "input_label", "training_start": "input_day", "size": "input"}
"""The columns that a planner may edit, and their formats."""


def add_walk(book: Workbook, formats: Formats, run: Run) -> None:
    """Every team week by week; what follows from other columns or from the week before is a formula."""
    rows = sorted(run.tables["headcount"], key=lambda row: (row["site"], row["team"], row["week_start"]))

    def before(name: str) -> Callable[[Refs, int], str | None]:
        """The end of the week before, where the row before is of the same team."""

        def formula(refs: Refs, r: int) -> str | None:
            if r == 0 or rows[r]["team"] != rows[r - 1]["team"]:
                return None
            end = refs[name]
            return f"={end.rstrip('0123456789')}{FIRST + r}"

        return formula

    fields = (
        Field("site", width=8),
        Field("team", width=14),
        Field("week_start", "day"),
        Field("start", "tenth", formula=before("end")),
        Field("graduates", "tenth"),
        Field("transfers_in", "tenth"),
        Field("releases", "tenth"),
        Field("transfers_out", "tenth"),
        Field(
            "heads",
            "tenth",
            formula=lambda at, r: (
                f"={at['start']}+{at['graduates']}+{at['transfers_in']}-{at['releases']}-{at['transfers_out']}"
            ),
        ),
        Field("attrition", "tenth"),
        Field("end", "tenth", formula=lambda at, r: f"={at['heads']}-{at['attrition']}"),
        Field("training_start", "tenth", formula=before("training_end")),
        Field("hires", "tenth", total=True),
        Field("washout", "tenth"),
        Field(
            "training_end",
            "tenth",
            formula=lambda at, r: f"={at['training_start']}+{at['hires']}-{at['washout']}-{at['graduates']}",
        ),
        Field("classes", "whole", total=True),
        Field("productive_heads", "tenth"),
        Field("seats_used", "tenth"),
    )
    hint = "Team by team, week by week: start + graduates + transfers in − releases − transfers out = heads; heads − "
    hint += "attrition = end; the next week starts where this one ends."
    add_list(book, formats, run, "headcount walk", hint, fields, rows, 3)


def add_calendar(book: Workbook, formats: Formats, run: Run) -> None:
    """The classes; cells that may be edited are yellow, edited ones bright."""
    rows = run.tables["hiring_calendar"]
    fields = (
        Field("class_ref", width=20),
        Field("site", width=8),
        Field("team", EDITABLE["team"], 14),
        Field("status"),
        Field("requisition_by", "day"),
        Field("training_start", EDITABLE["training_start"]),
        Field("nesting_start", "day"),
        Field("production_start", "day"),
        Field("size", EDITABLE["size"], total=True),
        Field("expected_grads", "tenth", total=True),
        Field("expected_at_90d", "tenth", total=True),
    )
    hint = "Change size, training start or team of a proposed class, delete its row, or add rows below (team, start, "
    hint += "size). Then: capplan plan MODEL --pin THIS_FILE keeps what you changed and plans the rest anew."
    sheet = add_list(book, formats, run, CALENDAR, hint, fields, rows)
    last = FIRST + len(rows) + SPARE_ROWS - 1
    for c, field in enumerate(fields):
        if field.name in EDITABLE:
            for r in range(FIRST + len(rows), last + 1):
                sheet.write_blank(r, c, None, formats[field.form])
            rule = {"type": "formula", "criteria": _edited(field.name, c), "format": formats["edited"]}
            sheet.conditional_format(FIRST, c, last, c, rule)
    names = [field.name for field in fields]
    size, start = names.index("size"), names.index("training_start")
    said = {"error_title": "size", "error_message": "A number of people; 0: no class starts."}
    sheet.data_validation(
        FIRST, size, last, size, {"validate": "decimal", "criteria": ">=", "value": 0} | said
    )
    days = {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
    sheet.data_validation(FIRST, start, last, start, days)


def _edited(name: str, column: int) -> str:
    """A formula that is true where the cell of a column differs from the hidden sheet, or the class is new."""
    planned = letters(PLANNED.index(name) + 1)
    cell, reference = f"{letters(column + 1)}{FIRST + 1}", f"$A{FIRST + 1}"
    new = f"COUNTIF('{AS_PLANNED}'!$A:$A,{reference})=0"
    there = f"INDEX('{AS_PLANNED}'!${planned}:${planned},MATCH({reference},'{AS_PLANNED}'!$A:$A,0))"
    return f'=IF({cell}="",FALSE,IF({new},TRUE,{cell}<>{there}))'


def add_as_planned(book: Workbook, formats: Formats, run: Run) -> None:
    """The calendar as it was written, hidden: what differs from it was edited."""
    sheet = book.add_worksheet(AS_PLANNED)
    for c, name in enumerate(PLANNED):
        sheet.write_string(0, c, name, formats["heading"])
    for r, row in enumerate(run.tables["hiring_calendar"], start=1):
        sheet.write_string(r, 0, row["class_ref"])
        sheet.write_string(r, 1, row["team"])
        sheet.write_datetime(r, 2, date.fromisoformat(row["training_start"]), formats["day"])
        sheet.write_number(r, 3, float(row["size"]))
        sheet.write_string(r, 4, row["status"])
    sheet.write_string(0, len(PLANNED), "money", formats["heading"])
    sheet.write_number(1, len(PLANNED), run.summary["money"])
    sheet.write_string(1, len(PLANNED) + 1, run.summary["currency"])
    sheet.hide()

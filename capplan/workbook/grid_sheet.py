"""The capacity grid as planners keep it: metrics down, weeks across; what follows from other rows is a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook

from capplan.workbook.lists import new_sheet, put_cell, set_print
from capplan.workbook.look import Formats
from capplan.workbook.place import letters
from capplan.workbook.run import Row, Run

__all__ = ["FIRST_DAY", "GRID", "HEADING", "add_grid", "grid_rows"]

GRID = "capacity grid"
HEADING = 3  # position of the row with the days
KEYS = ("level", "name", "metric", "unit")
FIRST_DAY = len(KEYS)

ADDED = (
    "forecast volume",
    "volume for people",
    "workload hours",
    "required hours",
    "staffed hours",
    "overtime hours",
    "undertime hours",
    "backlog hours",
    "heads at start",
    "graduates",
    "transfers in",
    "attrition",
    "releases",
    "transfers out",
    "trainees",
    "new hires",
    "classes",
    "seats required",
    "short hours",
)
"""Metrics of the whole plan that are the sum of its sites."""

HEAD_HOURS = "productive hours of one head"
PART = re.compile(r"\{([^}]*)\}")
HEADS = "({heads at start}+{graduates}+{transfers in}-{releases}-{transfers out})"
FORMULAS = {
    "required FTE": "{required hours}/{productive hours of one head}",
    "staffed FTE": "{staffed hours}/{productive hours of one head}",
    "over/under FTE": "{staffed FTE}-{required FTE}",
    "over/under": "100*({staffed hours}-{required hours})/{required hours}",
    "occupancy at requirement": "100*{workload hours}/{required hours}",
    "heads at end": HEADS + "-{attrition}",
    "attrition share": "100*{attrition}/" + HEADS,
    "seat utilisation": "100*{seats required}/{seats available}",
}
"""What follows from other metrics of the same level and name; the hours of one head are those of the whole plan."""

BY_UNIT = {"contacts": "whole", "h": "whole", "items": "whole", "seats": "whole", "classes": "whole"}
SIGNED = ("over/under FTE", "over/under")


def grid_rows(rows: Sequence[Row]) -> dict[tuple[str, str, str], int]:
    """The row of the sheet (from 1) by level, name and metric."""
    return {(row["level"], row["name"], row["metric"]): r for r, row in enumerate(rows, start=HEADING + 2)}


def add_grid(book: Workbook, formats: Formats, run: Run) -> None:
    """The sheet with the whole plan, every site and every queue."""
    rows = run.tables["capacity_grid"]
    days = [name for name in rows[0] if name not in KEYS]
    hint = "The whole plan, then site by site, then queue by queue; the outline folds them. FTE, over and under, "
    hint += "shares, heads at end and the sums of the whole plan are formulas over the other rows."
    sheet = new_sheet(book, formats, GRID, f"Capacity grid: {run.name}", hint)
    for c, name in enumerate(KEYS):
        sheet.write_string(HEADING, c, name, formats["heading"])
    for c, day in enumerate(days, start=FIRST_DAY):
        sheet.write_datetime(HEADING, c, date.fromisoformat(day), formats["heading_day"])
    sheet.set_column(0, 0, 7)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 2, 26)
    sheet.set_column(3, 3, 9)
    sheet.set_column(FIRST_DAY, FIRST_DAY + len(days) - 1, 9.5)
    at = grid_rows(rows)
    given = {key: row for row, key in zip(rows, at, strict=True)}
    sites = tuple(dict.fromkeys(name for level, name, _ in at if level == "site"))
    for key, r in at.items():
        _row(sheet, formats, key, r, at, given, sites, days)
    sheet.freeze_panes(HEADING + 1, FIRST_DAY)
    sheet.autofilter(HEADING, 0, HEADING + len(rows), len(KEYS) - 1)
    _colour(sheet, formats, at, len(days))
    sheet.outline_settings(True, False)  # the row that a block folds into stands above it
    set_print(sheet, run.name, GRID, HEADING, FIRST_DAY)
    sheet.fit_to_pages(max(1, -(-len(days) // 26)), 0)  # half a year on a page


def _row(
    sheet: Any,
    formats: Formats,
    key: tuple[str, str, str],
    r: int,
    at: Mapping[tuple[str, str, str], int],
    given: Mapping[tuple[str, str, str], Row],
    sites: Sequence[str],
    days: Sequence[str],
) -> None:
    row, metric = given[key], key[2]
    first = metric == "forecast volume"  # the first metric of a level and name
    for c, name in enumerate(KEYS):
        sheet.write_string(r - 1, c, row[name], formats["text_sum" if first else "text"])
    sheet.set_row(r - 1, None, None, {"level": 0 if key[0] == "all" or first else 1})
    form = "over_under" if metric in SIGNED else BY_UNIT.get(row["unit"], "tenth")
    form = "whole" if metric == "cost" else form
    parts = _parts(key, at, sites)
    for c, day in enumerate(days, start=FIRST_DAY):
        formula = None
        if parts is not None and all(given[part][day] != "" for part in parts[1]):
            formula = "=" + parts[0].format(*(f"{letters(c + 1)}{at[part]}" for part in parts[1]))
        put_cell(sheet, formats, (r - 1, c), form, row[day], formula)


def _parts(
    key: tuple[str, str, str], at: Mapping[tuple[str, str, str], int], sites: Sequence[str]
) -> tuple[str, list[tuple[str, str, str]]] | None:
    """The formula of a row with gaps for cells, and the rows of those cells; None where it follows from none."""
    level, name, metric = key
    if level == "all" and metric in ADDED:
        parts = [("site", site, metric) for site in sites]
        formula = "+".join(["{}"] * len(parts))
    elif metric in FORMULAS:
        names, formula = PART.findall(FORMULAS[metric]), PART.sub("{}", FORMULAS[metric])
        parts = [("all", "all", part) if part == HEAD_HOURS else (level, name, part) for part in names]
    else:
        return None
    return (formula, parts) if parts and all(part in at for part in parts) else None


def _colour(sheet: Any, formats: Formats, at: Mapping[tuple[str, str, str], int], days: int) -> None:
    """Under in orange, over in blue; short hours in orange. Less than is shown is neither."""
    last = FIRST_DAY + days - 1
    for (_, _, metric), r in at.items():
        span = (r - 1, FIRST_DAY, r - 1, last)
        if metric in SIGNED:
            for criteria, value, name in (("<=", -0.05, "under"), (">=", 0.05, "over")):
                rule = {"type": "cell", "criteria": criteria, "value": value, "format": formats[name]}
                sheet.conditional_format(*span, rule)
        elif metric == "short hours":
            rule = {"type": "cell", "criteria": ">=", "value": 0.5, "format": formats["under"]}
            sheet.conditional_format(*span, rule)

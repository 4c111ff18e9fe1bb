"""A written plan as a workbook: the answer first, then the sheets that a planner checks and edits."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook

from capplan.workbook.answer_sheet import add_answer
from capplan.workbook.edits import CALENDAR
from capplan.workbook.grid_sheet import GRID, add_grid
from capplan.workbook.look import Formats, written
from capplan.workbook.run import Run, read_run
from capplan.workbook.table_sheets import add_lists

__all__ = ["write_plan"]


def write_plan(folder: Path) -> bytes:
    """The workbook of the run in ``folder``, from its files: the same files give the same bytes.

    Raises InvalidInput where the folder is not a run.
    """
    run = read_run(folder)

    def fill(book: Workbook, formats: Formats) -> None:
        add_answer(book, formats, run, _sheets(run))
        add_grid(book, formats, run)
        add_lists(book, formats, run)

    return written(f"{run.summary['title']}: {run.name}", fill)


def _sheets(run: Run) -> list[str]:
    """The sheets behind the answer."""
    there = {
        GRID: "capacity_grid",
        "headcount walk": "headcount",
        CALENDAR: "hiring_calendar",
        "allocation": "allocation",
        "costs": "costs",
        "vendor orders": "vendor_orders",
        "billing": "billing",
        "billing lines": "billing",
    }
    needed = ("headcount walk", CALENDAR)
    names = [name for name, table in there.items() if run.tables[table] or name in needed]
    return [*names, "assumptions"]

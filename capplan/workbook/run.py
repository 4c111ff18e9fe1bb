"""A run folder as a workbook needs it: the summary, the planning model, and the result tables as text."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capplan.csv_text import meant
from capplan.errors import InvalidInput, Problem

__all__ = ["TABLES", "Row", "Run", "read_run"]

Row = Mapping[str, str]

TABLES = (
    "capacity_grid",
    "headcount",
    "hiring_calendar",
    "allocation",
    "costs",
    "billing",
    "vendor_orders",
    "vendor_decisions",
)
"""The result tables that a workbook shows."""


@dataclass(frozen=True)
class Run:
    """``tables`` has the rows of ``TABLES`` as text, none for a table that the run does not have."""

    summary: Mapping[str, Any]
    model: Mapping[str, Any]
    tables: Mapping[str, tuple[Row, ...]]
    inputs: Mapping[str, int]  # rows of every input table

    @property
    def name(self) -> str:
        """The planning model and scenario."""
        return f"{self.summary['model']} / {self.summary['scenario']}"


def read_run(folder: Path) -> Run:
    """The run in ``folder``. Raises InvalidInput where it is none."""
    rested = folder / "assumptions"
    missing = [
        path
        for path in (folder / "summary.json", rested / "planning_model.json", folder / "capacity_grid.csv")
        if not path.is_file()
    ]
    if missing:
        raise InvalidInput([Problem(str(path), "the file of the run is missing") for path in missing])
    return Run(
        json.loads((folder / "summary.json").read_text(encoding="utf-8")),
        json.loads((rested / "planning_model.json").read_text(encoding="utf-8")),
        {name: _rows(folder / f"{name}.csv") for name in TABLES},
        {path.stem: len(_rows(path)) for path in sorted(rested.glob("*.csv"))},
    )


def _rows(path: Path) -> tuple[Row, ...]:
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple({name: meant(cell) for name, cell in row.items()} for row in csv.DictReader(file))

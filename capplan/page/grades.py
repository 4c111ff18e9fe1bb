"""How well each assumption of a plan is founded: a grade by a stated rule, from what its inputs carry.

A  measured: ``capplan fit patience`` or ``capplan schedule`` found the figure, and the run says from which folder.
B  stated, with a range that ``ranges.csv`` gives for it.
C  stated as one figure, without a range.
D  not stated: what a blank cell, a column or a table left out means is taken.

A grade says where a figure comes from, not whether it is right.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from capplan.csv_text import meant
from capplan.report.pages.content import Cell, Column, Grid
from capplan.report.wording import count_of, number
from capplan.run_folder import ASSUMPTIONS, CHANGED
from capplan.tables import TABLES, by_name

__all__ = ["RULE", "grades_grid"]

RULE = (
    "A: measured from records or a schedule. B: stated with a range. C: stated as one figure. D: not stated, "
    "what a blank means is taken. A grade says where a figure comes from, not whether it is right."
)
FIRST = 12  # rows that are shown at once
AGREES = 0.01  # share by which patience in the inputs may be off the fit: it was typed rounded

RANGED = {
    "volume": ("forecast", "volume"),
    "aht": ("forecast", "aht_s"),
    "attrition": ("attrition", "rate"),
    "shrinkage": ("shrinkage", "share"),
}
"""Assumptions that ``ranges.csv`` can name, and where their figures stand."""
NAMES = {"aht": "handle time"}

Rows = list[dict[str, str]]
Grade = tuple[str, str]
"""The letter, and why."""


def grades_grid(run: Path, outputs: Path | None = None) -> Grid:
    """The assumptions of the run in a folder with their grades, those that move cost most first.

    ``outputs`` is the folder in which fits of patience are looked for; None: none are.
    """
    folder = run / ASSUMPTIONS
    tables = {path.stem: _rows(path) for path in sorted(folder.glob("*.csv"))}
    changed = _json(folder / CHANGED)
    facts = _json(run / "run.json")
    found = [*_ranged(tables), *_measured(tables, facts, outputs), *_others(tables)]
    rows = tuple(
        (Cell(name), Cell(letter, float(ord(letter)), tone="bad" if letter == "D" else ""), Cell(why),
         Cell(stands), Cell(_changed(changed.get(table, ()), column)))
        for name, (table, column), (letter, why), stands in found
    )  # fmt: skip
    counts = ", ".join(f"{letter} {sum(row[1].text == letter for row in rows)}" for letter in "ABCD")
    labels = (
        Column("assumption"), Column("grade", meaning=RULE), Column("why"), Column("stands in"),
        Column("changed by the scenario"),
    )  # fmt: skip
    return Grid(
        "assumptions", "Assumptions and their grade", f"{RULE} In this plan: {counts}.", labels, rows, (), FIRST,
        "The run holds no inputs.",
    )  # fmt: skip


def _changed(columns: Sequence[str], column: str) -> str:
    """The columns that the scenario changed: one, or of a whole table all."""
    return ", ".join(name for name in columns if column in ("", name))


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: meant(cell or "") for key, cell in row.items()} for row in csv.DictReader(file)]


def _json(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found if isinstance(found, dict) else {}


Found = tuple[str, tuple[str, str], Grade, str]
"""Name of the assumption, table and column, grade, and what stands there."""


def _ranged(tables: Mapping[str, Rows]) -> Iterator[Found]:
    for name, (table, column) in RANGED.items():
        if table not in tables:
            continue
        ranges = [row for row in tables.get("ranges", ()) if row.get("assumption") == name]
        stands = f"{table}.csv {column}, {count_of(len(tables[table]), 'row', 'rows')}"
        yield NAMES.get(name, name), (table, column), _of_ranges(ranges), stands


def _of_ranges(ranges: Rows) -> Grade:
    """B where every queue or site has a range; C where some or all have none."""
    said = "; ".join(_range_text(row) for row in ranges)
    if any(not (row.get("queue") or row.get("site")) for row in ranges):
        return "B", f"range of factors in ranges.csv: {said}"
    if ranges:
        return "C", f"a range for some alone ({said}); one figure for the rest"
    return "C", "one figure; ranges.csv has no range, capplan simulate would take its own"


def _range_text(row: Mapping[str, str]) -> str:
    where = row.get("queue") or row.get("site") or "all"
    return f"{where} {row['low']} to {row['high']}"


def _measured(tables: Mapping[str, Rows], facts: Mapping[str, Any], outputs: Path | None) -> Iterator[Found]:
    """Patience by queue, and the share of hours that shifts place where they are needed."""
    queues = tables.get("queues", [])
    fits = [] if outputs is None else [*_fits(outputs)]
    for row in queues:
        if row.get("patience_s"):
            grade = _of_patience(float(row["patience_s"]), fits)
            yield f"patience of {row['queue']}", ("queues", "patience_s"), grade, f"{row['patience_s']} s"
    if facts.get("schedule"):
        why = f"shifts of {Path(facts['schedule']).name} (--schedule-inefficiency)"
        yield "fit of shifts", ("queues", "schedule_efficiency"), ("A", why), "queues.csv schedule_efficiency"


def _fits(outputs: Path) -> Iterator[tuple[str, float]]:
    """Folders of fits in the folder of outputs, with the patience that they give for queues.csv."""
    for path in sorted(outputs.glob("fit-patience-*/patience.json")):
        value = _json(path).get("queues_csv", {}).get("patience_s")
        if isinstance(value, int | float):
            yield path.parent.name, float(value)


def _of_patience(stated_s: float, fits: list[tuple[str, float]]) -> Grade:
    for name, fitted_s in fits:
        if abs(fitted_s - stated_s) <= AGREES * fitted_s:
            return "A", f"{name} measured {number(fitted_s, 1)} s in call records"
    return "C", "one figure; no fit of call records beside this run gives it"


def _others(tables: Mapping[str, Rows]) -> Iterator[Found]:
    """Every other table, and what the blanks of tables mean, the most first."""
    known = {table.name for table in TABLES} & tables.keys()
    blanks = {name: _defaults(name, tables[name]) for name in sorted(known)}
    for name in sorted(blanks, key=lambda name: -len(blanks[name])):
        if blanks[name]:
            why = f"not stated in so many rows, taken as {'; '.join(blanks[name])}"
            yield f"blanks in {_words(name)}", (name, ""), ("D", why), f"{name}.csv"
    for name in sorted(known - {table for table, _ in RANGED.values()} - {"ranges"}):
        stands = f"{name}.csv, {count_of(len(tables[name]), 'row', 'rows')}"
        yield _words(name), (name, ""), ("C", "as stated, without a range"), stands


def _words(name: str) -> str:
    return name.replace("_", " ")


def _defaults(name: str, rows: Rows) -> list[str]:
    """Columns of which a blank cell means a figure or a choice of ours, as: concurrency 1 (7 of 8)."""
    said = []
    for column in by_name(name).columns:
        blank = sum(not row.get(column.name) for row in rows)
        if column.default is not None and blank:
            of = "all" if blank == len(rows) else f"{number(blank)} of {number(len(rows))}"
            said.append(f"{_words(column.name)} {_shown(column.default)} ({of})")
    return said


def _shown(value: str | float) -> str:
    return _words(value) if isinstance(value, str) else f"{value:g}"

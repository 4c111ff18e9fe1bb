"""What a run rests on: its input tables with their hashes, the versions, the proof."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from capplan.report.pages.content import Cell, Column, Figure, Grid
from capplan.report.wording import number, percent
from capplan.run_folder import ASSUMPTIONS, CHANGED

__all__ = ["inputs_grid", "lineage"]

DIGEST = 12  # hexadecimal digits that are shown


def inputs_grid(run: Path) -> Grid:
    """A row for each input table as planned."""
    folder = run / ASSUMPTIONS
    path = folder / CHANGED
    changed = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    rows = []
    for table in sorted(folder.glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            count = sum(1 for _ in csv.reader(file)) - 1
        digest = hashlib.sha256(table.read_bytes()).hexdigest()
        by_scenario = ", ".join(changed.get(table.stem, ()))
        rows.append(
            (Cell(table.stem), Cell(number(count), float(count)), Cell(by_scenario), Cell(digest[:DIGEST]))
        )
    note = "As planned, after the scenario; the tables themselves are in the run folder."
    labels = (
        Column("input table"),
        Column("rows", True),
        Column("changed by the scenario"),
        Column("SHA-256"),
    )
    return Grid("inputs", "Input tables", note, labels, tuple(rows))


def lineage(run: Path, summary: Mapping[str, Any]) -> tuple[Figure, ...]:
    """Where the figures come from, as far as it is the same each time: files, versions, solver, proof."""
    path = run / "run.json"
    facts = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found = [
        Figure(PurePath(name).name, digest[:DIGEST], "SHA-256")
        for name, digest in facts.get("sha256", {}).items()
    ]
    tables = {table.name for table in (run / ASSUMPTIONS).glob("*.csv")}
    found = [figure for figure in found if figure.label not in tables]
    rules = facts.get("sha256_planning_model")
    if rules:
        found.append(Figure("rules with the scenario", rules[:DIGEST], "SHA-256"))
    versions = {"capplan": facts.get("capplan"), "Python": facts.get("python"), **facts.get("packages", {})}
    found += [Figure(name, version, "version") for name, version in versions.items() if version]
    if facts.get("solver"):
        how = f"{facts['backend']}, {facts['solver']} {facts['solver_version'] or ''}".rstrip()
        found.append(Figure("solver", how, f"seed {facts['seed']}"))
        size = f"{number(facts['rows'])} rows, {number(facts['columns'])} columns, {number(facts['integers'])} whole"
        found.append(Figure("program", size))
    gap = summary["gap"]
    if gap is not None:
        asked = (
            f", {percent(facts['gap_asked'], 2)} was asked for" if facts.get("gap_asked") is not None else ""
        )
        found.append(
            Figure("proof", f"within {percent(gap, 2)} of the best plan", f"by the solver's bound{asked}")
        )
    return tuple(found)

"""A run folder that is read again: what its plan rests on, and its result tables row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from capplan.csv_text import meant
from capplan.errors import InvalidInput, Problem
from capplan.planning_model import PlanningModel
from capplan.read import Tables, read_tables

__all__ = ["ASSUMPTIONS", "CHANGED", "read_assumptions", "read_result", "read_summary"]

ASSUMPTIONS = "assumptions"
MODEL = "planning_model.json"
CHANGED = "changed.json"
"""Table to the columns that the scenario has changed; only there where it has changed one."""


def read_summary(run: Path) -> dict[str, Any]:
    """summary.json of the run of a plan. Raises InvalidInput where the folder has none."""
    path = run / "summary.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        cause = "Not the folder of a plan? It is printed by capplan plan."
        raise InvalidInput([Problem(str(path), "the file of the run is missing", cause=cause)]) from None
    except ValueError as error:
        raise InvalidInput([Problem(str(path), f"not the summary of a run: {error}")]) from error
    if not isinstance(content, dict) or not {"sentence", "sites", "queues"} <= content.keys():
        cause = "The folder of a schedule, a roster or a study?"
        raise InvalidInput([Problem(str(path), "not the summary of a plan", cause=cause)])
    return content


def read_assumptions(run: Path) -> tuple[PlanningModel, Tables]:
    """The planning model and the input tables of a run, as planned (after its scenario, whose columns are known).

    Raises InvalidInput where the folder is not a run.
    """
    path = run / ASSUMPTIONS / MODEL
    if not path.is_file():
        raise InvalidInput([Problem(str(path), "the planning model of the run is missing")])
    try:
        model = PlanningModel.model_validate_json(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidInput([Problem(str(path), f"not the planning model of a run: {error}")]) from error
    return model, _with_changes(read_tables(path.parent), path.parent / CHANGED)


def _with_changes(tables: Tables, path: Path) -> Tables:
    """The tables with the columns that the scenario had changed: what it may take out, no file may lack."""
    if not path.is_file():
        return tables
    try:
        changed = {
            str(name): frozenset(columns) for name, columns in json.loads(path.read_text("utf-8")).items()
        }
    except (ValueError, AttributeError, TypeError) as error:
        raise InvalidInput(
            [Problem(str(path), f"not the columns that a scenario changed: {error}")]
        ) from error
    raw = {name: replace(table, changed=changed.get(name, frozenset())) for name, table in tables.raw.items()}
    return replace(tables, raw=raw)


def read_result(
    run: Path, file: str, texts: Sequence[str], numbers: Sequence[str]
) -> list[dict[str, Any]] | None:
    """The rows of a result table: ``texts`` as they are, ``numbers`` as floats (nan where blank), and "line".

    None where the run has no such table. Raises InvalidInput for missing columns and cells that are no numbers.
    """
    path = run / file
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as content:
        table = csv.DictReader(content)
        rows = list(table)
        header = table.fieldnames or ()
    problems = [
        Problem(file, "the column is missing", 1, name, allowed="the columns that capplan plan writes")
        for name in (*texts, *numbers)
        if name not in header
    ]
    if problems:
        raise InvalidInput(problems)
    found = []
    for line, row in enumerate(rows, start=2):
        values: dict[str, Any] = {"line": line, **{name: meant(row[name] or "") for name in texts}}
        for name in numbers:
            number = _number(row[name] or "")
            if number is None:
                problems.append(Problem(file, "not a number", line, name, row[name], "a number or nothing"))
            values[name] = number
        found.append(values)
    if problems:
        raise InvalidInput(problems)
    return found


def _number(cell: str) -> float | None:
    try:
        return float(cell) if cell else float("nan")
    except ValueError:
        return None

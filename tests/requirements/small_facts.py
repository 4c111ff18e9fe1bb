"""Facts of the small plan, with cells of queues.csv, tables and rules changed."""

from __future__ import annotations

from pathlib import Path

from capplan.facts import Facts
from capplan.load_model import load_model
from capplan.read import read_tables
from capplan.validation import validate
from tests.small_inputs import MODEL, tables, write

__all__ = ["small_facts"]


def small_facts(
    folder: Path, queues: dict[str, dict[str, str]] | None = None, rules: str = "", **changed: str
) -> Facts:
    """``queues`` are cells by queue and column; ``rules`` is added to the planning model."""
    lines = [line.split(",") for line in tables()["queues"].splitlines()]
    header, rows = lines[0], lines[1:]
    for name, cells in (queues or {}).items():
        for column, value in cells.items():
            if column not in header:
                header.append(column)
                for row in rows:
                    row.append("")
            next(row for row in rows if row[0] == name)[header.index(column)] = value
    text = "\n".join(",".join(line) for line in lines) + "\n"
    path, inputs = write(folder, {"queues": text, **changed}, MODEL + rules)
    return validate(read_tables(inputs), load_model(path)[0])

"""``inputs/README.md`` documents every table and column as they are declared, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from capplan.tables import TABLES, Column, Table

README = Path(__file__).resolve().parents[1] / "inputs" / "README.md"
LINE = re.compile(r"\| `(\w+)` \|")


def row(column: Column) -> str:
    """The line of a column: name, meaning, unit, what is allowed, and what a blank means."""
    blank = f"{column.default:g}" if isinstance(column.default, float) else column.default or "allowed"
    cells = [
        f"`{column.name}`",
        column.meaning,
        column.unit,
        column.allowed,
        "no" if column.required else blank,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def sections() -> dict[str, str]:
    parts = re.split(r"(?m)^### `(\w+)\.csv`", README.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_table_has_a_section_in_the_order_of_the_declarations() -> None:
    assert list(sections()) == [table.name for table in TABLES]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_section_says_what_is_declared(table: Table) -> None:
    section = sections()[table.name]
    lines = section.splitlines()
    assert lines[0] == (" (required)" if table.required else "")
    assert table.meaning in section
    assert f"One row for each {', '.join(table.key)}." in section
    documented = [line for line in lines if LINE.match(line)]
    assert documented == [row(column) for column in table.columns]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_other_headers_that_are_understood_are_named(table: Table) -> None:
    for column in table.columns:
        for alias in column.aliases:
            assert f"`{alias}`" in sections()[table.name]

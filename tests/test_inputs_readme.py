"""``inputs/README.md`` documents every table and column as they are declared, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from capplan import roster_tables, schedule_tables
from capplan.tables import TABLES, Column, Table

INPUTS = Path(__file__).resolve().parents[1] / "inputs"
GROUPS = {"": TABLES, "schedule": schedule_tables.TABLES, "roster": roster_tables.TABLES}
EVERY = [(group, table) for group, tables in GROUPS.items() for table in tables]
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


def sections(group: str) -> dict[str, str]:
    text = (INPUTS / group / "README.md").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^### `(\w+)\.csv`", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("group", GROUPS)
def test_every_table_has_a_section_in_the_order_of_the_declarations(group: str) -> None:
    assert list(sections(group)) == [table.name for table in GROUPS[group]]


@pytest.mark.parametrize(("group", "table"), EVERY, ids=lambda each: getattr(each, "name", each))
def test_a_section_says_what_is_declared(group: str, table: Table) -> None:
    section = sections(group)[table.name]
    lines = section.splitlines()
    assert lines[0] == (" (required)" if table.required else "")
    assert table.meaning in section
    assert f"One row for each {', '.join(table.key)}." in section
    documented = [line for line in lines if LINE.match(line)]
    assert documented == [row(column) for column in table.columns]


@pytest.mark.parametrize(("group", "table"), EVERY, ids=lambda each: getattr(each, "name", each))
def test_other_headers_that_are_understood_are_named(group: str, table: Table) -> None:
    for column in table.columns:
        for alias in column.aliases:
            assert f"`{alias}`" in sections(group)[table.name]

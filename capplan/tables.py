"""The input tables, declared once: what may stand in each file, in which unit and range.

Reading, checking, the starter files and ``inputs/README.md`` all follow these declarations.

In a monthly plan (``period = "month"``) every column counted in weeks is counted in months.
"""

from __future__ import annotations

from capplan import (
    assumption_tables,
    contract_tables,
    people_tables,
    project_tables,
    trust_tables,
    work_tables,
)
from capplan.columns import Column, Table
from capplan.people_tables import BILLING_UNITS, PAY_UNITS
from capplan.work_tables import WEEKDAYS

__all__ = ["BILLING_UNITS", "PAY_UNITS", "TABLES", "WEEKDAYS", "Column", "Table", "by_name"]

TABLES: tuple[Table, ...] = (
    *people_tables.TABLES,
    *work_tables.TABLES,
    *assumption_tables.TABLES,
    *project_tables.TABLES,
    *trust_tables.TABLES,
    *contract_tables.TABLES,
)


def by_name(name: str) -> Table:
    """The declaration of the table ``name``; KeyError if there is none."""
    found = {table.name: table for table in TABLES}
    return found[name]

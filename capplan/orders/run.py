"""The order book and the decisions of a run folder, with the contracts that they rest on."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.orders.due import Book, Decided, Listed, due
from capplan.report.vendors.orders import Order
from capplan.run_folder import read_assumptions, read_result
from capplan.validation import validate

__all__ = ["orders_of_run"]

ORDERS, DECISIONS = "vendor_orders.csv", "vendor_decisions.csv"
TEXTS = tuple(field.name for field in fields(Order) if field.type == "str")
NUMBERS = tuple(field.name for field in fields(Order) if field.type == "float")
DAYS = ("lock_1_date", "lock_2_date", "notice_deadline")


def orders_of_run(run: Path, as_of: date, days: int, facts: Facts | None = None) -> Listed | None:
    """What must be signed from ``as_of`` on within ``days``; None for a run without contracts.

    ``facts`` are those of the run where they are known; else its assumptions are read. Raises InvalidInput for a
    folder that is not a run, and for tables that cannot be read.
    """
    if facts is None:
        model, tables = read_assumptions(run)
        facts = validate(tables, model)
    if facts.contracts is None:
        return None
    orders = read_result(run, ORDERS, TEXTS, NUMBERS)
    decisions = read_result(run, DECISIONS, ("contract", "decision", "date", "currency"), ("fee",))
    missing = [name for name, rows in ((ORDERS, orders), (DECISIONS, decisions)) if rows is None]
    if missing:
        cause = "Written before the run had contracts? Plan again."
        raise InvalidInput(
            [Problem(name, "the table of the run is missing", cause=cause) for name in missing]
        )
    assert orders is not None and decisions is not None
    problems, known = [], facts.contracts.name
    for file, rows, columns in ((ORDERS, orders, DAYS), (DECISIONS, decisions, ("date",))):
        for row in rows:
            if row["contract"] not in known:
                what = "not a contract of the run"
                problems.append(
                    Problem(file, what, row["line"], "contract", row["contract"], ", ".join(known))
                )
            problems += [
                Problem(file, "not a date", row["line"], column, row[column], "a date as 2026-03-02")
                for column in columns
                if row[column] and not _is_day(row[column])
            ]
    if problems:
        raise InvalidInput(problems)
    book = Book(
        facts,
        tuple(Order(**{name: row[name] for name in (*TEXTS, *NUMBERS)}) for row in orders),
        tuple(
            Decided(
                row["contract"], row["decision"], date.fromisoformat(row["date"]), row["fee"], row["currency"]
            )
            for row in decisions
            if row["decision"] in ("open", "end") and row["date"]
        ),
    )
    return due(book, as_of, days)


def _is_day(cell: str) -> bool:
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True

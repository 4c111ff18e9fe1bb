"""The sheets of work and money: allocation, costs, vendor orders, billing; and the assumptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from xlsxwriter import Workbook

from capplan.workbook.lists import Field, add_list
from capplan.workbook.look import Formats, number_text
from capplan.workbook.people_sheets import add_as_planned, add_calendar, add_walk
from capplan.workbook.run import Row, Run

__all__ = ["add_lists"]

ACROSS = 27  # columns of numbers that can be read on a page


def add_lists(book: Workbook, formats: Formats, run: Run) -> None:
    """A sheet for each list that the run has something for."""
    add_walk(book, formats, run)
    add_calendar(book, formats, run)
    _allocation(book, formats, run)
    _costs(book, formats, run)
    if run.tables["vendor_orders"]:
        _orders(book, formats, run)
    if run.tables["billing"]:
        _billing_by_month(book, formats, run)
        _billing_lines(book, formats, run)
    _assumptions(book, formats, run)
    add_as_planned(book, formats, run)


def _pivot(
    rows: Sequence[Row], keys: Sequence[str], across: str, value: str
) -> tuple[list[dict[str, str]], list[str]]:
    """The sums of ``value`` by ``keys``, one column for every ``across``, in the order they come."""
    names = sorted({row[across] for row in rows})
    sums: dict[tuple[str, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        sums[tuple(row[key] for key in keys)][row[across]] += number_text(row[value]) or 0.0
    made = []
    for key, values in sums.items():
        cells = {name: f"{total:.10g}" for name, total in values.items()}
        made.append({**dict(zip(keys, key, strict=True)), **cells, "sum": f"{sum(values.values()):.10g}"})
    return made, names


def _put_pivot(
    book: Workbook,
    formats: Formats,
    run: Run,
    name: str,
    hint: str,
    keys: Sequence[str],
    rows: list[dict[str, str]],
    across: Sequence[str],
) -> None:
    first, last = across[0], across[-1]
    fields = [
        *(Field(key, width=24 if key in ("queue", "term", "contract", "line") else 10) for key in keys),
        Field("sum", "whole", total=True, formula=lambda at, r: f"=SUM({at[first]}:{at[last]})"),
        *(Field(day, "whole", 10, total=True) for day in across),
    ]
    sheet = add_list(book, formats, run, name, hint, fields, rows, len(keys) + 1)
    sheet.fit_to_pages(ceil(len(across) / ACROSS), 0)


def _allocation(book: Workbook, formats: Formats, run: Run) -> None:
    keys = ("queue", "language", "site", "vendor", "team")
    rows, weeks = _pivot(run.tables["allocation"], keys, "week_start", "productive_h")
    if rows:
        rows.sort(key=lambda row: tuple(row[key] for key in keys))
        hint = "Productive hours of every team on every queue, week by week."
        _put_pivot(book, formats, run, "allocation", hint, keys, rows, weeks)


def _costs(book: Workbook, formats: Formats, run: Run) -> None:
    paid = [row for row in run.tables["costs"] if row["steering"] == "no"]
    keys = ("term", "site")
    rows, weeks = _pivot(paid, keys, "week_start", "amount_base")
    if rows:
        hint = f"Every term of the cost at every site, week by week, {run.summary['currency']}."
        _put_pivot(book, formats, run, "costs", hint, keys, rows, weeks)


def _orders(book: Workbook, formats: Formats, run: Run) -> None:
    hint = "What each vendor is ordered by month, by when it is signed, and what it is expected to bill; units per "
    hint += f"month in the unit of the order, money in {run.summary['currency']}."
    money = ("forecast_bill_base", "commitment_not_used_base", "expected_credit_base")
    days = ("lock_1_date", "lock_2_date", "notice_deadline")
    rows = run.tables["vendor_orders"]

    def field(name: str) -> Field:
        if name in days:
            return Field(name, "day", 12)
        if name in ("vendor", "site", "contract", "month", "order_unit", "status"):
            return Field(name, width=14)
        return Field(name, "whole" if name in money else "tenth", 12, total=name in money)

    add_list(book, formats, run, "vendor orders", hint, [field(name) for name in rows[0]], rows, 4)


def _billing_by_month(book: Workbook, formats: Formats, run: Run) -> None:
    keys = ("vendor", "contract", "site", "line")
    rows, months = _pivot(run.tables["billing"], keys, "month", "amount_base")
    hint = f"What vendors bill by month and kind of line, {run.summary['currency']}."
    _put_pivot(book, formats, run, "billing", hint, keys, rows, months)


def _billing_lines(book: Workbook, formats: Formats, run: Run) -> None:
    rows = run.tables["billing"]
    fields = (
        Field("vendor"), Field("contract", width=14), Field("site", width=8), Field("month", width=9),
        Field("week_start", "day"), Field("line", width=18), Field("who", width=40), Field("unit", width=15),
        Field("quantity", "exact", 13), Field("price", "exact", 13),
        Field("amount", "cents", 14, formula=lambda at, r: f"={at['quantity']}*{at['price']}"),
        Field("currency", width=9), Field("currency_rate", "exact", 13),
        Field("amount_base", "cents", 14, True, lambda at, r: f"={at['amount']}*{at['currency_rate']}"),
    )  # fmt: skip
    hint = "Every line of every invoice: quantity × price = amount, times the currency rate = amount base."
    add_list(book, formats, run, "billing lines", hint, fields, rows, 2)


def _assumptions(book: Workbook, formats: Formats, run: Run) -> None:
    rules = [{"key": key, "value": value} for key, value in _flat(run.model)]
    tables = [{"key": f"{name}.csv", "value": f"{count} rows"} for name, count in run.inputs.items()]
    hint = "The rules of the planning model, and the input tables as planned, which stand in assumptions/ of the run."
    fields = (Field("key", width=48), Field("value", width=60))
    add_list(book, formats, run, "assumptions", hint, fields, [*rules, *tables])


def _flat(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every setting by its dotted key; settings that are off are left out."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        if value:
            yield key, ", ".join(str(inner) for inner in value)
    elif value is not None:
        yield key, ("yes" if value else "no") if isinstance(value, bool) else str(value)

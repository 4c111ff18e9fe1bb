"""Orders of vendors by month, and the locks that make them bind.

Index    c contract    b month of the plan

Lock i of a month holds from lock_i_days before its first day on; the plan is made on its own first day. A locked
row is an order whatever the date, with the band of the second lock where that holds, else of the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.nearest import listing
from capplan.validation.contract_scope import holds, months_of
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = [
    "check",
    "lock_holds",
    "month_of",
    "month_problems",
    "notes",
    "order_bands",
    "orders",
    "outside_the_plan",
]

MONTH = re.compile(r"([12][0-9]{3}-(?:0[1-9]|1[0-2]))(?:-01)?")

Float = NDArray[np.float64]


def month_of(cell: str) -> str | None:
    """A month as 2026-03 from itself or its first day; None for anything else."""
    match = MONTH.fullmatch(cell)
    return match[1] if match else None


def check(inputs: Inputs) -> Iterator[Problem]:
    """Months that are none, or that stand there twice, written in two ways."""
    yield from month_problems(inputs["contract_orders"], ("contract", "stage"))


def month_problems(table: TypedTable, more: tuple[str, ...]) -> Iterator[Problem]:
    """Months that are none; rows of one month and the same ``more`` columns, one as month and one as a day."""
    seen: dict[tuple[str, ...], int] = {}
    for row, cell in enumerate(table.text("month").tolist()):
        month = month_of(cell)
        if cell and month is None:
            found = re.search(r"([12][0-9]{3})\D?(0[1-9]|1[0-2])", cell)
            guess = f"Write {found[1]}-{found[2]}." if found else None
            yield table.problem(row, "month", "not a month", "a month as 2026-03, or its first day", guess)
        elif month is not None:
            first = seen.setdefault((month, *(str(table.text(name)[row]) for name in more)), row)
            if first != row and table.text("month")[first] != cell:
                yield table.problem(
                    row, "month", f"{month} stands in line {table.lines[first]} already", "each month once"
                )


def outside_the_plan(inputs: Inputs, name: str) -> Iterator[str]:
    """A note when months of a table lie outside the plan."""
    table, (months, _) = inputs[name], months_of(inputs.horizon)
    given = [month_of(cell) for cell in table.text("month").tolist() if cell]
    outside = sum(month not in months for month in given)
    if outside:
        yield f"{table.table.file}: {outside} rows lie outside the plan and are left out"


def notes(inputs: Inputs) -> Iterator[str]:
    """Months outside the plan, and months that should be locked by now and are not."""
    yield from outside_the_plan(inputs, "contract_orders")
    table = inputs["contracts"]
    months, of_period = months_of(inputs.horizon)
    due = lock_holds(inputs, 1) & np.isnan(orders(inputs, "locked"))
    force = holds(inputs)
    for row in rows_where(table.text("lock_kind") != ""):
        runs = [bool((force[row] & (of_period == b)).any()) for b in range(len(months))]
        late = [month for month, is_due, on in zip(months, due[row], runs, strict=True) if is_due and on]
        if late and table.text("status")[row] == "running":
            yield (
                f"contract_orders.csv: {listing(late)} of {table.text('contract')[row]}: the lock has passed when "
                "the plan starts, and no order is locked"
            )


def orders(inputs: Inputs, stage: str) -> Float:
    """[c, b] units of the orders of a stage, nan where there is none; months outside the plan are left out."""
    table, contracts = inputs["contract_orders"], inputs["contracts"]
    months, _ = months_of(inputs.horizon)
    found = np.full((len(contracts), len(months)), np.nan)
    at = table.positions("contract", contracts.names())
    for row in np.flatnonzero(table.text("stage") == stage):
        month = month_of(str(table.text("month")[row]))
        if month in months:
            found[at[row], months.index(month)] = table.number("units")[row]
    return found


def lock_holds(inputs: Inputs, lock: int) -> NDArray[np.bool_]:
    """[c, b] whether lock 1 or 2 of the month has passed when the plan starts; False without such a lock."""
    days = inputs["contracts"].number(f"lock_{lock}_days")
    months, _ = months_of(inputs.horizon)
    left = np.array(
        [(date.fromisoformat(f"{month}-01") - inputs.horizon.start).days for month in months],
        dtype=np.float64,
    )
    with np.errstate(invalid="ignore"):
        return np.asarray(left[None, :] <= days[:, None], dtype=np.bool_)


def order_bands(inputs: Inputs) -> Float:
    """[c, b] the band of the lock that holds for a locked order; nan where none is locked."""
    table = inputs["contracts"]
    first, second = (np.nan_to_num(table.number(f"lock_{lock}_band"))[:, None] for lock in (1, 2))
    band = np.where(lock_holds(inputs, 2), second, first)
    return np.where(np.isnan(orders(inputs, "locked")), np.nan, band)

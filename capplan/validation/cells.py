"""Cells: text to numbers, dates and labels, column by column, with the likely cause of every fault.

A bad or blank number becomes nan, a bad or blank date NaT, bad text stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from capplan.nearest import did_you_mean
from capplan.tables import Column
from capplan.validation.causes import number_cause, out_of_range_cause
from capplan.validation.days import parse_days

__all__ = ["Fault", "Parsed", "parse"]

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
LARGEST = (
    1e12  # beyond any volume, price or headcount; larger numbers only spoil the arithmetic of the solvers
)
TEXT = np.dtype(np.str_)

Text = NDArray[np.str_]


class Fault(NamedTuple):
    """What is wrong with the cell of a row."""

    row: int
    message: str
    cause: str | None = None


@dataclass(frozen=True)
class Parsed:
    """The values of a column (one for every row) and its faults."""

    values: NDArray[Any]
    faults: list[Fault]


def parse(column: Column, cells: Text) -> Parsed:
    """Read the cells of a column as its ``kind``. Blank cells are no fault here."""
    if column.kind in ("number", "share", "count"):
        return _numbers(column, cells)
    if column.kind == "date":
        values, bad = parse_days(cells)
        return Parsed(values, [Fault(row, "not a date", cause) for row, cause in bad])
    if column.kind == "time":
        return _times(cells)
    return Parsed(cells, list(_text_faults(column, cells)))


def _numbers(column: Column, cells: Text) -> Parsed:
    different, where = np.unique(cells, return_inverse=True)
    numbers = [float(cell) if NUMBER.fullmatch(cell) else np.nan for cell in different.tolist()]
    values = np.array(numbers, dtype=np.float64)[where.reshape(-1)]
    well_formed = ~np.isnan(values)
    filled = cells != ""
    faults = [
        Fault(int(i), "not a number", number_cause(str(cells[i]), column.kind == "share"))
        for i in np.flatnonzero(filled & ~well_formed)
    ]
    low = -LARGEST if column.low is None else column.low
    high = LARGEST if column.top is None else column.top
    with np.errstate(invalid="ignore"):
        outside = (values < low) | (values > high) | (column.above & (values <= low))
        broken = (column.kind == "count") & ~outside & well_formed & (values != np.floor(values))
    faults += [
        Fault(int(i), "out of range", out_of_range_cause(float(values[i]), column.kind == "share", high))
        for i in np.flatnonzero(outside)
    ]
    faults += [Fault(int(i), "not a whole number") for i in np.flatnonzero(broken)]
    values[outside | broken] = np.nan
    return Parsed(values, faults)


def _times(cells: Text) -> Parsed:
    """Minutes after midnight; nan where blank or bad."""
    values = np.full(len(cells), np.nan)
    faults = []
    minutes: dict[str, float | None] = {"": np.nan}
    for i, cell in enumerate(cells.tolist()):
        if cell not in minutes:
            match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?", cell)
            minutes[cell] = 60.0 * int(match[1]) + int(match[2]) if match else None
        found = minutes[cell]
        if found is None:
            cause = (
                "The day ends with the interval that begins before midnight."
                if cell.startswith("24")
                else None
            )
            cause = "Write it with 24 hours." if re.search("(?i)[ap]m", cell) else cause
            faults.append(Fault(i, "not a time", cause))
        else:
            values[i] = found
    return Parsed(values, faults)


def _text_faults(column: Column, cells: Text) -> Iterable[Fault]:
    check: dict[str, Callable[[str, Column], tuple[str, str | None] | None]] = {
        "label": _label_fault,
        "labels": _labels_fault,
        "choice": _choice_fault,
        "yes_no": _yes_no_fault,
        "currency": _currency_fault,
        "text": _hidden_fault,
    }
    different, where = np.unique(cells, return_inverse=True)
    for i, cell in enumerate(different.tolist()):
        fault = check[column.kind](cell, column) if cell else None
        if fault is not None:
            yield from (Fault(int(row), *fault) for row in np.flatnonzero(where == i))


def _hidden_fault(cell: str, column: Column) -> tuple[str, str | None] | None:
    hidden = next((sign for sign in cell if unicodedata.category(sign) in ("Cc", "Cf")), None)
    if hidden is None:
        return None
    name = unicodedata.name(hidden, f"control character {ord(hidden):#04x}").lower()
    return f"an invisible character stands in the text ({name})", "Type the cell again."


def _label_fault(cell: str, column: Column) -> tuple[str, str | None] | None:
    if "|" in cell or ":" in cell:
        return "a name must not hold | or :", "One name in every row." if "|" in cell else None
    return _hidden_fault(cell, column)


def _labels_fault(cell: str, column: Column) -> tuple[str, str | None] | None:
    if re.search(r"[;,/:]", cell):
        return "the names are not separated by |", f"Write {'|'.join(re.split(r'[;,/:| ]+', cell))}."
    return _hidden_fault(cell, column)


def _choice_fault(cell: str, column: Column) -> tuple[str, str | None] | None:
    return None if cell in column.choices else ("not one of the choices", did_you_mean(cell, column.choices))


def _yes_no_fault(cell: str, column: Column) -> tuple[str, str | None] | None:
    if cell in ("yes", "no"):
        return None
    plain = {"true": "yes", "1": "yes", "y": "yes", "false": "no", "0": "no", "n": "no"}.get(cell.casefold())
    return "neither yes nor no", f"Write {plain}." if plain else did_you_mean(cell, ("yes", "no"))


def _currency_fault(cell: str, column: Column) -> tuple[str, str | None] | None:
    if re.fullmatch("[A-Z]{3}", cell):
        return None
    signs = {"€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "₹": "INR", "zł": "PLN", "₱": "PHP"}
    guess = signs.get(cell, cell.upper() if re.fullmatch("[A-Za-z]{3}", cell) else None)
    return "not a currency code", f"Did you mean {guess}?" if guess else None

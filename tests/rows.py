"""Rows and columns of a formulation by their readable names, to compare with values written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from capplan.formulation import Formulation

__all__ = ["Row", "column_bounds", "cost_of", "row", "row_names", "week"]

INFINITE = np.inf


@dataclass(frozen=True)
class Row:
    """One row: at_least <= sum of coefficient * column <= at_most."""

    terms: dict[str, float]
    at_least: float
    at_most: float


def week(position: int) -> str:
    """The label of a week of the tiny plans."""
    return (date(2026, 1, 5) + timedelta(weeks=position)).isoformat()


def row_names(formulation: Formulation) -> list[str]:
    """The names of all rows."""
    program = formulation.program
    return [program.row_name(i) for i in range(formulation.arrays.shape[0])]


def row(formulation: Formulation, name: str) -> Row:
    """The row called ``name``."""
    arrays, position = formulation.arrays, row_names(formulation).index(name)
    one = arrays.matrix[[position]].tocoo()
    terms = {
        formulation.program.column_name(int(column)): float(value)
        for column, value in zip(one.col, one.data, strict=True)
        if value != 0.0
    }
    return Row(terms, float(arrays.row_lower[position]), float(arrays.row_upper[position]))


def column_bounds(formulation: Formulation, block: str) -> tuple[list[list[float]], list[list[float]]]:
    """The lower and the upper bounds of a block of columns, in the shape of its axes."""
    index = formulation.program.column_blocks[block].index
    return formulation.arrays.column_lower[index].tolist(), formulation.arrays.column_upper[index].tolist()


def cost_of(formulation: Formulation, column: str) -> float:
    """What one unit of the column called ``column`` costs in the objective."""
    names = [formulation.program.column_name(i) for i in range(formulation.arrays.shape[1])]
    return float(formulation.arrays.cost[names.index(column)])

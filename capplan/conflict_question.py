"""The program of a plan as it is asked about when there is no plan: its rules, their places and times, its money.

A hiring freeze stands in the bounds of columns, where no rule can give. Here it becomes rows of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.formulation import Formulation
from capplan.formulation.costs import base_prices
from capplan.formulation.hiring import most_classes
from capplan.program import Arrays

__all__ = ["FREEZE", "Question", "money"]

Index = NDArray[np.int64]
Float = NDArray[np.float64]

FREEZE = "hiring_freeze"


@dataclass(frozen=True)
class Question:
    """``arrays`` with ``rules``, which map families to rows; ``frozen`` are the columns of the rows of the freeze."""

    formulation: Formulation
    arrays: Arrays
    rules: Mapping[str, Index]
    frozen: Index

    @classmethod
    def of(cls, formulation: Formulation) -> Question:
        """The rules of the formulation, with the freeze made rows."""
        blocks = formulation.program.row_blocks
        rules = {name: rows.index.ravel() for name, rows in blocks.items() if rows.rule and rows.index.size}
        arrays, frozen = _thawed(formulation)
        if frozen.size:
            rules[FREEZE] = formulation.arrays.shape[0] + np.arange(frozen.size)
        return cls(formulation, arrays, rules, frozen)

    def place(self, row: int) -> tuple[str, str]:
        """Where and when a row holds: the last axis is its time, and its place too when it has no other."""
        program, first = self.formulation.program, self.formulation.arrays.shape[0]
        name = program.row_name(row) if row < first else program.column_name(int(self.frozen[row - first]))
        where, _, time = name.partition("[")[2].removesuffix("]").rpartition(", ")
        return where or time, time

    def parts(self) -> dict[str, list[str]]:
        """For every family the place of each of its rows."""
        return {family: [self.place(int(row))[0] for row in rows] for family, rows in self.rules.items()}

    def limit(self, row: int, side: str) -> float:
        """The side of a row that holds."""
        sides = self.arrays.row_lower if side == "at_least" else self.arrays.row_upper
        return float(sides[row])


def _thawed(formulation: Formulation) -> tuple[Arrays, Index]:
    """The program with rows instead of bounds where only the freeze keeps classes from starting."""
    arrays, given = formulation.arrays, formulation.given
    hiring, classes = given.model.hiring, formulation.program.column_blocks.get("classes")
    if hiring is None or not hiring.freeze or classes is None:
        return arrays, np.zeros(0, np.int64)
    melted = given.model.model_copy(update={"hiring": hiring.model_copy(update={"freeze": False})})
    most = most_classes(replace(given, model=melted)).ravel()
    columns = classes.index.ravel()
    new = most > arrays.column_upper[columns]
    frozen, count = columns[new], int(new.sum())
    upper = arrays.column_upper.copy()
    upper[frozen] = most[new]
    largest = np.broadcast_to(given.facts.class_rules.class_max[:, None], classes.index.shape).ravel()
    upper[formulation.program.column_blocks["hires"].index.ravel()[new]] = (most * largest)[new]
    held = sparse.csr_matrix((np.ones(count), (np.arange(count), frozen)), shape=(count, arrays.shape[1]))
    return (
        replace(
            arrays,
            column_upper=upper,
            row_lower=np.concatenate([arrays.row_lower, np.full(count, -np.inf)]),
            row_upper=np.concatenate([arrays.row_upper, formulation.arrays.column_upper[frozen]]),
            entries=Entries.of(sparse.csr_matrix(sparse.vstack([arrays.matrix, held]))),
        ),
        frozen,
    )


def money(formulation: Formulation, x: Float) -> float:
    """What a plan costs, in base currency: every term but those that only steer."""
    return float(
        sum(
            base_prices(formulation.given, term) @ x[term.column]
            for term in formulation.terms
            if not term.steering
        )
    )

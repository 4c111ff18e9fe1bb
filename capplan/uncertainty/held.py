"""What of a plan is held in every draw, and how its other whole numbers follow.

Held        classes and the people in them, contracts opened and ended, who takes which queue at all in a block
Follow      people in support roles, the tiers and dead bands of contracts, months that are excused: by a quantity
            (people at the peak of a block, units of a window); a tier of the plan is kept where the quantity is near
Free        all hours, releases, transfers, overtime, undertime, backlog; tickets in parts

Index    n quantity

Given    planned[n]      the quantity in the plan
         relaxed[n]      the quantity where whole numbers that follow may be parts, on the plan's own figures
         answer[n]       the same in the draw

Equation quantity = answer + planned - relaxed
         The plan moves as its relaxation does: on its own figures every whole number is as planned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.formulation import Formulation
from capplan.guide import guide
from capplan.program import Arrays
from capplan.solve import Choice
from capplan.solve.choices import kept_where_near, option_columns, taken_at, values_of
from capplan.uncertainty.recourse import standing_price

__all__ = [
    "Follow", "choices_of", "follow", "held_program", "moved_quantities", "planned_quantities", "quantities",
    "taken_in",
]  # fmt: skip

Float = NDArray[np.float64]
Index = NDArray[np.int64]

HELD = ("classes", "hires", "opens", "closes", "initiative_starts", "site_changes", "takes")
QUANTITIES = ("window_units", "relief_units", "peak")
WHOLE = 1e-6
AT = 1e-5
"""A quantity no further from a threshold, as a part of it, stands there: the tables of a run are rounded."""


@dataclass(frozen=True)
class Follow:
    """Columns of whole numbers that follow, and their values."""

    columns: Index
    values: Float

    def held(self, arrays: Arrays) -> Arrays:
        """The program with these columns at their values, within their own bounds."""
        return _fixed(arrays, self.columns, self.values)


def held_program(formulation: Formulation, plan: Float) -> tuple[Arrays, Index]:
    """The program with everything ``HELD`` as in ``plan`` [column] where that is known, and no whole numbers left.

    People are there whatever happens, so seats give at a price at which that is never the cheaper way: the last
    columns, as many as there are rows of ``seats``, are people without one. The rows come second.
    """
    arrays, blocks = formulation.arrays, formulation.program.column_blocks
    columns = np.concatenate([blocks[name].index.ravel() for name in HELD if name in blocks])
    columns = columns[np.isfinite(plan[columns])]
    fixed = _fixed(arrays, columns, plan[columns])
    return _with_people_standing(formulation, replace(fixed, integer=np.zeros_like(arrays.integer)))


def _with_people_standing(formulation: Formulation, arrays: Arrays) -> tuple[Arrays, Index]:
    blocks, given = formulation.program.row_blocks, formulation.given
    if "seats" not in blocks:
        return arrays, np.zeros(0, np.int64)
    rows = blocks["seats"].index.ravel()
    price = np.repeat(standing_price(given), len(given.sets.periods))
    count = len(rows)
    gives = sparse.csr_matrix((-np.ones(count), (rows, np.arange(count))), shape=(arrays.shape[0], count))
    return (
        replace(
            arrays,
            cost=np.append(arrays.cost, price),
            column_lower=np.append(arrays.column_lower, np.zeros(count)),
            column_upper=np.append(arrays.column_upper, np.full(count, np.inf)),
            integer=np.append(arrays.integer, np.zeros(count, dtype=np.bool_)),
            entries=Entries.of(sparse.csr_matrix(sparse.hstack([arrays.matrix, gives]))),
        ),
        rows,
    )


def _fixed(arrays: Arrays, columns: Index, values: Float) -> Arrays:
    lower, upper = arrays.column_lower.copy(), arrays.column_upper.copy()
    lower[columns] = upper[columns] = np.clip(values, lower[columns], upper[columns])
    return replace(arrays, column_lower=lower, column_upper=upper)


def quantities(formulation: Formulation, x: Float) -> dict[str, float]:
    """The quantities that whole numbers follow from, by the names of their columns: the same in every draw."""
    program, found = formulation.program, {}
    for name in QUANTITIES:
        if name in program.column_blocks:
            for column in program.column_blocks[name].index.ravel().tolist():
                found[program.column_name(column)] = float(x[column])
    return found


def planned_quantities(formulation: Formulation, heads: Float, trainees: Float, assigned_h: Float) -> Float:
    """[column] units of windows and people at peaks of a plan with these heads and hours; nan for other columns.

    ``heads`` and ``trainees`` [p,t], ``assigned_h`` [i,t] productive hours.
    """
    program, arrays = formulation.program, formulation.arrays
    x, found = np.zeros(arrays.shape[1]), np.full(arrays.shape[1], np.nan)
    for name, values in (("heads", heads), ("trainees", trainees), ("assigned_h", assigned_h)):
        x[program.column_blocks[name].index] = values
    done = arrays.matrix @ x
    for name in QUANTITIES:
        if name not in program.column_blocks:
            continue
        columns, rows = program.column_blocks[name].index.ravel(), program.row_blocks[name].index.ravel()
        found[columns] = -np.inf
        # a row says: own * quantity + what it is counted from = 0; of several rows the largest holds
        at = arrays.matrix[rows].tocoo()
        own = np.isin(at.col, columns)
        np.maximum.at(found, at.col[own], -done[rows][at.row[own]] / at.data[own])
    return found


def moved_quantities(formulation: Formulation, x: Float, shift: Mapping[str, float]) -> Float:
    """[column] ``x`` with every quantity moved by its ``shift``, never below 0."""
    program, blocks = formulation.program, formulation.program.column_blocks
    moved = x.copy()
    for name in QUANTITIES:
        if name in blocks:
            columns = blocks[name].index.ravel()
            by = [shift.get(program.column_name(column), 0.0) for column in columns.tolist()]
            moved[columns] = np.maximum(moved[columns] + np.array(by), 0.0)
    return moved


def choices_of(formulation: Formulation) -> dict[str, Choice]:
    """The tiers, dead bands and excuses of the program, by the name of the quantity that they follow from."""
    return {formulation.program.column_name(each.quantity): each for each in guide(formulation).choices}


def follow(formulation: Formulation, moved: Float, taken: Mapping[str, int] | None) -> Follow:
    """The whole numbers that follow from ``moved`` quantities.

    An option ``taken`` in the plan is kept where the quantity still lies near it and is one of hours, which can be
    worked elsewhere; people are there in any case. None: each option where its quantity lies.
    """
    choices = choices_of(formulation)
    each = tuple(choices.values())
    options = taken_at(moved, each)
    if taken is not None:
        before = [
            min(taken.get(name, at), len(choice.lower) - 1)
            for (name, choice), at in zip(choices.items(), options.tolist(), strict=True)
        ]
        kept = kept_where_near(moved, each, np.array(before, dtype=np.int64))
        options = np.where(_counts_hours(formulation, each), kept, options)
    columns, values = option_columns(each), values_of(each, options)
    blocks, support = formulation.program.column_blocks, formulation.given.facts.support
    if "role_heads" in blocks:
        roles = blocks["role_heads"].index
        peak = moved[blocks["peak"].index][np.searchsorted(np.unique(support.site), support.site)]
        people = np.ceil(peak / support.heads_per_role[:, None] - WHOLE)
        columns = np.concatenate([columns, roles.ravel()])
        values = np.concatenate([values, people.ravel()])
    return Follow(columns, values)


def _counts_hours(formulation: Formulation, choices: Sequence[Choice]) -> NDArray[np.bool_]:
    """Whether the quantity of a choice is counted from hours that are assigned."""
    program, matrix = formulation.program, formulation.arrays.matrix
    assigned = program.column_blocks["assigned_h"].index
    row_of = {
        int(column): int(row)
        for name in ("window_units", "relief_units")
        if name in program.column_blocks
        for column, row in zip(program.column_blocks[name].index, program.row_blocks[name].index, strict=True)
    }
    return np.array(
        [bool(np.isin(matrix[row_of[each.quantity]].indices, assigned).any()) for each in choices], np.bool_
    )


def taken_in(formulation: Formulation, planned: Float) -> tuple[dict[str, int], tuple[str, ...]]:
    """The option of every choice at the ``planned`` quantities, and the choices at a threshold.

    At a threshold the lower option may be the one that the plan takes.
    """
    choices = choices_of(formulation)
    taken = dict(zip(choices, taken_at(planned, tuple(choices.values())).tolist(), strict=True))
    torn = tuple(
        name
        for name, choice in choices.items()
        if taken[name] > 0
        and planned[choice.quantity] - choice.lower[taken[name]] <= AT * max(1.0, planned[choice.quantity])
    )
    return taken, torn

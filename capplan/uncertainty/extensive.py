"""The extensive form: one copy of the program for every future, the columns of the first stage in common.

Index    k future    f column decided first    j column of one future

Decides  x[f]       the first stage: one column for all futures, so no plan can know the future
         y[k,j]     all other columns of the program of a future

Objective   sum over k: weight[k] * cost[k] @ (x, y[k])

Rows     those of every future, on its own copy; bounds of x keep to those of every future

Where recourse is relaxed, only x is of whole numbers: what is decided later is priced by its relaxation, and several
futures are searched in stages (``solve/stages``).

Source   Birge and Louveaux (2011), Introduction to Stochastic Programming, chapter 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve import Guide, Stages

__all__ = ["Copy", "Extensive", "held", "relaxed"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Copy:
    """The program of one future: its chance, its arrays, what to know of them, the columns decided first."""

    weight: float
    arrays: Arrays
    guide: Guide
    decided: Index


@dataclass(frozen=True)
class Extensive:
    """``places[k]`` are the columns of the program that the columns of future k have become.

    The first ``decided`` columns are the first stage. The last ones are always 0 and of no future: they stand where a
    series of columns (team x week) has a column of the other stage.
    """

    arrays: Arrays
    places: tuple[Index, ...]
    decided: int
    guide: Guide

    @classmethod
    def of(cls, copies: Sequence[Copy]) -> Extensive:
        """Raises ``ValueError`` where futures do not decide the same number of columns first."""
        first = len(copies[0].decided)
        if any(len(copy.decided) != first for copy in copies):
            raise ValueError("every future needs the same first stage")
        places, at = [], first
        for copy in copies:
            place = np.full(copy.arrays.shape[1], -1, dtype=np.int64)
            place[copy.decided] = np.arange(first)
            later = place < 0
            place[later] = at + np.arange(later.sum())
            at += int(later.sum())
            places.append(place)
        arrays = _stacked(copies, places, at)
        guide, count = _guide(copies, places, first, arrays)
        if len(copies) > 1 and not arrays.integer[first:].any():
            guide = replace(guide, stages=_stages(copies, places, first))
        return cls(_padded(arrays, count - at), tuple(places), first, guide)

    def point(self, future: int, x: Float) -> Float:
        """The columns of one future in a point of the whole."""
        return np.asarray(x[self.places[future]])


def _stacked(copies: Sequence[Copy], places: Sequence[Index], columns: int) -> Arrays:
    cost, integer = np.zeros(columns), np.zeros(columns, dtype=np.bool_)
    lower, upper = np.full(columns, -np.inf), np.full(columns, np.inf)
    entries = []
    for copy, place in zip(copies, places, strict=True):
        arrays = copy.arrays
        np.add.at(cost, place, copy.weight * arrays.cost)
        np.maximum.at(lower, place, arrays.column_lower)
        np.minimum.at(upper, place, arrays.column_upper)
        integer[place] |= arrays.integer
        own = arrays.matrix.tocoo()
        shape = (arrays.shape[0], columns)
        entries.append(sparse.coo_matrix((own.data, (own.row, place[own.col])), shape=shape))
    return Arrays(
        cost=cost,
        column_lower=lower,
        column_upper=upper,
        integer=integer,
        row_lower=np.concatenate([copy.arrays.row_lower for copy in copies]),
        row_upper=np.concatenate([copy.arrays.row_upper for copy in copies]),
        entries=Entries.of(sparse.csr_matrix(sparse.vstack(entries, format="csr"))),
    )


def _stages(copies: Sequence[Copy], places: Sequence[Index], decided: int) -> Stages:
    cost = tuple(copy.arrays.cost for copy in copies)
    return Stages(np.arange(decided), tuple(places), cost, np.array([copy.weight for copy in copies]))


def _padded(arrays: Arrays, count: int) -> Arrays:
    """The program with ``count`` whole columns more that are always 0."""
    none, more = np.zeros(count), sparse.csr_matrix((arrays.shape[0], count))
    return replace(
        arrays,
        cost=np.append(arrays.cost, none),
        column_lower=np.append(arrays.column_lower, none),
        column_upper=np.append(arrays.column_upper, none),
        integer=np.append(arrays.integer, np.ones(count, dtype=np.bool_)),
        entries=Entries.of(sparse.csr_matrix(sparse.hstack([arrays.matrix, more], format="csr"))),
    )


def _guide(
    copies: Sequence[Copy], places: Sequence[Index], decided: int, arrays: Arrays
) -> tuple[Guide, int]:
    """What is known of the copies, said of the whole: a site or a language is improved in all futures together.

    With it the columns that there are then: where a series has none, one is put in.
    """
    guides = [copy.guide for copy in copies]
    at = [_Places(place) for place in places]
    columns = arrays.shape[1]
    series, pads = _filled(_in_stages([each.series for each in guides], at, decided, arrays), columns)
    decisions, pads = _filled(_in_stages([each.decisions for each in guides], at, decided, arrays), pads)
    known = Guide(
        series=series,
        decisions=decisions,
        choices=tuple(
            replace(
                choice,
                quantity=int(move(choice.quantity)),
                options=move(choice.options),
                gate=move(choice.gate),
            )
            for each, move in zip(guides, at, strict=True)
            for choice in each.choices
        ),
        ladders=tuple(
            replace(ladder, quantity=int(move(ladder.quantity)), columns=move(ladder.columns))
            for each, move in zip(guides, at, strict=True)
            for ladder in each.ladders
        ),
        neighbourhoods=_joined([each.neighbourhoods for each in guides], at),
        aside=np.concatenate([move(each.aside) for each, move in zip(guides, at, strict=True)]),
        parts=_parts(guides, at, pads),
    )
    return known, pads


@dataclass(frozen=True)
class _Places:
    """Columns of a future as columns of the whole, -1 (none) as it is."""

    place: Index

    def __call__(self, index: Index | int) -> Index:
        return np.where(np.asarray(index) < 0, -1, self.place[index])


def _in_stages(
    of_futures: Sequence[tuple[Index, ...]], at: Sequence[_Places], decided: int, arrays: Arrays
) -> list[Index]:
    """Index arrays (series x time) twice, -1 for the other stage: what is decided first; later, in every future."""
    found = []
    for together in zip(*of_futures, strict=True):
        moved = [move(index) for move, index in zip(at, together, strict=True)]
        first = np.where(moved[0] < decided, moved[0], -1)
        later = np.vstack([np.where(index >= decided, index, -1) for index in moved])
        for index in (first, later):
            known = index[index >= 0]
            if known.size and arrays.integer[known].all():
                found.append(index)
    return found


def _filled(found: Sequence[Index], pads: int) -> tuple[tuple[Index, ...], int]:
    """The arrays with a column of its own for every -1, from column ``pads`` on; the column after them."""
    filled = []
    for index in found:
        missing = index < 0
        made = index.copy()
        made[missing] = pads + np.arange(missing.sum())
        pads += int(missing.sum())
        filled.append(made)
    return tuple(filled), pads


def _joined(of_futures: Sequence[tuple[Index, ...]], at: Sequence[_Places]) -> tuple[Index, ...]:
    """Sets of columns: those with the same number in every future are one."""
    if len({len(sets) for sets in of_futures}) > 1:
        return tuple(move(columns) for sets, move in zip(of_futures, at, strict=True) for columns in sets)
    return tuple(
        np.unique(np.concatenate([move(columns) for move, columns in zip(at, together, strict=True)]))
        for together in zip(*of_futures, strict=True)
    )


def _parts(guides: Sequence[Guide], at: Sequence[_Places], columns: int) -> tuple[Index, ...]:
    """Every column once: those of a site or a queue in all futures; one of the first stage where it is met first."""
    part, sets = np.full(columns, -1, dtype=np.int64), _joined([known.parts for known in guides], at)
    for number, members in enumerate(sets):
        part[members[part[members] < 0]] = number
    if not sets:
        return ()
    part[part < 0] = len(sets)
    return tuple(
        each for each in (np.flatnonzero(part == number) for number in range(len(sets) + 1)) if each.size
    )


def relaxed(copy: Copy) -> Copy:
    """The future with whole numbers in its first stage only.

    Whole numbers that only steer what is decided later (who takes a queue at all) are left out with their rules.
    """
    arrays, known = copy.arrays, copy.guide
    integer = np.zeros_like(arrays.integer)
    integer[copy.decided] = arrays.integer[copy.decided]
    steers = arrays.integer[known.aside] & ~integer[known.aside]
    kept = np.flatnonzero(np.diff(arrays.matrix[:, known.aside[steers]].tocsr().indptr) == 0)
    upper = arrays.column_upper.copy()
    upper[known.aside[steers]] = arrays.column_lower[known.aside[steers]]
    less = replace(
        arrays,
        column_upper=upper,
        integer=integer,
        row_lower=arrays.row_lower[kept],
        row_upper=arrays.row_upper[kept],
        entries=Entries.of(arrays.matrix[kept]),
    )
    near = [columns[integer[columns]] for columns in known.neighbourhoods]
    guide = replace(
        known,
        choices=(),
        ladders=(),
        aside=known.aside[~steers],
        # with few whole numbers the relaxation of all of it is the quicker way, and proves more
        parts=(),
        neighbourhoods=tuple(columns for columns in near if columns.size),
    )
    return replace(copy, arrays=less, guide=guide)


def held(copy: Copy, x: Float) -> Arrays:
    """The program of a future with its first stage held at ``x`` [f]."""
    lower, upper = copy.arrays.column_lower.copy(), copy.arrays.column_upper.copy()
    lower[copy.decided] = upper[copy.decided] = x
    integer = copy.arrays.integer.copy()
    integer[copy.decided] = False
    return replace(copy.arrays, column_lower=lower, column_upper=upper, integer=integer)

"""A proven lower bound part by part: rows that parts share are priced, each part is solved for itself.

Bound    L(y) = sum over shared rows: y * side + sum over parts: min (cost - y * rows) @ x over the part's own rows

Any prices y of the right sign give a bound; those of the relaxation give nearly its optimum. Prices that are a little
off let a column without an end run away, so all columns keep the ends that the rows imply (``implied.py``), and where
there is none, prices are cut to what the column costs.

Source   Lagrangean relaxation: Geoffrion (1974), Mathematical Programming Study 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.clock import Clock
from capplan.solve.parts.implied import ends
from capplan.solve.parts.split import Split
from capplan.solve.relaxation import Relaxation

__all__ = ["Priced", "optimum", "priced"]

CUTS = 20
"""Rounds of cutting prices; one cut may take from what another column pays."""

SPARE = 1e-12
"""By how much more a price is cut, as a part of it, so that no rounding leaves it too high."""

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Priced:
    """``known`` is what of the bound needs no solve; ``programs`` are the rest, one by one, without whole numbers.

    The bound is ``known`` plus a lower bound on the optimum of each; -inf where a column has no end.
    """

    known: float
    columns: tuple[Index, ...]
    programs: tuple[Arrays, ...]


def optimum(program: Arrays, clock: Clock, seed: int) -> float:
    """The optimum of one part, -inf when there is none."""
    relaxation = Relaxation(program, clock, seed, 1)
    found = relaxation.solve()
    return -np.inf if found is None or relaxation.objective is None else relaxation.objective


def priced(split: Split, prices: Float) -> Priced:
    """The parts of the program with shared rows at ``prices``, one of each row."""
    arrays = split.arrays
    shared = split.shared_rows
    sides = np.where(prices > 0.0, arrays.row_lower, arrays.row_upper)
    lower, upper = ends(arrays)
    price = _affordable(arrays, np.where(shared & np.isfinite(sides), prices, 0.0), shared, np.isinf(upper))
    cost = arrays.cost - arrays.matrix.T @ price
    own = np.flatnonzero(~shared)
    of_row = split.part_of_row[own]
    order = np.argsort(of_row, kind="stable")
    rows_of = dict(_groups(of_row[order], own[order]))
    order = np.argsort(split.part, kind="stable")
    known = float(price @ np.where(price != 0.0, sides, 0.0))
    columns_of, programs = [], []
    for part, columns in _groups(split.part[order], order):
        rows = rows_of.get(part, np.zeros(0, np.int64))
        matrix = arrays.matrix[rows][:, columns].tocsr()
        bound = np.diff(matrix.tocsc().indptr) > 0
        loose = columns[~bound]
        known += _least(cost[loose], lower[loose], upper[loose])
        if bound.any():
            held = columns[bound]
            columns_of.append(held)
            programs.append(
                Arrays(
                    cost=cost[held],
                    column_lower=lower[held],
                    column_upper=upper[held],
                    integer=np.zeros(len(held), bool),
                    row_lower=arrays.row_lower[rows],
                    row_upper=arrays.row_upper[rows],
                    entries=Entries.of(matrix[:, np.flatnonzero(bound)].tocsr()),
                )
            )
    return Priced(known, tuple(columns_of), tuple(programs))


def _affordable(
    arrays: Arrays, prices: Float, shared: NDArray[np.bool_], endless: NDArray[np.bool_]
) -> Float:
    """``prices`` with none above what an endless column in shared rows alone costs: an hour short, say."""
    own_rows = np.diff(arrays.matrix[np.flatnonzero(~shared)].tocsc().indptr) > 0
    columns = np.flatnonzero(endless & ~own_rows)
    matrix = arrays.matrix[:, columns].tocoo()
    for _ in range(CUTS):
        worth = prices[matrix.row] * matrix.data
        brings = np.bincount(matrix.col, weights=np.maximum(worth, 0.0), minlength=len(columns))
        takes = np.bincount(matrix.col, weights=np.minimum(worth, 0.0), minlength=len(columns))
        limit = np.maximum(arrays.cost[columns] - takes, 0.0)
        over = brings > limit
        if not over.any():
            break
        part = np.where(over, limit * (1.0 - SPARE) / np.maximum(brings, 1e-300), 1.0)
        cut = np.ones(len(prices))
        here = over[matrix.col] & (worth > 0.0)
        np.minimum.at(cut, matrix.row[here], part[matrix.col[here]])
        prices = prices * cut
    return prices


def _least(cost: Float, lower: Float, upper: Float) -> float:
    """The least cost of columns in no row."""
    moved = cost != 0.0
    return float(np.sum(cost[moved] * np.where(cost > 0.0, lower, upper)[moved]))


def _groups(key: Index, values: Index) -> Iterator[tuple[int, Index]]:
    """The ``values`` of every key; keys rise."""
    if key.size:
        starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
        yield from ((int(key[k]), part) for k, part in zip(starts, np.split(values, starts[1:]), strict=True))

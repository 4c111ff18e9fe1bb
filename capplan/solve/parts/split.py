"""A program split into parts: a part with whole numbers is planned by itself, what the others take is held.

How much is free with a part is its width: the part alone; with the parts without whole numbers that share a row with
it, the shorts and the backlog of the queues that a site serves; with the hours of others in those queues as well, but
not their people.

Source   relax-and-fix and fix-and-optimise: Helber and Sahling (2010), Int. J. Production Economics 123.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from capplan.entries import Entries
from capplan.program import Arrays
from capplan.solve.core import Core
from capplan.solve.parts.margins import Margins, with_margins

__all__ = ["Piece", "Split", "labels_in_core"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

ROUNDED = 2e-7
"""A row violated by no more than this, in parts of its activity, is held as it lies: the solver's tolerance."""

DEAR = 20.0
"""What a unit of a row costs by which a part breaks it, in units of what the dearest hour or head brings to a row."""


class Width(enum.Enum):
    """What is free when a part is planned."""

    OWN = "its own columns"
    SHARED = "columns of parts without whole numbers near it, too"
    OTHERS = "what others bring to those, too"


class Broken(enum.Enum):
    """What becomes of rows that a part shares with others and that are broken."""

    HELD = "they are broken no further"
    MENDED = "each unit by which they stay broken costs much"
    BREAKABLE = "so does each unit by which any shared row is broken anew"


@dataclass(frozen=True)
class Piece:
    """A part to plan: ``arrays`` has the ``columns`` of the whole, then those by which rows are broken.

    ``start`` is the point of the piece that the whole lies at.
    """

    columns: Index
    arrays: Arrays
    start: Float


@dataclass(frozen=True)
class Split:
    """``part`` is the part of every column of ``arrays``; parts are counted from 0 on.

    ``part_of_row`` is the part of every row, -1 for rows that parts share. ``whole_numbers`` flags parts that have
    some; ``near`` flags parts (part x part) that share a row.
    """

    arrays: Arrays
    part: Index
    part_of_row: Index
    by_column: sparse.csc_matrix
    whole_numbers: NDArray[np.bool_]
    near: sparse.csr_matrix

    @classmethod
    def of(cls, arrays: Arrays, part: Index) -> Split:
        """The split of ``arrays`` by the part of each column."""
        count = int(part.max(initial=-1)) + 1
        belongs = sparse.csr_matrix(
            (np.ones(len(part)), (np.arange(len(part)), part)), shape=(len(part), count)
        )
        touches = (abs(arrays.matrix) @ belongs).tocsr()
        whole_numbers = np.bincount(part, weights=arrays.integer, minlength=count) > 0
        near = ((touches.T @ touches) > 0).tocsr()
        parts_in_row = np.diff(touches.indptr)
        one = np.append(touches.indices, 0)[np.minimum(touches.indptr[:-1], touches.nnz)]
        of_row = np.where(parts_in_row == 1, one, -1).astype(np.int64)
        return cls(arrays, part, of_row, arrays.matrix.tocsc(), whole_numbers, near)

    @property
    def shared_rows(self) -> NDArray[np.bool_]:
        """Flags the rows of several parts, or of none."""
        return self.part_of_row < 0

    def columns(self, part: int, width: Width) -> Index:
        """The columns that are free when ``part`` is planned."""
        if width is Width.OWN:
            return np.flatnonzero(self.part == part)
        shared = np.zeros(len(self.whole_numbers), bool)
        shared[self.near[part].indices] = True
        shared &= ~self.whole_numbers
        chosen = shared[self.part] | (self.part == part)
        if width is Width.OTHERS:
            rows = np.unique(self.by_column[:, np.flatnonzero(shared[self.part])].indices)
            others = np.unique(self.arrays.matrix[rows].indices)
            chosen[others[~self.arrays.integer[others]]] = True
        return np.flatnonzero(chosen)

    def broken_parts(self, x: Float) -> NDArray[np.bool_]:
        """Flags the parts with a column in a row that is broken at ``x`` by more than rounding."""
        arrays = self.arrays
        activity = arrays.matrix @ x
        slight = ROUNDED * np.maximum(1.0, np.abs(activity))
        rows = np.flatnonzero((arrays.row_lower - activity > slight) | (activity - arrays.row_upper > slight))
        broken = np.zeros(len(self.whole_numbers), bool)
        broken[self.part[np.unique(arrays.matrix[rows].indices)]] = True
        return broken

    def piece(self, x: Float, columns: Index, broken: Broken) -> Piece:
        """The program of ``columns`` alone, everything else held at ``x``."""
        rows, alone, shared = self._alone(x, columns, broken is Broken.HELD)
        if broken is Broken.HELD:
            return Piece(columns, alone, x[columns])
        own, slight = alone.matrix @ x[columns], self._slight(x, rows)
        anew = broken is Broken.BREAKABLE
        under, over = alone.row_lower - own > slight, own - alone.row_upper > slight
        short = np.flatnonzero(shared & (under | (anew & np.isfinite(alone.row_lower))))
        beyond = np.flatnonzero(shared & (over | (anew & np.isfinite(alone.row_upper))))
        return _breakable(columns, alone, short, beyond, x[columns])

    def loose_piece(self, x: Float, columns: Index, margins: Margins) -> Piece:
        """The same with shared rows that may be left at about their price."""
        rows, alone, shared = self._alone(x, columns, False)
        some = np.flatnonzero(shared)
        bands = margins.band * 0.5 * (abs(self.arrays.matrix[rows[some]]) @ np.abs(x))
        dearest = _dearest(alone)
        loose = with_margins(alone, some, margins.prices[rows[some]], bands, dearest, DEAR * dearest)
        return Piece(columns, loose, np.append(x[columns], np.zeros(loose.shape[1] - len(columns))))

    def _slight(self, x: Float, rows: Index) -> Float:
        return np.asarray(ROUNDED * np.maximum(1.0, np.abs(self.arrays.matrix[rows] @ x)))

    def _alone(self, x: Float, columns: Index, held: bool) -> tuple[Index, Arrays, NDArray[np.bool_]]:
        """The rows of ``columns``, their program with all else at ``x``, and the flags of rows shared with others.

        A row that is broken by rounding stays as it lies; with ``held``, a shared one that is broken at all.
        """
        arrays = self.arrays
        rows = np.unique(self.by_column[:, columns].indices).astype(np.int64)
        entries = arrays.matrix[rows]
        activity, matrix = entries @ x, entries[:, columns].tocsr()
        own = matrix @ x[columns]
        lower, upper = arrays.row_lower[rows] - (activity - own), arrays.row_upper[rows] - (activity - own)
        under, over = lower - own, own - upper
        shared = np.asarray(np.diff(matrix.indptr) < np.diff(entries.indptr))
        as_it_lies = np.where(shared & held, np.inf, self._slight(x, rows))
        alone = Arrays(
            cost=arrays.cost[columns],
            column_lower=arrays.column_lower[columns],
            column_upper=arrays.column_upper[columns],
            integer=arrays.integer[columns],
            row_lower=np.where((under > 0.0) & (under <= as_it_lies), own, lower),
            row_upper=np.where((over > 0.0) & (over <= as_it_lies), own, upper),
            entries=Entries.of(matrix),
        )
        return rows, alone, shared


def _breakable(columns: Index, alone: Arrays, short: Index, beyond: Index, start: Float) -> Piece:
    """The piece ``alone`` with a column for every row that may fall short of its side, or go beyond it."""
    count = len(short) + len(beyond)
    sign = np.append(np.ones(len(short)), -np.ones(len(beyond)))
    place = (np.append(short, beyond), np.arange(count))
    extra = sparse.csr_matrix((sign, place), shape=(alone.shape[0], count))
    activity = alone.matrix @ start
    by = np.append((alone.row_lower - activity)[short], (activity - alone.row_upper)[beyond])
    arrays = Arrays(
        cost=np.append(alone.cost, np.full(count, DEAR * _dearest(alone))),
        column_lower=np.append(alone.column_lower, np.zeros(count)),
        column_upper=np.append(alone.column_upper, np.full(count, np.inf)),
        integer=np.append(alone.integer, np.zeros(count, bool)),
        row_lower=alone.row_lower,
        row_upper=alone.row_upper,
        entries=Entries.of(sparse.hstack([alone.matrix, extra], format="csr")),
    )
    return Piece(columns, arrays, np.append(start, np.maximum(by, 0.0)))


def _dearest(arrays: Arrays) -> float:
    """The most that a unit of a column without whole numbers costs for what it brings to a row."""
    # a part whose rows are all gone, as with its hires held, has no row to take the greatest of
    most = abs(arrays.matrix).max(axis=0).toarray().ravel() if arrays.shape[0] else np.zeros(arrays.shape[1])
    told = ~arrays.integer & (most > 0.0)
    return float(np.max(np.abs(arrays.cost[told]) / most[told], initial=1.0))


def labels_in_core(core: Core, parts: Sequence[Index]) -> Index:
    """The part of every column of the core; columns of no part are one more part, as is the constant of the core."""
    part = np.full(core.whole.shape[1], len(parts))
    for number, columns in enumerate(parts):
        part[columns] = number
    kept = np.flatnonzero(core.kept)[core.reduced.columns]
    return np.append(part[kept], len(parts))

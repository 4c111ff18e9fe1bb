"""A mixed-integer program as arrays, grown block by block.

A block of columns or rows has a name and axes; every column and row has a readable name
(``coverage[payments_voice:en, 2026-03-02]``) that is made only when somebody asks for it.
A family writes whole blocks with index arrays; no Python loop runs over cells.

    program = Program()
    assigned = program.columns("assigned_h", (pairs, weeks))
    coverage = program.rows("coverage", (queues, weeks), at_least=required_h)
    coverage.add(assigned.index, pace[:, None], at=coverage.index[queue_of_pair, :])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.entries import Entries

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["Arrays", "Axis", "Block", "Part", "Program", "Rows"]

Index = NDArray[np.int64]
Float = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """A named list of labels: the teams, the queues, the weeks."""

    name: str
    labels: tuple[str, ...]

    def __len__(self) -> int:
        """The number of labels."""
        return len(self.labels)

    def positions(self, part: Axis) -> Index:
        """Where the labels of an axis that is a part of this one stand here."""
        place = {label: position for position, label in enumerate(self.labels)}
        return np.array([place[label] for label in part.labels], dtype=np.int64)


@dataclass(frozen=True)
class Block:
    """A block of columns or rows: ``index`` has one axis per entry of ``axes`` and holds positions."""

    name: str
    axes: tuple[Axis, ...]
    index: Index

    def label(self, position: int) -> str:
        """The readable name of the column or row at ``position`` of the whole program."""
        if not self.axes:
            return self.name
        cell = np.unravel_index(position - int(self.index.flat[0]), self.index.shape)
        return f"{self.name}[{', '.join(axis.labels[i] for axis, i in zip(self.axes, cell, strict=True))}]"


@dataclass(frozen=True)
class Rows(Block):
    """A block of rows. ``rule`` tells a rule of the user, which may be relaxed, from an identity."""

    program: Program = field(repr=False, compare=False, kw_only=True)
    rule: bool = field(default=False, kw_only=True)

    def add(self, columns: ArrayLike, coefficient: ArrayLike = 1.0, at: ArrayLike | None = None) -> None:
        """Add ``coefficient * column`` to the rows ``at`` (default: the whole block); the three broadcast."""
        rows = self.index if at is None else np.asarray(at, dtype=np.int64)
        row, column, value = np.broadcast_arrays(
            rows, np.asarray(columns, np.int64), np.asarray(coefficient, float)
        )
        keep = value.ravel() != 0.0
        self.program.entries.append((row.ravel()[keep], column.ravel()[keep], value.ravel()[keep]))


@dataclass(frozen=True)
class Arrays:
    """The finished program: minimise ``cost @ x`` subject to row and column bounds.

    ``entries`` are those of the rows; infinite bounds are ``numpy.inf``.
    """

    cost: Float
    column_lower: Float
    column_upper: Float
    integer: NDArray[np.bool_]
    row_lower: Float
    row_upper: Float
    entries: Entries

    @property
    def matrix(self) -> sparse.csr_matrix:
        """The entries as a matrix of scipy, CSR with shape (rows, columns)."""
        return self.entries.matrix

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return self.entries.shape


class Program:
    """A mixed-integer program under construction (minimise)."""

    def __init__(self) -> None:
        self.column_blocks: dict[str, Block] = {}
        self.row_blocks: dict[str, Rows] = {}
        self.entries: list[tuple[Index, Index, Float]] = []
        self._columns: dict[str, list[NDArray[Any]]] = {"lower": [], "upper": [], "cost": [], "integer": []}
        self._rows: dict[str, list[Float]] = {"lower": [], "upper": []}
        self._column_count = 0
        self._row_count = 0

    def columns(
        self,
        name: str,
        axes: Sequence[Axis],
        *,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = np.inf,
        cost: ArrayLike = 0.0,
        integer: bool = False,
    ) -> Block:
        """Add a block of columns. ``lower``, ``upper`` and ``cost`` broadcast to the shape of the axes."""
        if name in self.column_blocks:
            raise ValueError(f"the column block {name!r} exists already")
        index = self._positions(axes, self._column_count)
        for key, values in (("lower", lower), ("upper", upper), ("cost", cost), ("integer", integer)):
            dtype = bool if key == "integer" else float
            self._columns[key].append(np.broadcast_to(np.asarray(values, dtype), index.shape).ravel())
        self._column_count += index.size
        self.column_blocks[name] = block = Block(name, tuple(axes), index)
        return block

    def rows(
        self,
        name: str,
        axes: Sequence[Axis],
        *,
        at_least: ArrayLike = -np.inf,
        at_most: ArrayLike = np.inf,
        equal: ArrayLike | None = None,
        rule: bool = False,
    ) -> Rows:
        """Add a block of rows between ``at_least`` and ``at_most``, or ``equal`` to a value."""
        if name in self.row_blocks:
            raise ValueError(f"the row block {name!r} exists already")
        index = self._positions(axes, self._row_count)
        lower, upper = (at_least, at_most) if equal is None else (equal, equal)
        self._rows["lower"].append(np.broadcast_to(np.asarray(lower, float), index.shape).ravel())
        self._rows["upper"].append(np.broadcast_to(np.asarray(upper, float), index.shape).ravel())
        self._row_count += index.size
        self.row_blocks[name] = block = Rows(name, tuple(axes), index, program=self, rule=rule)
        return block

    @staticmethod
    def _positions(axes: Sequence[Axis], first: int) -> Index:
        shape = tuple(len(axis) for axis in axes)
        return np.arange(first, first + int(np.prod(shape, dtype=np.int64)), dtype=np.int64).reshape(shape)

    def arrays(self, extra_cost: Float | None = None) -> Arrays:
        """The program as arrays; ``extra_cost`` (one value per column) is added to the costs of the blocks."""
        cost = _joined(self._columns["cost"], float)
        shape = (self._row_count, self._column_count)
        row, column, value = (
            (np.concatenate([entry[part] for entry in self.entries]) for part in range(3))
            if self.entries
            else (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
        )
        return Arrays(
            cost=cost if extra_cost is None else cost + extra_cost,
            column_lower=_joined(self._columns["lower"], float),
            column_upper=_joined(self._columns["upper"], float),
            integer=_joined(self._columns["integer"], bool),
            row_lower=_joined(self._rows["lower"], float),
            row_upper=_joined(self._rows["upper"], float),
            entries=Entries.summed(row, column, value, shape),
        )

    @property
    def column_count(self) -> int:
        """How many columns the program has so far."""
        return self._column_count

    def column_name(self, position: int) -> str:
        """The readable name of a column."""
        return _name(self.column_blocks.values(), position)

    def row_name(self, position: int) -> str:
        """The readable name of a row."""
        return _name(self.row_blocks.values(), position)

    def value(self, name: str, solution: Float) -> Float:
        """The values of the column block ``name`` in a solution, in the shape of its axes."""
        return solution[self.column_blocks[name].index]


class Part(Program):
    """A part of a whole program, whose blocks have names of its own: those of the whole begin with ``name``."""

    def __init__(self, whole: Program, name: str) -> None:
        super().__init__()
        self.whole, self.name = whole, name

    def columns(self, name: str, axes: Sequence[Axis], **bounds: Any) -> Block:
        """As those of the whole."""
        block = self.column_blocks[name] = self.whole.columns(f"{self.name} {name}", axes, **bounds)
        return block

    def rows(self, name: str, axes: Sequence[Axis], **bounds: Any) -> Rows:
        """As those of the whole."""
        rows = self.row_blocks[name] = self.whole.rows(f"{self.name} {name}", axes, **bounds)
        return rows


def _joined(parts: list[NDArray[Any]], dtype: type) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype)


def _name(blocks: Any, position: int) -> str:
    for block in blocks:
        if block.index.size and block.index.flat[0] <= position <= block.index.flat[-1]:
            return str(block.label(position))
    raise IndexError(f"no block holds position {position}")

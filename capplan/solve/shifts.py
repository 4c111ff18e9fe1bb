"""Sides of a program moved by amounts, one move at a time, and what the optimum becomes: as files between processes.

Index    r row    j column    n shift

A shift is asked of the program without whole numbers; the program itself is answered first, with its prices:

row_price[r]      what the optimum rises by when the finite sides of row r rise by one, to first order
column_price[j]   the same of the bounds of column j
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Answers", "Asked", "Basis", "Shift", "Shifted", "keep_answer", "keep_prices", "read_answers", "read_asked",
    "write_asked",
]  # fmt: skip

Float = NDArray[np.float64]
Index = NDArray[np.int64]


def _no_rows() -> Index:
    return np.zeros(0, np.int64)


def _nothing() -> Float:
    return np.zeros(0)


@dataclass(frozen=True)
class Shift:
    """The finite sides of ``rows`` move by ``by``, the upper bounds of ``columns`` by ``column_by``."""

    rows: Index = field(default_factory=_no_rows)
    by: Float = field(default_factory=_nothing)
    columns: Index = field(default_factory=_no_rows)
    column_by: Float = field(default_factory=_nothing)


@dataclass(frozen=True)
class Basis:
    """Where an optimum stands, as its solver names it: a start for the next solve of the same program."""

    columns: NDArray[np.int8]
    rows: NDArray[np.int8]


@dataclass(frozen=True)
class Asked:
    """Shifts to answer, in this order, and a basis to start from."""

    shifts: tuple[Shift, ...] = ()
    basis: Basis | None = None


@dataclass(frozen=True)
class Shifted:
    """The optimum under a shift, and its point; ``feasible`` is False where there is none."""

    feasible: bool
    objective: float
    x: Float


@dataclass(frozen=True)
class Answers:
    """The optimum of the program as it stands, its prices, and for every shift its optimum.

    None stands for a shift that time ran out for.
    """

    objective: float
    x: Float
    row_price: Float
    column_price: Float
    basis: Basis
    shifted: tuple[Shifted | None, ...]


PARTS = ("rows", "by", "columns", "column_by")


def write_asked(directory: Path, asked: Asked) -> None:
    """Write what is asked of the program that lies in ``directory``."""
    parts = {f"{name}_{n}": getattr(shift, name) for n, shift in enumerate(asked.shifts) for name in PARTS}
    basis = {} if asked.basis is None else {"basis": asked.basis.columns, "row_basis": asked.basis.rows}
    np.savez(directory / "asked.npz", count=np.array(len(asked.shifts)), **basis, **parts)  # type: ignore[arg-type]


def read_asked(directory: Path) -> Asked | None:
    """What is asked; None where nothing is but the optimum."""
    path = directory / "asked.npz"
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        shifts = tuple(Shift(*(stored[f"{name}_{n}"] for name in PARTS)) for n in range(int(stored["count"])))
        basis = Basis(stored["basis"], stored["row_basis"]) if "basis" in stored.files else None
        return Asked(shifts, basis)


def keep_prices(directory: Path, answers: Answers) -> None:
    """Write the answer for the program as it stands."""
    _keep(
        directory,
        "prices",
        objective=np.array(answers.objective),
        x=answers.x,
        row=answers.row_price,
        column=answers.column_price,
        basis=answers.basis.columns,
        row_basis=answers.basis.rows,
    )


def keep_answer(directory: Path, number: int, answer: Shifted) -> None:
    """Write the answer to one shift."""
    content = {"feasible": np.array(answer.feasible), "objective": np.array(answer.objective), "x": answer.x}
    _keep(directory, f"answer_{number}", **content)


def read_answers(directory: Path, count: int) -> Answers | None:
    """What has been answered so far of ``count`` shifts; None when not even the program was."""
    path = directory / "prices.npz"
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        shifted = tuple(_answer(directory / f"answer_{number}.npz") for number in range(count))
        basis = Basis(stored["basis"], stored["row_basis"])
        return Answers(
            float(stored["objective"]), stored["x"], stored["row"], stored["column"], basis, shifted
        )


def _answer(path: Path) -> Shifted | None:
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        return Shifted(bool(stored["feasible"]), float(stored["objective"]), stored["x"])


def _keep(directory: Path, name: str, **content: NDArray[np.generic]) -> None:
    # in one step: a kill in between leaves no half of it
    fresh = directory / f"{name}.new.npz"
    np.savez(fresh, **content)  # type: ignore[arg-type]
    os.replace(fresh, directory / f"{name}.npz")  # noqa: PTH105 - the one atomic rename on every platform

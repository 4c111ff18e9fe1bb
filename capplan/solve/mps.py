"""The program as an MPS file, for any solver in the world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from capplan.errors import CapplanError
from capplan.program import Arrays

__all__ = ["export"]


def export(arrays: Arrays, path: Path | str) -> None:
    """Write the program to ``path`` (``.mps``, free format); column 7 is ``c7``, row 7 is ``r7``.

    Numbers are written with all their digits, so that a reader gets the same program back. Rows without a
    finite side say nothing and are left out.
    """
    target = Path(path)
    if target.suffix.lower() != ".mps":
        raise CapplanError(f"{target}: a program is exported as .mps")
    with target.open("w", encoding="ascii", newline="\n") as file:
        file.writelines(f"{line}\n" for line in _lines(arrays))


def _lines(arrays: Arrays) -> Iterator[str]:
    lower, upper = arrays.row_lower, arrays.row_upper
    kept = np.isfinite(lower) | np.isfinite(upper)
    kind = np.where(lower == upper, "E", np.where(np.isfinite(lower), "G", "L"))
    yield "NAME capplan"
    yield "ROWS"
    yield " N cost"
    yield from (f" {kind[row]} r{row}" for row in np.flatnonzero(kept))
    yield "COLUMNS"
    yield from _columns(arrays, kept)
    yield "RHS"
    side = np.where(np.isfinite(lower), lower, upper)
    yield from (f" rhs r{row} {float(side[row])!r}" for row in np.flatnonzero(kept & (side != 0.0)))
    ranged = np.flatnonzero(np.isfinite(lower) & np.isfinite(upper) & (lower != upper))
    if ranged.size:
        yield "RANGES"
        yield from (f" range r{row} {float(upper[row] - lower[row])!r}" for row in ranged)
    yield "BOUNDS"
    yield from _bounds(arrays)
    yield "ENDATA"


def _columns(arrays: Arrays, kept: np.ndarray) -> Iterator[str]:
    by_column = arrays.matrix.tocsc()
    start, row_of, value = by_column.indptr.tolist(), by_column.indices.tolist(), by_column.data.tolist()
    within = False
    for column, whole in enumerate(arrays.integer.tolist()):
        if whole != within:
            within = whole
            yield f" marker{column} 'MARKER' '{'INTORG' if whole else 'INTEND'}'"
        # a zero cost keeps a column that stands in no row
        yield f" c{column} cost {float(arrays.cost[column])!r}"
        for entry in range(start[column], start[column + 1]):
            if kept[row_of[entry]]:
                yield f" c{column} r{row_of[entry]} {float(value[entry])!r}"
    if within:
        yield " markerend 'MARKER' 'INTEND'"


def _bounds(arrays: Arrays) -> Iterator[str]:
    pairs = zip(arrays.column_lower.tolist(), arrays.column_upper.tolist(), strict=True)
    for column, (low, high) in enumerate(pairs):
        if low == high:
            yield f" FX bound c{column} {low!r}"
            continue
        if low == -np.inf:
            yield f" {'FR' if high == np.inf else 'MI'} bound c{column}"
        else:
            # also when it is 0: some readers take another default for whole numbers
            yield f" LO bound c{column} {low!r}"
        if high != np.inf:
            yield f" UP bound c{column} {high!r}"
        elif low != -np.inf:
            yield f" PL bound c{column}"

"""Formulas over many cells: by chunks, and each cell by the formula that is right for it.

A formula takes flat arrays of one length and uses only operations that treat each cell by itself, so a cell has
the same value alone as among a million others, to the last bit. A single cell is passed as a plain float: the
same arithmetic without the cost of arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from capplan.requirements.arguments import Floats

__all__ = ["CHUNK", "NOTHING", "Cells", "by_cells", "either", "pick", "plain"]

CHUNK = 4096  # cells at a time: what a processor keeps close
NOTHING = 1e-280  # loads and agents up to here count as none, so that no quotient leaves the range of floats

Cells = tuple[Floats, ...]
Formula = Callable[..., Cells]


def by_cells(formula: Formula, *cells: Floats) -> Cells:
    """``formula`` of flat arrays of one length, chunk by chunk; a single cell as plain floats."""
    count = cells[0].size
    with np.errstate(over="ignore", under="ignore"):
        if count == 1:
            return tuple(np.array([value]) for value in formula(*(column.item() for column in cells)))
        if count <= CHUNK:
            return formula(*cells)
        parts = [formula(*(column[at : at + CHUNK] for column in cells)) for at in range(0, count, CHUNK)]
    return tuple(np.concatenate(columns) for columns in zip(*parts, strict=True))


def either(test: Any, one: Formula, other: Formula, *cells: Floats) -> Cells:
    """``one`` of the cells that pass the test, ``other`` of the rest."""
    if not isinstance(test, np.ndarray):
        return one(*cells) if test else other(*cells)
    if test.all():
        return one(*cells)
    if not test.any():
        return other(*cells)
    rest = ~test
    passed = one(*(column[test] for column in cells))
    failed = other(*(column[rest] for column in cells))
    results = tuple(np.empty(test.shape) for _ in passed)
    for result, yes, no in zip(results, passed, failed, strict=True):
        result[test], result[rest] = yes, no
    return results


def pick(test: Any, yes: Floats, no: Floats) -> Floats:
    """``yes`` where the test passes, else ``no``; both are at hand for every cell."""
    if not isinstance(test, np.ndarray):
        return yes if test else no
    return np.where(test, yes, no)


def plain(value: Any) -> Any:
    """A plain float instead of numpy's, which counts slower; arrays as they are."""
    return value.item() if isinstance(value, np.float64) else value

"""Decisions before all else, on the relaxation: yes or no, and what it leaves half open tried both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.solve.choices import other_way, rounded, torn
from capplan.solve.contract import Choice
from capplan.solve.options import Settled, free, settle
from capplan.solve.relaxation import Relaxation

__all__ = ["Decided", "decide"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PART_OF_TIME = 0.2
"""Of the time that is left: how much trying both ways may take, and again how much trying options may."""


@dataclass(frozen=True)
class Decided:
    """The ``chosen`` values of the decisions, with every choice ``settled``; both are held on the relaxation."""

    chosen: Float
    settled: Settled


def decide(relaxation: Relaxation, x: Float, columns: Index, choices: Sequence[Choice]) -> Decided | None:
    """The decisions (series x time) and the choices; None if nothing was found."""
    reporter = relaxation.reporter
    time_s = PART_OF_TIME * reporter.remaining_s()
    until_s = reporter.remaining_s() - time_s
    shares = x[columns]
    chosen = rounded(shares)
    best, mixed = _tried(relaxation, columns, chosen, choices)
    if best is None and chosen.any():
        chosen = np.zeros_like(chosen)
        best, mixed = _tried(relaxation, columns, chosen, choices)
    for series in torn(shares).tolist():
        if reporter.stop.is_set() or reporter.remaining_s() < until_s:
            break
        other = other_way(shares, chosen, series)
        found, mixture = _tried(relaxation, columns, other, choices)
        if found is not None and (best is None or found.cost < best.cost):
            chosen, best, mixed = other, found, mixture
    relaxation.bound(columns.ravel(), chosen.ravel(), chosen.ravel())
    settled = None if mixed is None else settle(relaxation, mixed, choices, time_s)
    return None if settled is None else Decided(chosen, settled)


def _tried(
    relaxation: Relaxation, columns: Index, chosen: Float, choices: Sequence[Choice]
) -> tuple[Settled | None, Float | None]:
    """A decision with the choices as their quantities lie, as they are in a plan; the relaxation with none held."""
    free(relaxation, choices)
    relaxation.bound(columns.ravel(), chosen.ravel(), chosen.ravel())
    mixed = relaxation.solve()
    return (None if mixed is None else settle(relaxation, mixed, choices, 0.0)), mixed

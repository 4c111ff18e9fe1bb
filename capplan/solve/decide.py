"""Decisions before all else, on the relaxation: yes or no, then every choice, each tried the ways that it is torn.

The relaxation mixes the options of a choice: it takes a part of a discount without the volume for it. A choice by the
quantity alone forgoes discounts that are nearly reached, so the options that the relaxation mixes are tried in turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.solve.choices import option_columns, other_way, rounded, taken_at, torn, torn_choices, values_of
from capplan.solve.contract import Choice
from capplan.solve.dive import Relaxation

__all__ = ["Decided", "decide"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PART_OF_TIME = 0.3
"""Of the time that is left: how much trying one way after the other may take."""


@dataclass(frozen=True)
class Decided:
    """``values`` of the ``columns`` of decisions and choices, and the relaxation ``x`` with them, at ``cost``."""

    columns: Index
    values: Float
    x: Float
    cost: float


def decide(relaxation: Relaxation, x: Float, columns: Index, choices: Sequence[Choice]) -> Decided | None:
    """The decisions (series x time) and the choices; None if nothing was found."""
    trial = _Trial(relaxation, columns, choices)
    shares = x[columns]
    chosen = rounded(shares)
    best = trial.settled(chosen)
    if best is None and chosen.any():
        chosen = np.zeros_like(chosen)
        best = trial.settled(chosen)
    for series in torn(shares).tolist():
        if trial.over():
            break
        other = other_way(shares, chosen, series)
        found = trial.settled(other)
        if found is not None and (best is None or found.cost < best.cost):
            chosen, best = other, found
    return None if best is None else trial.improved(chosen, best)


class _Trial:
    """Tries decisions and choices on a relaxation, within a part of the time that is left."""

    def __init__(self, relaxation: Relaxation, columns: Index, choices: Sequence[Choice]) -> None:
        self.relaxation, self.columns, self.choices = relaxation, columns, choices
        self.options = option_columns(choices)
        self.until_s = (1.0 - PART_OF_TIME) * relaxation.reporter.remaining_s()
        self.mixed: dict[bytes, Float] = {}

    def over(self) -> bool:
        """Whether the time for trying is used up."""
        reporter = self.relaxation.reporter
        return reporter.stop.is_set() or reporter.remaining_s() < self.until_s

    def settled(self, chosen: Float) -> Decided | None:
        """The decisions with every choice as its quantity lies in the relaxation that has only the decisions."""
        arrays = self.relaxation.arrays
        self.relaxation.bound(
            self.options, arrays.column_lower[self.options], arrays.column_upper[self.options]
        )
        self.relaxation.bound(self.columns.ravel(), chosen.ravel(), chosen.ravel())
        mixed = self.relaxation.solve()
        if mixed is None:
            return None
        self.mixed[chosen.tobytes()] = mixed
        return self.with_options(chosen, taken_at(mixed, self.choices))

    def with_options(self, chosen: Float, taken: Index) -> Decided | None:
        """What a full set of decisions and choices comes to."""
        values = values_of(self.choices, taken)
        self.relaxation.bound(self.options, values, values)
        x = self.relaxation.solve()
        if x is None or self.relaxation.objective is None:
            return None
        columns = np.concatenate([self.columns.ravel(), self.options])
        return Decided(columns, np.concatenate([chosen.ravel(), values]), x, self.relaxation.objective)

    def improved(self, chosen: Float, best: Decided) -> Decided:
        """With the options that the relaxation mixes, tried one choice after the other."""
        mixed = self.mixed[chosen.tobytes()]
        self.relaxation.bound(self.columns.ravel(), chosen.ravel(), chosen.ravel())
        taken = taken_at(mixed, self.choices)
        for number, heavy in torn_choices(mixed, self.choices):
            for option in heavy:
                if option == taken[number] or self.over():
                    continue
                other = taken.copy()
                other[number] = option
                found = self.with_options(chosen, other)
                if found is not None and found.cost < best.cost:
                    taken, best = other, found
        return best

"""Small plans as they stand after a run: a program, its whole numbers held at the optimum."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from capplan.formulation import Formulation
from capplan.reasons.clock import Clock
from capplan.reasons.priced import Prices, prices_of
from capplan.reasons.rebuilt import Rebuilt
from tests.milp import optimum

CLOCK_S = 60.0


def silent(stage: str) -> None:
    """Nobody listens."""


def clock() -> Clock:
    return Clock.of(CLOCK_S)


def as_planned(formulation: Formulation) -> Rebuilt:
    """The best plan of a program, as if read from its run folder."""
    arrays = formulation.arrays
    objective, x = optimum(arrays)
    whole = np.round(x)
    lower = np.where(arrays.integer, whole, arrays.column_lower)
    upper = np.where(arrays.integer, whole, arrays.column_upper)
    return Rebuilt(Path("run"), formulation, lower, upper, {"objective": objective, "gap": 0.0})


def priced(formulation: Formulation, may_hire: bool = True) -> Prices:
    return prices_of(as_planned(formulation), clock(), silent, may_hire)

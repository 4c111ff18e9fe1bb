"""What a search asks of a solver: branch and bound on a program or a part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.clock import Clock
from capplan.solve.contract import Found

__all__ = ["Engine"]

Float = NDArray[np.float64]


class Engine(Protocol):
    """Branch and bound on a program; ``hear`` gets plans, ``bound`` gets proven bounds."""

    def __call__(
        self,
        arrays: Arrays,
        *,
        start: Float | None,
        gap: float,
        hear: Callable[[Float], None],
        enough: Callable[[], bool],
        heuristics: bool = True,
        prove: Callable[[float], None] | None = None,
        cutoff: float = np.inf,
        clock: Clock | None = None,
        most_s: float = np.inf,
        spare_s: float = 0.0,
    ) -> Found:
        """Solve until ``enough``, or ``most_s`` of work; bounds go to ``prove``, or else to the reporter.

        The work counts on the ``clock``, that of the search if there is none; ``spare_s`` of its seconds are left.
        Without ``heuristics`` it is the bound that is wanted. Points that cost more than ``cutoff`` are of no use.
        """

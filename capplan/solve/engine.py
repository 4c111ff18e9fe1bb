"""What a search asks of a solver: branch and bound on a program or a part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
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
        limit_s: float,
        hear: Callable[[Float], None],
        enough: Callable[[], bool],
        heuristics: bool = True,
        prove: Callable[[float], None] | None = None,
        cutoff: float = np.inf,
    ) -> Found:
        """Solve within ``limit_s`` seconds or until ``enough``; bounds go to ``prove``, or else to the reporter.

        Without ``heuristics`` it is the bound that is wanted. Points that cost more than ``cutoff`` are of no use.
        """

"""The proof: a bound from branching on the few whole numbers that move much money, while plans are searched for.

Contracts and support roles make the relaxation weak; classes and people hardly do. With all other columns relaxed the
tree stays small, and whatever is proven there holds for the whole program. It runs in a thread of its own: a solver
lets other threads work while it runs. The tree waits for the cost of a point with those numbers whole: what cannot be
cheaper is cut off, and the solver learns from it which of them to branch on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.engine import Engine
from capplan.solve.worker import Reporter

__all__ = ["Proof"]

ROUNDING = 1e-6
"""By how much more than the point that is known another may cost and still not be cut off, in parts of it."""


class Proof:
    """Proves bounds for ``arrays`` with whole numbers in ``columns`` only; they go to the reporter.

    Steps that prove something ``first`` get those arrays, and whether all is over. Without ``columns`` they are all.
    """

    def __init__(
        self,
        arrays: Arrays,
        columns: NDArray[np.int64],
        reporter: Reporter,
        engine: Engine,
        first: Sequence[Callable[[Arrays, Callable[[], bool]], None]] = (),
    ) -> None:
        integer = np.zeros(arrays.shape[1], dtype=np.bool_)
        integer[columns] = arrays.integer[columns]
        self._arrays = replace(arrays, integer=integer)
        self._reporter, self._engine = reporter, engine
        self._first = first
        self._over, self._told = threading.Event(), threading.Event()
        self._cutoff = np.inf
        self._thread = threading.Thread(target=self._run, daemon=True)
        if integer.any() or first:
            self._thread.start()

    def known(self, cost: float) -> None:
        """The cost of a point with whole numbers in the columns, inf when none will be told; the first one counts."""
        if not self._told.is_set():
            self._cutoff = cost
            self._told.set()

    def wait(self, most_s: float, enough: Callable[[], bool]) -> None:
        """Wait until the proof is complete, or ``enough`` of it, for at most ``most_s`` seconds."""
        until_s = self._reporter.remaining_s() - most_s
        while self._thread.is_alive() and not self._reporter.stop.is_set():
            if enough() or self._reporter.remaining_s() <= until_s:
                break
            self._thread.join(0.05)

    def end(self) -> None:
        """Nothing more is to be proven."""
        self._over.set()

    def _run(self) -> None:
        for step in self._first:
            if not self._over.is_set():
                step(self._arrays, self._over.is_set)
        if not self._arrays.integer.any():
            return
        while not (self._told.is_set() or self._over.is_set() or self._reporter.stop.is_set()):
            self._told.wait(0.05)
        if self._over.is_set() or self._reporter.stop.is_set():
            return
        most = self._cutoff
        found = self._engine(
            self._arrays,
            start=None,
            gap=0.0,
            limit_s=self._reporter.remaining_s(),
            hear=lambda x: None,
            enough=self._over.is_set,
            heuristics=False,
            prove=lambda value: self._reporter.bound(min(value, most)),
            cutoff=most + ROUNDING * abs(most) if np.isfinite(most) else np.inf,
        )
        if found.bound is not None:
            self._reporter.bound(min(found.bound, most))

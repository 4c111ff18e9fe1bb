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
from capplan.solve.clock import Beside
from capplan.solve.engine import Engine

__all__ = ["Proof"]

ROUNDING = 1e-6
"""By how much more than the point that is known another may cost and still not be cut off, in parts of it."""

LOOKS_S = 0.02
"""How often the one that waits looks for the other."""


class Proof:
    """Proves bounds for ``arrays`` with whole numbers in ``columns`` only, in a line of work of its own.

    Steps that prove something ``first`` get those arrays, and whether all is over. Without ``columns`` they are all.
    """

    def __init__(
        self,
        arrays: Arrays,
        columns: NDArray[np.int64],
        clock: Beside,
        engine: Engine,
        first: Sequence[Callable[[Arrays, Callable[[], bool]], None]] = (),
    ) -> None:
        integer = np.zeros(arrays.shape[1], dtype=np.bool_)
        integer[columns] = arrays.integer[columns]
        self._arrays = replace(arrays, integer=integer)
        self._clock, self._engine = clock, engine
        self._first = first
        self._over, self._told, self._lock = threading.Event(), threading.Event(), threading.Lock()
        self._cutoff, self._told_at_s = np.inf, 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)
        if integer.any() or first:
            self._thread.start()
        else:
            clock.line.ended = True

    def known(self, cost: float) -> None:
        """The cost of a point with whole numbers in the columns, inf when none will be told; the first one counts."""
        with self._lock:
            if not self._told.is_set():
                self._cutoff, self._told_at_s = cost, self._clock.reporter.work.done_s
                self._told.set()
                self._clock.line.idle = False

    def wait(self, most_s: float, enough: Callable[[], bool], spare_s: float = 0.0) -> None:
        """Wait until the proof is complete, or ``enough`` of it, for the time of at most ``most_s`` of work.

        That time counts as work of the search. ``spare_s`` seconds of the time left are not waited for.
        """
        search, line = self._clock.reporter.work, self._clock.line
        until_s = search.done_s + most_s
        while not (self._clock.stop.is_set() or enough() or self._clock.remaining_s() <= spare_s):
            ended = line.ended
            search.done_s = max(search.done_s, min(until_s, line.work.done_s))
            if ended or line.work.done_s >= until_s:
                break
            self._thread.join(LOOKS_S)

    def end(self, spare_s: float = 0.0) -> bool:
        """Nothing more is to be proven, once as much was done for it as to search; whether the gap is reached.

        Only where time is up, but for ``spare_s``, all that was proven counts.
        """
        standing = self._clock.reporter.standing
        self.wait(0.0, standing.reached, spare_s)
        in_time = not self._clock.stop.is_set() and self._clock.remaining_s() > spare_s
        self._over.set()
        return standing.conclude(in_time=in_time)

    def _run(self) -> None:
        try:
            self._prove()
        finally:
            self._clock.line.ended = True

    def _prove(self) -> None:
        for step in self._first:
            if not self._over.is_set():
                step(self._arrays, self._over.is_set)
        if not self._arrays.integer.any():
            return
        line = self._clock.line
        with self._lock:
            line.idle = not self._told.is_set()
        while not (self._told.is_set() or self._over.is_set() or self._clock.stop.is_set()):
            self._told.wait(LOOKS_S)
        if self._over.is_set() or self._clock.stop.is_set():
            return
        line.resume(self._told_at_s)
        most = self._cutoff
        found = self._engine(
            self._arrays,
            start=None,
            gap=0.0,
            hear=lambda x: None,
            enough=self._over.is_set,
            heuristics=False,
            prove=lambda value: self._clock.bound(min(value, most)),
            cutoff=most + ROUNDING * abs(most) if np.isfinite(most) else np.inf,
            clock=self._clock,
        )
        if found.bound is not None:
            self._clock.bound(min(found.bound, most))

"""How a search stands: its best plan, its bound, and which plan ends it.

Plans are searched for in one line of work and bounds are proven in another, beside it, and neither waits for the
other. Which plan is the first within the gap asked for would then depend on how fast either happens to run. So every
plan and every bound counts from the work that its own line had done when it came (``work.py``):

Plan     p counts at  w(p), the work of the search        Bound   b counts at  w(b), the work of the line of proof
Moment   the first w at which  best plan with w(p) <= w  and  best bound with w(b) <= w  lie within the gap

A moment is judged once both lines are past it. What the faster line has found beyond is left aside, so that the same
program ends with the same plan and the same bound on every run. Where time is up or a stop was asked for first, all
that was found counts.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.solve.settle import relative_gap
from capplan.solve.work import Work

__all__ = ["Line", "Standing"]

Float = NDArray[np.float64]


@dataclass
class Line:
    """A line of proof beside the search: its ``work``, whether it has ``ended``, and whether it is ``idle``.

    While it is idle it waits for the search, and proves nothing before the work that the search has done by then.
    """

    work: Work
    ended: bool = False
    idle: bool = False

    def resume(self, at_s: float) -> None:
        """What it waits for is there, once the search has done the work ``at_s``."""
        self.idle = False
        self.work.done_s = max(self.work.done_s, at_s)


@dataclass(frozen=True)
class _Heard:
    at_s: float
    bound: float = -np.inf
    objective: float = np.inf
    x: Float | None = None


class Standing:
    """``work`` is that of the search; ``best_x``, ``best_objective`` and ``best_bound`` are the best of all so far.

    ``gap`` is the relative gap asked for. Bounds of another line may come from its thread, all else comes from that
    of the search.
    """

    def __init__(self, gap: float) -> None:
        self.work = Work()
        self.best_x: Float | None = None
        self.best_objective, self.best_bound = np.inf, -np.inf
        self._gap = gap
        self._line: Line | None = None
        self._searched: deque[_Heard] = deque()
        self._proven: deque[_Heard] = deque()
        self._judged = _Heard(0.0)
        self._proved, self._own = -np.inf, -np.inf
        self._reached = False
        self._lock = threading.Lock()

    def beside(self) -> Line:
        """A line of proof that begins now."""
        self._line = Line(Work(self.work.done_s))
        return self._line

    def plan(self, x: Float, objective: float) -> bool:
        """The search found a plan; whether it is the best so far."""
        with self._lock:
            if objective >= self.best_objective:
                return False
            self.best_x, self.best_objective = x, objective
            self._hear(self._searched, _Heard(self.work.done_s, objective=objective, x=x))
            return True

    def bound(self, value: float, line: Line | None = None) -> bool:
        """The search, or the ``line`` beside it, proved a lower bound; whether it is the best so far."""
        with self._lock:
            # what the other line has proven by now may count later than this
            if line is None and value > self._own:
                self._own = value
                self._hear(self._searched, _Heard(self.work.done_s, bound=value))
            elif line is not None and line is self._line and value > self._proved:
                self._proved = value
                self._hear(self._proven, _Heard(line.work.done_s, bound=value))
            elif line is not None and line is not self._line:
                return False
            better = value > self.best_bound
            self.best_bound = max(self.best_bound, value)
            return better

    def reached(self) -> bool:
        """Whether a moment is known at which plan and bound lie within the gap."""
        line, searched_s = self._line, self.work.done_s
        proved_s = np.inf
        if line is not None and not line.ended:
            proved_s = searched_s if line.idle else line.work.done_s
        with self._lock:
            while not self._reached and (heard := self._next(searched_s, proved_s)) is not None:
                self._judge(heard)
        return self._reached

    def conclude(self, *, in_time: bool = True) -> bool:
        """The line beside is over; whether there is a moment. Its plan and bound are the best now.

        Without one, what was found until the work that the search has done is, or all that was where it did not end
        ``in_time``.
        """
        self.reached()
        with self._lock:
            while not self._reached and self._searched:
                self._judge(self._searched.popleft())
            self._searched.clear()
            self._proven.clear()
            self._line = None
            if self._reached or in_time:
                now = self._judged
                self.best_x, self.best_objective, self.best_bound = now.x, now.objective, now.bound
        return self._reached

    def _hear(self, of: deque[_Heard], heard: _Heard) -> None:
        if self._line is not None:
            of.append(heard)
        elif not self._reached:
            # nothing can come before it
            self._judge(heard)

    def _next(self, searched_s: float, proved_s: float) -> _Heard | None:
        """What comes next in the order of work, once nothing before it can come any more; plans before bounds."""
        plan = self._searched[0].at_s if self._searched else np.inf
        bound = self._proven[0].at_s if self._proven else np.inf
        if plan <= bound:
            return self._searched.popleft() if self._searched and plan <= proved_s else None
        return self._proven.popleft() if bound < searched_s else None

    def _judge(self, heard: _Heard) -> None:
        now, x, objective = self._judged, self._judged.x, self._judged.objective
        if heard.x is not None and heard.objective < objective:
            x, objective = heard.x, heard.objective
        self._judged = _Heard(heard.at_s, max(now.bound, heard.bound), objective, x)
        gap = None if x is None else relative_gap(objective, self._judged.bound)
        self._reached = gap is not None and gap <= self._gap

"""The time and the work that a step of the search has: what a relaxation and a solver look at while they run."""

from __future__ import annotations

import threading
from typing import Protocol

import numpy as np

from capplan.solve.standing import Line
from capplan.solve.work import Work
from capplan.solve.worker import Reporter

__all__ = ["Beside", "Clock", "Patient"]


class Clock(Protocol):
    """The time left, the work done, and whether a stop was asked for."""

    stop: threading.Event

    @property
    def work(self) -> Work:
        """What was done under this clock."""

    def remaining_s(self) -> float:
        """Seconds left."""

    def left_s(self) -> float:
        """The work that may still be done."""


class Patient:
    """The time left on another clock, for no more work than ``most_s``, which is counted by itself."""

    def __init__(self, clock: Clock, most_s: float) -> None:
        self.stop, self.work, self.remaining_s = clock.stop, Work(), clock.remaining_s
        self._most_s = most_s

    def left_s(self) -> float:
        """What is left of it."""
        return self._most_s - self.work.done_s


class Beside:
    """The clock of a line of proof beside the search, which begins now; its bounds go to the reporter."""

    def __init__(self, reporter: Reporter) -> None:
        self.stop, self.remaining_s, self.reporter = reporter.stop, reporter.remaining_s, reporter
        self.line: Line = reporter.standing.beside()

    @property
    def work(self) -> Work:
        """What the line has done."""
        return self.line.work

    def left_s(self) -> float:
        """Without end."""
        return np.inf

    def bound(self, value: float) -> None:
        """The line proved a lower bound."""
        self.reporter.bound(value, self.line)

"""The time that work on parts has: what of a reporter is needed for that."""

from __future__ import annotations

import threading
from typing import Protocol, cast

from capplan.solve.worker import Reporter

__all__ = ["Clock", "Patient", "as_reporter"]


class Clock(Protocol):
    """The time left, and whether a stop was asked for."""

    stop: threading.Event

    def remaining_s(self) -> float:
        """Seconds left."""


class Patient:
    """The time left on another clock, and no more than ``most_s`` of it."""

    def __init__(self, clock: Clock, most_s: float) -> None:
        self.stop, self._clock = clock.stop, clock
        self._until_s = clock.remaining_s() - most_s

    def remaining_s(self) -> float:
        """Seconds left, at least a hundredth."""
        left_s = self._clock.remaining_s()
        return max(0.01, min(left_s, left_s - self._until_s))


def as_reporter(clock: Clock) -> Reporter:
    """A clock where a relaxation asks for a reporter; it only looks at the time."""
    return cast(Reporter, clock)

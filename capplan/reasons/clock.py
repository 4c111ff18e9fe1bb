"""What is left of a time limit."""

from __future__ import annotations

import time
from dataclasses import dataclass

__all__ = ["Clock"]


@dataclass(frozen=True)
class Clock:
    """What is left of a time limit that began at ``started``."""

    limit_s: float
    started: float

    @classmethod
    def of(cls, limit_s: float) -> Clock:
        """A clock that starts now."""
        return cls(limit_s, time.monotonic())

    def left_s(self, part: float = 1.0) -> float:
        """So large a part of what is left, and a second at least."""
        return max(1.0, part * (self.started + self.limit_s - time.monotonic()))

"""What became of a run of a study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Done", "Failed"]


@dataclass(frozen=True)
class Done:
    """A case that has a result: ``value`` can be written as JSON; ``reused`` where an earlier study had made it."""

    name: str
    key: str
    value: dict[str, Any]
    wall_s: float
    attempts: int
    reused: bool


@dataclass(frozen=True)
class Failed:
    """A case without a result, with the exit code that the same run by itself would have ended with."""

    name: str
    key: str
    exit_code: int
    message: str
    attempts: int

"""What can go wrong, with the exit code that tells it to a batch job.

CapplanError                    1   unexpected
    InvalidInput                3   the model or an input table is wrong; every problem is listed
    NoPlan                      4   no plan meets the rules; the rules in conflict are named
    UnknownSolver               2   no solver of that name: a mistake of usage
    NoPlanInTime                6   no plan was found within the time limit
    MissingSolver               8   a solver or an extra is not installed; the install line is given
    Interrupted               130   Ctrl-C (143 when terminated); the best plan so far is written where there is one

Exit code 5 (a plan is written, but the gap was not reached) is not an error: a plan comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = [
    "CapplanError",
    "Interrupted",
    "InvalidInput",
    "MissingSolver",
    "NoPlan",
    "NoPlanInTime",
    "Problem",
    "UnknownSolver",
]


@dataclass(frozen=True)
class Problem:
    """One mistake in a file: where it stands, what stands there, what is allowed, and the likely cause."""

    file: str
    message: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    allowed: str | None = None
    cause: str | None = None

    def __str__(self) -> str:
        """``file:line: column: message (found ...; allowed ...). Likely cause.``"""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        text = f"{where}: " + (f"{self.column}: " if self.column else "") + self.message
        details = []
        if self.value is not None:
            details.append(f"found {self.value!r}")
        if self.allowed is not None:
            details.append(f"allowed: {self.allowed}")
        if details:
            text += f" ({'; '.join(details)})"
        return text + (f". {self.cause}" if self.cause else "")


class CapplanError(Exception):
    """The root of every error that capplan raises on purpose."""

    exit_code = 1


class InvalidInput(CapplanError):
    """The planning model or the inputs are wrong. ``problems`` lists every mistake found."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NoPlan(CapplanError):
    """No plan meets the rules. ``reasons`` name the rules in conflict and the ways out; ``details`` for programs."""

    exit_code = 4
    head = "No plan meets the rules."

    def __init__(self, reasons: Sequence[str], details: Mapping[str, Any] | None = None) -> None:
        self.reasons = tuple(reasons)
        self.details = dict(details or {})
        super().__init__("\n".join((self.head, *self.reasons)))


class NoPlanInTime(CapplanError):
    """The time limit passed before a first plan was found."""

    exit_code = 6


class UnknownSolver(CapplanError):
    """The back end knows no solver of that name. The message lists those it knows."""

    exit_code = 2


class MissingSolver(CapplanError):
    """A solver or an optional package is not installed. The message holds the install line."""

    exit_code = 8


class Interrupted(CapplanError):
    """The run was stopped by a signal before a plan was found."""

    def __init__(self, signal_number: int) -> None:
        self.exit_code = 128 + signal_number
        super().__init__(f"stopped by signal {signal_number} before a plan was found")

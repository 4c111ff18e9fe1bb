"""What the checker found: a ledger of compared cells and of what is wrong with them.

Heads agree within 1e-5, hours within 1e-4 or 1e-6 of their size, money within a cent plus 1e-6 of its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "CENT",
    "EXACT",
    "HEADS",
    "HOURS",
    "MONEY",
    "RULES",
    "SHARE",
    "Finding",
    "Ledger",
    "Report",
    "Tolerance",
]

Labels = Sequence[object]

RULES = (
    # the files
    "rows", "finite", "not_negative",
    # hiring
    "calendar", "committed", "hiring", "lead", "start_rhythm", "blackout", "class_size",
    "classes_per_period", "classes_per_quarter",
    # people
    "headcount", "releases", "release_limits", "transfers", "tenured",
    "seats", "rooms", "trainers", "support_roles",
    # hours
    "staffing", "spare", "overtime", "overtime_quarter", "undertime", "undertime_quarter",
    # work
    "eligibility", "allocation", "least_h", "requirement", "coverage", "service", "backlog", "turnaround",
    "end_backlog", "must_meet", "shares", "resilience", "exposure", "accuracy", "strain",
    "initiatives", "site_options", "presence", "nesting", "shortage", "clocks", "rework", "dsa",
    # contracts
    "contract_scope", "contract_limits", "locked_orders", "selection", "decisions", "billing", "invoice",
    "contract_costs",
    # re-plans
    "frozen", "pinned",
    # money
    "costs", "cost_lines", "cost_terms", "vendor_hours", "tickets", "budget", "objective", "gap", "summary",
)  # fmt: skip


@dataclass(frozen=True)
class Tolerance:
    """Two numbers agree when they differ by at most ``absolute`` or ``relative`` times the larger."""

    absolute: float
    relative: float = 0.0
    added: bool = False  # the two allowances add up; otherwise the larger one counts

    def of(self, *values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The allowance for cells of these sizes."""
        size = np.abs(values[0])
        for other in values[1:]:
            size = np.maximum(size, np.abs(other))
        share = self.relative * np.where(np.isfinite(size), size, 0.0)
        return share + self.absolute if self.added else np.maximum(share, self.absolute)


HEADS = Tolerance(1e-5, 1e-9)
HOURS = Tolerance(1e-4, 1e-6)
MONEY = Tolerance(0.01, 1e-6, added=True)
CENT = Tolerance(0.01, 1e-9, added=True)
SHARE = Tolerance(1e-6, 1e-9)
SHARE_LOOSE = Tolerance(1e-5, 1e-5)
EXACT = Tolerance(1e-9, 1e-9)


@dataclass(frozen=True)
class Finding:
    """One broken rule: where, what the rule asks for and what stands there, with numbers."""

    rule: str
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        """One sentence."""
        return f"{self.where}: expected {self.expected}, found {self.found} (rule {self.rule})."


@dataclass(frozen=True)
class Report:
    """How many cells every rule was checked on, and what was found."""

    checks: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def __str__(self) -> str:
        """The answer first, then the findings, one a line."""
        checked = sum(self.checks.values())
        if self.ok:
            return f"The plan keeps every rule: {checked} cells checked."
        head = f"{len(self.findings)} findings in {checked} cells checked."
        return "\n".join([head, *map(str, self.findings)])


def text(value: float) -> str:
    """A number as it reads best."""
    return f"{value:.10g}"


class Ledger:
    """Collects the checks of one run."""

    def __init__(self) -> None:
        self.checks = dict.fromkeys(RULES, 0)
        self.findings: list[Finding] = []

    def add(self, rule: str, where: str, expected: str, found: str) -> None:
        """Note one finding."""
        self.findings.append(Finding(rule, where, expected, found))

    def count(self, rule: str, cells: int = 1) -> None:
        """Note that so many cells were checked."""
        self.checks[rule] += int(cells)

    def that(self, rule: str, holds: bool, where: str, expected: str, found: str) -> bool:
        """Check one statement."""
        self.count(rule)
        if not holds:
            self.add(rule, where, expected, found)
        return holds

    def equal(
        self, rule: str, what: str, axes: Sequence[Labels], expected: ArrayLike, found: ArrayLike,
        tolerance: Tolerance, only: NDArray[np.bool_] | None = None,
    ) -> None:  # fmt: skip
        """Check that cells are as expected. Cells that are not numbers were found before and are left out."""
        wanted, given = _pair(expected, found)
        with np.errstate(invalid="ignore"):
            off = np.abs(wanted - given) > tolerance.of(wanted, given)
        self._note(rule, what, axes, wanted, given, off & ~np.isnan(given), only, "")

    def at_most(
        self, rule: str, what: str, axes: Sequence[Labels], limit: ArrayLike, found: ArrayLike,
        tolerance: Tolerance, only: NDArray[np.bool_] | None = None,
    ) -> None:  # fmt: skip
        """Check that cells are not above a limit. Cells without a limit (infinite) are not counted."""
        most, given = _pair(limit, found)
        limited = np.isfinite(most) if only is None else np.isfinite(most) & only
        off = given > most + tolerance.of(most, given)
        self._note(rule, what, axes, most, given, off, limited, "at most ")

    def at_least(
        self, rule: str, what: str, axes: Sequence[Labels], limit: ArrayLike, found: ArrayLike,
        tolerance: Tolerance, only: NDArray[np.bool_] | None = None,
    ) -> None:  # fmt: skip
        """Check that cells are not below a limit."""
        least, given = _pair(limit, found)
        off = given < least - tolerance.of(least, given)
        self._note(rule, what, axes, least, given, off, only, "at least ")

    def report(self) -> Report:
        """What was checked and found so far."""
        return Report(dict(self.checks), tuple(self.findings))

    def _note(
        self, rule: str, what: str, axes: Sequence[Labels], expected: NDArray[np.float64],
        found: NDArray[np.float64], off: NDArray[np.bool_], only: NDArray[np.bool_] | None, word: str,
    ) -> None:  # fmt: skip
        self.count(rule, found.size if only is None else int(np.broadcast_to(only, found.shape).sum()))
        if only is not None:
            off = off & only
        for cell in np.argwhere(off):
            at = ", ".join(str(labels[i]) for labels, i in zip(axes, cell, strict=True))
            where = f"{what} [{at}]" if at else what
            place = tuple(cell)
            self.add(rule, where, word + text(float(expected[place])), text(float(found[place])))


def _pair(expected: ArrayLike, found: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    one, other = np.broadcast_arrays(
        np.asarray(expected, dtype=np.float64), np.asarray(found, dtype=np.float64)
    )
    return one, other

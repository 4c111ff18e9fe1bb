"""What an explanation is made of, and how its numbers are said.

A step has lines: what, how much, in which unit, and how it comes from the lines before. ``how`` is said in
rounded numbers for people; ``value`` is never rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capplan.report.wording import number

__all__ = ["Explanation", "Grid", "Line", "Step", "added", "said"]

DIGITS, SHARE_DIGITS = 6, 5  # that are said of a number: enough to follow the sums on a calculator
MOST_DECIMALS = 6

Value = float | str | None


@dataclass(frozen=True)
class Line:
    """One number or word: ``unit`` "share" is said as a percentage. ``how`` says where it comes from."""

    what: str
    value: Value
    unit: str = ""
    how: str = ""


@dataclass(frozen=True)
class Grid:
    """A small table: each row is a name, the unit of its values, and a value for each column."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Value, ...]], ...]


@dataclass(frozen=True)
class Step:
    """One step from the forecast to the hours: a heading, a sentence, its numbers, perhaps a table."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""
    grid: Grid | None = None


@dataclass(frozen=True)
class Explanation:
    """How the required hours of a queue in a language come about in one period."""

    queue: str
    language: str
    channel: str
    work: str
    week_start: str
    when: str
    required_h: float
    contract_h: float
    fte: float
    steps: tuple[Step, ...]


def said(value: Value, unit: str = "") -> str:
    """A value as people read it: up to six digits, all those before the point, no zeros at the end.

    Shares are said in % with five digits. A number that is not known is a dash.
    """
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    if value != value:  # not a number
        return "-"
    if abs(value) == float("inf"):
        return "without end" if value > 0.0 else "-"
    if unit == "share":
        return f"{_trimmed(100.0 * value, SHARE_DIGITS)} %"
    return _trimmed(value, DIGITS)


def _trimmed(value: float, digits: int) -> str:
    before = len(f"{abs(value):.0f}") if abs(value) >= 1.0 else 0
    text = number(value, max(0, min(MOST_DECIMALS, digits - before)))
    return text.rstrip("0").rstrip(".") if "." in text else text


def added(parts: Sequence[str]) -> str:
    """Numbers in words of a sum: 1 + 2 + 3."""
    return " + ".join(parts)

"""How an input table is declared: its columns, and what may stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Column", "Kind", "Table", "label", "optional"]

Kind = Literal[
    "label", "labels", "text", "number", "share", "count", "date", "time", "choice", "yes_no", "currency"
]


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` says how a cell is read, ``default`` what a blank cell means.

    ``required`` columns must be there and filled. ``low`` and ``high`` bound numbers and counts
    (``above`` excludes the lower end). ``to`` names the table whose first key column the label (every one of the
    labels) must stand in.
    ``on_period`` dates must be the first day of a period of the plan, which may lie outside its horizon.
    """

    name: str
    kind: Kind
    meaning: str
    required: bool = True
    unit: str = ""
    low: float | None = 0.0
    high: float | None = None
    above: bool = False
    choices: tuple[str, ...] = ()
    default: str | float | None = None
    to: str | None = None
    aliases: tuple[str, ...] = ()
    on_period: bool = False

    @property
    def top(self) -> float | None:
        """The upper end of the range: ``high``, or 1 for a share without one."""
        return 1.0 if self.kind == "share" and self.high is None else self.high

    @property
    def allowed(self) -> str:
        """What may stand in a cell, in words; messages and ``inputs/README.md`` say it the same way."""
        if self.kind in ("number", "share", "count"):
            thing = {"number": "a number", "share": "a share", "count": "a whole number"}[self.kind]
            return f"{thing} {self._range()}".rstrip()
        if self.kind == "choice":
            return ", ".join(self.choices)
        if self.to is not None and self.kind == "labels":
            return f"names from {self.to}.csv, separated by |"
        if self.to is not None:
            return f"a name from {self.to}.csv"
        return {
            "label": "a name without | and :",
            "labels": "names separated by |",
            "text": "any text",
            "date": "a date as 2026-03-02" + (", the first day of a period" if self.on_period else ""),
            "time": "a time from 00:00 to 23:59",
            "yes_no": "yes or no",
            "currency": "a currency as three capital letters, for example USD",
        }[self.kind]

    def _range(self) -> str:
        lower = "" if self.low is None else f"{'above' if self.above else 'from'} {self.low:g}"
        if self.top is None:
            return lower if self.above else lower.replace("from", "of at least")
        return f"{lower} {'and at most' if self.above else 'to'} {self.top:g}".strip()


@dataclass(frozen=True)
class Table:
    """One input file: ``<name>.csv``. ``key`` columns together are unique."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def file(self) -> str:
        """The file name."""
        return f"{self.name}.csv"


def label(name: str, meaning: str, to: str | None = None) -> Column:
    """A column of names that must be filled."""
    return Column(name, "label", meaning, to=to)


def optional(
    name: str, kind: Kind, meaning: str, default: str | float | None = None, **more: object
) -> Column:
    """A column that may be blank or left out; ``more`` are further fields of ``Column``."""
    return Column(name, kind, meaning, required=False, default=default, **more)  # type: ignore[arg-type]

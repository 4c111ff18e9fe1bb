"""What a page says, before it is HTML or PDF: figures, sentences, tables that can be sorted and filtered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Cell", "Column", "Figure", "Grid", "Page", "filters_of"]


@dataclass(frozen=True)
class Cell:
    """A text, the number by which it is sorted, and a line of small bars (-1 to 1) in its place."""

    text: str
    value: float | None = None
    bars: tuple[float, ...] = ()
    tone: str = ""  # good | bad


@dataclass(frozen=True)
class Column:
    """A heading, and whether the cells below it are numbers; ``meaning`` is told under a pointer."""

    label: str
    number: bool = False
    meaning: str = ""


@dataclass(frozen=True)
class Grid:
    """A table with its heading.

    ``keys`` has, for each row, its sites, queues and scenarios; a row without a kind of key is always shown.
    Of the rows only the first ``first`` are shown before somebody asks for the rest; None shows all.
    ``cards``: on a phone a row is a card, for tables of sentences. ``level`` is that of its heading.
    """

    name: str
    heading: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    first: int | None = None
    empty: str = "None."
    cards: bool = False
    level: int = 2

    def key(self, row: int, kind: str) -> tuple[str, ...]:
        """The keys of a kind that a row has."""
        return self.keys[row].get(kind, ()) if self.keys else ()


@dataclass(frozen=True)
class Figure:
    """A figure that matters, with a word on it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Page:
    """The answer first, then what changed, what to decide, how it looks, and what it rests on."""

    title: str
    name: str
    answer: str
    figures: tuple[Figure, ...]
    changed: tuple[str, ...]
    decisions: Grid
    tables: tuple[Grid, ...]
    reasons: tuple[str, ...]
    why: tuple[Grid, ...]
    assumptions: Grid
    inputs: Grid
    lineage: tuple[Figure, ...]
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)  # what is filtered by when the page is opened


def filters_of(grids: Sequence[Grid]) -> dict[str, tuple[str, ...]]:
    """What the rows of the tables can be filtered by, in the order in which it comes."""
    found: dict[str, dict[str, None]] = {"scenario": {}, "site": {}, "queue": {}}
    for grid in grids:
        for key in grid.keys:
            for kind, names in key.items():
                found[kind].update(dict.fromkeys(names))
    return {kind: tuple(names) for kind, names in found.items() if names}

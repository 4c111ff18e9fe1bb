"""Tables as text: what a file or sheet holds, before anything is converted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.csv_text import neutral
from capplan.errors import Problem
from capplan.workbook.place import Place

__all__ = ["Findings", "RawTable", "Tables", "raw_text"]


@dataclass(frozen=True)
class RawTable:
    """The file at ``path`` as text: ``frame`` has the declared column names, and no spaces around cells.

    ``header`` gives for every column the name that the file uses, ``lines`` the line of every row.
    ``complete`` is False when rows or columns could not be read. ``changed`` names the columns that a
    scenario has changed.
    """

    file: str
    path: Path
    header: dict[str, str]
    frame: pd.DataFrame
    lines: NDArray[np.int64]
    complete: bool = True
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tables:
    """The tables of a folder by name, what is wrong with the files, and what a reader should know.

    ``unreadable`` names the tables that should be there but could not be read. ``places`` says where the tables of a
    workbook stand in it; files have none.
    """

    raw: dict[str, RawTable]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    unreadable: frozenset[str] = frozenset()
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass
class Findings:
    """What is found on the way: problems, and notes for the reader."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def raw_text(raw: RawTable) -> str:
    """The table as CSV that reads back the same: text that begins like a formula is written as text."""
    cells = raw.frame.map(neutral)
    return str(cells.to_csv(index=False, lineterminator="\n"))

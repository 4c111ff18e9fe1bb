"""Pages as Markdown: tables whose columns line up as plain text too, and names of files."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["file_names", "markdown_table"]


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table: the first column at the left, the others at the right."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in (headings, *rows)]
    width = [max(3, *(len(row[place]) for row in cells)) for place in range(len(headings))]
    rule = ["-" * w if place == 0 else "-" * (w - 1) + ":" for place, w in enumerate(width)]
    lines = []
    for row in (cells[0], rule, *cells[1:]):
        padded = [
            cell.ljust(w) if place == 0 else cell.rjust(w)
            for place, (cell, w) in enumerate(zip(row, width, strict=True))
        ]
        lines.append(f"| {' | '.join(padded)} |")
    return lines


def file_names(names: Sequence[str], suffix: str) -> list[str]:
    """A file name for each name, safe everywhere: letters, digits and ``-_.`` stay; never by case alone different."""
    found: list[str] = []
    taken: set[str] = set()
    for name in names:
        stem = re.sub(r"[^\w\-. ]", "_", name).strip(" .") or "_"
        number, one = 1, stem
        while one.casefold() in taken:
            number += 1
            one = f"{stem}-{number}"
        taken.add(one.casefold())
        found.append(one + suffix)
    return found

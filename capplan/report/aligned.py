"""Tables of plain text whose columns line up."""

from __future__ import annotations

from collections.abc import Collection, Sequence

__all__ = ["aligned"]


def aligned(
    headings: Sequence[str], rows: Sequence[Sequence[str]], left: Collection[int] = (0,)
) -> list[str]:
    """The lines of a table; the columns at the places ``left`` stand at the left, the others at the right.

    Minus signs are hyphens, so that every encoding and every spreadsheet reads them.
    """
    table = [[cell.replace("\N{MINUS SIGN}", "-") for cell in row] for row in (headings, *rows)]
    widths = [max(len(row[place]) for row in table) for place in range(len(headings))]
    return [
        "  ".join(
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]

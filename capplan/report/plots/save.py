"""Pictures as files that are the same, byte for byte, when the same plan is drawn again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from capplan.report.style import look

__all__ = ["save"]

DOTS_PER_INCH = 150


Shown = TypeVar("Shown")


def save(draw: Callable[[Shown], Axes], shown: Shown, stem: Path) -> None:
    """Draw and write ``stem.png`` and ``stem.svg``, without dates or names of programs in them."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(look())
        figure = draw(shown).figure
        assert isinstance(figure, Figure)
        _write(figure, stem.with_suffix(".png"), {"Software": None})
        _write(figure, stem.with_suffix(".svg"), {"Date": None, "Creator": None})


def _write(figure: Figure, path: Path, metadata: dict[str, str | None]) -> None:
    figure.savefig(
        path, dpi=DOTS_PER_INCH, metadata=metadata, bbox_inches="tight", pad_inches=0.2, facecolor="white"
    )

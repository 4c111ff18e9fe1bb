"""Pictures as files that are the same, byte for byte, when the same plan is drawn again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, TypeVar

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from capplan.report.style import look

__all__ = ["drawn", "figure_of", "frame", "save", "styled", "write"]

DOTS_PER_INCH = 150
EDGE_IN = 0.2  # left free around what is drawn

Shown = TypeVar("Shown")


@contextlib.contextmanager
def styled(settings: Mapping[Any, Any] = MappingProxyType({})) -> Iterator[None]:
    """Matplotlib with the settings of ``look.mplstyle`` and none of the user's own; ``settings`` go before."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(look())
        matplotlib.rcParams.update(settings)
        yield


def figure_of(ax: Axes) -> Figure:
    """The figure of the axes."""
    figure = ax.figure
    assert isinstance(figure, Figure)
    return figure


def drawn(draw: Callable[..., Axes], shown: Shown, ax: Axes | None = None) -> Axes:
    """The picture, laid out once and for all: what is written or taken away later moves nothing."""
    ax = draw(shown) if ax is None else draw(shown, ax)
    figure = figure_of(ax)
    FigureCanvasAgg(figure)  # keeps the measures of texts from one look at them to the next
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine(None)  # with "none" every file is drawn twice
    return ax


def frame(ax: Axes, edge_in: float = EDGE_IN) -> Bbox:
    """What is drawn and its edge, in inches."""
    figure = figure_of(ax)
    return figure.get_tightbbox().padded(edge_in)


def save(draw: Callable[[Shown], Axes], shown: Shown, stem: Path) -> Axes:
    """Draw and write ``stem.png`` and ``stem.svg``, without dates or names of programs in them."""
    with styled():
        ax = drawn(draw, shown)
        box = frame(ax)
        write(ax, stem.with_suffix(".png"), box, dpi=DOTS_PER_INCH, metadata={"Software": None})
        write(ax, stem.with_suffix(".svg"), box)
    return ax


def write(ax: Axes, to: Path | IO[str], box: Bbox, **options: Any) -> None:
    """Write the part of the picture that is in ``box`` to a file, as SVG where nothing else is said."""
    options = {"metadata": {"Date": None, "Creator": None}, "facecolor": "white", **options}
    figure_of(ax).savefig(to, bbox_inches=box, format=None if isinstance(to, Path) else "svg", **options)

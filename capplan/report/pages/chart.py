"""Pictures inside a page: vector drawings without their titles, and what they say under a pointer.

A picture is drawn by its function in ``capplan.report.plots``, as in the run folder. The page says its finding in its
own type, in text that can be found and read aloud, and lays areas over the drawing that tell their figures.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

    from capplan.report.plots.areas import Area

__all__ = ["Chart", "Drawing", "Placed", "page_chart"]

POINTS = 72  # of an inch: the unit of a drawing
NARROW_IN = (4.9, 4.1)  # width and height for a phone
EDGE_IN = 0.03
WHITE = "white!"  # a white that stays, until all others are the paper
FONTS = "'DejaVu Sans', Verdana, sans-serif"  # the second has the same widths


@dataclass(frozen=True)
class Placed:
    """An area in points from the upper left corner of a drawing, and what it says."""

    x: float
    y: float
    width: float
    height: float
    title: str
    lines: tuple[str, ...]
    site: str
    queues: tuple[str, ...]


@dataclass(frozen=True)
class Drawing:
    """``svg`` is an element of HTML of that many points; all its text is our own."""

    svg: str
    width: float
    height: float
    areas: tuple[Placed, ...]


@dataclass(frozen=True)
class Chart:
    """A picture of a page: what it finds, what it shows, and how; ``narrow`` is for a phone, where there is one."""

    name: str
    finding: str
    explanation: str
    wide: Drawing
    narrow: Drawing | None


def page_chart(
    name: str, picture: Axes, areas: Sequence[Area] = (), narrow: Callable[[Axes], Axes] | None = None
) -> Chart:
    """The picture as ``plots.save`` left it, which loses its title, with its areas.

    ``narrow`` draws it a second time, for a phone, on the axes that it is given.
    """
    from matplotlib.figure import Figure  # slow to load

    from capplan.report.plots.save import drawn, styled
    from capplan.report.style import untitled

    with styled({"svg.fonttype": "none"}):
        finding, explanation = untitled(picture)
        wide, small = _drawing(picture, f"{name}-w", areas), None
        if narrow is not None:
            ax = narrow(Figure(figsize=NARROW_IN, layout="constrained").add_subplot())
            untitled(ax)
            small = _drawing(drawn(lambda _, own: own, None, ax), f"{name}-n", areas)
    return Chart(name, finding, explanation, wide, small)


def _drawing(ax: Axes, prefix: str, areas: Sequence[Area]) -> Drawing:
    from capplan.report.plots.save import frame, write

    content, box = io.StringIO(), frame(ax, EDGE_IN)
    write(ax, content, box, transparent=True)
    placed = tuple(_placed(ax, box, area) for area in areas)
    return Drawing(
        _element(content.getvalue(), prefix),
        round(box.width * POINTS, 2),
        round(box.height * POINTS, 2),
        placed,
    )


def _placed(ax: Axes, box: Bbox, area: Area) -> Placed:
    """From the units of the axes to points in ``box``."""
    wide, tall = ax.figure.get_size_inches()  # type: ignore[union-attr]
    place, (x_from, x_to), (y_from, y_to) = ax.get_position(), ax.get_xlim(), ax.get_ylim()
    low, high = (y_from, y_to) if area.low is None or area.high is None else (area.low, area.high)
    across = [(x - x_from) / (x_to - x_from) for x in (area.left, area.right)]
    up = [(y - y_from) / (y_to - y_from) for y in (low, high)]
    left, right = ((place.x0 + min(max(x, 0.0), 1.0) * place.width) * wide - box.x0 for x in across)
    top, bottom = sorted(box.y1 - (place.y0 + min(max(y, 0.0), 1.0) * place.height) * tall for y in up)
    x, y, width, height = (round(float(side) * POINTS, 1) for side in (left, top, right - left, bottom - top))
    return Placed(x, y, width, height, area.title, area.lines, area.site, area.queues)


def _lifted(text: re.Match[str]) -> str:
    """A text whose colour gets lighter on a dark page; white stands on a bar and stays."""
    from capplan.report.style import INK, QUIET

    def fill(colour: re.Match[str]) -> str:
        if colour[1] == "#ffffff":
            return f"fill: {WHITE}"
        return (
            colour[0]
            if colour[1] in (INK, QUIET)
            else f"fill: color-mix(in srgb, {colour[1]} var(--kept), white)"
        )

    return re.sub(r"fill: (#[0-9a-f]{6})", fill, text[0])


def _element(svg: str, prefix: str) -> str:
    """The drawing as an element of a page: its own names, a font that is there, no metadata, colours of the page."""
    from capplan.report.style import INK, ON_LIGHT, OVER, QUIET, RULE, UNDER

    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'\bid="(site|queue)=', r'data-\1="', svg)  # style.mark_of
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r"url\(#", f"url(#{prefix}-", svg)
    svg = re.sub(r'href="#', f'href="#{prefix}-', svg)
    svg = re.sub(r"(\d\.\d{3})\d+", r"\1", svg)  # a thousandth of a point is enough
    svg = svg.replace(f'id="{prefix}-{ON_LIGHT}"', f'class="{ON_LIGHT}"')
    svg = re.sub(r"<text [^>]*>", _lifted, svg)
    for colour, name in {INK: "ink", QUIET: "quiet", RULE: "rule", OVER: "over", UNDER: "under"}.items():
        svg = svg.replace(colour, f"var(--{name})")
    svg = svg.replace("#ffffff", "var(--paper)").replace(WHITE, "#ffffff")
    return svg.replace("'DejaVu Sans'", FONTS).rstrip() + "\n"

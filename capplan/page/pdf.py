"""The page of a run as PDF, by ReportLab: nothing but Python is needed, and the same content gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from capplan.page.charts import ORDER
from capplan.report.pages.content import Cell, Column, Figure, Grid, Page

__all__ = ["as_pdf"]

INK, QUIET, RULE, SOFT, OVER, UNDER = "#22262b", "#5d646d", "#d9dce0", "#f3f4f6", "#2f6db5", "#a8480a"
FONT, BOLD = "DejaVuSans", "DejaVuSans-Bold"  # matplotlib brings them
MARGIN, WIDTH, HEIGHT = 40.0, 595.0, 842.0  # points; A4
ROOM = WIDTH - 2.0 * MARGIN
MOST_ROWS = 60  # of a table; the page of HTML and the tables of the run have all
LETTERS = 34  # from which a column of text gets no wider
FIGURES_ACROSS = 4


def as_pdf(page: Page, plots: Path) -> bytes:
    """The page with the pictures of the folder ``plots``, as far as they are there."""
    from reportlab import rl_config
    from reportlab.platypus import SimpleDocTemplate

    rl_config.useA85 = (
        0  # bytes as they are: text of five letters for four takes a fifth of the time and of the file
    )
    _fonts()
    content = io.BytesIO()
    document = SimpleDocTemplate(
        content, pagesize=(WIDTH, HEIGHT), leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN + 8.0, title=f"{page.title}: {page.name}", author="capplan", invariant=1, lang="en",
    )  # fmt: skip
    foot = _foot(page)
    document.build(list(_story(page, plots)), onFirstPage=foot, onLaterPages=foot)
    return content.getvalue()


@cache
def _fonts() -> None:
    """Make known the fonts that matplotlib ships: they have every sign that our texts use."""
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
    from reportlab.pdfbase.ttfonts import TTFont

    matplotlib = find_spec("matplotlib")  # where it is, without loading it
    assert matplotlib is not None and matplotlib.submodule_search_locations
    folder = Path(matplotlib.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    for name in (FONT, BOLD):
        registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)


@cache
def _style(
    size: float, colour: str = INK, bold: bool = False, right: bool = False, above: float = 0.0
) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle(
        f"{size}{colour}{bold}{right}{above}", fontName=BOLD if bold else FONT, fontSize=size, leading=1.35 * size,
        textColor=colour, alignment=2 if right else 0, spaceBefore=above, spaceAfter=0.3 * size, splitLongWords=True,
    )  # fmt: skip


def _text(text: str, size: float = 8.5, **look: Any) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(escape(text), _style(size, **look))


def _foot(page: Page) -> Any:
    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 7.0)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN, 26.0, f"{page.title}: {page.name}")
        canvas.drawRightString(WIDTH - MARGIN, 26.0, str(document.page))
        canvas.restoreState()

    return draw


def _story(page: Page, plots: Path) -> Iterator[Any]:
    """What stands on the paper, in the order of the page."""
    yield _text(f"{page.title} · {page.name}", colour=QUIET)
    yield _text("The plan", 17.0, bold=True)
    yield _text(page.answer, 11.0)
    yield _figures(page.figures)
    yield from _section("What changed since the last plan", page.changed)
    yield from _grid(page.decisions)
    yield from _pictures(plots)
    for grid in page.tables:
        yield from _grid(grid)
    yield from _section("Reasons", page.reasons)
    for grid in page.why:
        yield from _grid(grid)
    yield from _grid(page.assumptions)
    yield from _grid(page.inputs)
    yield _text("Where it comes from", 12.0, bold=True, above=16.0)
    rows = [
        [_text(one.label, 7.0), _text(one.value, 7.0), _text(one.note, 7.0, colour=QUIET)]
        for one in page.lineage
    ]
    yield _table(rows, [0.35 * ROOM, 0.4 * ROOM, 0.25 * ROOM], headed=False)


def _section(heading: str, lines: Sequence[str]) -> Iterator[Any]:
    yield _text(heading, 12.0, bold=True, above=16.0)
    for line in lines:
        yield _text(line)


def _figures(figures: Sequence[Figure]) -> Any:
    """The figures that matter, a few beside each other."""
    from reportlab.platypus import Table

    cells = [
        [
            _text(one.label, 7.0, colour=QUIET),
            _text(one.value, 12.0, bold=True),
            _text(one.note, 7.0, colour=QUIET),
        ]
        for one in figures
    ]
    cells += [[]] * (-len(cells) % FIGURES_ACROSS)
    rows = [cells[at : at + FIGURES_ACROSS] for at in range(0, len(cells), FIGURES_ACROSS)]
    look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("BACKGROUND", (0, 0), (-1, -1), SOFT),
            ("INNERGRID", (0, 0), (-1, -1), 6, "white"), ("LEFTPADDING", (0, 0), (-1, -1), 9)]  # fmt: skip
    return Table(rows, [ROOM / FIGURES_ACROSS] * FIGURES_ACROSS, style=look, spaceBefore=8.0)


def _pictures(plots: Path) -> Iterator[Any]:
    from reportlab.lib.utils import ImageReader
    from reportlab.platypus import Image

    there = [path for path in (plots / f"{name}.png" for name in ORDER) if path.is_file()]
    if there:
        yield _text("How it looks", 12.0, bold=True, above=16.0)
    for path in there:
        width, height = ImageReader(str(path)).getSize()
        scale = min(ROOM / width, 0.8 * HEIGHT / height)
        yield Image(str(path), width * scale, height * scale, mask=None)  # nothing shines through


def _grid(grid: Grid) -> Iterator[Any]:
    yield _text(grid.heading, 12.0, bold=True, above=16.0)
    if grid.note or not grid.rows:
        yield _text(grid.note if grid.rows else grid.empty, colour=QUIET)
    if not grid.rows:
        return
    heads = [_text(one.label, 7.0, colour=QUIET, bold=True, right=one.number) for one in grid.columns]
    shown = grid.rows[: grid.first if grid.cards else MOST_ROWS]
    rows = [[_cell(cell, one) for cell, one in zip(row, grid.columns, strict=True)] for row in shown]
    yield _table([heads, *rows], _widths(grid, shown), headed=True)
    if len(shown) < len(grid.rows):
        yield _text(f"and {len(grid.rows) - len(shown)} more in report.html", 7.0, colour=QUIET)


def _cell(cell: Cell, column: Column) -> Any:
    if cell.bars:
        return [_bars(cell.bars), _text(cell.text, 6.0, colour=QUIET)]
    colour = {"good": OVER, "bad": UNDER}.get(cell.tone, INK)
    return _text(cell.text, 7.0, colour=colour, right=column.number)


def _bars(values: Sequence[float]) -> Any:
    from reportlab.graphics.shapes import Drawing, Line, Rect
    from reportlab.lib.colors import HexColor

    drawing, step = Drawing(84.0, 14.0), 84.0 / len(values)
    for place, value in enumerate(values):
        colour = HexColor(OVER if value > 0.0 else UNDER)
        drawing.add(Rect(place * step, 7.0, 0.85 * step, 7.0 * value, fillColor=colour, strokeWidth=0))
    drawing.add(Line(0.0, 7.0, 84.0, 7.0, strokeColor=HexColor(QUIET), strokeWidth=0.3))
    return drawing


def _widths(grid: Grid, rows: Sequence[tuple[Cell, ...]]) -> list[float]:
    """The width of every column by the letters in it, all together as wide as the paper."""
    letters = []
    for at, column in enumerate(grid.columns):
        longest = max([len(row[at].text) for row in rows] + [max(map(len, column.label.split()), default=1)])
        wide = 18 if any(row[at].bars for row in rows) else longest
        letters.append(min(wide, LETTERS) + 2.5)
    return [ROOM * share / sum(letters) for share in letters]


def _table(rows: list[list[Any]], widths: list[float], headed: bool) -> Any:
    from reportlab.platypus import Table

    look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
            ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)]  # fmt: skip
    return Table(rows, widths, style=look, repeatRows=1 if headed else 0, spaceBefore=4.0, hAlign="LEFT")

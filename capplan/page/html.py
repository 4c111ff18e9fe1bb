"""The page of a run as one file of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from capplan.report.pages import Chart, render
from capplan.report.pages.content import Page
from capplan.report.reasons import Story

__all__ = ["as_html", "with_draws", "with_reasons"]

DRAWS, PRICES = "draws", "prices"
"""Places of the page that are filled later: pictures of drawn worlds, what ``capplan explain`` found out."""


def as_html(page: Page, charts: Sequence[Chart], earlier: Chart | None = None) -> str:
    """The page with its pictures; it needs no network, no fonts and no other file.

    ``earlier`` is the way from the cost of an earlier plan to that of this one; it stands with what changed.
    """
    links = [
        ("decisions", "decisions"),
        ("charts", "charts"),
        *((grid.name, grid.name) for grid in page.tables),
        ("reasons", "reasons"),
        ("assumptions", "assumptions"),
        ("inputs", "inputs"),
        ("lineage", "lineage"),
    ]
    return render("report.html.j2", page=page, charts=charts, earlier=earlier, links=links)


def with_reasons(html: str, story: Story) -> str:
    """A page that ``as_html`` gave, with what ``capplan explain`` found out among its reasons."""
    return _filled(html, PRICES, render("reasons_section.html.j2", story=story))


def with_draws(html: str, charts: Sequence[Chart]) -> str:
    """A page that ``as_html`` gave, with the pictures of drawn worlds before its own."""
    return _filled(html, DRAWS, render("charts.html.j2", charts=charts))


def _filled(html: str, place: str, content: str) -> str:
    """The page with the content between the marks of a place; as it is where it has none, being older."""
    marks = re.compile(rf"(<!-- {place} -->\n).*?(<!-- /{place} -->\n)", re.DOTALL)
    return marks.sub(lambda found: f"{found[1]}{content}{found[2]}", html, count=1)

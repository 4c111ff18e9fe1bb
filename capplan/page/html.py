"""The page of a run as one file of HTML."""

from __future__ import annotations

from collections.abc import Sequence

from capplan.page.content import Page
from capplan.report.pages import Chart, render

__all__ = ["as_html"]


def as_html(page: Page, charts: Sequence[Chart]) -> str:
    """The page with its pictures; it needs no network, no fonts and no other file."""
    links = [
        ("decisions", "decisions"),
        ("charts", "charts"),
        *((grid.name, grid.name) for grid in page.tables),
        ("assumptions", "assumptions"),
        ("lineage", "lineage"),
    ]
    return render("report.html.j2", page=page, charts=charts, links=links)

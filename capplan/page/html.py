"""The page of a run as one file of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from capplan.page.content import Page
from capplan.report.pages import Chart, render
from capplan.report.reasons import Story

__all__ = ["as_html", "with_reasons"]

REASONS = re.compile(r'<section id="reasons">.*?</section>\n', re.DOTALL)


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
    """A page that ``as_html`` gave, with what ``capplan explain`` found out in the place of its reasons."""
    section = render("reasons_section.html.j2", story=story)
    return REASONS.sub(lambda _: section, html, count=1)

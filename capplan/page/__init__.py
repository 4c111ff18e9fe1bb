"""The page of a run: what a director reads first, in one file of HTML, and the same as PDF.

``page_of_run`` gives the content, ``charts_of_plan`` the pictures; ``as_html`` and ``as_pdf`` write both.
"""

from __future__ import annotations

from capplan.page.charts import chart_of_plan, charts_of_plan
from capplan.page.html import as_html, with_reasons
from capplan.page.of_run import page_of_run
from capplan.page.pdf import as_pdf
from capplan.page.write import write_page
from capplan.report.pages.content import Cell, Column, Figure, Grid, Page

__all__ = [
    "Cell",
    "Column",
    "Figure",
    "Grid",
    "Page",
    "as_html",
    "as_pdf",
    "chart_of_plan",
    "charts_of_plan",
    "page_of_run",
    "with_reasons",
    "write_page",
]

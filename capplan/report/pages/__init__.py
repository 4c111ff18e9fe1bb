"""Pages of HTML that need nothing else: one look, one script, a template for each page."""

from __future__ import annotations

from capplan.report.pages.chart import Chart, Drawing, page_chart
from capplan.report.pages.render import render

__all__ = ["Chart", "Drawing", "page_chart", "render"]

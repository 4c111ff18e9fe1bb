"""Pages of HTML that need nothing else: one look, one script, a template for each page."""

from __future__ import annotations

from pathlib import Path

from capplan.report.pages.chart import Chart, Drawing, page_chart
from capplan.report.pages.render import render

__all__ = ["LOOK", "Chart", "Drawing", "page_chart", "render"]

LOOK = Path(__file__).parent / "look.css"
"""The style sheet of every page."""

"""report.html and report.pdf in the folder of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from capplan.page.charts import chart_of_earlier, charts_of_plan
from capplan.page.html import as_html
from capplan.page.of_run import page_of_run
from capplan.page.pdf import as_pdf
from capplan.plan import Plan

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["HTML", "PDF", "write_page"]

HTML, PDF = "report.html", "report.pdf"


def write_page(folder: Path, plan: Plan, pictures: Mapping[str, Axes] | None = None) -> None:
    """Write both beside the other files of the run, which must be there: the page is read from them.

    ``pictures`` are those that ``plots.save`` has drawn of the plan; without them they are drawn again.
    """
    page = page_of_run(folder, plan.facts)
    earlier = None if plan.replanned is None else chart_of_earlier(Path(plan.replanned.earlier), folder)
    charts = charts_of_plan(plan, pictures)
    (folder / HTML).write_text(as_html(page, charts, earlier), encoding="utf-8", newline="\n")
    (folder / PDF).write_bytes(as_pdf(page, folder / "plots"))

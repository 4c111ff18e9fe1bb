"""report.html and report.pdf in the folder of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from capplan.page.charts import ORDER, charts_of_plan
from capplan.page.earlier import REPLACED, chart_or_reason, replaced_plan
from capplan.page.html import as_html
from capplan.page.of_run import page_of_run
from capplan.page.pdf import as_pdf
from capplan.plan import Plan
from capplan.report.pages.content import Page

if TYPE_CHECKING:
    from capplan.report.pages import Chart

__all__ = ["HTML", "PDF", "write_page"]

HTML, PDF = "report.html", "report.pdf"


def write_page(
    folder: Path,
    plan: Plan,
    pictures: Mapping[str, Chart | None] | None = None,
    standing: Path | None = None,
    beside: Sequence[Path] = (),
) -> None:
    """Write both beside the other files of the run, which must be there: the page is read from them.

    ``pictures`` are what ``chart_of_plan`` made of those that ``plots.save`` has drawn, by name; without them they
    are drawn again.
    ``standing`` is the folder whose place the run will take: where it has another plan, the page leads from that to
    this one. ``beside`` are runs whose tables stand beside those of the plan, to filter by scenario.
    """
    page, earlier = _after_earlier(page_of_run(folder, plan.facts, beside), folder, plan, standing)
    charts = charts_of_plan(plan) if pictures is None else tuple(filter(None, map(pictures.get, ORDER)))
    (folder / HTML).write_text(as_html(page, charts, earlier), encoding="utf-8", newline="\n")
    told = page.changed if earlier is None else (*page.changed, f"{earlier.finding}.")
    (folder / PDF).write_bytes(as_pdf(replace(page, changed=told), folder / "plots"))


def _after_earlier(page: Page, folder: Path, plan: Plan, standing: Path | None) -> tuple[Page, Chart | None]:
    """The page with what it says of the plan before it: the one it was made from, or the one that it replaces."""
    if plan.replanned is not None:
        before: Path | None = Path(plan.replanned.earlier)
    else:
        before = None if standing is None else replaced_plan(standing, folder)
    if before is None:
        return page, None
    chart, why = chart_or_reason(before, folder)
    told = page.changed if plan.replanned is not None else (REPLACED,)
    return replace(page, changed=(*told, *why)), chart

"""The page of a simulated run: the page of its plan, with what the drawn worlds make of it before its pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from capplan.page.html import with_draws
from capplan.page.write import HTML
from capplan.report.pages import Chart, page_chart
from capplan.report.uncertainty import BANDS, Simulated, band
from capplan.report.wording import day_text, number

__all__ = ["charts_of_draws", "write_bands"]

NAMES = ("coverage_bands", "short_bands")


def charts_of_draws(simulated: Simulated) -> tuple[Chart, ...]:
    """Hours required and staffed, and hours short: P10 to P90 by period."""
    from capplan.report.plots.areas import Area  # matplotlib is slow to load
    from capplan.report.plots.bands import PICTURES
    from capplan.report.plots.save import drawn, styled

    shown = {
        "coverage_bands": {"required": simulated.required_h, "staffed": simulated.over("staffed_h")},
        "short_bands": {"short": simulated.short_h},
    }
    horizon, charts = simulated.facts.horizon, []
    for name in NAMES:
        said = [(what, band(draws)) for what, draws in shown[name].items()]
        areas = [
            Area(
                t, t + 1.0, None, None, f"{horizon.period.capitalize()} of {day_text(horizon.day(t))}",
                tuple(f"{what} {of.upper()} {number(found[of][t])} h" for what, found in said for of in BANDS),
            )
            for t in range(horizon.count)
        ]  # fmt: skip
        with styled():
            picture = drawn(PICTURES[name], simulated)
        charts.append(page_chart(name, picture, areas, partial(PICTURES[name], simulated)))
    return tuple(charts)


def write_bands(simulated: Simulated, run: Path, folder: Path) -> None:
    """Write the page of the run into ``folder`` with its bands, if it has one and a draw a result."""
    page = run / HTML
    if page.is_file() and simulated.draws and np.isfinite(simulated.required_h).all():
        text = with_draws(page.read_text(encoding="utf-8"), charts_of_draws(simulated))
        (folder / HTML).write_text(text, encoding="utf-8", newline="\n")

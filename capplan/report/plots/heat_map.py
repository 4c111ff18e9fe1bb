"""Where and when it is tight: net staffing by site and period."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import Normalize
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from capplan.plan import Plan
from capplan.report.measures import net_staffing, share_of, spare_standard_h
from capplan.report.style import INK, ON_LIGHT, QUIET, axes_or_new, diverging, period_axis, text_in, title
from capplan.report.wording import number, period_text

__all__ = ["heat_map"]

Float = NDArray[np.float64]
MOST_NUMBERED = 60  # periods; with more the cells are too narrow for numbers
LEAST_SCALE, MOST_SCALE = 5.0, 50.0  # percent


def heat_map(plan: Plan, ax: Axes | None = None) -> Axes:
    """Spare less short hours of each site as % of the hours it needs, by period; the last row is all sites.

    The short hours of a queue belong to the sites that work on it, see ``measures.queue_spread``.
    """
    sites, horizon = plan.facts.sites, plan.facts.horizon
    order = [*sorted(range(len(sites.name)), key=lambda s: sites.name[s])]
    percents = 100.0 * np.vstack([net_staffing(plan)[1][order], _overall(plan)])
    ax = axes_or_new(ax, height=1.9 + 0.42 * len(percents))
    known = np.abs(percents[np.isfinite(percents)])
    limit = float(np.clip(np.percentile(known, 98) if known.size else 0.0, LEAST_SCALE, MOST_SCALE))
    mesh = ax.pcolormesh(
        np.arange(horizon.count + 1),
        np.arange(len(percents) + 1),
        np.ma.masked_invalid(percents),
        cmap=diverging(),
        norm=Normalize(-limit, limit),
        edgecolors="white",
        linewidth=0.8,
    )
    _numbers(ax, percents, mesh)
    ax.axhline(len(order), color=INK, linewidth=1.2)
    ax.set_yticks(np.arange(len(percents)) + 0.5, [*(sites.name[s] for s in order), "all sites"])
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_ylim(len(percents), 0.0)
    period_axis(ax, horizon)
    bar = ax.figure.colorbar(mesh, ax=ax, extend="both", pad=0.015, aspect=14, shrink=0.9)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=8, colors=QUIET)
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{number(value)} %"))
    title(
        ax,
        _finding(plan, percents[:-1], [sites.name[s] for s in order]),
        f"Spare less short hours, % of the hours needed in the {horizon.period}; blue: spare, orange: short",
    )
    return ax


def _overall(plan: Plan) -> Float:
    """The same share for all sites together, [t]."""
    coverage = plan.coverage
    need = (coverage.work_h + coverage.short_h).sum(axis=0)
    net = spare_standard_h(plan).sum(axis=0) - coverage.short_h.sum(axis=0)
    return share_of(net, need)


def _numbers(ax: Axes, percents: Float, mesh: QuadMesh) -> None:
    """Whole percentages in the cells that round to something, where there is room."""
    rows, columns = percents.shape
    if columns > MOST_NUMBERED:
        return
    least = 0.5 if columns <= 16 else 1.5
    size = 8.5 if columns <= 16 else 6.5 if columns <= 40 else 5.5
    for row in range(rows):
        for column in range(columns):
            value = percents[row, column]
            if np.isfinite(value) and abs(value) >= least:
                text = number(value)
                cell = ax.text(column + 0.5, row + 0.52, text, ha="center", va="center", fontsize=size)
                cell.set(color=text_in(mesh, value), gid=ON_LIGHT)


def _finding(plan: Plan, percents: Float, names: list[str]) -> str:
    """As: Tightest: MNL in the week of 9 Nov, 7 % short."""
    known = np.where(np.isfinite(percents), percents, 0.0)
    row, column = np.unravel_index(int(np.argmin(known)), known.shape)
    horizon = plan.facts.horizon
    when = period_text(horizon.day(int(column)), horizon.period, horizon.start.year)
    if known[row, column] <= -0.5:
        sites = int((known <= -0.5).any(axis=1).sum())
        where = f"; short at {sites} of {len(names)} sites in some {horizon.period}" if sites else ""
        return f"Tightest: {names[row]} in {when}, {number(-known[row, column])} % short{where}"
    row, column = np.unravel_index(int(np.argmax(known)), known.shape)
    when = period_text(horizon.day(int(column)), horizon.period, horizon.start.year)
    most = f"{names[row]} in {when} ({number(known[row, column])} %)"
    return f"No site is short by 0.5 % in any {horizon.period}; most to spare: {most}"

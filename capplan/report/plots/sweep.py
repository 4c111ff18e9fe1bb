"""What a key does to the plan: cost along its values, or cost over two keys as a map."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from capplan.report.studies.proven import WHOLE_COST
from capplan.report.studies.swept import Swept, SweptPoint, headline, key_text
from capplan.report.style import (
    INK,
    OVER,
    QUIET,
    RULE,
    UNDER,
    axes_or_new,
    lighter,
    text_in,
    tick_text,
    title,
)
from capplan.report.wording import number, percent, short_number

__all__ = ["sweep_grid", "sweep_line"]

Float = NDArray[np.float64]

MOST_NAMED = 12
"""Points; of more only the ends are named."""


def sweep_line(swept: Swept, ax: Axes | None = None) -> Axes:
    """Cost at every value of the key, and hours short; the band under it is how far below the best plan may lie."""
    ax = axes_or_new(ax)
    points = swept.planned
    x = np.array([point.at[0] for point in points])
    y = np.array([swept.cost(point) for point in points])
    least = np.array([swept.least(point) for point in points])
    if len(points):
        ax.fill_between(x, least, y, color=lighter(OVER, 0.75), linewidth=0.0)
        ax.plot(x, y, color=OVER, linewidth=2.0, marker="o", markersize=5)
    _name_points(ax, points, y)
    failed = [point.at[0] for point in swept.points if not point.summary]
    for at in failed:
        ax.axvline(at, color=UNDER, linewidth=1.0, linestyle=":")
        ax.annotate("no plan", (at, 0.02), (3, 0), xycoords=("data", "axes fraction"), textcoords="offset points",
                    color=UNDER, fontsize=8.5)  # fmt: skip
    low, high = (float(least.min()), float(y.max())) if len(points) else (0.0, 1.0)
    room = max(high - low, 0.002 * abs(high), 1e-9)
    ax.set_ylim(low - 0.12 * room, high + 0.24 * room)
    ax.margins(x=0.08)
    ax.set_xlabel(_axis(swept.keys[0]), color=QUIET)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.yaxis.set_major_locator(MaxNLocator(6))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.set_ylabel(f"cost, {swept.currency}", color=QUIET)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    title(ax, headline(swept), f"Here: {WHOLE_COST}. Band: how much better a plan may be (the gap)")
    return ax


def sweep_grid(swept: Swept, ax: Axes | None = None) -> Axes:
    """Cost over two keys, darker where it is dearer, with the hours that go short."""
    rows, columns = swept.values(0), swept.values(1)
    cost, short = np.full((2, len(rows), len(columns)), np.nan)
    for point in swept.planned:
        cell = rows.index(point.at[0]), columns.index(point.at[1])
        cost[cell], short[cell] = swept.cost(point), point.summary["short_hours"]
    ax = axes_or_new(ax, height=max(3.0, 2.0 + 0.55 * len(rows)))
    palette = LinearSegmentedColormap.from_list("cost", ["#f4f7fb", lighter(OVER, 0.45), OVER, "#133f73"])
    mesh = ax.pcolormesh(np.ma.masked_invalid(cost), cmap=palette, edgecolors="white", linewidth=0.8)
    _cells(ax, cost, short, mesh)
    ax.set_xticks(np.arange(len(columns)) + 0.5, [f"{value:g}" for value in columns])
    ax.set_yticks(np.arange(len(rows)) + 0.5, [f"{value:g}" for value in rows])
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_ylabel(_axis(swept.keys[0]), color=QUIET)
    ax.set_xlabel(_axis(swept.keys[1]), color=QUIET)
    gaps = [
        point.summary["gap"] for point in swept.points if point.summary and point.summary["gap"] is not None
    ]
    within = f"; every plan within {percent(max(gaps), 1)} of the best" if gaps else ""
    title(ax, headline(swept), f"{swept.currency}: {WHOLE_COST}{within}")
    return ax


def _cells(ax: Axes, cost: Float, short: Float, mesh: QuadMesh) -> None:
    for (row, column), value in np.ndenumerate(cost):
        if not np.isfinite(value):
            ax.add_patch(Rectangle((column, row), 1, 1, facecolor="#e7e8ea", edgecolor="white", hatch="///"))
        text = (
            f"{short_number(value)}\n{number(float(short[row, column]))} h short"
            if np.isfinite(value)
            else "no plan"
        )
        colour = text_in(mesh, value) if np.isfinite(value) else INK
        ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=8.5, color=colour)


def _name_points(ax: Axes, points: list[SweptPoint], y: Float) -> None:
    named = range(len(points)) if len(points) <= MOST_NAMED else (0, len(points) - 1)
    for i in named:
        text = f"{short_number(y[i])}\n{number(points[i].summary['short_hours'])} h short"
        ax.annotate(text, (points[i].at[0], y[i]), (0, 8), textcoords="offset points", ha="center", color=INK,
                    fontsize=8.5)  # fmt: skip


def _axis(key: str) -> str:
    name, words = key_text(key)
    return f"{name},{words} {'what it is' if words == ' times' else 'than it is'}" if words else name

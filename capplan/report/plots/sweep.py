"""What a key does to the plan: cost along its values, or cost over two keys as a map."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from capplan.report.studies.sweep import Swept, SweptPoint
from capplan.report.style import INK, OVER, QUIET, RULE, UNDER, axes_or_new, lighter, tick_text, title
from capplan.report.wording import amount, number, percent, short_number

__all__ = ["sweep_grid", "sweep_line"]

Float = NDArray[np.float64]

MOST_NAMED = 12
"""Points; of more only the ends are named."""


def sweep_line(swept: Swept, ax: Axes | None = None) -> Axes:
    """Cost to serve at every value of the key; the band under it is how far below the best plan may lie."""
    ax = axes_or_new(ax)
    points = sorted((point for point in swept.points if point.summary), key=lambda point: point.at)
    x = np.array([point.at[0] for point in points])
    y = np.array([point.summary["cost_to_serve"] for point in points], dtype=np.float64)
    least = y - np.array([_unproven(point) for point in points])
    if len(points):
        ax.fill_between(x, least, y, color=lighter(OVER, 0.75), linewidth=0.0)
        ax.plot(x, y, color=OVER, linewidth=2.0, marker="o", markersize=5)
    _name_points(ax, x, y)
    failed = [point.at[0] for point in swept.points if not point.summary]
    for at in failed:
        ax.axvline(at, color=UNDER, linewidth=1.0, linestyle=":")
        ax.annotate("no plan", (at, 0.02), (3, 0), xycoords=("data", "axes fraction"), textcoords="offset points",
                    color=UNDER, fontsize=8.5)  # fmt: skip
    low, high = (float(least.min()), float(y.max())) if len(points) else (0.0, 1.0)
    room = max(high - low, 0.002 * abs(high), 1e-9)
    ax.set_ylim(low - 0.12 * room, high + 0.18 * room)
    ax.set_xlabel(_axis(swept.keys[0]), color=QUIET)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.yaxis.set_major_locator(MaxNLocator(6))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.set_ylabel(f"cost to serve, {swept.currency}", color=QUIET)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    title(ax, _finding_line(swept, points), "Cost to serve of the plan at every value. Band: how much better a plan "
          "there may still be (the gap)")  # fmt: skip
    return ax


def sweep_grid(swept: Swept, ax: Axes | None = None) -> Axes:
    """Cost to serve over two keys, darker where it is dearer."""
    rows, columns = swept.values(0), swept.values(1)
    cost = np.full((len(rows), len(columns)), np.nan)
    for point in swept.points:
        if point.summary:
            cost[rows.index(point.at[0]), columns.index(point.at[1])] = point.summary["cost_to_serve"]
    ax = axes_or_new(ax, height=max(3.0, 2.0 + 0.55 * len(rows)))
    palette = LinearSegmentedColormap.from_list("cost", ["#f4f7fb", lighter(OVER, 0.45), OVER, "#133f73"])
    ax.pcolormesh(np.ma.masked_invalid(cost), cmap=palette, edgecolors="white", linewidth=0.8)
    _cells(ax, cost)
    ax.set_xticks(np.arange(len(columns)) + 0.5, [f"{value:g}" for value in columns])
    ax.set_yticks(np.arange(len(rows)) + 0.5, [f"{value:g}" for value in rows])
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_ylabel(_axis(swept.keys[0]), color=QUIET)
    ax.set_xlabel(_axis(swept.keys[1]), color=QUIET)
    gaps = [
        point.summary["gap"] for point in swept.points if point.summary and point.summary["gap"] is not None
    ]
    within = f"; every plan within {percent(max(gaps), 1)} of the best" if gaps else ""
    title(ax, _finding_grid(swept), f"Cost to serve, {swept.currency}, darker where dearer{within}")
    return ax


def _cells(ax: Axes, cost: Float) -> None:
    known = cost[np.isfinite(cost)]
    middle = (known.min() + known.max()) / 2.0 if known.size else 0.0
    for (row, column), value in np.ndenumerate(cost):
        if not np.isfinite(value):
            ax.add_patch(Rectangle((column, row), 1, 1, facecolor="#e7e8ea", edgecolor="white", hatch="///"))
        text = short_number(value) if np.isfinite(value) else "no plan"
        colour = "white" if np.isfinite(value) and value > middle else INK
        ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=8.5, color=colour)


def _unproven(point: SweptPoint) -> float:
    """How far below the cost of the plan the best one may lie."""
    objective, bound = point.summary["objective"], point.summary["bound"]
    return 0.0 if bound is None else max(float(objective) - float(bound), 0.0)


def _name_points(ax: Axes, x: Float, y: Float) -> None:
    named = range(len(x)) if len(x) <= MOST_NAMED else (0, len(x) - 1)
    for i in named:
        ax.annotate(
            short_number(y[i]), (x[i], y[i]), (0, 8), textcoords="offset points", ha="center", color=INK
        )


def _factor(key: str) -> tuple[str, bool]:
    """A key without the sign that its values are factors, and whether they are."""
    return (key[:-1].rstrip(), True) if key.endswith("*") else (key, False)


def _axis(key: str) -> str:
    name, times = _factor(key)
    return f"{name}, times what it is" if times else name


def _finding_line(swept: Swept, points: list[SweptPoint]) -> str:
    """As: From 0.5 to 0.9 cost to serve rises by 1.2 M USD (3 %)."""
    if len(points) < 2:
        return f"{len(points)} of {len(swept.points)} values have a plan"
    first, last = points[0].summary["cost_to_serve"], points[-1].summary["cost_to_serve"]
    verb = "rises" if last > first else "falls"
    share = f" ({percent(abs(last - first) / abs(first))})" if first else ""
    key, times = _factor(swept.keys[0])
    ends = f"{key} from {points[0].at[0]:g} to {points[-1].at[0]:g}{' times' if times else ''}"
    if max(_unproven(points[0]), _unproven(points[-1])) >= abs(last - first):
        return f"{ends}: cost to serve moves by less than the gap"
    return f"{ends}: cost to serve {verb} by {amount(abs(last - first), swept.currency)}{share}"


def _finding_grid(swept: Swept) -> str:
    """As: Cheapest at 0.5 and 0.9: 30.1 M USD; dearest at 0.9 and 1.2: 35.2 M USD."""
    points = [point for point in swept.points if point.summary]
    if not points:
        return "No point of the grid has a plan"
    words = []
    for word, point in (
        ("Cheapest", min(points, key=lambda point: float(point.summary["cost_to_serve"]))),
        ("dearest", max(points, key=lambda point: float(point.summary["cost_to_serve"]))),
    ):
        where = " and ".join(f"{value:g}" for value in point.at)
        words.append(f"{word} at {where}: {amount(point.summary['cost_to_serve'], swept.currency)}")
    missing = len(swept.points) - len(points)
    return "; ".join(words) + (f"; {number(missing)} without a plan" if missing else "")

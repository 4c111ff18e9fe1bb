"""Where a schedule has people to spare or is short: hour of the day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import Normalize
from numpy.typing import NDArray

from capplan.report.schedule.team import TeamSchedule
from capplan.report.style import INK, ON_LIGHT, QUIET, axes_or_new, diverging, text_in, title
from capplan.report.wording import number

__all__ = ["NAMES", "hour_by_day", "over_required"]

Float = NDArray[np.float64]
MOST_DAYS = 14  # of which each has a row; longer horizons show the mean of each weekday
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = 24


def hour_by_day(team: TeamSchedule, ax: Axes | None = None) -> Axes:
    """Mean people on duty over people required in each hour, a row a day (or weekday); blue: spare, orange: short."""
    names, staffed, required = _means(team)
    ax = axes_or_new(ax, height=1.7 + 0.46 * len(names))
    over_required(ax, names, staffed, required)
    shown = "mean of each weekday" if team.case.line.days > MOST_DAYS else "each day"
    title(
        ax,
        _finding(team, names, staffed - required),
        f"{team.case.name}: people on duty (bold) over people required, mean of the hour, {shown}; "
        "blue: spare, orange: short",
    )
    return ax


def over_required(ax: Axes, names: Sequence[str], staffed: Float, required: Float) -> None:
    """A cell for each row and hour [row, hour] with who is there over who is required; nan is left out."""
    net = staffed - required
    limit = max(1.0, float(np.nanpercentile(np.abs(net), 98)) if np.isfinite(net).any() else 1.0)
    mesh = ax.pcolormesh(
        np.arange(HOURS + 1),
        np.arange(len(names) + 1),
        np.ma.masked_invalid(net),
        cmap=diverging(),
        norm=Normalize(-limit, limit),
        edgecolors="white",
        linewidth=0.8,
    )
    _numbers(ax, mesh, staffed, required)
    ax.set_yticks(np.arange(len(names)) + 0.5, names)
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_ylim(len(names), 0.0)
    ax.set_xticks(np.arange(0, HOURS + 1, 2), [f"{hour:02}:00" for hour in range(0, HOURS + 1, 2)])
    bar = ax.figure.colorbar(mesh, ax=ax, extend="both", pad=0.015, aspect=14, shrink=0.9)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=8, colors=QUIET)


def _numbers(ax: Axes, mesh: QuadMesh, staffed: Float, required: Float) -> None:
    """Who is there over who is required, in every cell."""
    most = float(np.nanmax(np.maximum(staffed, required), initial=0.0))
    digits, size = (1, 7.0) if most < 9.95 else (0, 7.5 if most < 999.5 else 6.0)
    for row, column in np.argwhere(np.isfinite(staffed)):
        there, asked = float(staffed[row, column]), float(required[row, column])
        colour = text_in(mesh, there - asked)
        look: dict[str, Any] = {
            "ha": "center",
            "va": "center",
            "fontsize": size,
            "color": colour,
            "gid": ON_LIGHT,
        }
        ax.text(column + 0.5, row + 0.3, number(there, digits), fontweight="bold", **look)
        ax.text(column + 0.5, row + 0.72, number(asked, digits), **look)


def _means(team: TeamSchedule) -> tuple[list[str], Float, Float]:
    """Names of rows, mean people on duty and required by row and local hour; nan where there is neither."""
    line, found = team.case.line, team.schedule
    moments = [line.local(i) for i in range(line.count)]
    short_run = line.days <= MOST_DAYS
    day = np.array([(moment.date() - line.start).days for moment in moments], dtype=np.int64)
    weekday = np.array([moment.weekday() for moment in moments], dtype=np.int64)
    row, hour = (day if short_run else weekday), np.array([moment.hour for moment in moments], dtype=np.int64)
    first = int(day.min(initial=0))  # the clock of a pool may begin on the day before
    row = row - first if short_run else row
    rows = int(day.max(initial=0)) - first + 1 if short_run else len(NAMES)
    staffed, required = found.staffed, found.case.required
    counts = np.zeros((rows, HOURS))
    np.add.at(counts, (row, hour), np.where((staffed > 0.0) | (required > 0.0), 1.0, 0.0))

    def mean(people: Float) -> Float:
        sums = np.zeros((rows, HOURS))
        np.add.at(sums, (row, hour), people)
        return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)

    dates = [line.day(first + position) for position in range(rows)]
    names = [f"{NAMES[date.weekday()]} {date.day}" for date in dates] if short_run else list(NAMES)
    return names, mean(staffed), mean(required)


def _finding(team: TeamSchedule, names: list[str], net: Float) -> str:
    """As: Shortest on Mon 2 at 09:00, 2.5 people; 91 % of staffed hours are required."""
    fit = f"{number(100.0 * team.hours.efficiency)} % of staffed hours are where they are required"
    known = np.where(np.isfinite(net), net, 0.0)
    row, hour = np.unravel_index(int(np.argmin(known)), known.shape)
    if known[row, hour] > -0.05:
        return f"No hour is short; {fit}"
    return f"Shortest on {names[row]} at {hour:02}:00, {-known[row, hour]:.1f} people missing; {fit}"

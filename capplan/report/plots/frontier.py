"""The least cost at every level of a goal, with the present plan on it or off it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from capplan.report.studies.frontier_found import Frontier, FrontierPoint
from capplan.report.studies.frontier_words import ONE_BACK, WORTH_TELLING, finding, level_text
from capplan.report.style import INK, OVER, QUIET, RULE, UNDER, axes_or_new, lighter, tick_text, title
from capplan.report.wording import short_number

__all__ = ["frontier_curve"]


def frontier_curve(frontier: Frontier, ax: Axes | None = None) -> Axes:
    """Cost of every point, the band down to what is proven; dominated plans are pale, the present one orange."""
    ax = axes_or_new(ax)
    points = frontier.points
    x = np.array([point.reached for point in points])
    y = np.array([point.cost for point in points])
    least = np.array([point.cost if point.least is None else point.least for point in points])
    ax.fill_between(x, least, y, color=lighter(OVER, 0.8), linewidth=0.0)
    if len(points) == 1:  # no curve: the band is a line
        ax.plot(
            [x[0], x[0]], [least[0], y[0]], color=lighter(OVER, 0.8), linewidth=8.0, solid_capstyle="butt"
        )
    ax.plot(x, y, color=OVER, linewidth=2.0, marker="o", markersize=5.5)
    for point in frontier.beaten:
        ax.plot(point.reached, point.cost, "o", color=lighter(QUIET, 0.5), markersize=5)
    falls = frontier.goal in ONE_BACK  # the names stand on the free side of the curve
    for point in points:
        ax.annotate(_cost_text(point, frontier.present), (point.reached, point.cost), (4 if falls else -4, 8),
                    textcoords="offset points", ha="left" if falls else "right", color=INK)  # fmt: skip
    everything = [*points, *frontier.beaten]
    if frontier.beyond and everything:
        _end(ax, frontier)
    if frontier.present is not None:
        _mark(ax, frontier, frontier.present)
    _limits(ax, everything)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: level_text(frontier.goal, value)))
    ax.yaxis.set_major_locator(MaxNLocator(6))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.set_ylabel(f"cost, {frontier.currency}", color=QUIET)
    ax.set_xlabel(_axis(frontier.goal), color=QUIET)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    title(ax, finding(frontier), "Least cost found at each level, without a price on what falls short of it, beside "
          "the present plan. Band: how much better plans there may be")  # fmt: skip
    return ax


def _cost_text(point: FrontierPoint, present: FrontierPoint | None) -> str:
    """What a point costs more than the present plan: costs themselves often differ by less than is read of them."""
    if present is None:
        return short_number(point.cost)
    if _same_level(point, present):
        return ""  # the name of the present plan tells it
    more = point.cost - present.cost
    return f"{'+' if more > 0.0 else ''}{short_number(more)}"


def _same_level(point: FrontierPoint, present: FrontierPoint) -> bool:
    return point.run == present.run or point.run == present.beaten_by


def _end(ax: Axes, frontier: Frontier) -> None:
    """The weakest of the bounds that no plan keeps."""
    bound, falls = frontier.beyond[0].bound, frontier.goal in ONE_BACK
    ax.axvline(bound, color=UNDER, linewidth=1.0, linestyle=":")
    ax.annotate(f"no plan at {level_text(frontier.goal, bound)}", (bound, 0.02), (4 if falls else -4, 0),
                xycoords=("data", "axes fraction"), textcoords="offset points", ha="left" if falls else "right",
                color=UNDER, fontsize=8.5)  # fmt: skip


def _mark(ax: Axes, frontier: Frontier, present: FrontierPoint) -> None:
    """The present plan, and what the same level can be had for; its name stands on the free side of the curve."""
    ax.plot(present.reached, present.cost, "D", color=UNDER, markersize=9, zorder=5)
    here = frontier.from_here
    less = here is not None and here.saves > WORTH_TELLING * abs(present.cost)
    text = f"present plan, {short_number(present.cost)}"
    text += f"; as much for {short_number(here.saves)} less" if here is not None and less else ""
    everything = [point.reached for point in (*frontier.points, *frontier.beaten)]
    right = present.reached > (min(everything) + max(everything)) / 2.0
    above = right != (frontier.goal in ONE_BACK)
    ax.annotate(text, (present.reached, present.cost), (-9 if right else 9, 9 if above else -13),
                textcoords="offset points", ha="right" if right else "left", color=UNDER,
                fontweight="bold")  # fmt: skip


def _limits(ax: Axes, points: list[FrontierPoint]) -> None:
    if not points:
        return
    low = min(point.cost if point.least is None else point.least for point in points)
    high = max(point.cost for point in points)
    room = max(high - low, 0.002 * abs(high), 1e-9)
    ax.set_ylim(low - 0.1 * room, high + 0.16 * room)
    ax.margins(x=0.08)


def _axis(goal: str) -> str:
    return {
        "service": "contacts of real-time queues answered in time",
        "coverage": "required hours that are worked",
        "resilience": "of the hours that must go on when a site is lost, those that others could work",
        "hires": "people who start in classes",
        "accuracy": "decisions that are right",
        "exposure": "most exposure of a person on a day at work",
    }[goal]

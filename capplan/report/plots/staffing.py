"""Required against staffed hours, and what is over and under."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from capplan.plan import Plan
from capplan.report.measures import spare_standard_h
from capplan.report.style import (
    INK,
    ON_LIGHT,
    OVER,
    QUIET,
    UNDER,
    axes_or_new,
    figure_width_in,
    hours_axis,
    lighter,
    period_axis,
    title,
)
from capplan.report.wording import count_of, number, percent, period_text

__all__ = ["over_under", "required_staffed"]

Float = NDArray[np.float64]
LEAST_H = 0.05
ROOM_FOR_NUMBER_IN = 0.15  # of the width, for each period
ALL_LABELLED = 16  # periods; with more only the extremes carry a number


def required_staffed(plan: Plan, ax: Axes | None = None) -> Axes:
    """Required and staffed standard hours by period; short hours shaded; classes marked."""
    ax = axes_or_new(ax)
    horizon, coverage = plan.facts.horizon, plan.coverage
    required, short = coverage.required_h.sum(axis=0), coverage.short_h.sum(axis=0)
    staffed = coverage.work_h.sum(axis=0) + spare_standard_h(plan).sum(axis=0)
    edges = np.arange(horizon.count + 1)
    shade = lighter(UNDER, 0.6)
    ax.bar(edges[:-1], short, 1.0, bottom=required - short, align="edge", color=shade, linewidth=0.0)
    ax.step(edges, _stepped(required), where="post", color=INK, linewidth=1.8)
    ax.step(edges, _stepped(staffed), where="post", color=OVER, linewidth=1.8)
    _name_lines(ax, horizon.count, required, staffed)
    low = float(min((required - short).min(), staffed.min()))
    high = float(max(required.max(), staffed.max(), 1.0))
    base = 0.0 if low < 0.6 * high else low - 0.35 * (high - low) - 0.02 * high
    ax.set_ylim(base - 0.10 * (high - base), high + 0.06 * (high - base))
    _class_markers(ax, plan, base - 0.05 * (high - base))
    period_axis(ax, horizon)
    hours_axis(ax, f"standard hours per {horizon.period}{', axis cut' if base > 0.0 else ''}")
    title(
        ax,
        _covered(plan, short),
        "Hours required and staffed, all queues; orange: short, whatever other queues have to spare; "
        "dots: people reaching production",
    )
    return ax


def _stepped(values: Float) -> Float:
    """The values with the last one repeated, to draw the last step to its end."""
    return np.append(values, values[-1])


def _name_lines(ax: Axes, count: int, required: Float, staffed: Float) -> None:
    """The names of the two lines at their right ends, apart where the ends are close."""
    gap = 0.035 * max(required.max(), staffed.max())
    upper = 1.0 if required[-1] >= staffed[-1] else -1.0
    shift = gap / 2 if abs(required[-1] - staffed[-1]) < gap else 0.0
    for text, end, colour, way in (("required", required, INK, upper), ("staffed", staffed, OVER, -upper)):
        vertical = "center" if shift == 0.0 else ("bottom" if way > 0 else "top")
        ax.annotate(
            text,
            (count, end[-1]),
            (6, 0),
            textcoords="offset points",
            color=colour,
            fontweight="bold",
            va=vertical,
            annotation_clip=False,
        )


def _class_markers(ax: Axes, plan: Plan, level: float) -> None:
    """A dot under the lines where classes reach production, its number the people who started in them."""
    people = np.zeros(plan.facts.horizon.count)
    for start in plan.classes:
        if 0 <= start.production < len(people):
            people[start.production] += start.size
    weeks = np.flatnonzero(people > 0.0)
    if not len(weeks):
        return
    room = figure_width_in(ax) / len(people) >= ROOM_FOR_NUMBER_IN
    area = (70.0 + 90.0 * people[weeks] / people.max()) * (1.0 if room else 0.2)
    ax.scatter(
        weeks + 0.5, np.full(len(weeks), level), s=area, color="#7fb08a", linewidths=0.0, clip_on=False
    )
    for week in weeks if room else []:
        ax.text(
            week + 0.5,
            level,
            f"{people[week]:.0f}",
            ha="center",
            va="center",
            fontsize=7.5,
            color=INK,
            gid=ON_LIGHT,
            path_effects=[withStroke(linewidth=1.5, foreground="white", alpha=0.6)],
        )


def _covered(plan: Plan, short: Float) -> str:
    """As: 412 hours stay short (0.3 %), most in the week of 9 Nov."""
    horizon, required = plan.facts.horizon, plan.coverage.required_h.sum()
    if short.sum() < LEAST_H:
        spare = float(plan.staffing.spare_h.sum())
        return f"Every required hour is covered; {number(spare)} staffed hours stay spare"
    worst = int(np.argmax(short))
    when = period_text(horizon.day(worst), horizon.period, horizon.start.year)
    hours = count_of(round(float(short.sum())), "hour stays", "hours stay")
    return f"{hours} short ({percent(short.sum() / required)}), most in {when} ({number(short[worst])} h)"


def over_under(plan: Plan, ax: Axes | None = None) -> Axes:
    """Spare hours above zero, short hours below, by period; percentages are of the required hours."""
    ax = axes_or_new(ax, height=4.6)
    horizon, coverage = plan.facts.horizon, plan.coverage
    over, under = spare_standard_h(plan).sum(axis=0), coverage.short_h.sum(axis=0)
    required = coverage.required_h.sum(axis=0)
    middle = np.arange(horizon.count) + 0.5
    ax.bar(middle, over, width=0.82, color=OVER)
    ax.bar(middle, -under, width=0.82, color=UNDER)
    ax.axhline(0.0, color=QUIET, linewidth=0.8)
    most = max(float(over.max()), float(under.max()), 1.0)
    low = -1.3 * float(under.max()) if under.max() > 0.02 * most else -0.1 * most
    ax.set_ylim(low, max(1.18 * float(over.max()), 0.12 * most))
    edge = {0: (0.1, "left"), horizon.count - 1: (0.9, "right")} if horizon.count > ALL_LABELLED else {}
    for values, sign, colour in ((over, 1.0, OVER), (under, -1.0, UNDER)):
        for week in _labelled(values):
            inside, side = edge.get(week, (0.5, "center"))
            ax.annotate(
                percent(values[week] / required[week]) if required[week] > 0.0 else number(values[week]),
                (week + inside, sign * values[week]),
                (0, 3 * sign),
                textcoords="offset points",
                ha=side,
                va="bottom" if sign > 0 else "top",
                fontsize=7.5,
                color=colour,
            )
    period_axis(ax, horizon)
    hours_axis(ax, f"standard hours per {horizon.period}")
    title(
        ax,
        _balance(plan, over, under),
        "Spare hours (blue, above) and short hours (orange, below), all queues; % of required hours",
    )
    return ax


def _labelled(values: Float) -> list[int]:
    """The periods whose bars carry a number: all of a short horizon, else up to five peaks."""
    weeks = np.argsort(-values, kind="stable")
    if len(values) <= ALL_LABELLED:
        return [int(week) for week in weeks if values[week] >= LEAST_H]
    around = np.pad(values, 1)
    peak = (values >= around[:-2]) & (values >= around[2:]) & (values >= max(LEAST_H, 0.05 * values.max()))
    found: list[int] = []
    for week in weeks[peak[weeks]]:
        if len(found) < 5 and all(abs(week - other) > len(values) // 14 for other in found):
            found.append(int(week))
    return found


def _balance(plan: Plan, over: Float, under: Float) -> str:
    """As: Short in 9 of 52 weeks, spare in 43."""
    periods = plan.facts.horizon.period + "s"
    short, spare = int((under > LEAST_H).sum()), int((over > LEAST_H).sum())
    hours = f"{number(float(over.sum()))} h"
    if not short:
        return f"No hours short; {hours} spare over {len(over)} {periods}"
    return (
        f"Short in {short} of {len(over)} {periods} ({number(float(under.sum()))} h), "
        f"hours to spare in {spare} ({hours})"
    )

"""Required against scheduled, interval by interval."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from capplan.report.schedule.team import TeamSchedule
from capplan.report.style import INK, OVER, RULE, UNDER, axes_or_new, lighter, text_colour, title
from capplan.report.wording import number

__all__ = ["scheduled"]

MOST_DAYS = 14  # shown at once; of a longer schedule the week with most hours short is shown
WEEK = 7
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def scheduled(team: TeamSchedule, ax: Axes | None = None) -> Axes:
    """People required (line) and on duty (area) by interval; orange: short, blue: to spare."""
    ax = axes_or_new(ax, height=4.2)
    line, found = team.case.line, team.schedule
    shown = _shown(team)
    midnights = [line.position(day, 0) for day in (*shown, shown.stop)]
    begin, end = max(midnights[0], 0), min(midnights[-1], line.count)
    edges = np.arange(end - begin + 1)
    required, staffed = (
        np.append(values[begin:end], values[end - 1]) for values in (found.case.required, found.staffed)
    )
    covered = np.minimum(required, staffed)
    ax.fill_between(edges, 0.0, covered, step="post", color=lighter(OVER, 0.8), linewidth=0)
    ax.fill_between(edges, covered, staffed, step="post", color=lighter(OVER, 0.35), linewidth=0)
    ax.fill_between(edges, covered, required, step="post", color=UNDER, linewidth=0)
    ax.step(edges, required, where="post", color=INK, linewidth=1.1)
    midnights = [min(max(at, begin), end) - begin for at in midnights]
    for at in midnights[1:-1]:
        ax.axvline(at, color=RULE, linewidth=0.8, zorder=0)
    dates = [line.day(day) for day in shown]
    ax.set_xticks(
        [(a + b) / 2.0 for a, b in zip(midnights, midnights[1:], strict=False)],
        [f"{NAMES[date.weekday()]} {date.day}" for date in dates],
    )
    ax.set_xlim(0, edges[-1])
    ax.set_ylim(bottom=0.0, top=1.14 * float(max(required.max(), staffed.max(), 1.0)))
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_ylabel("people")
    _legend(ax)
    part = "" if len(shown) >= line.days else f", week of {dates[0]}"
    title(ax, _finding(team), f"{team.case.name}: people on duty and required by interval{part}")
    return ax


def _legend(ax: Axes) -> None:
    """Names in their own colours along the top, in place of a box."""
    names = (
        ("required", INK),
        ("on duty where required", OVER),
        ("to spare", lighter(OVER, 0.2)),
        ("short", UNDER),
    )
    at = 0.01
    for name, colour in names:
        ax.text(
            at, 0.97, name, transform=ax.transAxes, color=text_colour(colour), fontweight="bold", va="top"
        )
        at += 0.028 + 0.0105 * len(name)


def _shown(team: TeamSchedule) -> range:
    """The days to show, on the clock of the team: those that have an interval, or the shortest whole week."""
    line = team.case.line
    if line.days <= MOST_DAYS:
        days = [(line.local(i).date() - line.start).days for i in (0, line.count - 1)]
        return range(days[0], days[1] + 1)
    weeks = range(0, line.days - WEEK + 1, WEEK)
    short = [
        team.schedule.short[max(line.position(day, 0), 0) : line.position(day + WEEK, 0)].sum()
        for day in weeks
    ]
    first = weeks[int(np.argmax(short))]
    return range(first, first + WEEK)


def _finding(team: TeamSchedule) -> str:
    hours = team.hours
    spare = f"{number(hours.spare)} h to spare"
    if hours.short < 0.05:
        return f"Every interval is covered, with {spare} beside {number(hours.required)} h required"
    return f"{number(hours.short)} of {number(hours.required)} h short, {spare}"

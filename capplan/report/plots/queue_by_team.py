"""Who works a queue of a pool, interval by interval: teams on top of each other, against what is required."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from capplan.report.schedule.pool import PooledSchedule
from capplan.report.style import INK, RULE, SITES, UNDER, axes_or_new, lighter, text_colour, title
from capplan.report.wording import number

__all__ = ["queue_by_team"]

MOST_TEAMS = 6  # with a colour of their own; the smallest share the last
MOST_DAYS = 7
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def queue_by_team(pool: PooledSchedule, queue: int, ax: Axes | None = None) -> Axes:
    """People on the work of a queue by team (areas), required (line) and short (orange), in the first week."""
    ax = axes_or_new(ax, height=4.2)
    line, found = pool.case.line, pool.schedule
    days = min(line.days, MOST_DAYS)
    end = line.position(days, 0)
    edges = np.arange(end + 1)
    names, worked = _by_team(pool, queue)
    base = np.zeros(end + 1)
    for name, part, shade in zip(names, worked, SITES[:MOST_TEAMS], strict=False):
        top = base + _steps(part[:end])
        ax.fill_between(edges, base, top, step="post", color=lighter(shade, 0.25), linewidth=0, label=name)
        base = top
    required = _steps(found.pool.required[queue, :end])
    ax.fill_between(edges, base, np.maximum(base, required), step="post", color=UNDER, linewidth=0)
    ax.step(edges, required, where="post", color=INK, linewidth=1.1)
    midnights = [line.position(day, 0) for day in range(days + 1)]
    for at in midnights[1:-1]:
        ax.axvline(at, color=RULE, linewidth=0.8, zorder=0)
    dates = [line.day(day) for day in range(days)]
    ax.set_xticks([(a + b) / 2.0 for a, b in zip(midnights, midnights[1:], strict=False)],
                  [f"{WEEKDAYS[date.weekday()]} {date.day}" for date in dates])  # fmt: skip
    ax.set_xlim(0, end)
    ax.set_ylim(bottom=0.0, top=1.18 * float(max(required.max(), base.max(), 1.0)))
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_ylabel("people on the work")
    _legend(ax, names)
    zone = "" if line.cyclic else f", clock of {line.zone}"
    title(ax, _finding(pool, queue), f"{found.pool.queues[queue]}: who works it, interval by interval{zone}")
    return ax


def _steps(values: np.ndarray) -> np.ndarray:
    return np.append(values, values[-1])


def _by_team(pool: PooledSchedule, queue: int) -> tuple[list[str], list[np.ndarray]]:
    """Teams and their people on the work, the largest first; those beyond the colours together."""
    found = pool.schedule
    rows = [
        (name, kept * given[queue])
        for name, kept, given in zip(found.pool.names, found.pool.kept, found.given, strict=True)
        if given[queue].sum() > 0.0
    ]
    rows.sort(key=lambda row: -float(row[1].sum()))
    if len(rows) > MOST_TEAMS:
        rest = np.sum([part for _, part in rows[MOST_TEAMS - 1 :]], axis=0)
        rows = [*rows[: MOST_TEAMS - 1], ("other teams", rest)]
    return [name for name, _ in rows], [part for _, part in rows]


def _legend(ax: Axes, names: list[str]) -> None:
    """Names in their own colours along the top, in place of a box."""
    at = 0.01
    for name, colour in [("required", INK), *zip(names, SITES[:MOST_TEAMS], strict=False), ("short", UNDER)]:
        ax.text(
            at, 0.97, name, transform=ax.transAxes, color=text_colour(colour), fontweight="bold", va="top"
        )
        at += 0.028 + 0.0105 * len(name)


def _finding(pool: PooledSchedule, queue: int) -> str:
    found = pool.schedule
    required, short = pool.hours(found.pool.required[queue]), pool.hours(found.short[queue])
    teams = sum(float(given[queue].sum()) > 0.0 for given in found.given)
    by = "one team" if teams == 1 else f"{teams} teams"
    if short < 0.05:
        return f"Every interval is covered, by {by}: {number(required)} h on the work"
    return f"{number(short)} of {number(required)} h on the work are short, with {by}"

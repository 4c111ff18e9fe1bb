"""The hiring calendar as a picture: classes from requisition to full pace."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from capplan.plan import ClassStart, Plan
from capplan.report.hiring import calendar_order
from capplan.report.style import (
    INK,
    ON_LIGHT,
    QUIET,
    RULE,
    axes_or_new,
    lighter,
    period_axis,
    site_colours,
    text_colour,
    title,
)
from capplan.report.wording import count_of, day_text

__all__ = ["class_lanes", "hiring_calendar", "ramp_end"]

Lane = list[ClassStart]
BAR = 0.66  # of a lane
SETTLED = 1e-3  # a productivity this close to the final one is full pace


def hiring_calendar(plan: Plan, ax: Axes | None = None) -> Axes:
    """A bar for each class: training, nesting, ramp to full pace; hatched where committed.

    Classes of a team share a lane where they do not overlap; teams are grouped by site. A thin line leads
    from the day by which the requisition must be out to the start of training.
    """
    lanes = class_lanes(plan)
    ax = axes_or_new(ax, height=max(2.6, 1.5 + 0.27 * len(lanes)))
    if lanes:
        _draw(ax, plan, lanes)
    else:
        ax.text(0.5, 0.5, "no classes", transform=ax.transAxes, ha="center", va="center", color=QUIET)
        ax.set_yticks([])
    period_axis(ax, plan.facts.horizon)
    title(
        ax,
        _finding(plan),
        "Bars: training (full colour), nesting (lighter), ramp to full pace (lightest); hatched: committed; "
        "number: people; dot: requisition",
    )
    return ax


def ramp_end(plan: Plan, start: ClassStart) -> int:
    """The period in which the people of a class first work at full pace."""
    productivity = plan.facts.teams.productivity[start.team]
    rising = np.flatnonzero(np.abs(productivity - productivity[-1]) > SETTLED)
    return max(start.production, start.period + (int(rising[-1]) + 1 if len(rising) else 0))


def class_lanes(plan: Plan) -> list[tuple[int, Lane]]:
    """The lanes from top to bottom as (team, classes), by site and team name."""
    teams, sites = plan.facts.teams, plan.facts.sites
    by_team: dict[int, list[Lane]] = {}
    for start in calendar_order(plan):
        lanes = by_team.setdefault(start.team, [])
        for lane in lanes:
            if ramp_end(plan, lane[-1]) <= max(start.requisition, 0):
                lane.append(start)
                break
        else:
            lanes.append([start])
    order = sorted(by_team, key=lambda p: (sites.name[teams.site[p]], teams.name[p]))
    return [(team, lane) for team in order for lane in by_team[team]]


def _draw(ax: Axes, plan: Plan, lanes: list[tuple[int, Lane]]) -> None:
    teams, sites, horizon = plan.facts.teams, plan.facts.sites, plan.facts.horizon
    colours = site_colours(sites.name)
    ticks: dict[int, list[int]] = {}
    for row, (team, lane) in enumerate(lanes):
        ticks.setdefault(team, []).append(row)
        for start in lane:
            _bar(ax, plan, start, row, colours[teams.site[team]])
    previous = None
    for team, rows in ticks.items():
        site = int(teams.site[team])
        if previous is not None:
            heavy = site != previous
            ax.axhline(rows[0] - 0.5, color=QUIET if heavy else RULE, linewidth=0.9 if heavy else 0.6)
        previous = site
    middles = [sum(rows) / len(rows) for rows in ticks.values()]
    names = [_named(sites.name[teams.site[team]], teams.name[team]) for team in ticks]
    ax.set_yticks(middles, names)
    for label, team in zip(ax.get_yticklabels(), ticks, strict=True):
        label.set_color(text_colour(colours[teams.site[team]]))
    ax.grid(axis="x", color=RULE, linewidth=0.6)
    ax.set_ylim(len(lanes) - 0.5, -0.5)
    ax.set_xlim(0, horizon.count)


def _named(site: str, team: str) -> str:
    """Site and team, the site once where the team is called after it."""
    return team if team.startswith(site) else f"{site}  {team}"


def _bar(ax: Axes, plan: Plan, start: ClassStart, row: int, colour: str) -> None:
    """One class: the line from its requisition, three bars, its size."""
    count = plan.facts.horizon.count
    phases = [
        (start.period, start.nesting, colour),
        (start.nesting, start.production, lighter(colour, 0.45)),
        (start.production, ramp_end(plan, start), lighter(colour, 0.78)),
    ]
    ax.plot([max(start.requisition, 0), start.period], [row, row], color=QUIET, linewidth=0.9, zorder=2)
    if start.requisition >= 0:
        ax.plot(start.requisition, row, "o", markersize=3, color=QUIET, zorder=2, clip_on=False)
    for first, last, shade in phases:
        left, right = max(first, 0), min(last, count)
        if right > left:
            hatch = "////" if start.committed else None
            ax.barh(
                row,
                right - left,
                BAR,
                left=left,
                color=shade,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.5,
                zorder=3,
            )
    ax.text(
        start.period + 0.2,
        row + 0.02,
        f"{start.size:.0f}",
        va="center",
        fontsize=8,
        fontweight="bold",
        color=INK,
        zorder=4,
        gid=ON_LIGHT,
        bbox={"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
    )


def _finding(plan: Plan) -> str:
    """As: 14 classes start, 212 people; the first requisition is due by 12 Jan."""
    new = [start for start in plan.classes if not start.committed]
    kept = len(plan.classes) - len(new)
    committed = f"; {count_of(kept, 'class is', 'classes are')} committed" if kept else ""
    if not new:
        return f"No new class starts in this plan{committed}"
    people = count_of(sum(start.size for start in new), "person", "people")
    horizon = plan.facts.horizon
    due = day_text(horizon.day(min(start.requisition for start in new)), horizon.start.year)
    starts = count_of(len(new), "new class starts", "new classes start")
    return f"{starts} with {people}; the first requisition is due by {due}{committed}"

"""Who is scheduled against who is required, by hour and weekday: a schedule beside the plan of the same queues."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from capplan.plan import Plan
from capplan.report.plots.agents import hour_of_week
from capplan.report.plots.hour_by_day import NAMES, over_required
from capplan.report.scheduled_hours import ScheduledHours, scheduled_hours
from capplan.report.style import axes_or_new, title
from capplan.report.wording import count_of, day_text, number, percent, period_text

__all__ = ["scheduled_by_hour"]


def scheduled_by_hour(plan: Plan, ax: Axes | None = None) -> Axes:
    """People of a schedule on the work over the people whom the plan requires; blue: spare, orange: short."""
    found = scheduled_hours(plan)
    if found is None:
        ax = axes_or_new(ax, height=1.2)
        ax.set_axis_off()
        name = "" if plan.scheduled is None else f" {plan.scheduled.name}"
        title(ax, f"The schedule{name} has no queue that this plan answers in real time",
              "People scheduled against people required by hour of the week")  # fmt: skip
        return ax
    ax = axes_or_new(ax, height=5.0)
    over_required(ax, NAMES, found.scheduled, found.required)
    title(ax, _finding(found), _explanation(plan, found))
    return ax


def _finding(found: ScheduledHours) -> str:
    """As: Most are missing on Tue 10:00: 12 scheduled, 18 required; 4 % of required hours are not scheduled."""
    missing = np.where(np.isfinite(found.required), found.required - found.scheduled, 0.0)
    day, hour = (int(place) for place in np.unravel_index(int(missing.argmax()), missing.shape))
    if missing[day, hour] < 0.05:
        return "As many people are scheduled as required, or more, in every hour of the week"
    there, asked = (_people(float(values[day, hour])) for values in (found.scheduled, found.required))
    short = percent(float(np.maximum(missing, 0.0).sum() / np.nansum(found.required)))
    return (
        f"Most are missing on {hour_of_week(day, hour)}: {there} scheduled, {asked} required; {short} of required "
        "hours are not scheduled"
    )


def _explanation(plan: Plan, found: ScheduledHours) -> str:
    assert plan.scheduled is not None
    facts, year = plan.facts, plan.facts.horizon.start.year
    when = period_text(facts.horizon.day(found.period), facts.horizon.period, year)
    if not found.of_week:
        when += (
            f", the busiest (the schedule from {day_text(plan.scheduled.start, year)} lies outside the plan)"
        )
    count, partly = len(found.part), sum(part < 1.0 for part in found.part.values())
    queues = count_of(count, "queue", "queues") + (f", {number(partly)} in part" if partly else "")
    left = len(found.left_out)
    out = (
        f"; without {count_of(left, 'team that works', 'teams that work')} other queues as well"
        if left
        else ""
    )
    return (
        f"People on the work, scheduled (bold) over required, {when}, time of day in {facts.sizing.time_zone}: "
        f"{queues}{out}; blue: spare, orange: short"
    )


def _people(value: float) -> str:
    return number(value, int(abs(value - round(value)) >= 0.05))

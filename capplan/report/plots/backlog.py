"""What waits: hours of work carried over to the next period, by queue."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from capplan.plan import Plan
from capplan.report.measures import backlog_by_queue
from capplan.report.style import (
    axes_or_new,
    hours_axis,
    lighter,
    mark_of,
    names_at_right,
    period_axis,
    site_colours,
    text_colour,
    title,
)
from capplan.report.wording import number, period_text

__all__ = ["backlog"]


def backlog(plan: Plan, ax: Axes | None = None) -> Axes:
    """Standard hours waiting at the end of each period, a band for each queue, the most patient lowest."""
    ax = axes_or_new(ax, height=4.2)
    horizon = plan.facts.horizon
    waiting = backlog_by_queue(plan)
    edges, below = np.arange(horizon.count + 1), np.zeros(horizon.count + 1)
    high = 1.08 * max(float(sum(waiting.values(), np.zeros(horizon.count)).max()), 1.0)
    labels: list[tuple[float, str, str]] = []
    queues = plan.facts.queues
    marks = []
    for (name, hours), colour in zip(waiting.items(), site_colours(tuple(waiting)), strict=True):
        above = below + np.append(hours, hours[-1])
        marks.append(
            mark_of("queue", [one for one, own in zip(queues.name, queues.queue, strict=True) if own == name])
        )
        ax.fill_between(
            edges, below, above, step="post", color=lighter(colour, 0.15), linewidth=0.4, gid=marks[-1]
        )
        labels.append((float(below[-1] + above[-1]) / 2.0, name, text_colour(colour)))
        below = above
    ax.set_ylim(0.0, high)
    names_at_right(ax, labels, horizon.count, 0.055 * high, marks)
    period_axis(ax, horizon)
    hours_axis(ax, f"standard hours waiting at the end of the {horizon.period}")
    title(ax, _finding(plan), "Work that is not yet done and not given up, by queue over its languages")
    return ax


def _finding(plan: Plan) -> str:
    """As: Most work waits at the end of the week of 9 Nov: 2,410 h; none is left at the end."""
    horizon, total = plan.facts.horizon, plan.coverage.backlog_h.sum(axis=0)
    if not (total > 0.5).any():
        return "No work waits from one period to the next"
    most = int(np.argmax(total))
    when = period_text(horizon.day(most), horizon.period, horizon.start.year)
    left = f"{number(total[-1])} h are left" if total[-1] > 0.5 else "none is left"
    return f"Most work waits at the end of {when}: {number(total[most])} h; {left} at the end of the plan"

"""The service that real-time queues reach, week by week, against their targets."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from capplan.plan import Plan
from capplan.report.style import (
    QUIET,
    RULE,
    axes_or_new,
    mark_of,
    names_at_right,
    period_axis,
    site_colours,
    text_colour,
    title,
)
from capplan.report.wording import percent, period_text

__all__ = ["service_reached"]

Float = NDArray[np.float64]
APART = 0.055  # of the height, between names at the right
WELL_BELOW = 0.02  # share of contacts below the target from which a language is named
ROOM = 0.04  # share of contacts shown below the lowest line


def service_reached(plan: Plan, ax: Axes | None = None) -> Axes:
    """Share of contacts answered in time by period: a queue bold, its languages thin, its target dashed."""
    ax = axes_or_new(ax, height=4.6)
    horizon, queues = plan.facts.horizon, plan.facts.queues
    reached = plan.coverage.service_level
    here = np.flatnonzero(np.isfinite(reached).any(axis=1))
    names = tuple(dict.fromkeys(queues.queue[q] for q in here))
    edges = np.arange(horizon.count + 1)
    labels: list[tuple[float, str, str]] = []
    marks: list[str] = []
    for name, colour in zip(names, site_colours(names), strict=True):
        members = [int(q) for q in here if queues.queue[q] == name]
        mark = mark_of("queue", [queues.name[q] for q in members])
        for q in members if len(members) > 1 else []:
            ax.step(edges, _closed(reached[q]), where="post", color=colour, linewidth=0.9, alpha=0.55)[
                0
            ].set_gid(mark_of("queue", [queues.name[q]]))
            _name_worst(ax, plan, q, text_colour(colour))
        mean = _by_contacts(plan, members)
        ax.step(edges, _closed(mean), where="post", color=colour, linewidth=2.2, gid=mark)
        for target in sorted({float(queues.service_level[q]) for q in members}):
            ax.axhline(target, color=text_colour(colour), linewidth=1.0, linestyle=(0, (4, 3)), gid=mark)
            labels.append((target, f"target {percent(target, 0)}", text_colour(colour)))
        labels.append((float(mean[-1]), f"{name}  {percent(float(mean[-1]), 0)}", text_colour(colour)))
        marks += [mark] * (len(labels) - len(marks))
    lowest = min((float(np.nanmin(reached[here])), *(level for level, _, _ in labels))) if len(here) else 0.0
    low = max(0.0, np.floor((lowest - ROOM) * 20) / 20)
    ax.set_ylim(low, 1.0 + 0.02 * (1.0 - low))
    names_at_right(ax, labels, horizon.count, APART * (1.0 - low), marks)
    period_axis(ax, horizon)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, 0)))
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_ylabel("contacts answered in time" + (", axis cut" if low > 0.0 else ""), color=QUIET)
    title(
        ax,
        _finding(plan, here),
        f"Mean of the {horizon.period}, by contacts; bold: a queue, thin: its languages, dashed: the target",
    )
    return ax


def _closed(values: Float) -> Float:
    return np.append(values, values[-1])


def _by_contacts(plan: Plan, members: list[int]) -> Float:
    """The level of several queues in a language together, weighted by contacts; their mean where there are none."""
    reached, volume = plan.coverage.service_level[members], plan.requirement.demand.volume[members]
    total = volume.sum(axis=0)
    weighted = (reached * volume).sum(axis=0) / np.where(total > 0.0, total, 1.0)
    return np.asarray(np.where(total > 0.0, weighted, reached.mean(axis=0)))


def _name_worst(ax: Axes, plan: Plan, q: int, colour: str) -> None:
    """The name of a language at its lowest point, where that is well below its target."""
    reached = plan.coverage.service_level[q]
    period = int(np.argmin(reached))
    if reached[period] < float(plan.facts.queues.service_level[q]) - WELL_BELOW:
        ax.annotate(
            f"{plan.facts.queues.language[q]} {percent(reached[period], 0)}",
            (period, reached[period]),
            (-2, -7),
            textcoords="offset points",
            color=colour,
            fontsize=8.0,
            gid=mark_of("queue", [plan.facts.queues.name[q]]),
            ha="right" if period > 3 else "left",
            va="center" if period > 3 else "top",
        )


def _finding(plan: Plan, here: NDArray[np.intp]) -> str:
    """As: payments_voice:fr falls to 70.8 % in the week of 28 Dec (target 80 %)."""
    if not len(here):
        return "No queue of this plan has a service level"
    reached, target = plan.coverage.service_level[here], plan.facts.queues.service_level[here]
    over = reached - target[:, None]
    worst, period = np.unravel_index(int(np.argmin(over)), over.shape)
    horizon = plan.facts.horizon
    when = period_text(horizon.day(int(period)), horizon.period, horizon.start.year)
    name, level = plan.facts.queues.name[here[worst]], percent(reached[worst, period])
    goal = f"target {percent(target[worst], 0)}"
    if over[worst, period] < -1e-9:
        return f"{name} falls to {level} in {when} ({goal})"
    return f"Every queue meets its target; closest is {name} with {level} in {when} ({goal})"

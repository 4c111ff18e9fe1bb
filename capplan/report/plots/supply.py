"""Who does the work: hours by site on top of each other, against the requirement."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from capplan.plan import Plan
from capplan.report.measures import pair_work_h, site_pairs, sum_by
from capplan.report.style import (
    INK,
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
from capplan.report.wording import percent

__all__ = ["supply_stack"]

Float = NDArray[np.float64]


def supply_stack(plan: Plan, ax: Axes | None = None) -> Axes:
    """Work hours by site and period, stacked, the largest site lowest; the line is what is required."""
    ax = axes_or_new(ax)
    sites, horizon = plan.facts.sites, plan.facts.horizon
    work = sum_by(site_pairs(plan), pair_work_h(plan), len(sites.name))
    required = plan.coverage.required_h.sum(axis=0)
    colours = site_colours(sites.name)
    order = [int(s) for s in np.argsort(-work.sum(axis=1), kind="stable") if work[s].sum() > 0.0]
    edges = np.arange(horizon.count + 1)
    below = np.zeros(horizon.count + 1)
    labels: list[tuple[float, str, str]] = []
    marks = [mark_of("site", [sites.name[s]]) for s in order]
    total = max(float(work.sum()), 1e-9)
    for s, mark in zip(order, marks, strict=True):
        above = below + np.append(work[s], work[s, -1])
        ax.fill_between(
            edges, below, above, step="post", color=lighter(colours[s], 0.15), linewidth=0.4, gid=mark
        )
        name = f"{sites.name[s]}  {percent(work[s].sum() / total, 0)}"
        labels.append((float(below[-1] + above[-1]) / 2.0, name, text_colour(colours[s])))
        below = above
    ax.step(edges, np.append(required, required[-1]), where="post", color=INK, linewidth=1.6)
    labels.append((float(required[-1]), "required", INK))
    high = 1.06 * max(float(required.max()), float(work.sum(axis=0).max()), 1.0)
    ax.set_ylim(0.0, high)
    names_at_right(ax, labels, horizon.count, 0.042 * high, [*marks, ""])
    period_axis(ax, horizon)
    hours_axis(ax, f"standard hours of work per {horizon.period}")
    title(
        ax,
        _finding(plan, work, order),
        "Work done by site; line: hours required (a gap below it: short, or carried over to a later period)",
    )
    return ax


def _finding(plan: Plan, work: Float, order: list[int]) -> str:
    """As: MNL does 41 % of the work; vendors do 63 %."""
    if not order:
        return "No work is done in this plan"
    sites, total = plan.facts.sites, float(work.sum())
    first = f"{sites.name[order[0]]} does {percent(work[order[0]].sum() / total, 0)} of the work"
    vendors = np.array([bool(vendor) for vendor in sites.vendor])
    bought = float(work[vendors].sum())
    if bought <= 0.0 or vendors.all() or bought == float(work[order[0]].sum()):
        return first
    return f"{first}; vendors together do {percent(bought / total, 0)}"

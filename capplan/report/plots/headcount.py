"""People: what leads from the heads at the start to those at the end, and how far along they are."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from capplan.plan import Plan
from capplan.report.measures import headcount_steps, tenure_mix_heads
from capplan.report.style import (
    INK,
    OVER,
    QUIET,
    RULE,
    UNDER,
    axes_or_new,
    lighter,
    names_at_right,
    period_axis,
    tick_text,
    title,
)
from capplan.report.wording import number, percent, period_text

__all__ = ["headcount_bridge", "tenure_mix"]

BAR = 0.62
ROOM = 0.12  # of the width, for numbers beside the bars
STAGES = {
    "tenured": OVER,
    "at full pace": lighter(OVER, 0.3),
    "gaining pace": lighter(OVER, 0.55),
    "in training": lighter(OVER, 0.78),
}


def headcount_bridge(plan: Plan, ax: Axes | None = None) -> Axes:
    """People in production and training at the start, who comes and goes, and at the end: from top to bottom."""
    steps = headcount_steps(plan)
    first, last = steps[0][1], steps[-1][1]
    ax = axes_or_new(ax, height=1.5 + 0.38 * len(steps))
    reached, marks = 0.0, [0.0]
    for row, (_, heads) in enumerate(steps):
        whole = row in (0, len(steps) - 1)
        left = 0.0 if whole else reached
        colour = INK if whole else OVER if heads > 0.0 else UNDER
        ax.barh(row, heads, BAR, left=left, color=colour)
        reached = left + heads
        marks.append(max(left, reached))
        sign = "+" if heads > 0.0 and not whole else ""
        ax.annotate(
            f"{sign}{number(heads, 1)}", (max(left, reached), row), (5, 0), textcoords="offset points", va="center",
            color=INK, fontweight="bold" if whole else "normal",
        )  # fmt: skip
    ax.set_yticks(range(len(steps)), [name for name, _ in steps])
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_ylim(len(steps) - 0.4, -0.6)
    ax.set_xlim(0.0, (1.0 + ROOM) * max(*marks, 1.0))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_xlabel("heads", color=QUIET)
    gone = sum(heads for name, heads in steps[1:-1] if name in ("attrition", "lost in training"))
    way = "grow" if last > first else "shrink" if last < first else "stay"
    title(
        ax, f"People {way} from {number(first)} to {number(last)}; {number(-gone)} leave of themselves",
        "Heads in production and training; blue: come, orange: go; transfers: on their way at the end",
    )  # fmt: skip
    return ax


def tenure_mix(plan: Plan, ax: Axes | None = None) -> Axes:
    """Heads by period: tenured, at full pace, gaining pace, in training."""
    ax = axes_or_new(ax, height=4.2)
    horizon = plan.facts.horizon
    stages = tenure_mix_heads(plan)
    edges, below = np.arange(horizon.count + 1), np.zeros(horizon.count + 1)
    labels: list[tuple[float, str, str]] = []
    for name, heads in stages.items():
        above = below + np.append(heads, heads[-1])
        ax.fill_between(edges, below, above, step="post", color=STAGES[name], linewidth=0.4)
        labels.append((float(below[-1] + above[-1]) / 2.0, name, OVER if name == "tenured" else INK))
        below = above
    high = 1.06 * max(float(sum(stages.values(), np.zeros(horizon.count)).max()), 1.0)
    ax.set_ylim(0.0, high)
    names_at_right(ax, labels, horizon.count, 0.055 * high)
    period_axis(ax, horizon)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_ylabel("heads", color=QUIET)
    title(
        ax,
        _new_finding(plan),
        "Heads by how far along they are: in training, in production, at the full pace",
    )
    return ax


def _new_finding(plan: Plan) -> str:
    """As: At most 21 % of people are in training or on the way to full pace, in the week of 9 Mar."""
    horizon, stages = plan.facts.horizon, tenure_mix_heads(plan)
    total = np.asarray(sum(stages.values(), np.zeros(horizon.count)))
    new = stages["gaining pace"] + stages["in training"]
    share = np.divide(new, total, out=np.zeros_like(new), where=total > 0.0)
    most = int(np.argmax(share))
    if share[most] <= 0.0:
        return "Everybody works at full pace throughout"
    when = period_text(horizon.day(most), horizon.period, horizon.start.year)
    return (
        f"At most {percent(share[most], 0)} of people are in training or on the way to full pace, in {when}"
    )

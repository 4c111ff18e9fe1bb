"""What leads from the cost of one plan to that of another: a bar for each driver, each where the last one ended."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from capplan.report.style import INK, OVER, QUIET, RULE, UNDER, axes_or_new, tick_text, title
from capplan.report.wording import amount, short_number

__all__ = ["Steps", "waterfall"]

BAR, TOTAL = 0.62, 0.34
ROOM = 0.14  # of the width, for numbers beside the bars


@dataclass(frozen=True)
class Steps:
    """Costs of two plans in ``currency``, and what lies between: ``steps`` by name sum to the difference.

    ``finding`` is the title.
    """

    names: tuple[str, str]
    before: float
    after: float
    steps: tuple[tuple[str, float], ...]
    currency: str
    finding: str


def waterfall(shown: Steps, ax: Axes | None = None) -> Axes:
    """Drivers from top to bottom, as differences from the first plan: orange is dearer, blue is cheaper."""
    rows = len(shown.steps) + 2
    ax = axes_or_new(ax, height=1.5 + 0.36 * rows)
    ends = [0.0]
    for row, (_, step) in enumerate(shown.steps, start=1):
        ax.barh(row, step, BAR, left=ends[-1], color=UNDER if step > 0.0 else OVER)
        ax.plot([ends[-1]] * 2, [row - 1 + BAR / 2, row - BAR / 2], color=QUIET, linewidth=0.7)
        ends.append(ends[-1] + step)
        edge = max(ends[-2:]) if step > 0.0 else min(ends[-2:])
        _number(ax, edge, row, step)
    total = shown.after - shown.before
    ax.plot([ends[-1]] * 2, [rows - 2 + BAR / 2, rows - 1 - TOTAL / 2], color=QUIET, linewidth=0.7)
    ax.barh(rows - 1, total, TOTAL, color=INK)
    _number(ax, total, rows - 1, total, bold=True)
    ax.axvline(0.0, color=QUIET, linewidth=0.8)
    ends.append(total)
    span = (max(ends) - min(ends)) or 1.0
    lowest = min(
        (edge for edge, (_, step) in zip(ends[1:], shown.steps, strict=False) if step < 0.0), default=span
    )
    ax.set_xlim(min(min(ends) - 0.02 * span, lowest - ROOM * span), max(ends) + ROOM * span)
    ax.set_ylim(rows - 0.4, -0.6)
    labels = [f"{shown.names[0]}: {amount(shown.before, shown.currency)}"]
    labels += [name for name, _ in shown.steps]
    labels += [f"{shown.names[1]}: {amount(shown.after, shown.currency)}"]
    ax.set_yticks(range(rows), labels)
    ax.tick_params(axis="y", labelcolor=INK)
    for place in (0, -1):
        ax.get_yticklabels()[place].set_fontweight("bold")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_xlabel(f"{shown.currency} more or less than {shown.names[0]}", color=QUIET)
    title(
        ax, shown.finding, "Each bar is what one driver makes of the difference, whatever the order of steps"
    )
    return ax


def _number(ax: Axes, x: float, row: int, value: float, *, bold: bool = False) -> None:
    sign = "+" if value > 0.0 else ""
    ax.annotate(
        f"{sign}{short_number(value)}",
        (x, row),
        (5 if value >= 0.0 else -5, 0),
        textcoords="offset points",
        ha="left" if value >= 0.0 else "right",
        va="center",
        color=INK,
        fontweight="bold" if bold else "normal",
    )

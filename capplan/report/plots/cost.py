"""Where the money goes: terms in order of size, split by site."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from capplan.plan import Plan
from capplan.report.costs import cost_cells, cost_terms
from capplan.report.style import (
    INK,
    NOWHERE,
    QUIET,
    RULE,
    axes_or_new,
    site_colours,
    text_colour,
    tick_text,
    title,
)
from capplan.report.wording import amount, percent, short_number

__all__ = ["cost_by_term", "largest_first"]

Float = NDArray[np.float64]


def cost_by_term(plan: Plan, ax: Axes | None = None) -> Axes:
    """A bar for each cost term, the largest first, stacked by site; savings go to the left of zero."""
    terms, cells = largest_first(plan)
    ax = axes_or_new(ax, height=max(2.8, 1.5 + 0.36 * len(terms)))
    if terms:
        _bars(ax, plan, terms, cells)
    ax.set_ylim(max(len(terms), 1) - 0.4, -0.6)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.set_xlabel(plan.facts.currency, color=QUIET)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    currency = plan.facts.currency
    explanation = (
        f"Cost by term and site over the horizon, {currency}; unmet hours and late contacts at their price"
    )
    title(ax, _finding(plan, terms, cells), explanation)
    return ax


def largest_first(plan: Plan) -> tuple[list[str], Float]:
    """The cost terms that come to something, the largest first, and their cells [s + 1, term]."""
    terms, cells = cost_terms(plan), cost_cells(plan)
    order = [int(j) for j in np.argsort(-cells.sum(axis=0), kind="stable") if np.abs(cells[:, j]).sum() > 0.0]
    return [terms[j] for j in order], cells[:, order]


def _bars(ax: Axes, plan: Plan, terms: list[str], cells: Float) -> None:
    names = [*plan.facts.sites.name, "no site"]
    colours = [*site_colours(plan.facts.sites.name), NOWHERE]
    rows = np.arange(len(terms))
    right, left = np.zeros(len(terms)), np.zeros(len(terms))
    order = [int(s) for s in np.argsort(-cells.sum(axis=1), kind="stable") if np.abs(cells[s]).sum() > 0.0]
    for s in order:
        base = np.where(cells[s] >= 0.0, right, left)
        ax.barh(rows, cells[s], 0.7, left=base, color=colours[s], edgecolor="white", linewidth=0.4)
        right += np.maximum(cells[s], 0.0)
        left += np.minimum(cells[s], 0.0)
    total = float(cells.sum())
    for row, sum_of_term in enumerate(cells.sum(axis=0)):
        share = f"  ({percent(sum_of_term / total)})" if total > 0.0 else ""
        ax.annotate(
            f"{short_number(sum_of_term)}{share}",
            (right[row], row),
            (5, 0),
            textcoords="offset points",
            va="center",
            color=INK,
        )
    ax.set_yticks(rows, [term.replace("_", " ") for term in terms])
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_xlim(1.05 * min(float(left.min()), 0.0), 1.16 * max(float(right.max()), 1e-9))
    ax.spines["left"].set_visible(True)
    ax.spines["left"].set_position("zero")
    ax.spines["left"].set_color(QUIET)
    _name_sites(ax, [(names[s], text_colour(colours[s]), float(cells[s].sum())) for s in order], len(terms))


def _name_sites(ax: Axes, sites: list[tuple[str, str, float]], rows: int) -> None:
    """The sites in their colours with their sums, in the empty corner at the lower right."""
    step = min(0.085, 0.9 / max(len(sites), 1)) if rows < 9 else 0.06
    for i, (name, colour, total) in enumerate(reversed(sites)):
        where = {"transform": ax.transAxes, "ha": "right", "color": colour, "fontweight": "bold"}
        ax.text(0.995, 0.03 + i * step, f"{name}  {short_number(total)}", **where)  # type: ignore[arg-type]


def _finding(plan: Plan, terms: list[str], cells: Float) -> str:
    """As: Vendor hours are 61 % of 31.4 M USD."""
    total = float(cells.sum())
    money = amount(total, plan.facts.currency)
    if not terms or total <= 0.0:
        return f"The plan costs {money}"
    name = terms[0].replace("_", " ")
    verb = "is" if not name.endswith("s") else "are"
    return f"{name.capitalize()} {verb} {percent(float(cells[:, 0].sum()) / total, 0)} of {money}"

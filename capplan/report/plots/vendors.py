"""What an average ticket handled right comes to: vendors beside own sites, cost in parts."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from numpy.typing import NDArray

from capplan.plan import Plan
from capplan.report.style import (
    INK,
    NOWHERE,
    ON_LIGHT,
    QUIET,
    RULE,
    UNDER,
    axes_or_new,
    text_colour,
    text_on,
    title,
)
from capplan.report.vendors.comparison import PARTS, Comparison, comparison, vendor_of
from capplan.report.wording import number

__all__ = ["NAMES", "dearest_first", "vendor_comparison"]

Float = NDArray[np.float64]
BAR = 0.66
CUT = 5.0  # medians; a bar that is longer would leave the others no room
LABEL_NEEDS = 0.07  # of the width; a narrower part has no number in it
COLOURS = {
    "production": "#3f90da",
    "ramp_training": "#92dadd",
    "leakage": UNDER,
    "premiums": "#832db6",
    "scorecard": "#b9ac70",
    "overhead": NOWHERE,
}
NAMES = {
    "production": "production",
    "ramp_training": "ramp and training",
    "leakage": "paid, not used",
    "premiums": "premiums",
    "scorecard": "scorecard",
    "overhead": "overhead",
}


def vendor_comparison(plan: Plan, ax: Axes | None = None) -> Axes:
    """A bar for each contract and own site, the dearest first: effective cost of an average ticket in its parts.

    A short ticket is cheap anywhere. So tickets are weighted by the work they take, and unlike queues compare.
    """
    found = comparison(plan)
    rows = dearest_first(found)
    ax = axes_or_new(ax, height=max(2.8, 1.7 + 0.44 * len(rows)))
    if rows:
        _bars(ax, plan, found, rows)
    else:
        ax.set_yticks([])
    minutes = number(60.0 * found.work_h_of_ticket, 1)
    ax.set_xlabel(f"{plan.facts.currency} per average ticket, {minutes} minutes of work", color=QUIET)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_ylim(max(len(rows), 1) - 0.4, -1.2)
    title(
        ax,
        _finding(plan, found, rows),
        f"All costs / (tickets x accuracy expected, else 1), {plan.facts.currency}; "
        "tickets weighted by their work, so that unlike queues compare",
    )
    return ax


def dearest_first(found: Comparison) -> list[int]:
    """The rows that do any work, by what their average ticket costs."""
    order = np.argsort(-found.per_average_ticket, kind="stable")
    return [int(k) for k in order if found.adjusted_work_h[k] > 0.0]


def _bars(ax: Axes, plan: Plan, found: Comparison, rows: list[int]) -> None:
    each = found.cost[rows] / found.adjusted_work_h[rows, None] * found.work_h_of_ticket
    reach = np.maximum(each, 0.0).sum(axis=1)
    high = 1.12 * float(reach[reach <= CUT * np.median(reach)].max())
    low = 1.05 * float(np.minimum(each, 0.0).sum(axis=1).min())
    place = np.arange(len(rows))
    right, left = np.zeros(len(rows)), np.zeros(len(rows))
    for j, part in enumerate(PARTS):
        values = each[:, j]
        base = np.where(values >= 0.0, right, left)
        ax.barh(place, values, BAR, left=base, color=COLOURS[part], edgecolor="white", linewidth=0.6)
        for row, value in enumerate(values):
            if abs(value) > LABEL_NEEDS * (high - low) and base[row] + value < high:
                ink = text_on(COLOURS[part])
                middle = base[row] + value / 2.0
                label = ax.text(middle, row, number(value, 2), ha="center", va="center", color=ink)
                label.set_gid(ON_LIGHT)
        right += np.maximum(values, 0.0)
        left += np.minimum(values, 0.0)
    for row, total in enumerate(each.sum(axis=1)):
        cut = right[row] > high
        ax.annotate(
            f"{number(total, 2)}, bar cut" if cut else number(total, 2),
            (high if cut else right[row], row),
            (-5 if cut else 5, 0),
            textcoords="offset points",
            ha="right" if cut else "left",
            va="center",
            color=INK,
            fontweight="bold",
            gid=ON_LIGHT if cut else None,
            bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none"} if cut else None,
        )
    ax.set_yticks(place, [_name(plan, found, k) for k in rows])
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_xlim(low, max(high, 1e-9))
    ax.vlines(0.0, -0.5, len(rows) - 0.5, color=QUIET, linewidth=0.8)
    _name_parts(ax, each)


def _name_parts(ax: Axes, each: Float) -> None:
    """The parts in their colours in one line above the bars, in the order of the stack."""
    before: Annotation | None = None
    for j, part in enumerate(PARTS):
        if np.abs(each[:, j]).any():
            before = ax.annotate(
                NAMES[part],
                (0.0, -0.78) if before is None else (1.0, 0.0),
                (0 if before is None else 12, 0),
                xycoords=("axes fraction", "data") if before is None else before,
                textcoords="offset points",
                color=text_colour(COLOURS[part]),
                fontweight="bold",
                va="bottom",
                annotation_clip=False,
            )


def _name(plan: Plan, found: Comparison, row: int) -> str:
    contract, site = int(found.contract[row]), int(found.site[row])
    place = plan.facts.sites.name[site]
    contracts = plan.facts.contracts
    if contract < 0 or contracts is None:
        return f"{place}  {vendor_of(plan, contract, site)}"
    name, vendor = contracts.name[contract], contracts.vendor[contract]
    known = vendor in name and place in name  # a contract called after both
    return name if known else f"{name}  {vendor}, {place}"


def _finding(plan: Plan, found: Comparison, rows: list[int]) -> str:
    """As: An average ticket handled right costs 2.31 USD under north-en, 4.10 USD at LIS."""
    if not rows:
        return "No ticket is handled in this plan"
    contracts, currency = plan.facts.contracts, plan.facts.currency

    def say(row: int) -> str:
        contract = int(found.contract[row])
        where = (
            f"at {plan.facts.sites.name[found.site[row]]}"
            if contract < 0 or contracts is None
            else f"under {contracts.name[contract]}"
        )
        return f"{number(found.per_average_ticket[row], 2)} {currency} {where}"

    ends = [rows[-1]] if len(rows) == 1 else [rows[-1], rows[0]]
    return "An average ticket handled right costs " + ", ".join(say(row) for row in ends)

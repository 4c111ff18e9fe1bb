"""What first stages cost over many futures, and how much dearer others are than the hedge, future by future."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from capplan.report.style import INK, OVER, QUIET, RULE, UNDER, axes_or_new, tick_text, title
from capplan.report.wording import amount, percent
from capplan.uncertainty.value import difference

__all__ = ["PICTURES", "Compared", "cost_spread", "paired_costs"]

Float = NDArray[np.float64]

COLOURS = {"hedge": INK, "mean": UNDER, "mean_more": OVER}


@dataclass(frozen=True)
class Compared:
    """Costs [k] by first stage, the hedge among them, over futures that all of them met; how to name them."""

    cost: Mapping[str, Float]
    names: Mapping[str, str]
    currency: str
    futures: str


def cost_spread(compared: Compared, ax: Axes | None = None) -> Axes:
    """For every first stage, what each future costs, eight of ten of them, and their mean."""
    ax = axes_or_new(ax, height=3.0)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    names = list(compared.names)
    for place, name in enumerate(reversed(names)):
        cost = compared.cost[name][np.isfinite(compared.cost[name])]
        if not cost.size:
            continue
        low, high = np.quantile(cost, [0.1, 0.9])
        colour = COLOURS[name]
        ax.plot([low, high], [place, place], color=colour, linewidth=9.0, alpha=0.18, solid_capstyle="butt")
        ax.plot(
            cost,
            np.full(len(cost), place),
            "o",
            color=colour,
            markersize=4.0,
            alpha=0.55,
            markeredgewidth=0.0,
        )
        ax.plot([cost.mean()] * 2, [place - 0.28, place + 0.28], color=colour, linewidth=2.5)
        text = amount(float(cost.mean()), compared.currency)
        ax.annotate(
            text,
            (float(cost.mean()), place + 0.32),
            ha="center",
            va="bottom",
            color=colour,
            fontweight="bold",
        )
    ax.set_yticks(range(len(names)), [compared.names[name] for name in reversed(names)])
    ax.set_ylim(-0.5, len(names) - 0.3)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.set_xlabel(f"cost of a future, {compared.currency}", color=QUIET)
    explanation = (
        f"Each dot is one of {compared.futures}; bands hold eight of ten of them, upright marks are averages"
    )
    title(ax, _spread(compared), explanation)
    return ax


def _spread(compared: Compared) -> str:
    """As: What comes moves the cost by 3.1 M USD, what is decided now by 0.1 M USD."""
    cost = {name: each[np.isfinite(each)] for name, each in compared.cost.items()}
    if any(not each.size for each in cost.values()):
        return "Not every first stage has a plan"
    low, high = np.quantile(cost["hedge"], [0.1, 0.9])
    means = [float(each.mean()) for each in cost.values()]
    future, now = (
        amount(float(high - low), compared.currency),
        amount(max(means) - min(means), compared.currency),
    )
    return f"What comes moves the cost by {future}, what is decided now by {now}"


def paired_costs(compared: Compared, ax: Axes | None = None) -> Axes:
    """For every other first stage, the futures in order of how much more it costs than the hedge."""
    ax = axes_or_new(ax, height=4.6)
    ax.axvline(0.0, color=INK, linewidth=1.0)
    ax.grid(axis="both", color=RULE, linewidth=0.8)
    found = _differences(compared)
    for place, (name, more) in enumerate(found.items()):
        share = np.arange(1, len(more) + 1) / len(more)
        colour = COLOURS[name]
        ax.step(np.append(more[:1], more), np.append(0.0, share), where="post", color=colour, linewidth=2.0)
        ax.plot([more.mean()] * 2, [0.0, 0.04], color=colour, linewidth=3.0, solid_capstyle="butt")
        dearer = float(np.mean(more > 0.0))
        text = (
            f"{compared.names[name]}: {_signed(float(more.mean()), compared.currency)} on average,\n"
            f"dearer in {percent(dearer, 0)} of the futures"
        )
        # the curves rise from the lower left to the upper right
        where = {"transform": ax.transAxes, "ha": "right", "color": colour, "fontweight": "bold"}
        where |= {"bbox": {"facecolor": "white", "edgecolor": "none", "alpha": 0.9, "pad": 2.0}}
        ax.text(0.99, 0.24 - 0.16 * place, text, **where)  # type: ignore[arg-type]
    ax.set_ylim(0.0, 1.0)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, 0)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.set_xlabel(
        f"more than the plan for all futures costs in the same future, {compared.currency}", color=QUIET
    )
    ax.set_ylabel("share of the futures", color=QUIET)
    explanation = (
        f"Each step is one of {compared.futures}: other first stages against the plan for all futures; "
        "right of the line they are dearer; thick marks are averages"
    )
    title(ax, _finding(compared, found), explanation)
    return ax


def _differences(compared: Compared) -> dict[str, Float]:
    """The sorted differences over futures in which both have a plan; first stages like the hedge are left out."""
    found = {}
    for name in compared.names:
        if name == "hedge":
            continue
        more = compared.cost[name] - compared.cost["hedge"]
        more = np.sort(more[np.isfinite(more)])
        if more.size:
            found[name] = more
    return found


def _signed(value: float, currency: str) -> str:
    return f"+{amount(value, currency)}" if value > 0.0 else amount(value, currency)


def _finding(compared: Compared, found: Mapping[str, Float]) -> str:
    """As: Deciding for all futures saves 0.4 M USD on average over the plan for the mean."""
    if "mean" not in found:
        return "No future has a plan with every first stage"
    if not np.any(found["mean"]):
        return "The plan for the mean decides the same now"
    saved = difference(compared.cost["mean"], compared.cost["hedge"])
    money, chance = amount(abs(saved.mean), compared.currency), "" if saved.clear else ", within chance"
    if saved.mean < 0.0:
        return f"The plan for the mean is {money} cheaper on average{chance}"
    return f"Deciding for all futures saves {money} on average over the plan for the mean{chance}"


PICTURES = {"cost_spread": cost_spread, "paired_costs": paired_costs}
"""Pictures of a plan for many futures, by the names of their files."""

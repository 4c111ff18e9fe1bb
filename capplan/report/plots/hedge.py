"""How much dearer other first stages are than the hedge, future by future."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, PercentFormatter
from numpy.typing import NDArray

from capplan.report.style import INK, OVER, QUIET, RULE, UNDER, axes_or_new, tick_text, title
from capplan.report.wording import amount, percent
from capplan.uncertainty.value import difference

__all__ = ["Compared", "paired_costs"]

Float = NDArray[np.float64]

COLOURS = {"mean": UNDER, "mean_more": OVER}


@dataclass(frozen=True)
class Compared:
    """Costs [k] by first stage, the hedge among them, over futures that all of them met; how to name the others."""

    cost: Mapping[str, Float]
    names: Mapping[str, str]
    currency: str
    futures: str


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
        ax.text(0.99, 0.24 - 0.16 * place, text, **where)  # type: ignore[arg-type]
    ax.set_ylim(0.0, 1.0)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
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

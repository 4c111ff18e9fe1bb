"""A simulated plan in pictures: hours required and staffed, hours short, and what the plan may cost."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from capplan.report.style import (
    INK,
    OVER,
    QUIET,
    RULE,
    UNDER,
    axes_or_new,
    hours_axis,
    lighter,
    names_at_right,
    period_axis,
    tick_text,
    title,
)
from capplan.report.uncertainty import FREE_H, Simulated, band, drivers
from capplan.report.wording import amount, count_of, number, percent, period_text, short_number

__all__ = ["PICTURES", "cost_spread", "coverage_bands", "short_bands", "what_drives"]

Float = NDArray[np.float64]

LABELS = {"volume": "volume", "aht": "handle time", "attrition": "attrition", "shrinkage": "shrinkage"}
BINS = 24


def coverage_bands(simulated: Simulated, ax: Axes | None = None) -> Axes:
    """Required and staffed standard hours by period: P10 to P90 as bands, P50 as lines, the plan dashed."""
    ax = axes_or_new(ax)
    horizon = simulated.facts.horizon
    required, staffed = simulated.required_h, simulated.over("staffed_h")
    lines = (
        ("required", INK, simulated.plan("required_h").sum(axis=0), required),
        ("staffed", OVER, simulated.plan("staffed_h"), staffed),
    )
    labels = []
    for name, colour, planned, draws in lines:
        _band(ax, draws, planned, colour)
        labels.append((float(band(draws)["p50"][-1]), name, colour))
    low, high = ax.get_ylim()
    low = 0.0 if low < 0.6 * high else low
    ax.set_ylim(low, high)
    names_at_right(ax, labels, horizon.count, 0.04 * (high - low))
    period_axis(ax, horizon)
    hours_axis(ax, f"standard hours per {horizon.period}{', axis cut' if low > 0.0 else ''}")
    title(ax, _coverage_finding(simulated), _explained(simulated, "Hours required and staffed, all queues"))
    return ax


def short_bands(simulated: Simulated, ax: Axes | None = None) -> Axes:
    """Hours short by period: P10 to P90 as a band, P50 as a line, the plan dashed, the worst draw thin."""
    ax = axes_or_new(ax, height=4.6)
    horizon, short = simulated.facts.horizon, simulated.short_h
    worst = short.max(axis=0)
    edges = np.arange(horizon.count + 1)
    ax.step(edges, np.append(worst, worst[-1]), where="post", color=lighter(UNDER, 0.45), linewidth=1.0)
    _band(ax, short, simulated.plan("short_h").sum(axis=0), UNDER)
    ax.set_ylim(0.0, max(ax.get_ylim()[1], 1.0))
    period_axis(ax, horizon)
    hours_axis(ax, f"standard hours short per {horizon.period}")
    title(
        ax, _short_finding(simulated), f"{_explained(simulated, 'Hours short, all queues')}; thin: the worst"
    )
    return ax


def _short_finding(simulated: Simulated) -> str:
    """As: Hours are short most often in the week of 21 Dec: in 92 % of the draws, in 1 of 10 by more than 2,064 h."""
    horizon, short = simulated.facts.horizon, simulated.short_h
    often = (short > FREE_H).mean(axis=0)
    if not often.any():
        return "No draw leaves an hour short"
    # of weeks that are equally often short, the one with most hours
    worst = int(np.lexsort((-short.mean(axis=0), -often))[0])
    when = period_text(horizon.day(worst), horizon.period, horizon.start.year)
    most = float(band(short)["p90"][worst])
    how = f", in 1 of 10 by more than {number(most)} h" if most > FREE_H else ""
    return f"Hours are short most often in {when}: in {percent(often[worst], 0)} of the draws{how}"


def _band(ax: Axes, draws: Float, planned: Float, colour: str) -> None:
    edges, found = np.arange(draws.shape[1] + 1), band(draws)
    low, middle, high = (np.append(found[name], found[name][-1]) for name in ("p10", "p50", "p90"))
    ax.fill_between(edges, low, high, step="post", color=lighter(colour, 0.72), linewidth=0.0, alpha=0.7)
    ax.step(edges, middle, where="post", color=colour, linewidth=1.8)
    dashed = np.append(planned, planned[-1])
    ax.step(edges, dashed, where="post", color=colour, linewidth=1.2, linestyle=(0, (3, 2)))


def _explained(simulated: Simulated, what: str) -> str:
    draws = count_of(len(simulated.draws), "draw", "draws")
    return f"{what}; bands: 8 of 10 of {draws} (P10 to P90); lines: the middle draw; dashed: as planned"


def _coverage_finding(simulated: Simulated) -> str:
    """As: In 14 of 52 weeks most draws leave hours short; as planned it is 9."""
    horizon = simulated.facts.horizon
    most = int(((simulated.short_h > FREE_H).mean(axis=0) > 0.5).sum())
    planned = int((simulated.plan("short_h").sum(axis=0) > FREE_H).sum())
    if not most:
        return f"With the classes held, most draws cover every {horizon.period}"
    periods = count_of(horizon.count, horizon.period, f"{horizon.period}s")
    return f"In {most} of {periods} most draws leave hours short with the classes held; as planned it is {planned}"


def cost_spread(simulated: Simulated, ax: Axes | None = None) -> Axes:
    """How the cost of the draws is spread, with P10, P50, P90 and the plan marked."""
    ax = axes_or_new(ax, height=4.6)
    cost, currency = simulated.over("cost"), simulated.currency
    found, planned = band(cost), float(simulated.planned["cost"])
    low, high = min(float(cost.min()), planned), max(float(cost.max()), planned)
    room = max(high - low, 1e-3 * abs(high), 1.0)
    counts, edges = np.histogram(cost, bins=min(BINS, max(5, len(cost) // 4)), range=(low, high or 1.0))
    ax.bar(edges[:-1], counts, np.diff(edges), align="edge", color=lighter(OVER, 0.55), edgecolor="white")
    top = float(counts.max())
    marks = [(float(found[name]), name.upper(), OVER) for name in ("p10", "p50", "p90")]
    for value, name, colour in [*marks, (planned, "planned", INK)]:
        # the plan stands higher: it may lie beside one of the others
        level = (1.04 if colour == OVER else 1.16) * top
        ax.vlines(
            value, 0.0, level, color=colour, linewidth=1.6, linestyle="-" if colour == OVER else (0, (3, 2))
        )
        text = f"{name} {short_number(value)}"
        ax.text(value, level, text, color=colour, ha="center", va="bottom", fontweight="bold", fontsize=8.5)
    ax.set_xlim(low - 0.06 * room, high + 0.06 * room)
    ax.set_ylim(0.0, 1.28 * top)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_xlabel(currency, color=QUIET)
    ax.set_ylabel("draws", color=QUIET)
    more = float((cost > planned).mean())
    title(
        ax,
        f"In {percent(more, 0)} of the draws the plan costs more than the planned {amount(planned, currency)}",
        "Cost over the horizon, work left undone at its price; classes held, the rest answered anew in every draw",
    )
    return ax


def what_drives(simulated: Simulated, ax: Axes | None = None) -> Axes:
    """A bar for each assumption: how closely it goes with the cost."""
    ax = axes_or_new(ax, height=3.2)
    found = [one for one in drivers(simulated) if one.correlation is not None]
    rows = np.arange(len(found))
    values = np.array([one.correlation for one in found], dtype=np.float64)
    ax.barh(rows, values, 0.6, color=[UNDER if value > 0.0 else OVER for value in values])
    for row, one, value in zip(rows, found, values, strict=True):
        slope = (
            "" if one.per_point is None else f"; 1 % more costs {amount(one.per_point, simulated.currency)}"
        )
        # at the right of bars to either side: the names stand at the left
        ax.annotate(
            f"{number(value, 2)}{slope}",
            (max(value, 0.0), row),
            (5, 0),
            textcoords="offset points",
            va="center",
            color=INK,
        )
    ax.set_yticks(rows, [LABELS[one.assumption] for one in found])
    ax.tick_params(axis="y", colors=INK, labelsize=9.5)
    ax.set_ylim(max(len(found), 1) - 0.4, -0.6)
    low = min(-0.1, 1.1 * float(values.min(initial=0.0)))
    ax.set_xlim(low, 1.6)
    ax.set_xticks([each for each in (-1.0, -0.5, 0.0, 0.5, 1.0) if each >= low])
    ax.axvline(0.0, color=QUIET, linewidth=0.8)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    finding = f"{LABELS[found[0].assumption].capitalize()} moves the cost most" if found else "Nothing varies"
    title(
        ax,
        finding,
        "Rank correlation of the mean factor and the cost over the draws: 1 in step, 0 not at all",
    )
    return ax


PICTURES: MappingProxyType[str, Callable[[Simulated], Axes]] = MappingProxyType(
    {
        "coverage_bands": coverage_bands,
        "short_bands": short_bands,
        "cost_spread": cost_spread,
        "what_drives": what_drives,
    }
)

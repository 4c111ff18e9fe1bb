"""A plan under stress: what is covered without each site, vendor and country, and how an incident is got over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from capplan.horizon import Horizon
from capplan.report.style import (
    INK,
    OVER,
    QUIET,
    UNDER,
    axes_or_new,
    hours_axis,
    lighter,
    period_axis,
    text_in,
    title,
)
from capplan.report.wording import number, percent, period_text

__all__ = ["Incident", "Losses", "incident_course", "loss_map"]

Float = NDArray[np.float64]

MOST_LOSSES = 18
"""Rows of the map, the worst ones; all are in n1_stress.csv."""
MOST_NUMBERED = 30
"""Periods; with more the cells are too narrow for numbers."""
MOST_PALE = 0.8
"""Lower end of the colours at most."""
WHOLE = 0.9995
LEAD_IN, LEAST_SHOWN, AFTER = 2, 12, 6
"""Periods shown before an incident, in all, and after it is got over."""


@dataclass(frozen=True)
class Losses:
    """The rows of n1_stress.csv, the periods of the plan, and the priorities that must go on."""

    table: pd.DataFrame
    horizon: Horizon
    priorities: tuple[str, ...]


@dataclass(frozen=True)
class Incident:
    """The rows of incident.csv, its queue, what it is, its first period, and periods until it is got over."""

    table: pd.DataFrame
    horizon: Horizon
    queue: str
    what: str
    start: int
    recovered: int | None


def loss_map(shown: Losses, ax: Axes | None = None) -> Axes:
    """Share of the hours that must go on that the others could work, by loss and period; the worst loss on top.

    Losses of the same people (a country with one site) are one row. Those that are covered throughout have none.
    """
    names, share, required, covered = _by_loss(shown)
    ax = axes_or_new(ax, height=1.9 + 0.36 * max(2, len(names)))
    palette = LinearSegmentedColormap.from_list("covered", [UNDER, lighter(UNDER, 0.55), "#f4f7fb"])
    count = shown.horizon.count
    mesh = ax.pcolormesh(
        np.arange(count + 1), np.arange(len(names) + 1), np.where(required > 0.0, share, np.nan),
        cmap=palette, vmin=_least(share), vmax=1.0, edgecolors="white", linewidth=0.8,
    )  # fmt: skip
    if count <= MOST_NUMBERED:
        _numbers(ax, np.where(required > 0.0, share, np.nan), mesh)
    ax.set_yticks(np.arange(len(names)) + 0.5, names)
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_ylim(max(1, len(names)), 0.0)
    period_axis(ax, shown.horizon)
    bar = ax.figure.colorbar(mesh, ax=ax, pad=0.015, aspect=14, shrink=0.9)
    bar.outline.set_visible(False)
    bar.set_ticks(np.linspace(_least(share), 1.0, 5).tolist())
    bar.ax.tick_params(length=0, labelsize=8, colors=QUIET)
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{number(100.0 * value)} %"))
    priority = ", ".join(shown.priorities)
    rest = f". Covered throughout: {number(covered)} more" if covered else ""
    title(ax, _worst(shown, names, share), f"Of the hours of priority {priority} in which the lost people have a "
          f"part, those that all others could work at once, %{rest}")  # fmt: skip
    return ax


def _least(share: Float) -> float:
    """The lower end of the colours: a tenth below what is least, and never so near that trifles look dark."""
    return float(np.clip(np.floor(10.0 * share.min(initial=1.0)) / 10.0, 0.0, MOST_PALE))


def _by_loss(shown: Losses) -> tuple[list[str], Float, Float, int]:
    """Names, share [n, t], required hours [n, t], the worst period deciding the place; how many are covered."""
    count = shown.horizon.count
    names = [f"{kind} {lost}" for kind, lost in shown.table[["kind", "lost"]].to_numpy()[::count]]
    share, required = (
        shown.table[name].to_numpy(dtype=np.float64).reshape(len(names), count)
        for name in ("share", "required_h")
    )
    alike: dict[bytes, list[int]] = {}
    for n in range(len(names)):
        alike.setdefault(np.round([share[n], required[n]], 6).tobytes(), []).append(n)
    first = np.array([same[0] for same in alike.values()], dtype=np.int64)
    called = [" = ".join(names[n] for n in same) for same in alike.values()]
    order = np.lexsort((share[first].mean(axis=1), share[first].min(axis=1)))
    open_ = [n for n in order.tolist() if share[first[n]].min() < WHOLE]
    kept = (open_ or order.tolist()[:1])[:MOST_LOSSES]
    rows = first[kept]
    return [called[n] for n in kept], share[rows], required[rows], len(first) - len(open_)


def _numbers(ax: Axes, share: Float, mesh: QuadMesh) -> None:
    size = 8.5 if share.shape[1] <= 16 else 6.5
    for (row, column), value in np.ndenumerate(share):
        if np.isfinite(value) and value < WHOLE:
            ax.text(column + 0.5, row + 0.5, number(100.0 * value), ha="center", va="center",
                    fontsize=size, color=text_in(mesh, value))  # fmt: skip


def _worst(shown: Losses, names: list[str], share: Float) -> str:
    """As: Without vendor Beta the others could work 41.0 % in the week of 9 Nov, the least of all losses."""
    if not names or share.min() >= WHOLE:
        return "Whatever one is lost, the others could work all that must go on"
    _, week = np.unravel_index(int(np.argmin(share)), share.shape)
    when = period_text(shown.horizon.starts[int(week)], shown.horizon.period)
    least, name = percent(float(share.min())), names[0].partition(" = ")[0]
    return f"Without {name} the others could work {least} in {when}, the least of all losses"


def incident_course(shown: Incident, ax: Axes | None = None) -> Axes:
    """Hours of the queue short or waiting, period by period, more than without the incident; its days shaded."""
    ax = axes_or_new(ax)
    table, count = shown.table, shown.horizon.count
    middle = np.arange(count) + 0.5
    waiting, short = (
        np.maximum(table[f"{name}_more_h"].to_numpy(float), 0.0) for name in ("backlog", "short")
    )
    surge = np.flatnonzero(table["volume_factor"].to_numpy(float) != 1.0)
    if len(surge):
        ax.axvspan(surge[0], surge[-1] + 1.0, color=lighter(QUIET, 0.8), linewidth=0.0)
    ax.bar(middle, waiting, width=0.8, color=lighter(OVER, 0.25), label="waiting")
    ax.bar(middle, short, width=0.8, bottom=waiting, color=UNDER, label="left undone")
    if shown.recovered is not None:
        at = shown.start + shown.recovered
        ax.axvline(at, color=INK, linewidth=1.2, linestyle=":")
        ax.annotate("got over", (at, 0.97), (4, 0), xycoords=("data", "axes fraction"),
                    textcoords="offset points", va="top", color=INK, fontsize=8.5)  # fmt: skip
    top = float((waiting + short).max(initial=0.0))
    most = float((table["backlog_more_h"] + table["short_more_h"]).max())
    ax.set_ylim(0.0, 1.15 * top if top > 0.0 else 1.0)
    ax.legend(loc="upper right", frameon=False, fontsize=8.5, labelcolor=QUIET)
    hours_axis(ax, "hours more than without it")
    period_axis(ax, shown.horizon)
    _around(ax, shown)
    title(ax, _course(shown, max(most, 0.0)), f"{shown.queue}: hours waiting at the end of the "
          f"{shown.horizon.period} and left undone, beside the same plan without it. Grey: {shown.what}")  # fmt: skip
    return ax


def _around(ax: Axes, shown: Incident) -> None:
    """The periods around the incident; all later ones where it is not got over."""
    count = shown.horizon.count
    first = max(0, min(shown.start - LEAD_IN, count - LEAST_SHOWN))
    last = count if shown.recovered is None else shown.start + shown.recovered + AFTER
    ax.set_xlim(first, min(count, max(last, first + LEAST_SHOWN)))


def _course(shown: Incident, top: float) -> str:
    period, after = shown.horizon.period, shown.recovered
    if after is None:
        return f"The incident is not got over within the plan; up to {number(top)} h are open at once"
    if after == 0:
        return f"The incident is got over within its {period}; up to {number(top)} h are open at once"
    return (
        f"The incident is got over after {after} {period}{'s' if after > 1 else ''}; "
        f"up to {number(top)} h are open at once"
    )

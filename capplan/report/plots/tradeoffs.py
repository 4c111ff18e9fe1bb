"""Picture of scenarios: what each costs more or less than the base, to serve and in work left undone."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from capplan.report.plots.areas import Area
from capplan.report.studies.tradeoffs import MEASURES, Tradeoff, Tradeoffs, shown_difference
from capplan.report.style import INK, OVER, QUIET, RULE, UNDER, axes_or_new, tick_text, title
from capplan.report.wording import amount

__all__ = ["areas", "tradeoffs"]

BY_KEY = {measure.key: measure for measure in MEASURES}
TOLD = ("service_level", "short_hours", "hires")
HEIGHT = 0.34
ROOM_RIGHT = 0.62  # of the width of the bars, for what else differs


def tradeoffs(study: Tradeoffs, ax: Axes | None = None) -> Axes:
    """Bars of cost to serve and of unmet work beside the base, the dearest scenario on top; hatched: not proven."""
    rows = _by_cost(study)
    ax = axes_or_new(ax, 11.0, 1.9 + 0.62 * max(len(rows), 1))
    for place, row in enumerate(rows):
        _bars(study, row, place, ax)
    low, high = ax.get_xlim() if _moves(study, rows) else (-1.0, 1.0)
    ax.set_xlim(low, high + ROOM_RIGHT * (high - low))
    for place, row in enumerate(rows):
        said = [f"{BY_KEY[key].label} {_told(study, row, key)}" for key in TOLD if _told(study, row, key)]
        ax.annotate(
            " · ".join(said), (high, place), (10, 0), textcoords="offset points", color=QUIET, va="center"
        )
    ax.axvline(0.0, color=INK, linewidth=1.0)
    ax.set_yticks(range(len(rows)), [row.name.replace("_", " ") for row in rows], color=INK)
    ax.set_ylim(-0.7, max(len(rows), 1) - 0.3)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ticks = [tick for tick in MaxNLocator(7).tick_values(low, high) if low <= tick <= high]
    ax.xaxis.set_major_locator(FixedLocator(ticks))  # none where there is text
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    _legend(ax)
    title(ax, _finding(study, rows), f"{study.currency} more or less than the base over the plan")
    return ax


def areas(study: Tradeoffs) -> tuple[Area, ...]:
    """What the picture says of every scenario, for a pointer and the keys."""
    said = []
    for place, row in enumerate(_by_cost(study)):
        keys = ("cost_to_serve", "unmet_cost", *TOLD)
        lines = [f"{BY_KEY[key].label} {_told(study, row, key)}" for key in keys if _told(study, row, key)]
        lines += [] if study.proven(row) else ["not proven to differ from the base"]
        said.append(Area(-np.inf, np.inf, place - 0.5, place + 0.5, row.name.replace("_", " "), tuple(lines)))
    return tuple(said)


def _by_cost(study: Tradeoffs) -> list[Tradeoff]:
    """The scenarios with a plan, the cheapest first."""
    rows = [row for row in study.rows[1:] if row.planned and study.base.planned]
    return sorted(rows, key=lambda row: study.difference(row, "cost_to_serve") or 0.0)


def _moves(study: Tradeoffs, rows: list[Tradeoff]) -> bool:
    """Whether any scenario costs more or less than the base: else there is no scale."""
    return any(study.difference(row, key) for row in rows for key in ("cost_to_serve", "unmet_cost"))


def _bars(study: Tradeoffs, row: Tradeoff, place: int, ax: Axes) -> None:
    hatch = None if study.proven(row) else "////"
    parts = (("cost_to_serve", OVER, HEIGHT / 2.0), ("unmet_cost", UNDER, -HEIGHT / 2.0))
    for key, colour, shift in parts:
        away = study.difference(row, key) or 0.0
        face = colour if hatch is None else "white"
        ax.barh(place + shift, away, HEIGHT, facecolor=face, edgecolor=colour, hatch=hatch, linewidth=0.8)


def _told(study: Tradeoffs, row: Tradeoff, key: str) -> str:
    return shown_difference(BY_KEY[key], study.difference(row, key))


def _legend(ax: Axes) -> None:
    patches = [
        Patch(facecolor=OVER, label="cost to serve"),
        Patch(facecolor=UNDER, label="work left undone, at its price"),
        Patch(facecolor="white", edgecolor=QUIET, hatch="////", label="not proven to differ from the base"),
    ]
    ax.legend(
        handles=patches, loc="upper left", bbox_to_anchor=(0.0, -0.06), ncols=3, frameon=False, fontsize=8.5,
        labelcolor=INK,
    )  # fmt: skip


def _finding(study: Tradeoffs, rows: list[Tradeoff]) -> str:
    proven = [row for row in rows if study.proven(row)]
    if not proven:
        return "No scenario is proven to cost more or less than the base"
    away = {
        row.name: (study.difference(row, "cost_to_serve") or 0.0)
        + (study.difference(row, "unmet_cost") or 0.0)
        for row in proven
    }
    name = max(away, key=lambda each: abs(away[each]))
    more = "more" if away[name] > 0.0 else "less"
    money = amount(abs(away[name]), study.currency)
    return f"{name.replace('_', ' ')} moves most: {money} {more} than the base, unmet work included"

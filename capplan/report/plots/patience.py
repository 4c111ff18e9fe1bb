"""How long callers are willing to wait, and whether Erlang A's expectation came true."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from capplan.report.style import INK, OVER, QUIET, RULE, axes_or_new, lighter, title
from capplan.report.wording import number, percent
from capplan.requirements.arguments import Floats
from capplan.requirements.records.by_hour import ByHour, difference
from capplan.requirements.records.patience import PatienceFit

__all__ = ["patience_picture"]


def patience_picture(fit: PatienceFit, by_hour: ByHour | None) -> Axes:
    """Left: the curve of patience with the exponential one. Right: hung up and mean wait by hour, if known."""
    if by_hour is None:
        return _curve(Figure(figsize=(7.5, 5.2), layout="constrained").add_subplot(), fit)
    figure = Figure(figsize=(14.0, 6.4), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.0, 1.15), wspace=0.12, hspace=0.08)
    left = _curve(figure.add_subplot(grid[:, 0]), fit)
    _hung_up(figure.add_subplot(grid[0, 1]), by_hour)
    _waited(figure.add_subplot(grid[1, 1]), by_hour)
    return left


def _curve(ax: Axes, fit: PatienceFit) -> Axes:
    ax = axes_or_new(ax)
    curve, until = fit.survival, fit.until_s
    shown = curve.wait_s <= until
    wait = np.concatenate([[0.0], curve.wait_s[shown], [until]])
    share, low, high = (_stepped(values[shown]) for values in (curve.share, curve.low, curve.high))
    ax.fill_between(wait, low, high, step="post", color=lighter(OVER, 0.7), linewidth=0.0)
    ax.step(wait, share, where="post", color=OVER, linewidth=1.8)
    smooth = np.linspace(0.0, until, 200)
    exponential = np.exp(-smooth / fit.mean.patience_s)
    ax.plot(smooth, exponential, color=INK, linewidth=1.4, linestyle=(0, (5, 2)))
    upper = share[-1] >= exponential[-1]
    _name(ax, until, share[-1], "observed\n(Kaplan-Meier)", OVER, above=upper)
    mean = f"exponential,\nmean {number(fit.mean.patience_s)} s"
    _name(ax, until, exponential[-1], mean, INK, above=not upper)
    median = fit.median_s[0]
    if median <= until:
        ax.plot([0.0, median, median], [0.5, 0.5, 0.0], color=QUIET, linewidth=0.8, linestyle=":")
        ax.plot([median], [0.5], marker="o", markersize=5.0, color=OVER)
        ax.annotate(f"{number(median)} s", (median, 0.0), (4, 5), textcoords="offset points", color=QUIET)
    ax.set_xlim(0.0, until)
    ax.set_ylim(0.0, 1.02)
    ax.xaxis.set_major_locator(MultipleLocator(_minutes_apart(until)))
    ax.set_xlabel("seconds in the queue", color=QUIET)
    _percent_axis(ax)
    low_s, high_s = number(fit.mean.low_s), number(fit.mean.high_s)
    title(
        ax,
        f"Mean patience is {number(fit.mean.patience_s)} s ({low_s} to {high_s} s)",
        f"Callers still willing to wait; band: {percent(fit.mean.confidence, 0)} interval"
        + ("; dot: half have given up" if median <= until else ""),
    )
    return ax


def _minutes_apart(until: float) -> float:
    """Seconds between ticks: whole minutes, or a part of one for short waits; nine ticks at most."""
    steps = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0)
    return next((step for step in steps if until <= 9.0 * step), until / 9.0)


def _stepped(values: Floats) -> Floats:
    """A curve of steps that starts with everybody and is drawn to its end."""
    return np.concatenate([[1.0], values, values[-1:]])


def _hung_up(ax: Axes, by_hour: ByHour) -> None:
    happened, expected = by_hour.happened.abandonment, by_hour.expected.abandonment
    _lines(ax, by_hour, happened, expected, named=True)
    _percent_axis(ax)
    ax.set_xticklabels([])
    both = difference(by_hour.calls, happened, expected)
    title(
        ax,
        f"{percent(both.happened)} hung up; Erlang A expects {percent(both.expected)}",
        "Share that hung up, by hour; agents estimated from the records; "
        f"{number(100.0 * both.mean_distance, 1)} points apart on average",
    )


def _waited(ax: Axes, by_hour: ByHour) -> None:
    happened, expected = by_hour.happened.mean_wait_s, by_hour.expected.mean_wait_s
    _lines(ax, by_hour, happened, expected, named=False)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{number(value)} s"))
    both = difference(by_hour.calls, happened, expected)
    title(
        ax,
        f"The mean wait was {number(both.happened)} s; Erlang A expects {number(both.expected)} s",
        f"Mean wait of all callers, by hour; {number(both.mean_distance, 1)} s apart on average",
    )


def _lines(ax: Axes, by_hour: ByHour, happened: Floats, expected: Floats, *, named: bool) -> None:
    """What happened as points on a line, what was expected as a broken line."""
    axes_or_new(ax)
    middle = by_hour.hour + 0.5
    ax.plot(middle, happened, color=OVER, linewidth=1.8, marker="o", markersize=4.0)
    ax.plot(middle, expected, color=INK, linewidth=1.4, linestyle=(0, (5, 2)))
    upper = bool(happened[-1] >= expected[-1])
    if named:
        _name(ax, float(middle[-1]), happened[-1], "happened", OVER, above=upper)
        _name(ax, float(middle[-1]), expected[-1], "Erlang A", INK, above=not upper)
    first, last = int(by_hour.hour[0]), int(by_hour.hour[-1]) + 1
    ax.set_xlim(first, last)
    ticks = [hour for hour in range(first, last + 1) if hour % 2 == 0 or last - first < 8]
    ax.set_xticks(ticks, [f"{hour}:00" for hour in ticks])
    ax.set_ylim(0.0, 1.12 * max(float(happened.max()), float(expected.max()), 1e-9))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.grid(axis="y", color=RULE, linewidth=0.8)


def _percent_axis(ax: Axes) -> None:
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100.0 * value:.0f} %"))
    ax.grid(axis="y", color=RULE, linewidth=0.8)


def _name(ax: Axes, at: float, level: float, text: str, colour: str, *, above: bool) -> None:
    """The name of a line at its right end, above or below the other name."""
    ax.annotate(
        text,
        (at, level),
        (8, 2 if above else -2),
        textcoords="offset points",
        color=colour,
        fontweight="bold",
        va="bottom" if above else "top",
        annotation_clip=False,
    )

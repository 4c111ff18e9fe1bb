"""How far each driver moves the cost: planned anew, and with the hires of the base plan held."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from capplan.report.studies.tornado import MEANING, Bar, End, Tornado
from capplan.report.style import INK, OVER, QUIET, RULE, UNDER, axes_or_new, lighter, tick_text, title
from capplan.report.wording import amount, percent, short_number

__all__ = ["tornado_bars"]

THICK, APART = 0.34, 0.19


def tornado_bars(tornado: Tornado, ax: Axes | None = None) -> Axes:
    """Two bars a driver, the longest on top: blue planned anew, orange with hires held; pale is the low side."""
    bars = tornado.ordered()
    ax = axes_or_new(ax, height=max(3.0, 1.9 + 0.72 * len(bars)))
    reach = max((tornado.reach(bar) for bar in bars), default=0.0) or 1.0
    for row, bar in enumerate(bars):
        _pair(ax, tornado, row - APART, (bar.low, bar.high), OVER, reach)
        _pair(ax, tornado, row + APART, (bar.low_held, bar.high_held), UNDER, reach)
    ax.axvline(0.0, color=INK, linewidth=1.2)
    ax.set_yticks(range(len(bars)), [_name(bar) for bar in bars])
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_ylim(max(len(bars), 1) - 0.4, -0.6)
    ax.set_xlim(-1.28 * reach, 1.28 * reach)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_xlabel(f"what the cost of the plan moves by, {tornado.currency}{_within(tornado)}", color=QUIET)
    for place, (name, colour) in enumerate((("planned anew", OVER), ("hires held", UNDER))):
        ax.annotate(name, (1.0, 0.0), (-4, 22 - 14 * place), xycoords="axes fraction", textcoords="offset points",
                    ha="right", color=colour, fontweight="bold")  # fmt: skip
    served = (
        amount(tornado.base.summary["cost_to_serve"], tornado.currency) if tornado.base.summary else "no plan"
    )
    title(ax, _finding(tornado, bars), f"Base plan: {served} to serve. Pale: low, full: high. {MEANING}")
    return ax


def _pair(ax: Axes, tornado: Tornado, row: float, ends: tuple[End, End], colour: str, reach: float) -> None:
    """The low and the high side of one way of planning; where both lie on one side the short one is drawn on top."""
    moves = [tornado.moved(end) for end in ends]
    one_side = None not in moves and np.prod([np.sign(move) for move in moves if move is not None]) > 0.0
    sides = list(zip(moves, (lighter(colour, 0.55), colour), (-1.0, 1.0), ends, strict=True))
    sides.sort(key=lambda side: -abs(side[0] or 0.0))
    for place, (move, shade, side, end) in enumerate(sides):
        if move is None:
            other = sides[1 - place][0]
            where, text, to = 0.0, "no plan", -float(np.sign(other)) if other else side
        else:
            ax.barh(row, move, THICK, color=shade)
            behind = (
                one_side and place == 1
            )  # its end lies on the long bar: the name goes to the other side of zero
            to = np.sign(move) if move else side
            where, to = (0.0, -to) if behind else (move, to)
            doubt = "" if tornado.proven(end) else "~ "
            text = doubt + ("+" if move > 0.0 else "") + short_number(move)
        ax.annotate(text, (where, row), (4 * to, 0), textcoords="offset points", va="center", fontsize=8,
                    ha="left" if to > 0.0 else "right", color=QUIET if move is None else INK)  # fmt: skip


def _within(tornado: Tornado) -> str:
    """How far the plans may be from the best ones."""
    ends = [
        tornado.base,
        *(end for bar in tornado.bars for end in (bar.low, bar.high, bar.low_held, bar.high_held)),
    ]
    gaps = [end.summary["gap"] for end in ends if end.summary and end.summary["gap"] is not None]
    doubt = "" if all(tornado.proven(end) for end in ends[1:] if end.summary) else "; ~: not proven to move"
    return f" (each plan within {percent(max(gaps))} of its best{doubt})" if gaps else ""


def _name(bar: Bar) -> str:
    low, high = bar.low.factor - 1.0, bar.high.factor - 1.0
    span = f"±{high:.0%}" if abs(low + high) < 1e-9 else f"{low:+.0%} to {high:+.0%}"
    return f"{bar.name}\n{span}".replace("%", " %").replace("-", "\N{MINUS SIGN}")


def _finding(tornado: Tornado, bars: list[Bar]) -> str:
    """As: Volume moves cost most: 2.1 M USD more at +10 %, 3.4 M with hires held."""
    if not bars or not tornado.base.summary:
        return "No driver could be tried"
    first = bars[0]
    moved, held = tornado.moved(first.high), tornado.moved(first.high_held)
    if moved is None or held is None:
        return f"{first.name} moves cost most"
    if not (tornado.proven(first.high) or tornado.proven(first.high_held)):
        return "No driver moves the cost by more than the gaps hide"
    by = percent(first.high.factor - 1.0, 0)
    words = f"{first.name} moves cost most: {_more(moved, tornado.currency)} at +{by}"
    return words if held <= moved else f"{words}, {_more(held, tornado.currency)} with hires held"


def _more(move: float, currency: str) -> str:
    return f"{amount(abs(move), currency)} {'more' if move >= 0.0 else 'less'}"

"""How every picture looks: colours, type, axes of periods, titles that say the finding.

Colours are safe for colour-blind eyes: sites take the ten colours of Petroff (2021, arXiv:2107.02270),
orange against blue tells short from spare. A site has one colour in every picture and run, by its name. What can be
said as settings is in ``look.mplstyle`` beside this module, for pictures of one's own as well.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from matplotlib import RcParams, rc_params_from_file
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from capplan.horizon import Horizon
from capplan.report.wording import MONTHS

__all__ = [
    "INK",
    "NOWHERE",
    "ON_LIGHT",
    "OVER",
    "QUIET",
    "UNDER",
    "RULE",
    "SHADED",
    "axes_or_new",
    "contrast",
    "diverging",
    "figure_width_in",
    "hours_axis",
    "lighter",
    "look",
    "mark_of",
    "names_at_right",
    "period_axis",
    "site_colours",
    "text_colour",
    "text_in",
    "text_on",
    "tick_text",
    "title",
    "untitled",
]

INK, QUIET, RULE = "#22262b", "#6b727b", "#d9dce0"
UNDER, OVER = "#c2570c", "#2f6db5"
SHADED = ("#c2570d", "#2f6db4")
"""The same within a scale of shades: a dark page makes the plain ones lighter, which would tear a scale apart."""
NOWHERE = "#c9cdd2"  # of what belongs to no site
SITES = (
    "#3f90da",
    "#ffa90e",
    "#bd1f01",
    "#832db6",
    "#a96b59",
    "#92dadd",
    "#b9ac70",
    "#e76300",
)
GREYS = ("#717581", "#94a4a2")  # after the eight colours, before they return lighter
ON_LIGHT = "on-light"
"""Name of texts that stand on a light ground of their own, on a dark page too."""
EXPLANATION = "explanation"  # of a title: what ``untitled`` finds it by
MOST_PLAIN_TICKS = 14  # periods; a longer horizon is labelled by month


@cache
def look() -> RcParams:
    """The settings of ``look.mplstyle``, and nothing else."""
    return rc_params_from_file(Path(__file__).with_name("look.mplstyle"), use_default_template=False)


def axes_or_new(ax: Axes | None, width: float = 11.0, height: float = 5.0) -> Axes:
    """The axes given, or those of a new figure of that size in inches; without frame, with quiet ticks."""
    if ax is None:
        ax = Figure(figsize=(width, height), layout="constrained").add_subplot()
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color(QUIET)
    ax.tick_params(length=0, colors=QUIET, labelsize=8.5)
    ax.set_axisbelow(True)
    return ax


def figure_width_in(ax: Axes) -> float:
    """Inches that the picture is wide: what has room on paper may have none on a phone."""
    assert isinstance(ax.figure, Figure)
    return float(ax.figure.get_figwidth())


def title(ax: Axes, finding: str, explanation: str) -> None:
    """The finding in bold at the left, under it in grey what the picture shows and in which units."""
    ax.set_title(finding, loc="left", pad=28.0, fontsize=12.5, fontweight="bold", color=INK)
    below = ax.annotate(
        explanation,
        (0.0, 1.0),
        (0.0, 12.0),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=9.0,
        color=QUIET,
        va="bottom",
        annotation_clip=False,
    )
    below.set_in_layout(False)  # a long line must not make the picture narrow
    below.set_gid(EXPLANATION)


def untitled(ax: Axes) -> tuple[str, str]:
    """Take the finding and the explanation off the axes, for a page that says them in its own type; return them."""
    finding, below = ax.get_title(loc="left"), [text for text in ax.texts if text.get_gid() == EXPLANATION]
    explanation = below[0].get_text() if below else ""
    ax.set_title("", loc="left")
    for text in below:
        text.remove()
    return finding, explanation


def period_axis(ax: Axes, horizon: Horizon) -> None:
    """An axis of positions 0 to count, period t from t to t + 1: every start or month, with the year."""
    ax.set_xlim(0.0, horizon.count)
    ticks, labels, year = [], [], 0
    monthly = horizon.period == "month" or horizon.count > MOST_PLAIN_TICKS
    every = 1 if horizon.count <= (80 if horizon.period == "week" else 24) else 3
    month = None
    for position, day in enumerate(horizon.starts):
        if monthly and (day.month == month or (day.month - 1) % every):
            continue
        if monthly and month is None and day.day > 14 and horizon.period == "week":
            month = day.month  # the rest of a month has no room for its name
            continue
        month = day.month
        text = MONTHS[day.month - 1] if monthly else f"{day.day} {MONTHS[day.month - 1]}"
        ticks.append(position if monthly else position + 0.5)
        labels.append(f"{text}\n{day.year}" if day.year != year else text)
        year = day.year
    ax.set_xticks(ticks, labels, ha="left" if monthly else "center")
    ax.tick_params(axis="x", length=3 if monthly else 0)


def hours_axis(ax: Axes, label: str) -> None:
    """A vertical axis of hours with light rules and short numbers, its unit at the top left."""
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick_text(value)))
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_ylabel(label, color=QUIET)


def mark_of(kind: str, names: Sequence[str]) -> str:
    """The name (``gid``) of a line, band or text that shows these sites or queues: a page filters it by them."""
    return f"{kind}={'|'.join(names)}"


def names_at_right(
    ax: Axes, labels: Sequence[tuple[float, str, str]], count: int, apart: float, marks: Sequence[str] = ()
) -> None:
    """Level, name and colour of lines or bands, named behind the last of ``count`` periods, from the lowest up.

    Names are pushed up until they are ``apart``, in units of the vertical axis. ``marks``: see ``mark_of``.
    """
    floor = -np.inf
    for place in sorted(range(len(labels)), key=lambda place: labels[place][0]):
        level, name, colour = labels[place]
        floor = max(level, floor)
        ax.annotate(
            name,
            (count, floor),
            (6, 0),
            textcoords="offset points",
            color=colour,
            fontweight="bold",
            va="center",
            annotation_clip=False,
            gid=marks[place] if marks else None,
        )
        floor += apart


def tick_text(value: float) -> str:
    """The number at a tick: 40 k, 2.5 M."""
    steps = ((1e9, 1e9, " bn"), (1e6, 1e6, " M"), (1e4, 1e3, " k"), (0.0, 1.0, ""))
    factor, letter = next((factor, letter) for least, factor, letter in steps if abs(value) >= least)
    return f"{value / factor:,g}{letter}".replace("-", "\N{MINUS SIGN}")


def site_colours(names: Sequence[str]) -> list[str]:
    """A colour for each site or queue, by its name: a site more or less changes few of the others.

    A name whose colour is taken by an earlier one in the alphabet takes the next that is free; greys come after
    colours, and from the eleventh name on all return lighter.
    """
    palette = (*SITES, *GREYS)
    taken: dict[str, int] = {}
    for name in sorted(set(names)):
        turn = len(taken) // len(palette) * len(palette)
        used = {place - turn for place in taken.values()}
        wanted = zlib.crc32(name.encode()) % len(SITES)
        ways = [(wanted + step) % len(SITES) for step in range(len(SITES))]
        taken[name] = turn + next(
            place for place in (*ways, *range(len(SITES), len(palette))) if place not in used
        )
    rounds = [divmod(taken[name], len(palette)) for name in names]
    return [lighter(palette[i], 1.0 - 0.6**turn) for turn, i in rounds]


def lighter(colour: str, share: float) -> str:
    """The colour mixed with so much white."""
    mixed = np.array(to_rgb(colour)) * (1.0 - share) + share
    return "#" + "".join(f"{round(255 * part):02x}" for part in mixed)


def text_colour(colour: str) -> str:
    """The colour itself, darkened until it reads on white: a contrast of 4.5 (WCAG 2.2, 1.4.3)."""
    rgb = to_rgb(colour)
    while contrast(rgb, (1.0, 1.0, 1.0)) < 4.6:  # a little more: the colour is rounded
        rgb = (0.98 * rgb[0], 0.98 * rgb[1], 0.98 * rgb[2])
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgb)


def text_on(colour: str) -> str:
    """White or black, what reads better on the colour: a contrast of 4.5 at least."""
    return _ink_on(to_rgb(colour))


def text_in(mesh: QuadMesh, value: float) -> str:
    """The same for a number in a cell whose shade says it."""
    return _ink_on(mesh.to_rgba(np.array([value]))[0, :3].tolist())


def _ink_on(rgb: Sequence[float]) -> str:
    return "white" if contrast(rgb, (1.0, 1.0, 1.0)) > contrast(rgb, (0.0, 0.0, 0.0)) else "black"


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """From 1 to 21, of two colours as shares of red, green and blue (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: Sequence[float]) -> float:
    parts = np.asarray(rgb, dtype=np.float64)
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


def diverging() -> Colormap:
    """Orange through near white to blue: short, balanced, spare. Grey where there is no value."""
    colours = ["#8f3b05", SHADED[0], "#f3c9a5", "#f6f5f3", "#b5cfe8", SHADED[1], "#133f73"]
    palette = LinearSegmentedColormap.from_list("short_spare", colours)
    return palette.with_extremes(bad="#e7e8ea")

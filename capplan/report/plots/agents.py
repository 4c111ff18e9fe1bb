"""When real-time queues need their people: agents on duty by weekday and hour of the day, in the busiest week."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.plan import Plan
from capplan.report.measures import HOURS, people_by_hour
from capplan.report.style import INK, ON_LIGHT, QUIET, SHADED, axes_or_new, text_in, title
from capplan.report.wording import number, percent, period_text
from capplan.requirements.required import Requirement
from capplan.requirements.week.by_interval import weeks_per_period
from capplan.tables import WEEKDAYS

__all__ = ["agents_on_duty", "hour_of_week", "required_by_hour"]

Float = NDArray[np.float64]
NOBODY = "#e7e8ea"


def agents_on_duty(facts: Facts, requirement: Requirement, queue: str, ax: Axes | None = None) -> Axes:
    """Agents on duty for a real-time queue, all languages, by hour and weekday of its busiest period.

    Numbers are means over the hour, in the local time of the profile. Raises KeyError for a queue that is not
    real-time.
    """
    profile = facts.profiles[queue]
    languages = [q for q in requirement.agents if facts.queues.queue[q] == queue]
    if not languages:
        raise KeyError(queue)
    agents = np.sum([requirement.agents[q] for q in languages], axis=0)  # [t, 7, n]
    busiest = int(np.argmax(agents.sum(axis=(1, 2))))
    week = agents[busiest]
    hourly = week.reshape(7, HOURS, -1).mean(axis=2)
    ax = axes_or_new(ax, height=4.3)
    _week(ax, hourly)
    total_h = float(hourly.sum()) * weeks_per_period(facts)
    when = period_text(facts.horizon.day(busiest), facts.horizon.period, facts.horizon.start.year)
    when = when.removeprefix("the ")
    title(
        ax,
        f"{queue}, {when}: {_peak(week, profile.interval_minutes)}, {number(total_h)} hours on duty",
        f"Agents on duty, mean of the hour, {_of_whom(facts, languages)}; grey: nobody",
    )
    return ax


def required_by_hour(plan: Plan, ax: Axes | None = None) -> Axes:
    """People whom all real-time queues need at once, by hour and weekday of their busiest period."""
    ax = axes_or_new(ax, height=4.3)
    if not plan.requirement.agents:
        ax.set_axis_off()
        title(ax, "No queue of this plan is answered in real time", "People required by hour of the week")
        return ax
    busiest, by_queue = people_by_hour(plan)
    hourly = np.sum(list(by_queue.values()), axis=0)
    _week(ax, hourly)
    facts, here = plan.facts, plan.facts.queues.real_time
    required, short = plan.coverage.required_h[here, busiest], plan.coverage.short_h[here, busiest]
    worked = 1.0 - short.sum() / required.sum() if required.sum() > 0.0 else 1.0
    when = period_text(facts.horizon.day(busiest), facts.horizon.period, facts.horizon.start.year)
    title(
        ax,
        _most_and_fewest(hourly),
        f"Required on duty in {when}, the busiest, all real-time queues, mean of the hour, time of day in "
        f"{facts.sizing.time_zone}; grey: nobody; the plan works {percent(worked)} of these hours",
    )
    return ax


def hour_of_week(weekday: int, hour: int) -> str:
    """As: Tue 10:00."""
    return f"{WEEKDAYS[weekday].capitalize()} {hour:02d}:00"


def _most_and_fewest(hourly: Float) -> str:
    """As: Most people are needed on Tue 10:00: 54, the fewest on Sun 03:00: 12."""
    most, fewest = (
        np.unravel_index(int(place), hourly.shape) for place in (hourly.argmax(), hourly.argmin())
    )
    said = [
        f"{hour_of_week(int(day), int(hour))}: {number(float(hourly[day, hour]))}"
        for day, hour in (most, fewest)
    ]
    return f"Most people are needed on {said[0]}, fewest on {said[1]}"


def _week(ax: Axes, hourly: Float) -> None:
    """A cell for each hour of the week, [weekday, hour], with its number and a bar of colours."""
    mesh = ax.pcolormesh(
        np.arange(HOURS + 1),
        np.arange(8),
        np.ma.masked_equal(hourly, 0.0),
        cmap=_sequential(),
        norm=Normalize(0.0, max(float(hourly.max()), 1.0)),
        edgecolors="white",
        linewidth=0.8,
    )
    _numbers(ax, hourly, mesh)
    _axes(ax)
    bar = ax.figure.colorbar(mesh, ax=ax, pad=0.015, aspect=14, shrink=0.9)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=8, colors=QUIET)
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))


def _numbers(ax: Axes, hourly: Float, mesh: QuadMesh) -> None:
    """The mean of the hour in every cell with people: with a tenth where it is small and not whole."""
    most = float(hourly.max())
    for weekday, hour in zip(*np.nonzero(hourly), strict=True):
        value = float(hourly[weekday, hour])
        text = number(value, int(value < 9.95 and abs(value - round(value)) >= 0.05))
        ax.text(
            hour + 0.5,
            weekday + 0.52,
            text,
            ha="center",
            va="center",
            fontsize=7.5 if most < 999.5 else 6.0,
            color=text_in(mesh, value),
            gid=ON_LIGHT,
        )


def _axes(ax: Axes) -> None:
    """Hours of the day across, weekdays down."""
    ax.set_xlim(0.0, HOURS)
    ax.set_ylim(7.0, 0.0)
    ax.set_xticks(np.arange(0, HOURS + 1, 2), [f"{hour:02d}:00" for hour in range(0, HOURS + 1, 2)])
    ax.set_yticks(np.arange(7) + 0.5, [name.capitalize() for name in WEEKDAYS])
    ax.tick_params(axis="y", labelcolor=INK)
    ax.spines["bottom"].set_visible(False)
    ax.set_facecolor(NOBODY)


def _peak(week: Float, interval_minutes: int) -> str:
    """As: up to 54 agents (Tue 10:30)."""
    weekday, interval = np.unravel_index(int(np.argmax(week)), week.shape)
    minute = int(interval) * interval_minutes
    most = float(week[weekday, interval])
    people = number(most, 0 if most == round(most) else 1)
    return f"up to {people} agents ({WEEKDAYS[weekday].capitalize()} {minute // 60:02d}:{minute % 60:02d})"


def _of_whom(facts: Facts, languages: list[int]) -> str:
    """Which languages are added up, and whose clock it is."""
    named = " + ".join(facts.queues.language[q] for q in languages)
    together = f"{named} together" if len(languages) > 1 else named
    zone = facts.queues.rules.time_zone[languages[0]] or facts.sizing.time_zone
    return f"{together}; busiest {facts.horizon.period} of the plan; time of day in {zone}"


def _sequential() -> Colormap:
    """Near white to dark blue: few people to many. Grey where there is nobody."""
    palette = LinearSegmentedColormap.from_list("few_many", ["#f6f5f3", "#b5cfe8", SHADED[1], "#133f73"])
    return palette.with_extremes(bad=NOBODY)

"""The steps of work that may wait: its hours at the occupancy ceiling, its worst window, the gaps it is done in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.report.requirement.steps import Line, Step, said
from capplan.requirements.blended import gap_h
from capplan.requirements.required import Requirement
from capplan.requirements.week.by_interval import service_by_interval, weeks_per_period
from capplan.requirements.week.peaking import tightest_window
from capplan.tables import WEEKDAYS

__all__ = ["deferrable_steps"]

Float = NDArray[np.float64]
WEEK_H = 168.0


def deferrable_steps(facts: Facts, requirement: Requirement, queue: int, period: int) -> list[Step]:
    """From workload to hours on duty, then what is done in the gaps of another queue."""
    steps = [_on_duty(facts, requirement, queue, period)]
    if facts.queues.rules.blend_with[queue] >= 0:
        steps.append(_gaps(facts, requirement, queue, period))
    return steps


def _on_duty(facts: Facts, requirement: Requirement, queue: int, period: int) -> Step:
    work, hours = float(requirement.workload_h[queue, period]), float(requirement.interval_h[queue, period])
    ceiling, factor = float(facts.queues.max_occupancy[queue]), float(requirement.peaking[queue])
    turnaround_h = float(facts.queues.turnaround_periods[queue]) * facts.horizon.period_h
    within = (
        Line("done within", turnaround_h, "h")
        if np.isfinite(turnaround_h)
        else Line("done within", "no limit")
    )
    lines = (
        Line("occupancy ceiling", ceiling, "share", "of a productive hour is spent handling, at most"),
        within,
        *_peak(facts, queue, factor, turnaround_h),
        Line("hours on duty", hours, "h", f"= {said(work)} h / {said(ceiling)} x {said(factor)}"),
    )
    return Step(
        "Hours on duty", lines, "Work that waits for people needs throughput, and nobody to spare: no Erlang."
    )


def _peak(facts: Facts, queue: int, factor: float, turnaround_h: float) -> list[Line]:
    """The peaking factor, with the window of the week that sets it where it is above 1."""
    profile = facts.profiles.get(facts.queues.queue[queue])
    if profile is None or profile.staffed_share is None or turnaround_h >= WEEK_H or factor <= 1.0:
        why = "its people are taken to be there as the work arrives"
        if profile is not None and profile.staffed_share is not None:
            why = "it may wait for a week" if turnaround_h >= WEEK_H else "staffing keeps up everywhere"
        return [Line("peaking factor", factor, "", why)]
    minutes = profile.interval_minutes
    buckets = int(turnaround_h * 60 // minutes)
    window = tightest_window(profile.share.ravel(), profile.staffed_share.ravel(), buckets)
    due = window.first + window.length + buckets
    until = _moment((window.first + window.length) * minutes)
    return [
        Line(
            "tightest window",
            window.arrives,
            "share",
            f"of the work comes {_moment(window.first * minutes)} to {until}",
        ),
        Line(
            "people until it is due",
            window.staffed,
            "share",
            f"of the week's hours, from then to {_moment(due * minutes)}",
        ),
        Line("peaking factor", factor, "", f"= {said(window.arrives)} / {said(window.staffed)}"),
    ]


def _moment(minute: int) -> str:
    """A minute of the cyclic week as Mon 08:30; midnight is the start of the day."""
    day, rest = divmod(minute % (7 * 1440), 1440)
    return f"{WEEKDAYS[day].capitalize()} {rest // 60:02d}:{rest % 60:02d}"


def _gaps(facts: Facts, requirement: Requirement, queue: int, period: int) -> Step:
    """How many hours the people of the real-time queue have between contacts, and what is done in them."""
    partner = int(facts.queues.rules.blend_with[queue])
    ceiling = float(facts.queues.rules.blend_occupancy[queue])
    agents = requirement.agents[partner]
    service = service_by_interval(facts, requirement.demand, partner, agents)
    minutes = facts.profiles[facts.queues.queue[partner]].interval_minutes
    busy = agents * service.occupancy
    weeks = weeks_per_period(facts)
    gaps = float(np.sum(gap_h(agents[period], busy[period], ceiling, minutes))) * weeks
    hour = minutes / 60.0 * weeks
    on_duty, handling = float(agents[period].sum()) * hour, float(busy[period].sum()) * hour
    hours, saved = float(requirement.interval_h[queue, period]), float(requirement.saved_h[queue, period])
    share = float(requirement.gap_share[queue, period])
    left, name = hours - saved, facts.queues.name[partner]
    lines = (
        Line(f"hours on duty for {name}", on_duty, "h", "see its own explanation"),
        Line("of these, handling its contacts", handling, "h"),
        Line("ceiling for both kinds of work", ceiling, "share"),
        Line("gaps", gaps, "h", "time within this ceiling in which nobody calls, interval by interval"),
        Line("hours left for its own people", left, "h", "the fewest with which all is done in time"),
        Line("done in them", share, "share", "of the contacts: what the gaps can do before it is due"),
        Line(
            "hours saved",
            saved,
            "h",
            f"= {said(hours)} - {said(left)}; gaps also take away peaks and idle time",
        ),
    )
    note = "Gaps count only as far as work is there to be done in them before it is due, in every run of intervals."
    return Step(f"Done in the gaps of {name}", lines, note)

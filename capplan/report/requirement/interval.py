"""The steps of a real-time queue: its week by the clock, its busiest interval in full, and all its intervals."""

from __future__ import annotations

import numpy as np

from capplan.facts import Facts
from capplan.report.requirement.busiest import busiest_step
from capplan.report.requirement.steps import Grid, Line, Step, said
from capplan.report.requirement.typical_week import TypicalWeek, typical_week
from capplan.requirements.required import Requirement
from capplan.requirements.week.by_interval import weeks_per_period
from capplan.tables import WEEKDAYS

__all__ = ["real_time_steps"]

HOURS = 24


def real_time_steps(facts: Facts, requirement: Requirement, queue: int, period: int) -> list[Step]:
    """From contacts of the period to hours on duty."""
    week = typical_week(facts, requirement, queue, period)
    hours = float(requirement.interval_h[queue, period])
    steps = [_clock(week)]
    if week.agents.any():
        steps.append(busiest_step(week))
    return [*steps, _hours(week, hours), _service(week)]


def _clock(week: TypicalWeek) -> Step:
    facts, queue, profile = week.facts, week.queue, week.profile
    queues = facts.queues
    lines = []
    weeks, aht_s = weeks_per_period(facts), float(week.demand.aht_s[queue, 0])
    if weeks != 1.0:
        how = f"= {said(float(week.demand.volume[queue, 0]))} / {said(weeks)} weeks"
        lines.append(Line("contacts in a typical week", week.contacts, "contacts", how))
    if week.elapsed_s != aht_s:
        how = f"= {said(aht_s)} s x {said(float(queues.concurrency[queue]))} at once"
        lines.append(Line("a chat is open for", week.elapsed_s, "s", how))
    zone = queues.rules.time_zone[queue] or facts.sizing.time_zone
    lines += [
        Line("interval", profile.interval_minutes, "min", f"local time, {zone}"),
        Line("open intervals", int(profile.is_open.sum()), "", f"of {profile.share.size} in the week"),
    ]
    return Step("The week by the clock", tuple(lines))


def _hours(week: TypicalWeek, hours: float) -> Step:
    """All intervals: mean agents of every hour, and their sum."""
    length_h = week.profile.interval_minutes / 60.0
    hourly = week.agents.reshape(7, HOURS, -1).mean(axis=2)
    rows = [
        (f"{hour:02d}:00", "", (*hourly[:, hour].tolist(), float(hourly[:, hour].sum())))
        for hour in np.flatnonzero(hourly.any(axis=0)).tolist()
    ]
    rows.append(("sum", "", (*hourly.sum(axis=1).tolist(), float(hourly.sum()))))
    grid = Grid("from", (*(name.capitalize() for name in WEEKDAYS), "sum"), tuple(rows))
    weeks = weeks_per_period(week.facts)
    times = f" x {said(weeks)} weeks" if weeks != 1.0 else ""
    total = float(week.agents.sum())
    lines = (
        Line(
            "agents, all intervals added", total, "", f"of {said(week.profile.interval_minutes)} minutes each"
        ),
        Line("hours on duty (Erlang hours)", hours, "h", f"= {said(total)} x {said(length_h)} h{times}"),
    )
    note = "Every interval is sized like the busiest one. The table shows the mean agents of each hour."
    return Step("All intervals", lines, note, grid)


def _service(week: TypicalWeek) -> Step:
    """What the week as a whole reaches: the mean over its contacts, not over its intervals."""
    service, queue = week.service(week.agents), week.queue
    queues = week.facts.queues
    on_duty = float(week.agents.sum())
    busy = float((week.agents * service.occupancy[0]).sum())
    lines = []
    if not np.isnan(queues.service_level[queue]):
        within = f"answered within {said(float(queues.answer_within_s[queue]))} s"
        asked = f"target {said(float(queues.service_level[queue]), 'share')}"
        lines.append(Line(within, float(service.weekly_service_level[0]), "share", asked))
    lines.append(Line("mean wait of the answered", float(service.weekly_speed_of_answer_s[0]), "s"))
    if not np.isnan(queues.patience_s[queue]):
        lines.append(Line("hang up", float(service.weekly_abandonment[0]), "share"))
    if on_duty:
        how = f"= {said(busy)} busy / {said(on_duty)} agents; intervals added"
        lines.append(Line("occupancy", busy / on_duty, "share", how))
    return Step("The service that this gives", tuple(lines), "Over the contacts of the week.")

"""Service: hours short of a real-time queue, as contacts answered late.

Index    q real-time queue whose priority has a late price    t period    k piece of its service curve

Given    volume[q,t]           contacts                                                      contacts/period
         required_h[q,t]       productive hours the queue requires                           h/period
         w                     typical weeks of a period (1, or 4 1/3 for a month)
         eta[q]                schedule efficiency
         M[q,t]                hours staffed by interval in a week: eta * (required_h - short_h) / w
         slope, level[k]       the service curve: share answered in time = min over k of level + slope * M,
                               concave (requirements/curve/service_curve.py)
         reached[q,t]          the curve at the full requirement

Decides  late[q,t]             contacts answered late because hours are short                contacts/period

Row      service[q,t,k]        late >= volume * (reached - level - slope * M)

What is late even at the full requirement is not priced: nobody can avoid it. Below the range of the curve its
first piece goes on, which overstates what is lost.

Source   Robbins and Harrison (2010), European Journal of Operational Research 207; MODEL 1.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.sets import Given
from capplan.program import Axis, Program
from capplan.requirements.week.by_interval import weeks_per_period

__all__ = ["add_service", "priced_by_service"]


def priced_by_service(given: Given) -> NDArray[np.int64]:
    """Positions of the queues whose short hours are priced by late contacts instead of by the hour."""
    rules = given.model.service
    if rules is None:
        return np.zeros(0, dtype=np.int64)
    priority = given.facts.queues.priority
    return np.array([q for q in given.requirement.curves if priority[q] in rules.late_price], dtype=np.int64)


def add_service(program: Program, given: Given) -> None:
    """Add the columns ``late`` and the rows ``service``."""
    here, sets, requirement = priced_by_service(given), given.sets, given.requirement
    queues = Axis("queue", tuple(sets.queues.labels[q] for q in here))
    late = program.columns("late", (queues, sets.periods))
    if not len(here):
        return
    curves = [requirement.curves[q] for q in here.tolist()]
    slope = np.stack([curve.slope for curve in curves])  # [q, t, k]
    level = np.stack([curve.intercept for curve in curves])
    reached = np.stack([curve.required_level for curve in curves])
    full_h = np.stack([curve.required_h for curve in curves])
    volume = requirement.demand.volume[here][:, :, None]
    pieces = Axis("piece", tuple(str(k + 1) for k in range(slope.shape[2])))
    lost_at_full = reached[:, :, None] - level - slope * full_h[:, :, None]
    hour = given.facts.queues.schedule_efficiency[here, None, None] / weeks_per_period(given.facts)
    rows = program.rows("service", (queues, sets.periods, pieces), at_least=volume * lost_at_full)
    rows.add(late.index[:, :, None])
    short = program.column_blocks["short_h"].index[here]
    rows.add(short[:, :, None], -volume * slope * hour)

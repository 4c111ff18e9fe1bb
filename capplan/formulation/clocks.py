"""Legal clocks: work of a risk class is done within its turnaround, or is late at a price.

Index    q deferrable queue whose priority has a late price    t period

Given    limit_h[q,t]        most hours that may wait without any being too old (backlog.py); its turnaround is the
                             shorter of the queue's and that of its risk class
         late_price[q]       of an hour of work that is late for a period

Decides  late_h[q,t]         hours of work at the end of t that are older than the turnaround         h

Row      late_work[q,t]      backlog_h - late_h <= limit_h

Holds    Without a late price the clock is hard: backlog.py bounds what waits, and what cannot be done in time is
         left undone at the price of unmet hours (or not at all, where it must be met). After the last
         period nothing may be late: else all would be left to those who come after. Clocks below a week count in the
         requirement (peaking): work is staffed as it arrives.
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.backlog import backlog_limit_h, may_be_late, opening_backlog_h
from capplan.formulation.sets import Given
from capplan.program import Axis, Program

__all__ = ["add_clocks"]


def add_clocks(program: Program, given: Given) -> None:
    """Add the columns ``late_h`` and the rows ``late_work`` when a clock has a price."""
    here = may_be_late(given)
    if not len(here):
        return
    opening = opening_backlog_h(given.facts, given.requirement)
    limit = backlog_limit_h(given.facts, given.requirement, opening)
    axes = (Axis("queue", tuple(given.sets.queues.labels[q] for q in here)), given.sets.periods)
    late = program.columns("late_h", axes)
    rows = program.rows("late_work", axes, at_most=limit[here])
    place = np.searchsorted(given.sets.deferrable, here)
    rows.add(program.column_blocks["backlog_h"].index[place])
    rows.add(late.index, -1.0)

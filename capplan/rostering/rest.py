"""Rest: which shifts may not follow one another on consecutive days.

Given    start[s], length[s]   local time and length of a shift
         least_rest            real time between the end of a shift and the start of the next

Equation barred[d,s,n]  =  forbidden[s,n]  or  begin(d+1, n) - begin(d, s) - length[s]  <  least_rest

``begin`` is a moment in the time zone of the roster: in the night in which clocks go forward there is an hour less
of rest, in the night in which they go back one more. A shift lasts as long as its length says.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from capplan.roster_facts import RosterFacts

__all__ = ["barred"]


def barred(facts: RosterFacts, before_first: bool = False) -> NDArray[np.bool_]:
    """Day, shift, shift of the next day: for the nights within the roster, or the one before its first day."""
    days = range(-1, 0) if before_first else range(facts.days.count - 1)
    begins = np.array([_begins(facts, day) for day in (*days, days.stop)], dtype=np.int64)
    shifts = facts.shifts
    rest = begins[1:, None, :] - begins[:-1, :, None] - shifts.length_min[None, :, None]
    return np.asarray((rest < facts.least_rest_min) | shifts.forbidden)


def _begins(facts: RosterFacts, day: int) -> list[int]:
    """The moments at which the shifts of a day begin, in minutes."""
    zone = ZoneInfo(facts.time_zone)
    midnight = datetime.combine(facts.days.first + timedelta(days=day), time())
    starts = facts.shifts.start_min.tolist()
    return [
        int((midnight + timedelta(minutes=start)).replace(tzinfo=zone).timestamp()) // 60 for start in starts
    ]

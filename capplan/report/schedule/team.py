"""The schedule of one team with its hours and its share of fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from capplan.schedule_inputs import TeamCase
from capplan.shifts import Schedule
from capplan.shifts.gaps import Gap, gaps

__all__ = ["Hours", "TeamSchedule"]


@dataclass(frozen=True)
class Hours:
    """Person-hours of a team within the horizon; ``paid`` of all shifts, those that reach beyond it too."""

    required: float
    paid: float
    present: float
    staffed: float
    short: float
    spare: float

    @property
    def efficiency(self) -> float:
        """The share of staffed hours that falls where it is required; 1 where nobody is staffed."""
        return (self.staffed - self.spare) / self.staffed if self.staffed > 0.0 else 1.0


@dataclass(frozen=True)
class TeamSchedule:
    """A team, what it had to cover, its schedule, and the pool that it is of (blank: none)."""

    case: TeamCase
    schedule: Schedule
    pool: str = ""

    @cached_property
    def hours(self) -> Hours:
        """Its hours."""
        found, interval_h = self.schedule, self.case.line.minutes / 60.0
        return Hours(
            required=interval_h * float(found.case.required.sum()),
            paid=float(found.case.shifts.paid_h @ found.people.sum(axis=1)),
            present=interval_h * float(found.present.sum()),
            staffed=interval_h * float(found.staffed.sum()),
            short=interval_h * float(found.short.sum()),
            spare=interval_h * float(found.spare.sum()),
        )

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Its gaps, in the order of time."""
        return tuple(gaps(self.schedule))

    @cached_property
    def most_present(self) -> float:
        """The most people who are there at once."""
        return float(np.max(self.schedule.present, initial=0.0))

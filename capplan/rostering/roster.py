"""A roster: the shift of every person on every day, what it costs and how near the optimum it is proven to be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.roster_facts import ANY, RosterFacts

__all__ = ["OFF", "COST_LINES", "Roster", "cost_lines", "people_on", "refused", "short_and_over"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]
Index = NDArray[np.int64]

OFF = -1
"""In place of a shift: the person does not work."""

COST_LINES = ("pay", "refused_requests", "too_few", "too_many", "nights", "weekends")


@dataclass(frozen=True)
class Roster:
    """``shift_of[p, d]`` is a shift or ``OFF``; ``cost`` is the sum of ``costs``, ``bound`` a proven lower bound.

    ``within_gap`` tells that the gap asked for is proven; ``stopped_by`` is the number of a signal that came.
    """

    facts: RosterFacts
    shift_of: Index
    costs: dict[str, float]
    bound: float | None
    gap: float | None
    within_gap: bool
    solver: str
    wall_s: float
    stopped_by: int | None = None

    @property
    def cost(self) -> float:
        """What the roster costs: pay and the prices of all wishes that are not met."""
        return float(sum(self.costs.values()))

    @property
    def paid_min(self) -> Index:
        """Paid minutes of every person."""
        paid = np.append(self.facts.shifts.paid_min, 0)
        return np.asarray(paid[self.shift_of].sum(axis=1))

    @property
    def works(self) -> Flag:
        """Person, day."""
        return np.asarray(self.shift_of != OFF)

    @property
    def nights(self) -> Index:
        """Nights of every person."""
        return np.asarray(np.append(self.facts.shifts.night, False)[self.shift_of].sum(axis=1))

    @property
    def weekends(self) -> Index:
        """Weekends with work of every person."""
        worked = [self.works[:, list(days)].any(axis=1) for days in self.facts.days.weekends()]
        return np.sum(worked, axis=0, dtype=np.int64) if worked else np.zeros(len(self.shift_of), np.int64)


def people_on(facts: RosterFacts, shift_of: Index) -> Index:
    """For every row of cover the number of people who count for it."""
    cover = facts.cover
    on = shift_of[:, cover.day] == cover.shift
    of_skill = cover.skill != ANY
    on[:, of_skill] &= facts.people.skills[:, cover.skill[of_skill]]
    return np.asarray(on.sum(axis=0))


def short_and_over(facts: RosterFacts, shift_of: Index) -> tuple[Float, Float]:
    """For every row of cover the people too few and too many against what is wanted; 0 where nothing is."""
    difference = people_on(facts, shift_of) - facts.cover.wanted
    difference[np.isnan(difference)] = 0.0
    return np.maximum(0.0, -difference), np.maximum(0.0, difference)


def refused(facts: RosterFacts, shift_of: Index) -> Flag:
    """For every wish whether it is refused."""
    wishes = facts.wishes
    given = shift_of[wishes.person, wishes.day]
    granted = np.where(wishes.shift == ANY, given != OFF, given == wishes.shift)
    return np.asarray(granted != wishes.work)


def cost_lines(facts: RosterFacts, shift_of: Index) -> dict[str, float]:
    """The cost of a roster line by line (``COST_LINES``)."""
    paid_h = np.append(facts.shifts.paid_min, 0)[shift_of].sum(axis=1) / 60.0
    short, over = short_and_over(facts, shift_of)
    night = np.append(facts.shifts.night, False)[shift_of].sum(axis=1)
    days = facts.days.weekends()
    weekend = np.array([(shift_of[:, list(each)] != OFF).any(axis=1) for each in days], np.int64)
    may = facts.people.may_work
    on_weekend = np.asarray(may[:, [day for each in days for day in each]].any(axis=(1, 2)))
    at_night = np.asarray(may[:, :, facts.shifts.night].any(axis=(1, 2)))
    return {
        "pay": float(facts.people.pay @ paid_h),
        "refused_requests": float(facts.wishes.price @ refused(facts, shift_of)),
        "too_few": float(facts.cover.short_price @ short),
        "too_many": float(facts.cover.over_price @ over),
        "nights": facts.fairness.night_price * _spread(facts, night, at_night),
        "weekends": facts.fairness.weekend_price
        * _spread(facts, weekend.reshape(-1, len(may)).sum(axis=0), on_weekend),
    }


def _spread(facts: RosterFacts, burden: Index, able: Flag) -> float:
    """The sum over teams of the largest burden less the smallest one, of those who can have it."""
    teams = np.array(facts.people.team)
    of_team = [burden[able & (teams == team)] for team in np.unique(teams)]
    return float(sum(np.ptp(values) for values in of_team if values.size > 1))

"""The straight line of schedules: read, cover teams and pools, and say what stands in the way if nothing covers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from capplan.errors import Interrupted, NoPlan, NoPlanInTime
from capplan.report.schedule.pool import PooledSchedule
from capplan.report.schedule.team import TeamSchedule
from capplan.report.schedule.words import gap_facts, gap_text, missed_text
from capplan.report.schedule.write import write_schedule
from capplan.schedule_inputs import PoolCase, ScheduleInputs, TeamCase, read_schedule
from capplan.shifts import Schedule, cover
from capplan.shifts.pooled import PoolSchedule, cover_pool, least_short_pool
from capplan.shifts.solved import least_short
from capplan.solve import Progress, SolveOptions

__all__ = ["Made", "ScheduleLine", "make_schedule", "read_schedule", "write_schedule"]

Tell = Callable[[Progress], None]
LEAST_S = 1.0
LOOK_S = 30.0
"""What a second look at a team without a schedule may take."""


@dataclass(frozen=True)
class ScheduleLine:
    """How to solve; None means: as the schedule model says."""

    time_limit_s: float | None = None
    gap: float | None = None
    seed: int | None = None

    def options(self, inputs: ScheduleInputs) -> SolveOptions:
        """The options for all teams together."""
        asked = inputs.model.solve
        return SolveOptions(
            gap=asked.gap if self.gap is None else self.gap,
            time_limit_s=asked.time_limit_s if self.time_limit_s is None else self.time_limit_s,
            seed=asked.seed if self.seed is None else self.seed,
        )


@dataclass(frozen=True)
class Made:
    """Schedules that were found: all teams, those of pools too, and the pools."""

    teams: tuple[TeamSchedule, ...]
    pools: tuple[PooledSchedule, ...] = ()

    @property
    def stopped_by(self) -> int | None:
        """The first signal that cut a search short."""
        return next(
            (n for n in (team.schedule.search.stopped_by for team in self.teams) if n is not None), None
        )


def make_schedule(inputs: ScheduleInputs, line: ScheduleLine, tell: Tell | None = None) -> Made:
    """A schedule for each team and pool; what one leaves of its part of the time is the others'.

    Raises NoPlan with the intervals that no schedule covers, NoPlanInTime, Interrupted (before a first schedule).
    After a signal the teams that follow get no more than a first look.
    """
    options = line.options(inputs)
    until = time.monotonic() + options.time_limit_s
    cases: tuple[TeamCase | PoolCase, ...] = (*inputs.teams, *inputs.pools)
    many = [len(case.teams) if isinstance(case, PoolCase) else 1 for case in cases]
    teams: list[TeamSchedule] = []
    pools: list[PooledSchedule] = []
    without: list[TeamCase | PoolCase] = []
    stopped_by: int | None = None
    for position, case in enumerate(cases):
        left_s = (until - time.monotonic()) * many[position] / sum(many[position:])
        own_s = LEAST_S if stopped_by is not None else max(left_s, LEAST_S)
        found = _cover(case, replace(options, time_limit_s=own_s), tell, stopped_by)
        if found is None:
            without.append(case)
            continue
        stopped_by = found.search.stopped_by if stopped_by is None else stopped_by
        if isinstance(case, PoolCase):
            assert isinstance(found, PoolSchedule)
            pools.append(PooledSchedule(case, found))
            teams += pools[-1].teams
        else:
            assert isinstance(found, Schedule)
            teams.append(TeamSchedule(case, found))
    if without:
        raise _no_schedule(without, options)
    return Made(tuple(teams), tuple(pools))


def _cover(
    case: TeamCase | PoolCase, options: SolveOptions, tell: Tell | None, stopped_by: int | None
) -> Schedule | PoolSchedule | None:
    """The schedule of a case; where time does not suffice, the case is named, or the signal that took the time."""
    try:
        if isinstance(case, PoolCase):
            return cover_pool(case.pool, options, tell)
        return cover(case.covering, options, tell)
    except NoPlanInTime as error:
        if stopped_by is not None:
            raise Interrupted(stopped_by) from error
        raise NoPlanInTime(f"{case.name}: {error}") from error


def _no_schedule(cases: list[TeamCase | PoolCase], options: SolveOptions) -> NoPlan:
    """What no schedule covers, team by team, with the cheapest way out of each gap."""
    reasons: list[str] = []
    ways_out: list[dict[str, Any]] = []
    look = replace(options, time_limit_s=LOOK_S)
    for case in cases:
        least = (
            least_short_pool(case.pool, look)
            if isinstance(case, PoolCase)
            else least_short(case.covering, look)
        )
        if least is None:
            reasons.append(
                f"{case.name}: least_people asks for more people than most_people, the heads or the tours allow, "
                "or for more shifts than opening.most."
            )
            continue
        if isinstance(case, PoolCase):
            assert isinstance(least, PoolSchedule)
            pooled = PooledSchedule(case, least)
            reasons += [line for one in pooled.teams for line in missed_text(one)]
            for each in pooled.gaps:
                reasons.append(each.text())
                ways_out.append(each.facts())
            continue
        assert isinstance(least, Schedule)
        team = TeamSchedule(case, least)
        reasons += missed_text(team)
        for gap in team.gaps:
            reasons.append(gap_text(team, gap))
            ways_out.append(gap_facts(team, gap))
    return NoPlan(reasons, {"gaps": ways_out})

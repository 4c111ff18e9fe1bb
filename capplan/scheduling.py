"""The straight line of schedules: read, cover team by team, and say what stands in the way where nothing covers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from capplan.errors import Interrupted, NoPlan, NoPlanInTime
from capplan.report.schedule.team import TeamSchedule
from capplan.report.schedule.words import gap_facts, gap_text
from capplan.report.schedule.write import write_schedule
from capplan.schedule_inputs import ScheduleInputs, TeamCase, read_schedule
from capplan.shifts import Schedule, cover
from capplan.shifts.solved import least_short
from capplan.solve import Progress, SolveOptions

__all__ = ["ScheduleLine", "make_schedule", "read_schedule", "write_schedule"]

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


def make_schedule(
    inputs: ScheduleInputs, line: ScheduleLine, tell: Tell | None = None
) -> tuple[TeamSchedule, ...]:
    """A schedule for each team; what one leaves of its part of the time is the others'.

    Raises NoPlan with the intervals that no schedule covers, NoPlanInTime, Interrupted (before a first schedule).
    After a signal the teams that follow get no more than a first look.
    """
    options = line.options(inputs)
    until = time.monotonic() + options.time_limit_s
    found: list[TeamSchedule] = []
    without: list[TeamCase] = []
    stopped_by: int | None = None
    for position, case in enumerate(inputs.teams):
        left_s = (until - time.monotonic()) / (len(inputs.teams) - position)
        own_s = LEAST_S if stopped_by is not None else max(left_s, LEAST_S)
        schedule = _cover(case, replace(options, time_limit_s=own_s), tell, stopped_by)
        if schedule is None:
            without.append(case)
        else:
            found.append(TeamSchedule(case, schedule))
            stopped_by = schedule.search.stopped_by if stopped_by is None else stopped_by
    if without:
        raise _no_schedule(without, options)
    return tuple(found)


def _cover(
    case: TeamCase, options: SolveOptions, tell: Tell | None, stopped_by: int | None
) -> Schedule | None:
    """The schedule of a team; where time does not suffice, the team is named, or the signal that took the time."""
    try:
        return cover(case.covering, options, tell)
    except NoPlanInTime as error:
        if stopped_by is not None:
            raise Interrupted(stopped_by) from error
        raise NoPlanInTime(f"{case.name}: {error}") from error


def _no_schedule(cases: list[TeamCase], options: SolveOptions) -> NoPlan:
    """What no schedule covers, team by team, with the cheapest way out of each gap."""
    reasons: list[str] = []
    ways_out: list[dict[str, Any]] = []
    for case in cases:
        least = least_short(case.covering, replace(options, time_limit_s=LOOK_S))
        if least is None:
            reasons.append(
                f"{case.name}: least_people asks for more people than most_people, the heads or the tours allow, "
                "or for more shifts than opening.most."
            )
            continue
        team = TeamSchedule(case, least)
        for gap in team.gaps:
            reasons.append(gap_text(team, gap))
            ways_out.append(gap_facts(team, gap))
    return NoPlan(reasons, {"gaps": ways_out})

"""What stands beside a plan: runs of other plans, and the schedule of its queues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.run_folder import read_summary
from capplan.scheduled_people import ScheduledPeople, is_schedule, scheduled_people

__all__ = ["Beside", "read_beside"]


@dataclass(frozen=True)
class Beside:
    """The folders of the plans, the schedule, and what is to be said of them."""

    plans: tuple[Path, ...] = ()
    scheduled: ScheduledPeople | None = None
    notes: tuple[str, ...] = ()


def read_beside(folders: Sequence[Path], facts: Facts, fit: Path | None = None) -> Beside:
    """Tell the folders apart; without a schedule among them it is the one whose ``fit`` the queues have.

    Raises InvalidInput with every folder that is neither the run of a plan nor a schedule, and for two schedules.
    """
    problems: list[Problem] = []
    schedules = [folder for folder in folders if is_schedule(folder)]
    plans = tuple(folder for folder in folders if folder not in schedules)
    for plan in plans:
        try:
            read_summary(plan)
        except InvalidInput as error:
            problems += error.problems
    if len(schedules) > 1:
        problems.append(Problem(str(schedules[1]), "a second schedule", allowed="one schedule beside a plan"))
    if not schedules and fit is not None and is_schedule(fit):
        schedules = [fit]
    scheduled = None
    try:
        scheduled = scheduled_people(schedules[0]) if schedules else None
    except InvalidInput as error:
        problems += error.problems
    if problems:
        raise InvalidInput(problems)
    return Beside(plans, scheduled, _notes(scheduled, facts))


def _notes(scheduled: ScheduledPeople | None, facts: Facts) -> tuple[str, ...]:
    if scheduled is None:
        return ()
    names, real_time = facts.queues.name, facts.queues.real_time
    answered = {name for name, now in zip(names, real_time, strict=True) if now}
    if any(not answered.isdisjoint(team.queues) for team in scheduled.teams):
        return ()
    return (f"The schedule {scheduled.name} has no queue that this plan answers in real time.",)

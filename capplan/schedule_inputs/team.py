"""A team as a case: its clock, its shifts, breaks and tours, and what it must cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.schedule_inputs.heads import ByWeek, people_there
from capplan.schedule_inputs.offline import make_offline
from capplan.schedule_inputs.shifts import make_shifts
from capplan.schedule_inputs.tours import make_tours
from capplan.schedule_model import ScheduleModel, ScheduleTeam
from capplan.shifts.facts import Covering, Prices
from capplan.shifts.timeline import Timeline
from capplan.validation.typed import TypedTable

__all__ = ["TeamCase", "Whence", "team_case", "timelines"]


@dataclass(frozen=True)
class TeamCase:
    """A team: its clock, what it must cover, the people on the work [i] before shrinkage, which breaks are paid."""

    name: str
    rules: ScheduleTeam
    line: Timeline
    covering: Covering
    on_work: NDArray[np.float64]
    paid_break: tuple[bool, ...]


@dataclass(frozen=True)
class Whence:
    """What every team is made from: the model, the tables, the heads by week and the file that they stand in."""

    model: ScheduleModel
    tables: dict[str, TypedTable]
    heads: ByWeek
    heads_file: str


def timelines(
    model: ScheduleModel,
    zones: dict[str, str],
    file: str,
    problems: list[Problem],
    pool_zone: str | None = None,
) -> dict[str, Timeline]:
    """The clock of every team, by its time zone; those of a pool share the horizon of ``pool_zone``."""
    lines = {}
    for name, zone in zones.items():
        try:
            lines[name] = Timeline(
                model.start, model.day_count, model.interval_minutes, zone, model.cyclic, pool_zone
            )
        except ValueError as error:
            problems.append(Problem(file, str(error), None, f"team.{name}.time_zone", zone))
    return lines


def team_case(
    whence: Whence, team: str, line: Timeline, on_work: NDArray[np.float64], problems: list[Problem]
) -> TeamCase | None:
    """The case of a team; None where no shift is allowed, with a problem."""
    model = whence.model
    rules, cover = model.team.get(team, ScheduleTeam()), model.cover
    made = make_shifts(whence.tables, team, line, problems)
    if made is None:
        return None
    there = people_there(
        whence.heads, team, line, rules.absence, cover.whole_people, problems, whence.heads_file
    )
    tours = make_tours(whence.tables["tour_rules"], team, made.shifts, line, there, problems)
    hours = line.minutes / 60.0
    prices = Prices(
        float("inf") if cover.must_meet else cover.short_price * hours,
        cover.spare_price * hours,
        model.opening.price,
        float("inf") if model.opening.most is None else float(model.opening.most),
    )
    required = on_work / (1.0 - rules.shrinkage)
    offline = make_offline(whence.tables["offline_work"], team, made.shifts, made.breaks, line, problems)
    covering = Covering(
        required, made.shifts, prices, made.breaks, tours, line.cyclic, cover.whole_people, offline
    )
    return TeamCase(team, rules, line, covering, on_work, made.paid)

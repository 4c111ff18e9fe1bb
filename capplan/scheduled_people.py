"""Who a schedule has on duty and when, read from its folder, to stand beside the plan of the same queues.

Index    j team of the schedule    i interval

Given    staffed[j,i]   people on duty, meals and rests apart
         shrinkage[j]   share of their time that is spent away from the work

Equation people[j,i] = staffed * (1 - shrinkage), as a plan counts the people that a queue requires.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.run_folder import ASSUMPTIONS, read_result
from capplan.schedule_model import ScheduleModel, ScheduleTeam

__all__ = ["ScheduledPeople", "ScheduledTeam", "is_schedule", "scheduled_people"]

FILE = "staffing_by_interval.csv"
MODEL = "schedule_model.json"
TEXTS = ("team", "date", "interval_start", "utc_start")


@dataclass(frozen=True)
class ScheduledTeam:
    """A team, the queues (queue:language) that it works, the share of them that it stands for, its people [i]."""

    name: str
    queues: tuple[str, ...]
    share: float
    begins: tuple[datetime, ...]  # [i] aware of their zone
    people: NDArray[np.float64]


@dataclass(frozen=True)
class ScheduledPeople:
    """The schedule in the folder ``name``: its first day, the minutes of its intervals, its teams."""

    name: str
    start: date
    minutes: int
    teams: tuple[ScheduledTeam, ...]


def is_schedule(run: Path) -> bool:
    """Whether the folder is that of a schedule."""
    return (run / FILE).is_file()


def scheduled_people(run: Path) -> ScheduledPeople:
    """The schedule of a folder. Raises InvalidInput where it is none, or its files cannot be read."""
    model, rows = _model(run / ASSUMPTIONS / MODEL), read_result(run, FILE, TEXTS, ("staffed",))
    if rows is None:
        raise InvalidInput(
            [Problem(str(run / FILE), "the file is missing", allowed="a folder of capplan schedule")]
        )
    problems: list[Problem] = []
    of_team: dict[str, tuple[list[datetime], list[float]]] = {}
    for row in rows:
        begins, staffed = of_team.setdefault(row["team"], ([], []))
        try:
            begins.append(_moment(row, model))
        except ValueError:
            found = " ".join(row[name] for name in TEXTS[1:]).strip()
            problems.append(
                Problem(FILE, "not a moment", row["line"], "utc_start", found, "as 2026-03-23T08:30Z")
            )
        if not 0.0 <= row["staffed"] < np.inf:
            problems.append(
                Problem(FILE, "not people", row["line"], "staffed", f"{row['staffed']:g}", "0 or more")
            )
        staffed.append(row["staffed"])
    if problems:
        raise InvalidInput(problems)
    teams = []
    for name, (begins, staffed) in of_team.items():
        rules = model.team.get(name)
        if rules is not None and rules.queues:
            people = np.array(staffed) * (1.0 - rules.shrinkage)
            teams.append(ScheduledTeam(name, rules.queues, rules.share, tuple(begins), people))
    return ScheduledPeople(run.resolve().name, model.start, model.interval_minutes, tuple(teams))


def _model(path: Path) -> ScheduleModel:
    try:
        return ScheduleModel.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        cause = "Not the folder of a schedule? It is printed by capplan schedule."
        raise InvalidInput(
            [Problem(str(path), "the model of the schedule is missing", cause=cause)]
        ) from None
    except ValueError as error:
        raise InvalidInput([Problem(str(path), f"not the model of a schedule: {error}")]) from error


def _moment(row: dict[str, str], model: ScheduleModel) -> datetime:
    """When an interval begins; one of a week that repeats is taken for that of the first week."""
    if row["utc_start"]:
        return datetime.strptime(row["utc_start"], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    local = datetime.fromisoformat(f"{row['date']}T{row['interval_start']}")
    return local.replace(tzinfo=ZoneInfo(model.team.get(row["team"], ScheduleTeam()).time_zone))

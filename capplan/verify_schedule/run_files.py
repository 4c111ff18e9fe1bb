"""A schedule folder as rows of text and moments of time."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from capplan.errors import InvalidInput, Problem
from capplan.schedule_model import ScheduleModel, ScheduleTeam

__all__ = ["Clock", "Row", "Run", "minute_of", "read_run"]

Row = dict[str, str]
NEEDED = ("shifts.csv", "breaks.csv", "tours.csv", "staffing_by_interval.csv", "gaps.csv", "summary.json")
RULES = (
    "shift_rules",
    "shift_breaks",
    "shift_days",
    "tour_rules",
    "team_heads",
    "interval_requirement",
    "people_there",
    "night_rules",
    "queue_requirement",
    "least_people",
    "offline_work",
)
ALSO = (
    "offline_blocks.csv",
    "queue_cover.csv",
    "queue_people.csv",
    "severe_work.csv",
    "least_people_kept.csv",
)


@dataclass(frozen=True)
class Clock:
    """Minutes of real time since the first midnight of a team, or of its pool."""

    start: date
    zone: str
    cyclic: bool
    pool_zone: str | None = None

    def minutes(self, moment: str) -> int:
        """Of a moment as the tables write it."""
        at = datetime.fromisoformat(moment)
        own, pools = (
            datetime.combine(self.start, time(), ZoneInfo(zone))
            for zone in (self.zone, self.pool_zone or self.zone)
        )
        if self.cyclic:
            first = datetime.combine(self.start, time()) + (pools.astimezone(UTC) - own.astimezone(UTC))
            return round((at - first).total_seconds() / 60.0)
        return round((at - pools.astimezone(UTC)).total_seconds() / 60.0)

    def midnight(self, days: int) -> int:
        """Of the midnight after so many days."""
        if self.cyclic:
            return 1440 * days + self.minutes(f"{self.start}T00:00")
        local = datetime.combine(self.start + timedelta(days=days), time(), ZoneInfo(self.zone))
        return self.minutes(local.isoformat())


@dataclass(frozen=True)
class Run:
    """What a schedule folder holds."""

    model: ScheduleModel
    tables: dict[str, list[Row]]
    summary: dict[str, Any]

    def team(self, name: str) -> ScheduleTeam:
        """The rules of a team."""
        return self.model.team.get(name, ScheduleTeam())

    def clock(self, team: str) -> Clock:
        """The clock of a team."""
        pool = self.model.pool_of(team)
        zone = None if pool is None else self.model.pool[pool].time_zone
        return Clock(self.model.start, self.team(team).time_zone, self.model.cyclic, zone)

    def end(self, team: str) -> int:
        """Minutes from the first to the last midnight, of the team or of its pool."""
        clock = self.clock(team)
        return Clock(clock.start, clock.pool_zone or clock.zone, clock.cyclic).midnight(self.model.day_count)

    def of_team(self, table: str, team: str) -> list[Row]:
        """The rows for a team, those for every team too."""
        return [row for row in self.tables[table] if row.get("team", "") in ("", team)]

    @property
    def teams(self) -> list[str]:
        """The teams, in order."""
        return list(dict.fromkeys(row["team"] for row in self.tables["staffing_by_interval"]))


def minute_of(clock_time: str) -> int:
    """Minutes after midnight of 08:30."""
    hours, minutes = clock_time.split(":")[:2]
    return 60 * int(hours) + int(minutes)


def read_run(folder: Path) -> Run:
    """The files of a schedule. Raises InvalidInput where some are missing or cannot be read."""
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    model_path = folder / "assumptions" / "schedule_model.json"
    missing += [] if model_path.is_file() else [str(model_path.relative_to(folder))]
    if missing:
        raise InvalidInput(
            [Problem(str(folder / name), "the file of the schedule is missing") for name in missing]
        )
    try:
        model = ScheduleModel.model_validate_json(model_path.read_text(encoding="utf-8"))
        tables = {Path(name).stem: _rows(folder / name) for name in NEEDED if name.endswith(".csv")}
        tables |= {Path(name).stem: _rows(folder / name) for name in ALSO}
        tables |= {name: _rows(folder / "assumptions" / f"{name}.csv") for name in RULES}
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidInput([Problem(str(folder), f"not a schedule: {error}")]) from error
    return Run(model, tables, summary)


def _rows(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as content:
        return [{name: cell or "" for name, cell in row.items() if name} for row in csv.DictReader(content)]

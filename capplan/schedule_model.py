"""The schedule model: how shifts are designed, as a TOML file. Rules, not the numbers of a week.

``start`` and ``weeks`` (or ``days``) are the horizon. A section that is absent is at its usual settings.
``models/README.md`` explains every key.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from capplan.planning_model import Currency, TimeZone
from capplan.section import Money, Section, Share

__all__ = ["Cover", "Opening", "ScheduleModel", "SchedulePool", "ScheduleSolve", "ScheduleTeam"]

DAY_MINUTES = 1440


class Cover(Section):
    """What it costs to miss the requirement. ``must_meet``: no interval may be short."""

    short_price: Money = 100.0  # currency per person and hour missing
    spare_price: Money = 0.0  # currency per person and hour beyond the requirement
    must_meet: bool = False
    whole_people: bool = True


class Opening(Section):
    """Few different shifts (start and length): what each costs, and how many there may be in a team."""

    price: Money = 0.0  # currency for each shift that anybody works
    most: Annotated[int, Field(ge=1)] | None = None


class ScheduleTeam(Section):
    """A team: where its clock stands, and which part of which queues it works."""

    time_zone: TimeZone = "UTC"
    queues: tuple[str, ...] = ()  # queue:language of agents_by_interval.csv
    share: Share = 1.0  # of their agents that the team stands for
    shrinkage: Annotated[float, Field(ge=0.0, lt=1.0)] = (
        0.0  # of time on shift away from the work, breaks apart
    )
    absence: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0  # of heads who are on leave or ill
    most_severe_h: Annotated[float, Field(ge=0.0, le=24.0)] | None = None  # of a person and shift (in a pool)


class SchedulePool(Section):
    """Teams that cover their queues together, hour by hour; a person is counted once, whatever it can do."""

    teams: Annotated[tuple[str, ...], Field(min_length=1)]
    time_zone: TimeZone = "UTC"  # of the horizon, queue_requirement.csv and least_people.csv
    severe: tuple[str, ...] = ()  # queues of which most_severe_h of a team is the limit


class ScheduleSolve(Section):
    """When to stop: the proven gap, or the time for all teams together."""

    gap: Annotated[float, Field(ge=0.0, le=1.0)] = 0.005
    time_limit_s: Annotated[float, Field(gt=0.0)] = 300.0
    seed: Annotated[int, Field(ge=0)] = 0


class ScheduleModel(Section):
    """The whole file."""

    start: date
    weeks: Annotated[int, Field(ge=1, le=53)] | None = None
    days: Annotated[int, Field(ge=1, le=371)] | None = None
    interval_minutes: Annotated[int, Field(ge=5, le=DAY_MINUTES)] = 30
    cyclic: bool = False  # after the last day comes the first again
    currency: Currency = "USD"
    cover: Cover = Cover()
    opening: Opening = Opening()
    solve: ScheduleSolve = ScheduleSolve()
    team: dict[str, ScheduleTeam] = {}
    pool: dict[str, SchedulePool] = {}

    @model_validator(mode="after")
    def _horizon(self) -> ScheduleModel:
        if (self.weeks is None) == (self.days is None):
            raise ValueError("give either weeks or days")
        if DAY_MINUTES % self.interval_minutes:
            raise ValueError("interval_minutes must divide the day of 1440 minutes")
        return self

    @model_validator(mode="after")
    def _pools(self) -> ScheduleModel:
        named = [team for pool in self.pool.values() for team in pool.teams]
        twice = sorted({team for team in named if named.count(team) > 1})
        if twice:
            raise ValueError(f"a team may be in one pool, once: {', '.join(twice)}")
        without = [team for team in named if not self.team.get(team, ScheduleTeam()).queues]
        if without:
            raise ValueError(f"the teams of a pool need queues: {', '.join(without)}")
        shared = [team for team in named if self.team[team].share != 1.0]
        if shared:
            raise ValueError(f"in a pool nobody has a fixed share of a queue: {', '.join(shared)}")
        self._check_owners()
        unknown = [
            queue
            for pool in self.pool.values()
            for queue in pool.severe
            if not any(queue in self.team[team].queues for team in pool.teams)
        ]
        if unknown:
            raise ValueError(f"no team of the pool works the severe queue: {', '.join(unknown)}")
        idle = [
            name for name, team in self.team.items() if team.most_severe_h is not None and name not in named
        ]
        if idle:
            raise ValueError(
                f"most_severe_h is for teams of a pool, which says what is severe: {', '.join(idle)}"
            )
        return self

    def _check_owners(self) -> None:
        """Raise ValueError where a queue of a pool is worked by a team outside of it."""
        owner = {queue: name for name, pool in self.pool.items() for team in pool.teams
                 for queue in self.team[team].queues}  # fmt: skip
        strays = [
            f"{queue} (pool {owner[queue]}, team {name})"
            for name, team in self.team.items()
            for queue in team.queues
            if queue in owner and name not in self.pool[owner[queue]].teams
        ]
        if strays:
            raise ValueError(f"a queue of a pool is worked by no team outside of it: {', '.join(strays)}")

    def pool_of(self, team: str) -> str | None:
        """The pool of a team."""
        return next((name for name, pool in self.pool.items() if team in pool.teams), None)

    @property
    def day_count(self) -> int:
        """The days of the horizon."""
        return self.days or 7 * (self.weeks or 0)

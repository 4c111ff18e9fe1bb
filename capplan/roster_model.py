"""The model of a roster: its days and rules, as a TOML file; people and cover are inputs.

start = 2026-03-02            # the first day
days = 28
time_zone = "Europe/Berlin"   # where the shifts take place
weekend = ["saturday", "sunday"]
least_rest_h = 11             # between the end of a shift and the start of the next one

[limits]                      # of everybody who has no limit of their own in people.csv
longest_work = 5

[prices]                      # of wishes; rules have no price
short = 100.0                 # one person too few for one shift
over = 1.0
night = 2.0                   # every night between the most and the fewest of a team
weekend = 4.0

[solve]
gap = 0.0
time_limit_s = 300
seed = 0
workers = 2
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from capplan.errors import InvalidInput
from capplan.model_problems import in_one_file, model_problems
from capplan.roster_tables import WEEKDAYS
from capplan.toml_file import read_toml

__all__ = ["Limits", "Prices", "RosterModel", "Solve", "load_roster_model"]

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Count = Annotated[int, Field(ge=1, le=366)]
Price = Annotated[float, Field(ge=0.0, le=1e9, allow_inf_nan=False)]


class Section(BaseModel):
    """A table of the file: no unknown keys, no changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(Section):
    """Limits of people who have none of their own; absent: no limit."""

    longest_work: Count | None = None
    shortest_work: Count | None = None
    longest_off: Count | None = None
    shortest_off: Count | None = None
    most_weekends: Annotated[int, Field(ge=0, le=60)] | None = None


class Prices(Section):
    """What wishes cost where they are not met."""

    short: Price = 100.0
    over: Price = 1.0
    night: Price = 0.0
    weekend: Price = 0.0


class Solve(Section):
    """How long and how hard to search."""

    gap: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    time_limit_s: Annotated[float, Field(gt=0.0)] = 300.0
    seed: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    workers: Annotated[int, Field(ge=1, le=64)] = 2


class RosterModel(Section):
    """The whole file; the head of the module shows one."""

    start: date
    days: Annotated[int, Field(ge=2, le=366)]
    time_zone: str = "UTC"
    weekend: tuple[Weekday, ...] = ("saturday", "sunday")
    least_rest_h: Annotated[float, Field(ge=0.0, le=24.0)] = 0.0
    limits: Limits = Limits()
    prices: Prices = Prices()
    solve: Solve = Solve()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("no such time zone; a name of the IANA database, as Europe/Berlin") from error
        return name

    @field_validator("weekend")
    @classmethod
    def _in_a_row(cls, days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        numbers = [WEEKDAYS.index(day) for day in days]
        if any((after - before) % 7 != 1 for before, after in pairwise(numbers)):
            raise ValueError("the days of a weekend must follow one another, as saturday, sunday")
        return days


def load_roster_model(path: Path, rules: Mapping[str, Any] | None = None) -> RosterModel:
    """The model in ``path``, with the ``rules`` of its section ``solve`` laid on top.

    Raises InvalidInput with every problem of the file.
    """
    text, content = read_toml(path, path.name)
    solve = content.get("solve", {})
    if rules and isinstance(solve, dict):
        content["solve"] = {**solve, **rules}
    try:
        return RosterModel.model_validate(content)
    except ValidationError as error:
        raise InvalidInput(model_problems(error, in_one_file(path.name, text), RosterModel)) from None

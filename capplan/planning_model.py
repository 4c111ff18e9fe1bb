"""The planning model: how we plan, as a TOML file. Rules, not the numbers of a quarter.

A family of rules that is absent is off. ``extends = "other.toml"`` builds on one other file, one level deep.
``[scenario.NAME]`` is a small overlay on the rules and on the inputs. ``models/README.md`` explains every key.
"""

from __future__ import annotations

import zoneinfo
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from capplan.scenario import Scenario, ScenarioName
from capplan.section import Money, Section, Share
from capplan.trust_rules import Clocks, Dsa, Nesting, Presence, Shortage

__all__ = [
    "Accuracy",
    "ContractRules",
    "Coverage",
    "EndOfHorizon",
    "Exposure",
    "Hiring",
    "InitiativeRules",
    "Objective",
    "Overtime",
    "PlanningModel",
    "Replan",
    "Requirements",
    "Resilience",
    "Service",
    "Solve",
    "Stability",
    "Strain",
    "Support",
    "Undertime",
]

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
TimeZone = Annotated[str, AfterValidator(lambda name: _time_zone(name))]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _time_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("no such time zone; a name of the IANA database, as Europe/Berlin") from error
    return name


class Objective(Section):
    """``cost``: least cost, unmet hours priced. ``unmet_hours``: best service for the budget."""

    minimise: Literal["cost", "unmet_hours"] = "cost"


class Coverage(Section):
    """Coverage of the queues: what an unmet hour costs by priority, and how backlog is treated."""

    unmet_price: dict[str, Money]  # base currency per hour, by priority
    must_meet: tuple[str, ...] = ()  # priorities whose hours may not be left unmet
    backlog: bool = True  # deferrable queues may carry work over
    backlog_price: Money = 0.0  # base currency per hour of backlog and period (steering)
    end_backlog: Literal["none", "opening", "turnaround"] = "opening"


class Requirements(Section):
    """From forecast to required hours: how intervals are sized, and the clock of the plan.

    ``correction``: what the load of an interval is when contacts run over into the next ones. ``agents``:
    whole agents in every interval, or real numbers where an interval may share a person with its neighbours.
    """

    correction: Literal["auto", "stationary", "lagged", "offered_load"] = "auto"
    agents: Literal["whole", "fractional"] = "whole"
    time_zone: TimeZone = "UTC"


class Service(Section):
    """Falling short of real-time work is priced by the contacts answered late, not by the hour."""

    late_price: dict[str, Money]  # base currency per contact answered late, by priority
    pieces: Annotated[int, Field(ge=2, le=20)] = 6  # of the service curve


class Hiring(Section):
    """Hiring in classes. ``whole``: integer classes of whole people; ``fractional``: hires as real numbers."""

    classes: Literal["whole", "fractional"] = "whole"
    start_every: Annotated[int, Field(ge=1, le=26)] = 1  # classes start every so many periods
    start_offset: Annotated[int, Field(ge=0, le=25)] = 0  # first period of that rhythm
    freeze: bool = False  # no new classes at all; committed ones stay


class Switch(Section):
    """A family without settings of its own: present means on."""


class Overtime(Section):
    """Overtime: premium on the hourly pay or rate, and caps as a share of productive contract hours."""

    premium: Annotated[float, Field(ge=1.0, le=5.0)] = 1.5
    most_share: Share = 0.10
    most_share_quarter: Share | None = None  # over any rolling quarter


class Undertime(Section):
    """Voluntary time off: the share of pay that is still paid, and caps as a share of contract hours."""

    paid_share: Share = 0.0
    most_share: Share = 0.05
    most_share_quarter: Share | None = None


class Stability(Section):
    """Steady allocation: price of an hour moved, fewest hours of a team on a queue."""

    move_price: Money = 0.0  # base currency per productive hour moved between periods (steering)
    least_h: Annotated[float, Field(ge=0.0)] = 0.0  # productive hours a period, once a team takes a queue
    block_periods: Annotated[int, Field(ge=1, le=156)] = (
        13  # a team takes or leaves a queue for a whole block
    )


class Resilience(Section):
    """When any one site, vendor or country is lost, the rest can work a share of what some priorities require."""

    cover_share: Share  # of the required hours of the queues
    priorities: Annotated[tuple[str, ...], Field(min_length=1)]  # of the queues that it holds for
    surge_share: Share = 0.10  # overtime in the emergency, as a share of productive contract hours
    first_period: Annotated[int, Field(ge=0, le=155)] = 0  # people take time to come: it holds from here on
    every_periods: Annotated[int, Field(ge=1, le=52)] = 1  # one period checked in every so many
    losses: Annotated[tuple[Literal["site", "vendor", "country"], ...], Field(min_length=1)] = ("site",)
    spared: tuple[str, ...] = ()  # sites, vendors and countries whose loss is not looked at
    days: Annotated[float, Field(gt=0.0, le=371.0)] | None = (
        None  # a loss lasts; what may not wait so long goes on too
    )
    price: Money | None = None  # base currency per hour left uncovered (steering); None: a hard rule


class Exposure(Section):
    """Severe content a person may work on in a day, and days at work in a week before absences."""

    most_h_day: Annotated[float, Field(gt=0.0, le=24.0)] = 4.0  # exposure hours; sites.csv may say otherwise
    working_days: Annotated[float, Field(gt=0.0, le=7.0)] = 5.0
    most_h_week: Annotated[float, Field(gt=0.0, le=168.0)] | None = None  # of a person who is there all days
    new_most_h_day: Annotated[float, Field(gt=0.0, le=24.0)] | None = None  # of a person new in production
    new_periods: Annotated[int, Field(ge=1, le=52)] = 13  # how long somebody is new
    most_share: Share | None = None  # of a team's hours that may be severe work
    wellness: str | None = None  # the shrinkage component that is wellness time
    wellness_h_week: Annotated[float, Field(gt=0.0, le=40.0)] | None = (
        None  # least of it, where work is severe
    )


class Accuracy(Section):
    """Floors on the share of decisions that are right: those of queues.csv by quarter, and one for the plan."""

    least: Share | None = None  # of all decisions whose accuracy is known


class InitiativeRules(Section):
    """Automation initiatives may be started: how their risk of delay counts, and how many are built at once."""

    delay: Literal["expected", "late", "none"] = "expected"
    most_at_once: Annotated[int, Field(ge=1, le=100)] | None = None


class Strain(Section):
    """Severe content and full days make more people leave, above thresholds that the user states."""

    leaver_price: Money  # base currency per person who leaves so (steering)
    exposure_from_h: Annotated[float, Field(gt=0.0, le=24.0)] | None = None  # exposure hours a day at work
    exposure_leavers: Annotated[float, Field(gt=0.0, le=1.0)] | None = (
        None  # share a period, for each hour above
    )
    steep_from_h: Annotated[float, Field(gt=0.0, le=24.0)] | None = None  # from here on more still
    steep_leavers: Annotated[float, Field(gt=0.0, le=1.0)] | None = None  # that much more
    busy_from: Annotated[float, Field(ge=0.0, le=0.99)] | None = (
        None  # share of a team's hours that are worked
    )
    busy_leavers: Annotated[float, Field(gt=0.0, le=1.0)] | None = None  # share a period where all are

    @model_validator(mode="after")
    def _both_or_neither(self) -> Strain:
        for start, leave in (
            ("exposure_from_h", "exposure_leavers"),
            ("steep_from_h", "steep_leavers"),
            ("busy_from", "busy_leavers"),
        ):
            if (getattr(self, start) is None) is not (getattr(self, leave) is None):
                raise ValueError(f"{start} and {leave} are given both or not at all")
        if self.steep_from_h is not None and (
            self.exposure_from_h is None or self.steep_from_h <= self.exposure_from_h
        ):
            raise ValueError("steep_from_h needs a smaller exposure_from_h")
        return self


class Support(Section):
    """Support roles are set for blocks of periods."""

    block_periods: Annotated[int, Field(ge=1, le=156)] = 13


class EndOfHorizon(Section):
    """Credit for productive hours that are there after the last period, up to what the last weeks require."""

    value_per_h: Money  # base currency per productive hour that a period after the last can use (steering)
    periods_valued: Annotated[int, Field(ge=1, le=52)] = 8


class ContractRules(Section):
    """Clauses of the vendors' contracts, each on or off. Without the section vendors bill units times rate."""

    tiers: bool = True
    commitments: bool = True
    baseline: bool = True
    locks: bool = True
    limits: bool = True  # lead times, largest classes, notice, most people up or down in a month
    training: bool = True  # caps, replacements, nesting and ramp prices
    premiums: bool = True
    scorecards: bool = True
    selection: bool = True  # candidates may be opened, running contracts ended

    @classmethod
    def none(cls) -> ContractRules:
        """Every clause off."""
        return cls(**dict.fromkeys(cls.model_fields, False))


class Replan(Section):
    """``capplan plan --from RUN``: what stays as it was communicated, and what it costs to change the rest."""

    frozen_periods: Annotated[int, Field(ge=0, le=156)] = 0  # beyond the lead times
    communicated_periods: Annotated[int, Field(ge=1, le=156)] | None = None  # None: all of the earlier plan
    change_price: Money = 1000.0  # base currency per class, opening or ending (steering)
    size_change_price: Money = 50.0  # base currency per person (steering)
    order_change_share: Share = 0.01  # of what the changed units were forecast to bill (steering)


class Solve(Section):
    """How long and how well to search."""

    gap: Annotated[float, Field(ge=0.0, le=1.0)] = 0.01
    time_limit_s: Annotated[float, Field(gt=0.0, le=86_400.0)] = 300.0
    seed: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0


class PlanningModel(Section):
    """The whole file. ``start`` is the first day of the first period."""

    title: str = ""
    period: Literal["week", "month"] = "week"
    first_day: Weekday = "monday"
    start: date
    periods: Annotated[int, Field(ge=4, le=156)]
    currency: Currency
    objective: Objective = Objective()
    requirements: Requirements = Requirements()
    coverage: Coverage
    service: Service | None = None
    hiring: Hiring | None = None
    seats: Switch | None = None
    releases: Switch | None = None
    transfers: Switch | None = None
    overtime: Overtime | None = None
    undertime: Undertime | None = None
    stability: Stability | None = None
    shares: Switch | None = None
    resilience: Resilience | None = None
    exposure: Exposure | None = None
    accuracy: Accuracy | None = None
    initiatives: InitiativeRules | None = None
    site_options: Switch | None = None
    strain: Strain | None = None
    presence: Presence | None = None
    nesting: Nesting | None = None
    shortage: Shortage | None = None
    clocks: Clocks | None = None
    rework: Switch | None = None
    dsa: Dsa | None = None
    support: Support | None = None
    budget: Switch | None = None
    end_of_horizon: EndOfHorizon | None = None
    contracts: ContractRules | None = None
    replan: Replan = Replan()
    solve: Solve = Solve()
    scenario: dict[ScenarioName, Scenario] = {}

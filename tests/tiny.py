"""Small facts by hand: one site, one or more teams and queues, everything off unless asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from capplan.facts import (
    Backlog,
    ClassRules,
    Facts,
    Pairs,
    Queues,
    ReleaseRules,
    ServiceRules,
    Shrinkage,
    Sites,
    SupportRatios,
    Teams,
    Transfers,
)
from capplan.horizon import Horizon
from capplan.planning_model import PlanningModel
from capplan.requirements.demand import Demand
from capplan.requirements.required import Requirement


def tiny_facts(
    required_h: list[list[float]],
    *,
    opening: list[list[float]] = [[0.0]],  # noqa: B006 - read only
    hazard: list[list[float]] = [[0.0]],  # noqa: B006
    productivity: list[list[float]] = [[1.0]],  # noqa: B006
    training: int = 0,
    nesting: int = 0,
    contract_h: float = 40.0,
    unit: str = "wage_week",
    rate: float = 1000.0,
    training_rate: float | None = None,
    real_time: bool = True,
    turnaround: float = np.inf,
    period: str = "week",
    **more: Any,
) -> tuple[Facts, Requirement]:
    """Facts with one site; ``opening``, ``hazard``, ``productivity`` by team and age; ``more`` replaces."""
    required = np.array(required_h, float)
    queues, periods = required.shape
    hazards, productive = np.array(hazard, float), np.array(productivity, float)
    teams, ages = hazards.shape
    mature = np.array([_mature(hazards[p], productive[p], training) for p in range(teams)])
    one = np.ones(teams)
    sites = Sites(
        ("HOME",),
        ("US",),
        ("",),
        ("USD",),
        np.array([np.inf]),
        np.zeros(1),
        np.zeros(1),
        np.array([np.inf]),
        np.array([np.inf]),
        np.ones((1, periods)),
    )
    facts = Facts(
        horizon=Horizon(period, date(2026, 1, 5) if period == "week" else date(2026, 1, 1), periods),  # type: ignore[arg-type]
        currency="USD",
        sites=more.pop("sites", sites),
        shrinkage=Shrinkage(
            (),
            np.zeros((0, 1, periods)),
            np.zeros((0, 1), bool),
            np.zeros((0, 1), bool),
            np.zeros((0, 1), bool),
            ("paid",),
            ("additive",),
        ),
        teams=more.pop("teams", None)
        or Teams(
            tuple(f"TEAM{p + 1}" for p in range(teams)),
            np.zeros(teams, int),
            (frozenset({"en"}),) * teams,
            contract_h * one,
            np.zeros(teams, bool),
            (unit,) * teams,
            rate * one,
            (rate if training_rate is None else training_rate) * one,
            one,
            training * np.ones(teams, int),
            nesting * np.ones(teams, int),
            mature,
            hazards,
            productive,
            np.array(opening, float),
        ),
        class_rules=more.pop("class_rules", None) or no_classes(teams, periods),
        release_rules=more.pop("release_rules", None)
        or ReleaseRules(np.zeros(teams, bool), np.zeros(teams, int), np.zeros(teams), np.full(teams, np.inf)),
        transfers=more.pop("transfers", None)
        or Transfers(
            np.zeros(0, int), np.zeros(0, int), np.zeros(0, int), np.zeros(0), np.zeros(0), np.zeros(0)
        ),
        queues=more.pop("queues", None) or tiny_queues(required, real_time, turnaround),
        profiles={},
        pairs=more.pop("pairs", None)
        or Pairs(
            np.repeat(np.arange(teams), queues), np.tile(np.arange(queues), teams), np.ones(teams * queues)
        ),
        backlog=more.pop("backlog", None) or Backlog(np.zeros(queues), np.zeros(queues)),
        share_limits=more.pop("share_limits", ()),
        support=more.pop("support", None) or SupportRatios((), np.zeros(0, int), np.zeros(0), np.zeros(0)),
        budgets=more.pop("budgets", {}),
    )
    if more:
        raise TypeError(f"unknown fields: {sorted(more)}")
    share = np.ones((1, periods))
    reaching = Demand(facts.queues.volume, facts.queues.volume, facts.queues.aht_s)
    nothing = np.zeros_like(required)
    return facts, Requirement(
        required, required, np.ones(queues), share, share, share, required, nothing, nothing, reaching, {}, {}
    )


def _mature(hazard: np.ndarray, productivity: np.ndarray, training: int) -> int:
    age = len(hazard) - 1
    while age > training and hazard[age - 1] == hazard[age] and productivity[age - 1] == productivity[age]:
        age -= 1
    return age


def tiny_queues(required: np.ndarray, real_time: bool, turnaround: float) -> Queues:
    """Queues whose volume is one contact an hour: 3600 seconds of handle time."""
    queues = len(required)
    unknown = np.full(queues, np.nan)
    return Queues(
        tuple(f"queue{q + 1}:en" for q in range(queues)),
        tuple(f"queue{q + 1}" for q in range(queues)),
        ("en",) * queues,
        ("review",) * queues,
        np.full(queues, real_time),
        ("P1",) * queues,
        required,
        np.full(required.shape, 3600.0),
        np.zeros(queues, bool),
        np.ones(queues),
        np.ones(queues),
        unknown,
        unknown,
        unknown,
        np.full(queues, np.nan if real_time else turnaround),
        np.ones(queues),
        ServiceRules.plain(queues),
    )


def no_classes(teams: int, periods: int) -> ClassRules:
    """Nobody is hired."""
    none = np.zeros((teams, periods))
    return ClassRules(
        np.zeros(teams, bool),
        np.zeros(teams),
        np.ones(teams),
        np.zeros(teams, int),
        np.ones(teams),
        np.full(teams, np.inf),
        np.zeros(teams),
        np.zeros(teams),
        none > 0,
        none,
        none,
    )


def class_rules(periods: int, teams: int = 1, **fields: Any) -> ClassRules:
    """Every team may hire, one person or more a class and one class a period; ``fields`` replace values."""
    none = no_classes(teams, periods)
    start: dict[str, Any] = {
        "hires": np.ones(teams, bool),
        "class_min": np.ones(teams),
        "class_max": np.full(teams, 10.0),
    }
    shaped = {
        name: np.broadcast_to(np.asarray(value, getattr(none, name).dtype), getattr(none, name).shape)
        for name, value in fields.items()
    }
    return replace(none, **(start | shaped))


def at_sites(
    tiny: tuple[Facts, Requirement], site_of_team: list[int], **fields: Any
) -> tuple[Facts, Requirement]:
    """The same facts with teams at SITE1, SITE2, ...; ``fields`` replace fields of the sites."""
    facts, requirement = tiny
    sites, periods = max(site_of_team) + 1, requirement.required_h.shape[1]
    free, none = np.full(sites, np.inf), np.zeros(sites)
    start: dict[str, Any] = {
        "name": tuple(f"SITE{s + 1}" for s in range(sites)),
        "country": ("US",) * sites,
        "vendor": ("",) * sites,
        "currency": ("USD",) * sites,
        "seats": free,
        "seat_cost": none,
        "work_from_home": none,
        "rooms": free,
        "trainers": free,
        "currency_rate": np.ones((sites, periods)),
    }
    given = {
        name: value if isinstance(value, tuple) else np.array(value, float) for name, value in fields.items()
    }
    share = np.ones((sites, periods))
    return (
        replace(
            facts, sites=Sites(**(start | given)), teams=replace(facts.teams, site=np.array(site_of_team))
        ),
        replace(requirement, productive_share=share, paid_share=share, on_duty_share=share),
    )


def tiny_model(periods: int, unmet_price: float = 60.0, **sections: Any) -> PlanningModel:
    """A planning model with only coverage on, and what ``sections`` add."""
    sections.setdefault("coverage", {"unmet_price": {"P1": unmet_price}})
    sections.setdefault("start", date(2026, 1, 5))
    return PlanningModel.model_validate({"periods": periods, "currency": "USD", **sections})


def reaching(requirement: Requirement, volume: np.ndarray) -> Requirement:
    """The requirement with other contacts behind its hours, [q, t]."""
    return replace(requirement, demand=Demand(volume, volume, requirement.demand.aht_s))

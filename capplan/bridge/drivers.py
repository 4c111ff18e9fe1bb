"""What may make two plans cost differently: the drivers of the bridge, each with what it says.

A difference that no driver explains has a driver of its own (``other``, ``horizon``): nothing is left without a name.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DRIVERS", "Driver"]


@dataclass(frozen=True)
class Driver:
    """One driver: the name in files, the one for people, and what counts under it."""

    name: str
    label: str
    meaning: str


DRIVERS: tuple[Driver, ...] = (
    Driver("volume", "Volume", "all forecast work, counted in hours at the mean handle times of both plans"),
    Driver("queue_mix", "Mix of queues", "which queues and languages the work is in, with volume as it is"),
    Driver("team_mix", "Mix of teams and sites", "which teams, and so which sites and vendors, do the work"),
    Driver(
        "automation", "Automation and rework", "contacts that reach people for one of the forecast, and fees"
    ),
    Driver("aht", "Handle time", "seconds of a contact, and the pace of the teams on it"),
    Driver(
        "service",
        "Service and occupancy",
        "hours on duty for an hour of handling: targets, waiting for contacts, economies of scale",
    ),
    Driver(
        "undone",
        "Work left or moved",
        "required hours never worked, worked in another week, or more of them worked; contacts late",
    ),
    Driver("shrinkage", "Shrinkage", "contract hours for an hour at work, and the paid share of them"),
    Driver(
        "hiring",
        "Attrition and hiring",
        "people against work: classes, training, learning, idle hours, overtime, leaving, moves between teams",
    ),
    Driver("support", "Support roles", "people in support roles for an hour of work"),
    Driver(
        "wage_rate", "Wages and rates", "pay, vendors' rates and every other unit price, in local currency"
    ),
    Driver("currency", "Currency", "base currency for a unit of local currency, hedges included"),
    Driver(
        "contract",
        "Contract clauses",
        "commitments, baselines, discounts, rebates, premiums, ramps, bonuses, credits, locks, fees once",
    ),
    Driver(
        "rules", "Prices of rules", "prices of unmet hours and late contacts, overtime premium, undertime pay"
    ),
    Driver(
        "projects",
        "Initiatives and sites",
        "what initiatives and sites cost to begin, run and end; the work they take is under automation and teams",
    ),
    Driver("horizon", "Weeks of one plan only", "periods that the other plan does not have"),
    Driver(
        "other", "Other lines", "lines that the bridge does not know how to follow; their terms are named"
    ),
)
"""In the order in which they are told: the work, who does it, people, prices, rules."""

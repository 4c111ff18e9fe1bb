"""The words for the rules that can be in conflict, for amounts and for stretches of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from capplan.conflict_question import FREEZE

__all__ = ["RULES", "RUNS", "Rule", "amount_text", "kind_of_time", "name_of", "named", "rule_of", "span"]


@dataclass(frozen=True)
class Rule:
    """How a family of rows is spoken of.

    ``unit`` is what is missing, ``one`` a single one of it. ``level``: what counts is the most that is missing
    at one time, as with seats; else it adds up over time, as hours do. ``whole``: amounts are rounded up, as
    nobody builds a third of a seat. ``shown``: the limit stands in an input table, so it is named. ``side``: what the
    limit counts, where it is worth telling what is in conflict. ``kept``: what
    holds both ways, with the word for who said so; it is more or fewer than said, not more of a limit.
    """

    name: str
    unit: str
    one: str = ""
    level: bool = False
    whole: bool = False
    shown: bool = False
    side: str = ""
    kept: str = ""


RULES = {
    "classes_per_quarter": Rule(
        "the most classes in a quarter", "classes", "class", whole=True, side="classes"
    ),
    "rooms": Rule("the training rooms", "rooms", "room", level=True, whole=True, side="rooms"),
    "trainers": Rule("the trainers", "trainers", "trainer", level=True, whole=True, side="trainers"),
    "seats": Rule("the production seats", "seats", "seat", level=True, whole=True, shown=True, side="seats"),
    "coverage": Rule("the hours that must be met", "hours left uncovered", side="hours"),
    "backlog_balance": Rule("the work that must be done in time", "hours of work left undone"),
    "share_least": Rule("the least shares", "hours of work less than the least share"),
    "share_most": Rule("the most shares", "hours of work more than the most share"),
    "exposure": Rule("the caps on severe work", "hours of exposure above the cap"),
    "severe_share": Rule("the most severe work of a team", "hours of severe work above the share"),
    "accuracy": Rule("the least accuracy of queues", "decisions right less than the floor"),
    "accuracy_all": Rule("the least accuracy of the plan", "decisions right less than the floor"),
    "initiatives_at_once": Rule(
        "the most initiatives at once", "initiatives", "initiative", level=True, whole=True
    ),
    "backlog_age": Rule("the longest that work may wait", "hours of work that wait too long"),
    "site_least": Rule("the fewest heads of a new site", "heads", "head", level=True, whole=True),
    "presence": Rule("the people who must be there", "hours that nobody is there"),
    "nesting_share": Rule("the most new people of a team", "people", "person", level=True, side="people"),
    "nesting_leads": Rule("the most new people for the leads", "people", "person", level=True, side="people"),
    "protected": Rule("the protected share of urgent work", "hours left uncovered beyond it"),
    "fair_share": Rule("the shortage in proportion", "hours left uncovered beyond the proportion"),
    "goal": Rule("the bound of the frontier", "less than the bound"),
    "stand_in": Rule("the cover for a loss", "hours that nobody else could work"),
    "most_up": Rule(
        "the most people that a vendor starts in a month",
        "people",
        "person",
        whole=True,
        shown=True,
        side="people",
    ),
    "most_down": Rule(
        "the most people released in a month under a contract",
        "more people released",
        shown=True,
        side="people",
    ),
    "locked_low": Rule(
        "the least of the locked orders", "units less than the order and its band allow", side="units"
    ),
    "locked_high": Rule(
        "the most of the locked orders", "units more than the order and its band allow", side="units"
    ),
    "frozen_classes": Rule(
        "the frozen classes of the earlier plan", "classes", "class", whole=True, kept="communicated"
    ),
    "frozen_decisions": Rule(
        "the frozen decisions on contracts", "decisions", "decision", whole=True, kept="communicated"
    ),
    "frozen_projects": Rule(
        "the frozen initiatives and sites", "decisions", "decision", whole=True, kept="communicated"
    ),
    "pinned_classes": Rule("the classes pinned by hand", "classes", "class", whole=True, kept="pinned"),
    FREEZE: Rule("the hiring freeze", "classes", "class", whole=True),
    "budget": Rule("the budget", "{currency}", whole=True, shown=True, side="{currency}"),
}
"""Row block to how it is spoken of."""


NEVER_IN_CONFLICT = {
    "tenured": "the people who are there",
    "team_hours": "the hours of the people there",
    "overtime_cap": "the most overtime in a week",
    "overtime_quarter": "the most overtime in a quarter",
    "undertime_cap": "the most undertime in a week",
    "undertime_quarter": "the most undertime in a quarter",
    "backlog_h": "the longest that work may wait",
    "released": "the most releases",
    "transferred": "the most moves between teams",
    "commitment": "the commitment",
    "threshold": "the volume from which a price holds",
}
"""The same for limits that a plan may reach but never has to break."""

RUNS = ("overtime_quarter", "undertime_quarter")
"""Limits on any run of periods as long as a quarter, by the first of them."""


def rule_of(family: str) -> Rule:
    """How a family is spoken of; by its own name where nobody found words."""
    return RULES.get(family, Rule(family.replace("_", " "), family.replace("_", " ")))


def name_of(family: str) -> str:
    """What a family is called."""
    return rule_of(family).name


def named(family: str) -> str:
    """What a limit is called, whether or not it can be in conflict."""
    return NEVER_IN_CONFLICT.get(family) or name_of(family)


def amount_text(value: float, whole: bool) -> str:
    """Rounded up where only whole ones exist, but for the rounding of the solver."""
    if whole:
        return f"{math.ceil(value - 1e-4):,}"
    return f"{value:,.0f}" if value >= 100.0 or value == round(value) else f"{value:,.1f}"


def span(when: Sequence[str], period: str) -> str:
    """The weeks, months or quarters in words."""
    times = sorted(when)
    month = len(times[0]) == len("2026-03")
    a_time = kind_of_time(times[0], period)
    if len(times) == 1:
        return f"in the {a_time} of {times[0]}" if a_time == period and not month else f"in {times[0]}"
    return f"in {len(times)} {a_time}s from {times[0]} to {times[-1]}"


def kind_of_time(time: str, period: str) -> str:
    """Whether a label is a period, a month or a quarter."""
    return "quarter" if "Q" in time else "month" if len(time) == len("2026-03") else period

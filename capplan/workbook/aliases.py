"""Spellings of headings, sheets and metrics that planning sheets use, and the column that each means.

Only spellings that mean the same in the same unit are here: whatever would need a conversion is left, and ``LEFT``
says why. Spellings are compared without regard to case, spaces, hyphens and underscores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from capplan.columns import Table
from capplan.tables import TABLES

__all__ = ["LEFT", "METRIC_HEADINGS", "nearly", "plain", "sheet_table", "spellings"]

EVERYWHERE: dict[str, tuple[str, ...]] = {
    "queue": ("skill", "contact type", "lob", "line of business", "planning group", "workflow"),
    "site": ("location", "center", "centre"),
    "language": ("lang",),
    "currency": ("ccy",),
}
"""Other words for a column, in every table that has it."""

HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "forecast": {
        "volume": ("projected volume", "contacts", "forecast contacts", "forecast items"),
        "aht_s": ("aht", "aht sec", "aht seconds", "forecast aht", "budgeted aht"),
    },
    "profile": {"weekday": ("dow", "day of week")},
    "headcount": {"heads": ("active headcount", "prod hc", "rostered headcount", "actual agent hc")},
    "rates": {"rate": ("bill rate", "contract rate"), "unit": ("billing type",)},
    "attrition": {"rate": ("attrition rate",)},
    "committed_classes": {"class_start": ("training start",), "size": ("class size",)},
    "support_ratios": {"heads_per_role": ("per agents", "agents per role")},
    "budgets": {"amount": ("budget",)},
}

SHEETS: dict[str, tuple[str, ...]] = {
    "forecast": ("volume forecast", "weekly forecast", "volumes"),
    "profile": ("interval profile",),
    "headcount": ("roster", "headcount roster"),
    "rates": ("rate card", "pricing"),
    "committed_classes": ("hiring classes", "class ledger"),
    "currency_rates": ("fx", "exchange rates"),
    "support_ratios": ("support roles",),
    "budgets": ("budget",),
    "backlog": ("tickets backlog",),
}

METRIC_HEADINGS = ("metric", "metrics", "measure", "line", "row", "item")
"""What the column that names the metric of each row is called in a weekly grid."""

SHRINKAGE = "a component of shrinkage needs its basis and place"
CURVE = "how long people train is in learning_curves"
MILESTONE = "follows from the start of the class and its learning curve"
VERSION = "a plan has one forecast: keep the rows of one version only"
CLASS = "a class is known by its team and its start"
CONTRACT = "contract hours are those of the team, in teams"

LEFT = {
    "billable fte": "FTE are not heads",
    "usd rate": "rates are in the currency of the site",
    "graduates": "the size of a class is people who start, not who finish",
    "grads needed": "the size of a class is people who start, not who finish",
    "calls offered": "what came is no forecast",
    "offered calls": "what came is no forecast",
    "answered volume": "what came is no forecast",
    "actual volume": "what came is no forecast",
    "actual aht": "what was is no forecast",
    "planned attrition": "whether it is by week, month or year is not said",
    "actual attrition": "whether it is by week, month or year is not said",
    "training attrition plan": "who leaves in training is attrition with a tenure of few weeks",
    "ooo shrinkage": SHRINKAGE,
    "planned internal shrinkage": SHRINKAGE,
    "absence shrinkage": SHRINKAGE,
    "nest weeks": CURVE,
    "nesting weeks": CURVE,
    "training weeks": CURVE,
    **dict.fromkeys(
        ("go live", "production start", "training end", "nesting start", "nesting end"), MILESTONE
    ),
    "induction start": "the class starts with its training",
    "channel": "the channel of a queue is in queues",
    "version": VERSION,
    "forecast version": VERSION,
    "contacts": "arrivals of an interval are a share of those of the week",
    "class reference": CLASS,
    "class ref": CLASS,
    "class type": "why a class starts changes nothing in the plan",
    "class level": "a class is of new people; cross-training is in transfers",
    "billable hc": "what is billed follows from the contract of the vendor",
    "ft/pt": CONTRACT,
    "emp type": CONTRACT,
    **dict.fromkeys(
        ("tl count", "qa count", "trainer count", "wfm count", "ops manager count"),
        "roles follow the heads: support_ratios has how many heads a role has",
    ),
}
"""Spellings that are known and not read, and why."""


def plain(name: str) -> str:
    """A name as it is compared: case, spaces, hyphens and underscores do not matter."""
    return re.sub(r"[\s_\-]+", " ", name).strip().casefold()


def nearly(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` is a slip of the keyboard away from, or None."""
    by_plain = {plain(candidate): candidate for candidate in known}
    match = get_close_matches(plain(name), by_plain, n=1, cutoff=0.8)
    return by_plain[match[0]] if match else None


def spellings(table: Table) -> dict[str, str]:
    """The columns of a table by every spelling that is understood, in plain form."""
    more = HEADINGS.get(table.name, {})
    return {
        plain(name): column.name
        for column in table.columns
        for name in (
            *more.get(column.name, ()),
            *EVERYWHERE.get(column.name, ()),
            *column.aliases,
            column.name,  # last, so that no other word takes its place
        )
    }


def sheet_table(name: str) -> Table | None:
    """The input table that a sheet of this name holds, or None."""
    for table in TABLES:
        if plain(name) in (plain(table.name), *(plain(other) for other in SHEETS.get(table.name, ()))):
            return table
    return None

"""How far what is assumed may be off, queue by queue and site by site: from the table ranges.csv, or as is usual.

Index    d assumption: volume, aht (by queue), attrition, shrinkage (by site)    n queue or site

Given    low, likely, high [d,n]   factors on what the tables say
         shared[d,n]               share of the variance that is common to all n of an assumption
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.read import Tables, read_table
from capplan.tables import by_name
from capplan.uncertainty.futures import LIKELY, Range
from capplan.validation import horizon_of, validate
from capplan.validation.ranges import SCOPES
from capplan.validation.typed import TypedTable, typed

__all__ = ["ASSUMPTIONS", "Ranges", "Spread", "ranges_of", "usual_ranges", "with_ranges"]

ASSUMPTIONS = tuple(SCOPES)
SHARED = 0.5
TABLE = "ranges"


@dataclass(frozen=True)
class Spread:
    """The range of one factor, and the share of its variance that is common to all queues, or all sites."""

    range: Range
    shared: float = SHARED


Ranges = Mapping[str, Mapping[str, Spread]]
"""By assumption, then by queue or site."""

AS_IT_STANDS = Spread(Range(1.0, 1.0, 1.0))


def usual_ranges(facts: Facts) -> Ranges:
    """What is assumed where there is no table: ``LIKELY`` everywhere, half of the variance in common."""
    return {
        assumption: dict.fromkeys(_scope(facts, assumption), Spread(LIKELY[assumption]))
        for assumption in ASSUMPTIONS
    }


def with_ranges(tables: Tables, file: Path, model: PlanningModel) -> Tables:
    """The tables with the ranges in ``file`` in place of their own.

    Raises InvalidInput with every problem of them.
    """
    other = read_table(file, by_name(TABLE))
    raw = {name: table for name, table in tables.raw.items() if name != TABLE} | other.raw
    changed = replace(
        tables, raw=raw, problems=(*tables.problems, *other.problems), unreadable=other.unreadable
    )
    validate(changed, model)
    return changed


def ranges_of(tables: Tables, model: PlanningModel, facts: Facts) -> Ranges:
    """The ranges of sound tables; the usual ones where there is no such table."""
    if TABLE not in tables.raw:
        return usual_ranges(facts)
    table = typed(tables, horizon_of(model), (by_name(TABLE),))[0][TABLE]
    return {
        assumption: {
            name: _spread(table, assumption, scope, name)
            for scope in [SCOPES[assumption]]
            for name in _scope(facts, assumption)
        }
        for assumption in ASSUMPTIONS
    }


def _spread(table: TypedTable, assumption: str, scope: str, name: str) -> Spread:
    """The row of the queue or site, else the one without, else no spread."""
    here = table.text("assumption") == assumption
    for label in (name, ""):
        for row in (here & (table.text(scope) == label)).nonzero()[0]:
            low, likely, high = (float(table.number(part)[row]) for part in ("low", "likely", "high"))
            return Spread(Range(low, likely, high), float(table.number("shared")[row]))
    return AS_IT_STANDS


def _scope(facts: Facts, assumption: str) -> tuple[str, ...]:
    names = facts.queues.queue if SCOPES[assumption] == "queue" else facts.sites.name
    return tuple(dict.fromkeys(names))

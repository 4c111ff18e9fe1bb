"""Hires held: what was decided about people, contracts and projects in one plan, kept in another program.

Index    p team    t period    c contract    n initiative    o site that may open or close    b month

Given    classes[p,t], hires[p,t]    of the plan, without what was promised before it       classes, heads
         opens[c,b], closes[c,b]     contracts opened and ended                              0 or 1
         initiative_starts[n,b], site_changes[o,b]   initiatives started, sites opened and closed   0 or 1

Bounds   classes, hires, opens, closes, initiative_starts, site_changes = as in the plan
         All else is decided anew: who works what, overtime, undertime, short hours, releases and moves between
         teams, support roles, what vendors work within their contracts and locked orders.

Where the search of the other program is only to begin with them, nothing is held: they are its start.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError
from capplan.formulation import Formulation
from capplan.plan import Plan

__all__ = ["HELD", "HiresHeld", "held_of", "hold", "start_from"]

Float = NDArray[np.float64]

HELD = "held.json"
"""The file beside a plan that says what it decided."""
PEOPLE = ("classes", "hires")
BY_MONTH = ("opens", "closes", "initiative_starts", "site_changes")
"""Blocks of yes-or-no decisions, by what is decided on and by month."""
CONTRACT_BLOCKS = {"open": "opens", "end": "closes"}
DIGITS = 9
"""Of people in fractional classes: what a solver leaves beyond is noise."""


@dataclass(frozen=True)
class HiresHeld:
    """Cells by name: team, period, classes, people; and of the other decisions block, name, first period."""

    classes: tuple[tuple[str, str, float, float], ...]
    decided: tuple[tuple[str, str, str], ...]

    def as_text(self) -> str:
        """All of it as JSON."""
        return json.dumps({"classes": self.classes, "decided": self.decided})

    @classmethod
    def of_text(cls, text: str) -> HiresHeld:
        """What ``as_text`` wrote."""
        content: dict[str, Any] = json.loads(text)
        return cls(
            tuple(
                (team, period, float(count), float(people))
                for team, period, count, people in content["classes"]
            ),
            tuple((block, name, period) for block, name, period in content["decided"]),
        )


def held_of(plan: Plan) -> HiresHeld:
    """What a plan decided."""
    rules, teams, labels = plan.facts.class_rules, plan.facts.teams.name, plan.facts.horizon.labels
    classes = np.round(plan.walk.classes - rules.committed_classes, DIGITS)
    people = np.round(plan.walk.hires - rules.committed_heads, DIGITS)
    cells = [
        (teams[p], labels[t], float(classes[p, t]), float(people[p, t]))
        for p, t in zip(*np.nonzero((classes > 0.0) | (people > 0.0)), strict=True)
    ]
    decided = [(block, name, labels[t]) for block, name, t in _decided(plan)]
    return HiresHeld(tuple(cells), tuple(decided))


def _decided(plan: Plan) -> Iterator[tuple[str, str, int]]:
    """Block, name and first period of every decision that is not about people."""
    facts = plan.facts
    if facts.contracts is not None:
        for each in plan.selection:
            yield CONTRACT_BLOCKS[each.kind], facts.contracts.name[each.contract], each.period
    if plan.projects is not None and facts.initiatives is not None:
        for n in np.flatnonzero(plan.projects.started >= 0):
            yield "initiative_starts", facts.initiatives.name[n], int(plan.projects.started[n])
    if facts.site_options is not None:
        for change in plan.site_changes:
            yield "site_changes", facts.sites.name[facts.site_options.site[change.option]], change.period


def hold(formulation: Formulation, held: HiresHeld) -> Formulation:
    """The same program with the decisions fixed. Raises CapplanError where a name in them is not there."""
    lower, upper = formulation.arrays.column_lower.copy(), formulation.arrays.column_upper.copy()
    try:
        for columns, values in _cells(formulation, held):
            lower[columns], upper[columns] = values, values
    except (ValueError, KeyError) as error:
        raise CapplanError(f"the plan that is held speaks of what this one does not know: {error}") from error
    return replace(formulation, arrays=replace(formulation.arrays, column_lower=lower, column_upper=upper))


def start_from(formulation: Formulation, held: HiresHeld) -> Float | None:
    """[column] the decisions as a start of the search, nan for all else; None where they do not fit the program."""
    arrays = formulation.arrays
    start = np.full(arrays.shape[1], np.nan)
    try:
        for columns, values in _cells(formulation, held):
            start[columns] = values
    except (ValueError, KeyError):
        return None
    start[~arrays.integer] = np.nan
    known = np.isfinite(start)
    fits = (start >= arrays.column_lower) & (start <= arrays.column_upper)
    return start if bool(fits[known].all()) else None


def _cells(formulation: Formulation, held: HiresHeld) -> Iterator[tuple[NDArray[np.int64], Float]]:
    """The columns of every block that is decided, and their values. Raises ValueError, KeyError for strange names."""
    given, blocks = formulation.given, formulation.program.column_blocks
    teams, periods = given.sets.teams.labels, given.sets.periods.labels
    wanted = {name: np.zeros(blocks[name].index.shape) for name in (*PEOPLE, *BY_MONTH) if name in blocks}
    for team, period, classes, people in held.classes:
        at = teams.index(team), periods.index(period)
        wanted["classes"][at], wanted["hires"][at] = classes, people
    first = [periods[t] for t in given.facts.horizon.month_starts]
    for block, name, period in held.decided:
        wanted[block][blocks[block].axes[0].labels.index(name), first.index(period)] = 1.0
    for block, values in wanted.items():
        yield blocks[block].index, values

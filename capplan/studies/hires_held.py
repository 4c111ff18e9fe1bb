"""Hires held: what was decided about people and contracts in one plan, kept in another program.

Index    p team    t period    c contract    b month

Given    classes[p,t], hires[p,t]    of the plan, without what was promised before it       classes, heads
         opens[c,b], closes[c,b]     contracts opened and ended                              0 or 1

Bounds   classes, hires, opens, closes = as in the plan
         All else is decided anew: who works what, overtime, undertime, short hours, releases and moves between
         teams, support roles, what vendors work within their contracts and locked orders.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError
from capplan.formulation import Formulation
from capplan.formulation.selection import first_of_month
from capplan.plan import Plan

__all__ = ["HiresHeld", "held_of", "hold"]

Float = NDArray[np.float64]

BLOCKS = {"open": "opens", "end": "closes"}
DIGITS = 9
"""Of people in fractional classes: what a solver leaves beyond is noise."""


@dataclass(frozen=True)
class HiresHeld:
    """Cells by name: team, period, classes, people; and contract, ``opens`` or ``closes``, period."""

    classes: tuple[tuple[str, str, float, float], ...]
    contracts: tuple[tuple[str, str, str], ...]

    def as_text(self) -> str:
        """All of it as JSON."""
        return json.dumps({"classes": self.classes, "contracts": self.contracts})

    @classmethod
    def of_text(cls, text: str) -> HiresHeld:
        """What ``as_text`` wrote."""
        content: dict[str, Any] = json.loads(text)
        return cls(
            tuple(
                (team, period, float(count), float(people))
                for team, period, count, people in content["classes"]
            ),
            tuple((name, kind, period) for name, kind, period in content["contracts"]),
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
    names = () if plan.facts.contracts is None else plan.facts.contracts.name
    decided = [(names[d.contract], BLOCKS[d.kind], labels[d.period]) for d in plan.selection]
    return HiresHeld(tuple(cells), tuple(decided))


def hold(formulation: Formulation, held: HiresHeld) -> Formulation:
    """The same program with the decisions fixed. Raises CapplanError where a name in them is not there."""
    given, blocks = formulation.given, formulation.program.column_blocks
    teams, periods = given.sets.teams.labels, given.sets.periods.labels
    wanted: dict[str, Float] = {
        name: np.zeros(blocks[name].index.shape)
        for name in ("classes", "hires", "opens", "closes")
        if name in blocks
    }
    try:
        for team, period, classes, people in held.classes:
            at = teams.index(team), periods.index(period)
            wanted["classes"][at], wanted["hires"][at] = classes, people
        if held.contracts:
            first = [periods[t] for t in first_of_month(given)]
            for name, kind, period in held.contracts:
                wanted[kind][blocks[kind].axes[0].labels.index(name), first.index(period)] = 1.0
    except (ValueError, KeyError) as error:
        raise CapplanError(f"the plan that is held speaks of what this one does not know: {error}") from error
    lower, upper = formulation.arrays.column_lower.copy(), formulation.arrays.column_upper.copy()
    for name, values in wanted.items():
        lower[blocks[name].index], upper[blocks[name].index] = values, values
    return replace(formulation, arrays=replace(formulation.arrays, column_lower=lower, column_upper=upper))

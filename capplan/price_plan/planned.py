"""What a plan says of people and work, and what vendors deliver by it.

Index    p team    i pair (team, queue)    t period    c contract
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.contracts import Delivered
from capplan.contracts.ages import by_age
from capplan.contracts.charges import handing_over
from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.facts import Facts
from capplan.planning_model import PlanningModel

__all__ = ["Planned", "delivered", "opened_for"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

IN_PRODUCTION = ("nesting_heads", "nesting_productive", "ramp_heads", "ramp_productive")
SOME = 1e-6
"""Fewer people or hours than these are what a solver leaves, and nobody."""


@dataclass(frozen=True)
class Planned:
    """People and work by team and period, [p, t], unless said otherwise.

    ``heads`` are in production, ``hires`` on their first day of training (committed classes among them), ``leavers``
    leave from either. ``productive_h`` is what the heads can work. ``there`` is the share of those who learn, as the
    classes have it, who are there. ``opened`` and ``ended`` are the decisions on contracts: periods, -1 for none.
    """

    heads: Float
    hires: Float
    leavers: Float
    overtime_h: Float
    undertime_h: Float
    productive_h: Float
    there: Float
    assigned_h: Float  # [i, t]
    opened: Index  # [c]
    ended: Index  # [c]


def delivered(facts: Facts, model: PlanningModel, planned: Planned) -> Delivered:
    """The quantities that invoices are made of; people who nest, ramp up and train come from the hires by age."""
    staged = by_age(facts, contract_rules(model), planned.hires)
    staged |= {name: staged[name] * planned.there for name in IN_PRODUCTION}
    handed_over = handing_over(contracts_of(facts), planned.ended)
    return Delivered(
        heads=planned.heads,
        starts=planned.hires,
        leavers=planned.leavers,
        **staged,
        overtime_h=planned.overtime_h,
        undertime_h=planned.undertime_h,
        transfer_h=np.where(handed_over, planned.productive_h, 0.0),
        assigned_h=planned.assigned_h,
        opened=planned.opened,
        ended=planned.ended,
    )


def opened_for(facts: Facts, planned: Planned, decided: Mapping[str, int]) -> tuple[Planned, tuple[str, ...]]:
    """The plan with its candidates opened, and what a reader should know of it.

    ``decided`` gives the periods that were decided, by contract. Another candidate whose teams have people or work
    is opened as late as its first class allows.
    """
    contracts, day = contracts_of(facts), facts.horizon.day
    busy = (planned.heads > SOME) | (planned.hires > SOME)
    np.logical_or.at(busy, facts.pairs.team, planned.assigned_h > SOME)
    opened, notes = np.full(len(contracts), -1, dtype=np.int64), []
    for c in np.flatnonzero(contracts.selection.candidate).tolist():
        name = contracts.name[c]
        mine = (contracts.contract_of_team == c) | _covered(facts, c)
        first = np.flatnonzero((busy & mine).any(axis=0))
        if name in decided:
            opened[c] = decided[name]
        elif len(first):
            setup = int(contracts.selection.setup_periods[c])
            opened[c] = max(0, int(first[0]) - setup)
            notes.append(
                f"{name} is a candidate and has people or work from {day(int(first[0]))} on: taken as opened on "
                f"{day(int(opened[c]))}"
            )
    return replace(planned, opened=opened), tuple(notes)


def _covered(facts: Facts, contract: int) -> NDArray[np.bool_]:
    """[p, t] teams of which some work is covered by the contract."""
    found = np.zeros(contracts_of(facts).contract_of_team.shape, dtype=np.bool_)
    np.logical_or.at(found, facts.pairs.team, contracts_of(facts).contract_of_pair == contract)
    return found

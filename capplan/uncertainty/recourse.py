"""What a future may do about a first stage that does not fit it: at a price, so that none is left without a plan.

Index    s site    t period    p team

Given    contract_h[p]    hours of a head in a period                              h
         dearest          the highest price of an unmet hour                       base currency/h

Decides  without_seat[s,t]    people for whom there is no seat: they are paid and do nothing     heads
         at most contract_h of the site's teams * dearest each, so that it is never the cheaper way    base currency

Rows     seats[s,t]    of the family ``seats``, less without_seat

Called classes come whatever happens: where fewer people leave than was thought, seats run out before anybody can be
released. What the orders of the first stage may do is told in ``first_stage``.

Source   complete recourse: Wets (1974), SIAM Review 16.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.formulation import Formulation
from capplan.formulation.costs import objective
from capplan.formulation.sets import Given
from capplan.uncertainty.first_stage import FirstStage, add_orders

__all__ = ["standing_price", "with_recourse"]


def with_recourse(formulation: Formulation, first: FirstStage) -> Formulation:
    """The program with the orders of the first stage and people without seats; do not use the old one afterwards."""
    add_orders(formulation, first)
    _add_without_seat(formulation)
    arrays = formulation.program.arrays(objective(formulation.program, formulation.given, formulation.terms))
    return replace(formulation, arrays=arrays)


def _add_without_seat(formulation: Formulation) -> None:
    given, program = formulation.given, formulation.program
    if "seats" not in program.row_blocks:
        return
    axes, price = (given.sets.sites, given.sets.periods), standing_price(given)[:, None]
    standing = program.columns("without_seat", axes, cost=price)
    program.row_blocks["seats"].add(standing.index, -1.0)


def standing_price(given: Given) -> NDArray[np.float64]:
    """[s] the price of a person without a seat for a period: never the cheaper way to cover work."""
    teams = given.facts.teams
    hours = np.zeros(len(given.sets.sites))
    np.maximum.at(hours, teams.site, teams.contract_h)
    dearest = max(given.model.coverage.unmet_price.values(), default=0.0)
    return np.maximum(hours * dearest, 1.0)

"""Budget: what may be spent in a calendar quarter.

Index    h quarter    t period

Given    amount[h]    base currency

Row      budget[h]    sum of every money term of the quarter but unmet hours <= amount[h]
"""

from __future__ import annotations

import numpy as np

from capplan.formulation.cost_term import UNMET, CostTerm
from capplan.formulation.costs import base_prices
from capplan.formulation.sets import Given
from capplan.program import Program

__all__ = ["add_budget"]


def add_budget(program: Program, given: Given, terms: tuple[CostTerm, ...]) -> None:
    """Add the rows ``budget`` when the family is on; quarters without an amount have no limit."""
    if given.model.budget is None:
        return
    quarters, horizon = given.sets.quarters, given.facts.horizon
    amount = np.array([given.facts.budgets.get(quarter, np.inf) for quarter in quarters.labels])
    rows = program.rows("budget", (quarters,), at_most=amount, rule=True)
    for term in terms:
        if not term.steering and term.name not in UNMET:
            rows.add(term.column, base_prices(given, term), at=rows.index[horizon.quarter_index[term.period]])

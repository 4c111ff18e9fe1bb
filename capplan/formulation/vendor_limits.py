"""Limits of vendors: most people up or down in a month, and orders that are fixed.

Index    c contract    b month    p team    t period

Given    most_up[c], most_down[c]     people who start, who are released, in a month           heads
         low, high[c,b]               the locked order and its band, where it is fixed         units

Rows     most_up[c,b]        sum over teams and periods of the month: hires <= most_up (committed classes count)
         most_down[c,b]      the same of released <= most_down
         locked_low, locked_high [c,b]   low * open <= units of the month <= high
         Lead times, largest classes and notice are part of hiring.py and releases.py.

Source   FIELD rows 65-66.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.contracts.settlements import locked_limits
from capplan.formulation.charges import add_window_units
from capplan.formulation.selection import Gates
from capplan.formulation.sets import Given
from capplan.program import Axis, Program

__all__ = ["add_vendor_limits"]


def add_vendor_limits(program: Program, given: Given) -> None:
    """Add the rows named above; nothing without contracts."""
    if given.facts.contracts is None:
        return
    rules, clauses = contract_rules(given.model), given.facts.contracts.clauses
    if rules.limits:
        committed = given.facts.class_rules.committed_heads
        _add_monthly(program, given, "most_up", "hires", clauses.most_up, committed)
        _add_monthly(program, given, "most_down", "released", clauses.most_down, np.zeros_like(committed))
    if rules.locks:
        _add_fixed_orders(program, given)


def _add_monthly(
    program: Program,
    given: Given,
    name: str,
    block: str,
    most: NDArray[np.float64],
    known: NDArray[np.float64],
) -> None:
    contracts = contracts_of(given.facts)
    limited = np.flatnonzero(np.isfinite(most))
    axes = (Axis("contract", tuple(contracts.name[c] for c in limited)), Axis("month", contracts.months))
    here = contracts.contract_of_team == limited[:, None, None]
    already = np.zeros((len(limited), len(contracts.months)))
    np.add.at(already.T, contracts.month_of_period, (here * known).sum(axis=1).T)
    rows = program.rows(name, axes, at_most=np.maximum(most[limited][:, None] - already, 0.0), rule=True)
    columns = program.column_blocks[block].index
    for row in range(len(limited)):
        at = rows.index[row][contracts.month_of_period]
        rows.add(columns, here[row] * 1.0, at=at[None, :])


def _add_fixed_orders(program: Program, given: Given) -> None:
    contracts, gates = contracts_of(given.facts), Gates.of(program, given)
    fixed = [
        (c, *limit)
        for c in range(len(contracts))
        if contracts.clauses.lock_kind[c] == "fixed"
        for limit in locked_limits(given.facts, c)
    ]
    axis = (Axis("order", tuple(f"{contracts.name[c]}, {window.label}" for c, window, *_ in fixed)),)
    low = np.array([low if gates.constant(c) else 0.0 for c, _, low, _ in fixed])
    least = program.rows("locked_low", axis, at_least=low, rule=True)
    most = program.rows("locked_high", axis, at_most=np.array([high for *_, high in fixed]), rule=True)
    for row, (c, window, units, _) in enumerate(fixed):
        for rows in (least, most):
            add_window_units(program, given, rows, row, c, contracts.clauses.order_on[c], window.periods, 1.0)
        columns, sign = gates.in_force(c, int(window.periods[0]), 0)
        least.add(columns, -units * sign, at=least.index[row])

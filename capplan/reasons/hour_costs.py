"""What one more hour of work on a queue takes from everything else, team by team: what is paid and what is displaced.

Index    i pair (team, queue) of the queue    t period    r row

takes[i,t] = ( cost - sum over r but the work of the queue:  price[r] * entry[r] ) / pace[i]      of assigned_h[i,t]

At an optimum it is at least what an hour of the queue is worth, and that much where the team works it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from capplan.conflict_words import named
from capplan.reasons.priced import Prices

__all__ = ["hour_costs", "hour_text"]

Float = NDArray[np.float64]

OWN, BILLED, STEADY = "the hour itself", "the bill", "keeping work where it was"
NAMES = {
    "team_hours": OWN,
    "moved_hours": STEADY,
    "least_hours": STEADY,
    "most_hours": STEADY,
    "end_hours": "people after the plan",
}
WORK = ("coverage", "backlog_balance")
BILLS = (
    "window_units", "relief_units", "credited_due", "credited_kept", "reduced_due", "reduced_kept", "budget",
    "beginners", "tickets",
)  # fmt: skip

LEAST = 0.5  # base currency an hour: less is not told


def hour_costs(prices: Prices, q: int) -> dict[str, Float]:
    """By reason, [i, t] base currency for an hour of work; the pairs of the queue in their order."""
    formulation = prices.rebuilt.formulation
    pairs, blocks = formulation.given.facts.pairs, formulation.program.row_blocks
    here = np.flatnonzero(pairs.queue == q)
    columns = formulation.program.column_blocks["assigned_h"].index[here]
    entries = prices.held.matrix.tocsc()[:, columns.ravel()].tocsr()
    found = {BILLED: prices.held.cost[columns].astype(np.float64)}
    for family, block in blocks.items():
        rows = block.index.ravel()
        if family in WORK or not entries[rows].nnz:
            continue
        taken = -(entries[rows].T @ prices.settled.row_price[rows]).reshape(columns.shape)
        name = BILLED if family in BILLS else NAMES.get(family) or named(family)
        found[name] = found.get(name, np.zeros(columns.shape)) + taken
    return {name: values / pairs.pace[here, None] for name, values in found.items()}


def hour_text(costs: Mapping[str, float]) -> str:
    """As: 42 for the least shares, 31 for the bill, 23 for the hour itself."""
    told = sorted(((value, name) for name, value in costs.items() if abs(value) >= LEAST), reverse=True)
    return ", ".join(f"{value:,.0f} for {name}".replace("-", "\N{MINUS SIGN}") for value, name in told)

"""How much of what was committed is used."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.charges import settled
from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of
from capplan.plan import Plan
from capplan.report.measures import share_of
from capplan.report.vendors.decisions import counted

__all__ = ["commitment_used"]


def commitment_used(plan: Plan) -> NDArray[np.float64]:
    """[c] share of the committed units that is used; nan without a commitment.

    Each month, quarter or contract year by itself: what is used on top of one commitment does not make up for
    what another one leaves unused.
    """
    used, committed = np.zeros((2, len(contracts_of(plan.facts))))
    for charge in settled(plan.facts, plan.requirement, contract_rules(plan.model), counted(plan)):
        clause = charge.settlement
        if clause.clause == "shortfall":
            used[clause.contract] += min(clause.units, charge.quantity)
            committed[clause.contract] += clause.units
    return share_of(used, committed)

"""The contracts in summary.json."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.quantities import contracts_of
from capplan.money import cents
from capplan.plan import Plan
from capplan.report.vendors.billing import billed
from capplan.report.vendors.commitment import commitment_used
from capplan.report.vendors.comparison import comparison
from capplan.report.vendors.decisions import decision_of
from capplan.report.vendors.orders import CREDITS, LEAKAGE

__all__ = ["vendors_in_summary"]


def vendors_in_summary(plan: Plan) -> dict[str, dict[str, Any]]:
    """What a contract bills and what a ticket costs under it, by contract; money in whole cents."""
    contracts, sites = contracts_of(plan.facts), plan.facts.sites.name
    everything, unused = cents(billed(plan)), cents(billed(plan, LEAKAGE))
    credits, bonus = cents(billed(plan, CREDITS)), cents(billed(plan, ("bonus",)))
    compared, used = comparison(plan), commitment_used(plan)
    per_ticket, per_work_h = compared.per_adjusted_ticket, compared.per_adjusted_work_h
    return {
        name: {
            "vendor": contracts.vendor[c],
            "site": sites[contracts.site[c]],
            "unit": contracts.unit[c],
            "billed_base": int(everything[c]) / 100,
            "commitment_not_used_base": int(unused[c]) / 100,
            "credits_base": int(credits[c]) / 100,
            "bonus_base": int(bonus[c]) / 100,
            "effective_cost_per_ticket": _known(per_ticket, c, 4),
            "effective_cost_per_work_h": _known(per_work_h, c, 4),
            "commitment_used": _known(used, c, 6),
            "decision": decision_of(plan, c),
        }
        for c, name in enumerate(contracts.name)
    }


def _known(values: NDArray[np.float64], place: int, digits: int) -> float | None:
    value = float(values[place])
    return None if np.isnan(value) else round(value, digits) + 0.0

"""Tables and sums of money: every cost line, the vendors' billing, cost by site and term."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.plan import Plan

__all__ = ["TERMS", "cost_by_period", "cost_cells", "cost_terms", "costs_table", "vendor_hours_table"]

Float = NDArray[np.float64]

TERMS = (
    "wages",
    "vendor_hours",
    "vendor_premiums",
    "vendor_ramp",
    "vendor_training",
    "vendor_volume",
    "vendor_commitment",
    "vendor_baseline",
    "vendor_locks",
    "vendor_scorecard",
    "vendor_selection",
    "overtime",
    "undertime",
    "recruiting",
    "classes",
    "training",
    "seats",
    "support_roles",
    "transfers",
    "severance",
    "automation",
    "initiatives",
    "sites",
    "unmet_hours",
    "late_contacts",
    "late_work",
)


def cost_terms(plan: Plan) -> list[str]:
    """The cost terms of the plan that are money, in the order of ``TERMS``, others after them by name."""
    costs = plan.costs
    found = {term for term, steering in zip(costs.term, costs.steering, strict=True) if not steering}
    return [term for term in TERMS if term in found] + sorted(found.difference(TERMS))


def cost_cells(plan: Plan) -> Float:
    """Money by site and term in the base currency, [s + 1, term]; the last row belongs to no site."""
    costs, terms = plan.costs, cost_terms(plan)
    where = {term: j for j, term in enumerate(terms)}
    kept = np.flatnonzero(~costs.steering)
    cells = np.zeros((len(plan.facts.sites.name) + 1, len(terms)))
    column = np.array([where[costs.term[i]] for i in kept], dtype=np.int64)
    np.add.at(cells, (costs.site[kept], column), costs.amount_base[kept])  # site -1 is the last row
    return cells


def cost_by_period(plan: Plan) -> Float:
    """Money by site and period in the base currency, [s + 1, t]; the last row belongs to no site."""
    costs = plan.costs
    kept = ~costs.steering
    cells = np.zeros((len(plan.facts.sites.name) + 1, plan.facts.horizon.count))
    np.add.at(cells, (costs.site[kept], costs.period[kept]), costs.amount_base[kept])
    return cells


def costs_table(plan: Plan) -> pd.DataFrame:
    """costs.csv: every cost line by period.

    ``site`` is empty for lines that belong to no site, ``contract`` for what is billed under none.
    """
    costs, labels = plan.costs, np.array(plan.facts.horizon.labels, dtype=object)
    names = np.array([*plan.facts.sites.name, ""], dtype=object)
    contracts = () if plan.facts.contracts is None else plan.facts.contracts.name
    table = pd.DataFrame(
        {
            "week_start": labels[costs.period],
            "site": names[costs.site],
            "who": np.array(costs.who, dtype=object),
            "contract": np.array([*contracts, ""], dtype=object)[costs.contract],
            "term": np.array(costs.term, dtype=object),
            "steering": np.where(costs.steering, "yes", "no").astype(object),
            "quantity": costs.quantity,
            "unit": np.array(costs.unit, dtype=object),
            "price": costs.price,
            "currency": np.array(costs.currency, dtype=object),
            "currency_rate": costs.currency_rate,
            "amount": costs.amount,
            "amount_base": costs.amount_base,
        }
    )
    return table.iloc[np.argsort(costs.period, kind="stable")].reset_index(drop=True)


def vendor_hours_table(plan: Plan) -> pd.DataFrame:
    """vendor_hours.csv: what vendors bill for production, the lines of the term ``vendor_hours``."""
    table = costs_table(plan)
    vendor = dict(zip(plan.facts.sites.name, plan.facts.sites.vendor, strict=True))
    teams, queues, pairs = plan.facts.teams.name, plan.facts.queues.name, plan.facts.pairs
    of_pair = {f"{teams[p]} on {queues[q]}": teams[p] for p, q in zip(pairs.team, pairs.queue, strict=True)}
    table = table[table["term"] == "vendor_hours"].reset_index(drop=True)
    return pd.DataFrame(
        {
            "week_start": table["week_start"],
            "vendor": table["site"].map(vendor),
            "site": table["site"],
            "team": table["who"].replace(of_pair),
            "unit": table["unit"],
            "quantity": table["quantity"],
            "rate": table["price"],
            "currency": table["currency"],
            "amount": table["amount"],
            "amount_base": table["amount_base"],
        }
    )

"""What contracts cost, by cost term, and what that makes together with everything else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contracts import TERM_OF_LINE
from capplan.verify.case import Case
from capplan.verify.costs import Amounts, amounts

__all__ = ["contract_amounts", "currency_of", "money", "vendor_hours"]

Float = NDArray[np.float64]


def contract_amounts(case: Case) -> dict[str, Amounts]:
    """Every term of contracts, by contract; nothing without contracts."""
    vendors = case.vendors
    if vendors is None:
        return {}
    contracts, bill = vendors.contracts, vendors.invoice
    shape = (len(contracts), len(case.weeks))
    site = tuple(case.facts.sites.name[s] for s in contracts.site)
    terms = np.array([TERM_OF_LINE[line] for line in bill.line], dtype=object)
    result = {}
    for term in dict.fromkeys(TERM_OF_LINE.values()):
        here = np.flatnonzero(terms == term)
        native, base = np.zeros(shape), np.zeros(shape)
        np.add.at(native, (bill.contract[here], bill.period[here]), bill.amount[here])
        np.add.at(base, (bill.contract[here], bill.period[here]), bill.amount_base[here])
        result[term] = Amounts(contracts.name, site, native, base)
    return result


def money(case: Case) -> dict[str, Amounts]:
    """Every term of money, under contracts and outside of them."""
    result = amounts(case)
    for term, billed in contract_amounts(case).items():
        other = result.get(term)
        result[term] = billed if other is None else Amounts(
            other.who + billed.who, other.site + billed.site,
            np.vstack([other.native, billed.native]), np.vstack([other.base, billed.base]),
        )  # fmt: skip
    return result


def vendor_hours(case: Case) -> tuple[Float, Float]:
    """What vendors bill for production, [p, t], in their currency and in the base currency."""
    outside = amounts(case)["vendor_hours"]
    native, base = outside.native.copy(), outside.base.copy()
    if case.vendors is None:
        return native, base
    facts, bill = case.facts, case.vendors.invoice
    team_of = {name: p for p, name in enumerate(facts.teams.name)}
    for p, q in zip(facts.pairs.team.tolist(), facts.pairs.queue.tolist(), strict=True):
        team_of[f"{facts.teams.name[p]} on {facts.queues.name[q]}"] = p
    for k in np.flatnonzero(np.array(bill.line, dtype=object) == "production"):
        cell = team_of[bill.who[k]], bill.period[k]
        native[cell] += bill.amount[k]
        base[cell] += bill.amount_base[k]
    return native, base


def currency_of(case: Case, site: str, contract: str, period: int) -> tuple[str, float] | None:
    """The currency of a line and its rate in the period; None where the site or the contract is unknown."""
    sites, contracts = case.facts.sites, case.facts.contracts
    if site == "" and contract == "":
        return case.facts.currency, 1.0
    if site not in sites.name:
        return None
    if contract == "":
        s = sites.name.index(site)
        return sites.currency[s], float(sites.currency_rate[s, period])
    if contracts is None or contract not in contracts.name:
        return None
    c = contracts.name.index(contract)
    return contracts.currency[c], float(contracts.currency_rate[c, period])

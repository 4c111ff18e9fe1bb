"""Invoices of small deliveries: four calendar months of 160 hours a head, or weeks of 40, one ticket an hour."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from capplan.contracts import Invoice, invoice
from capplan.facts import Facts
from capplan.requirements.demand import Demand
from capplan.requirements.required import Requirement
from tests.tiny import tiny_facts, tiny_model
from tests.tiny_contracts import Terms, contract_facts, delivered, rules

__all__ = ["amounts", "bill", "setting"]

Setting = tuple[Facts, Requirement]


def setting(
    *terms: Terms,
    period: str = "month",
    periods: int = 4,
    teams: int = 1,
    queues: int = 1,
    productive: float = 1.0,
    on_duty: float = 1.0,
    tickets_an_hour: float = 1.0,
    aht_s: float = 3600.0,
    **more: Any,
) -> Setting:
    """Facts under contract from 1 January (months) or 5 January 2026 (weeks)."""
    more.setdefault("hazard", [[0.0]] * teams)
    more.setdefault("productivity", [[1.0] * len(more["hazard"][0])] * teams)
    more.setdefault("opening", [[0.0] * len(more["hazard"][0])] * teams)
    more.setdefault("contract_h", 160.0 if period == "month" else 40.0)
    facts, requirement = tiny_facts([[100.0] * periods] * queues, period=period, **more)
    contacts = requirement.required_h * tickets_an_hour
    requirement = replace(
        requirement,
        productive_share=np.full((1, periods), productive),
        on_duty_share=np.full((1, periods), on_duty),
        demand=Demand(contacts, contacts, np.full_like(contacts, aht_s)),
    )
    return contract_facts(facts, *terms), requirement


def bill(
    made: Setting, clauses: str = "", *, model: dict[str, Any] | None = None, **quantities: Any
) -> Invoice:
    """The invoice with the named ``clauses`` on and sections of the ``model``."""
    facts, requirement = made
    sections: dict[str, Any] = {"contracts": rules(**dict.fromkeys(clauses.split(), True)).model_dump()}
    if facts.horizon.period == "month":
        sections |= {"period": "month", "start": date(2026, 1, 1)}
    planning = tiny_model(facts.horizon.count, **sections, **(model or {}))
    return invoice(facts, requirement, planning, delivered(facts, **quantities))


def amounts(invoice: Invoice, line: str, contract: int = 0) -> dict[int, float]:
    """What a line comes to by period; periods in which it does not stand are left out."""
    found: dict[int, float] = defaultdict(float)
    for position in range(len(invoice)):
        if invoice.line[position] == line and invoice.contract[position] == contract:
            found[int(invoice.period[position])] += float(invoice.amount[position])
    return dict(found)

"""The billing: the invoice of every contract as a table, and its sums."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.contracts import LINES, Invoice
from capplan.contracts.quantities import contracts_of
from capplan.facts import Facts
from capplan.plan import Plan

__all__ = ["billed", "billed_by_line", "billed_by_month", "billing_table", "invoice_of", "invoice_table"]

Float = NDArray[np.float64]


def invoice_of(plan: Plan) -> Invoice:
    """The invoice of a plan with contracts."""
    assert plan.invoice is not None
    return plan.invoice


def billing_table(plan: Plan) -> pd.DataFrame:
    """billing.csv of a plan."""
    return invoice_table(plan.facts, invoice_of(plan))


def invoice_table(facts: Facts, invoice: Invoice) -> pd.DataFrame:
    """billing.csv: every line of the invoice, contract by contract, period by period."""
    contracts = contracts_of(facts)
    labels = np.array(facts.horizon.labels, dtype=object)
    months = np.array(contracts.months, dtype=object)
    site = np.array(facts.sites.name, dtype=object)[contracts.site]
    of = invoice.contract
    place = np.array([LINES.index(line) for line in invoice.line], dtype=np.int64)
    table = pd.DataFrame(
        {
            "vendor": np.array(contracts.vendor, dtype=object)[of],
            "contract": np.array(contracts.name, dtype=object)[of],
            "site": site[of],
            "month": months[contracts.month_of_period[invoice.period]],
            "week_start": labels[invoice.period],
            "line": np.array(invoice.line, dtype=object),
            "who": np.array(invoice.who, dtype=object),
            "unit": np.array(invoice.unit, dtype=object),
            "quantity": invoice.quantity,
            "price": invoice.price,
            "amount": invoice.amount,
            "currency": np.array(contracts.currency, dtype=object)[of],
            "currency_rate": contracts.currency_rate[of, invoice.period],
            "amount_base": invoice.amount_base,
        }
    )
    return table.iloc[np.lexsort((place, invoice.period, of))].reset_index(drop=True)


def billed_by_line(plan: Plan, *, base: bool = True) -> Float:
    """[c, line] what each contract bills over the plan by ``LINES``, in the base currency or the contract's."""
    invoice = invoice_of(plan)
    sums = np.zeros((len(contracts_of(plan.facts)), len(LINES)))
    place = np.array([LINES.index(line) for line in invoice.line], dtype=np.int64)
    np.add.at(sums, (invoice.contract, place), invoice.amount_base if base else invoice.amount)
    return sums


def billed_by_month(plan: Plan, lines: Collection[str] = LINES) -> Float:
    """[c, b] what each contract bills on some lines by the month in which they are posted, base currency."""
    contracts, invoice = contracts_of(plan.facts), invoice_of(plan)
    sums = np.zeros((len(contracts), len(contracts.months)))
    kept = np.array([line in lines for line in invoice.line], dtype=bool)
    month = contracts.month_of_period[invoice.period]
    np.add.at(sums, (invoice.contract[kept], month[kept]), invoice.amount_base[kept])
    return sums


def billed(plan: Plan, lines: Collection[str] = LINES) -> Float:
    """[c] what each contract bills on some lines over the plan, base currency."""
    columns = [LINES.index(line) for line in lines]
    return np.asarray(billed_by_line(plan)[:, columns].sum(axis=1))

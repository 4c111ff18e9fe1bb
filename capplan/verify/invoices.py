"""billing.csv against the invoice afresh, and the cost lines of contracts against both."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Contracts
from capplan.contracts import TERM_OF_LINE
from capplan.verify.bills import contract_amounts
from capplan.verify.case import Case
from capplan.verify.findings import CENT, MONEY, SHARE

__all__ = ["check_billing", "check_contract_costs", "check_invoice"]

Float = NDArray[np.float64]
Cell = tuple[str, ...]  # contract, line, who, first day of the period


def check_billing(case: Case) -> None:
    """Every row of billing.csv by itself: labels that fit the contract, and quantity x price x currency rate."""
    if case.vendors is None:
        return
    contracts, table, ledger = case.vendors.contracts, case.run.sheets["billing"], case.ledger
    known = table.positions(("contract",), contracts.name, ledger)
    period = table.positions(("week_start",), case.weeks, ledger)
    rates = np.full(table.rows, np.nan)
    for row in np.flatnonzero((known >= 0) & (period >= 0)):
        c, t = int(known[row]), int(period[row])
        rates[row] = contracts.currency_rate[c, t]
        for column, wanted in _labels(case, contracts, c, t).items():
            written = str(table.labels[column][row])
            where = f"{column} of billing.csv row {row + 2}"
            ledger.that("billing", written == wanted, where, wanted, written or "nothing")
        line = str(table.labels["line"][row])
        where = f"line of billing.csv row {row + 2}"
        ledger.that("billing", line in TERM_OF_LINE, where, "a line of an invoice", line or "nothing")
    rows, numbers = (range(2, table.rows + 2),), table.numbers
    product = numbers["quantity"] * numbers["price"]
    ledger.equal("billing", "billing.csv amount of row", rows, product, numbers["amount"], MONEY)
    base = numbers["amount"] * numbers["currency_rate"]
    ledger.equal("billing", "billing.csv amount_base of row", rows, base, numbers["amount_base"], MONEY)
    found = numbers["currency_rate"]
    ledger.equal("billing", "billing.csv currency_rate of row", rows, rates, found, SHARE, np.isfinite(rates))


def _labels(case: Case, contracts: Contracts, c: int, t: int) -> dict[str, str]:
    return {
        "vendor": contracts.vendor[c],
        "site": case.facts.sites.name[contracts.site[c]],
        "currency": contracts.currency[c],
        "month": contracts.months[contracts.month_of_period[t]],
    }


def check_invoice(case: Case) -> None:
    """billing.csv by contract, line, who and period, against the invoice for what was delivered."""
    if case.vendors is None:
        return
    bill, table = case.vendors.invoice, case.run.sheets["billing"]
    names = case.vendors.contracts.name
    due = [
        (names[c], line, who, case.weeks[t])
        for c, line, who, t in zip(bill.contract, bill.line, bill.who, bill.period, strict=True)
    ]
    columns = (table.labels[name] for name in ("contract", "line", "who", "week_start"))
    written = [tuple(map(str, row)) for row in zip(*columns, strict=True)]
    for column, expected in (("amount", bill.amount), ("amount_base", bill.amount_base)):
        wanted, found = _sums(due, expected), _sums(written, table.numbers[column])
        cells = sorted(wanted.keys() | found.keys())
        case.ledger.equal(
            "invoice", f"{column} of", ([" ".join(cell) for cell in cells],),
            np.array([wanted.get(cell, 0.0) for cell in cells]),
            np.array([found.get(cell, 0.0) for cell in cells]), MONEY,
        )  # fmt: skip


def _sums(cells: Sequence[Cell], values: Float) -> dict[Cell, float]:
    total: dict[Cell, float] = defaultdict(float)
    for cell, value in zip(cells, np.nan_to_num(values), strict=True):
        total[cell] += float(value)
    return total


def check_contract_costs(case: Case) -> None:
    """The cost lines of a contract: at its site, of its terms, and to the cent what it bills.

    Period by period against the invoice afresh; by contract and term, and in all, against billing.csv.
    """
    if case.vendors is None:
        _check_no_contracts(case)
        return
    contracts, table, ledger = case.vendors.contracts, case.run.sheets["costs"], case.ledger
    wanted, names = contract_amounts(case), contracts.name
    week = {label: t for t, label in enumerate(case.weeks)}
    found = {term: np.zeros_like(each.base) for term, each in wanted.items()}
    labels = (table.labels[name] for name in ("contract", "term", "site", "week_start"))
    amount = np.nan_to_num(table.numbers["amount_base"])
    for row, (name, term, site, label) in enumerate(zip(*labels, strict=True)):
        if name not in names or label not in week:
            continue  # found with the currency of the line
        c, where = names.index(name), f"costs.csv row {row + 2}"
        home = case.facts.sites.name[contracts.site[c]]
        ledger.that("contract_costs", site == home, f"site of {where}", home, str(site) or "nothing")
        if ledger.that("contract_costs", term in wanted, where, "a term of contracts", str(term)):
            found[term][c, week[label]] += amount[row]
    for term, each in wanted.items():
        ledger.equal("contract_costs", f"{term} of", (names, case.weeks), each.base, found[term], MONEY)
    billed = _billed(case, tuple(wanted))
    by_term = np.array([found[term].sum(axis=1) for term in wanted])
    ledger.equal("contract_costs", "sum of costs.csv for", (tuple(wanted), names), billed, by_term, CENT)
    total = math.fsum(by_term.ravel())
    ledger.equal(
        "contract_costs", "sum of costs.csv for contracts", (), math.fsum(billed.ravel()), total, CENT
    )


def _check_no_contracts(case: Case) -> None:
    for row in np.flatnonzero(case.run.sheets["costs"].labels["contract"] != ""):
        name = str(case.run.sheets["costs"].labels["contract"][row])
        case.ledger.add("contract_costs", f"costs.csv row {row + 2}", "no contract", name)


def _billed(case: Case, terms: tuple[str, ...]) -> Float:
    """[term, c] what billing.csv comes to in the base currency."""
    assert case.vendors is not None
    table, names = case.run.sheets["billing"], case.vendors.contracts.name
    total = np.zeros((len(terms), len(names)))
    amount = np.nan_to_num(table.numbers["amount_base"])
    for row, (name, line) in enumerate(zip(table.labels["contract"], table.labels["line"], strict=True)):
        if name in names and line in TERM_OF_LINE:
            total[terms.index(TERM_OF_LINE[line]), names.index(name)] += amount[row]
    return total

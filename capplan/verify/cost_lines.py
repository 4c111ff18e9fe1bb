"""The rows of costs.csv and vendor_hours.csv by themselves, and the budget of every quarter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.horizon import quarter_of
from capplan.verify.bills import currency_of, money, vendor_hours
from capplan.verify.case import Case
from capplan.verify.costs import STEERING, UNDONE
from capplan.verify.findings import MONEY, SHARE
from capplan.verify.read_run import Sheet

__all__ = ["check_budget", "check_cost_lines", "check_vendor_hours"]

Float = NDArray[np.float64]


def check_cost_lines(case: Case) -> None:
    """Known terms, steering where it is due, and amounts that are quantity x price x currency rate."""
    table, ledger = case.run.sheets["costs"], case.ledger
    numbers = table.numbers
    known = (*money(case), *STEERING)
    table.positions(("week_start",), case.weeks, ledger)
    for row, (term, steering) in enumerate(zip(table.labels["term"], table.labels["steering"], strict=True)):
        where = f"costs.csv row {row + 2}"
        if ledger.that("cost_terms", term in known, where, "a known cost term", str(term) or "nothing"):
            due = "yes" if term in STEERING else "no"
            ledger.that(
                "cost_terms", steering == due, f"{where}, steering of {term}", due, str(steering) or "nothing"
            )
    rows = (range(2, table.rows + 2),)
    product = numbers["quantity"] * numbers["price"]
    ledger.equal("cost_lines", "costs.csv amount of row", rows, product, numbers["amount"], MONEY)
    base = numbers["amount"] * numbers["currency_rate"]
    ledger.equal("cost_lines", "costs.csv amount_base of row", rows, base, numbers["amount_base"], MONEY)
    _check_currency(case, table)


def _check_currency(case: Case, table: Sheet) -> None:
    """The currency of the site or the contract at its rate of the period; the base currency at 1 without a site."""
    ledger = case.ledger
    week = {label: t for t, label in enumerate(case.weeks)}
    expected = np.full(table.rows, np.nan)
    contracts = table.labels.get("contract", np.full(table.rows, ""))
    columns = (table.labels["site"], contracts, table.labels["week_start"])
    for row, (site, contract, label) in enumerate(zip(*columns, strict=True)):
        found = currency_of(case, site, contract, week[label]) if label in week else None
        if found is None:
            where, what = f"{table.name}.csv row {row + 2}", f"{site} {contract}".strip()
            ledger.add("cost_lines", where, "a known site, contract and week", f"{what} in {label}")
            continue
        if table.name == "vendor_hours" and _has_contract(case, str(table.labels["team"][row])):
            continue  # a line of a contract: billing.csv says which
        currency, expected[row] = found
        written = str(table.labels["currency"][row])
        where = f"currency of {table.name}.csv row {row + 2}"
        ledger.that("cost_lines", written == currency, where, currency, written or "nothing")
    if "currency_rate" in table.numbers:
        rows = (range(2, table.rows + 2),)
        rates = table.numbers["currency_rate"]
        ledger.equal("cost_lines", f"{table.name}.csv currency_rate of row", rows, expected, rates, SHARE,
                     np.isfinite(expected))  # fmt: skip


def _has_contract(case: Case, team: str) -> bool:
    contracts, names = case.facts.contracts, case.facts.teams.name
    return contracts is not None and team in names and bool(contracts.under_contract[names.index(team)])


def check_vendor_hours(case: Case) -> None:
    """The vendors' billing is the cost term vendor_hours, and every row is quantity x rate."""
    table, ledger, facts = case.run.sheets["vendor_hours"], case.ledger, case.facts
    team = table.positions(("team",), facts.teams.name, ledger)
    week = table.positions(("week_start",), case.weeks, ledger)
    native, base = vendor_hours(case)
    known = (team >= 0) & (week >= 0)
    axes = (facts.teams.name, case.weeks)
    for column, expected in (("amount", native), ("amount_base", base)):
        found = np.zeros_like(expected)
        np.add.at(found, (team[known], week[known]), np.nan_to_num(table.numbers[column][known]))
        ledger.equal("vendor_hours", f"{column} of", axes, expected, found, MONEY)
    product = table.numbers["quantity"] * table.numbers["rate"]
    rows = (range(2, table.rows + 2),)
    ledger.equal(
        "vendor_hours", "vendor_hours.csv amount of row", rows, product, table.numbers["amount"], MONEY
    )
    for row in np.flatnonzero(known):
        site = facts.teams.site[team[row]]
        written = (str(table.labels["vendor"][row]), str(table.labels["site"][row]))
        wanted = (facts.sites.vendor[site], facts.sites.name[site])
        same = written == wanted or (written[1] == wanted[1] and {written[0], wanted[0]} == {"", "in-house"})
        where = f"vendor_hours.csv row {row + 2}"
        ledger.that("vendor_hours", same, where, " at ".join(wanted), " at ".join(written))
    _check_currency(case, table)


def check_budget(case: Case) -> None:
    """Money of a calendar quarter, without unmet hours, within its budget."""
    if case.model.budget is None:
        return
    spent = dict.fromkeys(case.facts.horizon.quarters, 0.0)
    by_period = sum(
        (wanted.base.sum(axis=0) for term, wanted in money(case).items() if term not in UNDONE),
        start=np.zeros(len(case.weeks)),
    )
    for t, day in enumerate(case.facts.horizon.starts):
        spent[quarter_of(day)] += float(by_period[t])
    for quarter, total in spent.items():
        limit = case.facts.budgets.get(quarter, np.inf)
        case.ledger.at_most("budget", f"money of {quarter}", (), limit, total, MONEY)

"""vendor_decisions.csv: which candidates are opened and which contracts are ended, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Contracts
from capplan.facts import Facts
from capplan.verify.findings import Ledger
from capplan.verify.read_run import Run

__all__ = ["DecisionRow", "Decisions", "read_decisions"]

Index = NDArray[np.int64]
WORDS = ("open", "end", "keep", "not_opened")
WITH_A_DATE = ("open", "end")


@dataclass(frozen=True)
class DecisionRow:
    """One row: ``period`` is -1 without a date, and the number of periods for the end of the plan."""

    row: int
    contract: int
    word: str
    period: int
    fee: float


@dataclass(frozen=True)
class Decisions:
    """The rows, and the periods in which contracts are opened and ended, [c], -1 for none."""

    rows: tuple[DecisionRow, ...]
    opened: Index
    ended: Index


def read_decisions(facts: Facts, run: Run, ledger: Ledger) -> Decisions:
    """The table with its labels known; what cannot be read is found under the rule ``decisions``."""
    contracts = facts.contracts
    assert contracts is not None
    table = run.sheets["vendor_decisions"]
    known = table.positions(("contract",), contracts.name, ledger)
    days = {facts.horizon.day(t).isoformat(): t for t in range(facts.horizon.count + 1)}
    rows = []
    for row in np.flatnonzero(known >= 0):
        where = f"vendor_decisions.csv row {row + 2}"
        c, word = int(known[row]), str(table.labels["decision"][row])
        date, fee = str(table.labels["date"][row])[:10], str(table.labels["fee"][row])
        if not ledger.that("decisions", word in WORDS, where, " or ".join(WORDS), word or "nothing"):
            continue
        dated = date in days if word in WITH_A_DATE else date == ""
        expected = "the first day of a period" if word in WITH_A_DATE else "no date"
        if not ledger.that("decisions", dated, f"date of {where}", expected, date or "nothing"):
            continue
        rows.append(DecisionRow(int(row), c, word, days.get(date, -1), _number(fee, where, ledger)))
        _check_labels(facts, contracts, c, {name: str(cells[row]) for name, cells in table.labels.items()},
                      where, ledger)  # fmt: skip
    opened, ended = np.full(len(contracts), -1), np.full(len(contracts), -1)
    for each in rows:
        if each.word in WITH_A_DATE:
            (opened if each.word == "open" else ended)[each.contract] = each.period
    return Decisions(tuple(rows), opened, ended)


def _number(cell: str, where: str, ledger: Ledger) -> float:
    """A fee; an empty cell is none."""
    try:
        fee = float(cell or "0")
    except ValueError:
        fee = np.nan
    number = bool(np.isfinite(fee))
    ledger.that("decisions", number, f"fee of {where}", "a number or nothing", cell)
    return fee if number else 0.0


def _check_labels(
    facts: Facts, contracts: Contracts, c: int, cells: dict[str, str], where: str, ledger: Ledger
) -> None:
    wanted = {"vendor": contracts.vendor[c], "site": facts.sites.name[contracts.site[c]]}
    if cells["fee"]:
        wanted["currency"] = contracts.currency[c]
    for column, label in wanted.items():
        found = cells[column]
        ledger.that("decisions", found == label, f"{column} of {where}", label, found or "nothing")

"""A plan with its invoice: what is billed by contract and line, what was billed before, and what is not billed."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from capplan.contracts import LINES, Delivered, Invoice, invoice
from capplan.contracts.charges import running
from capplan.contracts.quantities import contracts_of
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.price_plan.planned import SOME, Planned, delivered
from capplan.report.tables import csv_text
from capplan.report.vendors.billing import invoice_table
from capplan.requirements.required import Requirement

__all__ = ["BILLING", "Cell", "Priced", "priced", "write_billing"]

BILLING = "billing.csv"
Cell = tuple[str, str]
"""Contract, line."""


@dataclass(frozen=True)
class Priced:
    """The invoice of a plan. ``before`` is what was billed by contract and line, base currency; None if unknown."""

    facts: Facts
    invoice: Invoice
    before: Mapping[Cell, float] | None
    notes: tuple[str, ...]

    @property
    def amount(self) -> dict[Cell, float]:
        """By contract and line, in the currency of the contract."""
        return self._sums(self.invoice.amount.tolist())

    @property
    def amount_base(self) -> dict[Cell, float]:
        """By contract and line, in the base currency."""
        return self._sums(self.invoice.amount_base.tolist())

    @property
    def contracts(self) -> tuple[str, ...]:
        """The contracts that bill, billed before, or could have: those of the inputs first."""
        earlier = () if self.before is None else (name for name, _ in self.before)
        return tuple(dict.fromkeys((*contracts_of(self.facts).name, *earlier)))

    def lines(self, contract: str) -> tuple[str, ...]:
        """The lines of a contract that come or came to something, in the order of an invoice."""
        cells = {**(self.before or {}), **self.amount_base}
        return tuple(line for line in LINES if (contract, line) in cells)

    def _sums(self, values: list[float]) -> dict[Cell, float]:
        names, total = contracts_of(self.facts).name, defaultdict[Cell, float](float)
        for c, line, value in zip(self.invoice.contract.tolist(), self.invoice.line, values, strict=True):
            total[names[c], line] += value
        return dict(total)


def priced(
    facts: Facts,
    requirement: Requirement,
    model: PlanningModel,
    planned: Planned,
    before: Mapping[Cell, float] | None,
    notes: tuple[str, ...],
) -> Priced:
    """The plan under the contracts of the facts."""
    made = delivered(facts, model, planned)
    bill = invoice(facts, requirement, model, made)
    if model.contracts is None:
        notes = (
            *notes,
            "the planning model has no [contracts]: units are billed at their rate, no clause holds",
        )
    return Priced(facts, bill, before, (*notes, *_not_billed(facts, made)))


def _not_billed(facts: Facts, made: Delivered) -> Iterator[str]:
    """People and work of teams under contract while none is in force."""
    contracts, period = contracts_of(facts), np.arange(facts.horizon.count)
    on = running(contracts, made)
    team = (contracts.contract_of_team >= 0) & on[contracts.contract_of_team, period]
    pair = (contracts.contract_of_pair >= 0) & on[contracts.contract_of_pair, period]
    for p in np.flatnonzero(contracts.under_contract).tolist():
        mine = facts.pairs.team == p
        left_h = np.where(pair[mine], 0.0, made.assigned_h[mine])
        idle = ((made.heads[p] > SOME) & ~team[p]) | (left_h > SOME).any(axis=0)
        if idle.any():
            yield (
                f"{facts.teams.name[p]} has people or work under no contract in {int(idle.sum())} "
                f"{facts.horizon.period}s, first from {facts.horizon.labels[int(idle.argmax())]} on: not billed"
            )


def write_billing(found: Priced, folder: Path) -> Path:
    """Write ``billing.csv`` into a folder, whole or not at all; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    number, beside = tempfile.mkstemp(prefix=f".{BILLING}.writing-", dir=folder)
    try:
        with os.fdopen(number, "w", encoding="utf-8", newline="\n") as file:
            file.write(csv_text(invoice_table(found.facts, found.invoice)))
        Path(beside).chmod(0o644)  # mkstemp makes it private
        Path(beside).replace(folder / BILLING)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return folder / BILLING

"""The invoice: what every vendor bills, line by line and period by period. The one definition of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.delivered import Delivered
from capplan.contracts.entries import Entry, billed
from capplan.contracts.invoice_lines import fee_lines, lines_beside_the_fee
from capplan.contracts.quantities import contracts_of
from capplan.contracts.scorecard_lines import scorecard_lines
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.requirements.required import Requirement

__all__ = ["LINES", "TERM_OF_LINE", "Invoice", "invoice"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

TERM_OF_LINE = {
    "production": "vendor_hours",
    "premium": "vendor_premiums",
    "nesting": "vendor_ramp",
    "ramp": "vendor_ramp",
    "overtime": "overtime",
    "undertime": "undertime",
    "training": "vendor_training",
    "replacement_training": "vendor_training",
    "volume": "vendor_volume",
    "shortfall": "vendor_commitment",
    "carry_forward": "vendor_commitment",
    "baseline": "vendor_baseline",
    "lock": "vendor_locks",
    "bonus": "vendor_scorecard",
    "credit": "vendor_scorecard",
    "target_missed": "vendor_scorecard",
    "earn_back": "vendor_scorecard",
    "opening_fee": "vendor_selection",
    "exit_fee": "vendor_selection",
    "knowledge_transfer": "vendor_selection",
}
"""Line of the invoice to the cost term of the plan that pays it."""

LINES = tuple(TERM_OF_LINE)
"""The lines in the order in which an invoice has them."""


@dataclass(frozen=True)
class Invoice:
    """Parallel arrays, one entry for each line and period: ``amount = quantity * price``.

    ``who`` is the team, "team on queue:language" or the contract; ``amount`` is in the currency of the contract.
    """

    contract: Index
    line: tuple[str, ...]
    who: tuple[str, ...]
    period: Index
    unit: tuple[str, ...]
    quantity: Float
    price: Float
    amount: Float
    amount_base: Float

    def __len__(self) -> int:
        """The number of entries."""
        return len(self.line)


def invoice(facts: Facts, requirement: Requirement, model: PlanningModel, delivered: Delivered) -> Invoice:
    """What the vendors under contract bill for what they ``delivered``; see the package for every line.

    Entries go by contract, line (in the order of LINES), period and who; there are none with an amount of 0.
    """
    if facts.contracts is None:
        return _in_order(facts, [])
    of = billed(facts, requirement, model, delivered)
    fee = list(fee_lines(of))
    return _in_order(facts, [*fee, *lines_beside_the_fee(of), *scorecard_lines(of, fee)])


def _in_order(facts: Facts, entries: list[Entry]) -> Invoice:
    """The entries that come to something, sorted, with their amounts."""
    place = {line: position for position, line in enumerate(LINES)}
    kept = [entry for entry in entries if entry.quantity * entry.price != 0.0]
    kept.sort(key=lambda entry: (entry.contract, place[entry.line], entry.period, entry.who))
    contract = np.array([entry.contract for entry in kept], dtype=np.int64)
    period = np.array([entry.period for entry in kept], dtype=np.int64)
    quantity = np.array([entry.quantity for entry in kept], dtype=np.float64)
    price = np.array([entry.price for entry in kept], dtype=np.float64)
    amount = quantity * price
    rate = contracts_of(facts).currency_rate[contract, period] if kept else np.zeros(0)
    return Invoice(
        contract=contract,
        line=tuple(entry.line for entry in kept),
        who=tuple(entry.who for entry in kept),
        period=period,
        unit=tuple(entry.unit for entry in kept),
        quantity=quantity,
        price=price,
        amount=amount,
        amount_base=amount * rate,
    )

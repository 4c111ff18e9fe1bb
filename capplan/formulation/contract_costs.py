"""The cost terms of contracts: fees, other charges, scorecards."""

from __future__ import annotations

from capplan.formulation.cost_term import CostTerm
from capplan.formulation.fees import Entries, fee, lines
from capplan.formulation.scorecards import scorecard
from capplan.formulation.sets import Given
from capplan.program import Program

__all__ = ["contract_terms"]


def contract_terms(program: Program, given: Given) -> tuple[CostTerm, ...]:
    """What vendors bill; nothing without contracts."""
    if given.facts.contracts is None:
        return ()
    billed = fee(program, given)
    return (
        _term(given, "vendor_fees", billed),
        _term(given, "vendor_charges", lines(program, given)),
        _term(given, "vendor_scorecard", scorecard(program, given, billed)),
    )


def _term(given: Given, name: str, entries: Entries) -> CostTerm:
    contracts = given.facts.contracts
    assert contracts is not None
    return CostTerm(
        name=name,
        unit="as billed",
        steering=False,
        labels=contracts.name,
        column=entries.column,
        period=entries.period,
        site=contracts.site[entries.contract],
        who=entries.contract,
        price=entries.price,
        contract=entries.contract,
    )

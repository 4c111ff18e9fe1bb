"""Clauses that the planning model has switched off: what stands in the tables and does nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.nearest import listing
from capplan.planning_model import ContractRules
from capplan.validation.typed import Inputs, TypedTable

__all__ = ["notes"]

COLUMNS = {  # clause of [contracts]: the columns of contracts.csv that state it
    "tiers": ("tier_kind",),
    "commitments": ("commit_units", "commit_share"),
    "baseline": ("baseline_units",),
    "locks": ("lock_kind",),
    "limits": ("start_lead_weeks", "largest_class", "ramp_down_notice_days", "most_up", "most_down"),
    "training": ("training_cap_h", "nesting_rate", "ramp_discount"),
}
TABLES = {"premiums": "contract_premiums", "scorecards": "vendor_kpis"}


def notes(inputs: Inputs) -> Iterator[str]:
    """Clauses in use whose switch is off."""
    table = inputs["contracts"]
    rules = inputs.model.contracts or ContractRules.none()
    unused = {}
    for clause in ContractRules.model_fields:
        named = sorted(_stating(inputs, clause))
        if named and not getattr(rules, clause):
            unused[clause] = named
    if unused and inputs.model.contracts is None:
        yield (
            "the planning model has no [contracts]: vendors bill units times rate, and "
            f"{listing(unused)} of {listing(table.names())} do nothing"
        )
        return
    for clause, named in unused.items():
        yield f"the rule contracts.{clause} is off: {clause} of {listing(named)} do nothing"


def _stating(inputs: Inputs, clause: str) -> set[str]:
    """The contracts that have a clause."""
    table = inputs["contracts"]
    if clause in TABLES:
        return set(inputs[TABLES[clause]].names("contract"))
    if clause == "selection":
        there = (table.text("status") == "candidate") | (table.text("may_end") == "yes")
    else:
        there = np.any([_filled(table, column) for column in COLUMNS[clause]], axis=0)
    if clause == "training":
        there |= table.text("replacement_training") == "vendor"
    return set(table.text("contract")[there].tolist())


def _filled(table: TypedTable, column: str) -> NDArray[np.bool_]:
    if column in ("tier_kind", "lock_kind"):
        return table.given(column)
    return np.asarray(table.given(column) & (table.number(column) != 0))

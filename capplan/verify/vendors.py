"""What the vendors under contract deliver and bill, afresh from the walk and the work of the run.

Index    c contract    p team    i pair (team, queue)    t period

Quantities are counted here by the ages of the walk; what they cost is the one definition in capplan.contracts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.contract_facts import Contracts
from capplan.contracts import Delivered, Invoice, invoice
from capplan.facts import Facts
from capplan.planning_model import ContractRules, PlanningModel
from capplan.requirements.required import Requirement
from capplan.verify.decisions import Decisions, read_decisions
from capplan.verify.findings import Ledger
from capplan.verify.read_run import Run
from capplan.verify.walk import Walked

__all__ = ["Vendors", "find_vendors"]

Float = NDArray[np.float64]
Flag = NDArray[np.bool_]


@dataclass(frozen=True)
class Vendors:
    """The contracts with what was decided on them, what was delivered under them and what that costs."""

    contracts: Contracts
    rules: ContractRules
    decisions: Decisions
    delivered: Delivered
    invoice: Invoice

    def teams(self, contract: int) -> Flag:
        """[p, t] the people of a contract."""
        return np.asarray(self.contracts.contract_of_team == contract, dtype=np.bool_)

    def pairs(self, contract: int) -> Flag:
        """[i, t] the work of a contract."""
        return np.asarray(self.contracts.contract_of_pair == contract, dtype=np.bool_)

    @property
    def leaving(self) -> Flag:
        """[p, t] teams that leave because their contract ends: the first period without it."""
        teams, periods = self.contracts.contract_of_team.shape
        gone = np.zeros((teams, periods), dtype=np.bool_)
        for c, end in enumerate(self.decisions.ended):
            if 0 <= end < periods:
                gone[self.teams(c).any(axis=1), end] = True
        return gone


def find_vendors(
    model: PlanningModel, facts: Facts, requirement: Requirement, run: Run, walk: Walked, assigned_h: Float,
    ledger: Ledger,
) -> Vendors | None:  # fmt: skip
    """The contracts of a run and their invoice, with ``assigned_h`` [i, t]; None for facts without contracts."""
    contracts = facts.contracts
    if contracts is None:
        return None
    rules = model.contracts or ContractRules.none()
    decisions = read_decisions(facts, run, ledger)
    given = _delivered(facts, requirement, rules, decisions, run, walk, assigned_h)
    return Vendors(contracts, rules, decisions, given, invoice(facts, requirement, model, given))


def _delivered(
    facts: Facts, requirement: Requirement, rules: ContractRules, decisions: Decisions, run: Run,
    walk: Walked, assigned_h: Float,
) -> Delivered:  # fmt: skip
    teams, contracts = facts.teams, facts.contracts
    assert contracts is not None
    ready_h = walk["productive_heads"] * teams.contract_h[:, None] * requirement.productive_share[teams.site]
    return Delivered(
        heads=walk["heads"],
        starts=walk["hires"],
        leavers=walk["attrition"] + walk["washout"],
        **_by_age(facts, contracts, rules, walk.of_age),
        overtime_h=np.nan_to_num(run.staffing["overtime_paid_h"]),
        undertime_h=np.nan_to_num(run.staffing["undertime_paid_h"]),
        transfer_h=np.where(_handing_over(contracts, decisions), ready_h, 0.0),
        assigned_h=assigned_h,
        opened=decisions.opened,
        ended=decisions.ended,
    )


def _by_age(facts: Facts, contracts: Contracts, rules: ContractRules, of_age: Float) -> dict[str, Float]:
    """People in nesting and in the ramp after it, and billable hours of training, [p, t]."""
    teams, clauses = facts.teams, contracts.training
    names = ("nesting_heads", "nesting_productive", "ramp_heads", "ramp_productive", "training_h")
    result = {name: np.zeros(of_age.shape[:2]) for name in names}
    for p in np.flatnonzero(contracts.under_contract):
        c = next(int(c) for c in contracts.contract_of_team[p] if c >= 0)
        training, hours = int(teams.training_periods[p]), float(teams.contract_h[p])
        nested = training + int(teams.nesting_periods[p])
        ramped = min(nested + int(clauses.ramp_periods[c]), int(teams.mature_age[p]))
        left_h = float(clauses.cap_h[c]) if rules.training else np.inf
        for age in range(of_age.shape[2]):
            people, output = of_age[p, :, age], float(teams.productivity[p, age])
            if age < training:
                result["training_h"][p] += people * min(left_h, hours)
                left_h -= min(left_h, hours)
            elif rules.training and age < max(nested, ramped):
                stage = "nesting" if age < nested else "ramp"
                result[f"{stage}_heads"][p] += people
                result[f"{stage}_productive"][p] += people * output
    return result


def _handing_over(contracts: Contracts, decisions: Decisions) -> Flag:
    """[p, t] teams that hand their work over: the overlap before the end of the contract."""
    found = np.zeros(contracts.contract_of_team.shape, dtype=np.bool_)
    for c, end in enumerate(decisions.ended):
        if end >= 0:
            overlap = slice(max(0, end - int(contracts.selection.overlap_periods[c])), end)
            found[:, overlap] |= contracts.contract_of_team[:, overlap] == c
    return found

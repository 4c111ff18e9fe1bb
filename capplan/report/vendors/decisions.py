"""Which contracts the plan opens, ends, keeps or leaves: the decisions to sign, and what is in force after them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.contracts import LINES, Delivered
from capplan.contracts.charges import running
from capplan.contracts.quantities import contracts_of
from capplan.contracts.windows import in_force
from capplan.plan import Decision, Plan
from capplan.report.vendors.billing import billed_by_line

__all__ = ["counted", "decision_of", "decisions_of", "open_periods", "vendor_decisions_table"]

FEE = {"open": "opening_fee", "end": "exit_fee"}
COLUMNS = ("contract", "vendor", "site", "decision", "date", "fee", "currency")


def decisions_of(plan: Plan, contract: int) -> list[Decision]:
    """What is decided about a contract, in the order of time."""
    found = [decision for decision in plan.selection if decision.contract == contract]
    return sorted(found, key=lambda decision: decision.period)


def decision_of(plan: Plan, contract: int) -> str:
    """One of open | end | keep | not_opened: the last decision where there are two."""
    decided = decisions_of(plan, contract)
    if decided:
        return decided[-1].kind
    return "not_opened" if contracts_of(plan.facts).selection.candidate[contract] else "keep"


def counted(plan: Plan) -> Delivered:
    """What the clauses of whole months count: heads in production, hours assigned, contracts opened and ended."""
    count, none = len(contracts_of(plan.facts)), np.zeros_like(plan.walk.heads)
    opened, ended = (np.full(count, -1, dtype=np.int64) for _ in range(2))
    for decision in plan.selection:
        (opened if decision.kind == "open" else ended)[decision.contract] = decision.period
    return Delivered(
        heads=plan.walk.heads,
        starts=none,
        leavers=none,
        nesting_heads=none,
        nesting_productive=none,
        ramp_heads=none,
        ramp_productive=none,
        training_h=none,
        overtime_h=none,
        undertime_h=none,
        transfer_h=none,
        assigned_h=plan.assigned_h,
        opened=opened,
        ended=ended,
    )


def open_periods(plan: Plan) -> NDArray[np.bool_]:
    """[c, t] whether a contract is in force as decided: never for a candidate that is not opened."""
    contracts = contracts_of(plan.facts)
    covered = np.array([in_force(contracts, c) for c in range(len(contracts))])
    return np.asarray(covered & running(contracts, counted(plan)), dtype=np.bool_)


def vendor_decisions_table(plan: Plan) -> pd.DataFrame:
    """vendor_decisions.csv: a row for each contract, two for one that is opened and ended."""
    contracts, sites = contracts_of(plan.facts), plan.facts.sites.name
    fees = billed_by_line(plan, base=False)
    rows: list[tuple[str, str, str, str, str, float, str]] = []
    for c, name in enumerate(contracts.name):
        decided: list[tuple[str, str, float]] = [
            (d.kind, plan.facts.horizon.day(d.period).isoformat(), float(fees[c, LINES.index(FEE[d.kind])]))
            for d in decisions_of(plan, c)
        ]
        for kind, day, fee in decided or [(decision_of(plan, c), "", np.nan)]:
            rows.append(
                (name, contracts.vendor[c], sites[contracts.site[c]], kind, day, fee, contracts.currency[c])
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))

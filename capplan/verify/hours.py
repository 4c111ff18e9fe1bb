"""Rules of hours: from heads to productive hours, overtime and undertime, and what is left unassigned."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.planning_model import Overtime, Undertime
from capplan.verify.case import Case
from capplan.verify.findings import HOURS

__all__ = ["bought_h", "check_hours", "productive_h"]

Float = NDArray[np.float64]


def productive_h(case: Case) -> Float:
    """Productive hours of headcount teams before overtime and undertime, [p, t]."""
    share = case.per_team(case.requirement.productive_share)
    return case.walk["productive_heads"] * case.facts.teams.contract_h[:, None] * share


def bought_h(case: Case) -> Float:
    """Hours bought from on-demand teams, [p, t]; 0 for the others."""
    return np.where(case.facts.teams.on_demand[:, None], case.work.team_h, 0.0)


def check_hours(case: Case) -> None:
    """Every column of staffing.csv, and the caps on overtime and undertime."""
    teams, requirement, found = case.facts.teams, case.requirement, case.run.staffing
    ledger, axes = case.ledger, (teams.name, case.weeks)
    ready = productive_h(case)
    over_paid = np.nan_to_num(found["overtime_paid_h"])
    under_paid = np.nan_to_num(found["undertime_paid_h"])
    over = over_paid * case.per_team(requirement.on_duty_share)
    under = under_paid * case.per_team(requirement.productive_share)
    there = ready + over - under
    spare = np.where(teams.on_demand[:, None], 0.0, there - case.work.team_h)
    expected = {
        "contract_h": case.walk["heads"] * teams.contract_h[:, None],
        "productive_h": ready,
        "overtime_productive_h": over,
        "undertime_productive_h": under,
        "assigned_h": case.work.team_h,
        "spare_h": spare,
    }
    for name, hours in expected.items():
        ledger.equal("staffing", name, axes, hours, found[name], HOURS)
    headcount = np.broadcast_to(~teams.on_demand[:, None], spare.shape)
    ledger.at_most("spare", "assigned_h (hours there)", axes, there, case.work.team_h, HOURS, headcount)
    base = case.walk["productive_heads"] * teams.contract_h[:, None]
    _check_caps(case, "overtime", case.model.overtime, over_paid, base)
    _check_caps(case, "undertime", case.model.undertime, under_paid, base)


def _check_caps(case: Case, rule: str, caps: Overtime | Undertime | None, paid: Float, base: Float) -> None:
    """Paid hours within the share of ``base``, by period and over every rolling quarter within the plan."""
    names = case.facts.teams.name
    limit = np.zeros_like(base) if caps is None else caps.most_share * base
    case.ledger.at_most(rule, f"{rule}_paid_h", (names, case.weeks), limit, paid, HOURS)
    window = case.facts.horizon.periods_per_quarter
    if caps is None or caps.most_share_quarter is None or window > len(case.weeks):
        return
    for first in range(len(case.weeks) - window + 1):
        periods = slice(first, first + window)
        most = caps.most_share_quarter * base[:, periods].sum(axis=1)
        what = f"{rule}_paid_h of the quarter from {case.weeks[first]}"
        case.ledger.at_most(f"{rule}_quarter", what, (names,), most, paid[:, periods].sum(axis=1), HOURS)

"""Table of exposure: how much severe content the people of a team see on a day, against the cap."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.cohorts import aged
from capplan.formulation.exposure import days_at_work, new_gap_h, new_weight
from capplan.plan import Plan
from capplan.planning_model import Exposure
from capplan.report.long import long_table

__all__ = ["exposure_h_a_day", "exposure_table", "most_exposure_h_day"]

Float = NDArray[np.float64]

TINY_H = 1e-6
"""Severe hours of a team below which its work has no severity: they are the rounding of a solver."""


def exposure_table(plan: Plan) -> pd.DataFrame | None:
    """exposure.csv: by team that may work severe content and period; None where no content is severe.

    Hours are those of people at full pace, as in staffing.csv. Without [exposure] the cap is infinite.
    """
    exposure = plan.facts.exposure
    if exposure is None:
        return None
    pairs, teams = plan.facts.pairs, plan.facts.teams
    here = np.unique(pairs.team[exposure.severity[pairs.queue] > 0.0])
    days, exposure_h = _person_days(plan), _exposure_h(plan)
    severe_h = _by_team(plan, exposure.severity > 0.0)
    keys = {
        "site": [plan.facts.sites.name[teams.site[p]] for p in here],
        "team": [teams.name[p] for p in here],
    }
    assigned_h = plan.staffing.assigned_h
    values = {
        "person_days": days,
        "severe_h": severe_h,
        "severe_share": np.divide(severe_h, assigned_h, out=np.zeros_like(days), where=assigned_h > 0.0),
        "severity": np.divide(exposure_h, severe_h, out=np.zeros_like(days), where=severe_h > TINY_H),
        "exposure_h": exposure_h,
        "exposure_h_day": _a_day(exposure_h, days),
        "cap_h_day": _cap_h(plan, days),
    }
    return long_table(plan.facts.horizon.labels, keys, {name: value[here] for name, value in values.items()})


def _cap_h(plan: Plan, days: Float) -> Float:
    """[p, t] the cap on a day, in the mean of those who are new and the others."""
    facts, rules = plan.facts, plan.model.exposure
    assert facts.exposure is not None
    cap_h = np.broadcast_to(facts.exposure.cap_h[facts.teams.site][:, None], days.shape)
    if rules is None or rules.new_most_h_day is None:
        return np.asarray(cap_h)
    each = days_at_work(rules, facts, plan.requirement)
    new_days = each * aged(facts, plan.walk.hires, new_weight(rules, facts))
    share = np.clip(np.divide(new_days, days, out=np.zeros_like(days), where=days > 1e-9), 0.0, 1.0)
    return np.asarray(cap_h - share * new_gap_h(rules, facts)[:, None])


def most_exposure_h_day(plan: Plan) -> float | None:
    """The most exposure of a person on a day at work, of any team in any period; None where nothing is severe."""
    found = exposure_h_a_day(plan)
    return None if found is None else float(found.max(initial=0.0))


def exposure_h_a_day(plan: Plan) -> Float | None:
    """[p, t] exposure of a person on a day at work; None where nothing is severe."""
    return None if plan.facts.exposure is None else _a_day(_exposure_h(plan), _person_days(plan))


def _exposure_h(plan: Plan) -> Float:
    assert plan.facts.exposure is not None
    return _by_team(plan, plan.facts.exposure.severity)


def _by_team(plan: Plan, weight: NDArray[np.generic]) -> Float:
    """[p, t] hours of the teams, each weighted by its queue."""
    pairs, total = plan.facts.pairs, np.zeros_like(plan.staffing.assigned_h)
    np.add.at(total, pairs.team, weight[pairs.queue].astype(np.float64)[:, None] * plan.assigned_h)
    return total


def _person_days(plan: Plan) -> Float:
    """[p, t] days at work of all people of a team, at full pace; of a team on demand of those its hours stand for."""
    rules = plan.model.exposure or Exposure()
    teams, staffing = plan.facts.teams, plan.staffing
    days = days_at_work(rules, plan.facts, plan.requirement)
    head_h = teams.contract_h[:, None] * plan.requirement.productive_share[teams.site]
    hours = np.where(
        teams.on_demand[:, None], staffing.assigned_h, staffing.productive_h - staffing.undertime_productive_h
    )
    return np.asarray(days * np.divide(hours, head_h, out=np.zeros_like(hours), where=head_h > 0.0))


def _a_day(exposure_h: Float, days: Float) -> Float:
    return np.divide(exposure_h, days, out=np.zeros_like(days), where=days > 1e-9)

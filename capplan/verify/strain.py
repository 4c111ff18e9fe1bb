"""Strain: as many leave by severe content and full days as the curves say, and hardly more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.planning_model import Strain
from capplan.verify.case import Case
from capplan.verify.findings import SHARE_LOOSE, Tolerance
from capplan.verify.read_run import Run
from capplan.verify.trust import person_days

__all__ = ["check_strain", "worn_out"]

Float = NDArray[np.float64]
RULE = "strain"
LEAVERS = Tolerance(1e-5, 1e-6)


def worn_out(run: Run) -> Float | None:
    """[p, t] people who leave by strain, of both causes; None without [strain]."""
    if run.strain is None:
        return None
    return np.nan_to_num(run.strain["leave_by_exposure"]) + np.nan_to_num(run.strain["leave_by_full_days"])


def check_strain(case: Case) -> None:
    """The figures of strain.csv and the leavers that follow from them, team by team."""
    rules, found, facts = case.model.strain, case.run.strain, case.facts
    if rules is None or found is None:
        return
    axes = (facts.teams.name, case.weeks)
    exposure, days = facts.exposure, person_days(case)
    hours = np.zeros_like(case.work.team_h)
    if exposure is not None:
        weight = exposure.severity[case.work.queue]
        np.add.at(hours, (case.work.team, case.work.period), weight * case.work.productive_h)
    a_day = np.divide(hours, days, out=np.zeros_like(hours), where=days > 1e-9)
    given_back = np.nan_to_num(case.run.staffing["undertime_paid_h"])
    there = case.walk["productive_heads"] - given_back / facts.teams.contract_h[:, None]
    head_h = facts.teams.contract_h[:, None] * case.per_team(case.requirement.productive_share)
    able_h = there * head_h
    share = np.divide(case.work.team_h, able_h, out=np.zeros_like(able_h), where=able_h > 1e-9)
    staffed = np.broadcast_to(~facts.teams.on_demand[:, None] & (there > 1e-3), there.shape)
    case.ledger.equal(RULE, "exposure_h_day", axes, a_day, found["exposure_h_day"], SHARE_LOOSE, staffed)
    case.ledger.equal(RULE, "busy_share", axes, share, found["busy_share"], SHARE_LOOSE, staffed)
    least, most = _by_exposure(case, rules, a_day, there)
    _between(case, "leave_by_exposure", least, most)
    least, most = _by_full_days(case, rules, share, there)
    _between(case, "leave_by_full_days", least, most)


def _between(case: Case, column: str, least: Float, most: Float) -> None:
    found = case.run.strain
    assert found is not None
    axes = (case.facts.teams.name, case.weeks)
    staffed = np.broadcast_to(~case.facts.teams.on_demand[:, None], least.shape)
    leave = np.nan_to_num(found[column])
    case.ledger.at_least(RULE, column, axes, least, leave, LEAVERS, staffed)
    case.ledger.at_most(RULE, column, axes, most, leave, LEAVERS, staffed)


def _curve(rules: Strain, hours: Float | float) -> Float:
    """Share that leaves in a period at so many exposure hours a day."""
    total = np.zeros_like(np.asarray(hours, dtype=np.float64))
    for start, leave in (
        (rules.exposure_from_h, rules.exposure_leavers),
        (rules.steep_from_h, rules.steep_leavers),
    ):
        if start is not None and leave is not None:
            total = total + leave * np.maximum(0.0, hours - start)
    return total


def _by_exposure(case: Case, rules: Strain, a_day: Float, there: Float) -> tuple[Float, Float]:
    """Least leavers, by the curve, and most, by its chord up to the cap of the site."""
    exposure, teams = case.facts.exposure, case.facts.teams
    if exposure is None:
        return np.zeros_like(there), np.zeros_like(there)
    severe = np.zeros(len(teams.name), dtype=np.bool_)
    severe[case.facts.pairs.team[exposure.severity[case.facts.pairs.queue] > 0.0]] = True
    least = _curve(rules, a_day) * there * severe[:, None]
    cap = exposure.cap_h[teams.site]
    steepest = sum(leave for leave in (rules.exposure_leavers, rules.steep_leavers) if leave is not None)
    chord = np.full(len(cap), float(steepest))
    known = np.isfinite(cap)
    chord[known] = _curve(rules, cap[known]) / np.maximum(cap[known], 1e-9)
    return least, chord[:, None] * a_day * there * severe[:, None]


def _by_full_days(case: Case, rules: Strain, share: Float, there: Float) -> tuple[Float, Float]:
    """Least leavers, by the line above the threshold, and most, by the chord up to all hours and all overtime."""
    if rules.busy_from is None or rules.busy_leavers is None:
        return np.zeros_like(there), np.zeros_like(there)
    above = np.maximum(0.0, share - rules.busy_from) / (1.0 - rules.busy_from)
    fullest = 1.0
    if case.model.overtime is not None:
        on_duty, productive = case.requirement.on_duty_share, case.requirement.productive_share
        fullest += case.model.overtime.most_share * float((on_duty / np.maximum(productive, 1e-9)).max())
    chord = (fullest - rules.busy_from) / (1.0 - rules.busy_from) / fullest
    return rules.busy_leavers * above * there, rules.busy_leavers * chord * share * there

"""Trust & Safety rules: how much severe content people see on a day, and how often decisions are right."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.planning_model import Exposure
from capplan.verify.case import Case
from capplan.verify.findings import HOURS, SHARE, SHARE_LOOSE, Tolerance
from capplan.verify.novices import right_of_row

__all__ = ["check_accuracy", "check_exposure", "person_days"]

Float = NDArray[np.float64]

STAFFED = 1.0
"""Hours or days below which a mean over them says nothing."""


def check_exposure(case: Case) -> None:
    """Exposure of a person on a day, the severe part of a team's hours, and the table of both."""
    exposure, rules, facts = case.facts.exposure, case.model.exposure, case.facts
    table = case.run.sheets.get("exposure")
    if exposure is None:
        return
    hours, severe = np.zeros_like(case.work.team_h), np.zeros_like(case.work.team_h)
    weight = exposure.severity[case.work.queue]
    np.add.at(hours, (case.work.team, case.work.period), weight * case.work.productive_h)
    np.add.at(severe, (case.work.team, case.work.period), (weight > 0.0) * case.work.productive_h)
    days = person_days(case)
    axes = (facts.teams.name, case.weeks)
    if rules is not None:
        cap = np.where(np.isfinite(exposure.cap_h), exposure.cap_h, 1e9)[facts.teams.site][:, None]
        room = cap * days - _new_room(case, rules, cap)
        case.ledger.at_most("exposure", "exposure_h", axes, room, hours, HOURS)
        _check_wellness(case, rules)
        if rules.most_share is not None:
            most = rules.most_share * case.work.team_h
            case.ledger.at_most("exposure", "severe_h", axes, most, severe, HOURS)
    if table is not None:
        everywhere = np.full_like(days, np.inf)
        sums = {"person_days": days, "severe_h": severe, "exposure_h": hours}
        _check_table(case, {name: (values, everywhere) for name, values in sums.items()}, HOURS)
        _check_table(case, _by_the_hour(case, days, severe, hours), SHARE_LOOSE)


def _by_the_hour(case: Case, days: Float, severe: Float, hours: Float) -> dict[str, tuple[Float, Float]]:
    """What the table says of an hour and of a day, each with the hours or days that it is the mean of."""
    exposure, rules = case.facts.exposure, case.model.exposure
    assert exposure is not None
    told = {
        "severe_share": (_part(severe, case.work.team_h), case.work.team_h),
        "severity": (_part(hours, severe), severe),
        "exposure_h_day": (_part(hours, days), days),
    }
    cap = exposure.cap_h[case.facts.teams.site][:, None]
    if rules is not None and np.isfinite(cap).all():
        least = cap if rules.new_most_h_day is None else np.minimum(cap, rules.new_most_h_day)
        told["cap_h_day"] = (np.maximum(cap - _part(_new_room(case, rules, cap), days), least), days)
    return told


def _part(some: Float, whole: Float) -> Float:
    return np.divide(some, whole, out=np.zeros_like(some), where=whole > STAFFED)


def person_days(case: Case) -> Float:
    """Days at work of a team's people, [p, t]: contract hours not spent away, in days of full length, at full pace.

    Hours away are those that shrinkage takes beside what it takes of an hour on duty.
    """
    teams, requirement = case.facts.teams, case.requirement
    working_days = 5.0 if case.model.exposure is None else case.model.exposure.working_days
    productive, on_duty = (
        case.per_team(s) for s in (requirement.productive_share, requirement.on_duty_share)
    )
    there = np.divide(productive, on_duty, out=np.zeros_like(productive), where=on_duty > 0.0)
    full_h = teams.contract_h[:, None] / (working_days * case.facts.horizon.period_h / 168.0)
    given_back = np.nan_to_num(case.run.staffing["undertime_paid_h"])
    paid_h = case.walk["productive_heads"] * teams.contract_h[:, None] - given_back
    bought_h = np.divide(case.work.team_h, productive, out=np.zeros_like(productive), where=productive > 0.0)
    return np.asarray(there * np.where(teams.on_demand[:, None], bought_h, paid_h) / full_h)


def _new_room(case: Case, rules: Exposure, cap: Float) -> Float:
    """Exposure hours, [p, t], that people have less who are new in production and not tenured yet."""
    teams = case.facts.teams
    if rules.new_most_h_day is None:
        return np.zeros((len(teams.name), len(case.weeks)))
    less = np.where(cap < 1e9, np.maximum(0.0, cap - rules.new_most_h_day), 0.0)
    new = np.zeros((len(teams.name), len(case.weeks)))
    for p in range(len(teams.name)):
        first = int(teams.training_periods[p])
        for age in range(first, min(first + rules.new_periods, int(teams.mature_age[p]))):
            new[p] += case.walk.of_age[p, :, age] * float(teams.productivity[p, age])
    requirement = case.requirement
    productive, on_duty = (
        case.per_team(s) for s in (requirement.productive_share, requirement.on_duty_share)
    )
    there = np.divide(productive, on_duty, out=np.zeros_like(productive), where=on_duty > 0.0)
    days = rules.working_days * case.facts.horizon.period_h / 168.0 * there
    return np.asarray(less * days * new)


def _check_wellness(case: Case, rules: Exposure) -> None:
    """Hours of wellness time in a week at every site whose people may work severe content."""
    facts, exposure, shrinkage = case.facts, case.facts.exposure, case.facts.shrinkage
    if rules.wellness is None or rules.wellness_h_week is None or exposure is None:
        return
    weeks = facts.horizon.period_h / 168.0
    for p in np.unique(facts.pairs.team[exposure.severity[facts.pairs.queue] > 0.0]):
        share = np.zeros(len(case.weeks))
        for k, component in enumerate(shrinkage.component):
            if component == rules.wellness:
                share = share + shrinkage.share[k, facts.teams.site[p]]
        hours = share * float(facts.teams.contract_h[p]) / weeks
        what = f"{rules.wellness} of {facts.teams.name[p]} a week"
        case.ledger.at_least("exposure", what, (case.weeks,), rules.wellness_h_week, hours, HOURS)


def _check_table(case: Case, expected: dict[str, tuple[Float, Float]], tolerance: Tolerance) -> None:
    """Every figure with what it is the mean of: where there is next to nothing of that, it is no figure."""
    table = case.run.sheets["exposure"]
    team = table.positions(("team",), case.facts.teams.name, case.ledger)
    week = table.positions(("week_start",), case.weeks, case.ledger)
    row = np.flatnonzero((team >= 0) & (week >= 0))
    names = [
        f"{case.facts.teams.name[p]} in {case.weeks[t]}" for p, t in zip(team[row], week[row], strict=True)
    ]
    for name, (values, of) in expected.items():
        found, where = table.numbers[name][row], of[team[row], week[row]] > STAFFED
        case.ledger.equal("exposure", name, (names,), values[team[row], week[row]], found, tolerance, where)


def check_accuracy(case: Case) -> None:
    """Decisions that are right, of a queue in a quarter and of the plan, against the floors."""
    accuracy, rules, work = case.facts.accuracy, case.model.accuracy, case.work
    if accuracy is None or rules is None:
        return
    horizon, of_row = case.facts.horizon, right_of_row(case)
    quarter = np.array(horizon.quarter_index)[work.period] if len(work.period) else work.period
    for q in np.flatnonzero(np.isfinite(accuracy.least)):
        for h, name in enumerate(horizon.quarters):
            mine = (work.queue == q) & (quarter == h)
            what = f"accuracy of {case.facts.queues.name[q]} in {name}"
            _at_least(case, what, float(accuracy.least[q]), of_row[mine], work.contacts[mine])
    if rules.least is not None:
        known = np.isfinite(of_row)
        _at_least(case, "accuracy of all decisions", rules.least, of_row[known], work.contacts[known])


def _at_least(case: Case, what: str, least: float, accuracy: Float, contacts: Float) -> None:
    total = contacts.sum()
    if total > 0.0:
        reached = np.array([float(accuracy @ contacts / total)])
        case.ledger.at_least("accuracy", what, (("mean",),), least, reached, SHARE)

"""Service: what the hours a queue gets come to by its service curve, and how many contacts that makes late.

The curve is a property of the requirement, as the required hours are. Here it is read off between its corners;
below its range it goes on as in its first piece.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.verify.case import Case
from capplan.verify.findings import HOURS, SHARE

__all__ = ["check_service", "late_contacts", "priced_by_service"]

Float = NDArray[np.float64]
HOURS_OF_A_WEEK = 168.0


def priced_by_service(case: Case) -> NDArray[np.bool_]:
    """[q] whether short hours of a queue are priced by late contacts."""
    rules = case.model.service
    priced = set() if rules is None else set(rules.late_price)
    has_curve = [q in case.requirement.curves for q in range(len(case.facts.queues.name))]
    return np.array(has_curve, dtype=np.bool_) & np.isin(case.facts.queues.priority, list(priced))


def _reached(case: Case, q: int) -> Float:
    """[t] share answered in time with the hours that are not short; may fall below zero below the curve."""
    curve = case.requirement.curves[q]
    weeks = case.facts.horizon.period_h / HOURS_OF_A_WEEK
    short = np.nan_to_num(case.run.coverage["short_h"][q])
    hours = curve.required_h - short * float(case.facts.queues.schedule_efficiency[q]) / weeks
    level = np.zeros(len(hours))
    for t, at in enumerate(hours):
        corner, share = curve.hours[t], curve.level[t]
        level[t] = np.interp(at, corner, share)
        if at < corner[0]:
            level[t] = share[0] - float(curve.slope[t, 0]) * (corner[0] - at)
    return level


def late_contacts(case: Case) -> Float:
    """[q, t] contacts answered late that the full requirement would have answered in time, as they are priced.

    Below the curve its first piece goes on, so that there may be more of them than contacts.
    """
    late = np.zeros_like(case.required_h)
    volume = case.requirement.demand.volume
    for q, curve in case.requirement.curves.items():
        late[q] = volume[q] * np.maximum(0.0, curve.required_level - _reached(case, q))
    return late


def check_service(case: Case) -> None:
    """The rows of service.csv: one for every queue with a service level, with what its hours reach."""
    queues, found = case.facts.queues, case.run.service
    for q, curve in case.requirement.curves.items():
        expected = {
            "target": np.full(len(case.weeks), float(queues.service_level[q])),
            "answer_within_s": np.full(len(case.weeks), float(queues.answer_within_s[q])),
            "service_level_required": curve.required_level,
            "service_level": np.clip(_reached(case, q), 0.0, 1.0),
            "curve_error": curve.error,
        }
        name, axes = queues.name[q], (case.weeks,)
        for column, values in expected.items():
            case.ledger.equal("service", f"{column} of {name}", axes, values, found[column][q], SHARE)
        hours = {
            "volume": case.requirement.demand.volume[q],
            "required_h": case.required_h[q],
            "short_h": np.nan_to_num(case.run.coverage["short_h"][q]),
            "late_contacts": case.requirement.demand.volume[q]
            * np.maximum(0.0, curve.required_level - np.clip(_reached(case, q), 0.0, 1.0)),
        }
        for column, values in hours.items():
            case.ledger.equal("service", f"{column} of {name}", axes, values, found[column][q], HOURS)

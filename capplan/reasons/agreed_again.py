"""What was agreed when a re-plan was made, from what its folder says it was told: the same program comes out again.

Index    p team    t period    c contract    b month
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.agreed import Agreed, Project
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.replan.projects import projects_here
from capplan.verify.told import Told

__all__ = ["agreed_again"]


def agreed_again(told: Told, facts: Facts, model: PlanningModel) -> Agreed:
    """The record of a re-plan as the formulation takes it."""
    agreed = Agreed(
        told=told.frozen | told.priced,
        classes=told.classes,
        heads=told.heads,
        frozen=told.frozen,
        priced=told.priced,
        pinned=told.pinned,
        pinned_classes=told.pinned_classes,
        pinned_heads=told.pinned_heads,
        known=told.known,
        opens=_in_month(told.opened, told.spoken.shape),
        closes=_in_month(told.ended, told.spoken.shape),
        frozen_opens=np.zeros_like(told.spoken),
        frozen_closes=np.zeros_like(told.spoken),
        orders=told.orders,
        unit_cost=np.nan_to_num(told.unit_cost).max(axis=1, initial=0.0),
        projects=_projects(told, facts, model),
    )
    contracts = facts.contracts
    if contracts is None:
        return agreed
    first, reach = np.unique(contracts.month_of_period, return_index=True)[1], model.replan.frozen_periods
    notice = contracts.selection.notice_periods[:, None]
    agreed.frozen_opens[...] = told.spoken & (first < reach)
    agreed.frozen_closes[...] = told.spoken & (first < reach + notice)
    return agreed


def _projects(told: Told, facts: Facts, model: PlanningModel) -> tuple[Project, ...]:
    horizon, reach = facts.horizon, model.replan.frozen_periods
    first = horizon.month_starts
    days = [horizon.labels[t] for t in first]
    frozen = np.array([horizon.day(int(t)) < told.end and t < reach for t in first], dtype=np.bool_)
    return tuple(
        Project(block, thing, place, name, days.index(day) if day in days else -1, frozen)
        for block, place, thing, name in projects_here(facts, model)
        for day in [told.projects.get((thing, name))]
        if day is not None
    )


def _in_month(month: NDArray[np.int64], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """[c, b] whether it is the month told; -1 is none."""
    return np.asarray(month[:, None] == np.arange(shape[1]), dtype=np.bool_)

"""The worked plans as re-plans: what they were told, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from capplan.verify.told import Told
from tests.verify.vendor_plan import vendor_plan
from tests.verify.worked_plan import WorkedPlan, worked_plan

__all__ = ["against_a_pin", "frozen_larger", "told", "told_plan", "told_vendor_plan"]


def told(teams: int, contracts: int = 0, months: int = 0, **fields: Any) -> Told:
    """Nothing told over six months but ``fields``."""
    none, no = np.zeros((teams, 6)), np.zeros((teams, 6), dtype=bool)
    start: dict[str, Any] = {
        "classes": none, "heads": none, "frozen": no, "priced": no, "pinned": no, "pinned_classes": none,
        "pinned_heads": none, "known": np.zeros(contracts, dtype=bool), "opened": np.full(contracts, -1),
        "ended": np.full(contracts, -1), "spoken": np.zeros((contracts, months), dtype=bool),
        "orders": np.full((contracts, months), np.nan), "unit_cost": np.zeros((contracts, months)),
        "projects": {}, "end": date(2026, 6, 30),
    }  # fmt: skip
    return Told(**(start | fields))


def told_plan() -> WorkedPlan:
    """ALPHA was told its class of 10 in March, frozen; May is pinned to no class. Nothing changed: no price."""
    plan = worked_plan()
    march, may = np.zeros((3, 6)), np.zeros((3, 6), dtype=bool)
    march[0, 2], may[0, 4] = 1.0, True
    plan.told = told(3, classes=march, heads=10.0 * march, frozen=march > 0, pinned=may)
    return plan


def told_vendor_plan(opened: int, ended: int, frozen_periods: int) -> WorkedPlan:
    """The opening of C2 and the ending of C1 were told for these months; decisions frozen for so many."""
    plan = vendor_plan()
    plan.told = told(
        4, 4, 6, known=np.ones(4, dtype=bool), opened=np.array([-1, opened, -1, -1]),
        ended=np.array([ended, -1, -1, -1]), spoken=np.ones((4, 6), dtype=bool),
    )  # fmt: skip
    replan = plan.model.replan.model_copy(update={"frozen_periods": frozen_periods})
    plan.model = plan.model.model_copy(update={"replan": replan})
    return plan


def frozen_larger(plan: WorkedPlan) -> None:
    """The class of March was told with 12 people and is frozen."""
    march = np.zeros((3, 6))
    march[0, 2] = 1.0
    plan.told = told(3, classes=march, heads=12.0 * march, frozen=march > 0)


def against_a_pin(plan: WorkedPlan) -> None:
    """March was pinned to no class of ALPHA."""
    march = np.zeros((3, 6), dtype=bool)
    march[0, 2] = True
    plan.told = told(3, pinned=march)

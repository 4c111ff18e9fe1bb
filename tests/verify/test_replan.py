"""Re-plans under check: the frozen zone, pins, and the price of changes, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.verify.told_plan import against_a_pin, frozen_larger, told, told_plan, told_vendor_plan
from tests.verify.worked_plan import WorkedPlan, worked_plan


def rules(plan: WorkedPlan) -> set[str]:
    return {finding.rule for finding in plan.check().findings}


def test_a_plan_that_keeps_what_was_told_passes() -> None:
    report = told_plan().check()
    assert report.findings == ()
    assert report.checks["frozen"] == 2 and report.checks["pinned"] == 2


def test_a_frozen_class_of_another_size_is_found() -> None:
    plan = worked_plan()
    frozen_larger(plan)
    [finding] = plan.check().findings
    assert (finding.rule, finding.expected, finding.found) == ("frozen", "12", "10")
    assert "ALPHA, 2026-03-01" in finding.where


def test_a_class_in_the_frozen_zone_that_was_not_told_and_one_against_a_pin_are_found() -> None:
    plan = told_plan()
    assert plan.told is not None
    plan.told = replace(plan.told, classes=0.0 * plan.told.classes, heads=0.0 * plan.told.heads)
    assert rules(plan) == {"frozen"}
    against_a_pin(plan)
    assert rules(plan) == {"pinned"}


def test_rules_of_when_to_call_a_class_do_not_hold_for_one_that_was_called_before() -> None:
    late = told_plan()
    late.fact("class_rules", lead_periods=np.array([3, 1, 0]))
    calendar = late.tables["hiring_calendar"]
    calendar.loc[calendar["team"] == "ALPHA", "requisition_by"] = "2025-12-01"
    assert rules(late) == set()
    late.told = None
    assert rules(late) == {"lead"}


def test_changes_steer_with_their_price() -> None:
    plan = worked_plan()
    was, every = np.zeros((3, 6)), np.ones((3, 6), dtype=bool)
    # one class of 8 in April and one of 9 in May; now one of 10 in March: one moved, one cancelled
    was[0, 3] = was[0, 4] = 1.0
    plan.told = told(3, classes=was, heads=was * [[0, 0, 0, 8, 9, 0]], priced=every)
    found = plan.check().findings
    assert {finding.rule for finding in found} == {"costs", "summary"}
    assert {finding.expected for finding in found} == {"2000"}
    same = np.zeros((3, 6))
    same[0, 2] = 1.0
    plan.told = told(3, classes=same, heads=same * 7.0, priced=every)
    assert {finding.expected for finding in plan.check().findings} == {
        "150"
    }  # three people more than 7, 50 each


def test_decisions_in_the_frozen_zone_are_as_told() -> None:
    # C2 is opened in February (month 1), C1 is ended with May (month 5)
    assert rules(told_vendor_plan(1, 5, 6)) == set()
    assert "frozen" not in rules(told_vendor_plan(2, 5, 1))
    moved = told_vendor_plan(2, 5, 3).check().findings
    frozen = [finding.where for finding in moved if finding.rule == "frozen"]
    assert frozen == ["C2 in 2026-02", "C2 in 2026-03"]


@pytest.mark.parametrize(("opened", "ended", "count"), [(1, 5, 0), (2, 5, 1), (-1, 5, 1), (2, 4, 2)])
def test_a_decision_that_changed_counts_once(opened: int, ended: int, count: int) -> None:
    found = told_vendor_plan(opened, ended, 0).check().findings
    assert {finding.expected for finding in found} == ({f"{1000 * count}"} if count else set())


def test_an_order_that_changed_is_priced_by_what_it_was_to_bill() -> None:
    plan = told_vendor_plan(1, 5, 0)
    assert plan.told is not None
    orders, cost = np.full((4, 6), np.nan), np.zeros((4, 6))
    hours = plan.tables["allocation"]
    january = hours[(hours["team"] == "TEAM1") & (hours["week_start"] == "2026-01-01")][
        "productive_h"
    ].astype(float)
    orders[0, 0], cost[0, 0] = float(january.sum()) + 50.0, 20.0
    plan.told = replace(plan.told, orders=orders, unit_cost=cost)
    assert {finding.expected for finding in plan.check().findings} == {"10"}  # a hundredth of 50 h x 20

"""What a class is for, in words, against figures counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan.plan import Reached
from capplan.report.why import class_reason, reasons_table
from tests.report.sample_plan import make_plan, with_short


def proposed(plan):
    (start,) = (one for one in plan.classes if not one.committed)
    return start


def test_a_class_is_told_by_who_left_what_is_required_and_whether_anybody_is_idle() -> None:
    plan = make_plan()
    start = proposed(plan)
    p, t = start.team, start.production
    since = max((one.production for one in plan.classes if one.team == p and one.production < t), default=0)
    gone = plan.walk.attrition[p, since:t].sum()
    text = class_reason(plan, start)
    assert f" {gone:.1f} people left the team from " in text
    full = int((plan.staffing.spare_h[p, t:] <= 0.01 * plan.staffing.productive_h[p, t:]).sum())
    assert (
        f"in {full} of the {plan.facts.horizon.count - t} weeks that follow the team has nothing to spare"
        in text
    )


def test_more_work_and_short_hours_after_a_class_are_told() -> None:
    plan = with_short(make_plan(), 0, 3, 0.0)
    start = proposed(plan)
    t, pairs = start.production, plan.facts.pairs
    here = [int(q) for q in pairs.queue[pairs.team == start.team]]
    required = np.full_like(plan.coverage.required_h, 100.0)
    required[:, t:] = 125.0
    short = np.zeros_like(required)
    short[here[0], t + 1] = 7.0
    told = class_reason(
        replace(plan, coverage=replace(plan.coverage, required_h=required, short_h=short)), start
    )
    assert "require 25.0 % more hours a week after it than before" in told
    assert "7 h stay short there even so" in told


def test_a_class_for_after_the_plan_says_so() -> None:
    plan = make_plan()
    late = replace(proposed(plan), production=plan.facts.horizon.count + 1)
    assert "after the plan: it is for what comes then" in class_reason(plan, late)


def test_the_tightest_limit_comes_first_and_committed_classes_are_left_out() -> None:
    reached = (
        Reached("rooms", "LIS", ("2026-01-05",), 12),
        Reached("overtime_quarter", "MNL_EN", ("2026-01-05",), 1),
    )
    table = reasons_table(replace(make_plan(), reached=reached))
    assert table["name"].tolist()[:2] == ["most overtime in a quarter", "training rooms"]
    assert (
        table["text"][0] == "Most overtime in a quarter, MNL_EN: reached in 1 of 1 run as long as a quarter."
    )
    assert table["text"][1] == "Training rooms, LIS: reached in 1 of 12 weeks."
    assert table["kind"].tolist() == ["rule", "rule", "class"]

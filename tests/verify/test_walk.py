"""The walk and the queue of waiting work, on cases worked elsewhere or on paper."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from capplan.verify.findings import Ledger
from capplan.verify.prices import pay_per_period
from capplan.verify.read_run import ClassRow
from capplan.verify.walk import survival, walk_forward
from tests.tiny import tiny_facts
from tests.verify.worked_plan import worked_plan


def test_the_published_hiring_plan_costs_what_enumeration_says(shared_data: Path) -> None:
    cases = json.loads((shared_data / "published_cases.json").read_text(encoding="utf-8"))["cases"]
    case = next(one for one in cases if one["id"] == "class_hiring_bruteforce")
    data, answer = case["data"], case["answer"]
    facts, _ = tiny_facts(
        [data["demand_hours"]],
        opening=[[0.0] * 4 + [float(data["initial_tenured"])]],
        hazard=[[data["attrition_week_age_0_3"]] * 4 + [data["attrition_week_tenured"]]],
        productivity=[data["productivity_by_age"]],
        training=2,
    )
    classes = [
        ClassRow(0, 0, week, float(data["class_size"]), False)
        for week, count in enumerate(answer["classes"])
        for _ in range(count)
    ]
    walk = walk_forward(facts, classes, np.zeros((1, data["T"])), np.zeros((0, data["T"])), Ledger())
    hours = walk["productive_heads"][0] * data["hours_per_head_week"]
    missing = np.maximum(np.array(data["demand_hours"]) - hours, 0.0)
    overtime = np.minimum(missing, data["ot_max_fraction_of_capacity"] * hours)
    cost = (
        walk["heads"].sum() * data["wage_week"]
        + walk["trainees"].sum() * data["trainee_wage_week_age_0_1"]
        + sum(answer["classes"]) * data["fixed_cost_per_class"]
        + overtime.sum() * data["ot_cost_hour"]
        + (missing - overtime).sum() * data["shortage_price_hour"]
    )
    assert cost == pytest.approx(answer["optimal_cost"], abs=1e-4)


def test_nobody_appears_or_vanishes() -> None:
    plan = worked_plan()
    classes = [ClassRow(0, 0, 2, 10.0, False), ClassRow(1, 1, 0, 4.0, True)]
    moved = np.zeros((1, 6))
    moved[0, 1] = 2.0
    walk = walk_forward(plan.facts, classes, np.zeros((3, 6)), moved, Ledger())
    opening = plan.facts.teams.opening.sum()
    left = walk["attrition"].sum() + walk["washout"].sum()
    at_the_end = (walk["end"] + walk["training_end"])[:, -1].sum()
    assert opening + 14.0 == pytest.approx(left + at_the_end)
    assert walk["transfers_in"].sum() == walk["transfers_out"].sum() == 2.0


def test_survival_goes_on_at_the_last_hazard() -> None:
    assert survival(np.array([0.1, 0.5]), 0) == 1.0
    assert survival(np.array([0.1, 0.5]), 3) == pytest.approx(0.9 * 0.5 * 0.5)


@pytest.mark.parametrize(
    ("unit", "weekly", "monthly"),
    [
        ("wage_hour", 1200.0 * 40, 1200.0 * 40),
        ("wage_week", 1200.0, 5200.0),
        ("wage_month", 1200.0 * 12 / 52, 1200.0),
        ("wage_year", 1200.0 / 52, 100.0),
        ("fte_month", 1200.0 * 12 / 52, 1200.0),
    ],
)
def test_pay_of_a_period_by_unit(unit: str, weekly: float, monthly: float) -> None:
    assert pay_per_period(unit, 1200.0, 40.0, 52) == pytest.approx(weekly)
    assert pay_per_period(unit, 1200.0, 40.0, 12) == pytest.approx(monthly)


def test_the_age_of_the_oldest_hour_is_told() -> None:
    # 250 of the 1000 hours of January wait: the youngest quarter, so the oldest is a quarter of a month old.
    plan = worked_plan()
    plan.fact("queues", turnaround_periods=np.array([np.nan, 0.2]))
    first = next(finding for finding in plan.check().findings if "at the end of" in finding.where)
    assert first.expected == "no work older than 0.2 periods"
    assert first.found == "50 h that are older, the oldest 0.25 periods"


def test_work_within_its_turnaround_passes_and_is_late_just_below_it() -> None:
    # In February 200 of 1000 hours wait, in May 150 of 800: January's quarter of a month is the oldest.
    for turnaround, late in ((0.25, False), (0.2499, True)):
        plan = worked_plan()
        plan.fact("queues", turnaround_periods=np.array([np.nan, turnaround]))
        found = [finding for finding in plan.check().findings if "older" in finding.expected]
        assert bool(found) is late


def test_an_opening_backlog_has_to_go_by_its_turnaround() -> None:
    plan = worked_plan()
    plan.facts = replace(
        plan.facts, backlog=replace(plan.facts.backlog, oldest_age_periods=np.array([0.0, 3.0]))
    )
    plan.put("allocation", "productive_h", 20, team="BETA", week_start="2026-01-01")
    late = [f for f in plan.check().findings if f.rule == "turnaround" and "2026-01-01" in f.where]
    # 30 of the opening 50 hours are left; only those of the last half month may be: 50 / 3 / 2.
    assert any(f.found.startswith("21.66666667 h that are older, the oldest 2.8 periods") for f in late)

"""Hiring: classes and hires, what bounds them, and the published instance that fixes the timing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from capplan.horizon import Horizon
from tests.milp import optimum
from tests.rows import column_bounds, row, row_names, week
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model

DEMAND_H = [600.0, 610.0, 640.0, 700.0, 780.0, 870.0, 960.0, 1000.0, 1000.0, 990.0]


def class_hiring(
    demand_h: list[float] = DEMAND_H,  # noqa: B006 - read only
    unmet_price: float = 60.0,
    **hiring: Any,
) -> Formulation:
    """One team, classes of five, two weeks of training, a ramp, attrition in two stages, overtime."""
    periods = len(demand_h)
    facts, requirement = tiny_facts(
        [demand_h],
        opening=[[0, 0, 0, 0, 20]],
        hazard=[[0.05, 0.05, 0.05, 0.05, 0.02]],
        productivity=[[0, 0, 0.5, 0.75, 1]],
        training=2,
        contract_h=30,
        training_rate=800.0,
        class_rules=class_rules(periods, class_min=5, class_max=5, classes_per_period=2, class_cost=2000),
    )
    overtime = {"premium": 1.35, "most_share": 0.1}
    return formulate(tiny_model(periods, unmet_price, hiring=hiring, overtime=overtime), facts, requirement)


def _simulated_cost(demand_h: list[float], classes: tuple[int, ...], unmet_price: float = 60.0) -> float:
    """The cost of a hiring plan of the published instance, week by week, without any program."""
    leave, output = [0.05, 0.05, 0.05, 0.05, 0.02], [0.0, 0.0, 0.5, 0.75, 1.0]
    cohorts, cost = [[4, 20.0]], 0.0
    for need_h, started in zip(demand_h, classes, strict=True):
        cohorts.append([0, 5.0 * started])
        trainees = sum(size for age, size in cohorts if age < 2)
        heads = sum(size for age, size in cohorts if age >= 2)
        capacity_h = 30.0 * sum(size * output[min(age, 4)] for age, size in cohorts)
        missing_h = max(0.0, need_h - capacity_h)
        overtime_h = min(missing_h, 0.1 * capacity_h)
        cost += 1000.0 * heads + 800.0 * trainees + 2000.0 * started
        cost += 45.0 * overtime_h + unmet_price * (missing_h - overtime_h)
        cohorts = [[age + 1, size * (1.0 - leave[min(age, 4)])] for age, size in cohorts]
    return cost


def test_the_published_instance_has_its_published_optimum(shared_data: Path) -> None:
    cases = json.loads((shared_data / "published_cases.json").read_text(encoding="utf-8"))["cases"]
    answer = next(case for case in cases if case["id"] == "class_hiring_bruteforce")["answer"]
    formulation = class_hiring(DEMAND_H)
    cost, x = optimum(formulation.arrays)
    assert cost == pytest.approx(answer["optimal_cost"], abs=1e-4)
    assert formulation.program.value("classes", x)[0].tolist() == answer["classes"]
    assert optimum(formulation.arrays, relaxed=True)[0] == pytest.approx(answer["LP_relaxation"], abs=1e-4)


def test_the_published_instance_without_the_file() -> None:
    formulation = class_hiring(DEMAND_H)
    assert optimum(formulation.arrays)[0] == pytest.approx(320_927.4800642597, abs=1e-4)
    assert _simulated_cost(DEMAND_H, (0, 2, 0, 1, 0, 0, 0, 0, 0, 0)) == pytest.approx(
        320_927.4800642597, abs=1e-6
    )


def test_every_plan_of_a_short_instance_costs_what_the_program_says() -> None:
    demand_h = [600.0, 640.0, 760.0, 900.0, 1000.0]
    formulation = class_hiring(demand_h, 150.0)
    plans = {classes: _simulated_cost(demand_h, classes, 150.0) for classes in product(range(3), repeat=5)}
    best = min(plans, key=lambda classes: plans[classes])
    cost, x = optimum(formulation.arrays)
    assert cost == pytest.approx(plans[best], abs=1e-6)
    assert formulation.program.value("classes", x)[0].tolist() == list(best)
    assert any(best)
    fixed = formulation.program.column_blocks["classes"].index[0]
    for classes in ((0, 0, 0, 0, 0), (2, 2, 2, 2, 2), (1, 0, 2, 0, 1)):
        lower, upper = formulation.arrays.column_lower.copy(), formulation.arrays.column_upper.copy()
        lower[fixed] = upper[fixed] = classes
        arrays = replace(formulation.arrays, column_lower=lower, column_upper=upper)
        assert optimum(arrays)[0] == pytest.approx(plans[classes], abs=1e-6)


def test_fractional_classes_give_the_relaxation() -> None:
    formulation = class_hiring(DEMAND_H, classes="fractional")
    assert not formulation.arrays.integer.any()
    assert optimum(formulation.arrays)[0] == pytest.approx(319_723.6236334279, abs=1e-4)


def test_class_sizes_are_rows_between_smallest_and_largest() -> None:
    facts, requirement = tiny_facts([[0.0] * 4], class_rules=class_rules(4, class_min=3, class_max=8))
    formulation = formulate(tiny_model(4, hiring={}), facts, requirement)
    hires, classes = f"hires[TEAM1, {week(1)}]", f"classes[TEAM1, {week(1)}]"
    smallest = row(formulation, f"class_size_min[TEAM1, {week(1)}]")
    assert (smallest.terms, smallest.at_least, smallest.at_most) == ({hires: 1.0, classes: -3.0}, 0.0, np.inf)
    largest = row(formulation, f"class_size_max[TEAM1, {week(1)}]")
    assert (largest.terms, largest.at_least, largest.at_most) == ({hires: 1.0, classes: -8.0}, -np.inf, 0.0)
    blocks = formulation.program.column_blocks
    assert formulation.arrays.integer[blocks["classes"].index].all()
    assert formulation.arrays.integer[blocks["hires"].index].all()
    assert column_bounds(formulation, "hires")[1] == [[8.0] * 4]


def _most(periods: int = 6, hiring: dict[str, Any] | None = None, **rules: Any) -> list[float]:
    facts, requirement = tiny_facts([[0.0] * periods], class_rules=class_rules(periods, **rules))
    sections = {} if hiring is None else {"hiring": hiring}
    formulation = formulate(tiny_model(periods, **sections), facts, requirement)
    lower, upper = column_bounds(formulation, "classes")
    assert lower == [[0.0] * periods]
    return upper[0]


def test_no_class_starts_inside_the_lead_time_or_a_blackout() -> None:
    blackout = [[False, False, False, True, False, False]]
    assert _most(hiring={}, lead_periods=2, blackout=blackout, classes_per_period=3) == [0, 0, 3, 0, 3, 3]


def test_the_rhythm_begins_with_its_first_period() -> None:
    assert _most(hiring={"start_every": 2}) == [1, 0, 1, 0, 1, 0]
    assert _most(hiring={"start_every": 2, "start_offset": 1}) == [0, 1, 0, 1, 0, 1]
    assert _most(hiring={"start_every": 2, "start_offset": 3}) == [0, 0, 0, 1, 0, 1]


def test_nobody_is_hired_in_a_freeze_without_the_family_or_without_a_rule() -> None:
    assert _most(hiring={"freeze": True}) == [0.0] * 6
    assert _most(hiring=None) == [0.0] * 6
    assert _most(hiring={}, hires=False) == [0.0] * 6


def test_committed_classes_are_fixed_and_use_up_the_period() -> None:
    committed = [[0, 1, 0, 3, 0, 0]]
    upper = _most(
        hiring={}, classes_per_period=2, committed_classes=committed, committed_heads=[[0, 9, 0, 25, 0, 0]]
    )
    assert upper == [2, 1, 2, 0, 2, 2]
    rules = class_rules(4, committed_classes=[[0, 1, 0, 0]], committed_heads=[[0, 9, 0, 0]])
    facts, requirement = tiny_facts([[0.0] * 4], class_rules=rules)
    formulation = formulate(tiny_model(4), facts, requirement)
    assert column_bounds(formulation, "committed_classes") == ([[0, 1, 0, 0]], [[0, 1, 0, 0]])
    assert column_bounds(formulation, "committed_hires") == ([[0, 9, 0, 0]], [[0, 9, 0, 0]])


def test_a_quarter_counts_its_weeks_and_its_committed_classes() -> None:
    rules = class_rules(
        4, classes_per_quarter=2, committed_classes=[[1, 0, 0, 3]], committed_heads=[[5, 0, 0, 15]]
    )
    facts, requirement = tiny_facts([[0.0] * 4], class_rules=rules)
    facts = replace(facts, horizon=Horizon("week", date(2026, 3, 16), 4))
    formulation = formulate(tiny_model(4, hiring={}), facts, requirement)
    first = row(formulation, "classes_per_quarter[TEAM1, 2026-Q1]")
    assert first.terms == {f"classes[TEAM1, 2026-03-{day}]": 1.0 for day in (16, 23, 30)}
    assert first.at_most == 1.0
    second = row(formulation, "classes_per_quarter[TEAM1, 2026-Q2]")
    assert (second.terms, second.at_most) == ({"classes[TEAM1, 2026-04-06]": 1.0}, 0.0)


def test_rooms_hold_classes_in_training_and_trainers_those_in_nesting_too() -> None:
    rules = class_rules(4, teams=3, committed_classes=[[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    ages = [[0.0] * 4] * 3
    tiny = tiny_facts(
        [[0.0] * 4],
        opening=ages,
        hazard=ages,
        productivity=[[0, 0, 0.5, 1.0]] * 3,
        training=2,
        nesting=1,
        class_rules=rules,
    )
    facts, requirement = at_sites(tiny, [0, 0, 1], rooms=[2, 3], trainers=[4, 5])
    formulation = formulate(tiny_model(4, hiring={}), facts, requirement)
    rooms = row(formulation, f"rooms[SITE1, {week(2)}]")
    assert rooms.terms == {f"classes[{team}, {week(t)}]": 1.0 for team in ("TEAM1", "TEAM2") for t in (1, 2)}
    assert rooms.at_most == 2 - 1
    trainers = row(formulation, f"trainers[SITE1, {week(3)}]")
    assert trainers.terms == {
        f"classes[{team}, {week(t)}]": 1.0 for team in ("TEAM1", "TEAM2") for t in (1, 2, 3)
    }
    assert trainers.at_most == 4 - 1
    assert row(formulation, f"rooms[SITE1, {week(3)}]").at_most == 2.0
    other = row(formulation, f"rooms[SITE2, {week(0)}]")
    assert (other.terms, other.at_most) == ({f"classes[TEAM3, {week(0)}]": 1.0}, 3.0)


def test_training_may_outlast_the_plan() -> None:
    ages = [[0.0] * 8]
    rules = class_rules(4, committed_classes=[[1, 0, 0, 0]], committed_heads=[[9, 0, 0, 0]])
    tiny = tiny_facts(
        [[0.0] * 4],
        opening=ages,
        hazard=ages,
        productivity=[[0] * 7 + [1.0]],
        training=6,
        nesting=1,
        class_rules=rules,
    )
    facts, requirement = at_sites(tiny, [0], trainers=[3])
    formulation = formulate(tiny_model(4, hiring={}), facts, requirement)
    last = row(formulation, f"trainers[SITE1, {week(3)}]")
    assert last.terms == {f"classes[TEAM1, {week(t)}]": 1.0 for t in range(4)}
    assert last.at_most == 2.0


def test_limits_of_the_user_are_rules_and_identities_are_not() -> None:
    facts, requirement = tiny_facts([[0.0] * 4], class_rules=class_rules(4))
    blocks = formulate(tiny_model(4, hiring={}), facts, requirement).program.row_blocks
    assert {name for name in ("rooms", "trainers", "classes_per_quarter") if blocks[name].rule} == {
        "rooms",
        "trainers",
        "classes_per_quarter",
    }
    assert not blocks["class_size_min"].rule


def test_every_row_has_a_name_of_its_own() -> None:
    names = row_names(class_hiring(DEMAND_H))
    assert len(names) == len(set(names)) == 111

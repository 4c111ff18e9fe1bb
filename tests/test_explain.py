"""Why there is no plan, as a planner reads it: places, weeks, amounts with units, and few lines."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from capplan import explain
from capplan.conflict_question import FREEZE
from capplan.conflict_words import RULES
from capplan.explain import no_plan
from capplan.formulation import Formulation, formulate
from capplan.formulation.goal import Goal
from capplan.solve import Diagnosis, Relaxation, Relief, SolveOptions
from tests.formulation.brute_force import People
from tests.formulation.test_accuracy import two_teams
from tests.formulation.test_exposure import severe_work
from tests.formulation.test_initiatives import formulated as with_initiatives
from tests.formulation.test_nesting import growing
from tests.formulation.test_presence import desk
from tests.formulation.test_shortage import short_of_people
from tests.formulation.test_site_options import formulated as with_site_options
from tests.formulation.test_site_options import option
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model
from tests.tiny_contracts import Terms

OPTIONS = SolveOptions("highs", time_limit_s=20.0)


def formulated(
    budgets: dict[str, float] | None = None, period: str = "week", **sections: object
) -> Formulation:
    """One team of ten, one queue that needs more than it can do; five periods, two quarters by month."""
    facts, requirement = tiny_facts(
        [[500.0, 410.0, 400.0, 300.0, 420.0]],
        opening=[[10.0]],
        period=period,
        contract_h=40.0,
        budgets=budgets or {},
    )
    facts = replace(facts, sites=replace(facts.sites, seats=np.array([7.0])))
    return formulate(tiny_model(5, period=period, **sections), facts, requirement)


def reasons(formulation: Formulation) -> list[str]:
    return list(no_plan(formulation, OPTIONS).reasons)


def rows(formulation: Formulation, family: str) -> list[int]:
    return [int(row) for row in formulation.program.row_blocks[family].index.ravel()]


def steps(
    family: str, positions: Sequence[int], amounts: Sequence[float], side: str
) -> tuple[Relaxation, ...]:
    return tuple(
        Relaxation(family, row, side, amount) for row, amount in zip(positions, amounts, strict=True)
    )


def told(monkeypatch: pytest.MonkeyPatch, formulation: Formulation, diagnosis: Diagnosis) -> list[str]:
    """What is said of a diagnosis made by hand."""
    monkeypatch.setattr(explain, "diagnose", lambda *question: diagnosis)
    return reasons(formulation)


def test_hours_that_cannot_be_met_are_told_by_queue_week_and_hour():
    lines = reasons(formulated(coverage={"unmet_price": {"P1": 60.0}, "must_meet": ["P1"]}))
    assert lines[0].endswith(": the hours that must be met.")
    # ten people give 400 hours a week: 100, 10 and 20 hours are missing, in three of five weeks; each is a conflict
    assert re.fullmatch(r"  the hours that must be met: queue1:en in the week of \S+, \d+ hours", lines[1])
    # ten people for five weeks at 1,000 a week
    assert re.fullmatch(
        r"The cheapest way out, with the hours that must be met alone; a plan then costs (about )?50,000 USD:",
        lines[2],
    )
    assert re.fullmatch(
        r"  \S+: 130 hours left uncovered in 3 weeks from 2026-01-05 to 2026-02-02, "
        r"100 of them in the week of 2026-01-05",
        lines[3],
    )
    assert len(lines) == 4


def test_the_loss_of_a_site_is_told_by_queue_site_and_weeks():
    tiny = tiny_facts([[300.0] * 5], opening=[[10.0], [2.5]], hazard=[[0.0]] * 2, productivity=[[1.0]] * 2)
    rules = {"cover_share": 1.0, "priorities": ["P1"], "surge_share": 0.0, "first_period": 1}
    lines = reasons(formulate(tiny_model(5, resilience=rules), *at_sites(tiny, [0, 1])))
    assert lines[0].endswith(": the cover for a loss.")
    # 2.5 people at SITE2 have 100 of 300 hours; ten at SITE1 are enough without SITE2
    assert lines[-1] == (
        "  queue1:en without SITE1: 800 hours that nobody else could work in 4 weeks from 2026-01-12 to 2026-02-02"
    )


def test_a_budget_is_told_by_quarter_with_what_it_is_and_what_it_must_be(monkeypatch):
    formulation = formulated({"2026-Q1": 20_000.0, "2026-Q2": 10_000.0}, "month", budget={})
    relief = Relief(
        ("budget",), steps("budget", rows(formulation, "budget"), (10_000.2, 1.0), "at_most"), 1.0, True
    )
    lines = told(
        monkeypatch, formulation, Diagnosis(True, ("budget",), True, True, relief, {"budget": relief})
    )
    assert lines[2:] == [
        "  2026-Q1: 10,001 more USD (30,001 instead of 20,000)",
        "  2026-Q2: 1 more USD (10,001 instead of 10,000)",
    ]


def test_months_are_called_months(monkeypatch):
    formulation = formulated(period="month")
    first = steps("coverage", rows(formulation, "coverage")[1:2], (12.34,), "at_least")
    relief = Relief(("coverage",), first, 1.0, True)
    lines = told(monkeypatch, formulation, Diagnosis(True, ("coverage",), True, True, relief))
    assert lines[-1].endswith(": 12.3 hours left uncovered in the month of 2026-02-01")


def test_seats_count_by_the_worst_week_and_only_whole_ones_exist(monkeypatch):
    formulation = formulated(seats={})
    positions = rows(formulation, "seats")
    relief = Relief(("seats",), steps("seats", positions[:3], (2.2, 1.1, 3.1), "at_most"), 1.0, True)
    (line,) = told(monkeypatch, formulation, Diagnosis(True, ("seats",), True, True, relief))[2:]
    assert line == (
        "  HOME: 4 more seats (11 instead of 7) in 3 weeks from 2026-01-05 to 2026-01-19, "
        "most in the week of 2026-01-19"
    )
    same = Relief(("seats",), steps("seats", positions[:2], (0.8, 0.9), "at_most"), 1.0, True)
    (line,) = told(monkeypatch, formulation, Diagnosis(True, ("seats",), True, True, same))[2:]
    assert line == "  HOME: 1 more seat (8 instead of 7) in 2 weeks from 2026-01-05 to 2026-01-12"


def test_two_rules_in_conflict_and_the_way_out_of_each(monkeypatch):
    formulation = formulated({"2026-Q1": 20_000.0}, budget={})
    short = Relief(
        ("coverage",), steps("coverage", rows(formulation, "coverage")[:1], (50.0,), "at_least"), 1.0, True
    )
    money = Relief(
        ("budget",), steps("budget", rows(formulation, "budget")[:1], (700.0,), "at_most"), 1.0, True
    )
    diagnosis = Diagnosis(
        True, ("coverage", "budget"), False, True, short, {"coverage": short, "budget": money}
    )
    lines = told(monkeypatch, formulation, diagnosis)
    assert lines[0] == "In conflict: the hours that must be met and the budget."
    assert lines[1].startswith("Time ran out") and "--time-limit" in lines[1]
    # which one is the cheapest nobody knows
    assert lines[2].startswith(
        "A way out, with the hours that must be met alone (what a plan then costs is not"
    )
    assert "50 hours left uncovered" in lines[3]
    assert lines[4] == "Another way out, with the budget alone (what a plan then costs is not known):"
    assert lines[5] == "  2026-Q1: 700 more USD (20,700 instead of 20,000)"
    assert len(lines) == 6


def test_many_places_are_counted_and_not_listed(monkeypatch):
    formulation = many_queues(9)
    every = rows(formulation, "coverage")
    relief = Relief(
        ("coverage",), steps("coverage", every, np.arange(1.0, len(every) + 1), "at_least"), 1.0, True
    )
    lines = told(monkeypatch, formulation, Diagnosis(True, ("coverage",), True, True, relief))
    assert len(lines) <= 10
    assert lines[-1] == "  and at 5 more places (the hours that must be met)"


def many_queues(count: int) -> Formulation:
    facts, requirement = tiny_facts([[400.0] * 4] * count, opening=[[10.0]])
    return formulate(tiny_model(4), facts, requirement)


def test_a_conflict_without_any_rule_names_the_tables_to_look_at(monkeypatch):
    (line,) = told(monkeypatch, formulated(), Diagnosis(True))
    assert "headcount, committed_classes and release_rules" in line


def test_time_that_ran_out_before_a_conflict_was_found_leaves_no_doubt_that_there_is_no_plan(monkeypatch):
    monkeypatch.setattr(explain, "diagnose", lambda *question: Diagnosis(False, relaxed=False))
    error = no_plan(formulated(), replace(OPTIONS, time_limit_s=1.0))
    (line,) = error.reasons
    assert line.startswith("That is proven.") and "within 1 s" in line and "--time-limit" in line
    assert "may exist" not in str(error)
    assert error.details["conflict"] == [] and not error.details["smallest"]


def test_a_conflict_that_nothing_confirms_is_told_as_a_doubt_and_not_as_want_of_time(monkeypatch):
    (line,) = told(monkeypatch, formulated(), Diagnosis(False, relaxed=False))
    assert "a plan may exist after all" in line and "--backend" in line
    assert "time" not in line


def test_a_conflict_without_a_way_out_in_time_says_how_to_get_one(monkeypatch):
    lines = told(monkeypatch, formulated(), Diagnosis(True, ("coverage",), True, True))
    assert lines[-1] == "Time ran out before a way out was found. More time (--time-limit) finds one."


def test_every_rule_of_a_full_model_has_words():
    lost = {"cover_share": 0.5, "priorities": ["P1"]}
    sections = {"seats": {}, "budget": {}, "shares": {}, "hiring": {}, "resilience": lost}
    blocks = formulated({"2026-Q1": 1.0}, **sections).program.row_blocks
    facts, requirement, model = People(
        Terms(lock_kind="fixed", locked=4.0, most_up=1.0, most_down=1.0)
    ).given()
    vendors = formulate(model, facts, requirement).program.row_blocks
    severe = severe_work({"most_share": 0.5}).program.row_blocks
    floors = two_teams(rules={"least": 0.9}).program.row_blocks
    goal = formulate(model, facts, requirement, goal=Goal("hires", 5.0)).program.row_blocks
    trusted = (growing({"most_share": 0.2, "most_per_role": 4.0}), desk({}))
    trusted += (short_of_people({"order": "proportional", "protected": {"P1": 0.5}}, ("P1", "P1")),)
    projects = (
        with_initiatives({"most_at_once": 1}),
        with_site_options(option(True, least_heads=[5.0]), (0.0, 4.0)),
    )
    more = [formulation.program.row_blocks for formulation in (*trusted, *projects)]
    every = (blocks, vendors, severe, floors, goal, *more)
    found = {name for part in every for name, block in part.items() if block.rule}
    replanned = {"frozen_classes", "frozen_decisions", "frozen_projects", "pinned_classes"}
    assert found | replanned | {FREEZE} == set(RULES)


def test_a_locked_order_that_nobody_can_fill_is_named_with_its_month():
    people = People(Terms(name="Alpha", unit="paid_hour", rate=25.0, lock_kind="fixed", locked={0: 5000.0}))
    facts, requirement, model = people.given()
    lines = reasons(formulate(model, facts, requirement))
    assert lines[0].endswith(": the least of the locked orders.")
    # four people give 640 hours in January
    assert any(
        line == "  Alpha: 4,360 units less than the order and its band allow in 2026-01" for line in lines
    ), lines


def test_ways_out_are_told_the_cheapest_first_for_planners_and_for_programs(monkeypatch):
    formulation = formulated({"2026-Q1": 20_000.0}, budget={})
    cheap, dear = (
        Relief(
            (family,), steps(family, rows(formulation, family)[:1], (amount,), side), weight, True, x, whole
        )
        for family, amount, side, weight, x, whole in (
            ("budget", 700.0, "at_most", 2.0, people(formulation, 5.0), True),
            ("coverage", 50.0, "at_least", 1.0, people(formulation, 8.23456), False),
        )
    )
    together = Relief(("coverage", "budget"), (*cheap.relaxations, *dear.relaxations), 0.5, True)
    found = Diagnosis(True, ("coverage", "budget"), True, True, together, {"coverage": dear, "budget": cheap})
    lines = told(monkeypatch, formulation, found)
    assert [line for line in lines if "way out" in line] == [
        "The cheapest way out, with the budget alone; a plan then costs 25,000 USD:",
        "Another way out, with the hours that must be met alone; a plan then costs about 41,170 USD:",
        "Another way out, with the least change of all limits together (what a plan then costs is not known):",
    ]
    told_programs = no_plan(formulation, OPTIONS).details
    assert [way["rules"] for way in told_programs["ways_out"]] == [
        ["budget"], ["coverage"], ["budget", "coverage"],
    ]  # fmt: skip
    assert [way["whole_numbers"] for way in told_programs["ways_out"]] == [True, False, False]
    assert told_programs["ways_out"][0]["cost"] == pytest.approx(25_000.0)
    (change,) = told_programs["ways_out"][0]["changes"]
    assert (change["where"], change["limit"], change["amount"], change["needed"]) == (
        "2026-Q1", 20_000.0, 700.0, 20_700.0,
    )  # fmt: skip
    json.dumps(told_programs, allow_nan=False)


def people(formulation: Formulation, heads: float) -> np.ndarray:
    """A point with nothing but people in all five weeks, at 1,000 a week each."""
    x = np.zeros(formulation.arrays.shape[1])
    x[formulation.program.column_blocks["heads"].index] = heads
    return x


def test_a_hiring_freeze_is_a_rule_that_can_be_in_conflict():
    # ten people have 400 hours a week; one class of one to five would do for the 500 of the third week
    facts, requirement = tiny_facts(
        [[400.0, 400.0, 500.0, 400.0]], opening=[[10.0]], class_rules=class_rules(4, class_min=np.ones(1)),
    )  # fmt: skip
    hard = {"unmet_price": {"P1": 60.0}, "must_meet": ["P1"]}
    frozen = formulate(
        tiny_model(4, coverage=hard, hiring={"freeze": True, "classes": "whole"}), facts, requirement
    )
    error = no_plan(frozen, OPTIONS)
    assert error.reasons[0] == "In conflict: the hours that must be met and the hiring freeze."
    assert [part["rule"] for part in error.details["conflict"]] == ["coverage", FREEZE]
    ways = {tuple(way["rules"]): way for way in error.details["ways_out"]}
    (change,) = ways[(FREEZE,)]["changes"]
    # two people and a half are a quarter of a class, as far as there was no time for whole ones
    assert 0.2499 < change["amount"] < 1.0001
    assert ways[("coverage",)]["changes"][0]["amount"] == pytest.approx(100.0)
    assert ways[("coverage",)]["cost"] == pytest.approx(40_000.0)
    assert any(re.search(r": 1 more class in the week of ", line) for line in error.reasons), error.reasons

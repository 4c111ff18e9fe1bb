"""Backlog: the balance, the age limit of the stock, the end of the plan, and a published minimum capacity."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from capplan.facts import Backlog
from capplan.formulation import Formulation, formulate
from capplan.formulation.backlog import backlog_limit_h, opening_backlog_h
from tests.milp import optimum
from tests.rows import column_bounds, row, week
from tests.tiny import class_rules, reaching, tiny_facts, tiny_model

ARRIVING_H = [10.0, 20.0, 30.0, 40.0]


def _queue(
    turnaround: float, *, opening: float = 0.0, oldest: float = 0.0, team: float = 0.0, **coverage: object
) -> Formulation:
    """One deferrable queue, one item an hour."""
    waiting = Backlog(np.array([opening]), np.array([oldest]))
    facts, requirement = tiny_facts(
        [ARRIVING_H], opening=[[team]], real_time=False, turnaround=turnaround, backlog=waiting
    )
    rules = {"unmet_price": {"P1": 60.0}, "end_backlog": "turnaround"} | coverage
    return formulate(tiny_model(4, coverage=rules), facts, requirement)


def _limit(formulation: Formulation) -> list[float]:
    lower, upper = column_bounds(formulation, "backlog_h")
    assert lower == [[0.0] * 4]
    return upper[0]


def test_the_balance_carries_what_is_neither_worked_nor_given_up() -> None:
    formulation = _queue(2.0, opening=7.0)
    first = row(formulation, f"backlog_balance[queue1:en, {week(0)}]")
    assert first.terms == {
        f"backlog_h[queue1:en, {week(0)}]": 1.0,
        f"assigned_h[TEAM1 on queue1:en, {week(0)}]": 1.0,
        f"short_h[queue1:en, {week(0)}]": 1.0,
    }
    assert first.at_least == first.at_most == 17.0
    third = row(formulation, f"backlog_balance[queue1:en, {week(2)}]")
    assert third.terms[f"backlog_h[queue1:en, {week(1)}]"] == -1.0
    assert third.at_most == 30.0
    assert formulation.program.row_blocks["coverage"].index.size == 0


@pytest.mark.parametrize(
    ("turnaround", "limit"),
    [
        (1.0, [10, 20, 30, 40]),  # all that arrived in the period
        (2.0, [10, 30, 50, 70]),
        (1.5, [10, 25, 40, 55]),  # half of the period before
        (1 / 7, [10 / 7, 20 / 7, 30 / 7, 40 / 7]),  # a day of seven
        (0.0, [0, 0, 0, 0]),
        (np.inf, [10, 30, 60, 100]),
    ],
)
def test_no_more_waits_than_arrived_within_the_turnaround(turnaround: float, limit: list[float]) -> None:
    assert _limit(_queue(turnaround)) == pytest.approx(limit)


def test_the_opening_backlog_ages_too() -> None:
    # 12 h spread over three weeks before the start: 4 h of each. After the first week, those that were
    # younger than a week are not yet older than two; after the second none is.
    assert _limit(_queue(2.0, opening=12.0, oldest=3.0)) == pytest.approx([10 + 4, 30, 50, 70])
    assert _limit(_queue(3.0, opening=12.0, oldest=3.0)) == pytest.approx([10 + 8, 30 + 4, 60, 90])
    # an age below a period counts as a period
    assert _limit(_queue(1.5, opening=12.0, oldest=0.0)) == pytest.approx([10 + 6, 25, 40, 55])


def test_the_end_of_the_plan_may_ask_for_less() -> None:
    assert _limit(_queue(2.0, opening=12.0, end_backlog="none"))[-1] == 0.0
    assert _limit(_queue(2.0, opening=12.0, end_backlog="opening"))[-1] == 12.0
    assert _limit(_queue(0.1, opening=12.0, end_backlog="opening"))[-1] == pytest.approx(4.0)


def test_without_backlog_all_work_is_due_at_once() -> None:
    formulation = _queue(2.0, opening=12.0, backlog=False)
    assert _limit(formulation) == [0.0] * 4
    assert row(formulation, f"backlog_balance[queue1:en, {week(0)}]").at_most == 22.0


def test_work_waits_for_the_hours_of_a_steady_team() -> None:
    facts, requirement = tiny_facts(
        [[10.0, 20.0, 60.0, 70.0]], opening=[[1.0]], real_time=False, turnaround=1.0
    )
    formulation = formulate(
        tiny_model(4, coverage={"unmet_price": {"P1": 60.0}, "end_backlog": "none"}), facts, requirement
    )
    cost, x = optimum(formulation.arrays)
    # nothing can be done before it arrives: 30 h in two weeks, then 130 h for 80 h of the team
    assert cost == pytest.approx(4 * 1000 + 60 * 50)
    waiting = formulation.program.value("backlog_h", x)[0]
    assert waiting[:2] == pytest.approx([0.0, 0.0])
    assert waiting[2] <= 60.0


def test_opening_items_take_the_hours_of_the_first_period_with_volume() -> None:
    facts, requirement = tiny_facts([[0.0, 50.0, 10.0, 10.0]], real_time=False, turnaround=2.0)
    facts = replace(
        facts,
        backlog=Backlog(np.array([8.0]), np.array([0.0])),
    )
    requirement = reaching(requirement, np.array([[0.0, 100.0, 10.0, 10.0]]))
    assert opening_backlog_h(facts, requirement) == pytest.approx([4.0])
    nothing = reaching(replace(requirement, required_h=np.zeros((1, 4))), np.zeros((1, 4)))
    assert opening_backlog_h(facts, nothing) == pytest.approx([0.0])


def test_an_opening_item_takes_what_items_take_that_are_not_done_in_gaps() -> None:
    facts, requirement = tiny_facts([[30.0, 30.0, 30.0, 30.0]], real_time=False, turnaround=2.0)
    facts = replace(facts, backlog=Backlog(np.array([10.0]), np.array([0.0])))
    requirement = reaching(requirement, np.full((1, 4), 100.0))
    assert opening_backlog_h(facts, requirement) == pytest.approx([3.0])
    blended = replace(requirement, gap_share=np.full((1, 4), 0.4))
    assert opening_backlog_h(facts, blended) == pytest.approx([5.0])  # 30 h for 60 of the 100 items


def test_real_time_queues_have_no_backlog() -> None:
    facts, requirement = tiny_facts([ARRIVING_H, ARRIVING_H])
    queues = replace(
        facts.queues, real_time=np.array([True, False]), turnaround_periods=np.array([np.nan, 2.0])
    )
    facts = replace(facts, queues=queues)
    limit = backlog_limit_h(facts, requirement, opening_backlog_h(facts, requirement))
    assert limit.tolist() == [[0.0] * 4, [10.0, 30.0, 50.0, 70.0]]
    formulation = formulate(tiny_model(4), facts, requirement)
    names = [
        formulation.program.column_name(int(i))
        for i in formulation.program.column_blocks["backlog_h"].index[:, 0]
    ]
    assert names == [f"backlog_h[queue2:en, {week(0)}]"]
    assert row(formulation, f"coverage[queue1:en, {week(0)}]").at_least == 10.0


def test_the_least_constant_capacity_is_the_published_one(shared_data: Path) -> None:
    cases = json.loads((shared_data / "published_cases.json").read_text(encoding="utf-8"))["cases"]
    case = next(case for case in cases if case["id"] == "edf_min_capacity")
    assert _least_capacity(case["data"]["A"], case["data"]["D"]) == pytest.approx(case["answer"]["capacity"])


@pytest.mark.parametrize("seed", range(5))
def test_the_least_constant_capacity_is_the_largest_window(seed: int) -> None:
    generator = np.random.default_rng(seed)
    arriving, due = generator.integers(0, 200, 8).astype(float).tolist(), int(generator.integers(1, 4))
    windows = [
        sum(arriving[first : last + 1]) / (last - first + 1 + due)
        for last in range(8 - due)
        for first in range(last + 1)
    ]
    assert _least_capacity(arriving, due) == pytest.approx(max(windows))


def _least_capacity(arriving_h: list[float], due: int) -> float:
    """Hours a period of the cheapest steady team that leaves no work older than ``due`` periods."""
    periods = len(arriving_h)
    first_only = np.arange(periods)[None] > 0
    facts, requirement = tiny_facts(
        [arriving_h],
        contract_h=1.0,
        rate=1.0,
        real_time=False,
        turnaround=float(due),
        class_rules=class_rules(periods, class_max=1000, blackout=first_only),
    )
    coverage = {"unmet_price": {"P1": 1.0}, "must_meet": ["P1"], "end_backlog": "turnaround"}
    model = tiny_model(periods, coverage=coverage, hiring={"classes": "fractional"})
    return optimum(formulate(model, facts, requirement).arrays)[0] / periods

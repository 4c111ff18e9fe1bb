"""Coverage: hours of teams against hours required, unmet hours at their price, whole tickets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import Pairs
from capplan.formulation import Formulation, formulate
from capplan.requirements.items import hours_per_item, tickets_per_h
from tests.milp import Infeasible, optimum
from tests.rows import column_bounds, cost_of, row, week
from tests.tiny import reaching, tiny_facts, tiny_model


def _two_queues(**coverage: object) -> Formulation:
    """TEAM1 works both queues, the second at pace 0.8; half of its contract hours are productive."""
    facts, requirement = tiny_facts(
        [[100.0] * 4, [60.0] * 4],
        opening=[[5.0]],
        pairs=Pairs(np.array([0, 0]), np.array([0, 1]), np.array([1.0, 0.8])),
    )
    facts = replace(facts, queues=replace(facts.queues, priority=("P1", "P2")))
    requirement = replace(requirement, productive_share=np.full((1, 4), 0.5))
    rules = {"unmet_price": {"P1": 60.0, "P2": 30.0}} | coverage
    return formulate(tiny_model(4, coverage=rules), facts, requirement)


def test_hours_of_a_team_are_contract_hours_after_shrinkage() -> None:
    hours = row(_two_queues(), f"team_hours[TEAM1, {week(1)}]")
    assert hours.terms == {
        f"assigned_h[TEAM1 on queue1:en, {week(1)}]": 1.0,
        f"assigned_h[TEAM1 on queue2:en, {week(1)}]": 1.0,
        f"productive_heads[TEAM1, {week(1)}]": -20.0,
    }
    assert (hours.at_least, hours.at_most) == (-np.inf, 0.0)


def test_work_at_its_pace_and_unmet_hours_cover_a_queue() -> None:
    formulation = _two_queues()
    covered = row(formulation, f"coverage[queue2:en, {week(3)}]")
    assert covered.terms == {
        f"assigned_h[TEAM1 on queue2:en, {week(3)}]": 0.8,
        f"short_h[queue2:en, {week(3)}]": 1.0,
    }
    assert (covered.at_least, covered.at_most) == (60.0, np.inf)
    assert formulation.program.row_blocks["coverage"].rule


def test_unmet_hours_carry_the_price_of_their_priority() -> None:
    formulation = _two_queues()
    assert cost_of(formulation, f"short_h[queue1:en, {week(0)}]") == 60.0
    assert cost_of(formulation, f"short_h[queue2:en, {week(0)}]") == 30.0


def test_scarce_hours_go_where_an_unmet_hour_costs_most() -> None:
    # 5 heads x 20 h = 100 h: all to queue1; 60 h of queue2 stay unmet at 30
    cost, x = optimum(_two_queues().arrays)
    assert cost == pytest.approx(4 * (5 * 1000 + 60 * 30))
    assert _two_queues().program.value("short_h", x) == pytest.approx(np.array([[0.0] * 4, [60.0] * 4]))


def test_queues_that_must_be_met_have_no_unmet_hours() -> None:
    formulation = _two_queues(must_meet=["P1"])
    assert column_bounds(formulation, "short_h")[1] == [[0.0] * 4, [np.inf] * 4]
    with pytest.raises(Infeasible):
        optimum(_two_queues(must_meet=["P1", "P2"]).arrays)


def _on_demand(volume: float, unit: str = "ticket", rate: float = 5.0) -> Formulation:
    """An on-demand team for a queue of 100 hours; ``volume`` items."""
    facts, requirement = tiny_facts([[100.0] * 4], unit=unit, rate=rate)
    facts = replace(
        facts,
        teams=replace(facts.teams, on_demand=np.array([True])),
    )
    return formulate(tiny_model(4), facts, reaching(requirement, np.full((1, 4), volume)))


def test_an_on_demand_team_has_hours_without_heads() -> None:
    assert row(_on_demand(10.0), f"team_hours[TEAM1, {week(0)}]").at_most == np.inf


def test_on_demand_tickets_are_bought_whole() -> None:
    # 1001 items in 100 h: 10.01 a hour; all of them are bought, at 5 each
    formulation = _on_demand(1001.0)
    tickets = row(formulation, f"tickets[TEAM1, {week(0)}]")
    assert tickets.terms == pytest.approx(
        {
            f"assigned_h[TEAM1 on queue1:en, {week(0)}]": 10.01,
            f"tickets[TEAM1, {week(0)}]": -1.0,
        }
    )
    assert (tickets.at_least, tickets.at_most) == (0.0, 0.0)
    assert optimum(formulation.arrays)[0] == pytest.approx(4 * 1001 * 5)
    # half an item too many: one more ticket at 5 is cheaper than 0.05 unmet hours at 120 an hour
    facts, requirement = formulation.given.facts, formulation.given.requirement
    requirement = reaching(requirement, np.full((1, 4), 1000.5))
    assert optimum(formulate(tiny_model(4, 120.0), facts, requirement).arrays)[0] == pytest.approx(
        4 * 1001 * 5
    )


def test_on_demand_hours_are_billed_by_the_hour() -> None:
    formulation = _on_demand(1000.0, unit="productive_hour", rate=40.0)
    assert "tickets" in formulation.program.column_blocks
    assert formulation.program.column_blocks["tickets"].index.size == 0
    assert optimum(formulation.arrays)[0] == pytest.approx(4 * 100 * 40)


def test_a_period_without_volume_takes_the_hours_of_an_item_from_the_last_with_some() -> None:
    requirement = tiny_facts([[0.0, 10.0, 0.0, 30.0], [0.0] * 4])[1]
    requirement = reaching(requirement, np.array([[0.0, 5.0, 0.0, 10.0], [0.0] * 4]))
    assert hours_per_item(requirement).tolist() == [[2.0, 2.0, 2.0, 3.0], [0.0] * 4]
    assert tickets_per_h(requirement)[1].tolist() == [0.0] * 4
    assert tickets_per_h(requirement)[0] == pytest.approx([0.5, 0.5, 0.5, 1 / 3])


def test_late_work_is_billed_in_a_period_without_arrivals() -> None:
    # 100 items arrive in the first week only; worked then or a week later, each is a ticket
    facts, requirement = tiny_facts(
        [[50.0, 0.0, 0.0, 0.0]], unit="ticket", rate=5.0, real_time=False, turnaround=2.0
    )
    facts = replace(
        facts,
        teams=replace(facts.teams, on_demand=np.array([True])),
    )
    requirement = reaching(requirement, np.array([[100.0, 0.0, 0.0, 0.0]]))
    assert optimum(formulate(tiny_model(4), facts, requirement).arrays)[0] == pytest.approx(100 * 5)

"""Service: hours short of a real-time queue cost what they cost on its curve, and nothing by the hour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.formulation import Formulation, formulate
from capplan.requirements.curve.service_curve import ServiceCurve
from capplan.requirements.demand import Demand
from tests.milp import optimum
from tests.rows import cost_of, row, row_names, week
from tests.tiny import tiny_facts, tiny_model

WEEKS = 4


def curve(weeks: int = WEEKS) -> ServiceCurve:
    """100 h answer 90 % in time; each of the last 10 h brings 1 point, each of the 20 before it 3 points."""
    one = np.ones(weeks)
    slope = np.tile([0.03, 0.01], (weeks, 1))
    intercept = np.tile([-1.9, -0.1], (weeks, 1))
    hours = np.tile([1.9 / 0.03, 90.0, 100.0], (weeks, 1))
    level = np.tile([0.0, 0.8, 0.9], (weeks, 1))
    return ServiceCurve(
        hours, level, slope, intercept, 100.0 * one, 0.9 * one, 70.0 * one, 0.0 * one, 0.0 * one
    )


def one_queue(
    heads: float, *, eta: float = 1.0, late_price: float | None = 2.0, hire: str = "P1"
) -> Formulation:
    """One team of so many heads (40 h each), 100 h required for 1,000 contacts a week, P1 at 100 an hour."""
    facts, requirement = tiny_facts([[100.0 / eta] * WEEKS], opening=[[heads]], rate=0.0)
    queues = replace(
        facts.queues,
        volume=np.full((1, WEEKS), 1000.0),
        aht_s=np.full((1, WEEKS), 360.0),
        schedule_efficiency=np.array([eta]),
        priority=(hire,),
        service_level=np.array([0.8]),
        answer_within_s=np.array([20.0]),
    )
    demand = Demand(queues.volume, queues.volume, queues.aht_s)
    requirement = replace(requirement, curves={0: curve()}, demand=demand)
    rules = {} if late_price is None else {"service": {"late_price": {"P1": late_price}}}
    model = tiny_model(WEEKS, coverage={"unmet_price": {"P1": 100.0, "P2": 50.0}}, **rules)
    return formulate(model, replace(facts, queues=queues), requirement)


def test_a_row_for_every_piece_says_what_short_hours_make_late() -> None:
    formulation = one_queue(2.0)
    steep = row(formulation, f"service[queue1:en, {week(1)}, 1]")
    assert steep.terms == pytest.approx(
        {f"late[queue1:en, {week(1)}]": 1.0, f"short_h[queue1:en, {week(1)}]": -30.0}
    )
    # on the steep piece 1,000 x (0.9 - (0.03 x 100 - 1.9)) = -200: it counts from 10 short hours on
    assert steep.at_least == pytest.approx(-200.0) and steep.at_most == np.inf
    flat = row(formulation, f"service[queue1:en, {week(1)}, 2]")
    assert flat.terms[f"short_h[queue1:en, {week(1)}]"] == pytest.approx(-10.0)
    assert flat.at_least == pytest.approx(0.0)


def test_short_hours_are_priced_by_late_contacts_and_not_by_the_hour() -> None:
    formulation = one_queue(2.0)
    assert cost_of(formulation, f"late[queue1:en, {week(0)}]") == 2.0
    assert cost_of(formulation, f"short_h[queue1:en, {week(0)}]") == 0.0


@pytest.mark.parametrize(
    ("heads", "late"),
    [
        (2.5, 0.0),  # 100 h: nothing is short
        (2.375, 50.0),  # 95 h: 5 h at 10 contacts an hour
        (2.0, 400.0),  # 80 h: 10 h at 10 and 10 h at 30
        (1.5, 1000.0),  # 60 h, below the curve: the first piece goes on
    ],
)
def test_what_is_late_by_hand(heads: float, late: float) -> None:
    assert optimum(one_queue(heads).arrays)[0] == pytest.approx(WEEKS * 2.0 * late)


def test_the_curve_counts_hours_of_intervals_and_the_plan_hours_of_shifts() -> None:
    # at a schedule efficiency of 0.8, 125 h are required; 118.75 of them come to 95 interval hours
    assert optimum(one_queue(118.75 / 40.0, eta=0.8).arrays)[0] == pytest.approx(WEEKS * 2.0 * 50.0)


def test_other_priorities_go_on_paying_by_the_hour() -> None:
    formulation = one_queue(2.0, hire="P2")
    assert cost_of(formulation, f"short_h[queue1:en, {week(0)}]") == 50.0
    assert not [name for name in row_names(formulation) if name.startswith("service")]


def test_without_the_section_everything_is_priced_by_the_hour() -> None:
    formulation = one_queue(2.0, late_price=None)
    assert cost_of(formulation, f"short_h[queue1:en, {week(0)}]") == 100.0
    assert optimum(formulation.arrays)[0] == pytest.approx(WEEKS * 20.0 * 100.0)

"""Prices: what the unit of a rate comes to for a head, a trainee or an hour, in weeks and in months."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.formulation.prices import Prices, prices
from tests.tiny import tiny_facts

CONTRACT_H = 40.0
RATE = 120.0
TRAINING_RATE = 60.0


def _prices(unit: str, period: str = "week", *, loading: float = 1.25, paid_share: float = 0.9) -> Prices:
    facts, requirement = tiny_facts(
        [[0.0] * 4], unit=unit, rate=RATE, training_rate=TRAINING_RATE, contract_h=CONTRACT_H, period=period
    )
    facts = replace(facts, teams=replace(facts.teams, loading=np.array([loading])))
    return prices(facts, replace(requirement, paid_share=np.full((1, 4), paid_share)))


@pytest.mark.parametrize(
    ("unit", "period", "units_per_head"),
    [
        ("wage_hour", "week", CONTRACT_H),
        ("wage_week", "week", 1.0),
        ("wage_month", "week", 12 / 52),
        ("wage_year", "week", 1 / 52),
        ("wage_hour", "month", CONTRACT_H),
        ("wage_week", "month", 52 / 12),
        ("wage_month", "month", 1.0),
        ("wage_year", "month", 1 / 12),
    ],
)
def test_own_people_are_paid_for_paid_time_with_burden_and_bonus(
    unit: str, period: str, units_per_head: float
) -> None:
    found = _prices(unit, period)
    assert found.wage.tolist() == [pytest.approx([units_per_head * RATE * 1.25 * 0.9] * 4)]
    assert found.training.tolist() == [pytest.approx([units_per_head * TRAINING_RATE * 1.25 * 0.9] * 4)]
    assert found.hour == pytest.approx([units_per_head * RATE * 1.25 / CONTRACT_H])
    assert found.own.tolist() == [True]
    assert found.head.tolist() == found.productive_hour.tolist() == found.ticket.tolist() == [0.0]


@pytest.mark.parametrize(
    ("unit", "period", "head", "training", "hour", "productive_hour", "ticket"),
    [
        ("paid_hour", "week", 40 * RATE, 40 * TRAINING_RATE, RATE, 0.0, 0.0),
        ("fte_month", "week", RATE * 12 / 52, TRAINING_RATE * 12 / 52, RATE * 12 / 52 / 40, 0.0, 0.0),
        ("fte_month", "month", RATE, TRAINING_RATE, RATE / 40, 0.0, 0.0),
        ("productive_hour", "week", 0.0, 40 * TRAINING_RATE, RATE, RATE, 0.0),
        ("ticket", "week", 0.0, 40 * TRAINING_RATE, 0.0, 0.0, RATE),
    ],
)
def test_vendors_bill_their_unit_without_our_burden(
    unit: str, period: str, head: float, training: float, hour: float, productive_hour: float, ticket: float
) -> None:
    found = _prices(unit, period)
    assert not found.own.any() and not found.wage.any()
    assert found.head == pytest.approx([head])
    assert found.training.tolist() == [pytest.approx([training] * 4)]
    assert found.hour == pytest.approx([hour])
    assert (found.productive_hour.tolist(), found.ticket.tolist()) == ([productive_hour], [ticket])


def test_a_year_costs_the_same_in_weeks_and_in_months() -> None:
    weekly = {unit: _prices(unit).wage[0, 0] * 52 for unit in ("wage_week", "wage_month", "wage_year")}
    monthly = {unit: _prices(unit, "month").wage[0, 0] * 12 for unit in weekly}
    assert weekly == pytest.approx(monthly)

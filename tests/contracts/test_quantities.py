"""Six units: what a head and an hour of work come to in each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from capplan.contract_facts import BY_HEAD, BY_WORK
from capplan.contracts.quantities import head_units, hour_units, quantity, scoped_units
from tests.contracts.bills import Setting, setting
from tests.tiny_contracts import contract


def _head(made: Setting, unit: str) -> float:
    return float(head_units(*made, 0, unit)[0, 0])


def _hour(made: Setting, unit: str) -> float:
    return float(hour_units(*made, unit)[0, 0])


def test_paid_hours_of_a_head_are_its_contract_hours() -> None:
    assert _head(setting(contract()), "paid_hour") == 160.0
    assert _head(setting(contract(), period="week"), "paid_hour") == 40.0


def test_an_fte_is_one_a_month_and_twelve_a_year() -> None:
    assert _head(setting(contract()), "fte_month") == 1.0
    weeks = setting(contract(), period="week", periods=52)
    assert head_units(*weeks, 0, "fte_month")[0].sum() == pytest.approx(12.0)


def test_an_fte_after_shrinkage_is_its_productive_share() -> None:
    made = setting(contract(after_shrinkage=True), productive=0.7)
    assert _head(made, "fte_month") == pytest.approx(0.7)
    assert _head(setting(contract(), productive=0.7), "fte_month") == 1.0


def test_a_seat_is_for_those_who_do_not_work_from_home() -> None:
    """A fifth at home, nine seats for ten people: 0.8 x 0.9 = 0.72."""
    facts, requirement = setting(contract(seats_per_head=0.9))
    facts = replace(facts, sites=replace(facts.sites, work_from_home=np.array([0.2])))
    assert _head((facts, requirement), "seat_month") == pytest.approx(0.72)


def test_a_ticket_by_pace() -> None:
    """Six tickets a standard hour, at nine tenths of the pace: 5.4 in an hour."""
    facts, requirement = setting(contract(), tickets_an_hour=6.0)
    facts = replace(facts, pairs=replace(facts.pairs, pace=np.array([0.9])))
    assert _hour((facts, requirement), "ticket") == pytest.approx(5.4)


def test_a_minute_is_the_work_of_an_agent() -> None:
    """Six tickets of 600 s are 60 minutes. Of elapsed seconds of a chat, two at a time, half are an agent's."""
    facts, requirement = setting(contract(), tickets_an_hour=6.0, aht_s=600.0)
    assert _hour((facts, requirement), "minute") == pytest.approx(60.0)
    chats = replace(facts.queues, elapsed=np.array([True]), concurrency=np.array([2.0]))
    assert _hour((replace(facts, queues=chats), requirement), "minute") == pytest.approx(30.0)


def test_a_productive_hour_is_an_hour() -> None:
    assert _hour(setting(contract(), productive=0.7), "productive_hour") == 1.0


@pytest.mark.parametrize("unit", BY_WORK)
def test_a_head_is_no_work(unit: str) -> None:
    assert _head(setting(contract()), unit) == 0.0


@pytest.mark.parametrize("unit", BY_HEAD)
def test_an_hour_is_no_head(unit: str) -> None:
    assert _hour(setting(contract()), unit) == 0.0


def test_a_contract_counts_its_own_teams_and_queues_only() -> None:
    """Pairs are (team 0, queue 0), (0, 1), (1, 0), (1, 1); the first contract has team 0 on queue 1."""
    made = setting(
        contract(unit="ticket", teams=(0,), queues=(1,)),
        contract(teams=(1,), from_period=1),
        teams=2,
        queues=2,
    )
    _, by_hour = scoped_units(*made, 0, "ticket")
    assert by_hour[:, 0].tolist() == [0.0, 1.0, 0.0, 0.0]
    by_head, by_hour = scoped_units(*made, 1, "paid_hour")
    assert by_head.tolist() == [[0.0] * 4, [0.0, 160.0, 160.0, 160.0]]
    assert not by_hour.any()


def test_units_of_a_delivery() -> None:
    """Two heads of 160 hours; 30 and 50 hours on two queues at two tickets an hour: 160 tickets."""
    made = setting(contract(start=date(2026, 1, 1)), queues=2, tickets_an_hour=2.0)
    heads, assigned = np.full((1, 4), 2.0), np.array([[30.0] * 4, [50.0] * 4])
    assert quantity(*made, 0, "paid_hour", heads, assigned).tolist() == [320.0] * 4
    assert quantity(*made, 0, "ticket", heads, assigned).tolist() == [160.0] * 4

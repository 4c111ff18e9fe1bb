"""Quantities and amounts of settlements, and for how long a contract that is opened or ended is bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.contracts.charges import Charge, carried_forward, delivered_in_force, running, settled
from tests.contracts.bills import Setting, setting
from tests.tiny_contracts import Terms, contract, contract_facts, delivered, rules

ALL_ON = rules(tiers=True, commitments=True, baseline=True, locks=True)
TAKE_OR_PAY = contract(unit="ticket", rate=4.0, commit_units=100.0, carry_forward=0.5)


def _charges(made: Setting, **quantities: object) -> list[Charge]:
    facts, requirement = made
    return list(settled(facts, requirement, ALL_ON, delivered(facts, **quantities)))


def _labels(charges: list[Charge], clause: str) -> list[str]:
    return [one.settlement.window.label[-2:] for one in charges if one.settlement.clause == clause]


def test_a_window_is_charged_on_the_sum_of_its_periods() -> None:
    """Four weeks of January at 20 tickets: 80 of 100 x 12/52 x 4 = 92.3; 12.3 missing at 4 are 49.23."""
    january, february = _charges(setting(TAKE_OR_PAY, period="week", periods=8), assigned_h=20.0)
    assert january.quantity == 80.0
    assert january.amount == pytest.approx(4.0 * (4800 / 52 - 80.0)) == pytest.approx(49.2308, abs=1e-4)
    assert february.quantity == 80.0


def test_every_clause_counts_in_its_own_unit() -> None:
    """Ordered in FTE, committed in tickets: 8 heads where at least 9 were locked, 70 tickets of 100."""
    order = {"order_on": "fte_month", "locked": 10.0, "order_band": 0.1, "lock_kind": "priced"}
    made = setting(contract(unit="ticket", rate=4.0, commit_units=100.0, lock_below=2000.0, **order))  # type: ignore[arg-type]
    short, lock = (_charges(made, heads=8.0, assigned_h=70.0)[k] for k in (0, 4))
    assert (short.quantity, short.amount) == (70.0, 120.0)
    assert (lock.quantity, lock.amount) == (8.0, pytest.approx(2000.0))


def test_no_charges_without_contracts() -> None:
    facts, requirement = setting()
    assert settled(replace(facts, contracts=None), requirement, ALL_ON, delivered(facts)) == ()


def _bound(**terms: object) -> Terms:
    """A candidate with a commitment, a lock and tiers."""
    return contract(
        unit="ticket",
        rate=4.0,
        candidate=True,
        may_end=True,
        commit_units=100.0,
        lock_kind="priced",
        locked=100.0,
        tiers=((0.0, 1.0),),
        **terms,  # type: ignore[arg-type]
    )


def test_a_candidate_is_bound_once_it_is_open_and_grown() -> None:
    """Opened in February, one month of setup, one of growth: bound from April on; tiers from the first ticket on."""
    made = setting(_bound(setup_periods=1, growth_periods=1))
    found = _charges(made, opened=1, assigned_h=50.0)
    assert _labels(found, "shortfall") == _labels(found, "lock") == ["04"]
    volume = [one.amount for one in found if one.settlement.clause == "volume"]
    assert volume == [0.0, -50.0, -50.0, -50.0]


def test_a_window_that_has_begun_before_a_candidate_is_grown_does_not_bind() -> None:
    """Grown in February: the quarter of January does not bind, that of April does."""
    made = setting(_bound(commit_window="quarter"))
    found = _charges(made, opened=1)
    assert [one.settlement.window.label for one in found if one.settlement.clause == "shortfall"] == [
        "2026-Q2"
    ]


def test_a_candidate_that_is_not_opened_is_charged_nothing() -> None:
    assert _charges(setting(_bound(tier_to_date=500.0)), assigned_h=50.0) == []


def test_a_contract_that_has_ended_is_bound_no_longer() -> None:
    """Ended with March: January and February bind."""
    made = setting(
        contract(unit="ticket", may_end=True, commit_units=100.0, lock_kind="priced", locked=100.0)
    )
    found = _charges(made, ended=2, assigned_h=50.0)
    assert _labels(found, "shortfall") == _labels(found, "lock") == ["01", "02"]
    assert _labels(_charges(made, ended=4), "shortfall") == ["01", "02", "03", "04"]


def test_a_discount_on_units_of_before_the_plan_outlasts_the_contract() -> None:
    """500 units were billed in this contract year, 1 off each; the contract ends before the plan begins."""
    year = {"tiers": ((0.0, 1.0),), "tier_window": "contract_year", "tier_to_date": 500.0}
    (volume,) = _charges(setting(contract(unit="ticket", may_end=True, **year)), ended=0)  # type: ignore[arg-type]
    assert (volume.quantity, volume.amount) == (0.0, -500.0)


def test_a_quarter_in_which_a_contract_ends_binds_as_a_whole() -> None:
    """300 are committed for the quarter, 50 were delivered in each of January and February."""
    made = setting(
        contract(unit="ticket", rate=4.0, may_end=True, commit_units=100.0, commit_window="quarter")
    )
    (quarter,) = _charges(made, ended=2, assigned_h=50.0)
    assert (quarter.quantity, quarter.amount) == (100.0, 800.0)


def test_a_baseline_is_charged_until_the_end_only() -> None:
    made = setting(contract(rate=5.0, may_end=True, baseline_units=1000.0, reduced_charge=3.0))
    found = _charges(made, ended=3)
    assert [one.amount for one in found] == [2000.0] * 3  # 1000 x 5 - 1000 x 3


def test_in_force_from_opening_to_the_end() -> None:
    facts, _ = setting(teams=3)
    facts = contract_facts(
        facts, contract(), contract(teams=(1,), candidate=True), contract(teams=(2,), candidate=True)
    )
    made = delivered(facts, heads=1.0, assigned_h=1.0, opened=[-1, 1, -1], ended=[2, 3, -1])
    expected = [[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    assert running(facts.contracts, made).astype(int).tolist() == expected  # type: ignore[arg-type]
    kept = delivered_in_force(facts, made)
    assert kept.heads.tolist() == kept.assigned_h.tolist() == expected
    assert kept.ended.tolist() == [2, 3, -1]


def test_teams_without_a_contract_deliver_nothing_that_is_billed() -> None:
    facts, _ = setting(contract(teams=(1,), to_period=3), teams=2)
    kept = delivered_in_force(facts, delivered(facts, heads=7.0))
    assert kept.heads.tolist() == [[0.0] * 4, [7.0, 7.0, 7.0, 0.0]]


def test_half_of_what_was_paid_and_not_used_may_be_used_in_the_next_month() -> None:
    """Used 60, 115, 140, 200 of 100: 40 are paid, so that 20 may be used in February - it uses 15.

    February missed nothing, so March and April bring nothing back.
    """
    found = _charges(setting(TAKE_OR_PAY), assigned_h=[[60.0, 115.0, 140.0, 200.0]])
    assert [one.amount for one in found] == [160.0, 0.0, 0.0, 0.0]
    ((carried),) = carried_forward(found)
    assert (carried.settlement.window.label, carried.units, carried.amount) == ("2026-02", 15.0, -60.0)


def test_no_more_comes_back_than_the_share_of_what_was_not_used() -> None:
    (carried,) = carried_forward(_charges(setting(TAKE_OR_PAY), assigned_h=[[60.0, 400.0, 100.0, 100.0]]))
    assert carried.units == 20.0


def test_units_are_carried_to_the_next_window_and_no_further() -> None:
    """January and March have orders: what January did not use has lapsed in February."""
    share = contract(unit="ticket", commit_share=1.0, locked={0: 100.0, 2: 100.0}, carry_forward=1.0)
    assert list(carried_forward(_charges(setting(share), assigned_h=[[50.0, 200.0, 200.0, 200.0]]))) == []


def test_units_are_not_carried_from_one_contract_to_another() -> None:
    facts, requirement = setting(teams=1)
    first, second = replace(TAKE_OR_PAY, to_period=2), replace(TAKE_OR_PAY, from_period=2)
    found = _charges(
        (contract_facts(facts, first, second), requirement), assigned_h=[[100.0, 0.0, 200.0, 200.0]]
    )
    assert list(carried_forward(found)) == []


@given(st.lists(st.integers(0, 300), min_size=4, max_size=4))
def test_carrying_forward_returns_at_most_what_was_paid(tickets: list[int]) -> None:
    found = _charges(setting(TAKE_OR_PAY), assigned_h=[tickets])
    paid = sum(one.amount for one in found)
    back = sum(carried.amount for carried in carried_forward(found))
    assert -paid <= back <= 0.0


@given(st.lists(st.integers(0, 500), min_size=8, max_size=8), st.permutations(range(4)))
def test_a_month_reaches_a_tier_once_however_its_work_is_spread(tickets: list[int], order: list[int]) -> None:
    """The charge of a month is that of its sum: neither the order of its weeks nor their split changes it."""
    tiers = ((0.0, 0.0), (300.0, 1.0), (900.0, 3.0))
    made = setting(contract(unit="ticket", tiers=tiers, tier_kind="all_units"), period="week", periods=8)
    january, february = tickets[:4], tickets[4:]
    spread = [one.amount for one in _charges(made, assigned_h=[tickets])]
    moved = [one.amount for one in _charges(made, assigned_h=[[january[k] for k in order] + february])]
    at_once = [
        one.amount for one in _charges(made, assigned_h=[[sum(january), 0, 0, 0, 0, 0, 0, sum(february)]])
    ]
    assert spread == moved == at_once


def test_no_month_is_split_to_reach_a_tier_twice() -> None:
    """A tier at 1000 gives 2 off all units: 1200 in a month reach it once, 600 in each of two months never."""
    made = setting(contract(unit="ticket", tiers=((0.0, 0.0), (1000.0, 2.0)), tier_kind="all_units"))
    once = _charges(made, assigned_h=[[1200.0, 0.0, 0.0, 0.0]])
    split = _charges(made, assigned_h=[[600.0, 600.0, 0.0, 0.0]])
    assert sum(one.amount for one in once) == -2400.0
    assert sum(one.amount for one in split) == 0.0
    assert len(once) == len(split) == 4
    assert np.concatenate([one.settlement.window.periods for one in once]).tolist() == [0, 1, 2, 3]

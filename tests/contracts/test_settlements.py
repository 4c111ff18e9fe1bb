"""Tiers, commitments, baselines and locks as charges on a quantity, worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capplan.contracts.settlements import Settlement, locked_limits, settlements
from tests.contracts.bills import setting
from tests.tiny_contracts import contract, contract_facts, rules

TIERS = ((0.0, 0.0), (1000.0, 2.0), (2000.0, 5.0))
"""Nothing off the first thousand units, 2 off from 1000 on, 5 off from 2000 on."""


def _settled(clause: str, periods: int = 4, **terms: object) -> list[Settlement]:
    facts, _ = setting(contract(**terms), periods=periods)  # type: ignore[arg-type]
    return list(settlements(facts, rules(**{clause: True})))


@pytest.mark.parametrize(
    ("units", "charge"),
    [
        (1000.0, 0.0),
        (1500.0, -1000.0),  # 500 x 2
        (2500.0, -4500.0),  # 1000 x 2 + 500 x 5
    ],
)
def test_incremental_tiers_reduce_the_units_inside_them(units: float, charge: float) -> None:
    first = _settled("tiers", tiers=TIERS)[0]
    assert first.pieces.at(units) == charge


@pytest.mark.parametrize(
    ("units", "charge"),
    [(999.0, 0.0), (1000.0, -2000.0), (1500.0, -3000.0), (1999.0, -3998.0), (2000.0, -10000.0)],
)
def test_all_units_tiers_reduce_every_unit(units: float, charge: float) -> None:
    first = _settled("tiers", tiers=TIERS, tier_kind="all_units")[0]
    assert first.pieces.at(units) == charge


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 9)), min_size=1, max_size=5), st.integers(0, 3000)
)
def test_incremental_tiers_unit_by_unit(steps: list[tuple[int, int]], units: int) -> None:
    """Every unit takes the reduction of the tier that it falls into."""
    starts = [0, *np.cumsum([size for size, _ in steps]).tolist()]
    less = [0, *(reduction for _, reduction in steps)]
    tiers = tuple(zip(starts, less, strict=True))
    expected = -sum(less[np.searchsorted(starts, unit, side="right") - 1] for unit in range(units))
    assert _settled("tiers", tiers=tiers)[0].pieces.at(float(units)) == pytest.approx(expected)


def test_tiers_of_a_quarter_count_its_three_months_and_a_cut_one_counts_its_part() -> None:
    """6000 a quarter: January to March 6000, April alone a third of the quarter, 2000."""
    whole, cut = _settled("tiers", tiers=((0.0, 0.0), (6000.0, 2.0)), tier_window="quarter")
    assert (whole.pieces.lower.tolist(), cut.pieces.lower.tolist()) == ([0.0, 6000.0], [0.0, 2000.0])
    assert (whole.pays_in, cut.pays_in) == (2, 3)


def test_a_rebate_is_paid_in_the_next_period_or_at_the_end_of_the_plan() -> None:
    found = _settled("tiers", tiers=TIERS, tier_kind="rebate")
    assert [one.pays_in for one in found] == [1, 2, 3, 3]
    assert found[0].pieces.at(1500.0) == -3000.0  # on all units, as the name says: later, not less


def test_a_contract_year_begun_before_the_plan() -> None:
    """From 1 October: 3 months before the plan, 4 in it, so that 60 000 a year are 60 000 x 7/12 = 35 000.

    30 000 units were billed before. 8000 more make 38 000: incremental 3000 x 2, all units 38 000 x 2.
    """
    year = {
        "start": date(2025, 10, 1),
        "tiers": ((0.0, 0.0), (60000.0, 2.0)),
        "tier_window": "contract_year",
    }
    (to_date,) = _settled("tiers", **year, tier_to_date=30000.0)
    assert to_date.pieces.lower.tolist() == pytest.approx([0.0, 5000.0])
    assert to_date.pieces.at(8000.0) == pytest.approx(-6000.0)
    (every_unit,) = _settled("tiers", **year, tier_to_date=30000.0, tier_kind="all_units")
    assert every_unit.pieces.at(4999.0) == 0.0
    assert every_unit.pieces.at(8000.0) == pytest.approx(-76000.0)
    (unknown,) = _settled("tiers", **year)  # what was billed before is not known: the months of the plan only
    assert unknown.pieces.lower.tolist() == pytest.approx([0.0, 20000.0])


def test_units_of_before_the_plan_count_in_its_first_window_alone() -> None:
    """The second contract year begins on 1 March: 2 of its 12 months are in the plan, 12 000 of 72 000 a year."""
    first, second = _settled(
        "tiers",
        start=date(2025, 3, 1),
        tiers=((0.0, 0.0), (72000.0, 2.0)),
        tier_window="contract_year",
        tier_to_date=50000.0,
    )
    assert first.pieces.lower.tolist() == pytest.approx([0.0, 22000.0])  # all twelve months: 72 000 - 50 000
    assert second.pieces.lower.tolist() == pytest.approx([0.0, 12000.0])


def test_take_or_pay_of_stated_units() -> None:
    """1000 a month at 15: of 800 used, 200 are missing."""
    first = _settled("commitments", commit_units=1000.0, commit_rate=15.0)[0]
    assert [first.pieces.at(n) for n in (0.0, 800.0, 1000.0, 1200.0)] == [15000.0, 3000.0, 0.0, 0.0]
    assert (first.units, first.rate, first.on) == (1000.0, 15.0, "paid_hour")


def test_take_or_pay_by_share_of_the_locked_order() -> None:
    """90 % of orders of 1000 and 2000; months without a locked order commit nothing."""
    found = _settled("commitments", commit_share=0.9, locked={0: 1000.0, 2: 2000.0})
    assert [(one.window.label, one.units) for one in found] == [("2026-01", 900.0), ("2026-03", 1800.0)]


def test_quarterly_true_up_adds_the_months_of_the_quarter() -> None:
    first, second = _settled("commitments", commit_units=1000.0, commit_window="quarter")
    assert (first.units, second.units) == (3000.0, 1000.0)
    orders = {0: 1000.0, 1: 1200.0, 2: 800.0, 3: 500.0}
    first, second = _settled("commitments", commit_share=0.5, commit_window="quarter", locked=orders)
    assert (first.units, second.units) == (1500.0, 250.0)


def test_a_commitment_of_weeks_is_by_the_length_of_the_month() -> None:
    """Four weeks of January: 1300 a month x 12/52 x 4 = 1200; by share of an order of 1300 likewise."""
    facts, _ = setting(contract(commit_units=1300.0), period="week")
    assert settlements(facts, rules(commitments=True))[0].units == pytest.approx(1200.0)
    facts, _ = setting(contract(commit_share=1.0, locked=1300.0), period="week")
    assert settlements(facts, rules(commitments=True))[0].units == pytest.approx(1200.0)


BASELINE = {"rate": 5.0, "baseline_units": 1000.0, "additional_charge": 6.0, "reduced_charge": 3.0}


@pytest.mark.parametrize(
    ("band_from", "units", "charge"),
    [
        ("edge", 950.0, 5000.0),
        ("edge", 1050.0, 5000.0),
        ("edge", 1200.0, 5600.0),  # + 100 x 6
        ("edge", 800.0, 4700.0),  # - 100 x 3
        ("baseline", 1050.0, 5000.0),
        ("baseline", 1200.0, 6200.0),  # + 200 x 6
        ("baseline", 800.0, 4400.0),  # - 200 x 3
        ("baseline", 1100.0, 5000.0),  # on the edge of the band: inside it, 600 cheaper
        ("baseline", 900.0, 4700.0),  # on the edge of the band: outside it, 300 cheaper
    ],
)
def test_baseline_with_a_dead_band(band_from: str, units: float, charge: float) -> None:
    first = _settled("baseline", dead_band=0.1, band_from=band_from, **BASELINE)[0]
    assert first.pieces.at(units) == pytest.approx(charge)


@pytest.mark.parametrize(("units", "charge"), [(1000.0, 5000.0), (1010.0, 5060.0), (990.0, 4970.0)])
def test_baseline_without_a_band(units: float, charge: float) -> None:
    assert _settled("baseline", **BASELINE)[0].pieces.at(units) == pytest.approx(charge)


LOCK = {"lock_kind": "priced", "locked": {1: 1000.0}, "order_band": 0.1, "lock_below": 5.0, "lock_above": 2.0}


@pytest.mark.parametrize(
    ("units", "charge"), [(850.0, 250.0), (900.0, 0.0), (1000.0, 0.0), (1100.0, 0.0), (1150.0, 100.0)]
)
def test_a_priced_lock_charges_what_leaves_the_band(units: float, charge: float) -> None:
    (only,) = _settled("locks", **LOCK)
    assert (only.window.label, only.pays_in) == ("2026-02", 1)
    assert only.pieces.at(units) == pytest.approx(charge)


def test_an_order_of_nothing_is_left_by_every_unit() -> None:
    (only,) = _settled("locks", **(LOCK | {"locked": {1: 0.0}}))
    assert [only.pieces.at(n) for n in (0.0, 10.0)] == [0.0, 20.0]


def test_a_fixed_lock_has_limits_and_no_price() -> None:
    terms = LOCK | {"lock_kind": "fixed"}
    assert _settled("locks", **terms) == []
    facts, _ = setting(contract(**terms))  # type: ignore[arg-type]
    ((window, least, most),) = locked_limits(facts, 0)
    assert (window.label, least, most) == ("2026-02", 900.0, pytest.approx(1100.0))


def test_charges_rise_with_the_escalator() -> None:
    """10 % from 1 March 2026 on: 15 becomes 16.50, an amount of 200 missing units 3300."""
    found = _settled(
        "commitments", commit_units=1000.0, commit_rate=15.0, escalator=0.1, start=date(2025, 3, 1)
    )
    assert [one.pieces.at(800.0) for one in found] == pytest.approx([3000.0, 3000.0, 3300.0, 3300.0])
    assert [one.rate for one in found] == pytest.approx([15.0, 15.0, 16.5, 16.5])


def test_a_clause_is_charged_only_where_it_is_on_and_every_contract_has_its_own() -> None:
    facts, _ = setting(teams=2)
    both = contract_facts(
        facts, contract(tiers=TIERS, commit_units=10.0), contract(teams=(1,), commit_units=20.0, **LOCK)
    )
    assert settlements(both, rules()) == ()
    assert {one.clause for one in settlements(both, rules(tiers=True))} == {"volume"}
    found = settlements(both, rules(tiers=True, commitments=True, locks=True))
    assert [one.contract for one in found] == [0] * 8 + [1] * 5
    assert settlements(facts, rules(tiers=True)) == ()

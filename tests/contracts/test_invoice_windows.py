"""Lines that settle a month, quarter or year, and those of opening and ending: worked bills, one clause each.

Months of 160 hours a head unless weeks of 40 are asked for; amounts by period. Prices of a paid hour: 20.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.contracts.bills import amounts, bill, setting
from tests.tiny_contracts import contract, contract_facts

TIERS = ((0.0, 0.0), (1000.0, 2.0), (2000.0, 5.0))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("incremental", {0: -1000.0, 1: -4500.0, 3: -2000.0}),  # 500 x 2; 1000 x 2 + 500 x 5; none; 1000 x 2
        ("all_units", {0: -3000.0, 1: -12500.0, 2: -2000.0, 3: -10000.0}),
        ("rebate", {1: -3000.0, 2: -12500.0, 3: -12000.0}),  # a month later; that of the last month with it
    ],
)
def test_tiers_by_month(kind: str, expected: dict[int, float]) -> None:
    """1500, 2500, 1000 and 2000 tickets; on a threshold the better price holds."""
    made = setting(contract(unit="ticket", tiers=TIERS, tier_kind=kind))
    found = bill(made, "tiers", assigned_h=[[1500.0, 2500.0, 1000.0, 2000.0]])
    assert amounts(found, "volume") == pytest.approx(expected)


def test_tiers_by_quarter_in_weeks() -> None:
    """12 weeks are 12 x 12/52 = 2.769 of 3 months: a tier from 3000 a quarter on begins at 2769.2 units.

    12 x 250 = 3000: 230.8 above x 2 = -461.54, in the last week.
    """
    terms = contract(unit="ticket", tiers=((0.0, 0.0), (3000.0, 2.0)), tier_window="quarter")
    found = bill(setting(terms, period="week", periods=12), "tiers", assigned_h=250.0)
    assert amounts(found, "volume") == pytest.approx({11: -2.0 * (3000.0 - 36000 / 13)})


def test_tiers_of_a_contract_year_with_units_billed_before_the_plan() -> None:
    """From 1 October: 7 of 12 months by the end of April, 60 000 x 7/12 = 35 000; 30 000 + 8000: 3000 x 2."""
    terms = contract(
        unit="ticket",
        start=date(2025, 10, 1),
        tiers=((0.0, 0.0), (60000.0, 2.0)),
        tier_window="contract_year",
        tier_to_date=30000.0,
    )
    assert amounts(bill(setting(terms), "tiers", assigned_h=2000.0), "volume") == pytest.approx({3: -6000.0})


def test_a_discount_on_units_of_before_the_plan_stands_also_where_none_follow() -> None:
    """40 000 were billed, 35 000 reach the tier: 5000 x 2 come back at the end of the window, as one sum."""
    terms = contract(
        unit="ticket",
        start=date(2025, 10, 1),
        tiers=((0.0, 0.0), (60000.0, 2.0)),
        tier_window="contract_year",
        tier_to_date=40000.0,
    )
    found = bill(setting(terms), "tiers")
    assert (found.line, found.who) == (("volume",), ("C1",))
    assert (found.quantity.tolist(), found.price) == ([1.0], pytest.approx(-10000.0))


def test_take_or_pay_by_month_and_by_quarter() -> None:
    """1000 a month at 15; used 800, 1200, 1000, 900: by month 200 and 100 are missing, by quarter 0 and 100."""
    used = [[800.0, 1200.0, 1000.0, 900.0]]
    monthly = setting(contract(unit="ticket", commit_units=1000.0, commit_rate=15.0))
    quarterly = setting(
        contract(unit="ticket", commit_units=1000.0, commit_rate=15.0, commit_window="quarter")
    )
    assert amounts(bill(monthly, "commitments", assigned_h=used), "shortfall") == {0: 3000.0, 3: 1500.0}
    found = bill(quarterly, "commitments", assigned_h=used)
    assert amounts(found, "shortfall") == {3: 1500.0}
    place = found.line.index("shortfall")
    assert (found.quantity[place], found.price[place], found.unit[place]) == (100.0, 15.0, "ticket")


def test_take_or_pay_of_the_locked_order() -> None:
    """90 % of 1000 locked for February: 850 used, 50 missing at the rate of 4; March is only foreseen."""
    terms = contract(unit="ticket", rate=4.0, commit_share=0.9, locked={1: 1000.0}, outlook={2: 1000.0})
    assert amounts(bill(setting(terms), "commitments", assigned_h=850.0), "shortfall") == {1: 200.0}


def test_carry_forward_of_half_of_what_was_paid() -> None:
    """January pays 200 of 1000 at 15. February uses 60 more than 1000, March 300 more: 60 x 15 and nothing.

    Had February used 300 more, 100 (half of 200) would have come back.
    """
    terms = contract(unit="ticket", commit_units=1000.0, commit_rate=15.0, carry_forward=0.5)
    found = bill(setting(terms), "commitments", assigned_h=[[800.0, 1060.0, 1300.0, 1000.0]])
    assert amounts(found, "shortfall") == {0: 3000.0}
    assert amounts(found, "carry_forward") == {1: -900.0}
    more = bill(setting(terms), "commitments", assigned_h=[[800.0, 1300.0, 1300.0, 1000.0]])
    assert amounts(more, "carry_forward") == {1: -1500.0}


@pytest.mark.parametrize(
    ("band_from", "expected"),
    [("edge", [5000.0, 5600.0, 4700.0, 5000.0]), ("baseline", [5000.0, 6200.0, 4400.0, 5000.0])],
)
def test_baseline_in_place_of_the_price(band_from: str, expected: list[float]) -> None:
    """1000 tickets at 5 with 10 % either way free; 1050, 1200, 800, 1000 of them; 6 each above, 3 each below."""
    terms = contract(
        unit="ticket",
        rate=5.0,
        baseline_units=1000.0,
        dead_band=0.1,
        additional_charge=6.0,
        reduced_charge=3.0,
        band_from=band_from,
    )
    used = [[1050.0, 1200.0, 800.0, 1000.0]]
    found = bill(setting(terms), "baseline", assigned_h=used)
    assert amounts(found, "baseline") == pytest.approx(dict(enumerate(expected)))
    assert amounts(found, "production") == {}
    assert set(found.quantity) == {1000.0}
    off = bill(setting(terms), assigned_h=used)
    assert amounts(off, "production") == {0: 5250.0, 1: 6000.0, 2: 4000.0, 3: 5000.0}


def test_baseline_of_paid_hours() -> None:
    """1500 h at 20 for ten people: 100 h above at 15 each. No price per hour beside it."""
    terms = contract(baseline_units=1500.0, additional_charge=15.0)
    found = bill(setting(terms), "baseline", heads=10.0)
    assert set(found.line) == {"baseline"}
    assert found.amount == pytest.approx([31500.0] * 4)


def test_priced_lock_with_a_band() -> None:
    """Orders of 1000 within 10 %: of 850 tickets 50 are missing at 5, of 1150 are 50 too many at 2."""
    terms = contract(
        unit="ticket", locked=1000.0, order_band=0.1, lock_kind="priced", lock_below=5.0, lock_above=2.0
    )
    found = bill(setting(terms), "locks", assigned_h=[[850.0, 1150.0, 900.0, 1000.0]])
    assert amounts(found, "lock") == pytest.approx({0: 250.0, 1: 100.0})
    places = [k for k, line in enumerate(found.line) if line == "lock"]
    assert found.quantity[places] == pytest.approx([50.0, 50.0])
    assert found.price[places] == pytest.approx([5.0, 2.0])


def test_work_on_a_locked_order_of_nothing() -> None:
    terms = contract(unit="ticket", locked={1: 0.0}, lock_kind="priced", lock_below=5.0, lock_above=2.0)
    assert amounts(bill(setting(terms), "locks", assigned_h=10.0), "lock") == {1: 20.0}


def test_rebates_of_two_months_that_are_paid_at_once_are_one_entry() -> None:
    """Weeks: the last one is the only one of March, and February is paid in it as well. 2 x 400 + 2 x 100 units."""
    terms = contract(unit="ticket", tiers=((0.0, 2.0),), tier_kind="rebate")
    found = bill(setting(terms, period="week", periods=9), "tiers", assigned_h=100.0)
    assert amounts(found, "volume") == {4: -800.0, 8: -1000.0}
    last = [k for k, line in enumerate(found.line) if line == "volume"][-1]
    assert found.line.count("volume") == 2
    assert (found.quantity[last], found.price[last]) == (500.0, -2.0)


# opening and ending


def test_opening_a_candidate() -> None:
    """Opened in February: its fee then, at the escalator of the month; work of January is not billed."""
    terms = contract(candidate=True, opening_fee=50000.0, escalator=0.1, start=date(2025, 2, 1))
    found = bill(setting(terms), heads=10.0, opened=1)
    assert amounts(found, "opening_fee") == pytest.approx({1: 55000.0})
    assert amounts(found, "production") == pytest.approx({1: 35200.0, 2: 35200.0, 3: 35200.0})
    assert amounts(found, "exit_fee") == {}


def test_a_candidate_that_is_not_opened_bills_nothing() -> None:
    terms = contract(candidate=True, opening_fee=50000.0, training_rate=12.0, commit_units=100.0)
    assert len(bill(setting(terms), "commitments", heads=10.0, training_h=5.0, assigned_h=9.0)) == 0


@pytest.mark.parametrize(("ended", "fee", "billed"), [(2, {2: 9000.0}, 2), (4, {3: 9000.0}, 4), (-1, {}, 4)])
def test_ending_a_contract(ended: int, fee: dict[int, float], billed: int) -> None:
    """The fee is due in the period of the end, or in the last one where the contract ends with the plan."""
    terms = contract(may_end=True, exit_fee=9000.0)
    found = bill(setting(terms), "selection", heads=10.0, ended=ended)
    assert amounts(found, "exit_fee") == fee
    assert amounts(found, "production") == dict.fromkeys(range(billed), 32000.0)


def test_knowledge_transfer_is_billed_by_the_hour() -> None:
    """40 productive hours of handing over at 18, in the month before the end."""
    terms = contract(unit="ticket", may_end=True, overlap_periods=1, transfer_rate=18.0)
    found = bill(setting(terms), "selection", transfer_h=[[0.0, 40.0, 0.0, 0.0]], ended=2)
    assert amounts(found, "knowledge_transfer") == {1: 720.0}


def test_two_contracts_of_one_team_follow_each_other() -> None:
    facts, requirement = setting()
    facts = contract_facts(facts, contract(to_period=2), contract(from_period=2, rate=18.0))
    found = bill((facts, requirement), heads=10.0)
    assert amounts(found, "production", 0) == {0: 32000.0, 1: 32000.0}
    assert amounts(found, "production", 1) == {2: 28800.0, 3: 28800.0}

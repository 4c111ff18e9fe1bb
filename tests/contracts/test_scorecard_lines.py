"""Bonus, credit, earn-back, relief and the price of a missed target, worked by hand.

Ten people of 160 hours at 20 bill 32 000 a month; 1000 tickets at 4 bill 4000.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.contracts.bills import amounts, bill, setting
from tests.tiny_contracts import contract


def test_bonus_and_credit_are_shares_of_the_fee() -> None:
    """February: 5 % credit of 32 000. March: 2 % bonus."""
    made = setting(contract(credit_share={1: 0.05}, bonus_share={2: 0.02}))
    found = bill(made, "scorecards", heads=10.0)
    assert amounts(found, "credit") == pytest.approx({1: -1600.0})
    assert amounts(found, "bonus") == pytest.approx({2: 640.0})
    place = found.line.index("credit")
    assert (found.quantity[place], found.price[place], found.who[place]) == (32000.0, -0.05, "C1")
    assert set(bill(made, heads=10.0).line) == {"production"}


def test_the_fee_is_production_premium_nesting_and_ramp() -> None:
    """32 000 + premium 0.04 x 20 x 1600 h = 1280 - nesting 160 x 8 = 1280 - ramp 160 x 2 = 320: 31 680, 10 % of it.

    Training, overtime, tiers, commitments and locks are no part of it.
    """
    terms = contract(
        credit_share=0.1,
        premium_share=0.04,
        nesting_rate=12.0,
        ramp_discount=0.1,
        training_rate=12.0,
        commit_units=2000.0,
        tiers=((0.0, 1.0),),
        locked=5000.0,
        lock_kind="priced",
        lock_below=1.0,
    )
    found = bill(
        setting(terms),
        "scorecards premiums training tiers commitments locks",
        model={"overtime": {}},
        heads=10.0,
        assigned_h=1600.0,
        nesting_heads=1.0,
        ramp_heads=1.0,
        training_h=40.0,
        overtime_h=10.0,
    )
    assert amounts(found, "credit") == pytest.approx(dict.fromkeys(range(4), -3168.0))
    assert {"training", "overtime", "volume", "shortfall", "lock"} <= set(found.line)


def test_the_fee_of_a_baseline_is_its_charge() -> None:
    """1000 x 5 + 200 x 6 = 6200, 5 % of it."""
    terms = contract(unit="ticket", rate=5.0, baseline_units=1000.0, additional_charge=6.0, credit_share=0.05)
    found = bill(setting(terms), "scorecards baseline", assigned_h=1200.0)
    assert amounts(found, "credit") == pytest.approx(dict.fromkeys(range(4), -310.0))


def test_weeks_have_the_share_of_their_month() -> None:
    """Weeks of 8000: 5 % in the four of February (2, 9, 16, 23)."""
    made = setting(contract(credit_share={1: 0.05}), period="week", periods=9)
    found = bill(made, "scorecards", heads=10.0)
    assert amounts(found, "credit") == pytest.approx(dict.fromkeys(range(4, 8), -400.0))


def test_a_credit_is_earned_back_at_the_end_of_a_later_month() -> None:
    """January gives 5 % of four weeks of 8000 back; after a February on target, its last week charges them again."""
    made = setting(contract(credit_share={0: 0.05}, earned_back_in={0: 1}), period="week", periods=9)
    found = bill(made, "scorecards", heads=10.0)
    assert amounts(found, "credit") == pytest.approx(dict.fromkeys(range(4), -400.0))
    assert amounts(found, "earn_back") == pytest.approx({7: 1600.0})
    assert found.amount[found.line.index("earn_back")] == pytest.approx(1600.0)


def test_credits_of_two_months_earned_back_at_once() -> None:
    """5 % of 32 000 and 2 % of 64 000: 1600 + 1280, on fees of 96 000."""
    terms = contract(credit_share={0: 0.05, 1: 0.02}, earned_back_in={0: 3, 1: 3})
    found = bill(setting(terms), "scorecards", heads=[[10.0, 20.0, 10.0, 10.0]])
    assert amounts(found, "earn_back") == pytest.approx({3: 2880.0})
    assert found.line.count("earn_back") == 1
    assert found.quantity[found.line.index("earn_back")] == pytest.approx(96000.0)


def test_nothing_is_earned_back_where_nothing_was_credited() -> None:
    made = setting(contract(credit_share={1: 0.05}, earned_back_in={0: 1, 1: -1}))
    found = bill(made, "scorecards", heads=10.0)
    assert set(amounts(found, "credit")) == {1}
    assert amounts(found, "earn_back") == {}


def test_two_prices_by_the_service_target() -> None:
    """1000 minutes at 1.20 in target and 0.80 out of it, missed in February: -400."""
    terms = contract(unit="minute", rate=1.2, rate_missed=0.8, missed={1: True})
    found = bill(setting(terms, aht_s=60.0), "scorecards", assigned_h=1000.0)
    assert amounts(found, "production") == pytest.approx(dict.fromkeys(range(4), 1200.0))
    assert amounts(found, "target_missed") == pytest.approx({1: -400.0})


def test_two_prices_of_people_and_with_the_escalator() -> None:
    """1600 paid hours at 20 or 18, both 10 % higher in the second year: -3520."""
    terms = contract(rate_missed=18.0, missed={1: True}, escalator=0.1, start=date(2025, 2, 1))
    found = bill(setting(terms), "scorecards", heads=10.0)
    assert amounts(found, "target_missed") == pytest.approx({1: -3520.0})
    assert found.who[found.line.index("target_missed")] == "TEAM1"


@pytest.mark.parametrize(
    ("ordered", "tickets", "excused"),
    [
        ({"locked": 1000.0}, 1151.0, True),
        ({"locked": 1000.0}, 1150.0, False),  # exactly the band: not more than foreseen
        ({"locked": 1000.0}, 900.0, False),
        ({"outlook": 1000.0}, 1200.0, True),
        ({"locked": 1000.0, "outlook": 2000.0}, 1200.0, True),  # what is locked counts
        ({"locked": 2000.0, "outlook": 1000.0}, 1200.0, False),
        ({}, 1200.0, False),  # nothing was ordered
    ],
)
def test_relief_where_more_came_than_was_ordered(
    ordered: dict[str, float], tickets: float, excused: bool
) -> None:
    """An order of 1000 with 15 % of relief: above 1150 tickets neither credit nor the lower rate; the bonus stays."""
    terms = contract(
        unit="ticket",
        rate=4.0,
        rate_missed=3.0,
        missed=True,
        credit_share=0.05,
        bonus_share=0.01,
        relief_band=0.15,
        **ordered,  # type: ignore[arg-type]
    )
    found = bill(setting(terms), "scorecards", assigned_h=tickets)
    every = range(4)
    credit = {} if excused else dict.fromkeys(every, -0.05 * 4.0 * tickets)
    lower = {} if excused else dict.fromkeys(every, -tickets)
    assert amounts(found, "credit") == pytest.approx(credit)
    assert amounts(found, "target_missed") == pytest.approx(lower)
    assert amounts(found, "bonus") == pytest.approx(dict.fromkeys(every, 0.01 * 4.0 * tickets))


def test_relief_in_weeks_is_by_the_length_of_the_month() -> None:
    """An order of 1300 a month is 1200 in the four weeks of January: 301 tickets a week are above it, 299 are not."""
    terms = contract(unit="ticket", credit_share={0: 0.05}, relief_band=0.0, locked=1300.0)
    made = setting(terms, period="week")
    assert amounts(bill(made, "scorecards", assigned_h=301.0), "credit") == {}
    assert len(amounts(bill(made, "scorecards", assigned_h=299.0), "credit")) == 4


def test_relief_of_one_month_leaves_the_others() -> None:
    """The order of FTE: 11.6 against 10 in February. The credit of February is waived, and so is its earn-back."""
    terms = contract(
        credit_share={0: 0.05, 1: 0.05},
        earned_back_in={0: 3, 1: 3},
        relief_band=0.15,
        locked=10.0,
        order_on="fte_month",
    )
    found = bill(setting(terms), "scorecards", heads=np.array([[10.0, 11.6, 10.0, 10.0]]))
    assert amounts(found, "credit") == pytest.approx({0: -1600.0})
    assert amounts(found, "earn_back") == pytest.approx({3: 1600.0})

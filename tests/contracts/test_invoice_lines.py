"""Lines for people and for work: worked bills, one clause each.

Months of 160 hours a head unless weeks of 40 are asked for; amounts by period. Prices of a paid hour: 20.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.contracts.bills import Setting, amounts, bill, setting
from tests.tiny_contracts import Terms, contract, contract_facts


def _every_month(amount: float) -> object:
    return pytest.approx(dict.fromkeys(range(4), amount))


# units


@pytest.mark.parametrize(
    ("terms", "amount"),
    [
        (contract(unit="paid_hour", rate=20.0), 32000.0),  # 10 x 160 h x 20
        (contract(unit="fte_month", rate=3000.0), 30000.0),  # 10 x 3000
        (contract(unit="fte_month", rate=3000.0, after_shrinkage=True), 21000.0),  # 10 x 0.7 x 3000
        (contract(unit="seat_month", rate=1500.0, seats_per_head=0.9), 10800.0),  # 10 x 0.8 x 0.9 x 1500
    ],
    ids=["paid hour", "fte", "fte after shrinkage", "seat"],
)
def test_ten_people_billed_by_head(terms: Terms, amount: float) -> None:
    """A month of ten people of whom a share of 0.7 is productive and 0.2 work from home."""
    facts, requirement = setting(terms, productive=0.7)
    facts = replace(facts, sites=replace(facts.sites, work_from_home=np.array([0.2])))
    found = bill((facts, requirement), heads=10.0, assigned_h=1120.0)
    assert amounts(found, "production") == _every_month(amount)
    assert set(found.line) == {"production"}
    assert set(found.who) == {"TEAM1"}


@pytest.mark.parametrize(
    ("terms", "amount"),
    [
        (contract(unit="productive_hour", rate=25.0), 25000.0),  # 1000 h x 25
        (contract(unit="ticket", rate=4.0), 21600.0),  # 1000 h x 6 x 0.9 = 5400 tickets x 4
        (contract(unit="minute", rate=0.4), 21600.0),  # 5400 tickets of 10 minutes x 0.40
    ],
    ids=["productive hour", "ticket", "minute"],
)
def test_a_thousand_hours_billed_by_work(terms: Terms, amount: float) -> None:
    """Six tickets of 600 s an hour, at nine tenths of the pace; how many people did them does not matter."""
    facts, requirement = setting(terms, tickets_an_hour=6.0, aht_s=600.0)
    facts = replace(facts, pairs=replace(facts.pairs, pace=np.array([0.9])))
    found = bill((facts, requirement), heads=10.0, assigned_h=1000.0)
    assert amounts(found, "production") == _every_month(amount)
    assert set(found.who) == {"TEAM1 on queue1:en"}


def test_an_fte_in_weeks_is_twelve_52nds() -> None:
    """10 x 3000 x 12/52 = 6923.08 a week: 52 of them are twelve months."""
    made = setting(contract(unit="fte_month", rate=3000.0), period="week", periods=52)
    weeks = amounts(bill(made, heads=10.0), "production")
    assert weeks[0] == pytest.approx(6923.0769, abs=1e-4)
    assert sum(weeks.values()) == pytest.approx(12 * 30000.0)


def test_an_entry_says_what_was_billed_at_what_price() -> None:
    found = bill(setting(contract()), heads=10.0)
    assert (found.line[0], found.who[0], found.unit[0]) == ("production", "TEAM1", "paid_hour")
    assert (found.quantity[0], found.price[0], found.amount[0]) == (1600.0, 20.0, 32000.0)


def test_a_rate_card() -> None:
    """Queue 1 at 25 an hour, queue 2 at 30 (pairs of one team): 100 h x 25 + 50 h x 30 = 4000."""
    card = contract(unit="productive_hour", rate=25.0, pair_rates={(0, 1): 30.0})
    found = bill(setting(card, queues=2), assigned_h=[[100.0] * 4, [50.0] * 4])
    assert amounts(found, "production") == _every_month(4000.0)
    assert found.who[:2] == ("TEAM1 on queue1:en", "TEAM1 on queue2:en")
    assert amounts(bill(setting(contract(team_rates={0: 22.0})), heads=10.0), "production") == _every_month(
        35200.0
    )


@pytest.mark.parametrize(
    "terms",
    [
        contract(unit="paid_hour", rate=20.0, premium_share=0.04),  # 160 x 20 / 128 productive h = 25 an hour
        contract(unit="fte_month", rate=3200.0, premium_share=0.04),  # 3200 / 128 productive h = 25 an hour
        contract(unit="productive_hour", rate=25.0, premium_share=0.04),
        contract(unit="ticket", rate=5.0, premium_share=0.04),  # 5 tickets an hour = 25 an hour
    ],
)
def test_premium_on_the_share_of_hours_at_night(terms: Terms) -> None:
    """A premium of 20 % on the fifth of the work that is done at night: 0.04 x 25 x 1000 h = 1000."""
    found = bill(
        setting(terms, productive=0.8, tickets_an_hour=5.0), "premiums", heads=10.0, assigned_h=1000.0
    )
    assert amounts(found, "premium") == _every_month(1000.0)
    assert amounts(bill(setting(terms), heads=10.0, assigned_h=1000.0), "premium") == {}


def test_premiums_of_a_holiday_and_of_weekends_differ_by_period_and_queue() -> None:
    """Queue 1: 0.10 on weekends, in January 0.15 with New Year's Day; queue 2 is closed then."""
    share = {(0, 0): [0.15, 0.10, 0.10, 0.10]}
    made = setting(contract(unit="productive_hour", rate=25.0, premium_share=share), queues=2)
    found = amounts(bill(made, "premiums", assigned_h=100.0), "premium")
    assert found == pytest.approx({0: 375.0, 1: 250.0, 2: 250.0, 3: 250.0})


def test_escalator_from_the_anniversary() -> None:
    """5 % a year on a contract of 1 March 2024: 1.05 in its second year, 1.1025 from 1 March 2026."""
    found = bill(setting(contract(escalator=0.05, start=date(2024, 3, 1))), heads=10.0)
    assert amounts(found, "production") == pytest.approx({0: 33600.0, 1: 33600.0, 2: 35280.0, 3: 35280.0})


# people: nesting, ramp, training, overtime, undertime


def test_nesting_and_ramp_of_people_billed_by_head() -> None:
    """Three of ten nest at 12 instead of 20: 3 x 160 x -8 = -3840. Two in the ramp: 2 x 160 x -10 % of 20 = -640."""
    terms = contract(nesting_rate=12.0, ramp_discount=0.1, ramp_periods=2)
    found = bill(setting(terms), "training", heads=10.0, nesting_heads=3.0, ramp_heads=2.0)
    assert amounts(found, "production") == _every_month(32000.0)
    assert amounts(found, "nesting") == _every_month(-3840.0)
    assert amounts(found, "ramp") == _every_month(-640.0)
    assert amounts(bill(setting(terms), heads=10.0, nesting_heads=3.0, ramp_heads=2.0), "nesting") == {}


def test_without_a_nesting_rate_people_who_nest_cost_what_their_team_costs() -> None:
    found = bill(setting(contract(team_rates={0: 26.0})), "training", heads=10.0, nesting_heads=3.0)
    assert amounts(found, "production") == _every_month(41600.0)
    assert amounts(found, "nesting") == {}


def test_nesting_and_ramp_of_productive_hours() -> None:
    """Output of 1.5 heads x 160 x 0.8 = 192 h at 15 instead of 25: -1920; of one head 128 h x -2.50 = -320."""
    terms = contract(unit="productive_hour", rate=25.0, nesting_rate=15.0, ramp_discount=0.1, ramp_periods=2)
    quantities = {"heads": 10.0, "nesting_heads": 3.0, "ramp_heads": 2.0}
    made = setting(terms, productive=0.8)
    people = {**quantities, "nesting_productive": 1.5, "ramp_productive": 1.0}
    found = bill(made, "training", **people, assigned_h=400.0)
    assert amounts(found, "nesting") == _every_month(-1920.0)
    assert amounts(found, "ramp") == _every_month(-320.0)
    here = [quantity for line, quantity in zip(found.line, found.quantity, strict=True) if line == "nesting"]
    assert here == pytest.approx([192.0] * len(here))
    # with 250 h worked: 192 h of them by those who nest, 58 h by the ramp; with 100 h all by those who nest
    assert amounts(bill(made, "training", **people, assigned_h=250.0), "ramp") == _every_month(-145.0)
    idle = bill(made, "training", **people, assigned_h=100.0)
    assert amounts(idle, "nesting") == _every_month(-1000.0)
    assert amounts(idle, "ramp") == {}


@pytest.mark.parametrize(
    ("terms", "amount"),
    [
        (contract(unit="paid_hour", rate=20.0), 1500.0),  # 50 h x 20 x 1.5
        (contract(unit="fte_month", rate=3200.0), 1500.0),  # 3200 / 160 h = 20
        (contract(unit="productive_hour", rate=25.0), 562.5),  # 50 h x 0.9 on duty x 25 x 0.5
        (contract(unit="ticket", rate=4.0), None),
    ],
)
def test_overtime_at_its_premium(terms: Terms, amount: float | None) -> None:
    """Hours billed by head in full; work is billed as production, so that the premium alone is left."""
    made = setting(terms, on_duty=0.9)
    found = amounts(bill(made, model={"overtime": {"premium": 1.5}}, overtime_h=50.0), "overtime")
    assert found == ({} if amount is None else _every_month(amount))


@pytest.mark.parametrize(
    ("unit", "amount"), [("paid_hour", -360.0), ("fte_month", None), ("productive_hour", None)]
)
def test_undertime_saves_paid_hours_alone(unit: str, amount: float | None) -> None:
    """30 h of which 40 % are paid all the same: -30 x 20 x 0.6."""
    made = setting(contract(unit=unit))
    found = amounts(bill(made, model={"undertime": {"paid_share": 0.4}}, undertime_h=30.0), "undertime")
    assert found == ({} if amount is None else _every_month(amount))


def test_training_hours_have_their_own_rate() -> None:
    """Also without clauses: 100 h x 12."""
    assert amounts(bill(setting(contract(training_rate=12.0)), training_h=100.0), "training") == _every_month(
        1200.0
    )


def _trains(teams: int = 1, **terms: object) -> Setting:
    """Weeks; four of training, in which a tenth leaves each week."""
    hazard = [[0.1, 0.1, 0.1, 0.0, 0.0]] * teams
    return setting(
        contract(training_rate=12.0, **terms),  # type: ignore[arg-type]
        period="week",
        periods=9,
        hazard=hazard,
        teams=teams,
        productivity=[[0.0, 0.0, 0.0, 0.0, 1.0]] * teams,
        training=4,
    )


def test_the_vendor_pays_for_training_those_who_replace_leavers() -> None:
    """A starter has 40, 40, 20 billable hours under a cap of 100: 40 + 0.9 x 40 + 0.81 x 20 = 92.2 h.

    January: 5 start, 3 leave - 3 x 92.2 x 12 = 3319.20 come back in its last week. February: 1 starts, 4 leave - 1.
    """
    starts = [[5.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]]
    leavers = [[0.0, 1.0, 0.5, 1.5, 2.0, 2.0, 0.0, 0.0, 2.0]]
    made = _trains(training_cap_h=100.0, replacement_by_vendor=True)
    found = amounts(bill(made, "training", starts=starts, leavers=leavers), "replacement_training")
    assert found == pytest.approx({3: -3319.2, 7: -1106.4})


def test_without_a_cap_every_hour_comes_back() -> None:
    """40 x (1 + 0.9 + 0.81 + 0.729) = 137.56 h."""
    made = _trains(replacement_by_vendor=True)
    found = amounts(bill(made, "training", starts=1.0, leavers=1.0), "replacement_training")
    assert found[3] == pytest.approx(-4 * 137.56 * 12.0)


def test_each_contract_returns_the_training_of_its_own_teams() -> None:
    """Team 1 at 12 an hour, team 2 at 15 with a contract of its own; 137.56 h of each starter of a month."""
    facts, requirement = _trains(teams=2)
    terms = {"replacement_by_vendor": True}
    both = contract_facts(
        facts, contract(training_rate=12.0, **terms), contract(teams=(1,), training_rate=15.0, **terms)
    )
    found = bill((both, requirement), "training", starts=[[1.0] + [0.0] * 8] * 2, leavers=1.0)
    assert amounts(found, "replacement_training", 0) == pytest.approx({3: -137.56 * 12.0})
    assert amounts(found, "replacement_training", 1) == pytest.approx({3: -137.56 * 15.0})


def test_growth_is_trained_at_our_cost() -> None:
    """Nobody left, or we pay for replacements: nothing comes back."""
    made = _trains(replacement_by_vendor=True)
    assert amounts(bill(made, "training", starts=5.0), "replacement_training") == {}
    assert amounts(bill(_trains(), "training", starts=5.0, leavers=5.0), "replacement_training") == {}
    assert amounts(bill(made, starts=5.0, leavers=5.0), "replacement_training") == {}

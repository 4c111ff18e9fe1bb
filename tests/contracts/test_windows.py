"""Months, quarters and contract years of a contract, and how long they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from capplan.contracts.windows import in_force, windows
from capplan.facts import Facts
from capplan.horizon import Horizon
from tests.contracts.bills import setting
from tests.tiny_contracts import contract, contract_facts


def _weeks(periods: int, **terms: object) -> Facts:
    return setting(contract(**terms), period="week", periods=periods)[0]  # type: ignore[arg-type]


def test_a_week_belongs_to_the_month_of_its_first_day() -> None:
    """Weeks begin on 5, 12, 19, 26 January, 2, 9, 16, 23 February and 2 March 2026."""
    found = windows(_weeks(9), 0, "month")
    assert [window.label for window in found] == ["2026-01", "2026-02", "2026-03"]
    assert [window.periods.tolist() for window in found] == [[0, 1, 2, 3], [4, 5, 6, 7], [8]]
    assert [window.last for window in found] == [3, 7, 8]


def test_months_are_as_long_as_the_weeks_that_begin_in_them() -> None:
    """January 4 weeks = 4 x 12/52 = 0.923 months, March (2, 9, 16, 23, 30) 5 weeks = 1.154."""
    months = [window.months for window in windows(_weeks(52), 0, "month")]
    assert months[:3] == pytest.approx([48 / 52, 48 / 52, 60 / 52])
    assert sum(months) == pytest.approx(12.0)


@pytest.mark.parametrize("kind", ["month", "quarter", "contract_year"])
def test_52_weeks_are_twelve_months_in_windows_of_any_kind(kind: str) -> None:
    found = windows(_weeks(52, start=date(2025, 7, 16)), 0, kind)
    assert sum(window.months for window in found) == pytest.approx(12.0)
    assert sorted(t for window in found for t in window.periods.tolist()) == list(range(52))


def test_calendar_months_are_one_month_each() -> None:
    facts, _ = setting(contract(), periods=6)
    assert [window.months for window in windows(facts, 0, "month")] == [1.0] * 6
    assert [(w.label, w.months) for w in windows(facts, 0, "quarter")] == [("2026-Q1", 3.0), ("2026-Q2", 3.0)]


def test_contract_years_begin_on_the_anniversary() -> None:
    """A contract of 15 March 2025: 1 March 2026 is still in its first year, 1 April in its second."""
    facts, _ = setting(contract(start=date(2025, 3, 15)), periods=6)
    first, second = windows(facts, 0, "contract_year")
    assert (first.label, first.periods.tolist()) == ("year 1", [0, 1, 2])
    assert (second.label, second.periods.tolist()) == ("year 2", [3, 4, 5])


def test_months_of_the_running_year_before_the_plan() -> None:
    """In force since 1 October 2025: October to December lie before the plan, in its first window only."""
    facts, _ = setting(contract(start=date(2025, 10, 1)), periods=12)
    years = windows(facts, 0, "contract_year")
    assert [(year.months_before, year.months) for year in years] == [(3.0, 9.0), (0.0, 3.0)]


def test_no_month_counts_before_the_contract_began() -> None:
    """The quarter has begun on 1 January with the plan; a year of 20 November 2025 has had 1 December only."""
    facts, _ = setting(contract(start=date(2025, 11, 20)))
    assert windows(facts, 0, "contract_year")[0].months_before == 1.0
    assert windows(facts, 0, "quarter")[0].months_before == 0.0


def test_a_quarter_counts_from_the_start_of_the_contract() -> None:
    """A plan from 1 March on: of the quarter, February lies before it; the contract began on 1 February."""
    facts, _ = setting(contract(start=date(2026, 2, 1)))
    march = replace(facts, horizon=Horizon("month", date(2026, 3, 1), 4))
    assert [window.months_before for window in windows(march, 0, "quarter")] == [1.0, 0.0]


def test_a_full_year_before_the_plan_is_the_most() -> None:
    facts, _ = setting(contract(start=date(2025, 1, 1)))
    assert windows(facts, 0, "contract_year")[0].months_before == 0.0  # the second year begins with the plan


def test_only_periods_in_force_count() -> None:
    """From week 2 to week 5: two weeks of January and two of February."""
    facts = _weeks(9, from_period=2, to_period=6)
    assert in_force(facts.contracts, 0).tolist() == [
        False,
        False,
        True,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    found = windows(facts, 0, "month")
    assert [window.periods.tolist() for window in found] == [[2, 3], [4, 5]]
    assert [window.months for window in found] == pytest.approx([24 / 52, 24 / 52])


def test_a_contract_that_bills_work_alone_is_in_force() -> None:
    facts = _weeks(4, unit="ticket")
    alone = replace(facts.contracts, contract_of_team=facts.contracts.contract_of_team * 0 - 1)  # type: ignore[arg-type,type-var]
    assert in_force(alone, 0).all()


def test_two_contracts_have_their_own_windows() -> None:
    facts, _ = setting(teams=1)
    facts = contract_facts(facts, contract(to_period=2), contract(from_period=2))
    assert [window.label for window in windows(facts, 0, "month")] == ["2026-01", "2026-02"]
    assert [window.label for window in windows(facts, 1, "month")] == ["2026-03", "2026-04"]

"""vendor_orders.csv, the order book. A month has 600 hours of beta-voice; the plan starts on 1 Jan 2026."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from capplan.horizon import Horizon
from capplan.plan import Decision, Plan
from capplan.report.vendors.orders import vendor_orders_table
from tests.report.sample_contracts import contract_plan


def book(plan: Plan, contract: str = "beta-voice") -> pd.DataFrame:
    table = vendor_orders_table(plan)
    return table[table["contract"] == contract].set_index("month")


def test_a_month_is_locked_in_its_first_lock_or_an_outlook_when_the_plan_starts():
    found = book(contract_plan())
    # locks 60 and 30 days before the first of the month: February's second lock is one day after the start
    assert found["lock_1_date"].tolist() == ["2025-11-02", "2025-12-03", "2025-12-31", "2026-01-31"]
    assert found["lock_2_date"].tolist() == ["2025-12-02", "2026-01-02", "2026-01-30", "2026-03-02"]
    assert found["status"].tolist() == ["locked", "in first lock", "in first lock", "outlook"]


@pytest.mark.parametrize(
    ("days", "status"),
    [
        ((60.0, np.nan), ["locked", "locked", "locked", "outlook"]),  # one lock: past it, nothing moves
        ((np.nan, np.nan), ["locked", "locked", "outlook", "outlook"]),  # no lock: what is signed is locked
        ((60.0, 31.0), ["locked", "locked", "in first lock", "outlook"]),  # February locks on the first day
        ((20.0, 10.0), ["locked", "in first lock", "outlook", "outlook"]),  # February is signed early
    ],
)
def test_the_status_follows_the_locks_that_there_are(days, status):
    lock_days = np.full((3, 2), np.nan)
    lock_days[0] = days
    assert book(contract_plan(lock_days=lock_days))["status"].tolist() == status


def test_the_outlook_is_the_one_given_or_the_plan_where_nothing_is_locked():
    found = book(contract_plan())
    np.testing.assert_allclose(found["outlook_units"], [np.nan, np.nan, 600.0, 750.0])
    np.testing.assert_allclose(found["planned_units"], [600.0] * 4)
    np.testing.assert_allclose(found["locked_units"], [600.0, 650.0, np.nan, np.nan])
    np.testing.assert_allclose(found["planned_fte"], [6.0] * 4)
    np.testing.assert_allclose(found["outlook_fte"], [np.nan, np.nan, 6.0, 7.5])  # 100 hours for one


def test_the_band_is_that_of_the_locked_order_or_of_the_first_lock():
    found = book(contract_plan())
    np.testing.assert_allclose(found["band_low"], [540.0, 585.0, 480.0, 480.0])
    np.testing.assert_allclose(found["band_high"], [660.0, 715.0, 720.0, 720.0])


def test_money_of_a_month_is_what_is_posted_in_it():
    found = book(contract_plan())
    np.testing.assert_allclose(found["forecast_bill_base"], [7000.0, 6700.0, 7120.0, 7000.0])
    np.testing.assert_allclose(found["commitment_not_used_base"], [1000.0] * 4)
    np.testing.assert_allclose(found["expected_credit_base"], [0.0, -300.0, 0.0, 0.0])
    np.testing.assert_allclose(found["committed_units"], [700.0] * 4)


def test_a_commitment_to_a_share_of_the_order_is_known_where_the_order_is():
    none, share = np.full(3, np.nan), np.array([0.9, np.nan, np.nan])
    found = book(contract_plan(commit_units=none, commit_share=share))
    np.testing.assert_allclose(found["committed_units"], [540.0, 585.0, np.nan, np.nan])
    assert book(contract_plan(), "beta-mail")["committed_units"].isna().all()


def test_notice_is_due_the_notice_period_before_the_first_of_the_month():
    assert book(contract_plan())["notice_deadline"].tolist()[:2] == ["2025-11-01", "2025-12-01"]
    assert book(contract_plan(), "beta-mail")["notice_deadline"].tolist()[:2] == ["2025-12-01", "2026-01-01"]
    opened = contract_plan(decisions=(Decision(2, "open", 0),))
    assert set(book(opened, "gamma-chat")["notice_deadline"]) == {""}  # nobody is released there


def test_the_longest_notice_of_the_teams_holds():
    plan = contract_plan()
    contracts = plan.facts.contracts
    assert contracts is not None
    both = contracts.contract_of_team.copy()
    both[2] = 0  # one month of notice, the first team two
    facts = replace(plan.facts, contracts=replace(contracts, contract_of_team=both))
    assert book(replace(plan, facts=facts))["notice_deadline"].tolist()[0] == "2025-11-01"


def test_work_that_is_billed_counts_fte_by_the_productive_hours_of_a_head():
    found = book(contract_plan(assigned_h=[800.0, 500.0, 250.0, 0.0]), "beta-mail")
    np.testing.assert_allclose(found["planned_units"], [250.0] * 4)
    np.testing.assert_allclose(found["planned_fte"], [2.5] * 4)
    assert set(found["order_unit"]) == {"ticket"}


def test_fte_of_an_outlook_are_known_where_nothing_is_planned():
    heads = np.array([[10.0] * 4, [6.0, 6.0, 6.0, 0.0], [4.0] * 4, [0.0] * 4])
    found = book(contract_plan(heads=heads))
    assert found.loc["2026-04", "planned_units"] == 0.0
    assert found.loc["2026-04", "outlook_fte"] == pytest.approx(7.5)


def test_fte_of_an_outlook_go_by_the_people_that_are_planned():
    plan = contract_plan()
    contracts = plan.facts.contracts
    assert contracts is not None
    both = np.where(np.arange(4)[:, None] == 2, 0, contracts.contract_of_team)
    teams = replace(plan.facts.teams, contract_h=np.array([100.0, 100.0, 50.0, 100.0]))
    facts = replace(plan.facts, teams=teams, contracts=replace(contracts, contract_of_team=both))
    found = book(replace(plan, facts=facts))
    # 6 x 100 + 4 x 50 hours for ten people: 80 for one
    assert found.loc["2026-04", "outlook_fte"] == pytest.approx(750.0 / 80.0)


def test_only_months_in_which_a_contract_is_in_force_as_decided_are_listed():
    assert book(contract_plan(), "gamma-chat").empty
    opened = contract_plan(decisions=(Decision(2, "open", 1), Decision(2, "end", 3)))
    found = book(opened, "gamma-chat")
    assert list(found.index) == ["2026-02", "2026-03", "2026-04"]  # in April the exit fee is due
    np.testing.assert_allclose(found["forecast_bill_base"], [5000.0, 0.0, 700.0])
    assert found["planned_units"].tolist() == [0.0] * 3


def test_units_of_a_month_of_four_weeks_are_stated_for_a_whole_month():
    plan = contract_plan()
    weeks = replace(plan.facts, horizon=Horizon("week", plan.facts.horizon.start, 4))
    contracts = plan.facts.contracts
    assert contracts is not None
    january = replace(contracts, month_of_period=np.zeros(4, np.int64))
    found = book(replace(plan, facts=replace(weeks, contracts=january)))
    # 4 weeks x 600 hours in 48/52 of a month
    assert found.loc["2026-01", "planned_units"] == pytest.approx(2400.0 * 52.0 / 48.0)
    assert found.loc["2026-01", "planned_fte"] == pytest.approx(6.0)

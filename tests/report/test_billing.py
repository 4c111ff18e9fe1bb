"""billing.csv, and what contracts change in costs.csv and vendor_hours.csv."""

from __future__ import annotations

import numpy as np
import pytest

from capplan.plan import Decision
from capplan.report.costs import TERMS, cost_terms, costs_table, vendor_hours_table
from capplan.report.tables import result_tables
from capplan.report.vendors.billing import billed, billed_by_month, billing_table
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan


def test_the_bill_goes_contract_by_contract_month_by_month_in_the_order_of_an_invoice():
    table = billing_table(contract_plan())
    voice = table[table["contract"] == "beta-voice"]
    assert voice["line"].tolist() == [
        *("production", "shortfall"),
        *("production", "shortfall", "credit"),
        *("production", "shortfall", "bonus"),
        *("production", "shortfall"),
    ]
    assert voice["month"].tolist() == ["2026-01"] * 2 + ["2026-02"] * 3 + ["2026-03"] * 3 + ["2026-04"] * 2
    assert table["contract"].tolist() == ["beta-voice"] * 10 + ["beta-mail"] * 4


def test_a_line_in_another_currency_has_its_rate_and_its_amount_in_the_base_currency():
    table = billing_table(contract_plan())
    mail = table[table["contract"] == "beta-mail"].iloc[1]
    assert mail[["vendor", "site", "month", "week_start", "line"]].tolist() == [
        *("Beta", "MNL", "2026-02", "2026-02-01", "production")
    ]
    assert mail[["who", "unit", "currency"]].tolist() == ["beta_mail on queue1:en", "ticket", "INR"]
    numbers = mail[["quantity", "price", "amount", "currency_rate", "amount_base"]].astype(float).tolist()
    assert numbers == [300.0, 8.0, 2400.0, 0.5, 1200.0]


def test_a_credit_is_a_share_of_the_fee_of_its_month():
    table = billing_table(contract_plan())
    credit = table[table["line"] == "credit"].iloc[0]
    assert (credit["quantity"], credit["price"], credit["amount"]) == (6000.0, -0.05, -300.0)
    assert (credit["month"], credit["unit"], credit["who"]) == ("2026-02", "fee", "beta-voice")


def test_sums_of_the_bill_by_contract_and_by_month():
    plan = contract_plan()
    np.testing.assert_allclose(billed(plan), [24000.0 + 4000.0 - 300.0 + 120.0, 4800.0, 0.0])
    np.testing.assert_allclose(billed(plan, ("shortfall", "carry_forward")), [4000.0, 0.0, 0.0])
    np.testing.assert_allclose(billed_by_month(plan)[0], [7000.0, 6700.0, 7120.0, 7000.0])
    np.testing.assert_allclose(billed_by_month(plan, ("bonus",))[0], [0.0, 0.0, 120.0, 0.0])


def test_the_lines_of_costs_that_name_a_contract_are_the_bill():
    plan = contract_plan(decisions=(Decision(2, "open", 1),))
    costs, bill = costs_table(plan), billing_table(plan)
    under = costs[costs["contract"] != ""]
    assert len(under) == len(bill)
    by_contract = under.groupby("contract")["amount_base"].sum().to_dict()
    assert by_contract == pytest.approx(bill.groupby("contract")["amount_base"].sum().to_dict())
    assert by_contract == pytest.approx({"beta-voice": 27820.0, "beta-mail": 4800.0, "gamma-chat": 5000.0})
    assert set(costs.loc[costs["contract"] == "", "term"]) == {
        *("wages", "recruiting", "seats", "support_roles", "unmet_hours", "moved_hours")
    }


def test_terms_of_contracts_stand_beside_the_vendors_hours():
    assert cost_terms(contract_plan(decisions=(Decision(2, "open", 1),))) == [
        *("wages", "vendor_hours", "vendor_commitment", "vendor_scorecard", "vendor_selection"),
        *("recruiting", "seats", "support_roles", "unmet_hours"),
    ]
    assert TERMS.index("vendor_premiums") == TERMS.index("vendor_hours") + 1


def test_vendor_hours_name_the_team_of_work_that_is_billed_by_queue():
    table = vendor_hours_table(contract_plan())
    assert set(zip(table["team"], table["unit"], strict=True)) == {
        *(("beta_en", "paid_hour"), ("beta_mail", "ticket"))
    }


def test_a_plan_without_contracts_has_no_table_of_contracts_and_no_contract_in_its_costs():
    tables = result_tables(make_plan())
    assert not {"billing.csv", "vendor_orders.csv", "vendor_comparison.csv", "vendor_decisions.csv"} & set(
        tables
    )
    assert set(tables["costs.csv"]["contract"]) == {""}

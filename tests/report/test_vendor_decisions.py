"""vendor_decisions.csv, and contracts in summary.json and on the terminal."""

from __future__ import annotations

import io

import numpy as np
import pytest

from capplan.plan import Decision
from capplan.report.summary import summary
from capplan.report.terminal import show
from capplan.report.vendors.commitment import commitment_used
from capplan.report.vendors.decisions import open_periods, vendor_decisions_table
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan

OPENED = (Decision(2, "open", 1), Decision(0, "end", 2))


def test_contracts_are_kept_and_offers_left_unless_something_is_decided():
    table = vendor_decisions_table(contract_plan()).set_index("contract")
    assert table["decision"].to_dict() == {
        "beta-voice": "keep",
        "beta-mail": "keep",
        "gamma-chat": "not_opened",
    }
    assert set(table["date"]) == {""}
    assert table["fee"].isna().all()
    assert table["fee"].dtype == np.float64


def test_what_is_opened_or_ended_has_its_day_and_its_fee():
    table = vendor_decisions_table(contract_plan(decisions=OPENED)).set_index("contract")
    assert table.loc["gamma-chat"].tolist() == ["Gamma", "HYD", "open", "2026-02-01", 5000.0, "USD"]
    assert table.loc["beta-voice"].tolist() == ["Beta", "MNL", "end", "2026-03-01", 0.0, "USD"]


def test_a_contract_that_is_opened_and_ended_has_two_rows_in_time():
    decisions = (Decision(2, "end", 3), Decision(2, "open", 1))
    table = vendor_decisions_table(contract_plan(decisions=decisions))
    gamma = table[table["contract"] == "gamma-chat"]
    assert gamma["decision"].tolist() == ["open", "end"]
    assert gamma["fee"].tolist() == [5000.0, 700.0]
    assert (
        summary(contract_plan(decisions=decisions), "m", "base")["vendors"]["gamma-chat"]["decision"] == "end"
    )


def test_a_contract_is_in_force_from_its_opening_to_its_end():
    found = open_periods(contract_plan(decisions=OPENED)).astype(int).tolist()
    assert found == [[1, 1, 0, 0], [1, 1, 1, 1], [0, 1, 1, 1]]
    assert open_periods(contract_plan())[2].tolist() == [False] * 4


def test_use_of_the_commitment_counts_every_month_by_itself():
    heads = np.array([[10.0] * 4, [6.0, 6.0, 9.0, 7.0], [4.0] * 4, [0.0] * 4])
    used = commitment_used(contract_plan(heads=heads))
    assert used[0] == pytest.approx((600.0 + 600.0 + 700.0 + 700.0) / 2800.0)
    assert np.isnan(used[1:]).all()


def test_the_summary_tells_every_contract_in_whole_cents():
    found = summary(contract_plan(), "m", "base")
    assert found["vendors"]["beta-voice"] == {
        "vendor": "Beta",
        "site": "MNL",
        "unit": "paid_hour",
        "billed_base": 27820.0,
        "commitment_not_used_base": 4000.0,
        "credits_base": -300.0,
        "bonus_base": 120.0,
        "effective_cost_per_ticket": 16.3889,
        "effective_cost_per_work_h": 16.3889,
        "commitment_used": 0.857143,
        "decision": "keep",
    }
    assert found["vendors"]["gamma-chat"]["effective_cost_per_ticket"] is None
    assert found["vendors"]["beta-mail"]["commitment_used"] is None
    assert list(found)[-1] == "vendors"


def test_a_plan_without_contracts_says_nothing_of_vendors():
    found = summary(make_plan(), "quarterly", "base")
    assert "vendors" not in found
    stream = io.StringIO()
    show(found, stream)
    assert "contract" not in stream.getvalue()


def test_the_terminal_lists_every_contract():
    stream = io.StringIO()
    show(summary(contract_plan(), "m", "base"), stream)
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert [
        "beta-voice",
        "27.8",
        "k",
        "16.39",
        "16.39",
        "86",
        "%",
        "4,000",
        "\N{MINUS SIGN}300",
        "keep",
    ] in lines
    # without a commitment nothing of one is unused
    assert ["gamma-chat", "0", "0", "not", "opened"] in lines

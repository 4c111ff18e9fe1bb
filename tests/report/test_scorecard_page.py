"""vendors/<vendor>.md."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan.plan import Decision, Plan
from capplan.report.vendors.markdown import file_names, markdown_table
from capplan.report.vendors.pages import vendor_pages
from tests.report.sample_contracts import contract_plan
from tests.report.sample_plan import make_plan
from tests.tiny import reaching


def table_rows(page: str) -> list[list[str]]:
    """The cells of every row of every table."""
    lines = [line for line in page.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_there_is_a_page_for_each_vendor_and_none_without_contracts():
    assert list(vendor_pages(contract_plan())) == ["Beta.md", "Gamma.md"]
    assert vendor_pages(make_plan()) == {}


def test_the_page_begins_with_what_the_vendor_bills_and_handles():
    page = vendor_pages(contract_plan())["Beta.md"]
    assert page.splitlines()[2] == (
        "In 4 months from 1 Jan 2026 on, Beta bills 32.6 k USD and handles 50.0 % of all tickets, 50.0 % of all work "
        "(beta-voice, beta-mail)."
    )


def test_a_contract_stands_beside_the_own_sites():
    rows = table_rows(vendor_pages(contract_plan())["Beta.md"])
    assert ["share of all tickets", "31.2 %", "50.0 %"] in rows
    assert ["share of all work", "31.2 %", "50.0 %"] in rows
    assert ["effective cost per ticket, in the mix of queues here", "16.39", "13.12"] in rows
    assert ["the same without leakage, ramp, overhead", "13.23", "12.50"] in rows
    assert ["effective cost per standard hour of work", "16.39", "13.12"] in rows
    assert ["accuracy expected", "90.0 %", "\N{EN DASH}"] in rows
    assert ["productivity: work hours per hour of the people there", "0.83", "0.80"] in rows
    assert ["attrition in a year", "21.5 %", "11.4 %"] in rows  # 1 - 0.98 ** 12 and 1 - 0.99 ** 12


def test_short_tickets_are_compared_with_what_own_sites_would_take_for_them():
    plan = contract_plan()
    short = reaching(plan.requirement, 4.0 * plan.requirement.demand.volume)  # four tickets an hour
    rows = table_rows(vendor_pages(replace(plan, requirement=short))["Beta.md"])
    assert ["effective cost per ticket, in the mix of queues here", "4.10", "3.28"] in rows
    assert ["effective cost per standard hour of work", "16.39", "13.12"] in rows


def test_a_vendor_that_carries_no_overhead_beside_sites_that_do_says_so():
    told = "The own sites carry overhead, beta-voice none"
    assert told not in vendor_pages(contract_plan())["Beta.md"]
    plan = contract_plan()
    costs = plan.costs
    left = costs.site == 0
    left |= costs.contract >= 0
    names = ("term", "who", "unit", "currency")
    arrays = {name: value[left] for name, value in vars(costs).items() if isinstance(value, np.ndarray)}
    lists = {name: tuple(np.array(getattr(costs, name), dtype=object)[left]) for name in names}
    bare = replace(plan, costs=replace(costs, **arrays, **lists))
    assert told in vendor_pages(bare)["Beta.md"]


def test_the_bill_is_listed_by_line_in_both_currencies():
    page = vendor_pages(contract_plan())["Beta.md"]
    rows = table_rows(page)
    assert ["shortfall", "4,000", "14.4 %"] in rows
    assert ["credit", "\N{MINUS SIGN}300", "\N{MINUS SIGN}1.1 %"] in rows
    assert ["line", "INR", "USD", "share"] in rows
    assert ["production", "9,600", "4,800", "100.0 %"] in rows
    assert "Of the commitment 85.7 % is used; what is not used costs 4,000 USD." in page
    assert page.count("Of the commitment") == 1  # beta-mail has none


def test_kpis_stand_against_their_targets_month_by_month():
    rows = table_rows(vendor_pages(contract_plan())["Beta.md"])
    assert ["month", "accuracy", "service", "score"] in rows
    assert ["2026-02", "90.0 % / 90.0 %", "missed 76.0 % / 80.0 %", "97.5 %"] in rows
    assert ["2026-02", "0", "\N{MINUS SIGN}300"] in rows
    assert ["2026-03", "120", "0"] in rows


def test_what_is_expected_to_miss_its_target_says_so():
    page = vendor_pages(contract_plan())["Beta.md"]
    rows = table_rows(page)
    missing = {
        (row[0], place) for row in rows for place, cell in enumerate(row) if cell.startswith("missed ")
    }
    cards = contract_plan().facts.contracts.scorecards
    months = contract_plan().facts.contracts.months
    expected = {
        (month, 1 + k)
        for k in range(2)
        for b, month in enumerate(months)
        if cards.kpi_expected[0][k, b] < cards.kpi_target[0][k, b]
    }
    assert expected and missing == expected


def test_attrition_misses_its_target_from_above():
    plan = contract_plan()
    contracts = plan.facts.contracts
    cards = contracts.scorecards
    target = np.full_like(cards.kpi_target[0], 0.9)
    expected = np.array([[0.8] * 4, [0.8] * 4])
    cards = replace(
        cards,
        kpi=(("attrition", "service"), *cards.kpi[1:]),
        kpi_target=(target, *cards.kpi_target[1:]),
        kpi_expected=(expected, *cards.kpi_expected[1:]),
    )
    facts = replace(plan.facts, contracts=replace(contracts, scorecards=cards))
    row = next(r for r in table_rows(vendor_pages(replace(plan, facts=facts))["Beta.md"]) if "missed" in r[2])
    assert row[1:3] == ["80.0 % / 90.0 %", "missed 80.0 % / 90.0 %"]


def test_a_commitment_without_rest_is_used_in_full():
    page = vendor_pages(contract_plan(heads=[10.0, 7.0, 4.0, 0.0]))["Beta.md"]
    assert "The commitment is used in full." in page


def test_what_to_sign_next_is_told_before_the_table():
    page = vendor_pages(contract_plan())["Beta.md"]
    assert (
        "Next: 2026-03 overdue since 31 Dec 2025, 600 paid hours; 2026-02 by 2 Jan 2026, 600 paid hours (650 are "
        "signed); 2026-04 by 31 Jan 2026, 600 paid hours." in page
    )


def test_orders_to_sign_next_are_those_that_no_last_lock_holds():
    rows = table_rows(vendor_pages(contract_plan())["Beta.md"])
    to_sign = [row for row in rows if len(row) == 7]
    none = "\N{EN DASH}"
    assert to_sign[2:] == [
        ["2026-02", "2026-01-02", "600", "6.0", "650", "585 to 715", "2025-12-01"],
        ["2026-03", "2025-12-31 (overdue)", "600", "6.0", none, "480 to 720", "2026-01-01"],
        ["2026-04", "2026-01-31", "600", "6.0", none, "480 to 720", "2026-02-01"],
    ]


def test_a_month_past_its_locks_without_an_order_is_overdue_and_none_is_left_when_all_are_held():
    orders, days = np.full((3, 4), np.nan), np.full((3, 2), np.nan)
    days[0] = (200.0, 150.0)
    page = vendor_pages(contract_plan(order_units=orders, order_band=orders, lock_days=days))["Beta.md"]
    overdue = [row for row in table_rows(page) if len(row) == 7 and row[1].endswith("(overdue)")]
    assert [row[:2] for row in overdue] == [
        ["2026-01", "2025-06-15 (overdue)"],
        ["2026-02", "2025-07-16 (overdue)"],
        ["2026-03", "2025-08-13 (overdue)"],
        ["2026-04", "2025-09-13 (overdue)"],
    ]
    orders[0] = 600.0
    page = vendor_pages(contract_plan(order_units=orders, order_band=0.1 * orders, lock_days=days))["Beta.md"]
    assert "None: every month has a locked order." in page


def test_a_contract_that_locks_nothing_shows_what_is_foreseen():
    page = vendor_pages(contract_plan())["Beta.md"]
    assert "### Orders foreseen; the contract locks none" in page
    assert ["2026-04", "300", "3.0", "2026-03-01"] in table_rows(page)


def test_decisions_are_said_with_their_day():
    left = vendor_pages(contract_plan())["Gamma.md"]
    assert "At HYD, billed by ticket; offered, not opened by this plan." in left
    assert "###" not in left
    assert "the plan buys nothing from Gamma (gamma-chat)." in left
    opened = vendor_pages(contract_plan(decisions=(Decision(2, "open", 1), Decision(2, "end", 3))))[
        "Gamma.md"
    ]
    assert "to be opened on 1 Feb 2026, to be ended on 1 Apr 2026." in opened
    assert ["opening fee", "5,000", "87.7 %"] in table_rows(opened)


def renamed(plan: Plan, *vendors: str) -> Plan:
    contracts = plan.facts.contracts
    assert contracts is not None
    return replace(plan, facts=replace(plan.facts, contracts=replace(contracts, vendor=vendors)))


def test_a_vendor_with_an_odd_name_has_a_file_of_its_own():
    pages = vendor_pages(renamed(contract_plan(), "A/B | Co", "beta", "Beta"))
    assert list(pages) == ["A_B _ Co.md", "beta.md", "Beta-2.md"]
    assert pages["A_B _ Co.md"].startswith("# A/B | Co\n")


def test_file_names_never_leave_the_folder_and_never_meet():
    assert file_names(["../x", "", "x", "X", "x-2"], ".md") == ["_x.md", "_.md", "x.md", "X-2.md", "x-2-2.md"]


def test_a_table_lines_up_and_keeps_bars_in_its_cells():
    assert markdown_table(["a|b", "n"], [["c", "1,000"]]) == [
        "| a\\|b |     n |",
        "| ---- | ----: |",
        "| c    | 1,000 |",
    ]

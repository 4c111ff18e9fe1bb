"""What must be signed by when, and what happens otherwise, on the orders of two months written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from capplan.orders import Due, due
from capplan.orders.due import Book, Decided
from capplan.report.vendors.orders import Order
from tests.small_contracts import facts

LOCKS = {
    "order_on": "fte_month",
    "lock_1_days": "30",
    "lock_1_band": "0.2",
    "lock_2_days": "10",
    "lock_2_band": "0.1",
    "lock_kind": "fixed",
}
OUTLOOK = "contract,month,stage,units\nB1,2026-03,locked,25\nB1,2026-04,outlook,20\n"
NONE = float("nan")
MARCH = Order(
    vendor="Beta", site="MNL", contract="B1", month="2026-03", outlook_fte=NONE, planned_fte=25.0,
    order_unit="fte_month", outlook_units=NONE, locked_units=25.0, planned_units=25.0, band_low=20.0,
    band_high=30.0, committed_units=NONE, lock_1_date="2026-01-30", lock_2_date="2026-02-19",
    notice_deadline="2026-02-01", status="locked", forecast_bill_base=50000.0, commitment_not_used_base=0.0,
    expected_credit_base=0.0,
)  # fmt: skip
APRIL = replace(
    MARCH, month="2026-04", locked_units=NONE, planned_units=24.0, planned_fte=24.0, lock_1_date="2026-03-02",
    lock_2_date="2026-03-22", notice_deadline="2026-03-04", band_low=19.2, band_high=28.8,
    forecast_bill_base=31000.0,
)  # fmt: skip


def listed(
    folder: Path,
    as_of: str,
    days: int = 120,
    orders=(MARCH, APRIL),
    decisions=(),
    orders_csv=OUTLOOK,
    **cells: str,
) -> tuple[Due, ...]:
    known = facts(folder, {**LOCKS, **cells}, contract_orders=orders_csv)
    return due(Book(known, orders, decisions), date.fromisoformat(as_of), days).items


def told(items: tuple[Due, ...]) -> list[tuple[str, bool, str, int, str]]:
    return [(one.by, one.overdue, one.what, one.lock, one.month) for one in items]


def test_orders_and_notices_in_the_order_of_their_days(tmp_path):
    assert told(listed(tmp_path, "2026-02-15")) == [
        ("2026-02-19", False, "order", 2, "2026-03"),
        ("2026-03-02", False, "order", 1, "2026-04"),
        ("2026-03-04", False, "notice", 0, "2026-04"),
        ("2026-03-22", False, "order", 2, "2026-04"),
    ]


def test_the_day_itself_is_in_time_and_the_last_day_ahead_counts(tmp_path):
    assert [one.by for one in listed(tmp_path, "2026-02-19", days=11)] == ["2026-02-19", "2026-03-02"]
    assert [one.by for one in listed(tmp_path, "2026-02-19", days=10)] == ["2026-02-19"]


def test_what_is_late_comes_first_and_of_two_locks_that_passed_the_last_one(tmp_path):
    assert told(listed(tmp_path, "2026-03-10")) == [
        ("2026-03-02", True, "order", 1, "2026-04"),
        ("2026-03-04", True, "notice", 0, "2026-04"),
        ("2026-03-22", False, "order", 2, "2026-04"),
    ]
    assert told(listed(tmp_path, "2026-04-30")) == [
        ("2026-03-04", True, "notice", 0, "2026-04"),
        ("2026-03-22", True, "order", 2, "2026-04"),
    ]


def test_nothing_is_asked_for_a_month_that_is_over(tmp_path):
    assert listed(tmp_path, "2026-05-01") == ()


def test_a_signed_order_is_due_once_more_by_its_last_lock_only(tmp_path):
    signed = replace(APRIL, locked_units=24.0)
    assert told(listed(tmp_path, "2026-02-25", orders=(MARCH, signed))) == [
        ("2026-03-04", False, "notice", 0, "2026-04"),
        ("2026-03-22", False, "order", 2, "2026-04"),
    ]


def test_a_higher_order_needs_no_notice_nor_does_one_that_could_not_be_told_in_time(tmp_path):
    higher = replace(APRIL, planned_units=25.1)
    before_the_plan = replace(APRIL, notice_deadline="2026-03-01")
    nobody_released = replace(APRIL, notice_deadline="")
    for april in (higher, before_the_plan, nobody_released):
        assert "notice" not in [one.what for one in listed(tmp_path, "2026-02-15", orders=(MARCH, april))]


def test_a_fall_of_less_than_leaves_by_itself_needs_no_notice(tmp_path):
    for units, expected in ((24.6, False), (24.4, True)):  # 2 % of 25 is half a head
        april = replace(APRIL, planned_units=units)
        whats = [one.what for one in listed(tmp_path, "2026-02-15", orders=(MARCH, april))]
        assert ("notice" in whats) is expected


def test_an_order_has_its_units_its_band_and_its_bill(tmp_path):
    one = listed(tmp_path, "2026-03-01")[0]
    assert (one.units, one.unit, one.band_low, one.band_high) == (24.0, "fte_month", 19.2, 28.8)
    assert (one.vendor, one.site, one.forecast_bill_base) == ("Beta", "MNL", 31000.0)
    assert np.isnan(one.signed_units) and np.isnan(one.fee)


@pytest.mark.parametrize(
    ("cells", "otherwise"),
    [
        # outlook 20: at most 22 after the last lock, and 24 are planned
        ({}, "the outlook of 20.0 FTE becomes the order; the plan is 2.0 FTE above its band, which binds"),
        # April has 3 weeks: 3 x 12 / 52 months; 2 x 0.6923 x 500 = 692
        (
            {"lock_kind": "priced", "lock_above": "500"},
            "the outlook of 20.0 FTE becomes the order; the plan is 2.0 FTE above its band: 692 USD",
        ),
        ({"lock_kind": ""}, "the outlook of 20.0 FTE becomes the order"),
        # at its anniversary of 20 March every price rises by 10 %; (26 - 24) x 0.6923 x 1100 = 1,523
        (
            {"lock_2_band": "0.2", "commit_share": "1", "commit_on": "fte_month", "commit_window": "month",
             "commit_rate": "1000", "escalator": "0.1"},
            "the outlook of 20.0 FTE becomes the order; 20.0 FTE of it are take-or-pay",
        ),
        # April is planned with 24: 90 % of the 30 foreseen are paid, 3 x 0.6923 x 1000 for nobody
        (
            {"lock_kind": "", "commit_share": "0.9", "commit_on": "fte_month", "commit_window": "month",
             "commit_rate": "1000", "orders_csv": OUTLOOK.replace("outlook,20", "outlook,30")},
            "the outlook of 30.0 FTE becomes the order; 27.0 FTE of it are take-or-pay, 3.0 of them "
            "not used: 2,077 USD",
        ),
        # what is committed whatever is ordered does not come from not signing
        (
            {"lock_kind": "", "commit_units": "20", "commit_on": "fte_month", "commit_window": "month",
             "commit_rate": "1000"},
            "the outlook of 20.0 FTE becomes the order",
        ),
        (
            {"lock_2_band": "0.2", "commit_units": "26", "commit_on": "fte_month", "commit_window": "month",
             "commit_rate": "1000", "escalator": "0.1"},
            "the outlook of 20.0 FTE becomes the order; take-or-pay of 26.0 FTE in any case, 2.0 of them not used: "
            "1,523 USD",
        ),
    ],
)  # fmt: skip
def test_what_happens_when_an_order_is_not_signed(tmp_path, cells, otherwise):
    assert listed(tmp_path, "2026-03-01", **cells)[0].otherwise == otherwise


def test_the_last_lock_is_for_what_the_first_one_signs_while_that_is_ahead(tmp_path):
    first, _, last = listed(tmp_path, "2026-03-01")
    assert (first.lock, last.lock) == (1, 2)
    assert last.otherwise == "what is signed by the first lock stands"
    late = next(one for one in listed(tmp_path, "2026-03-03") if one.lock == 2)
    assert late.otherwise.startswith("the outlook of 20.0 FTE becomes the order")


def test_a_signed_order_stands_and_without_outlook_nothing_is_ordered(tmp_path):
    march, april = listed(
        tmp_path, "2026-02-15", orders_csv="contract,month,stage,units\nB1,2026-03,locked,25\n"
    )[:2]
    assert march.otherwise == "the signed 25.0 FTE stand"
    assert april.otherwise == "nothing is ordered for the month"


def test_a_notice_says_how_many_stay(tmp_path):
    one = next(one for one in listed(tmp_path, "2026-03-01") if one.what == "notice")
    assert one.otherwise == "the 25.0 FTE of 2026-03 stay, 1.0 more than planned"


def test_a_contract_to_end_is_due_by_its_notice_or_its_handing_over(tmp_path):
    ended = Decided("B1", "end", date(2026, 4, 6), 700.0, "USD")
    ends = {"may_end": "yes", "exit_fee": "700", "end_notice_days": "14", "overlap_weeks": "1"}
    found = [one for one in listed(tmp_path, "2026-03-20", decisions=(ended,), **ends) if one.what == "end"]
    assert [(one.by, one.month, one.fee, one.fee_currency) for one in found] == [
        ("2026-03-23", "2026-04", 700.0, "USD")
    ]
    assert found[0].otherwise == "goes on after 6 Apr 2026, with 24.0 FTE at last"
    later = {**ends, "overlap_weeks": "3"}
    assert [
        one.by for one in listed(tmp_path, "2026-03-10", decisions=(ended,), **later) if one.what == "end"
    ] == ["2026-03-16"]


def test_a_contract_to_open_is_due_by_its_day_with_the_bill_of_the_plan(tmp_path):
    opened = Decided("B1", "open", date(2026, 3, 2), 500.0, "USD")
    (one,) = [one for one in listed(tmp_path, "2026-03-05", decisions=(opened,)) if one.what == "open"]
    assert (one.by, one.overdue, one.forecast_bill_base) == ("2026-03-02", True, 81000.0)
    assert one.otherwise == "not open on 2 Mar 2026: the plan counts on up to 25.0 FTE there"

"""What a re-plan says of its changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from capplan.plan import Change, Plan, Replanned
from capplan.report.changes import change_lines, changes_table
from capplan.report.summary import summary
from tests.report.sample_plan import make_plan

MOVED = Change(
    "class_moved", "DUB_EN", "2026-03-02", "2026-03-16", 15, 15, "people", "volume", 12_300.0, "exact"
)


def replanned(*changes: Change, **fields: Any) -> Plan:
    plan = make_plan()
    money = summary(plan, "quarterly", "base")["money"]
    start: dict[str, Any] = {
        "earlier": "outputs/was", "changes": changes, "money_before": money - 500.0, "objective_before": money,
        "gap_before": 0.01, "differs": (), "pins": 0,
    }  # fmt: skip
    return replace(plan, replanned=Replanned(**(start | fields)))


def lines(*changes: Change, **fields: Any) -> list[str]:
    return list(change_lines(summary(replanned(*changes, **fields), "quarterly", "base")))


def test_a_plan_that_is_no_replan_says_nothing() -> None:
    assert changes_table(make_plan()) is None
    assert list(change_lines(summary(make_plan(), "quarterly", "base"))) == []


def test_a_change_tells_what_it_saves_and_why() -> None:
    assert (
        lines(MOVED)[1] == "- DUB_EN: class of 15 moved from 2 Mar to 16 Mar; saves 12.3 k USD. Why: volume."
    )


def test_what_is_claimed_is_said_truthfully() -> None:
    def said(saves: float, kind: str) -> str:
        return lines(replace(MOVED, saves=saves, saves_is=kind))[1].partition("; ")[2].partition(".")[0]

    assert said(9_000.0, "at_least") == "saves at least 9,000 USD"
    assert said(9_000.0, "at_most") == "saves at most 9,000 USD"
    assert said(-9_000.0, "exact") == "costs 9,000 USD"
    assert said(-9_000.0, "at_most") == "costs at least 9,000 USD"
    assert said(np.nan, "needed") == "no plan without it while all else stays"
    assert said(np.nan, "not_known") == ""


def test_every_kind_of_change_reads_well() -> None:
    kinds = [
        replace(MOVED, kind="class_added", week_before="", before=0),
        replace(MOVED, kind="class_cancelled", week_after="", after=0),
        replace(MOVED, kind="class_resized", week_before="2026-03-16", after=12),
        Change("opening_added", "C1", "", "2026-04-06", 0, 1, "contract", "x", np.nan, "not_known"),
        Change("order_changed", "C1", "2026-04-06", "2026-04-06", 900, 1000, "paid_hour a month", "x", 1.0, "exact"),
    ]  # fmt: skip
    told = [line.partition(";")[0].partition(". Why")[0] for line in lines(*kinds)[1:]]
    assert told == [
        "- DUB_EN: class of 15 added on 16 Mar",
        "- DUB_EN: class of 15 cancelled on 2 Mar",
        "- DUB_EN: class of 16 Mar 15 → 12 people",
        "- C1: opening added on 6 Apr",
        "- C1: order of 2026-04 from 900 to 1,000 paid hour a month",
    ]


def test_what_the_two_plans_cost_is_compared_only_where_it_can_be() -> None:
    assert (
        "500 USD more than the earlier plan for the same inputs: the difference of the two searches"
        in lines()[0]
    )
    assert "500 USD more than the earlier plan for the same inputs: what the pins cost" in lines(pins=2)[0]
    assert lines(differs=("forecast.csv",))[0].endswith(
        "than the earlier plan, which had other forecast.csv."
    )
    assert lines(differs=("forecast.csv", "start"))[0].endswith("they have other periods.")


def test_five_are_shown_and_the_rest_counted() -> None:
    told = lines(*[MOVED] * 7)
    assert len(told) == 7 and told[-1] == "- and 2 more in changes.csv"

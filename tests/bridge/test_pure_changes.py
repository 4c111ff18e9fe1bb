"""One input changes in a real plan, and the plan with it in proportion: all of the difference is under its driver."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pandas as pd
import pytest

from capplan.bridge.bridge import bridge
from capplan.bridge.side import Side, read_side
from tests.bridge.planned import two_plans
from tests.bridge.sides import times, with_lines

FIXED = ("vendor_commitment", "vendor_baseline", "vendor_locks", "vendor_selection")
CLAUSES = (*FIXED, "vendor_volume", "vendor_ramp", "vendor_premiums", "vendor_scorecard")
OF_RULES = ("unmet_hours", "late_contacts", "automation")


@pytest.fixture(scope="module")
def base() -> Side:
    return read_side(two_plans() / "base")


@pytest.fixture(scope="module")
def surge() -> Side:
    return read_side(two_plans() / "surge")


def whole_difference(before: Side, after: Side, driver: str) -> int:
    """The cents of the difference, after all of them are found under the driver but for one a term."""
    found = bridge(before, after)
    total = int(found.cents.sum())
    assert total == sum(after.cents.values()) - sum(before.cents.values())
    others = {name: cents for name, cents in found.by_driver.items() if name != driver and abs(cents) > 3}
    assert others == {}
    assert abs(found.by_driver[driver] - total) <= 6
    return total


def test_nothing_changed_makes_no_difference(base):
    assert not bridge(base, base).cents.any()


def test_only_the_currency(base):
    after = with_lines(base, 1.1, ("currency_rate", "amount_base"), site="DUB")
    shares = base.shares.copy()
    shares.loc[shares["site"] == "DUB", "currency_rate"] *= 1.1
    assert whole_difference(base, replace(after, shares=shares), "currency") > 0


def test_only_wages_and_rates(base):
    after = with_lines(base, 1.05, ("price", "amount", "amount_base"), but=(*CLAUSES, *OF_RULES))
    after = replace(after, teams=times(base.teams, 1.05, "rate"))
    assert whole_difference(base, after, "wage_rate") > 0


def test_only_volume_with_the_plan_in_proportion(base):
    after = with_lines(base, 1.2, ("quantity", "amount", "amount_base"), but=FIXED)
    after = replace(
        after,
        queues=times(base.queues, 1.2, "forecast", "volume", "workload_h", "required_h"),
        work=times(base.work, 1.2, "productive_h"),
        people=times(base.people, 1.2, "heads"),
    )
    assert whole_difference(base, after, "volume") > 0


def test_only_shrinkage_with_as_many_more_people(base):
    after = with_lines(
        base, 1 / 0.9, ("quantity", "amount", "amount_base"), terms=("wages", "seats", "vendor_hours")
    )
    after = replace(
        after, shares=times(base.shares, 0.9, "productive"), people=times(base.people, 1 / 0.9, "heads")
    )
    assert whole_difference(base, after, "shrinkage") > 0


def test_only_the_paid_share_of_shrinkage(base):
    by_pay = ("wages", "training", "undertime")
    after = with_lines(base, 0.9, ("price", "amount", "amount_base"), terms=by_pay, site="DUB")
    assert whole_difference(base, replace(after, shares=times(base.shares, 0.9, "paid")), "shrinkage") < 0


@pytest.mark.parametrize(
    ("terms", "driver"),
    [(("vendor_commitment", "vendor_volume", "vendor_ramp"), "contract"), (("unmet_hours",), "rules")],
)
def test_only_prices_of_clauses_and_of_rules(surge, terms, driver):
    assert set(terms) & set(surge.cents), "the plan has none of them"
    after = with_lines(surge, 1.5, ("price", "amount", "amount_base"), terms=terms)
    assert whole_difference(surge, after, driver) != 0


def test_work_left_undone_that_has_no_price_any_more_is_a_rule_and_no_work_done(tmp_path, surge):
    free = tmp_path / "free"
    shutil.copytree(two_plans() / "surge", free)
    table = pd.read_csv(free / "costs.csv", dtype=str, keep_default_na=False)
    assert (table["term"] == "unmet_hours").any()
    table[table["term"] != "unmet_hours"].to_csv(free / "costs.csv", index=False)
    told = json.loads((free / "summary.json").read_text(encoding="utf-8"))
    told["cost"]["unmet_hours"] = 0.0
    (free / "summary.json").write_text(json.dumps(told), encoding="utf-8")
    assert whole_difference(surge, read_side(free), "rules") < 0


def test_contacts_that_are_late_for_nothing_have_lines_beside_those_with_a_price(tmp_path):
    run = tmp_path / "run"
    shutil.copytree(two_plans() / "base", run)
    (run / "service.csv").write_text(
        "week_start,queue,language,late_contacts\n"
        "2026-03-02,voice,en,7\n2026-03-09,voice,en,0\n2026-03-16,voice,en,12.5\n",
        encoding="utf-8",
    )
    line = "2026-03-02,,voice:en,,late_contacts,no,7,contacts,3,USD,1,21,21\n"
    with (run / "costs.csv").open("a", encoding="utf-8") as costs:
        costs.write(line)
    told = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    told["cost"]["late_contacts"] = 21.0
    (run / "summary.json").write_text(json.dumps(told), encoding="utf-8")
    lines = read_side(run).lines
    late = lines.loc[lines["term"] == "late_contacts", ["week", "who", "unit", "quantity", "amount_base"]]
    assert late.to_numpy().tolist() == [
        ["2026-03-02", "voice:en", "contacts", 7.0, 21.0],
        ["2026-03-16", "voice:en", "contacts", 12.5, 0.0],
    ]


def test_the_overtime_premium_is_a_rule(surge):
    after = with_lines(surge, 2.0 / 1.5, ("price", "amount", "amount_base"), terms=("overtime",))
    assert whole_difference(surge, replace(after, overtime_premium=2.0), "rules") > 0


def test_only_handle_time_with_the_plan_in_proportion(surge):
    after = with_lines(surge, 0.9, ("quantity", "amount", "amount_base"), but=(*FIXED, "automation"))
    after = replace(
        after,
        queues=times(surge.queues, 0.9, "aht_s", "workload_h", "required_h"),
        work=times(surge.work, 0.9, "productive_h"),
        people=times(surge.people, 0.9, "heads"),
    )
    assert whole_difference(surge, after, "aht") < 0


def test_two_real_plans_from_either_side(base, surge):
    there, back = bridge(base, surge), bridge(surge, base)
    assert (there.cents == -back.cents).all()
    assert (there.cents.sum(axis=(0, 2)) == there.after - there.before).all()
    told = {name for name, cents in there.by_driver.items() if cents}
    assert {"volume", "queue_mix", "hiring", "undone"} <= told
    assert not told & {"other", "horizon", "currency", "wage_rate", "rules", "shrinkage", "aht"}

"""The worked plan with vendors passes; whatever is changed in it is found, under the rule that it breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from capplan.formulation import formulate
from capplan.horizon import Horizon
from capplan.pipeline import solve_formulation
from capplan.plan import Plan
from capplan.report.summary import summary
from capplan.report.tables import result_tables
from capplan.solve import SolveOptions
from capplan.verify import Report, verify_tables
from capplan.verify.read_run import read_frames
from capplan.verify.run_tables import COLUMNS, CONTRACT_COLUMNS
from tests.verify.broken_vendors import BROKEN_VENDORS, clause, decision, over_from
from tests.verify.changes import JUN, MAY
from tests.verify.vendor_plan import vendor_plan
from tests.verify.worked_plan import WorkedPlan


def test_the_plan_worked_by_hand_keeps_every_rule_and_every_contract() -> None:
    report = vendor_plan().check()
    assert report.findings == ()
    assert report.checks["invoice"] == 2 * 18  # amounts of 18 entries in both currencies


def test_it_passes_after_a_round_trip_through_csv(tmp_path: Path) -> None:
    plan = vendor_plan()
    for name, frame in plan.tables.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False, float_format="%.10g", lineterminator="\n")
    plan.tables = read_frames(tmp_path)
    assert set(plan.tables) == {*COLUMNS, *CONTRACT_COLUMNS}
    assert plan.check().findings == ()


@pytest.mark.parametrize("name", BROKEN_VENDORS)
def test_what_is_broken_is_found_under_its_rule(name: str) -> None:
    expected, change = BROKEN_VENDORS[name]
    plan = vendor_plan()
    change(plan)
    assert expected in {finding.rule for finding in plan.check().findings}


ONE_RULE = {
    "too many people started in a month",
    "too many people released in a month",
    "less than the locked order",
    "more than the locked order",
    "a class before the site is set up",
    "fewer people than promised",
    "ended although it may not be",
    "ended within notice",
    "no answer about a candidate",
    "a fee that the contract does not state",
    "a bill of another vendor",
    "a bill in another currency",
    "a line paid in another month",
    "a cost line of a contract at another site",
    "severance of those who leave with the contract",
    "production billed to another team",
    "a budget that the invoices break",
}


@pytest.mark.parametrize("name", sorted(ONE_RULE))
def test_one_broken_rule_raises_no_other(name: str) -> None:
    expected, change = BROKEN_VENDORS[name]
    plan = vendor_plan()
    change(plan)
    found = {finding.rule for finding in plan.check().findings}
    assert found == {expected}


def test_without_the_section_nothing_may_be_opened_or_ended() -> None:
    plan = vendor_plan()
    plan.model = plan.model.model_copy(update={"contracts": None})
    wrong = [str(f) for f in plan.check().findings if f.rule == "selection"]
    assert wrong == [
        "C1: expected not ended: selection is off, found ended (rule selection).",
        "C2: expected not opened: selection is off, found opened (rule selection).",
    ]


def test_clauses_that_are_off_are_not_checked() -> None:
    plan = vendor_plan()
    for change in (clause("clauses", "most_up", C1=1.0), clause("clauses", "order_units", C1=1.0)):
        change(plan)
    assert {f.rule for f in plan.check().findings} == {"contract_limits", "locked_orders"}
    plan.rule("contracts", limits=False, locks=False)
    report = plan.check()
    assert report.findings == ()
    assert (report.checks["contract_limits"], report.checks["locked_orders"]) == (0, 0)


def test_committed_classes_count_against_the_limit_but_break_nothing_by_themselves() -> None:
    plan = vendor_plan()
    heads = np.zeros((4, 6))
    heads[0, 0] = 4.0
    plan.fact("class_rules", committed_heads=heads, committed_classes=np.sign(heads))
    plan.put("hiring_calendar", "status", "committed", team="TEAM1")
    clause("clauses", "most_up", C1=3.0)(plan)
    assert plan.check().findings == ()
    more = plan.tables["hiring_calendar"].iloc[[0]].assign(status="proposed", size=1)
    plan.tables["hiring_calendar"] = pd.concat([plan.tables["hiring_calendar"], more])
    assert any(
        str(f).startswith("people who start training [C1, 2026-01]: expected at most 4, found 5")
        for f in plan.check().findings
    )


def test_locked_orders_bind_while_work_is_handed_over_and_no_longer() -> None:
    plan = vendor_plan()
    clause("clauses", "order_units", C1=1000.0)(plan)  # in May and June too
    clause("clauses", "order_band", C1=0.1)(plan)
    found = [str(f) for f in plan.check().findings]
    assert found == ["productive_hour of C1 in 2026-05: expected at least 900, found 0 (rule locked_orders)."]


def test_locked_orders_bind_a_candidate_from_below_once_it_has_grown() -> None:
    plan = vendor_plan()
    contracts = plan.facts.contracts
    assert contracts is not None
    kinds = ("fixed", "fixed", "", "")
    plan.facts = replace(
        plan.facts, contracts=replace(contracts, clauses=replace(contracts.clauses, lock_kind=kinds))
    )
    clause("clauses", "order_units", C2=600.0)(plan)  # paid hours: 0, 0, 0, 500, 500, 500
    clause("clauses", "order_band", C2=0.1)(plan)
    found = [f.where for f in plan.check().findings]
    assert found == [f"paid_hour of C2 in 2026-0{month}" for month in (4, 5, 6)]


def test_a_class_must_be_tenured_before_the_contract_ends() -> None:
    # 3 months to tenure: a class of January is too late for an end in April, not for one in May.
    for end, late in (("2026-04-01", True), (MAY, False)):
        plan = vendor_plan()
        decision("C1", "end", end, 1000.0)(plan)
        assert any("before they are tenured" in f.where for f in plan.check().findings) is late


def test_a_contract_may_end_with_the_plan() -> None:
    # Ended on the first of July: nobody has left in June, so the releases of June stand out, and nothing else.
    plan = vendor_plan()
    decision("C1", "end", "2026-07-01", 1000.0)(plan)
    rules = {finding.rule for finding in plan.check().findings}
    assert "decisions" not in rules
    assert {"contract_limits", "invoice"} <= rules


def test_what_is_decided_falls_on_the_first_week_of_a_month() -> None:
    plan = vendor_plan()
    plan.facts = replace(plan.facts, horizon=Horizon("week", date(2026, 5, 18), 6))
    plan.tables["vendor_decisions"].loc[0, "date"] = "2026-06-08"
    plan.tables["vendor_decisions"].loc[1, "date"] = "2026-06-01"
    late = [str(f) for f in plan.check().findings if "first period of a month" in f.expected]
    assert late == ["C1 ended: expected in the first period of a month, found 2026-06-08 (rule selection)."]


def test_hours_of_a_contract_that_is_over_are_told_by_team_and_queue() -> None:
    plan = vendor_plan()
    over_from("C3", 2)(plan)
    found = [str(f) for f in plan.check().findings if f.rule == "contract_scope"]
    assert found == [
        "productive_h without a contract in force [TEAM3 on queue1:en, 2026-03-01]: expected at most 0, "
        "found 30 (rule contract_scope)."
    ]


def test_a_contract_named_in_a_plan_without_contracts_is_found() -> None:
    plan = vendor_plan()
    plan.facts = replace(plan.facts, contracts=None)
    report = verify_tables(plan.model, plan.facts, plan.requirement, plan.tables)
    assert any(f.rule == "contract_costs" and f.found == "C1" for f in report.findings)


def test_people_who_stay_after_the_end_are_told_month_by_month() -> None:
    plan = vendor_plan()
    decision("C1", "end", MAY, 1000.0)(plan)
    found = [str(f) for f in plan.check().findings if "after its end" in f.where]
    assert found == [f"heads of C1, after its end [{MAY}]: expected at most 0, found 13 (rule selection)."]
    assert JUN not in found[0]


def _solved(plan: WorkedPlan) -> tuple[Plan, Report]:
    """The plan that the optimizer makes of the same facts without a budget, and what the checker says of it."""
    plan.model = plan.model.model_copy(update={"budget": None})
    options = SolveOptions(backend="highs", gap=1e-6, time_limit_s=60.0)
    solved = solve_formulation(formulate(plan.model, plan.facts, plan.requirement), options, 0.0, None)
    tables = {name.removesuffix(".csv"): table for name, table in result_tables(solved).items()}
    content = summary(solved, "test", "base")
    return solved, verify_tables(plan.model, plan.facts, plan.requirement, tables, summary=content)


def test_the_checker_finds_nothing_in_what_the_optimizer_makes_of_the_same_contracts() -> None:
    solved, report = _solved(vendor_plan())
    assert solved.invoice is not None
    assert set(solved.invoice.contract) >= {0, 2}
    assert report.findings == ()
    assert report.checks["invoice"] > 10


def test_the_checker_finds_nothing_where_a_contract_is_ended_because_it_is_dear() -> None:
    plan = vendor_plan()
    contracts = plan.facts.contracts
    assert contracts is not None
    dear = replace(contracts, pair_rate=contracts.pair_rate * np.array([6.0, 1.0, 1.0, 1.0])[:, None])
    plan.facts = replace(plan.facts, contracts=dear)
    clause("clauses", "commit_rate", C1=60.0)(plan)
    solved, report = _solved(plan)
    assert (0, "end") in [(d.contract, d.kind) for d in solved.selection]
    assert report.findings == ()

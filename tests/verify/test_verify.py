"""The worked plan passes; whatever is changed in it is found, under the rule that it breaks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.verify import RULES
from tests.verify.broken_plans import BROKEN
from tests.verify.broken_vendors import BROKEN_VENDORS
from tests.verify.changes import FEB, JAN
from tests.verify.told_plan import told_plan
from tests.verify.vendor_plan import vendor_plan
from tests.verify.worked_plan import worked_plan

ELSEWHERE = {
    "exposure", "accuracy", "presence", "nesting", "shortage", "clocks", "rework", "dsa", "strain", "initiatives",
    "site_options",
}  # fmt: skip
"""Rules that test_trust.py, test_trust_rules.py and test_projects.py check."""


def test_the_plan_worked_by_hand_keeps_every_rule() -> None:
    report = worked_plan().check()
    assert report.findings == ()
    assert report.ok


def test_every_rule_is_checked_on_some_cell() -> None:
    plans = [plan.check().checks for plan in (worked_plan(), vendor_plan(), told_plan())]
    assert all(set(checks) == set(RULES) for checks in plans)
    assert {rule for rule in RULES if not any(checks[rule] for checks in plans)} == ELSEWHERE


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found_under_its_rule(name: str) -> None:
    expected, change = BROKEN[name]
    plan = worked_plan()
    change(plan)
    found = {finding.rule for finding in plan.check().findings}
    assert expected in found


ONE_CELL = {
    "a head too many",
    "seats used without those at home",
    "a requisition on another day",
    "a seat too few",
    "a class in a blackout",
    "overtime above the cap of the quarter",
    "a crumb of a queue",
    "a share above its most",
    "backlog at the end",
    "an objective that is not the sum",
    "a budget broken in the second quarter",
    "a release within notice",
    "another vendor",
    "a gap smaller than the bound allows",
    "a team without the clearance",
    "a class off the rhythm",
    "people of the lost site counted",
    "a loss left out",
}


@pytest.mark.parametrize("name", sorted(ONE_CELL))
def test_one_broken_rule_raises_no_other(name: str) -> None:
    expected, change = BROKEN[name]
    plan = worked_plan()
    change(plan)
    found = [finding.rule for finding in plan.check().findings]
    assert set(found) <= {expected}
    assert found


def test_every_rule_has_something_that_breaks_it() -> None:
    assert {rule for rule, _ in (BROKEN | BROKEN_VENDORS).values()} | ELSEWHERE == set(RULES)


def test_a_finding_reads_as_a_sentence_with_its_numbers() -> None:
    plan = worked_plan()
    plan.put("headcount", "heads", 21, week_start=JAN, team="ALPHA")
    (finding,) = plan.check().findings
    assert str(finding) == "heads [ALPHA, 2026-01-01]: expected 20, found 21 (rule headcount)."
    assert str(plan.check()).splitlines()[0].startswith("1 findings in ")


def test_a_rule_that_is_off_is_not_checked() -> None:
    plan = worked_plan()
    plan.model = plan.model.model_copy(update={"seats": None, "budget": None, "shares": None})
    plan.fact("sites", seats=np.array([1.0, np.inf]))
    plan.facts = replace(plan.facts, budgets={"2026-Q1": 1.0})
    report = plan.check()
    assert report.ok
    assert (report.checks["seats"], report.checks["budget"], report.checks["shares"]) == (0, 0, 0)


def test_numbers_within_their_tolerance_pass() -> None:
    plan = worked_plan()
    plan.put("headcount", "heads", 20.000009, week_start=JAN, team="ALPHA")
    plan.put("staffing", "productive_h", 1600.00009, week_start=JAN, team="ALPHA")
    plan.put("costs", "amount", 2700.009, week_start=FEB, term="overtime")
    assert plan.check().ok

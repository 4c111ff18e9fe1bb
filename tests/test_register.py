"""Every family of rules is registered everywhere: a module, a test, a line for planners, a check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from capplan import formulation, verify
from capplan.formulation import FAMILIES
from capplan.planning_model import PlanningModel
from capplan.verify.findings import RULES

PROJECT = Path(__file__).resolve().parents[1]
EVERY_FAMILY = (*FAMILIES, "budget")
ALWAYS_ON = {"headcount", "backlog"}  # headcount has no key, backlog is a part of coverage
OF_CONTRACTS = {
    "selection",
    "vendor_people",
    "charges",
    "scorecards",
    "vendor_limits",
}  # clauses of ``contracts``

CHECKED_BY = {
    "hiring": {"hiring", "committed", "lead", "start_rhythm", "blackout", "class_size", "classes_per_period",
               "classes_per_quarter", "rooms", "trainers"},
    "releases": {"releases", "release_limits"},
    "transfers": {"transfers", "tenured"},
    "headcount": {"headcount"},
    "seats": {"seats"},
    "service": {"service"},
    "coverage": {"coverage", "must_meet", "eligibility", "spare", "tickets"},
    "backlog": {"backlog", "turnaround", "end_backlog"},
    "overtime": {"overtime", "overtime_quarter"},
    "undertime": {"undertime", "undertime_quarter"},
    "stability": {"least_h", "objective"},
    "shares": {"shares"},
    "resilience": {"resilience"},
    "exposure": {"exposure"},
    "accuracy": {"accuracy"},
    "initiatives": {"initiatives"},
    "site_options": {"site_options"},
    "strain": {"strain"},
    "presence": {"presence"},
    "nesting": {"nesting"},
    "shortage": {"shortage", "objective"},
    "clocks": {"clocks", "turnaround", "costs"},
    "rework": {"rework", "backlog"},
    "support": {"support_roles"},
    "end_of_horizon": {"objective"},
    "budget": {"budget"},
    "selection": {"selection", "decisions"},
    "vendor_people": {"invoice"},
    "charges": {"invoice", "contract_costs"},
    "scorecards": {"invoice"},
    "vendor_limits": {"contract_limits", "locked_orders"},
    "replan": {"frozen", "pinned", "objective"},
}  # fmt: skip
"""The rules of the checker that hold the plan against a family."""


def _source(package: Path) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(package.glob("*.py")) if path.stem != "findings"
    )


@pytest.mark.parametrize("family", EVERY_FAMILY)
def test_a_family_has_a_module_that_states_its_equations(family: str) -> None:
    module = Path(formulation.__file__).parent / f"{family}.py"
    text = module.read_text(encoding="utf-8")
    assert re.search(rf"^def add_{family}\(", text, re.MULTILINE)
    head = text.split('"""')[1]
    assert "Index" in head and ("Row" in head or "Decides" in head)


@pytest.mark.parametrize("family", EVERY_FAMILY)
def test_a_family_has_a_test_file_with_tests(family: str) -> None:
    test = PROJECT / "tests" / "formulation" / f"test_{family}.py"
    assert test.is_file(), f"{family} has no tests/formulation/test_{family}.py"
    assert len(re.findall(r"^def test_", test.read_text(encoding="utf-8"), re.MULTILINE)) >= 3


@pytest.mark.parametrize("family", EVERY_FAMILY)
def test_a_family_is_explained_to_planners(family: str) -> None:
    readme = (PROJECT / "models" / "README.md").read_text(encoding="utf-8")
    assert f"`{family}.py`" in readme, f"models/README.md does not mention {family}.py"


@pytest.mark.parametrize("family", EVERY_FAMILY)
def test_a_family_is_checked_by_rules_that_the_checker_uses(family: str) -> None:
    rules, text = CHECKED_BY[family], _source(Path(verify.__file__).parent)
    assert rules
    assert rules <= set(RULES), f"the checker knows no rule {sorted(rules - set(RULES))}"
    # the quarter rules of overtime and undertime are named after their family: f"{rule}_quarter"
    unused = {
        rule
        for rule in rules
        if not any(f'"{name}"' in text for name in (rule, rule.removesuffix("_quarter")))
    }
    assert not unused, f"the checker never reports {sorted(unused)}"


def test_no_family_is_forgotten_here() -> None:
    assert set(CHECKED_BY) == set(EVERY_FAMILY)


def test_every_family_can_be_switched_on_in_a_planning_model() -> None:
    assert set(EVERY_FAMILY) - ALWAYS_ON - OF_CONTRACTS <= set(PlanningModel.model_fields)

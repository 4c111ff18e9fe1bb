"""Every back end finds the same optimum on the test instances, and the checker finds nothing in its plan."""

from __future__ import annotations

from functools import cache

import pytest

from capplan.formulation import Formulation, formulate
from capplan.pipeline import solve_formulation
from capplan.plan import Plan
from capplan.report.summary import summary
from capplan.report.tables import result_tables
from capplan.solve import BACKENDS, SolveOptions
from capplan.verify import verify_tables
from tests.formulation.brute_force import People
from tests.formulation.test_hiring import class_hiring
from tests.formulation.test_resilience import shared_people
from tests.formulation.test_selection import CASES
from tests.formulation.test_service import one_queue
from tests.formulation.test_stability import two_teams
from tests.milp import optimum
from tests.small_plan import SmallPlan
from tests.test_extract import growing_and_shrinking
from tests.tiny_contracts import Terms

SMALL = SmallPlan(
    required_h=((300.0, 320.0, 380.0, 420.0, 430.0, 400.0), (120.0, 90.0, 160.0, 150.0, 60.0, 140.0)),
    heads=(6.0, 5.0),
    rates=(1000.0, 700.0),
    sites=(0, 1),
    paces=(1.0, 0.9),
    real_time=(True, False),
    trainees=1.0,
)


def _contracts() -> Formulation:
    """Tiers, a commitment, a scorecard with relief, people trained and replaced: everything at once."""
    terms = Terms(
        unit="paid_hour", rate=25.0, tiers=((0.0, 0.0), (700.0, 6.0)), tier_kind="all_units", commit_units=900.0,
        commit_window="quarter", carry_forward=0.5, training_rate=12.0, replacement_by_vendor=True, nesting_rate=20.0,
        credit_share=0.05, relief_band=0.1, outlook=4.0, order_on="fte_month", bonus_share={1: 0.02}, most_up=2.0,
    )  # fmt: skip
    facts, requirement, model = People(terms).given()
    return formulate(model, facts, requirement)


def _candidate() -> Formulation:
    facts, requirement, model = CASES["an end after the term"].given()
    return formulate(model, facts, requirement)


def _steady() -> Formulation:
    return two_teams([45.0, 60.0, 50.0, 75.0, 40.0, 66.0], move_price=0.5, least_h=12.0, block_periods=3)


INSTANCES = {
    "class_hiring_bruteforce": class_hiring,
    "every kind of movement": growing_and_shrinking,
    "two sites": SMALL.formulation,
    "steady teams": _steady,
    "short of service": lambda: one_queue(2.0),
    "contracts": _contracts,
    "a vendor opened and ended": _candidate,
    "a site lost": shared_people,
}


@cache
def _expected(name: str) -> float:
    return optimum(INSTANCES[name]().arrays)[0]


@cache
def _plan(name: str, backend: str) -> Plan:
    options = SolveOptions(backend=backend, gap=1e-9, time_limit_s=60.0)
    return solve_formulation(INSTANCES[name](), options, 0.0, None)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", INSTANCES)
def test_the_optimum_is_the_same_through_every_back_end(name: str, backend: str) -> None:
    plan = _plan(name, backend)
    assert plan.result.status == "within_gap"
    assert plan.result.objective == pytest.approx(_expected(name), rel=1e-7)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", INSTANCES)
def test_the_checker_finds_nothing_in_the_plan(name: str, backend: str) -> None:
    plan = _plan(name, backend)
    tables = {name.removesuffix(".csv"): table for name, table in result_tables(plan).items()}
    report = verify_tables(
        plan.model, plan.facts, plan.requirement, tables, summary=summary(plan, "test", "base")
    )
    assert report.findings == ()
    assert sum(report.checks.values()) > 100

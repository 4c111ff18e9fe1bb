"""The row of a goal, by hand."""

import numpy as np
import pytest

from capplan.formulation import formulate
from capplan.formulation.goal import Goal
from tests.formulation.test_resilience import shared_people
from tests.formulation.test_service import WEEKS, one_queue
from tests.milp import Infeasible, optimum
from tests.rows import row, row_names, week
from tests.tiny import class_rules, tiny_facts, tiny_model


def again(formulation, goal):
    given = formulation.given
    return formulate(given.model, given.facts, given.requirement, given.agreed, goal)


def test_service_is_a_bound_on_contacts_that_are_late():
    # 4,000 contacts of which 90 % can be in time: at least 80 % leaves 400 late
    found = row(again(one_queue(2.0), Goal("service", 0.8)), "goal[service]")
    assert found.terms == {f"late[queue1:en, {week(t)}]": -1.0 for t in range(WEEKS)}
    assert found.at_least == pytest.approx(-400.0) and found.at_most == np.inf


def test_service_beyond_the_full_requirement_asks_for_the_full_requirement():
    assert row(again(one_queue(2.5), Goal("service", 0.99)), "goal[service]").at_least == pytest.approx(0.0)
    assert optimum(again(one_queue(2.5), Goal("service", 0.99)).arrays)[0] == pytest.approx(0.0)
    with pytest.raises(Infeasible):  # two people give 80 of 100 hours
        optimum(again(one_queue(2.0), Goal("service", 0.99)).arrays)


def test_service_needs_late_contacts():
    with pytest.raises(ValueError, match="late price"):
        again(one_queue(2.0, late_price=None), Goal("service", 0.8))


def hiring(unmet_price=60.0):
    facts, requirement = tiny_facts(
        [[80.0, 120.0, 160.0, 200.0]],
        opening=[[2.0]],
        class_rules=class_rules(4, committed_classes=[[1, 0, 0, 0]], committed_heads=[[1.0, 0, 0, 0]]),
    )
    return formulate(tiny_model(4, unmet_price, hiring={}), facts, requirement)


def test_coverage_is_a_bound_on_short_hours():
    found = row(again(hiring(), Goal("coverage", 0.95)), "goal[coverage]")
    assert set(found.terms.values()) == {-1.0} and len(found.terms) == 4
    assert found.at_least == pytest.approx(-0.05 * 560.0)


def test_hires_count_the_promised_ones():
    found = row(again(hiring(), Goal("hires", 3.0)), "goal[hires]")
    assert found.terms[f"hires[TEAM1, {week(2)}]"] == -1.0
    assert found.at_least == pytest.approx(1.0 - 3.0)


@pytest.mark.parametrize(
    ("name", "bounds"), [("hires", [9.0, 3.0, 2.0, 1.0]), ("coverage", [0.0, 0.8, 0.9, 1.0])]
)
def test_the_least_cost_never_falls_along_the_bound(name, bounds):
    # on a frontier of coverage short hours have no price
    formulation = hiring(unmet_price=60.0 if name == "hires" else 0.0)
    costs = [optimum(again(formulation, Goal(name, bound)).arrays)[0] for bound in bounds]
    assert costs == sorted(costs) and costs[-1] > costs[0]


def test_resilience_is_a_bound_on_uncovered_hours():
    formulation = shared_people()
    rules, uncovered = formulation.given.model.resilience, formulation.program.column_blocks["uncovered_h"]
    found = row(again(formulation, Goal("resilience", 0.75)), "goal[resilience]")
    assert len(found.terms) == uncovered.index.size
    # every row of need belongs to one column of hours that nobody could work
    program = formulation.program
    need = formulation.arrays.row_lower[program.row_blocks["stand_in"].index].sum()
    assert found.at_least == pytest.approx(-0.25 * need) and need > 0.0 and rules.cover_share == 0.9


def test_resilience_needs_its_section():
    with pytest.raises(ValueError, match="resilience"):
        again(hiring(), Goal("resilience", 0.5))


def test_without_a_goal_there_is_no_row():
    assert not [name for name in row_names(hiring()) if name.startswith("goal")]

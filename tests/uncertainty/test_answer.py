"""What a plan does in a draw: by hand where everything is known, and the plan itself where nothing is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.errors import NoPlan, NoPlanInTime
from capplan.facts import SupportRatios
from capplan.formulation import Formulation, formulate
from capplan.solve import Outcome, Solution, SolveOptions
from capplan.uncertainty.answer import Answer, Habit, answer
from capplan.uncertainty.draws import World
from capplan.uncertainty.habit import habit_of
from capplan.uncertainty.world import world_facts
from tests.formulation.brute_force import Work
from tests.formulation.clauses import HEAD_CLAUSES, WORK_CLAUSES
from tests.milp import optimum
from tests.small_plan import small_plan
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model
from tests.tiny_contracts import Terms, contract_facts
from tests.uncertainty.solved_here import solved_here

OPTIONS = SolveOptions()
NOTHING = Habit({}, {})
HELD = ("classes", "hires", "opens", "closes", "takes")


@pytest.fixture(autouse=True)
def _solver_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capplan.uncertainty.giving.solve", solved_here)


def decided(formulation: Formulation, x: np.ndarray) -> np.ndarray:
    """The whole numbers of a plan that are held, nan for the rest."""
    plan = np.full(len(x), np.nan)
    for name in HELD:
        if name in formulation.program.column_blocks:
            columns = formulation.program.column_blocks[name].index
            plan[columns] = x[columns]
    return plan


def present(formulation: Formulation, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heads, trainees and assigned hours, as a run writes them."""
    return tuple(formulation.program.value(name, x) for name in ("heads", "trainees", "assigned_h"))


def one_team(hazard: float, **sections: object) -> Formulation:
    """Two people, wages of 1,000, 100 hours a week; a class of two may start in the second of four weeks."""
    facts, requirement = tiny_facts(
        [[100.0] * 4], opening=[[0.0, 2.0]], hazard=[[hazard] * 2], productivity=[[1.0, 1.0]],
        class_rules=class_rules(4, class_min=2, class_max=2),
    )  # fmt: skip
    facts, requirement = at_sites((facts, requirement), [0], seats=[4.0], work_from_home=[0.0])
    return formulate(tiny_model(4, hiring={}, **sections), facts, requirement)


def with_class(formulation: Formulation, week: int) -> np.ndarray:
    """The plan that starts a class of two in a week."""
    plan = np.full(formulation.arrays.shape[1], np.nan)
    for name, value in (("classes", 1.0), ("hires", 2.0)):
        columns = formulation.program.column_blocks[name].index
        plan[columns] = 0.0
        plan[columns[0, week]] = value
    return plan


def test_people_follow_attrition_and_the_class_comes_whatever_happens() -> None:
    drawn = one_team(0.5)
    found = answer(drawn, with_class(drawn, 1), NOTHING, OPTIONS)
    heads = drawn.program.value("heads", found.x)[0]
    assert heads.tolist() == pytest.approx([2.0, 3.0, 1.5, 0.75])
    # 7.25 weeks of wages; 20, 0, 40 and 70 hours short at 60
    assert found.solution.objective == pytest.approx(7250.0 + 60.0 * 130.0)
    assert found.whole
    assert found.breached == {}


def test_people_without_a_seat_are_told_and_their_price_is_no_cost() -> None:
    full = one_team(0.0, seats={})
    found = answer(full, with_class(full, 1), NOTHING, OPTIONS)
    assert found.breached == {}, "four people fit in four seats"
    given = full.given
    fewer = replace(given.facts, sites=replace(given.facts.sites, seats=np.array([3.0])))
    tight = formulate(given.model, fewer, given.requirement)
    found = answer(tight, with_class(tight, 1), NOTHING, OPTIONS)
    assert found.breached == {"seats": pytest.approx(3.0)}, "one person in each of three weeks"
    assert len(found.x) == tight.arrays.shape[1]
    assert tight.arrays.cost @ found.x == pytest.approx(14_000.0 + 60.0 * 20.0)


def test_hard_rules_give_as_little_as_they_must_and_are_told() -> None:
    must = {"unmet_price": {"P1": 60.0}, "must_meet": ["P1"]}
    strict = one_team(0.0, coverage=must, overtime={"most_share": 0.1})
    found = answer(strict, with_class(strict, 1), NOTHING, OPTIONS)
    # 80 hours and 8 of overtime against 100 in the first week
    assert found.breached == {"coverage": pytest.approx(12.0, abs=1e-3)}
    assert strict.program.value("overtime_h", found.x)[0].tolist() == pytest.approx(
        [8.0, 0.0, 0.0, 0.0], abs=1e-3
    )


def test_a_program_that_nothing_helps_and_one_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = one_team(0.0)
    for outcome, error in ((Outcome.INFEASIBLE, NoPlan), (Outcome.NO_PLAN_IN_TIME, NoPlanInTime)):
        nothing = Solution(outcome, None, None, None, None, "tests", "none", "", 0.0)
        monkeypatch.setattr("capplan.uncertainty.giving.solve", lambda *_, nothing=nothing: nothing)
        with pytest.raises(error):
            answer(plain, with_class(plain, 1), NOTHING, OPTIONS)


def test_who_does_not_take_a_queue_does_not_work_on_it_in_a_draw_either() -> None:
    facts, requirement = tiny_facts(
        [[30.0] * 4], opening=[[1.0], [1.0]], hazard=[[0.0], [0.0]], productivity=[[1.0], [1.0]]
    )
    model = tiny_model(4, stability={"least_h": 15.0, "block_periods": 4})
    more = formulate(model, facts, replace(requirement, required_h=2.0 * requirement.required_h))
    plan = np.full(more.arrays.shape[1], np.nan)
    plan[more.program.column_blocks["takes"].index] = [[1.0], [0.0]]
    found = answer(more, plan, NOTHING, OPTIONS)
    # the first team has 40 hours for 60; the second has as many and no queue
    assert more.program.value("short_h", found.x)[0].tolist() == pytest.approx([20.0] * 4)


def test_support_roles_follow_the_people_in_whole_numbers() -> None:
    given = one_team(0.0).given
    roles = SupportRatios(("lead",), np.zeros(1, int), np.array([3.0]), np.array([700.0]))
    model = tiny_model(4, hiring={}, support={"block_periods": 2})
    led = formulate(model, replace(given.facts, support=roles), given.requirement)
    found = answer(led, with_class(led, 1), NOTHING, OPTIONS)
    # two people, then four: four at the peak of either block of two weeks
    assert led.program.value("role_heads", found.x).tolist() == [[2.0, 2.0]]
    assert found.relaxed < found.solution.objective


def again(formulation: Formulation) -> tuple[float, np.ndarray, Habit, Answer]:
    """The best plan, and that plan solved again from what a run writes of it."""
    cost, x = optimum(formulation.arrays)
    habit, found = habit_of(formulation, decided(formulation, x), present(formulation, x), cost, OPTIONS)
    return cost, x, habit, found


def same_again(formulation: Formulation) -> None:
    """The plan is reproduced, and so is a draw in which nothing changes."""
    cost, x, habit, found = again(formulation)
    assert found.solution.objective == pytest.approx(cost, rel=1e-6)
    facts = formulation.given.facts
    one = {
        "volume": dict.fromkeys(facts.queues.queue, 1.0), "aht": dict.fromkeys(facts.queues.queue, 1.0),
        "attrition": dict.fromkeys(facts.sites.name, 1.0), "shrinkage": dict.fromkeys(facts.sites.name, 1.0),
    }  # fmt: skip
    given = formulation.given
    drawn = formulate(given.model, world_facts(facts, World(0, one, {})), given.requirement)
    answered = answer(drawn, decided(drawn, x), habit, OPTIONS)
    assert drawn.arrays.cost @ answered.x == pytest.approx(cost, rel=1e-6)
    assert answered.breached == {}


@pytest.mark.parametrize("clause", WORK_CLAUSES.values(), ids=list(WORK_CLAUSES))
def test_a_plan_under_any_clause_on_hours_is_reproduced(clause: dict[str, object]) -> None:
    work = Work(Terms(**{"unit": "productive_hour", **plain(clause)}))
    facts, requirement, model = work.given()
    same_again(formulate(model, facts, requirement))


def plain(clause: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in clause.items() if name != "start_year"}


def test_a_plan_that_stops_at_a_threshold_is_reproduced_and_stays_there_in_a_draw_nearby() -> None:
    # 36 less a fifth is cheaper than 30 up to five hours, and the credit is lost beyond
    terms = Terms(unit="productive_hour", rate=36.0, credit_share=0.2, relief_band=0.25, outlook=4.0)
    facts, requirement, model = Work(terms).given()
    formulation = formulate(model, facts, requirement)
    cost, x, habit, found = again(formulation)
    assert list(habit.taken.values()) == [0, 0, 0, 0], "no month is excused"
    more = formulate(model, facts, replace(requirement, required_h=requirement.required_h * 1.05))
    answered = answer(more, decided(more, x), habit, OPTIONS)
    assert more.program.value("excused", answered.x).tolist() == [0.0] * 4
    assert more.program.value("assigned_h", answered.x)[0].tolist() == pytest.approx([5, 4.2, 5, 5])


def test_a_small_plan_of_whole_classes_is_reproduced() -> None:
    same_again(small_plan(trainees=1.0).formulation())


@pytest.mark.parametrize(
    "name", ["all-units tiers on hours", "baseline", "carry-forward", "take-or-pay in FTE"]
)
def test_a_plan_under_clauses_on_people_is_reproduced(name: str) -> None:
    plan = small_plan()
    facts, requirement = plan.facts()
    covered = contract_facts(facts, Terms(**{"unit": "paid_hour", "rate": 20.0, **HEAD_CLAUSES[name]}))
    model = plan.formulation().given.model
    contracts = {"contracts": tiny_model(5, contracts={}).contracts}
    same_again(formulate(model.model_copy(update=contracts), covered, requirement))

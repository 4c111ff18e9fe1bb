"""Every point of the frontiers of a small plan solved once more; and bounds that no plan keeps."""

from dataclasses import replace

import pytest

from capplan.formulation import formulate
from capplan.formulation.goal import Goal
from capplan.report.studies.frontier import frontier_content, frontier_text
from capplan.report.studies.frontier_found import OneMore
from capplan.report.studies.frontier_words import answer, finding
from capplan.requirements.required import require
from capplan.scenario import Change
from capplan.studies.frontier import frontier
from capplan.studies.frontier_bounds import is_beyond, points_between
from capplan.studies.frontier_goals import goal_rules
from capplan.studies.many import Done, Failed
from tests.milp import Infeasible, optimum
from tests.studies.here import in_process, short_plan

RESILIENCE = """\
[resilience]
cover_share = 0.75
priorities = ["P1"]
price = 2.0

"""


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    """The short plan with cover for the loss of a site."""
    made = short_plan(tmp_path_factory.mktemp("again"))
    text = made.model.read_text()
    made.model.write_text(text.replace("[hiring]", RESILIENCE + "[hiring]"))
    return made


def found(setting, goal, points, step):
    with in_process():
        return frontier(replace(setting, runs=setting.runs / goal), goal, points, step)


def least_cost(setting, goal, bound, changes=()):
    """The objective of the best plan that keeps the bound, from the program anew."""
    inputs = setting.load()
    rules = goal_rules(goal, inputs.model, inputs.facts, bound)
    again = setting.case("again", changes=changes, rules=rules).load()
    program = formulate(again.model, again.facts, require(again.facts), goal=Goal(goal, bound))
    return optimum(program.arrays)[0]


@pytest.fixture(scope="module")
def hires(setting):
    return found(setting, "hires", 3, 0.01)


@pytest.fixture(scope="module")
def coverage(setting):
    return found(setting, "coverage", 3, 0.02)


@pytest.fixture(scope="module")
def resilience(setting):
    return found(setting, "resilience", 4, 0.3)


@pytest.fixture(scope="module")
def service(setting):
    return found(setting, "service", 4, 0.03)


@pytest.mark.parametrize("goal", ["hires", "coverage", "resilience", "service"])
def test_costs_rise_along_the_frontier_and_each_point_solved_again_costs_the_same(setting, goal, request):
    curve = request.getfixturevalue(goal)
    sign = -1.0 if goal == "hires" else 1.0
    assert len(curve.points) >= 2 and not curve.failed
    for one, other in zip(curve.points, curve.points[1:], strict=False):
        assert sign * one.reached < sign * other.reached and one.cost < other.cost
        assert one.least <= other.least <= other.cost
    again = [point for point in (*curve.points, *curve.beaten) if point.bound is not None]
    raised = {point.run: float(point.run.partition("+")[2] or 0.0) for point in again}
    assert len(again) >= 3 and set(raised.values()) == ({0.0, 0.03, 0.06} if goal == "service" else {0.0})
    for point in again:
        # targets of 0.8 and 0.85, raised by so much
        changes = [
            Change(
                table="queues",
                where={"queue": (queue,)},
                column="service_level",
                set=level + raised[point.run],
            )
            for queue, level in (("voice", 0.8), ("chat", 0.85))
        ]
        cost = least_cost(setting, goal, point.bound, changes)
        assert cost - curve.steering == pytest.approx(point.cost, abs=0.01), point.run
        if goal != "service":
            assert sign * point.reached >= sign * point.bound - 1e-6


def test_where_no_plan_keeps_a_bound_the_frontier_ends_and_is_looked_at_below_it(setting, resilience):
    assert resilience.beyond and not resilience.failed
    bounds = [each.bound for each in resilience.beyond]
    assert bounds == sorted(bounds) and bounds[0] > resilience.points[-1].reached - 1e-6
    for bound in bounds:
        with pytest.raises(Infeasible):
            least_cost(setting, "resilience", bound)
    content = frontier_content(resilience)
    assert content["failed"] == 0
    assert [each["bound"] for each in content["not_to_be_had"]] == pytest.approx(bounds)
    assert "No plan meets the rules" in content["not_to_be_had"][0]["message"]
    end = f"{100.0 * bounds[0]:.2f} %"
    assert f"no plan meets the rules at {end}" in answer(resilience).lower()
    text = frontier_text(resilience)
    assert f"{end}: no plan meets the rules\n  In conflict: the cover for a loss and the bound" in text
    assert "way out" not in text


def test_the_present_plan_costs_its_money_less_the_price_of_what_the_goal_is(coverage, resilience):
    # the price of hours that nobody else could work is no money, that of short hours and late contacts is
    figures = resilience.present.figures
    assert resilience.present.cost == pytest.approx(figures["money"], abs=0.01)
    assert figures["objective"] - figures["money"] > 1.0
    # nothing else steers in this plan, so that every point costs its money
    assert resilience.steering == pytest.approx(0.0, abs=0.01)
    for point in resilience.points:
        assert point.cost == pytest.approx(point.figures["money"], abs=0.01)
    figures = coverage.present.figures
    assert coverage.present.cost == pytest.approx(figures["cost_to_serve"], abs=0.01)
    assert figures["money"] - figures["cost_to_serve"] > 1.0


def tried(setting, *ends):
    """Points of resilience with what came of them: a plan, no plan by the rules, or a failure."""
    points = []
    for bound, exit_code in ends:
        case = setting.case(f"p{bound:g}")
        result = (
            Done(case.name, "", {}, 0.0, 1, reused=False)
            if exit_code == 0
            else Failed(case.name, "", exit_code, "No plan", 1)
        )
        points.append(((case, bound), result))
    return points


def test_points_lie_evenly_between_the_last_plan_and_the_first_bound_without_one(setting):
    inputs, present = setting.load(), {"reached": 0.9}
    beyond = tried(setting, (0.85, 0), (0.9, 0), (0.96, 4), (0.99, 4))
    assert [strict for _, strict in points_between(setting, inputs, "resilience", present, beyond)] == [
        0.92,
        0.94,
    ]
    # a point that failed for another reason says nothing of what can be had
    failed = tried(setting, (0.9, 0), (0.93, 6), (0.96, 1))
    assert points_between(setting, inputs, "resilience", present, failed) == []
    assert [is_beyond(result) for _, result in failed] == [False, False, False]
    fewer = tried(setting, (12.0, 0))
    fewer += [((case, -bound), result) for (case, bound), result in tried(setting, (6.0, 4))]
    fewer[0] = ((fewer[0][0][0], -12.0), fewer[0][1])
    assert [strict for _, strict in points_between(setting, inputs, "hires", {"reached": 12.0}, fewer)] == [
        -9.0
    ]


def test_where_less_saves_nothing_the_answer_says_so(resilience):
    flat = replace(
        resilience,
        points=(replace(resilience.points[-1], run="a", bound=0.9, reached=0.9, cost=100.0, least=97.0),),
        beaten=(replace(resilience.points[-1], run="b", bound=0.8, reached=0.8, cost=101.0, least=96.0),
                replace(resilience.points[-1], run="present", bound=None, reached=0.9, cost=100.0)),
        from_here=replace(resilience.from_here, at="a", more=None, less=None, saves=0.0),
        beyond=(replace(resilience.beyond[0], bound=0.93),),
    )  # fmt: skip
    assert answer(flat) == (
        "From 90.00 %, one more point of resilience is not to be had: no plan meets the rules at 93.00 %. "
        "Asking for no more than 80.00 % saves nothing that the gap does not hide (at most 4 USD)."
    )
    assert finding(flat) == "No plan was found beyond 90.00 %; none keeps 93.00 %"


@pytest.mark.parametrize(("units", "said"), [(159.2, "measured over 159"), (1.512, "measured over 1.5")])
def test_a_step_of_many_units_and_of_a_few_is_read_as_a_number(hires, units, said):
    step = OneMore("a", "b", units, 11_900.0, 6_283.0, 15_100.0)
    text = answer(replace(hires, from_here=replace(hires.from_here, more=step)))
    assert f"costs 11.9 k USD (between 6,283 USD and 15.1 k USD, {said})." in text


def test_where_the_frontier_ends_before_one_whole_point_no_price_of_a_whole_one_is_told(coverage):
    first = OneMore("present", "a", 0.25, 2_000.0, 1_000.0, 4_000.0)
    second = OneMore("a", "b", 0.25, 20_000.0, 18_000.0, 22_000.0)
    more = OneMore("present", "b", 0.5, 11_000.0, 9_500.0, 13_000.0)
    here = replace(coverage.from_here, at="present", more=more, less=None, saves=0.0)
    ends = replace(coverage, from_here=here, steps=(first, second), beyond=())
    said = answer(ends)
    assert ", 0.5 points more of coverage cost 5,500 USD (between 4,750 USD and 6,500 USD)." in said
    assert "The first 0.25 cost 500 USD (between 250 USD and 1,000 USD)." in said
    assert "one more point" not in said and "measured over" not in said
    assert finding(ends) == "0.5 points more of coverage cost 5,500 USD from here"
    unsure = replace(ends, from_here=replace(here, more=replace(more, each_least=0.0)))
    assert finding(unsure).endswith("cost about 5,500 USD from here; proven is only: 6,500 USD at most")
    whole = replace(ends, from_here=replace(here, more=replace(more, units=1.0)))
    assert ", one more point of coverage costs 11.0 k USD (between" in answer(whole)
    assert finding(whole) == "One more point of coverage costs 11.0 k USD from here"


def test_a_point_whose_gap_was_not_reached_says_so(coverage):
    late = replace(coverage.points[-1], figures={**coverage.points[-1].figures, "status": "gap_not_reached"})
    lines = frontier_text(replace(coverage, points=(*coverage.points[:-1], late))).splitlines()
    assert [line.endswith("gap not reached") for line in lines if f"  {late.run}" in line] == [True]
    assert "gap not reached" not in frontier_text(coverage)

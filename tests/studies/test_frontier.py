"""The frontier of a small plan, exact: every point is solved once more by another way."""

from dataclasses import replace

import pytest

from capplan.errors import InvalidInput
from capplan.formulation import formulate
from capplan.formulation.goal import Goal
from capplan.report.studies.frontier import frontier_content
from capplan.report.studies.frontier_words import answer
from capplan.requirements.required import require
from capplan.studies.frontier import frontier
from capplan.studies.frontier_bounds import point_case, point_cases
from capplan.studies.frontier_goals import check_goal, goal_rules, raised_targets
from capplan.verify import verify_run
from tests.milp import optimum
from tests.studies.here import in_process, short_plan


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    with in_process():
        yield short_plan(tmp_path_factory.mktemp("frontier"))


@pytest.fixture(scope="module")
def found(setting):
    return frontier(setting, "service", 4, 0.02)


def test_more_service_costs_more_and_no_point_is_dominated(found):
    assert len(found.points) >= 3 and not found.failed
    for one, other in zip(found.points, found.points[1:], strict=False):
        assert one.reached < other.reached and one.cost < other.cost
        assert one.least <= other.least <= other.cost
    for plan in found.beaten:
        assert any(best.reached >= plan.reached - 1e-7 and best.cost <= plan.cost for best in found.points)


def test_each_point_solved_again_costs_the_same_and_reaches_its_bound(setting, found):
    for point in (*found.points, *found.beaten):
        if point.bound is None or point.run.startswith("service-targets+"):
            continue
        inputs = replace(
            setting.case(
                "again", rules=goal_rules("service", setting.load().model, setting.load().facts, 1.0)
            )
        ).load()
        formulation = formulate(
            inputs.model, inputs.facts, require(inputs.facts), goal=Goal("service", point.bound)
        )
        assert optimum(formulation.arrays)[0] - found.steering == pytest.approx(point.cost, abs=0.01)
        assert point.reached >= min(point.bound, found.points[-1].reached) - 1e-6


def test_the_present_plan_costs_its_money_less_the_price_of_late_contacts(found):
    present = found.present
    late = present.figures["money"] - present.figures["cost_to_serve"]
    assert late > 0.0
    assert present.cost == pytest.approx(present.figures["money"] - late, abs=0.01)


def test_one_more_point_from_here_is_the_slope_to_the_next_point(found):
    here, one = found.from_here, found.from_here.more
    start = next(point for point in found.points if point.run == one.start)
    end = next(point for point in found.points if point.run == one.end)
    assert start.run == here.at and end.reached > found.present.reached
    assert one.each == pytest.approx((end.cost - start.cost) / (100.0 * (end.reached - start.reached)))
    # every plan is the best one, so the range is the number
    assert one.each_least == pytest.approx(one.each, abs=0.1) and one.each_most == pytest.approx(
        one.each, abs=0.1
    )
    content = frontier_content(found)
    assert content["from_here"]["one_more"]["each"] == pytest.approx(one.each, abs=0.01)
    assert content["answer"] == answer(found)
    # every target is met a little above the present plan: no price of a whole point is known
    assert one.units < 0.1 and "0.047 points more of service cost" in content["answer"]


def test_a_point_is_a_whole_plan_that_the_checker_accepts(setting, found):
    run = next(point.run for point in found.points if point.bound is not None)
    assert verify_run(setting.runs / run).ok


def test_targets_are_raised_for_more_service_than_they_ask_for(setting):
    inputs = setting.load()
    assert raised_targets(inputs.facts, 0.1, 0.9) == [("voice", 0.9), ("chat", 0.9)]
    assert raised_targets(inputs.facts, 0.1, 0.84) == [("voice", 0.84), ("chat", 0.85)]
    present = {"reached": 0.9, "full": 0.95}
    asked = point_cases(setting, inputs, "service", present, 5, 0.02)
    assert [case.name for case, _ in asked] == [
        "service-0.860000", "service-0.880000", "service-0.900000", "service-targets-met", "service-targets+0.02",
    ]  # fmt: skip
    assert [strict for _, strict in asked] == sorted(strict for _, strict in asked)
    near = point_cases(setting, inputs, "service", {"reached": 0.9495, "full": 0.95}, 5, 0.02)
    assert [case.name for case, _ in near][-2:] == ["service-targets+0.02", "service-targets+0.04"]


def test_bounds_of_other_goals(setting):
    inputs = setting.load()
    asked = point_cases(setting, inputs, "coverage", {"reached": 0.97}, 5, 0.02)
    assert [case.bound for case, _ in asked] == pytest.approx([0.93, 0.95, 0.97, 0.985, 1.0])
    fewer = point_cases(setting, inputs, "hires", {"reached": 16.0}, 3, 0.02)
    assert [(case.bound, strict) for case, strict in fewer] == [(16.0, -16.0), (11.0, -11.0), (6.0, -6.0)]


def test_the_goal_and_its_bound_are_a_part_of_what_a_result_is_kept_under(setting):
    keys = {point_case(setting, "service", "x", bound).key for bound in (None, 0.9, 0.91)} | {
        point_case(setting, "coverage", "x", 0.9).key
    }
    assert len(keys) == 4
    assert point_case(setting, "service", "x", 0.9).key == point_case(setting, "service", "y", 0.9).key


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ("accuracy", "there is no accuracy.csv"),
        ("exposure", "no queue in queues.csv has a severity"),
        ("servise", "'service'"),
        ("resilience", "--scenario"),
    ],
)
def test_a_goal_that_the_model_does_not_have(setting, goal, words):
    inputs = setting.load()
    with pytest.raises(InvalidInput, match=words):
        check_goal(goal, inputs.model, inputs.facts, "small.toml")


@pytest.fixture(scope="module")
def severe(tmp_path_factory):
    """The short plan with severe mail and teams that are right more or less often."""
    setting = short_plan(tmp_path_factory.mktemp("severe"))
    queues = (setting.inputs / "queues.csv").read_text().splitlines()
    text = (
        "\n".join(line + tail for line, tail in zip(queues, (",severity", ",", ",", ",1"), strict=True))
        + "\n"
    )
    (setting.inputs / "queues.csv").write_text(text)
    (setting.inputs / "accuracy.csv").write_text("team,accuracy\nDUB_EN,0.98\nDUB_DE,0.97\nMNL_EN,0.92\n")
    return setting


@pytest.mark.parametrize(("goal", "step", "sign"), [("accuracy", 0.004, 1.0), ("exposure", 0.01, -1.0)])
def test_less_exposure_and_more_accuracy_never_cost_less(severe, goal, step, sign):
    with in_process():
        found = frontier(severe, goal, 4, step)
    assert not found.failed
    reached = [sign * point.reached for point in found.points]
    costs = [point.cost for point in found.points]
    assert len(found.points) >= 2
    assert reached == sorted(reached) and costs == sorted(costs)
    inputs = severe.load()
    for point in (*found.points, *found.beaten):
        if point.bound is None:
            continue
        assert sign * point.reached >= sign * point.bound - 1e-6
        again = severe.case("again", rules=goal_rules(goal, inputs.model, inputs.facts, point.bound)).load()
        program = formulate(again.model, again.facts, require(again.facts), goal=Goal(goal, point.bound))
        assert optimum(program.arrays)[0] - found.steering == pytest.approx(point.cost, abs=0.01)
    assert found.from_here is not None and found.present is not None

"""The points of a frontier in order: nothing dominated, nothing twice, bounds drawn together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.studies.frontier_bounds import same_level
from capplan.studies.frontier_points import Ranked, efficient, step_between


def point(run, worth, cost, proven=None, strictness=None):
    return Ranked(run, worth if strictness is None else strictness, worth, cost, proven)


def test_dominated_and_equal_plans_go_and_say_what_beats_them():
    kept, beaten = efficient(
        [point("a", 0.8, 100.0), point("b", 0.9, 120.0), point("c", 0.85, 130.0), point("d", 0.9, 120.0)]
    )
    assert [each.run for each in kept] == ["a", "b"]
    assert {each.run: each.beaten_by for each in beaten} == {"c": "b", "d": "b"}


def test_a_plan_that_reaches_a_hair_more_for_less_takes_the_place_of_the_other():
    kept, beaten = efficient([point("a", 0.8 + 1e-9, 100.0), point("b", 0.8, 90.0)])
    assert [each.run for each in kept] == ["b"]
    assert [(each.run, each.beaten_by) for each in beaten] == [("a", "b")]


def test_levels_that_read_the_same_are_one_and_the_cheaper_plan_is_kept():
    # asked for 0.96, the second reaches a hair more than the present plan by chance, and costs more
    here, chance, more = (
        point("present", 0.97288758, 100.0),
        point("b", 0.97289534, 101.0, strictness=0.96),
        point("c", 0.975, 110.0),
    )
    kept, beaten = efficient([here, chance, more], "present", 5e-5)
    assert [each.run for each in kept] == ["present", "c"]
    assert [(each.run, each.beaten_by) for each in beaten] == [("b", "present")]
    kept, _ = efficient([here, chance, more], "present", 1e-7)
    assert [each.run for each in kept] == ["present", "b", "c"]


def test_levels_read_the_same_to_a_hundredth_of_a_point_or_a_tenth_of_the_way_between_bounds():
    assert same_level("accuracy", [0.96, 0.97, 0.97, 0.98]) == 5e-5
    assert same_level("coverage", [0.9998, 0.9999, 1.0]) == pytest.approx(1e-5)
    assert same_level("hires", [-60.0, -40.0]) == 0.5 and same_level("exposure", []) == 0.005


def test_of_equal_plans_the_present_one_is_kept_whatever_its_bound():
    for worth, cost in ((0.9, 120.0), (0.9 + 1e-9, 120.001), (0.9 - 1e-9, 119.999)):
        kept, beaten = efficient(
            [point("present", worth, cost), point("a", 0.9, 120.0, strictness=0.5)], prefer="present"
        )
        assert [each.run for each in kept] == ["present"]
        assert [(each.run, each.beaten_by) for each in beaten] == [("a", "present")]
    kept, _ = efficient([point("present", 0.9, 121.0), point("a", 0.9, 120.0)], prefer="present")
    assert [each.run for each in kept] == ["a"]


def test_what_is_proven_at_a_weaker_bound_holds_at_a_stricter_one():
    kept, _ = efficient(
        [point("a", 0.8, 100.0, 95.0), point("b", 0.9, 120.0, 94.0), point("c", 0.95, 130.0, None)]
    )
    assert [each.least for each in kept] == [95.0, 95.0, 95.0]


def test_a_point_as_strict_as_another_shares_what_is_proven_whatever_its_name():
    for name in ("a", "z"):
        kept, _ = efficient([point("m", 0.9, 121.0, 119.0), point(name, 0.9, 120.0, None)])
        assert [(each.run, each.least) for each in kept] == [(name, 119.0)]


def test_a_plan_at_a_bound_but_for_rounding_shares_what_is_proven_there():
    weak, at, here = (
        point("a", -5.0, 100.0, 95.0),
        point("b", -4.0, 121.0, 119.0),
        point("c", -4.0 - 1e-9, 120.0),
    )
    kept, beaten = efficient([weak, at, here])
    assert [(each.run, each.least) for each in (*kept, *beaten)] == [("a", 95.0), ("c", 119.0), ("b", 119.0)]


def test_a_step_by_hand():
    # two points of service; between the plans 30, at least 118 - 100, at most 130 - 95
    step = step_between(
        Ranked("a", 0.8, 0.80, 100.0, 95.0, least=95.0),
        Ranked("b", 0.82, 0.82, 130.0, 118.0, least=118.0),
        0.01,
    )
    assert (step.units, step.each) == (pytest.approx(2.0), pytest.approx(15.0))
    assert (step.each_least, step.each_most) == (pytest.approx(9.0), pytest.approx(17.5))
    assert not step.below_gap


def test_a_step_smaller_than_the_gap_says_so():
    step = step_between(
        Ranked("a", 0.8, 0.80, 100.0, 95.0, least=95.0),
        Ranked("b", 0.81, 0.81, 104.0, 99.0, least=99.0),
        0.01,
    )
    assert step.below_gap and step.each_least == 0.0 and step.each_most == pytest.approx(9.0)


values = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))


@settings(max_examples=200, deadline=None)
@given(st.lists(values, min_size=1, max_size=8))
def test_every_plan_is_on_the_frontier_or_beaten_by_one_that_is(found):
    points = [point(f"{i}", float(w), float(c), float(min(p, c))) for i, (w, c, p) in enumerate(found)]
    kept, beaten = efficient(points)
    assert sorted(each.run for each in (*kept, *beaten)) == sorted(each.run for each in points)
    for one, other in zip(kept, kept[1:], strict=False):
        assert one.worth < other.worth and one.cost < other.cost
        assert one.least <= other.least
    for each in beaten:
        assert any(best.worth >= each.worth and best.cost <= each.cost for best in kept)

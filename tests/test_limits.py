"""One natural unit of a rule is that unit: the price is what the plan costs with the input itself changed by it."""

from __future__ import annotations

import pytest

from capplan.conflict_words import named
from capplan.formulation import Formulation
from capplan.limits import Limit, limits_of
from capplan.reasons.rebuilt import held
from capplan.reasons.words import UNITS
from tests.formulation.test_accuracy import two_teams
from tests.formulation.test_exposure import severe_work
from tests.formulation.test_initiatives import formulated as with_initiatives
from tests.formulation.test_nesting import growing
from tests.formulation.test_site_options import formulated as with_site_options
from tests.formulation.test_site_options import option
from tests.milp import optimum
from tests.reasons.settled_plans import as_planned, priced
from tests.small_plan import small_plan


def price(formulation: Formulation, family: str) -> float:
    found = [one for one in priced(formulation, may_hire=False).limits if one.limit.family == family]
    return sum(one.total for one in found)


def more(before: Formulation, after: Formulation) -> float:
    """What the plan costs more when it is made anew."""
    return optimum(after.arrays)[0] - optimum(before.arrays)[0]


def test_a_quarter_of_an_hour_of_exposure() -> None:
    # five people, five days: 6.25 h a week more of severe work, at 60 the hour
    before, after = severe_work({}, cap_h=3.0), severe_work({}, cap_h=3.25)
    assert more(before, after) == pytest.approx(-4 * 6.25 * 60.0)
    assert price(before, "exposure") == pytest.approx(-4 * 6.25 * 60.0)


def test_a_point_of_severe_work() -> None:
    # to first order: the hours that the point is of grow with it
    before, after = severe_work({"most_share": 0.3}), severe_work({"most_share": 0.31})
    assert more(before, after) < -100.0
    assert price(before, "severe_share") == pytest.approx(more(before, after), rel=0.03)


def test_a_tenth_of_a_point_of_accuracy() -> None:
    before, after = two_teams(0.96), two_teams(0.961)
    assert price(before, "accuracy") == pytest.approx(more(before, after), rel=1e-6)
    whole, more_of_all = two_teams(rules={"least": 0.965}), two_teams(rules={"least": 0.966})
    assert price(whole, "accuracy_all") == pytest.approx(more(whole, more_of_all), rel=1e-6)
    assert more(before, after) > 10.0 and more(whole, more_of_all) > 10.0


def test_a_percent_of_work() -> None:
    before, busier = (
        small_plan(required_h=((hours,) * 5, (60.0,) * 5)).formulation() for hours in (400.0, 404.0)
    )
    plan = as_planned(before)
    as_it_is = optimum(plan.arrays, relaxed=True)[0]
    with_more = optimum(held(busier.arrays, plan.lower, plan.upper), relaxed=True)[0]
    assert price(before, "coverage") == pytest.approx(with_more - as_it_is, rel=1e-6)


def test_every_rule_has_a_unit_and_a_name_that_people_use() -> None:
    formulation = small_plan().formulation()
    _, x = optimum(formulation.arrays)
    for limit in limits_of(formulation, x):
        assert UNITS[limit.family].more and "_" not in named(limit.family)
        assert len(limit.times) == len(limit.at) == len(limit.step)


def test_rules_of_projects_and_new_people_have_their_units() -> None:
    def found(formulation: Formulation, family: str) -> list[Limit]:
        _, x = optimum(formulation.arrays)
        return [limit for limit in limits_of(formulation, x) if limit.family == family]

    (at_once,) = found(with_initiatives({"most_at_once": 1}), "initiatives_at_once")
    assert (at_once.where, set(at_once.step.tolist())) == ("the plan", {1.0})
    (waits,) = found(with_initiatives({}), "backlog_age")
    formulation = with_initiatives({})
    sides = formulation.arrays.row_upper[waits.at]
    assert waits.step == pytest.approx(0.01 * sides) and sides.max() > 0.0
    # nobody is at SITE1 and it opens only where that pays: here it does, and has its five at least
    opened = with_site_options(option(True, least_heads=[5.0]), (0.0, 0.0))
    least = found(opened, "site_least")
    _, x = optimum(opened.arrays)
    is_open = bool(opened.program.value("site_changes", x).sum() > 0.5)
    assert [limit.where for limit in least] == (["SITE1"] if is_open else [])
    (new,) = found(growing({"most_share": 0.2}), "nesting_share")
    _, x = optimum(growing({"most_share": 0.2}).arrays)
    heads = growing({"most_share": 0.2}).program.value("heads", x)[0]
    assert new.step == pytest.approx(0.01 * heads)
    assert {"initiatives_at_once", "backlog_age", "site_least", "nesting_share"} <= set(UNITS)

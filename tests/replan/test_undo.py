"""What a change saves: by hand, on plans small enough to solve on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.agreed import Agreed
from capplan.formulation import formulate
from capplan.replan.differences import Difference
from capplan.replan.undo import _claim, saving
from capplan.solve import SolveOptions
from tests.milp import optimum
from tests.tiny import class_rules, tiny_facts, tiny_model

WEEKS = 6
OPTIONS = SolveOptions("highs", time_limit_s=20.0)


def formulated(told: Agreed, must: bool = False, change_price: float = 500.0):
    """160 hours a week from week 3 on; classes of 2 to 4 who work at once at 1,000 a week; an unmet hour costs 60."""
    rules = class_rules(WEEKS, class_min=2.0, class_max=4.0)
    facts, requirement = tiny_facts([[0.0] * 3 + [160.0] * 3], class_rules=rules)
    coverage = {"unmet_price": {"P1": 60.0}, "must_meet": ["P1"] if must else []}
    replan = {"change_price": change_price, "size_change_price": 0.0}
    model = tiny_model(WEEKS, coverage=coverage, hiring={}, replan=replan)
    return formulate(model, facts, requirement, told)


def told(classes: dict[int, int], **fields: object) -> Agreed:
    """Classes of so many people, by week."""
    none = Agreed.nothing(1, WEEKS)
    heads = np.zeros((1, WEEKS))
    for t, people in classes.items():
        heads[0, t] = people
    every = none.told | True
    start = {"told": every, "priced": every, "classes": (heads > 0) * 1.0, "heads": heads}
    return replace(none, **(start | fields))  # type: ignore[arg-type]


def test_an_added_class_saves_the_unmet_hours_less_its_pay_and_not_the_price_of_the_change() -> None:
    formulation = formulated(told({}))
    _, x = optimum(formulation.arrays)
    found = saving(formulation, x, Difference("class_added", 0, -1, 3, 0.0, 4.0, "people", 4.0), OPTIONS)
    assert found.kind == "exact"
    assert found.amount == pytest.approx(3 * (160 * 60 - 4000))
    assert found.short_h == pytest.approx(480.0)


def test_a_class_that_moved_goes_back_to_where_it_was() -> None:
    formulation = formulated(told({5: 4}))
    _, x = optimum(formulation.arrays)
    found = saving(formulation, x, Difference("class_moved", 0, 5, 3, 4.0, 4.0, "people", 4.0), OPTIONS)
    assert (found.kind, found.amount) == ("exact", pytest.approx(2 * (160 * 60 - 4000)))


def test_a_change_without_which_there_is_no_plan_is_needed() -> None:
    formulation = formulated(told({}), must=True)
    _, x = optimum(formulation.arrays)
    found = saving(formulation, x, Difference("class_added", 0, -1, 3, 0.0, 4.0, "people", 4.0), OPTIONS)
    assert found.kind == "needed"


def test_a_pin_is_undone_against_itself_and_costs_what_it_spoils() -> None:
    pinned = np.arange(WEEKS)[None, :] == 3
    two = told({3: 4}, pinned=pinned, pinned_classes=pinned * 1.0, pinned_heads=pinned * 2.0, priced=~pinned)
    formulation = formulated(two, change_price=0.0)
    # the rest is free, but for this test nobody else is hired
    bound = formulation.program.column_blocks["classes"].index[0, np.arange(WEEKS) != 3]
    upper = formulation.arrays.column_upper.copy()
    upper[bound] = 0.0
    formulation = replace(formulation, arrays=replace(formulation.arrays, column_upper=upper))
    _, x = optimum(formulation.arrays)
    found = saving(formulation, x, Difference("class_resized", 0, 3, 3, 4.0, 2.0, "people", 2.0), OPTIONS)
    assert (found.kind, found.amount) == ("exact", pytest.approx(-3 * (80 * 60 - 2000)))


@pytest.mark.parametrize(
    ("least", "most", "claim"),
    [
        (100.0, 100.5, (100.5, "exact")),
        (9_950.0, 10_000.0, (10_000.0, "exact")),
        (9_000.0, 10_000.0, (9_000.0, "at_least")),
        (9_000.0, np.inf, (9_000.0, "at_least")),
        (-500.0, 10_000.0, (10_000.0, "at_most")),
        (-np.inf, -2_000.0, (-2_000.0, "at_most")),
    ],
)
def test_what_is_claimed_is_what_is_sure(least: float, most: float, claim: tuple[float, str]) -> None:
    assert _claim(least, most) == claim


def test_nothing_is_claimed_of_what_nobody_knows() -> None:
    amount, kind = _claim(-5.0, np.inf)
    assert np.isnan(amount) and kind == "not_known"

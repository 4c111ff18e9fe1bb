"""What differs: classes that move, come, go and change size; decisions; orders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from capplan.agreed import Agreed
from capplan.plan import Decision, Plan
from capplan.replan.differences import differences
from tests.report.sample_contracts import contract_plan


def planned() -> Plan:
    """The sample plan with a class of 12 in the fourth period of its first team."""
    plan = contract_plan()
    classes, hires = plan.walk.classes.copy(), plan.walk.hires.copy()
    classes[0, 3] += 1.0
    hires[0, 3] += 12.0
    return replace(plan, walk=replace(plan.walk, classes=classes, hires=hires))


def agreed_as_planned() -> Agreed:
    """Everything was told as the plan has it."""
    plan = planned()
    assert plan.facts.contracts is not None
    rules, contracts = plan.facts.class_rules, plan.facts.contracts
    none = Agreed.nothing(*plan.walk.heads.shape, len(contracts), len(contracts.months))
    opens, closes = none.opens.copy(), none.closes.copy()
    for one in plan.selection:
        (opens if one.kind == "open" else closes)[one.contract, contracts.month_of_period[one.period]] = True
    return replace(
        none,
        told=none.told | True,
        classes=plan.walk.classes - rules.committed_classes,
        heads=plan.walk.hires - rules.committed_heads,
        known=np.ones(len(contracts), dtype=bool),
        opens=opens,
        closes=closes,
    )


def test_nothing_differs_from_itself() -> None:
    assert differences(planned(), agreed_as_planned()) == ()


def test_classes_move_in_the_order_of_time_and_the_rest_comes_or_goes() -> None:
    agreed = agreed_as_planned()
    team, period, size, before = 0, 3, 12.0, 1
    classes, heads = agreed.classes.copy(), agreed.heads.copy()
    classes[team, period] = heads[team, period] = 0.0
    cancelled = replace(agreed, classes=classes, heads=heads)
    [added] = differences(planned(), cancelled)
    assert (added.kind, added.who, added.period_before, added.period_after) == (
        "class_added",
        team,
        -1,
        period,
    )
    assert (added.before, added.after) == (0.0, size)
    classes[team, before] += 1.0
    heads[team, before] += 9.0
    [moved] = differences(planned(), replace(agreed, classes=classes, heads=heads))
    assert (moved.kind, moved.period_before, moved.period_after) == ("class_moved", before, period)
    classes, heads = agreed.classes.copy(), agreed.heads.copy()
    heads[team, period] += 3.0
    [resized] = differences(planned(), replace(agreed, heads=heads))
    assert (resized.kind, resized.before, resized.after, resized.weight) == (
        "class_resized",
        size + 3,
        size,
        3.0,
    )


def test_what_was_not_told_does_not_differ() -> None:
    agreed = agreed_as_planned()
    nothing = replace(agreed, told=agreed.told & False, classes=0 * agreed.classes, heads=0 * agreed.heads)
    assert differences(planned(), nothing) == ()


def test_decisions_come_first_and_count_once() -> None:
    plan, agreed = planned(), agreed_as_planned()
    assert plan.facts.contracts is not None
    first = np.unique(plan.facts.contracts.month_of_period, return_index=True)[1]
    later = replace(plan, selection=(Decision(0, "end", int(first[-1])),))
    kinds = [
        one.kind
        for one in differences(
            later, replace(agreed, opens=agreed.opens & False, closes=agreed.closes & False)
        )
    ]
    assert kinds == ["ending_added"]
    told = agreed.closes & False
    told[0, 0] = True
    [moved] = differences(later, replace(agreed, opens=agreed.opens & False, closes=told))
    assert (moved.kind, moved.period_before, moved.period_after) == ("ending_moved", 0, int(first[-1]))


def test_an_order_differs_from_half_a_percent_on() -> None:
    plan, agreed = planned(), agreed_as_planned()
    orders = np.full_like(agreed.orders, np.nan)
    orders[0, 0] = 1e6
    [changed] = differences(plan, replace(agreed, orders=orders, unit_cost=np.ones(len(agreed.known))))
    assert (changed.kind, changed.before) == ("order_changed", 1e6)
    orders[0, 0] = changed.after * 1.004
    assert differences(plan, replace(agreed, orders=orders)) == ()

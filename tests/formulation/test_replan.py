"""Re-plan: the frozen zone and pins hold, changes are counted and priced, conflicts are named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.agreed import Agreed
from capplan.explain import no_plan
from capplan.formulation import Formulation, formulate
from capplan.solve import SolveOptions
from tests.milp import Infeasible, optimum
from tests.rows import column_bounds, cost_of, row, row_names, week
from tests.tiny import class_rules, tiny_facts, tiny_model
from tests.tiny_contracts import contract, contract_facts

WEEKS = 6


def agreed(classes: dict[int, tuple[int, int]], frozen: int = 0, **fields: object) -> Agreed:
    """One team that was told classes, {period: (classes, people)}; the first ``frozen`` periods stay."""
    none = Agreed.nothing(1, WEEKS)
    count, heads = np.zeros((1, WEEKS)), np.zeros((1, WEEKS))
    for t, (classes_then, people) in classes.items():
        count[0, t], heads[0, t] = classes_then, people
    early = np.arange(WEEKS)[None, :] < frozen
    told = {"told": none.told | True, "classes": count, "heads": heads, "frozen": early, "priced": ~early}
    return replace(none, **(told | fields))  # type: ignore[arg-type]


def formulated(
    required_h: float, told: Agreed | None, hiring: dict[str, object] | None = None, **replan: float
) -> Formulation:
    """A team without people, classes of 2 to 4 who work at once, 1,000 a week each; an unmet hour costs 60."""
    rules = class_rules(WEEKS, class_min=2.0, class_max=4.0, lead_periods=1)
    facts, requirement = tiny_facts([[0.0] * 3 + [required_h] * 3], class_rules=rules)
    prices = {"change_price": 0.0, "size_change_price": 0.0} | replan
    model = tiny_model(WEEKS, hiring=hiring or {}, replan=prices)
    return formulate(model, facts, requirement, told)


def started(formulation: Formulation) -> tuple[list[float], list[float]]:
    """Classes and hires of the optimum."""
    _, x = optimum(formulation.arrays)
    program = formulation.program
    return program.value("classes", x)[0].round(6).tolist(), program.value("hires", x)[0].round(6).tolist()


def test_without_an_earlier_plan_nothing_is_added() -> None:
    plain, nothing = formulated(160.0, None), formulated(160.0, Agreed.nothing(1, WEEKS))
    assert not [name for name in row_names(plain) if "frozen" in name or "change" in name]
    assert plain.arrays.shape[1] == nothing.arrays.shape[1]


def test_a_frozen_class_is_a_rule_and_keeps_its_size() -> None:
    formulation = formulated(160.0, agreed({1: (1, 3)}, frozen=2))
    name = f"TEAM1, {week(1)}"
    found = row(formulation, f"frozen_classes[{name}]")
    assert found.terms == {f"classes[{name}]": 1.0}
    assert (found.at_least, found.at_most) == (1.0, 1.0)
    assert row(formulation, f"frozen_sizes[{name}]").terms == {
        f"classes[{name}]": 3.0,
        f"hires[{name}]": -1.0,
    }
    assert formulation.program.row_blocks["frozen_classes"].rule
    assert not formulation.program.row_blocks["frozen_sizes"].rule
    # 160 hours from week 3 on are four people: alone the optimum starts nobody in week 1
    assert started(formulated(160.0, None)) == ([0, 0, 0, 1, 0, 0], [0, 0, 0, 4, 0, 0])
    assert (started(formulation)[0][1], started(formulation)[1][1]) == (1, 3)


def test_no_class_comes_into_the_frozen_zone() -> None:
    assert started(formulated(160.0, agreed({}, frozen=4)))[0][3] == 0.0
    assert started(formulated(160.0, agreed({}, frozen=3)))[0][3] == 1.0


def test_what_was_called_before_may_start_in_the_lead_time_in_a_freeze_and_off_the_rhythm() -> None:
    told = agreed({0: (1, 4)}, frozen=1)
    assert column_bounds(formulated(0.0, told), "classes")[1][0][0] == 1.0
    frozen = formulated(0.0, told, {"freeze": True})
    assert started(frozen) == ([1, 0, 0, 0, 0, 0], [4, 0, 0, 0, 0, 0])
    off = formulated(0.0, agreed({1: (1, 4)}, frozen=2), {"start_every": 2})
    assert started(off)[0] == [0, 1, 0, 0, 0, 0]
    assert column_bounds(formulated(0.0, None), "classes")[1][0][0] == 0.0


def test_a_moved_class_counts_once() -> None:
    # four people from week 3 on; they were told for week 5
    formulation = formulated(160.0, agreed({5: (1, 4)}), change_price=500.0)
    assert cost_of(formulation, "classes_changed[TEAM1]") == 500.0
    changes = row(formulation, f"class_changes[TEAM1, {week(5)}]")
    name = f"TEAM1, {week(5)}"
    assert changes.terms == {
        f"classes[{name}]": 1.0,
        f"classes_added[{name}]": -1.0,
        f"classes_cancelled[{name}]": 1.0,
    }
    assert (changes.at_least, changes.at_most) == (1.0, 1.0)
    cost, x = optimum(formulation.arrays)
    assert formulation.program.value("classes", x)[0].tolist() == [0, 0, 0, 1, 0, 0]
    assert cost == pytest.approx(3 * 4000.0 + 500.0)


def test_a_price_high_enough_keeps_the_plan() -> None:
    # to move saves 2 weeks x 160 h x 60 for 2 weeks of 4,000 pay: 11,200
    told = agreed({5: (1, 4)})
    assert started(formulated(160.0, told, change_price=11_000.0))[0] == [0, 0, 0, 1, 0, 0]
    assert started(formulated(160.0, told, change_price=11_400.0))[0] == [0, 0, 0, 0, 0, 1]


def test_people_more_or_fewer_in_a_class_are_priced_and_those_of_a_moved_one_are_not() -> None:
    formulation = formulated(160.0, agreed({3: (1, 3)}), size_change_price=70.0)
    cost, x = optimum(formulation.arrays)
    assert formulation.program.value("hires", x)[0, 3] == 4.0
    assert cost == pytest.approx(3 * 4000.0 + 70.0)
    moved = formulated(160.0, agreed({5: (1, 4)}), size_change_price=70.0)
    assert optimum(moved.arrays)[0] == pytest.approx(3 * 4000.0)


def test_prices_are_steering_and_in_the_list_of_costs() -> None:
    terms = [
        term
        for term in formulated(1.0, agreed({3: (1, 3)}), change_price=5.0).terms
        if term.name == "plan_changes"
    ]
    assert terms and all(term.steering and not term.period.any() for term in terms)


def test_a_pin_fixes_its_cell_and_goes_before_the_frozen_zone() -> None:
    pinned = np.arange(WEEKS)[None, :] == 4
    two, people = pinned * 1.0, pinned * 2.0
    told = agreed({4: (1, 4)}, pinned=pinned, pinned_classes=two, pinned_heads=people)
    told = replace(told, priced=told.priced & ~pinned)
    formulation = formulated(160.0, told, change_price=500.0)
    assert started(formulation)[1][4] == 2.0
    assert f"classes_added[TEAM1, {week(4)}]" not in row_names(formulation)
    none = replace(
        told, pinned=np.arange(WEEKS)[None, :] == 3, pinned_classes=two * 0.0, pinned_heads=people * 0.0
    )
    assert started(formulated(160.0, none))[0][3] == 0.0


def test_a_conflict_names_the_frozen_class_and_the_way_out() -> None:
    rules = class_rules(WEEKS, class_min=2.0, class_max=4.0, classes_per_quarter=0.0)
    facts, requirement = tiny_facts([[40.0] * WEEKS], class_rules=rules)
    formulation = formulate(tiny_model(WEEKS, hiring={}), facts, requirement, agreed({1: (1, 4)}, frozen=3))
    with pytest.raises(Infeasible):
        optimum(formulation.arrays)
    lines = no_plan(formulation, SolveOptions("highs", time_limit_s=60.0)).reasons
    assert (
        lines[0] == "In conflict: the most classes in a quarter and the frozen classes of the earlier plan."
    )
    assert f"  TEAM1: 1 class fewer than communicated in the week of {week(1)}" in lines


def with_contract(told: dict[str, object], periods: int = 8, **replan: float) -> Formulation:
    """An offered contract for one team on demand, 20 an hour, opening fee 100, in January and February."""
    facts, requirement = tiny_facts([[40.0] * periods], unit="productive_hour", rate=0.0)
    facts = replace(facts, teams=replace(facts.teams, on_demand=np.array([True])))
    facts = contract_facts(facts, contract(unit="productive_hour", candidate=True, opening_fee=100.0))
    none = Agreed.nothing(1, periods, 1, 2)
    prices = {"change_price": 0.0, "order_change_share": 0.0} | replan
    model = tiny_model(periods, contracts={}, replan=prices)
    return formulate(model, facts, requirement, replace(none, known=np.array([True]), **told))  # type: ignore[arg-type]


def test_a_decision_that_is_frozen_stays() -> None:
    february = np.array([[False, True]])
    free = with_contract({})
    _, x = optimum(free.arrays)
    assert free.program.value("opens", x).tolist() == [[1.0, 0.0]]
    held = with_contract({"opens": february, "frozen_opens": np.array([[True, True]])})
    _, x = optimum(held.arrays)
    assert held.program.value("opens", x).tolist() == [[0.0, 1.0]]


def test_an_opening_that_moves_counts_once() -> None:
    moved = with_contract({"opens": np.array([[False, True]])}, change_price=300.0)
    cost, x = optimum(moved.arrays)
    assert moved.program.value("opens", x).tolist() == [[1.0, 0.0]]
    assert moved.program.value("decisions_changed", x).tolist() == [1.0]
    assert cost == pytest.approx(optimum(with_contract({}).arrays)[0] + 300.0)


def test_orders_that_change_cost_a_share_of_their_bill() -> None:
    # January has four weeks that begin in it, 0.923 months: 150 a month are 138.46 hours, 160 are worked
    orders = np.array([[150.0, np.nan]])
    formulation = with_contract({"orders": orders, "unit_cost": np.array([20.0])}, order_change_share=0.1)
    assert cost_of(formulation, "orders_changed[C1, 2026-01]") == pytest.approx(2.0)
    more = row(formulation, "order_more[C1, 2026-01]")
    assert more.at_least == pytest.approx(-150.0 * 48 / 52)
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("orders_changed", x)[0] == pytest.approx(160.0 - 150.0 * 48 / 52)

"""Plans against plans: differences by term, a committed class takes its people with it, the rate that is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from capplan.errors import InvalidInput
from capplan.formulation import formulate
from capplan.reasons.contract_rate import at_share
from capplan.reasons.of_class import PlannedClass, of_class
from capplan.reasons.of_contract import of_contract
from capplan.reasons.of_vendor import contracts_named, of_contracts
from capplan.reasons.telling import difference_sentences, terms_text
from capplan.reasons.what_if import Bounds, Difference, difference, optima
from capplan.report.wording import number
from tests.formulation.brute_force import Chosen
from tests.milp import optimum
from tests.reasons.settled_plans import as_planned, clock, silent
from tests.small_plan import small_plan
from tests.tiny import class_rules, tiny_facts, tiny_model
from tests.tiny_contracts import Terms, contract_facts

GROWTH = ((150.0, 300.0, 400.0, 420.0, 400.0), (60.0, 80.0, 40.0, 90.0, 70.0))


def test_without_a_class_and_elsewhere_each_is_what_solving_again_says() -> None:
    plan = as_planned(small_plan(required_h=GROWTH).formulation())
    program, facts = plan.formulation.program, plan.formulation.given.facts
    classes = program.column_blocks["classes"].index
    team, period = np.argwhere(plan.lower[classes] > 0.5)[0].tolist()
    size = float(plan.lower[program.column_blocks["hires"].index[team, period]])
    told = of_class(plan, PlannedClass("X", team, period, size, False), clock(), silent).content

    bounds = Bounds.of(plan)
    base = optimum(bounds.arrays(), relaxed=True)[0]
    assert told["objective_in_parts"] == pytest.approx(base, abs=0.01)
    for name in ("classes", "hires"):
        bounds.hold(program.column_blocks[name].index[[team], period], 0.0)
    worse = optimum(bounds.arrays(), relaxed=True)[0] - base
    assert worse > 1.0
    assert told["without"]["costs_more"] == pytest.approx(worse, abs=0.02)
    assert sum(told["without"]["by_term"].values()) == pytest.approx(worse, abs=0.2)
    assert {one["team"] for one in told["elsewhere"]} == set(facts.teams.name)
    assert all(one["forbidden_by"] or one["kind"] in ("found", "none") for one in told["elsewhere"])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([[-30.0, -10.0, 0.0]], "40 fewer hours stay short, the largest part of them in"),
        ([[-222.0, 201.0, 0.0]], "21 fewer hours stay short in all, 222 fewer in"),
        ([[-30.0, 10.0, 60.0]], "40 more hours stay short in all, 60 more in"),
    ],
)
def test_hours_that_come_and_go_are_told_with_the_largest_change(cells: list[list[float]], said: str) -> None:
    facts = small_plan(required_h=GROWTH).formulation().given.facts
    found = Difference("found", 5.0, {}, np.array(cells))
    assert difference_sentences(found, facts, "Without it")[1].startswith(said)


def test_what_vendors_bill_is_told_as_one_amount() -> None:
    by_term = {"vendor_fees": -184_440.0, "wages": -50_000.0, "vendor_charges": 148_161.0, "seats": 12.0}
    assert terms_text(by_term) == "wages −50,000, vendors' bills −36,279".replace("−", number(-1.0)[0])


def test_a_committed_class_takes_its_people_with_it() -> None:
    small = small_plan(required_h=GROWTH)
    facts, requirement = small.facts()
    rules = facts.class_rules
    classes, heads = rules.committed_classes.copy(), rules.committed_heads.copy()
    classes[0, 1], heads[0, 1] = 1.0, 3.0
    committed = replace(facts, class_rules=replace(rules, committed_classes=classes, committed_heads=heads))
    model = small.formulation().given.model
    plan = as_planned(formulate(model, committed, requirement))
    told = of_class(plan, PlannedClass("X", 0, 1, 3.0, True), clock(), silent).content
    # the program that never knew of the class, its decisions as in the plan
    never = formulate(model, facts, requirement)
    bounds = Bounds.of(plan)
    for name in ("committed_classes", "committed_hires"):
        columns = never.program.column_blocks[name].index.ravel()
        bounds.hold(columns, 0.0)
    alone = optimum(bounds.arrays(never.arrays), relaxed=True)[0]
    assert told["without"]["costs_more"] == pytest.approx(alone - told["objective_in_parts"], abs=0.05)
    assert told["without"]["by_term"].get("wages", 0.0) < -1.0
    assert told["elsewhere"] == []


OFFER: dict[str, Any] = {"candidate": True, "rate": 20.0, "opening_fee": 40000.0}
"""Unopened, 1,440 h at 60 stay short: 86,400. Opened, 320 h do and 1,600 h are billed: 19,200 + 32,000 + the fee."""


def offered(**terms: Any) -> Any:
    facts, requirement, model = Chosen(Terms(**(OFFER | terms)), unmet=60.0).given()
    return as_planned(formulate(model, facts, requirement))


def test_what_would_have_to_change_is_said_and_is_right() -> None:
    plan = offered()
    answer = of_contract(plan, 0, clock(), silent)
    assert (answer.content["decision"], answer.content["reached"]) == ("not_opened", True)
    assert answer.content["opened"]["costs_more"] == pytest.approx(91_200.0 - 86_400.0)
    assert answer.content["billed_if_opened"] == pytest.approx(32_000.0)
    share = 1.0 - 4_800.0 / 32_000.0
    assert answer.content["break_even_rate"] == pytest.approx(20.0 * share)
    said = " ".join(answer.story.parts[0].sentences)
    assert (
        "does not take, at 20.00" in said and "It would be chosen at 17.00 USD per paid hour or less" in said
    )
    assert "opening fee that is 4,800 USD lower" in said
    opens = plan.formulation.program.column_blocks["opens"].index[0]

    def opened(part: float) -> float:
        return float(optimum(at_share(plan, 0, part))[1][opens].sum())

    # planned anew, with whole classes, it is opened a little below that rate and not a little above
    assert (opened(share * 0.98), opened(share * 1.02)) == (1.0, 0.0)


def test_a_vendor_with_two_contracts_is_told_by_both_each_as_if_it_were_asked_for_alone() -> None:
    one, other = Terms(name="C1", **OFFER), Terms(name="C2", teams=(1,), may_end=True, rate=19.0)
    hours, requirement = tiny_facts(
        [[320.0] * 4], opening=[[0.0], [1.0]], hazard=[[0.0]] * 2, productivity=[[1.0]] * 2,
        contract_h=160.0, period="month", unit="paid_hour", class_rules=class_rules(4, teams=2),
    )  # fmt: skip
    facts = contract_facts(hours, one, other)
    model = tiny_model(4, 60.0, contracts={}, hiring={}, period="month", start=facts.horizon.start)
    plan = as_planned(formulate(model, facts, requirement))
    assert contracts_named(facts, "VENDOR") == [0, 1] and contracts_named(facts, "C2") == [1]
    both = of_contracts(plan, contracts_named(facts, "VENDOR"), clock(), silent)
    alone = [of_contract(plan, contract, clock(), silent) for contract in (0, 1)]
    assert both.story.title == "Vendor VENDOR"
    assert "VENDOR has 2 contracts: C1, C2." in both.story.parts[0].sentences[0]
    assert [part.heading for part in both.story.parts[1:]] == ["C1", "C2"]
    assert [part.sentences for part in both.story.parts[1:]] == [
        each.story.parts[0].sentences for each in alone
    ]
    assert both.content == {"vendor": "VENDOR", "contracts": [each.content for each in alone]}
    assert [each["decision"] for each in both.content["contracts"]] == ["not_opened", "keep"]
    with pytest.raises(InvalidInput, match="C1, C2"):
        contracts_named(facts, "VENDER")


def test_no_rate_helps_an_offer_whose_fee_is_more_than_it_saves() -> None:
    answer = of_contract(offered(opening_fee=9e6), 0, clock(), silent)
    assert answer.content["break_even_rate"] is None and answer.content["reached"]
    assert "No rate that would change that was found" in " ".join(answer.story.parts[0].sentences)


def test_an_offer_that_is_taken_is_told_by_what_the_plan_costs_without_it() -> None:
    plan = offered(opening_fee=3000.0)
    answer = of_contract(plan, 0, clock(), silent)
    # dropped 86,400, opened 19,200 + 32,000 + 3,000: dearer by 32,200: more than the bill at the rate
    assert answer.content["decision"] == "open"
    assert answer.content["dropped"]["costs_more"] == pytest.approx(32_200.0)
    assert answer.content["billed_by_rate"] == pytest.approx(32_000.0)
    assert answer.content["stays_up_to_rate"] == pytest.approx(20.0 * (1.0 + 32_200.0 / 32_000.0))
    said = " ".join(answer.story.parts[0].sentences)
    assert "It stays the better choice up to 40.12 USD per paid hour at least, 100.6 % more" in said
    opens = plan.formulation.program.column_blocks["opens"].index[0]
    rise = answer.content["stays_up_to_rise"]
    assert optimum(at_share(plan, 0, 1.0 + 0.98 * rise))[1][opens].sum() == pytest.approx(1.0)


def test_what_cannot_be_done_and_what_is_not_known_are_not_the_same() -> None:
    plan = as_planned(small_plan().formulation())
    bounds = Bounds.of(plan)
    heads = plan.formulation.program.column_blocks["heads"].index
    broken = bounds.copy()
    broken.hold(heads[0], 1e5)
    base, none = optima([bounds.arrays(), broken.arrays()], clock())
    assert base is not None
    assert difference(plan.formulation, base, none).kind == "none"
    assert difference(plan.formulation, base, None).kind == "not_known"
    assert difference(plan.formulation, base, base).amount == pytest.approx(0.0)

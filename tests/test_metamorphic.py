"""What must not change the cost, or must change it in proportion: names, currencies, splits, doubling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.facts import Facts, Pairs
from capplan.formulation import formulate
from tests.milp import optimum
from tests.small_plan import small_plan


def test_a_currency_a_thousand_times_smaller_makes_the_cost_a_thousand_times_larger() -> None:
    scaled = small_plan(
        rates=(1e6, 850e3),
        unmet_price=60e3,
        class_cost=500e3,
        recruiting_cost=50e3,
        severance=800e3,
        seat_cost=10e3,
    )
    assert scaled.cost() == pytest.approx(1000.0 * small_plan().cost(), rel=1e-6)


def test_a_site_in_a_currency_of_a_thousandth_costs_the_same() -> None:
    plan = small_plan()
    facts, requirement = plan.facts()
    model = plan.formulation().given.model
    teams, rules = facts.teams, facts.class_rules
    scale = np.array([1.0, 1000.0])
    abroad = replace(
        facts,
        sites=replace(
            facts.sites,
            currency_rate=facts.sites.currency_rate / scale[:, None],
            seat_cost=facts.sites.seat_cost * scale,
        ),
        teams=replace(teams, rate=teams.rate * scale, training_rate=teams.training_rate * scale),
        class_rules=replace(
            rules, recruiting_cost=rules.recruiting_cost * scale, class_cost=rules.class_cost * scale
        ),
        release_rules=replace(facts.release_rules, severance=facts.release_rules.severance * scale),
    )
    assert optimum(formulate(model, abroad, requirement).arrays)[0] == pytest.approx(plan.cost(), rel=1e-6)


def test_a_queue_without_demand_changes_nothing() -> None:
    plan = small_plan()
    wider = small_plan(required_h=(*plan.required_h, (0.0,) * 5), real_time=(True, False, True))
    assert wider.cost() == pytest.approx(plan.cost(), rel=1e-6)


def test_a_team_split_in_two_halves_costs_the_same() -> None:
    plan = small_plan(whole=False, rooms=10.0)
    facts, requirement = plan.facts()
    halves = _halved(facts)
    model = plan.formulation().given.model
    assert optimum(formulate(model, halves, requirement).arrays)[0] == pytest.approx(plan.cost(), rel=1e-6)


def _halved(facts: Facts) -> Facts:
    """TEAM1 as two teams with half its people, classes and releases each."""
    split = np.array([0, 0, 1])
    half = np.array([0.5, 0.5, 1.0])
    teams, rules, release, pairs = facts.teams, facts.class_rules, facts.release_rules, facts.pairs
    arrays = {
        name: getattr(teams, name)[split]
        for name in (
            "site",
            "contract_h",
            "on_demand",
            "rate",
            "training_rate",
            "loading",
            "training_periods",
            "nesting_periods",
            "mature_age",
            "hazard",
            "productivity",
        )
    }
    new_pairs = [
        (new, int(queue), float(pace))
        for new, old in enumerate(split)
        for team, queue, pace in zip(pairs.team, pairs.queue, pairs.pace, strict=True)
        if team == old
    ]
    fields = {name: getattr(rules, name)[split] for name in rules.__dataclass_fields__}
    fields["classes_per_period"] = fields["classes_per_period"] * half
    return replace(
        facts,
        teams=replace(
            teams,
            name=("HALF1", "HALF2", "TEAM2"),
            languages=tuple(teams.languages[i] for i in split),
            unit=tuple(teams.unit[i] for i in split),
            opening=teams.opening[split] * half[:, None],
            **arrays,
        ),
        class_rules=replace(rules, **fields),
        release_rules=replace(
            release,
            allowed=release.allowed[split],
            notice_periods=release.notice_periods[split],
            severance=release.severance[split],
            most=release.most[split] * half,
        ),
        pairs=Pairs(*(np.array(column) for column in zip(*new_pairs, strict=True))),
    )


def test_twice_the_demand_people_classes_and_fees_cost_twice() -> None:
    plan = small_plan(class_min=3.0, class_max=3.0)
    doubled = small_plan(
        required_h=tuple(tuple(2 * hours for hours in queue) for queue in plan.required_h),
        heads=(6.0, 4.0),
        class_min=6.0,
        class_max=6.0,
        class_cost=2 * plan.class_cost,
        release_most=2 * plan.release_most,
        seats=2 * plan.seats,
    )
    assert doubled.cost() == pytest.approx(2 * plan.cost(), rel=1e-6)


def test_the_names_of_things_do_not_matter() -> None:
    plan = small_plan()
    facts, requirement = plan.facts()
    renamed = replace(
        facts,
        sites=replace(facts.sites, name=("ZULU", "ALPHA")),
        teams=replace(facts.teams, name=("Z", "A")),
        queues=replace(facts.queues, name=("z:en", "a:en"), queue=("z", "a")),
    )
    first = plan.formulation().arrays
    second = formulate(plan.formulation().given.model, renamed, requirement).arrays
    np.testing.assert_array_equal(first.cost, second.cost)
    assert (first.matrix != second.matrix).nnz == 0


def test_the_relaxation_is_convex_in_the_demand() -> None:
    def cost(scale: float) -> float:
        plan = small_plan(whole=False)
        return replace(
            plan, required_h=tuple(tuple(scale * hours for hours in queue) for queue in plan.required_h)
        ).cost()

    assert cost(1.0) <= 0.5 * (cost(0.5) + cost(1.5)) + 1e-6
    assert cost(1.5) > cost(1.0) > cost(0.5)

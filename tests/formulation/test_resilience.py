"""Resilience: when any one site is lost, the others can work a share of what some queues require (N-1)."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capplan.facts import Pairs
from capplan.formulation import Formulation, formulate
from capplan.formulation.resilience import checked_periods, uncovered_by_queue
from capplan.formulation.stand_ins import losses
from capplan.planning_model import Hiring
from tests.milp import Infeasible, optimum
from tests.rows import column_bounds, cost_of, row, row_names, week
from tests.tiny import at_sites, class_rules, tiny_facts, tiny_model

__all__ = ["shared_people", "three_places"]

RULES = {"cover_share": 1.0, "priorities": ["P1"], "surge_share": 0.0}


def equal_sites(count: int, required_h: list[float] | None = None, **rules: object) -> Formulation:
    """As many sites with one team each, all on the same queue; people start at once, 1000 a week for 40 hours."""
    required = required_h or [600.0] * 4
    periods = len(required)
    tiny = tiny_facts(
        [required],
        opening=[[0.0]] * count,
        hazard=[[0.0]] * count,
        productivity=[[1.0]] * count,
        class_rules=class_rules(periods, teams=count, class_max=np.full(count, 100.0)),
    )
    facts, requirement = at_sites(tiny, list(range(count)))
    model = tiny_model(
        periods,
        hiring={"classes": "fractional"},
        **({"resilience": RULES | rules} if rules != {"off": 1} else {}),
    )
    return formulate(model, facts, requirement)


def people(formulation: Formulation) -> float:
    """Heads of all teams in the first week of the optimum."""
    _, x = optimum(formulation.arrays)
    return float(formulation.program.value("heads", x)[:, 0].sum())


@pytest.mark.parametrize("count", [2, 3, 4])
def test_equal_sites_need_one_part_more_than_what_is_required(count: int) -> None:
    # n sites of x hours each: (n - 1) x >= 600, so all of them have 600 n / (n - 1); 40 hours a head
    assert people(equal_sites(count)) * 40.0 == pytest.approx(600.0 * count / (count - 1))


def test_a_share_and_a_surge_ask_for_less() -> None:
    # two sites: each must have 0.9 * 600 hours, of which a tenth more than contract hours is overtime
    formulation = equal_sites(2, cover_share=0.9, surge_share=0.1)
    assert people(formulation) * 40.0 == pytest.approx(2 * 0.9 * 600.0 / 1.1)
    # three sites: 2 x * 1.1 >= 0.5 * 600 leaves less than the 600 hours that the queue requires anyway
    assert people(equal_sites(3, cover_share=0.5, surge_share=0.1)) * 40.0 == pytest.approx(600.0)


def test_without_the_section_nothing_is_added() -> None:
    assert people(equal_sites(2, off=1)) * 40.0 == pytest.approx(600.0)
    assert not [name for name in row_names(equal_sites(2, off=1)) if name.startswith("stand_in")]


def _three_sites(**rules: object) -> Formulation:
    """TEAM1 at SITE1 and TEAM2 at SITE2 work queue1; TEAM3 at SITE3 works queue1 and queue2, as TEAM4 at SITE4 does.

    TEAM2 works queue1 at pace 0.8, TEAM3 queue2 at 0.9, TEAM4 both at 1.1. Half of a contract hour is productive.
    """
    tiny = tiny_facts(
        [[100.0] * 4, [50.0] * 4],
        opening=[[5.0]] * 4,
        hazard=[[0.0]] * 4,
        productivity=[[1.0]] * 4,
        pairs=Pairs(
            np.array([0, 1, 2, 2, 3, 3]),
            np.array([0, 0, 0, 1, 0, 1]),
            np.array([1.0, 0.8, 1.0, 0.9, 1.1, 1.1]),
        ),
    )
    facts, requirement = at_sites(tiny, [0, 1, 2, 3])
    half = np.full((4, 4), 0.5)
    requirement = replace(requirement, productive_share=half, on_duty_share=np.full((4, 4), 0.9))
    return formulate(tiny_model(4, resilience=RULES | {"surge_share": 0.2} | rules), facts, requirement)


def shared_people() -> Formulation:
    """The same where people can be hired, a team on demand helps, and not every week is checked."""
    given = _three_sites(cover_share=0.9, price=15.0, first_period=1, every_periods=2).given
    hiring = class_rules(4, teams=4, class_max=np.full(4, 3.0))
    teams = replace(
        given.facts.teams,
        on_demand=np.array([False, True, False, False]),
        unit=("wage_week", "productive_hour", "wage_week", "wage_week"),
        rate=np.array([1000.0, 60.0, 1000.0, 900.0]),
        opening=np.array([[2.0], [0.0], [1.0], [1.0]]),
    )
    model = given.model.model_copy(update={"hiring": Hiring()})
    return formulate(model, replace(given.facts, teams=teams, class_rules=hiring), given.requirement)


def test_rows_say_who_could_work_what_without_a_site() -> None:
    formulation = _three_sites(cover_share=0.6, price=30.0)
    alone = row(formulation, f"stand_in[queue1:en without SITE1, {week(1)}]")
    # an hour of contract gives 0.5, and 0.2 more of overtime at 0.9: 40 * 0.68 = 27.2 hours a head
    pool = "TEAM3 + TEAM4"
    assert alone.terms == pytest.approx(
        {
            f"productive_heads[TEAM2, {week(1)}]": 27.2 * 0.8,
            f"uncovered_h[queue1:en without SITE1, {week(1)}]": 1.0,
            f"stand_in_h[{pool} on queue1:en without SITE1, {week(1)}]": 1.0,
        }
    )
    assert (alone.at_least, alone.at_most) == (pytest.approx(60.0), np.inf)
    # queue2 is worked by people who could be on queue1: without SITE1 it is looked at as well
    other = row(formulation, f"stand_in[queue2:en without SITE1, {week(1)}]")
    assert set(other.terms) == {
        f"uncovered_h[queue2:en without SITE1, {week(1)}]",
        f"stand_in_h[{pool} on queue2:en without SITE1, {week(1)}]",
    }
    hours = row(formulation, f"stand_in_hours[{pool} without SITE1, {week(1)}]")
    # TEAM3 counts at its slowest pace
    assert hours.terms == pytest.approx(
        {
            f"productive_heads[TEAM3, {week(1)}]": 27.2 * 0.9,
            f"productive_heads[TEAM4, {week(1)}]": 27.2 * 1.1,
            f"stand_in_h[{pool} on queue1:en without SITE1, {week(1)}]": -1.0,
            f"stand_in_h[{pool} on queue2:en without SITE1, {week(1)}]": -1.0,
        }
    )
    assert (hours.at_least, hours.at_most) == (0.0, np.inf)
    assert formulation.program.row_blocks["stand_in"].rule
    assert not formulation.program.row_blocks["stand_in_hours"].rule
    assert cost_of(formulation, f"uncovered_h[queue2:en without SITE1, {week(1)}]") == 30.0


def test_a_price_makes_it_soft_and_is_no_money() -> None:
    # 5 heads of 20 productive hours at the only other site: 100 of 300 hours; nobody can be hired
    tiny = tiny_facts([[300.0] * 4], opening=[[10.0], [2.5]], hazard=[[0.0]] * 2, productivity=[[1.0]] * 2)
    facts, requirement = at_sites(tiny, [0, 1])
    with pytest.raises(Infeasible):
        optimum(formulate(tiny_model(4, resilience=RULES), facts, requirement).arrays)
    soft = formulate(tiny_model(4, resilience=RULES | {"price": 2.0}), facts, requirement)
    cost, x = optimum(soft.arrays)
    assert soft.program.value("uncovered_h", x) == pytest.approx(np.array([[200.0] * 4, [0.0] * 4]))
    assert cost == pytest.approx(4 * (12.5 * 1000 + 200 * 2))
    (term,) = [term for term in soft.terms if term.name == "resilience"]
    assert term.steering
    assert column_bounds(soft, "uncovered_h")[1] == [[np.inf] * 4] * 2


def test_people_are_not_counted_on_two_queues_at_once() -> None:
    # each queue alone has 100 hours of TEAM2 elsewhere for its 90 or 30; both together ask for 120
    tiny = tiny_facts(
        [[90.0] * 4, [30.0] * 4], opening=[[10.0], [2.5]], hazard=[[0.0]] * 2, productivity=[[1.0]] * 2
    )
    facts, requirement = at_sites(tiny, [0, 1])
    soft = formulate(tiny_model(4, resilience=RULES | {"price": 1.0}), facts, requirement)
    _, x = optimum(soft.arrays)
    uncovered = soft.program.value("uncovered_h", x)
    assert uncovered.sum(axis=0) == pytest.approx(np.full(4, 20.0))
    site, queue, hours = uncovered_by_queue(soft.given, uncovered)
    assert (site.tolist(), queue.tolist()) == ([0, 0, 1, 1], [0, 1, 0, 1])
    assert hours[:, 0] == pytest.approx([15.0, 5.0, 0.0, 0.0])
    assert "queue1:en + queue2:en without SITE1" in soft.program.row_blocks["stand_in"].axes[0].labels


def test_the_busiest_of_every_so_many_periods_is_checked_from_the_first_on() -> None:
    required = [90.0, 10.0, 50.0, 20.0, 40.0, 30.0, 40.0, 5.0]
    for rules, expected in (
        ({}, list(range(8))),
        ({"first_period": 1, "every_periods": 3}, [2, 4, 7]),
        ({"every_periods": 8}, [0]),
        ({"first_period": 3, "every_periods": 5}, [4]),
    ):
        assert checked_periods(equal_sites(2, required, **rules).given).tolist() == expected


def test_only_the_priorities_that_are_named_count() -> None:
    formulation = equal_sites(2)
    facts = replace(formulation.given.facts, queues=replace(formulation.given.facts.queues, priority=("P2",)))
    model = tiny_model(
        4,
        hiring={"classes": "fractional"},
        coverage={"unmet_price": {"P1": 60.0, "P2": 60.0}},
        resilience=RULES,
    )
    assert people(formulate(model, facts, formulation.given.requirement)) * 40.0 == pytest.approx(600.0)


def test_hours_bought_on_demand_count_as_far_as_they_are_bought() -> None:
    # SITE2 sells hours at 40, dearer than the own 25: 0.5 * 120 hours have to be bought, less the surge of a fifth
    tiny = tiny_facts(
        [[120.0] * 4],
        opening=[[3.0], [0.0]],
        hazard=[[0.0]] * 2,
        productivity=[[1.0]] * 2,
        unit="productive_hour",
        rate=25.0,
    )
    facts, requirement = at_sites(tiny, [0, 1])
    teams = replace(
        facts.teams,
        on_demand=np.array([False, True]),
        unit=("wage_week", "productive_hour"),
        rate=np.array([1000.0, 40.0]),
    )
    model = tiny_model(4, resilience=RULES | {"cover_share": 0.5, "surge_share": 0.2})
    formulation = formulate(model, replace(facts, teams=teams), requirement)
    _, x = optimum(formulation.arrays)
    assert formulation.program.value("assigned_h", x)[1] == pytest.approx(np.full(4, 50.0))


def _shortage(hours: np.ndarray, may: np.ndarray, need: np.ndarray) -> float:
    """By Gale and Hoffman: the most that any set of queues needs beyond the hours of all who may work one of them."""
    queues = range(len(need))
    sets = chain.from_iterable(combinations(queues, size) for size in range(len(need) + 1))
    return max(need[list(q)].sum() - hours[may[:, list(q)].any(axis=1)].sum() for q in sets)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_what_stays_uncovered_is_what_the_worst_set_of_queues_lacks(data: st.DataObject) -> None:
    teams, queues, sites = (data.draw(st.integers(2, most)) for most in (6, 4, 3))
    site = np.array([p if p < sites else data.draw(st.integers(0, sites - 1)) for p in range(teams)])
    sites = int(site.max()) + 1
    may = np.array(data.draw(st.lists(st.lists(st.booleans(), min_size=queues, max_size=queues),
                                      min_size=teams, max_size=teams)))  # fmt: skip
    heads = np.array([data.draw(st.integers(0, 5)) for _ in range(teams)], float)
    need = np.array([data.draw(st.integers(0, 300)) for _ in range(queues)], float)
    team, queue = np.nonzero(may)
    tiny = tiny_facts(
        np.repeat(need[:, None], 4, axis=1).tolist(),
        opening=heads[:, None].tolist(),
        hazard=[[0.0]] * teams,
        productivity=[[1.0]] * teams,
        pairs=Pairs(team, queue, np.ones(len(team))),
    )
    facts, requirement = at_sites(tiny, site.tolist())
    formulation = formulate(tiny_model(4, resilience=RULES | {"price": 1.0}), facts, requirement)
    _, x = optimum(formulation.arrays)
    found = formulation.program.value("uncovered_h", x)[:, 0]
    labels = formulation.program.row_blocks["stand_in"].axes[0].labels
    worst = 0.0
    for s in range(sites):
        mine = np.array([label.endswith(f" without SITE{s + 1}") for label in labels], bool)
        touched = np.flatnonzero(may[site == s].any(axis=0))
        lacking = _shortage(heads[site != s] * 40.0, may[site != s], need)
        if len(touched) == queues:
            assert found[mine].sum() == pytest.approx(lacking, abs=1e-6)
        assert found[mine].sum() <= lacking + 1e-6
        worst = max(worst, lacking)
    # what no row is made for is asked for by the loss of another site
    if may.any(axis=0).all():
        assert (found.max(initial=0.0) > 1e-6) == (worst > 1e-6)


def test_equal_queues_are_one_group_and_equal_teams_one_pool() -> None:
    # teams 0-2 at site 0, 3-5 at site 1; queues 0 and 1 are alike, queue 2 is worked by teams 1 and 4 as well
    able = np.zeros((6, 3, 2), bool)
    able[:, :2] = True
    able[[1, 4], 2] = True
    found = losses(np.array([0, 0, 0, 1, 1, 1]) == np.arange(2)[:, None], able)
    assert found.of_group.tolist() == [0, 0, 1, 1]
    assert found.queues.tolist() == [[True, True, False], [False, False, True]] * 2
    assert (found.single_team.tolist(), found.single_group.tolist()) == ([3, 5, 0, 2], [0, 0, 2, 2])
    assert (found.member_team.tolist(), found.member_pool.tolist()) == ([4, 1], [0, 1])
    assert (found.link_pool.tolist(), found.link_group.tolist()) == ([0, 0, 1, 1], [0, 1, 2, 3])


def test_queues_that_the_lost_site_has_no_part_in_need_no_rows() -> None:
    able = np.zeros((3, 2, 1), bool)
    able[[0, 1], 0] = True
    able[2, 1] = True
    found = losses(np.eye(3, dtype=bool), able)
    assert found.of_group.tolist() == [0, 1, 2]
    assert [row.tolist() for row in found.queues] == [[True, False], [True, False], [False, True]]


def test_a_team_counts_only_while_it_may_work() -> None:
    able = np.zeros((2, 1, 3), bool)
    able[0, 0], able[1, 0, 1:] = True, True
    found = losses(np.eye(2, dtype=bool), able)
    assert found.single_able.tolist() == [[False, True, True], [True, True, True]]


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(2, 3))
def test_a_larger_share_is_never_cheaper(one: float, other: float, count: int) -> None:
    less, more = sorted((one, other))
    cheap = optimum(equal_sites(count, cover_share=less).arrays)[0]
    assert cheap <= optimum(equal_sites(count, cover_share=more).arrays)[0] + 1e-6
    assert optimum(equal_sites(count, off=1).arrays)[0] <= cheap + 1e-6


def three_places(**rules: object) -> Formulation:
    """A site in the US; two of vendor Beta, in PH and IN; a fourth of vendor Gamma in PH too. One queue for all."""
    tiny = tiny_facts(
        [[600.0] * 4],
        opening=[[0.0]] * 4,
        hazard=[[0.0]] * 4,
        productivity=[[1.0]] * 4,
        class_rules=class_rules(4, teams=4, class_max=np.full(4, 100.0)),
    )
    facts, requirement = at_sites(
        tiny, [0, 1, 2, 3], vendor=("", "Beta", "Beta", "Gamma"), country=("US", "PH", "IN", "PH")
    )
    model = tiny_model(4, hiring={"classes": "fractional"}, resilience=RULES | rules)
    return formulate(model, facts, requirement)


def _named(formulation: Formulation) -> list[str]:
    return [
        label.partition(" without ")[2] for label in formulation.program.row_blocks["stand_in"].axes[0].labels
    ]


def test_vendors_and_countries_fail_with_all_their_sites_and_the_same_teams_only_once() -> None:
    assert _named(three_places()) == ["SITE1", "SITE2", "SITE3", "SITE4"]
    every = three_places(losses=["country", "site", "vendor"])
    # Gamma is SITE4 alone, US is SITE1, IN is SITE3: looked at as sites
    assert _named(every) == ["SITE1", "SITE2", "SITE3", "SITE4", "vendor Beta", "country PH"]
    found = row(every, f"stand_in[queue1:en without country PH, {week(2)}]")
    assert set(found.terms) == {
        f"productive_heads[TEAM1, {week(2)}]", f"productive_heads[TEAM3, {week(2)}]",
        f"uncovered_h[queue1:en without country PH, {week(2)}]",
    }  # fmt: skip
    assert _named(three_places(losses=["vendor"])) == ["vendor Beta", "vendor Gamma"]
    assert _named(three_places(losses=["site", "country"], spared=["PH", "SITE1"])) == [
        "SITE2", "SITE3", "SITE4", "country US",
    ]  # fmt: skip


def test_the_loss_of_a_vendor_asks_for_people_at_others() -> None:
    # sites: four equal ones, 600 * 4 / 3 = 800 hours in all. Beta and Gamma: what Beta has not is 600 hours, and what
    # PH (Beta, Gamma) has not is 600 too: 600 at SITE1 and none at PH would do, but SITE1 may fail as well:
    # 600 at SITE1 and 600 elsewhere, of which none may hang on SITE1: 1,200 hours
    assert people(three_places()) * 40.0 == pytest.approx(800.0)
    # SITE1 x, SITE2 a, SITE3 b, SITE4 c; without Beta x + c, without PH x + b, without SITE1 a + b + c, all >= 600:
    # b = c = 300, x = 300 is 900 hours, the least (the three rows add up to 2x + 2b + 2c + a >= 1800)
    assert people(three_places(losses=["site", "vendor", "country"])) * 40.0 == pytest.approx(900.0)


def test_work_that_may_not_wait_as_long_as_the_loss_goes_on_too() -> None:
    formulation = three_places()
    facts = formulation.given.facts
    weekly = replace(
        facts.queues, priority=("P2",), real_time=np.array([False]), turnaround_periods=np.array([1.0])
    )
    rules = {"unmet_price": {"P1": 60.0, "P2": 60.0}, "backlog": False}
    for days, in_all in ((None, 600.0), (7.0, 600.0), (7.5, 800.0)):
        model = tiny_model(
            4,
            hiring={"classes": "fractional"},
            coverage=rules,
            resilience=RULES | ({} if days is None else {"days": days}),
        )
        made = formulate(model, replace(facts, queues=weekly), formulation.given.requirement)
        assert people(made) * 40.0 == pytest.approx(in_all)

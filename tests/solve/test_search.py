"""The search: dives, neighbourhoods and branch and bound together find what an exact solver finds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from capplan.guide import guide
from capplan.program import Arrays
from capplan.solve import Guide, Outcome, SolveOptions, by_sites, solve
from capplan.solve import search as module
from capplan.solve.contract import Claim, Found
from capplan.solve.highs_backend import _engine
from capplan.solve.settle import snapped
from tests.milp import optimum
from tests.solve.searches import Listener, classes_program, is_plan, random_plan
from tests.solve.site_program import sites


def searched(arrays: Arrays, asked: Guide, gap: float) -> tuple[Found, Listener]:
    """The search in this process."""
    listener, options = Listener(arrays, gap), SolveOptions("highs", gap=gap, threads=1)
    return module.search(arrays, options, asked, listener, _engine(options, listener)), listener


@pytest.mark.parametrize("seed", range(100))
def test_on_a_tiny_plan_the_search_and_the_exact_solve_agree_to_the_gap(seed: int) -> None:
    formulation, gap = random_plan(seed), (1e-6, 0.01)[seed % 2]
    arrays = formulation.arrays
    least = optimum(arrays)[0]
    found, listener = searched(arrays, guide(formulation), gap)
    assert found.x is not None and is_plan(arrays, found.x)
    slack = 1e-6 * max(1.0, abs(least))
    cost = float(arrays.cost @ found.x)
    assert least - slack <= cost <= least + gap * abs(cost) + slack
    # what was proven is true, and proves the gap
    assert listener.best_bound <= least + slack
    assert cost - max(listener.best_bound, found.bound) <= gap * abs(cost) + slack


@pytest.mark.parametrize("seed", range(40))
def test_with_neighbourhoods_it_is_the_same_answer(seed: int, monkeypatch) -> None:
    # only large programs go through their neighbourhoods
    monkeypatch.setattr(module, "SMALL_ROWS", 0)
    formulation = random_plan(seed)
    arrays, gap = formulation.arrays, 1e-6
    least = optimum(arrays)[0]
    found, listener = searched(arrays, guide(formulation), gap)
    assert is_plan(arrays, found.x)
    assert float(arrays.cost @ found.x) == pytest.approx(least, rel=2.0 * gap)
    assert listener.best_bound <= least + 1e-6 * max(1.0, abs(least))


@pytest.mark.parametrize("seed", range(20))
def test_a_large_program_is_bounded_and_planned_by_parts(seed: int, monkeypatch) -> None:
    monkeypatch.setattr(module, "LARGE_ROWS", 0)
    if seed % 2:
        # so large that nothing is proven beside the first plan, and hours are moved site by site
        monkeypatch.setattr(by_sites, "HELD_ROWS", 0)
    formulation = random_plan(seed)
    arrays = formulation.arrays
    least = optimum(arrays)[0]
    found, listener = searched(arrays, guide(formulation), 1e-6)
    slack = 1e-6 * max(1.0, abs(least))
    assert "sites" in listener.stages and "dive" not in listener.stages
    assert listener.best_bound <= least + slack
    # like any point of a solver it is put inside its bounds before it is checked
    assert found.x is not None and is_plan(arrays, snapped(arrays, found.x))
    assert float(arrays.cost @ found.x) >= least - slack


def test_sites_take_turns_before_and_after_a_careful_dive(monkeypatch) -> None:
    monkeypatch.setattr(module, "SMALL_ROWS", 0)
    split, asked = sites()
    arrays = split.arrays
    asked = replace(asked, parts=tuple(np.flatnonzero(split.part == part) for part in range(5)))
    least = optimum(arrays)[0]
    found, listener = searched(arrays, asked, 1e-6)
    assert listener.stages[:3] == ["lp", "sites", "dive"]
    assert "sites" in listener.stages[3:]
    assert is_plan(arrays, found.x)
    assert float(arrays.cost @ found.x) == pytest.approx(least, rel=2e-6)
    # a program that is too large for a careful dive is left to the turns
    monkeypatch.setattr(module, "CAREFUL_ROWS", 0)
    _, listener = searched(arrays, asked, 1e-6)
    assert listener.stages[:2] == ["lp", "sites"] and "dive" not in listener.stages


def test_neighbourhoods_follow_the_dives_where_the_gap_is_not_reached(monkeypatch) -> None:
    monkeypatch.setattr(module, "SMALL_ROWS", 0)
    arrays, series = classes_program()
    _, listener = searched(arrays, Guide((series,), neighbourhoods=tuple(series)), 1e-6)
    assert list(dict.fromkeys(listener.stages)) == [
        "lp",
        "dive",
        "moves",
        "neighbourhoods",
        "branch and bound",
    ]
    _, listener = searched(arrays, Guide((series,)), 1e-6)
    assert list(dict.fromkeys(listener.stages)) == ["lp", "dive", "moves", "branch and bound"]


def test_the_search_gives_a_plan_early_and_the_same_optimum():
    arrays, series = classes_program()
    steps = []
    options = SolveOptions("highs", gap=1e-4, time_limit_s=20.0)
    found = solve(arrays, options, steps.append, Guide((series,)))
    plain = solve(arrays, options)
    assert found.outcome is plain.outcome is Outcome.WITHIN_GAP
    assert found.objective == pytest.approx(plain.objective, rel=2e-4)
    stages = list(dict.fromkeys(step.stage for step in steps))
    assert stages[:2] == ["lp", "dive"]
    first = next(step for step in steps if step.incumbent is not None)
    assert first.stage == "dive"
    assert first.bound <= found.objective


def test_only_a_tree_that_begins_with_no_plan_looks_for_one_elsewhere(steady):
    # without a plan of the core the tree has none to begin with, and the one of the whole program neither
    _, asked = with_asked_of_the_tree(steady, Guide((np.array([[0]]),), aside=np.array([2])))
    assert asked[0] == (False, True)
    arrays, series = classes_program()
    found, asked = with_asked_of_the_tree(arrays, Guide((series,)))
    assert found.claim is Claim.SOLVED and set(asked) == {(True, False)}


def with_asked_of_the_tree(arrays: Arrays, asked: Guide) -> tuple[Found, list[tuple[bool, bool]]]:
    """The search, and of every tree whether it had a plan to begin with and whether it was to look for others."""
    listener, options, seen = Listener(arrays, 1e-6), SolveOptions("highs", gap=1e-6, threads=1), []
    engine = _engine(options, listener)

    def heard(program: Arrays, **given: object) -> Found:
        seen.append((given["start"] is not None, given.get("heuristics", True)))
        return engine(program, **given)

    return module.search(arrays, options, asked, listener, heard), seen


def test_a_coarse_gap_ends_the_search_before_branch_and_bound():
    arrays, series = classes_program()
    found, listener = searched(arrays, Guide((series,)), 0.5)
    assert found.claim is Claim.SOLVED and is_plan(arrays, found.x)
    assert "branch and bound" not in listener.stages


def test_the_search_is_repeatable():
    arrays, series = classes_program()
    first, second = (
        solve(arrays, SolveOptions("highs", gap=0.002), None, Guide((series,))) for _ in range(2)
    )
    assert np.array_equal(first.x, second.x)


def test_a_relaxation_without_a_plan_ends_the_search():
    arrays, series = classes_program()
    arrays.row_lower[-1], arrays.row_upper[-1] = 7.0, 9.0
    found, listener = searched(arrays, Guide((series,)), 0.01)
    assert (found.claim, found.x, listener.stages) == (Claim.INFEASIBLE, None, ["lp"])
    assert solve(arrays, SolveOptions("highs"), None, Guide((series,))).outcome is Outcome.INFEASIBLE


def test_whole_numbers_without_a_plan_are_found_out(make_program):
    # two of them are one and a half in all; the relaxation knows no better
    arrays = make_program([1.0, 1.0], [[1.0, 1.0]], at_least=1.5, at_most=1.5, upper=9.0, integer=True)
    found, _ = searched(arrays, Guide((np.array([[0], [1]]),)), 0.01)
    assert (found.claim, found.x) == (Claim.INFEASIBLE, None)


@pytest.fixture
def steady(make_program) -> Arrays:
    """Up to 4 people at 10 for 3.5 hours, an hour missed at 100; aside, every person moves 1.5 of 4 hours at 1."""
    return make_program(
        [10.0, 100.0, 1.0], [[1.0, 1.0, 0.0], [-1.5, 0.0, 1.0]], at_least=[3.5, 0.0],
        upper=[4.0, np.inf, 4.0], integer=[True, False, False],
    )  # fmt: skip


def test_a_core_without_room_for_what_is_aside_is_left_for_the_whole_program(steady):
    # the core wants 4 people, who would move 6 hours; 2 people move 3
    found, listener = searched(steady, Guide((np.array([[0]]),), aside=np.array([2])), 1e-6)
    assert found.x == pytest.approx([2.0, 1.5, 3.0])
    assert max(found.bound, listener.best_bound) == pytest.approx(20.0 + 150.0 + 3.0)


def test_a_core_without_an_end_is_left_for_the_whole_program(make_program):
    # what it pays for is limited by a column aside only
    arrays = make_program([-1.0, 0.0], [[1.0, -1.0]], at_most=2.5, upper=[np.inf, 3.0], integer=[1, 0])
    found, _ = searched(arrays, Guide((np.array([[0]]),), aside=np.array([1])), 1e-6)
    assert found.x[0] == 5.0


def test_an_earlier_plan_is_the_first_one():
    arrays, series = classes_program()
    least, best = optimum(arrays)
    start = np.full(arrays.shape[1], np.nan)
    start[series] = best[series]
    found, listener = searched(arrays, Guide((series,), start=start), 0.2)
    assert listener.stages == ["lp", "earlier plan"]
    assert listener.best_objective == pytest.approx(least)
    assert found.x == pytest.approx(best)


def test_an_earlier_plan_that_no_longer_goes_is_passed_over():
    arrays, series = classes_program()
    start = np.full(arrays.shape[1], np.nan)
    # two classes of every team, and two seats
    start[series] = 2.0
    found, listener = searched(arrays, Guide((series,), start=start), 1e-6)
    assert listener.stages[:3] == ["lp", "earlier plan", "dive"]
    assert float(arrays.cost @ found.x) == pytest.approx(optimum(arrays)[0], rel=1e-5)


def test_a_stop_ends_the_search_with_the_best_plan_so_far():
    arrays, series = classes_program()
    listener, options = Listener(arrays), SolveOptions("highs", gap=1e-9, threads=1)
    heard = listener.incumbent

    def incumbent(x: np.ndarray) -> None:
        heard(x)
        listener.stop.set()

    listener.incumbent = incumbent
    found = module.search(arrays, options, Guide((series,)), listener, _engine(options, listener))
    assert found.claim is Claim.LIMIT and found.x is listener.best_x
    assert is_plan(arrays, found.x) and "branch and bound" not in listener.stages

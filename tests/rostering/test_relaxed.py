"""The way by the relaxation: what is whole is held, and what it proves is the optimum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from capplan.program import Arrays
from capplan.roster_facts import RosterFacts
from capplan.rostering import build, relaxed
from capplan.solve import Outcome, Solution, SolveOptions
from tests.milp import Infeasible, optimum
from tests.rostering.small_roster import cover, people, small, wishes

OPTIONS = SolveOptions(gap=1e-9, time_limit_s=100.0)


def solution(outcome: Outcome, cost: float | None, bound: float | None) -> Solution:
    x = None if cost is None else np.zeros(1)
    return Solution(outcome, x, cost, bound, None, "here", "here", "", 1.0)


@pytest.fixture
def solves(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Solves in this process; tells of every solve whether it had whole numbers."""
    seen: list[bool] = []

    def solve(arrays: Arrays, options: SolveOptions, on_progress: Any = None) -> Solution:
        seen.append(bool(arrays.integer.any()))
        try:
            cost, x = optimum(arrays)
        except Infeasible:
            return solution(Outcome.INFEASIBLE, None, None)
        return Solution(Outcome.WITHIN_GAP, x, cost, cost, 0.0, "here", "here", "", 1.0)

    monkeypatch.setattr(relaxed, "solve", solve)
    return seen


def rosters(seed: int) -> RosterFacts:
    """Eight people over a week with least hours, and no day after a night: torn in some places, or in none."""
    draw = np.random.default_rng(seed)
    rows = [
        {"day": d, "shift": s, "at_least": float(draw.integers(1, 4)), "at_most": 4.0}
        for d in range(7)
        for s in range(2)
    ]
    asked = [
        (p, d, int(draw.integers(2)), True, float(draw.integers(1, 4))) for p in range(8) for d in range(7)
    ]
    # days of 8 hours and nights of 10 cannot be mixed to just what the first two must work
    least = [2700.0, 2580.0, *[4 * 480.0] * 6]
    given = people(8, least_min=least, most_min=6 * 480.0, pay=0.1)
    facts = small(7, 8, people=given, cover=cover(rows), wishes=wishes(*asked))
    facts.shifts.forbidden[1, 0] = True
    facts.shifts.paid_min[1] = 600
    return facts


def test_what_is_called_proven_is_the_optimum(solves: list[bool]) -> None:
    held = 0
    for seed in range(12):
        program = build(rosters(seed))
        solves.clear()
        found = relaxed.nearly_whole(program, OPTIONS, None)
        held += solves == [False, True]
        if found.outcome is Outcome.WITHIN_GAP:
            assert found.objective == pytest.approx(optimum(program.arrays)[0])
        elif found.objective is not None:
            assert found.objective >= optimum(program.arrays)[0] - 1e-6
    assert held


def test_a_program_without_any_point_is_known_at_once(solves: list[bool]) -> None:
    facts = small(2, people=people(2, 2), cover=cover([{"at_least": 3.0}]))
    assert relaxed.nearly_whole(build(facts), OPTIONS, None).outcome is Outcome.INFEASIBLE
    assert solves == [False]


def test_of_two_solves_the_better_cost_and_the_better_bound() -> None:
    first = solution(Outcome.GAP_NOT_REACHED, 10.0, 8.0)
    second = solution(Outcome.GAP_NOT_REACHED, 11.0, 10.0)
    both = relaxed.better(first, second, 0.0)
    assert (both.objective, both.bound, both.gap, both.outcome) == (10.0, 10.0, 0.0, Outcome.WITHIN_GAP)
    worse = relaxed.better(first, solution(Outcome.NO_PLAN_IN_TIME, None, 9.0), 0.01)
    assert (worse.objective, worse.bound, worse.outcome) == (10.0, 9.0, Outcome.GAP_NOT_REACHED)
    nothing = solution(Outcome.NO_PLAN_IN_TIME, None, 9.0)
    assert relaxed.better(nothing, nothing, 0.0).outcome is Outcome.NO_PLAN_IN_TIME

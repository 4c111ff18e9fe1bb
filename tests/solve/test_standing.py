"""Which plan ends a search does not depend on which of its lines happens to be faster."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from capplan.solve.standing import Line, Standing

SEARCHED = ((1.0, 130.0), (3.0, 110.0), (6.0, 104.0), (9.0, 101.0))
"""Plans: the work after which each came, and its cost."""

PROVEN = ((2.0, 80.0), (4.0, 95.0), (5.0, 100.0), (8.0, 100.5))
"""Bounds, likewise."""


class Search:
    """A search and its proof, one step of either after the other in any order."""

    def __init__(self, gap: float) -> None:
        self.standing = Standing(gap)
        self.line: Line = self.standing.beside()
        self.searched, self.proven = iter(SEARCHED), iter(PROVEN)

    def step(self, *, search: bool) -> bool:
        """The next step of one of them; whether the search then knows that it is over."""
        if search:
            self.standing.work.done_s, cost = next(self.searched)
            self.standing.plan(np.array([cost]), cost)
        else:
            self.line.work.done_s, bound = next(self.proven)
            self.standing.bound(bound, self.line)
        return self.standing.reached()

    def end(self) -> tuple[float, float, bool]:
        """Both lines are at their ends."""
        self.standing.work.done_s = 10.0
        self.line.ended = True
        reached = self.standing.conclude()
        assert self.standing.best_x is not None and self.standing.best_x[0] == self.standing.best_objective
        return self.standing.best_objective, self.standing.best_bound, reached


@pytest.mark.parametrize(
    ("gap", "cost", "bound", "reached"),
    [
        (0.40, 130.0, 80.0, True),  # 38 % when the first bound comes
        (0.15, 110.0, 95.0, True),  # 13.6 % after 4 s
        (0.04, 104.0, 100.0, True),  # 3.8 % after 6 s
        (0.01, 101.0, 100.5, True),  # 0.5 % after 9 s
        (0.001, 101.0, 100.5, False),
    ],
)
def test_whatever_comes_first_by_the_clock_the_same_plan_ends_the_search(gap, cost, bound, reached) -> None:
    ends = set()
    for steps in itertools.combinations(range(8), 4):
        search = Search(gap)
        for number in range(8):
            if search.step(search=number in steps):
                break
        ends.add(search.end())
    assert ends == {(cost, bound, reached)}


def test_a_moment_is_judged_only_when_both_lines_are_past_it() -> None:
    search = Search(0.15)
    assert not search.step(search=True) and not search.step(search=True)  # 110 after 3 s
    assert not search.step(search=False)  # 80 after 2 s
    assert not search.step(search=False)  # 95 after 4 s: a plan may still come before
    search.standing.work.done_s = 4.0
    assert not search.standing.reached()
    search.standing.work.done_s = 4.1
    assert search.standing.reached()


def test_of_a_plan_and_a_bound_after_the_same_work_the_plan_is_first() -> None:
    standing = Standing(0.1)
    line = standing.beside()
    standing.plan(np.array([100.0]), 100.0)
    standing.work.done_s = line.work.done_s = 1.0
    standing.bound(95.0, line)
    standing.plan(np.array([97.0]), 97.0)
    standing.work.done_s = line.work.done_s = 2.0
    standing.plan(np.array([96.0]), 96.0)
    assert standing.conclude() and standing.best_objective == 97.0


def test_while_the_proof_waits_for_the_search_nothing_else_can_come_first() -> None:
    standing = Standing(0.1)
    line = standing.beside()
    standing.bound(95.0)
    standing.work.done_s = 5.0
    standing.plan(np.array([100.0]), 100.0)
    assert not standing.reached()  # the proof may still prove something after less work
    line.idle = True
    assert standing.reached()
    line.resume(5.0)
    assert line.work.done_s == 5.0 and not line.idle


def test_a_line_begins_with_the_work_of_the_search_and_is_over_once_that_is_concluded() -> None:
    standing = Standing(0.0)
    standing.work.done_s = 7.0
    line = standing.beside()
    assert line.work.done_s == 7.0
    standing.plan(np.array([100.0]), 100.0)
    assert not standing.conclude()
    line.work.done_s = 8.0
    assert not standing.bound(99.0, line) and standing.best_bound == -np.inf
    # without another line what the search says counts at once
    standing.bound(100.0)
    assert standing.reached() and standing.best_bound == 100.0


def test_until_it_is_concluded_the_best_of_all_so_far_is_known() -> None:
    search = Search(0.15)
    for number in range(8):
        search.step(search=number % 2 == 0)
    assert search.standing.best_objective == 101.0 and search.standing.best_bound == 100.5
    assert search.end()[0] == 110.0


def test_where_time_is_up_all_that_was_found_counts_unless_the_gap_was_reached() -> None:
    for gap, cost, bound in ((1e-6, 101.0, 100.5), (0.15, 110.0, 95.0)):
        search = Search(gap)
        for number in range(8):
            search.step(search=number < 4)
        assert search.standing.conclude(in_time=False) is (gap == 0.15)
        assert (search.standing.best_objective, search.standing.best_bound) == (cost, bound)


def test_a_worse_plan_and_a_worse_bound_are_no_news() -> None:
    standing = Standing(0.0)
    assert standing.plan(np.array([100.0]), 100.0) and not standing.plan(np.array([100.0]), 100.0)
    assert standing.bound(90.0) and not standing.bound(80.0)
    assert standing.best_objective == 100.0 and standing.best_bound == 90.0


def test_a_lower_bound_of_the_search_counts_where_the_proof_knows_a_better_one_only_later() -> None:
    standing = Standing(0.06)
    line = standing.beside()
    line.work.done_s = 9.0
    standing.bound(99.0, line)
    standing.work.done_s = 1.0
    standing.bound(95.0)
    standing.work.done_s = 2.0
    standing.plan(np.array([100.0]), 100.0)
    assert standing.reached() and standing.conclude() and standing.best_bound == 95.0

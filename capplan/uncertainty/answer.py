"""What a plan does in one draw: classes are held, the work is shared out anew, hard rules give where they must.

Programs without whole numbers one after the other: in the first the whole numbers that follow may be parts, in the
others they are what follows from the first (held.py), with the tiers of the plan kept where quantities are near and
without; the cheaper one is the answer. Where neither has a plan, the numbers are those of the first as they lie, and
last of all they stay parts. People without a seat are paid and work; their number is told. Where the first has no
plan, the other hard rules give, as little as possible as shares of their sides, before any cost is looked at; how
much is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import CapplanError, NoPlan, NoPlanInTime
from capplan.formulation import Formulation
from capplan.program import Arrays
from capplan.solve import Outcome, Solution, SolveOptions, solve
from capplan.solve.elastic import elastic, moved
from capplan.uncertainty.held import Follow, follow, held_program, moved_quantities

__all__ = ["Answer", "Habit", "Relaxed", "answer", "cheapest", "relaxed"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

NOTHING_LEFT = "No plan is left in this draw, whatever the rules give."

LEAST_BREACH = 1e-3
"""A rule that gives less, in its own unit, is broken by the rounding of the run's tables."""


@dataclass(frozen=True)
class Habit:
    """How the whole numbers that follow stand in the plan.

    ``shift`` by quantity, planned less relaxed; the option ``taken`` by the quantity of the choice.
    """

    shift: Mapping[str, float]
    taken: Mapping[str, int]


@dataclass(frozen=True)
class Answer:
    """The columns of the program, whether whole numbers that follow are whole in it, and by how much rules give.

    ``relaxed`` is the cost where they may be parts, which no answer is below; ``breached`` is by rule.
    """

    x: Float
    solution: Solution
    whole: bool
    relaxed: float
    breached: Mapping[str, float]


@dataclass(frozen=True)
class Relaxed:
    """The first program solved: the program, its optimum, and how its rules give.

    The last columns say who stands, one for each of the rows ``standing``; ``breached`` is what other rules gave.
    """

    arrays: Arrays
    solution: Solution
    x: Float
    standing: Index
    breached: Mapping[str, float]

    def answer(self, found: Solution | None) -> Answer:
        """What was ``found`` with whole numbers, or the first optimum where nothing was."""
        solution = self.solution if found is None else found
        assert solution.x is not None and self.solution.objective is not None
        columns = len(solution.x) - len(self.standing)
        breached, without = dict(self.breached), float(solution.x[columns:].sum())
        if without > LEAST_BREACH:
            breached["seats"] = breached.get("seats", 0.0) + without
        return Answer(solution.x[:columns], solution, found is not None, self.solution.objective, breached)


def answer(formulation: Formulation, plan: Float, habit: Habit, options: SolveOptions) -> Answer:
    """The answer of the plan with whole numbers ``plan`` [column].

    Raises NoPlan where not even giving rules help, NoPlanInTime, and CapplanError where a solver fails.
    """
    first = relaxed(formulation, plan, options)
    moved = moved_quantities(formulation, first.x, habit.shift)
    tries = [follow(formulation, moved, habit.taken), follow(formulation, moved, None)]
    found = cheapest(first.arrays, tries, options)
    return first.answer(found or cheapest(first.arrays, [follow(formulation, first.x, None)], options))


def cheapest(arrays: Arrays, tries: Sequence[Follow], options: SolveOptions) -> Solution | None:
    """The cheapest of the plans in which whole numbers follow one way or another, the first of equals; None: none."""
    found: list[Solution] = []
    for number, each in enumerate(tries):
        if any(np.array_equal(each.values, other.values) for other in tries[:number]):
            continue
        solution = _solved(each.held(arrays), options)
        if solution.objective is not None:
            found.append(solution)
    return min(found, key=lambda one: one.objective or 0.0, default=None)


def relaxed(formulation: Formulation, plan: Float, options: SolveOptions) -> Relaxed:
    """The first program solved, with hard rules moved where it has no plan otherwise."""
    arrays, standing = held_program(formulation, plan)
    breached: dict[str, float] = {}
    found = _solved(arrays, options)
    if found.x is None:
        arrays, breached = _given(formulation, arrays, options)
        found = _solved(arrays, options)
    if found.x is None:
        raise NoPlan([NOTHING_LEFT])
    return Relaxed(arrays, found, found.x, standing, breached)


def _solved(arrays: Arrays, options: SolveOptions) -> Solution:
    found = solve(arrays, options)
    if found.x is None and found.outcome is not Outcome.INFEASIBLE:
        if found.outcome is Outcome.UNBOUNDED:
            raise CapplanError("the program of a draw is unbounded")
        raise NoPlanInTime(f"A draw was not answered within {options.time_limit_s:g} s.")
    return found


def _given(
    formulation: Formulation, arrays: Arrays, options: SolveOptions
) -> tuple[Arrays, dict[str, float]]:
    """The program with hard rules moved as far as they must be, and by how much in all, by rule."""
    blocks = formulation.program.row_blocks
    rules = [
        rows for rows in blocks.values() if (rows.rule or rows.name == "least_hours") and rows.index.size
    ]
    rows = np.concatenate([np.zeros(0, np.int64), *(each.index.ravel() for each in rules)])
    loose, slack = elastic(arrays, rows)
    found = _solved(loose, options)
    if found.x is None:
        raise NoPlan([NOTHING_LEFT])
    amounts = np.maximum(found.x[slack.first :], 0.0)
    breached: dict[str, float] = {}
    for rule in rules:
        by = float(amounts[np.isin(slack.row, rule.index)].sum())
        if by > LEAST_BREACH:
            breached[rule.name] = by
    return moved(arrays, slack.row, slack.at_least, amounts), breached

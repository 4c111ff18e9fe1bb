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

from capplan.errors import NoPlan
from capplan.formulation import Formulation
from capplan.program import Arrays
from capplan.solve import Solution, SolveOptions
from capplan.uncertainty.giving import LEAST_BREACH, NOTHING_LEFT, solved, with_rules_given
from capplan.uncertainty.held import Follow, follow, held_program, moved_quantities

__all__ = ["Answer", "Habit", "Relaxed", "answer", "cheapest", "relaxed"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


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
        solution = solved(each.held(arrays), options)
        if solution.objective is not None:
            found.append(solution)
    return min(found, key=lambda one: one.objective or 0.0, default=None)


def relaxed(formulation: Formulation, plan: Float, options: SolveOptions) -> Relaxed:
    """The first program solved, with hard rules moved where it has no plan otherwise."""
    arrays, standing = held_program(formulation, plan)
    breached: dict[str, float] = {}
    found = solved(arrays, options)
    if found.x is None:
        arrays, breached = with_rules_given(formulation, arrays, options)
        found = solved(arrays, options)
    if found.x is None:
        raise NoPlan([NOTHING_LEFT])
    return Relaxed(arrays, found, found.x, standing, breached)

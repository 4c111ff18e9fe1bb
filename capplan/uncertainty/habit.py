"""How the whole numbers that follow stand in a plan, found from what its run has written.

A run writes quantities, not the options of its charges. At a threshold two options fit; the one that comes nearer to
the objective of the run is the one that it took.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation import Formulation
from capplan.solve import Solution, SolveOptions
from capplan.uncertainty.answer import Answer, Habit, cheapest, relaxed
from capplan.uncertainty.held import follow, planned_quantities, quantities, taken_in

__all__ = ["habit_of"]

Float = NDArray[np.float64]


def habit_of(
    formulation: Formulation,
    plan: Float,
    present: tuple[Float, Float, Float],
    objective: float,
    options: SolveOptions,
) -> tuple[Habit, Answer]:
    """The habit of the plan with whole numbers ``plan`` [column], and the plan solved again on its own figures.

    ``present`` are its heads and trainees [p,t] and assigned hours [i,t], ``objective`` is that of the run. Raises as
    ``answer``.
    """
    first = relaxed(formulation, plan, options)
    planned = planned_quantities(formulation, *present)
    at = np.where(np.isnan(planned), first.x[: len(planned)], planned)
    taken, torn = taken_in(formulation, at)

    def again(options_taken: dict[str, int]) -> Solution | None:
        return cheapest(first.arrays, [follow(formulation, at, options_taken)], options)

    def away(solution: Solution | None) -> float:
        return (
            np.inf if solution is None or solution.objective is None else abs(solution.objective - objective)
        )

    found = again(taken)
    for name in torn:
        other = {**taken, name: taken[name] - 1}
        instead = again(other)
        if away(instead) < away(found):
            taken, found = other, instead
    now, then = quantities(formulation, at), quantities(formulation, first.x)
    return Habit({name: now[name] - then[name] for name in now}, taken), first.answer(found)

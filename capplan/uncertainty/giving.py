"""Hard rules that give where what is held leaves no plan: as little as possible, before any cost is looked at.

Given    size[r]    the side of a rule's row, in its own unit
Decides  gives[r]   by how much it is left; the least sum over r of gives[r] / size[r]
         Then the sides of the rows are moved by so much, and the program has a plan.
"""

from __future__ import annotations

import numpy as np

from capplan.errors import CapplanError, NoPlan, NoPlanInTime
from capplan.formulation import Formulation
from capplan.program import Arrays
from capplan.solve import Outcome, Solution, SolveOptions, solve
from capplan.solve.elastic import elastic, moved

__all__ = ["LEAST_BREACH", "NOTHING_LEFT", "solved", "with_rules_given"]

NOTHING_LEFT = (
    "No plan is left with what the plan decided held, whatever the rules give. Plan these inputs anew (capplan plan) "
    "to see which rules contradict each other."
)

LEAST_BREACH = 1e-3
"""A rule that gives less, in its own unit, is broken by the rounding of the run's tables."""


def solved(arrays: Arrays, options: SolveOptions) -> Solution:
    """The solution of a program, or that there is none. Raises NoPlanInTime, and CapplanError where unbounded."""
    found = solve(arrays, options)
    if found.x is None and found.outcome is not Outcome.INFEASIBLE:
        if found.outcome is Outcome.UNBOUNDED:
            raise CapplanError("the program of a draw is unbounded")
        raise NoPlanInTime(f"A draw was not answered within {options.time_limit_s:g} s.")
    return found


def with_rules_given(
    formulation: Formulation, arrays: Arrays, options: SolveOptions
) -> tuple[Arrays, dict[str, float]]:
    """The program with hard rules moved as far as they must be, and by how much in all, by rule.

    Raises NoPlan where that is of no help, and what ``solved`` raises.
    """
    blocks = formulation.program.row_blocks
    rules = [
        rows for rows in blocks.values() if (rows.rule or rows.name == "least_hours") and rows.index.size
    ]
    rows = np.concatenate([np.zeros(0, np.int64), *(each.index.ravel() for each in rules)])
    loose, slack = elastic(arrays, rows)
    found = solved(loose, options)
    if found.x is None:
        raise NoPlan([NOTHING_LEFT])
    amounts = np.maximum(found.x[slack.first :], 0.0)
    breached: dict[str, float] = {}
    for rule in rules:
        by = float(amounts[np.isin(slack.row, rule.index)].sum())
        if by > LEAST_BREACH:
            breached[rule.name] = by
    return moved(arrays, slack.row, slack.at_least, amounts), breached

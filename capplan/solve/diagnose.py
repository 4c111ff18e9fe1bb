"""Why a program has no plan: the rules in conflict, and the cheapest way out.

The filter drops one family of rules after the other and keeps those without which a plan exists (the
deletion filter of J. Chinneck, "Feasibility and Infeasibility in Optimization", 2008, over families). The
way out is the elastic program, solved once with all rules elastic and once for each single family.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Interrupted
from capplan.program import Arrays
from capplan.solve.contract import Outcome, Solution, SolveOptions
from capplan.solve.elastic import elastic, without_rows
from capplan.solve.run import solve

__all__ = ["Diagnosis", "Relaxation", "Relief", "diagnose"]

Index = NDArray[np.int64]

LEAST = 1e-5
"""Share of a row's side below which giving is the rounding of the solver."""


@dataclass(frozen=True)
class Relaxation:
    """One row that must give: its ``at_least`` or ``at_most`` side moves by ``amount`` in the row's unit."""

    family: str
    row: int
    side: str
    amount: float


@dataclass(frozen=True)
class Relief:
    """One way out: the families that may give, the rows that do, and the sum of their shares.

    ``proved`` tells that no way out with these families is cheaper (within the gap of the options).
    """

    families: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]
    weight: float
    proved: bool


@dataclass(frozen=True)
class Diagnosis:
    """``conflict`` are families that have no plan together; without any one of them there is a plan.

    ``infeasible`` is False when the program has a plan after all. An empty conflict in an infeasible
    program means that the identities and column bounds alone contradict each other. ``minimal`` is False
    when time ran out and the conflict may hold families that are not needed. ``relaxed`` tells that the
    conflict exists without whole numbers already. ``alone`` holds the families that suffice by themselves.
    """

    infeasible: bool
    conflict: tuple[str, ...] = ()
    minimal: bool = True
    relaxed: bool = True
    cheapest: Relief | None = None
    alone: Mapping[str, Relief] = field(default_factory=dict)


def diagnose(arrays: Arrays, rules: Mapping[str, Index], options: SolveOptions) -> Diagnosis:
    """Find the families of rules in conflict and what must give; ``rules`` maps families to row positions.

    Rows in no family are identities and stay hard, column bounds too. The time limit of the options is the
    limit of the whole diagnosis. Raises ``Interrupted`` when a signal stops it.
    """
    rules = {family: np.asarray(rows, np.int64).ravel() for family, rows in rules.items()}
    ask = _Asker(options, time.monotonic() + options.time_limit_s)
    bare = replace(arrays, cost=np.zeros_like(arrays.cost))
    loose = replace(bare, integer=np.zeros_like(arrays.integer))
    relaxed = ask.feasible(loose) is False
    if relaxed:
        bare = loose
    elif not arrays.integer.any() or ask.feasible(bare) is not False:
        return Diagnosis(infeasible=False, relaxed=False)
    if ask.feasible(without_rows(bare, _rows(rules, rules))) is False:
        return Diagnosis(infeasible=True, relaxed=relaxed)
    conflict, minimal = _filter(bare, rules, ask)
    cheapest = _relief(arrays, rules, tuple(rules), ask)
    # a family that suffices alone stands in every conflict, so also in this one
    single = {family: _relief(arrays, rules, (family,), ask) for family in conflict}
    alone = {family: relief for family, relief in single.items() if relief is not None}
    return Diagnosis(True, conflict, minimal, relaxed, cheapest, alone)


@dataclass(frozen=True)
class _Asker:
    """Asks the solver within one common time limit."""

    options: SolveOptions
    deadline: float

    def solve(self, arrays: Arrays) -> Solution:
        left_s = max(1.0, self.deadline - time.monotonic())
        solution = solve(arrays, replace(self.options, time_limit_s=left_s))
        if solution.stopped_by is not None:
            raise Interrupted(solution.stopped_by)
        return solution

    def feasible(self, arrays: Arrays) -> bool | None:
        """Whether a program without costs has a plan; None when time ran out."""
        outcome = self.solve(arrays).outcome
        return None if outcome is Outcome.NO_PLAN_IN_TIME else outcome is not Outcome.INFEASIBLE


def _rows(rules: Mapping[str, Index], families: Iterable[str]) -> Index:
    return np.concatenate([np.zeros(0, np.int64), *(rules[family] for family in families)])


def _filter(bare: Arrays, rules: Mapping[str, Index], ask: _Asker) -> tuple[tuple[str, ...], bool]:
    """Drop every family without which the rest still has no plan; what stays is in conflict."""
    kept, minimal = list(rules), True
    for family in rules:
        if len(kept) == 1:
            break
        rest = [other for other in kept if other != family]
        dropped = [other for other in rules if other not in rest]
        answer = ask.feasible(without_rows(bare, _rows(rules, dropped)))
        if answer is False:
            kept = rest
        minimal &= answer is not None
    return tuple(kept), minimal


def _relief(
    arrays: Arrays, rules: Mapping[str, Index], families: tuple[str, ...], ask: _Asker
) -> Relief | None:
    """The cheapest way out when only the rows of ``families`` may give; None when none is found."""
    rows = _rows(rules, families)
    program, slack = elastic(arrays, rows)
    solution = ask.solve(program)
    if solution.x is None or solution.objective is None:
        return None
    given = solution.x[slack.first :]
    price = program.cost[slack.first :]
    family_of = {int(row): family for family in families for row in rules[family]}
    relaxations = tuple(
        Relaxation(
            family=family_of[int(slack.row[number])],
            row=int(slack.row[number]),
            side="at_least" if slack.at_least[number] else "at_most",
            amount=float(given[number]),
        )
        for number in np.flatnonzero(given * price > LEAST)
    )
    return Relief(families, relaxations, solution.objective, solution.outcome is Outcome.WITHIN_GAP)

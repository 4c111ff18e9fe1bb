"""What a plan costs with one decision changed: plan and changed plan as linear programs, one against the other.

Both stand in the same freedom, so that what comes in parts in one comes in parts in the other: support roles,
tickets, months that are excused and steps of prices. What the question lets go besides (classes, who takes which
queue) comes in parts on both sides too. All else stays as planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.formulation import Formulation
from capplan.formulation.costs import base_prices
from capplan.program import Arrays
from capplan.reasons.clock import Clock
from capplan.reasons.rebuilt import Rebuilt, held
from capplan.solve import SolveOptions
from capplan.solve.marginals import optima_of
from capplan.solve.shifts import Shifted

__all__ = ["Bounds", "Difference", "difference", "optima", "related_teams"]

Float = NDArray[np.float64]

FOLLOW = ("role_heads", "piece", "excused", "tickets")
"""Whole numbers that follow from people and hours: nobody decides them before all else."""


@dataclass(frozen=True)
class Difference:
    """What a changed plan costs more than the plan, in the objective.

    ``kind``: found | none (no plan keeps the rules) | not_known (time ran out). ``money`` by cost term in base
    currency and ``short_h`` [q, t] more hours short.
    """

    kind: str
    amount: float = np.nan
    money: dict[str, float] | None = None
    short_h: Float | None = None


@dataclass(frozen=True)
class Bounds:
    """Bounds of all columns [j], to be changed: whole numbers as planned, until let go or held elsewhere."""

    formulation: Formulation
    lower: Float
    upper: Float

    @classmethod
    def of(cls, rebuilt: Rebuilt) -> Bounds:
        """The plan as it is, with what follows from people and hours let go."""
        bounds = cls(rebuilt.formulation, rebuilt.lower.copy(), rebuilt.upper.copy())
        for name in FOLLOW:
            bounds.let_go(name)
        return bounds

    def copy(self) -> Bounds:
        """The same, to be changed by itself."""
        return replace(self, lower=self.lower.copy(), upper=self.upper.copy())

    def let_go(self, name: str, rows: ArrayLike | None = None) -> None:
        """Give the columns of a block, or the ``rows`` of it, their own bounds back."""
        block = self.formulation.program.column_blocks.get(name)
        if block is None:
            return
        columns = (block.index if rows is None else block.index[np.asarray(rows, dtype=np.int64)]).ravel()
        arrays = self.formulation.arrays
        self.lower[columns], self.upper[columns] = arrays.column_lower[columns], arrays.column_upper[columns]

    def let_go_hiring(self) -> None:
        """Classes and people in them, of all teams."""
        for name in ("classes", "hires"):
            self.let_go(name)

    def let_go_work(self, teams: Sequence[int]) -> None:
        """Who takes which queue, of these teams."""
        pairs = self.formulation.given.facts.pairs
        self.let_go("takes", np.flatnonzero(np.isin(pairs.team, teams)))

    def hold(self, columns: NDArray[np.int64], value: float) -> None:
        """Hold columns at a value."""
        self.lower[columns] = self.upper[columns] = value

    def arrays(self, of: Arrays | None = None) -> Arrays:
        """The program, or another of the same columns, between these bounds."""
        return held(self.formulation.arrays if of is None else of, self.lower, self.upper)


def optima(programs: Sequence[Arrays], clock: Clock) -> tuple[Shifted | None, ...]:
    """Their optima, None where time ran out."""
    return optima_of(programs, SolveOptions(time_limit_s=clock.left_s()))


def difference(formulation: Formulation, plan: Shifted, changed: Shifted | None) -> Difference:
    """What ``changed`` costs more than ``plan``."""
    if changed is None:
        return Difference("not_known")
    if not changed.feasible:
        return Difference("none")
    short = formulation.program.column_blocks["short_h"].index
    change = changed.x - plan.x
    money = money_by_term(formulation, change)
    return Difference("found", changed.objective - plan.objective, money, change[short])


def money_by_term(formulation: Formulation, change: Float) -> dict[str, float]:
    """What a change of the columns costs by term, in base currency; what only steers as ``steering``."""
    found: dict[str, float] = {}
    for term in formulation.terms:
        name = "steering" if term.steering else term.name
        found[name] = found.get(name, 0.0) + float(base_prices(formulation.given, term) @ change[term.column])
    return found


def related_teams(formulation: Formulation, teams: Iterable[int]) -> list[int]:
    """Teams that may work a queue that one of ``teams`` may work, themselves among them."""
    pairs = formulation.given.facts.pairs
    queues = np.unique(pairs.queue[np.isin(pairs.team, list(teams))])
    return [int(p) for p in np.unique(pairs.team[np.isin(pairs.queue, queues)])]

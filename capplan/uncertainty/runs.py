"""The plans that a two-stage plan is made of: of a future by itself, and its reply to a first stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Interrupted, NoPlan, NoPlanInTime
from capplan.formulation import Formulation
from capplan.formulation.cost_term import UNMET
from capplan.formulation.costs import base_prices
from capplan.solve import Outcome, Solution, SolveOptions, solve
from capplan.uncertainty.extensive import Copy, Extensive, held
from capplan.uncertainty.programs import Programmed

__all__ = ["NONE", "Alone", "Reply", "first_of", "plan_alone", "refuse", "reply_to"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Alone:
    """The plan of a future that is known: its cost, a bound on it, and its first stage.

    Where none was found in time, cost and first stage are None; ``bound`` is minus infinity where there is none.
    """

    cost: float | None
    bound: float
    first: tuple[float, ...] | None


@dataclass(frozen=True)
class Reply:
    """What a first stage comes to in a future: its cost, cost to serve and price of work left undone (base currency).

    ``without_seat`` counts heads and periods. The cost is infinite and the rest nan where no plan is left.
    """

    cost: float
    served: float
    unmet: float
    short_h: float
    without_seat: float


NO_FIRST_STAGE = (
    "There is no plan for {}, whatever is decided first: a hard rule cannot be kept in it. Give that rule a price or "
    "room. To see which rules contradict each other, plan what that future holds (capplan plan --what-if)."
)

NONE = Reply(np.inf, np.nan, np.nan, np.nan, np.nan)


def plan_alone(world: Programmed, options: SolveOptions) -> Alone:
    """The plan of a future by itself. Raises NoPlan where there is none, Interrupted."""
    made = Extensive.of([world.copy])
    plan = solve(made.arrays, options, None, made.guide)
    refuse(plan, world.future.name)
    bound = -np.inf if plan.bound is None else plan.bound
    if plan.x is None or plan.objective is None:
        return Alone(None, bound / world.copy.weight, None)
    first = first_of(world.copy, plan.x[: made.decided])
    return Alone(plan.objective / world.copy.weight, bound / world.copy.weight, tuple(first.tolist()))


def reply_to(world: Programmed, first: Float, options: SolveOptions) -> Reply:
    """The cheapest plan of a future after a first stage. Raises NoPlanInTime, Interrupted."""
    plan = solve(held(world.copy, first), options, None, world.copy.guide)
    if plan.outcome is Outcome.INFEASIBLE:
        return NONE
    refuse(plan, world.future.name)
    if plan.x is None:
        name, limit_s = world.future.name, options.time_limit_s
        raise NoPlanInTime(f"No plan for {name} after a first stage was found within {limit_s:g} s.")
    cost = float(world.copy.arrays.cost @ plan.x)
    return Reply(cost, *_measured(world.formulation, plan.x))


def refuse(plan: Solution, name: str) -> None:
    """Raise where a signal stopped the search before a plan was found, and where there is none at all."""
    if plan.stopped_by is not None:
        raise Interrupted(plan.stopped_by)
    if plan.outcome is Outcome.INFEASIBLE:
        raise NoPlan([NO_FIRST_STAGE.format(name)])


def first_of(copy: Copy, x: Float) -> Float:
    """The first stage ``x`` without what a solver leaves above or below a whole number."""
    return np.where(copy.arrays.integer[copy.decided], np.rint(x), x) + 0.0


def _measured(formulation: Formulation, x: Float) -> tuple[float, float, float, float]:
    """Cost to serve, price of work left undone, hours short, people without a seat."""
    served = unmet = 0.0
    for term in formulation.terms:
        money = float(base_prices(formulation.given, term) @ x[term.column])
        if term.name in UNMET:
            unmet += money
        elif not term.steering:
            served += money
    blocks = formulation.program.column_blocks
    standing = float(x[blocks["without_seat"].index].sum()) if "without_seat" in blocks else 0.0
    return served, unmet, float(x[blocks["short_h"].index].sum()), standing

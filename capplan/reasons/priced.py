"""What the limits of a plan are worth: prices of all of them, and of the dearest by solving again.

Two readings, which differ by what they let move; contracts, and who takes which queue, stay as planned:

hires held   classes, people in them and support roles as the plan has them. Hours, overtime, releases and moves
             follow. What is worth something this week. For one person more there may be more support roles, in parts.
may hire     classes and people in them, support roles too, may change in parts. What is worth something over the
             plan; a tendency, as a class comes whole.

A price is the cost of one natural unit more in every period of a limit (``limits.py``): above nothing it costs, below
it saves. Prices are duals, to first order and at one of several optima. Solved again, it is a difference of optima;
the optimum is convex in a side, so that  cost of one more >= price >= - cost of one less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.errors import NoPlanInTime
from capplan.limits import Limit, limits_of
from capplan.program import Arrays
from capplan.reasons.clock import Clock
from capplan.reasons.rebuilt import Rebuilt, held
from capplan.solve import SolveOptions, solve
from capplan.solve.marginals import marginals_of
from capplan.solve.shifts import Answers, Asked, Shifted

__all__ = [
    "LEAST_PRICE", "NOTHING", "PEOPLE", "Checked", "PricedLimit", "Prices", "ToCheck", "checked", "prices_of",
    "settled",
]  # fmt: skip

Float = NDArray[np.float64]

CLOSE = 1e-4
"""Relative gap of the few decisions that the plan leaves on an edge, where either side costs nearly the same: to
prove the last of it takes longer than all else, and what is told are differences to the side that was taken."""

LATE = "The plan could not be solved again in time. Give it more with --time-limit."

NOTHING = 0.5
"""Base currency: a limit that is worth less over the whole plan does not hold anything up."""

LEAST_PRICE = 0.01
"""Base currency: less than that in one period is the rounding of the solver."""

PEOPLE = "tenured"
"""One more person in a team: who looks after people comes with them."""

HIRING = ("classes", "hires", "role_heads", "tickets")
"""Columns that may change where the plan may hire: classes, and whole numbers that follow from people and work."""


@dataclass(frozen=True)
class Checked:
    """The cost of one unit ``more`` and of one unit ``less``, by solving again; inf where there is no plan, nan where
    that was not asked, or time ran out.
    """

    more: float = np.nan
    less: float = np.nan

    @property
    def known(self) -> bool:
        """Whether either is."""
        return not (np.isnan(self.more) and np.isnan(self.less))


@dataclass(frozen=True)
class PricedLimit:
    """A limit with the price of one unit more in each of its periods [t], and what solving again said."""

    limit: Limit
    price: Float
    checked: Checked = Checked()

    @property
    def total(self) -> float:
        """The price of one unit more over the plan."""
        return float(self.price.sum())

    @property
    def month(self) -> str:
        """The month, or quarter, in which a unit is worth most."""
        by_month: dict[str, float] = defaultdict(float)
        for when, value in zip(self.limit.times, self.price.tolist(), strict=True):
            by_month[month_of(when)] += abs(value)
        return max(by_month, key=lambda month: (by_month[month], month))

    @property
    def binding(self) -> int:
        """In how many periods it has a price."""
        return int((np.abs(self.price) > LEAST_PRICE).sum())


def month_of(when: str) -> str:
    """The month of a period's first day; quarters and months are what they are."""
    return when[:7]


@dataclass(frozen=True)
class Prices:
    """The plan with its whole numbers held, and its prices.

    ``held`` is the program that was solved, ``settled`` its optimum; ``hiring`` and ``may_hire`` are those where the
    plan may hire, None where time ran out for it. The same limits stand in ``limits`` and, in the same order,
    ``limits_may_hire``, which is empty without that optimum. ``staffing`` and ``staffed`` are ``held`` and its
    optimum where support roles may grow: people are priced there.
    """

    rebuilt: Rebuilt
    held: Arrays
    settled: Answers
    staffing: Arrays
    staffed: Answers
    hiring: Arrays
    may_hire: Answers | None
    limits: tuple[PricedLimit, ...]
    limits_may_hire: tuple[PricedLimit, ...]

    @property
    def x(self) -> Float:
        """[j] the plan on its columns, all that is not whole at its best."""
        return self.settled.x

    @property
    def told(self) -> float:
        """The objective of the run."""
        return float(self.rebuilt.summary["objective"])


def settled(rebuilt: Rebuilt, clock: Clock) -> Arrays:
    """The program with every whole number held at the plan. Raises NoPlanInTime."""
    arrays = rebuilt.arrays
    open_ = arrays.integer & (arrays.column_lower < arrays.column_upper)
    if not open_.any():
        return arrays
    # quantities on the edge of two pieces: the solver takes the cheaper one
    found = solve(arrays, SolveOptions(backend="highs", gap=CLOSE, time_limit_s=clock.left_s(0.5)))
    if found.x is None:
        raise NoPlanInTime(LATE)
    whole = np.round(found.x)
    lower = np.where(open_, whole, arrays.column_lower)
    return held(arrays, lower, np.where(open_, whole, arrays.column_upper))


def _with_more_roles(rebuilt: Rebuilt, arrays: Arrays) -> Arrays:
    """The same where support roles may be more than planned."""
    block = rebuilt.formulation.program.column_blocks.get("role_heads")
    if block is None:
        return arrays
    columns, upper = block.index.ravel(), arrays.column_upper.copy()
    upper[columns] = rebuilt.formulation.arrays.column_upper[columns]
    return held(arrays, arrays.column_lower, upper)


def prices_of(rebuilt: Rebuilt, clock: Clock, tell: Callable[[str], None], may_hire: bool = True) -> Prices:
    """The prices of every limit of a plan, none of them checked yet; those where it may hire if they are wanted."""
    tell("prices")
    arrays = settled(rebuilt, clock)
    hiring, staffing = _free_to_hire(rebuilt, arrays), _with_more_roles(rebuilt, arrays)
    wanted = [arrays, hiring, staffing] if staffing is not arrays else [arrays, hiring]
    wanted = wanted if may_hire else [arrays]
    options = SolveOptions(time_limit_s=clock.left_s(0.6))
    now, *free = marginals_of([(each, Asked()) for each in wanted], options)
    if now is None:
        raise NoPlanInTime(LATE)
    limits = limits_of(rebuilt.formulation, now.x)
    longer, staffed = (*free, None, None)[:2]
    if staffed is None:
        staffing, staffed = arrays, now
    return Prices(
        rebuilt,
        arrays,
        now,
        staffing,
        staffed,
        hiring,
        longer,
        tuple(_priced(limit, staffed if limit.family == PEOPLE else now) for limit in limits),
        () if longer is None else tuple(_priced(limit, longer) for limit in limits),
    )


def _priced(limit: Limit, answers: Answers) -> PricedLimit:
    return PricedLimit(limit, limit.worth(answers.row_price, answers.column_price))


def _free_to_hire(rebuilt: Rebuilt, arrays: Arrays) -> Arrays:
    """The program with classes, and what follows from people, between their own bounds again."""
    own, blocks = rebuilt.formulation.arrays, rebuilt.formulation.program.column_blocks
    lower, upper = arrays.column_lower.copy(), arrays.column_upper.copy()
    for name in HIRING:
        if name in blocks:
            columns = blocks[name].index.ravel()
            lower[columns], upper[columns] = own.column_lower[columns], own.column_upper[columns]
    return held(arrays, lower, upper)


@dataclass(frozen=True)
class ToCheck:
    """Limits to be checked: both ways or one unit more only, hires held; one unit more of people, with more support
    roles, and where the plan may hire.
    """

    both: Sequence[PricedLimit] = ()
    more: Sequence[PricedLimit] = ()
    people: Sequence[PricedLimit] = ()
    hiring: Sequence[PricedLimit] = ()


def checked(prices: Prices, which: ToCheck, clock: Clock, tell: Callable[[str], None]) -> ToCheck:
    """The same limits with what solving again said."""
    tell("checking the dearest by solving again")
    programs = {"held": (prices.held, _asked([*which.both, *which.more], len(which.both), prices.settled))}
    if which.people:
        programs["people"] = (prices.staffing, _asked(which.people, 0, prices.staffed))
    if which.hiring and prices.may_hire is not None:
        programs["hiring"] = (prices.hiring, _asked(which.hiring, 0, prices.may_hire))
    answers = marginals_of(list(programs.values()), SolveOptions(time_limit_s=clock.left_s()))
    found = dict(zip(programs, answers, strict=True))
    told = _told([*which.both, *which.more], found["held"])
    return ToCheck(
        told[: len(which.both)],
        told[len(which.both) :],
        _told(which.people, found.get("people")),
        _told(which.hiring, found.get("hiring")),
    )


def _asked(limits: Sequence[PricedLimit], both: int, start: Answers) -> Asked:
    """One unit more of every limit, then one less of the first ``both``: those go without where time runs out."""
    more = [limit.limit.shift() for limit in limits]
    return Asked((*more, *(limit.limit.shift(-1.0) for limit in limits[:both])), start.basis)


def _told(limits: Sequence[PricedLimit], answers: Answers | None) -> list[PricedLimit]:
    if answers is None:
        return list(limits)
    cost = [_difference(answers, shifted) for shifted in answers.shifted]
    less = [*cost[len(limits) :], *(np.nan for _ in limits)]
    return [
        replace(limit, checked=Checked(more, fewer))
        for limit, more, fewer in zip(limits, cost, less, strict=False)
    ]


def _difference(answers: Answers, shifted: Shifted | None) -> float:
    if shifted is None:
        return np.nan
    return shifted.objective - answers.objective if shifted.feasible else np.inf

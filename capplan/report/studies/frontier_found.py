"""What a frontier found: its points, what each step costs, what one more costs from here, what is not to be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Beyond", "FromHere", "Frontier", "FrontierPoint", "OneMore"]

PRESENT = "present"


@dataclass(frozen=True)
class FrontierPoint:
    """A plan: its run, its bound (None: the present plan), what it reaches, its cost, and the least it can cost."""

    run: str
    bound: float | None
    reached: float
    cost: float
    least: float | None
    beaten_by: str | None
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class OneMore:
    """What one more of the goal costs on the way from one run to another: between the plans, at least, at most."""

    start: str
    end: str
    units: float
    each: float
    each_least: float
    each_most: float | None

    @property
    def below_gap(self) -> bool:
        """Whether what the gaps leave open is more than the whole step."""
        return self.each_least <= 0.0


@dataclass(frozen=True)
class FromHere:
    """From the present plan: the point that reaches as much, and what one more and one less costs.

    ``saves`` is what reaching the same for less would save, where the present plan is not on the frontier.
    """

    at: str | None
    on_frontier: bool
    saves: float
    more: OneMore | None
    less: OneMore | None


@dataclass(frozen=True)
class Beyond:
    """A bound that no plan keeps: the run that proved it, and which rules are in the way."""

    run: str
    bound: float
    message: str


@dataclass(frozen=True)
class Frontier:
    """Points from the weakest to the strictest, plans that others beat, steps between neighbours, what failed.

    ``beyond`` are bounds that no plan keeps, the weakest first; they are no failures.
    ``steering``, what steers in the present plan, is taken off every cost: the present plan costs its money.
    """

    model: str
    scenario: str
    currency: str
    goal: str
    points: tuple[FrontierPoint, ...]
    beaten: tuple[FrontierPoint, ...]
    steps: tuple[OneMore, ...]
    from_here: FromHere | None
    failed: tuple[tuple[str, int, str], ...]
    steering: float
    beyond: tuple[Beyond, ...] = ()

    @property
    def present(self) -> FrontierPoint | None:
        """The plan as the planning model has it."""
        return next((point for point in (*self.points, *self.beaten) if point.run == PRESENT), None)

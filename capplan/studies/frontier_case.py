"""One point of a frontier: the least cost at which a plan reaches the bound of a goal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from capplan.errors import Interrupted
from capplan.formulation.goal import Goal, GoalName
from capplan.pipeline import write_plan
from capplan.report.summary import summary
from capplan.studies.case import Case
from capplan.studies.frontier_goals import at_full_requirement, cost_without_price, reached_by, steering
from capplan.studies.hires_held import HELD, HiresHeld, held_of
from capplan.studies.plan_case import EXIT_CODES
from capplan.studies.plan_twice import plan_twice

__all__ = ["PointCase", "frontier_point"]

FIGURES = (
    "status", "objective", "money", "cost_to_serve", "cost_per_contact", "service_level", "short_hours", "hires",
    "classes", "releases",
)  # fmt: skip


@dataclass(frozen=True)
class PointCase(Case):
    """A case with a ``goal`` and its ``bound``; without a bound the plan as the planning model has it.

    ``start`` is the file of what another plan decided, with which the search begins.
    """

    goal: GoalName = "service"
    bound: float | None = None
    start: Path | None = None

    @cached_property
    def key(self) -> str:
        """As that of a case, with the goal and with what the start says, wherever it lies."""
        begun = "" if self.start is None else hashlib.sha256(self.start.read_bytes()).hexdigest()
        return hashlib.sha256(f"{super().key} {self.goal} {self.bound!r} {begun}".encode()).hexdigest()

    def described(self) -> dict[str, Any]:
        """All of it for JSON."""
        begun = None if self.start is None else self.start.parent.name
        return {**super().described(), "goal": self.goal, "bound": self.bound, "begins_with": begun}


def frontier_point(case: Case, to: Path) -> dict[str, Any]:
    """The work of a point: plan, write the run folder ``to`` and ``held.json`` in it, return what the frontier needs.

    ``reached`` is the goal, ``cost`` the objective without the price of falling short of it, ``proven`` the bound of
    that cost: None for the plan as the planning model has it, where the price is a part of what is proven.
    ``steering`` is the part of the cost that is no money, ``full`` the service where every target is met.
    """
    assert isinstance(case, PointCase)
    inputs = case.load()
    begin_with = None if case.start is None else HiresHeld.of_text(case.start.read_text(encoding="utf-8"))
    goal = None if case.bound is None else Goal(case.goal, case.bound)
    plan = plan_twice(inputs, case.line, goal, begin_with)
    if plan.result.stopped_by is not None:
        raise Interrupted(plan.result.stopped_by)
    write_plan(plan, inputs, to.parent, to, for_people=False)
    (to / HELD).write_text(held_of(plan).as_text() + "\n", encoding="utf-8")
    told = summary(plan, inputs.model_path.stem, inputs.scenario or "base")
    return {
        "reached": reached_by(case.goal, plan),
        "cost": cost_without_price(case.goal, plan),
        "steering": steering(case.goal, plan),
        "full": at_full_requirement(plan) if case.goal == "service" else None,
        "proven": None if case.bound is None else plan.result.bound,
        "gap": plan.result.gap,
        "lowest": _lowest(told) if case.goal == "service" else None,
        **{name: told[name] for name in FIGURES},
        "exit_code": EXIT_CODES[plan.result.status],
    }


def _lowest(told: dict[str, Any]) -> dict[str, Any] | None:
    """The queue that is answered in time least, against its target."""
    known = {name: queue for name, queue in told["queues"].items() if queue["service_level"] is not None}
    if not known:
        return None
    name = min(known, key=lambda each: float(known[each]["service_level"] - known[each]["service_target"]))
    return {
        "queue": name,
        "service_level": known[name]["service_level"],
        "target": known[name]["service_target"],
    }

"""One draw of a simulation as a case of many: the run read once per process, the world drawn, the plan's answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan import __version__
from capplan.agreed import Agreed
from capplan.errors import Interrupted, InvalidInput
from capplan.facts import Facts
from capplan.formulation import Formulation, formulate
from capplan.planning_model import PlanningModel
from capplan.replan import Earlier, agreement, earlier_start
from capplan.requirements.required import require
from capplan.run_folder import ASSUMPTIONS, MODEL, read_assumptions, read_result
from capplan.solve import SolveOptions
from capplan.studies.case import Case
from capplan.studies.simulate_outcome import outcome
from capplan.uncertainty.answer import Answer, Habit, answer
from capplan.uncertainty.draws import World, worlds
from capplan.uncertainty.habit import habit_of
from capplan.uncertainty.ranges import Ranges, ranges_of, with_ranges
from capplan.uncertainty.world import world_facts

__all__ = ["Base", "DrawCase", "base_of", "plan_again", "simulate_draw"]

Float = NDArray[np.float64]

RESULTS = (
    "headcount.csv", "allocation.csv", "support_roles.csv", "vendor_decisions.csv", "vendor_orders.csv",
    "coverage.csv", "summary.json",
)  # fmt: skip
"""Files of the result that say what is held, and what it comes to."""


@dataclass(frozen=True)
class Base:
    """A run to be simulated: its rules and facts, what it decided, the ranges of what it assumes."""

    model: PlanningModel
    facts: Facts
    earlier: Earlier
    agreed: Agreed
    ranges: Ranges
    own_ranges: bool
    present: tuple[Float, Float, Float]  # heads, trainees [p, t], assigned hours [i, t]

    @property
    def objective(self) -> float:
        """The objective of the run, without the price of changes from a plan before it."""
        told = self.earlier.summary
        return float(told["objective"]) - float(told.get("steering", {}).get("plan_changes", 0.0))

    def formulation(self, facts: Facts) -> Formulation:
        """The program of the plan on other facts."""
        return formulate(self.model, facts, require(facts), self.agreed)

    def plan(self, formulation: Formulation) -> Float:
        """[column] the whole numbers of the run, classes in parts too; nan for other columns."""
        values, blocks = earlier_start(formulation, self.earlier), formulation.program.column_blocks
        values[blocks["classes"].index] = self.agreed.held_classes
        values[blocks["hires"].index] = self.agreed.held_heads
        return values


@dataclass(frozen=True)
class DrawCase(Case):
    """A draw of a simulation. ``model`` and ``inputs`` are those that the ``run`` rests on."""

    run: Path = Path()
    draw: int = 0
    seed: int = 0
    ranges: Path | None = None
    shift: tuple[tuple[str, float], ...] = ()
    taken: tuple[tuple[str, int], ...] = ()

    @cached_property
    def key(self) -> str:
        """SHA-256 of all that the result depends on."""
        content = {
            "capplan": __version__,
            "files": _digests(self.run, self.ranges),
            "draw": self.draw,
            "seed": self.seed,
            "shift": self.shift,
            "taken": self.taken,
            "line": vars(self.line),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

    def options(self, base: Base) -> SolveOptions:
        """Draws are made side by side, so each takes one thread."""
        return replace(self.line.options(base.model), threads=1)

    def described(self) -> dict[str, Any]:
        """All of it for JSON."""
        ranges = None if self.ranges is None else str(self.ranges)
        return {
            "name": self.name,
            "run": str(self.run),
            "draw": self.draw,
            "seed": self.seed,
            "ranges": ranges,
        }


def _digests(run: Path, ranges: Path | None) -> tuple[tuple[str, str], ...]:
    """The content of what a draw rests on."""
    files = [*sorted((run / ASSUMPTIONS).rglob("*")), *(run / name for name in RESULTS)]
    files += [] if ranges is None else [ranges]
    return tuple(
        (path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files if path.is_file()
    )


def base_of(run: Path, ranges: Path | None) -> Base:
    """The run in a folder, read once for the same content.

    Raises InvalidInput with every problem of the run and of the ranges.
    """
    if not (run / ASSUMPTIONS / MODEL).is_file():
        read_assumptions(run)  # says what is wrong
    return _base(run, ranges, _digests(run, ranges))


@lru_cache(maxsize=1)
def _base(run: Path, ranges: Path | None, content: tuple[tuple[str, str], ...]) -> Base:
    model, tables = read_assumptions(run)
    tables = tables if ranges is None else with_ranges(tables, ranges, model)
    model = _without_price_of_changes(model)
    problems = [*agreement(None, run, None).problems]
    if problems:
        raise InvalidInput(problems)
    earlier = agreement(None, run, None).earlier
    assert earlier is not None
    found = agreement((earlier.facts, model), run, None)
    assert found.agreed is not None
    return Base(
        model=model,
        facts=earlier.facts,
        earlier=earlier,
        agreed=found.agreed,
        ranges=ranges_of(tables, model, earlier.facts),
        own_ranges="ranges" in tables.raw,
        present=_present(run, earlier.facts),
    )


def _without_price_of_changes(model: PlanningModel) -> PlanningModel:
    """Nothing is a change here: what was communicated is held, and orders follow the work."""
    free = model.replan.model_copy(
        update={"change_price": 0.0, "size_change_price": 0.0, "order_change_share": 0.0}
    )
    return model.model_copy(update={"replan": free})


def _present(run: Path, facts: Facts) -> tuple[Float, Float, Float]:
    """Heads and trainees [p,t] and hours by pair [i,t] as the run has written them."""
    days = {day: t for t, day in enumerate(facts.horizon.labels)}
    teams = {name: p for p, name in enumerate(facts.teams.name)}
    shape = (len(teams), len(days))
    heads, trainees = np.zeros(shape), np.zeros(shape)
    for row in read_result(run, "headcount.csv", ("week_start", "team"), ("heads", "trainees")) or ():
        at = teams[row["team"]], days[row["week_start"]]
        heads[at], trainees[at] = row["heads"], row["trainees"]
    pairs = {
        (facts.teams.name[p], facts.queues.name[q]): i
        for i, (p, q) in enumerate(zip(facts.pairs.team, facts.pairs.queue, strict=True))
    }
    assigned = np.zeros((len(pairs), len(days)))
    texts = ("week_start", "team", "queue", "language")
    for row in read_result(run, "allocation.csv", texts, ("productive_h",)) or ():
        pair = pairs[row["team"], f"{row['queue']}:{row['language']}"]
        assigned[pair, days[row["week_start"]]] += row["productive_h"]
    return heads, trainees, assigned


def plan_again(case: Case, to: Path) -> dict[str, Any]:
    """The plan solved again on its own figures: what it comes to, and its habit (``shift``, ``taken``)."""
    assert isinstance(case, DrawCase)
    base = base_of(case.run, case.ranges)
    options, formulation = case.options(base), base.formulation(base.facts)
    habit, found = habit_of(formulation, base.plan(formulation), base.present, base.objective, options)
    _refuse_half(found)
    return {
        "shift": dict(habit.shift),
        "taken": dict(habit.taken),
        **outcome(formulation, found, options),
    }


def simulate_draw(case: Case, to: Path) -> dict[str, Any]:
    """What the draw of a ``DrawCase`` comes to, with the factors that were drawn; nothing is written."""
    assert isinstance(case, DrawCase)
    base = base_of(case.run, case.ranges)
    (world,) = worlds(base.ranges, case.seed, [case.draw])
    formulation = base.formulation(world_facts(base.facts, world))
    options = case.options(base)
    habit = Habit(dict(case.shift), dict(case.taken))
    found = answer(formulation, base.plan(formulation), habit, options)
    _refuse_half(found)
    return {"draw": case.draw, "factors": _plain(world), **outcome(formulation, found, options)}


def _refuse_half(found: Answer) -> None:
    """Raise Interrupted where a signal came: what was answered until then is no result."""
    if found.solution.stopped_by is not None:
        raise Interrupted(found.solution.stopped_by)


def _plain(world: World) -> dict[str, Mapping[str, float]]:
    return {name: dict(factors) for name, factors in world.factors.items()}

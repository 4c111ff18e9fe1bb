"""What a run starts from: the rules, the tables and the facts, read and checked; and how it is to be solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from capplan.agreed import Agreed
from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.load_model import load_model
from capplan.overlay import apply
from capplan.planning_model import PlanningModel
from capplan.read import Tables, read_tables
from capplan.replan import Earlier, agreement
from capplan.scenario import Change
from capplan.shift_fit import changes_of
from capplan.solve import SolveOptions
from capplan.validation import check, validate_with_notes
from capplan.what_if import load_what_if

__all__ = ["Inputs", "Line", "load", "load_replan"]


@dataclass(frozen=True)
class Inputs:
    """What a run starts from: the rules, the tables as planned (after the scenario), the facts, the notes.

    A re-plan also has what is agreed, the earlier plan where there is one, and the file of pins. ``what_if`` is the
    file of a scenario that was laid on top, ``what_if_note`` what it says that it asks.
    ``schedule`` is the folder of a schedule whose fit the queues have.
    """

    model_path: Path
    scenario: str | None
    model: PlanningModel
    tables: Tables
    facts: Facts
    notes: tuple[str, ...]
    agreed: Agreed | None = None
    earlier: Earlier | None = None
    pins: Path | None = None
    what_if: Path | None = None
    what_if_note: str = ""
    schedule: Path | None = None

    @property
    def name(self) -> str:
        """What the run is called, and its folder: the what-if, the scenario, or base."""
        return (self.scenario or "base") if self.what_if is None else self.what_if.stem


@dataclass(frozen=True)
class Line:
    """How to solve; None means: as the planning model says."""

    backend: str = "auto"
    solver: str | None = None
    time_limit_s: float | None = None
    gap: float | None = None
    seed: int | None = None

    def options(self, model: PlanningModel) -> SolveOptions:
        """The options for the solver, the planning model filling what was not asked for."""
        asked = model.solve
        return SolveOptions(
            backend=self.backend,
            solver=self.solver,
            gap=asked.gap if self.gap is None else self.gap,
            time_limit_s=asked.time_limit_s if self.time_limit_s is None else self.time_limit_s,
            seed=asked.seed if self.seed is None else self.seed,
        )


def load(
    model_path: Path,
    inputs: Path,
    scenario: str | None = None,
    changes: Sequence[Change] = (),
    rules: Mapping[str, Any] | None = None,
) -> Inputs:
    """Read and validate. Raises InvalidInput with every problem of the model and the tables at once.

    ``rules`` are laid on those of the scenario, ``changes`` are made after its own.
    """
    try:
        model, own = load_model(model_path, scenario, rules)
    except InvalidInput:
        # the tables are checked too, so that one run tells everything
        found = check(model_path, inputs, scenario)
        if not found:
            raise  # the rules on top are the only ones that are wrong
        raise InvalidInput(found) from None
    tables = apply(read_tables(inputs), own, f"{model_path.name}, scenario {scenario}")
    tables = apply(tables, changes, "further changes")
    facts, notes = validate_with_notes(tables, model)
    return Inputs(model_path, scenario, model, tables, facts, notes)


def load_replan(
    model_path: Path,
    inputs: Path,
    scenario: str | None,
    run: Path | None,
    pins: Path | None,
    what_if: Path | None = None,
    schedule: Path | None = None,
) -> Inputs:
    """As ``load``, with the earlier plan in the folder ``run`` and the classes pinned in the table ``pins``.

    ``what_if`` is the file of a scenario to lay on top. The queues have the fit of the shifts in the folder
    ``schedule``, where there is one.

    Raises InvalidInput with every problem of all of them at once.
    """
    problems: list[Problem] = []
    loaded: Inputs | None = None
    fit: tuple[Change, ...] = ()
    try:
        fit = () if schedule is None else changes_of(schedule)
    except InvalidInput as error:
        problems += error.problems
    try:
        loaded = (
            load(model_path, inputs, scenario, fit)
            if what_if is None
            else _on_top(model_path, inputs, scenario, what_if, fit)
        )
    except InvalidInput as error:
        problems += error.problems
    found = agreement(None if loaded is None else (loaded.facts, loaded.model), run, pins)
    problems += found.problems
    if problems or loaded is None:
        raise InvalidInput(problems)
    notes = (*loaded.notes, *found.notes)
    return replace(
        loaded, notes=notes, agreed=found.agreed, earlier=found.earlier, pins=pins, schedule=schedule
    )


def _on_top(
    model_path: Path, inputs: Path, scenario: str | None, what_if: Path, fit: tuple[Change, ...]
) -> Inputs:
    """As ``load``, with the what-if laid on the scenario; its name may not be that of another run."""
    name, top = load_what_if(what_if)
    loaded = load(model_path, inputs, scenario, (*top.change, *fit), top.rules)
    if name in loaded.model.scenario:
        message = "the planning model has a scenario of that name: give the what-if another"
        raise InvalidInput([Problem(what_if.name, message, value=name)])
    return replace(loaded, what_if=what_if, what_if_note=top.note)

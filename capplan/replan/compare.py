"""The plan beside the earlier one: the changes with their reasons and savings, and what the two plans cost."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.agreed import Agreed
from capplan.facts import Facts
from capplan.formulation import Formulation
from capplan.plan import Change, Plan, Replanned
from capplan.planning_model import PlanningModel
from capplan.read import Tables
from capplan.replan.agree import matched
from capplan.replan.differences import Difference, differences
from capplan.replan.earlier import Earlier
from capplan.replan.undo import Saving, saving
from capplan.replan.why import why
from capplan.solve import SolveOptions

__all__ = ["compared", "differs"]

Float = NDArray[np.float64]

UNDONE = 5
"""So many changes are undone, the largest first: each takes a solve or two of its own."""
UNDO_S = 10.0  # for each of them at most
OVER = 0.1
"""All of them together take what is left of the time limit, and this share of it on top."""
NOT_ASKED = ("title", "replan", "solve", "scenario")
"""Parts of a planning model that do not change the question."""


def compared(
    plan: Plan, formulation: Formulation, x: Float, earlier: Earlier, tables: Tables, options: SolveOptions
) -> Plan:
    """The plan with its changes against the earlier one. A signal stops the undoing, and is noted in the result."""
    agreed = formulation.given.agreed
    assert agreed is not None
    match = matched(earlier, plan.facts)
    left_s = max(0.0, options.time_limit_s - plan.result.solve_s) + OVER * options.time_limit_s
    limited = replace(options, time_limit_s=min(UNDO_S, left_s / UNDONE))
    changes, stopped = [], plan.result.stopped_by
    for place, change in enumerate(differences(plan, agreed)):
        asked = place < UNDONE and stopped is None
        saved = saving(formulation, x, change, limited) if asked else Saving()
        stopped = stopped or saved.stopped_by
        reason = why(plan, agreed, earlier, match, change, saved.short_h)
        changes.append(_change(plan.facts, _name(plan.facts, agreed, change), change, reason, saved))
    before = earlier.summary
    found = Replanned(
        earlier=str(earlier.run),
        changes=tuple(changes),
        money_before=_number(before.get("money")),
        objective_before=_number(before.get("objective")),
        gap_before=None if before.get("gap") is None else _number(before["gap"]),
        differs=differs(earlier, plan.model, tables),
        pins=int(agreed.pinned.sum()),
    )
    return replace(plan, replanned=found, result=replace(plan.result, stopped_by=stopped))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _name(facts: Facts, agreed: Agreed, change: Difference) -> str:
    """The team, contract, initiative or site of a change."""
    if change.of_project:
        return agreed.projects[change.who].name
    names = facts.teams.name if not change.of_contract or facts.contracts is None else facts.contracts.name
    return names[change.who]


def _change(facts: Facts, name: str, change: Difference, reason: str, saved: Saving) -> Change:
    labels = [facts.horizon.labels[t] if t >= 0 else "" for t in (change.period_before, change.period_after)]
    return Change(
        kind=change.kind,
        name=name,
        week_before=labels[0],
        week_after=labels[1],
        before=change.before,
        after=change.after,
        unit=change.unit,
        why=reason,
        saves=saved.amount,
        saves_is=saved.kind,
    )


def differs(earlier: Earlier, model: PlanningModel, tables: Tables) -> tuple[str, ...]:
    """The input files (as planned, after the scenario) and sections of the planning model that are not the same."""
    found = [
        file
        for file in sorted({table.file for each in (earlier.tables, tables) for table in each.raw.values()})
        if _text(earlier.tables, file) != _text(tables, file)
    ]
    then, now = (json.loads(each.model_dump_json()) for each in (earlier.model, model))
    found += [name for name in now if name not in NOT_ASKED and then.get(name) != now[name]]
    return tuple(found)


def _text(tables: Tables, file: str) -> str | None:
    """The content of a table, None where it is not there."""
    for table in tables.raw.values():
        if table.file == file:
            return table.frame.to_csv(index=False, lineterminator="\n")
    return None

"""What a change saves: the plan is solved once more with this change undone and every other class and contract held.

saves = cost with the change undone - cost as planned, where neither counts the price of changes. Hours, overtime,
releases, moves, support roles and what vendors settle follow the undone change as well as they can. The solver gives
a cost and a bound below it: they make the saving exact, a least or a most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.agreed import Agreed, Project
from capplan.errors import CapplanError
from capplan.formulation import Formulation
from capplan.program import Arrays
from capplan.replan.differences import Difference
from capplan.solve import Outcome, Solution, SolveOptions, solve

__all__ = ["Saving", "saving"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

HELD = ("classes", "hires", "opens", "closes", "initiative_starts", "site_changes")
CLOSE = 1e-7  # relative gap of the plan without the change
SEARCH = 0.7  # of the time; the rest is for the plan with every whole number held
EXACT = 0.01
"""A saving whose two ends are closer than this share of it is exact."""
ROUNDING = 1.0  # base currency


@dataclass(frozen=True)
class Saving:
    """``amount`` in the base currency as ``kind`` says, and the hours that more would stay short without the change.

    ``kind``: exact | at_least | at_most | needed (no plan without the change, all else held) | not_known.
    """

    amount: float = np.nan
    kind: str = "not_known"
    short_h: float = np.nan
    stopped_by: int | None = None


def saving(formulation: Formulation, x: Float, change: Difference, options: SolveOptions) -> Saving:
    """What ``change`` saves against the plan ``x``; ``options`` limit the time."""
    if change.kind == "order_changed" and not _order_column(formulation, change).size:
        return Saving()  # where orders may change for nothing, the program has no column that holds one
    arrays = _without_price(formulation)
    now = float(arrays.cost @ x)
    undone = _undone(formulation, arrays, x, change)
    if undone is None:
        return Saving(kind="needed")
    try:
        found = solve(undone, replace(options, gap=CLOSE, time_limit_s=SEARCH * options.time_limit_s))
        if found.outcome is Outcome.INFEASIBLE:
            return Saving(kind="needed")
        least, tries = -np.inf if found.bound is None else found.bound - now, [found]
        if found.outcome is not Outcome.WITHIN_GAP and found.stopped_by is None:
            # every whole number as planned: a plan at once where there is one, and often a good one
            rest = replace(options, gap=CLOSE, time_limit_s=(1.0 - SEARCH) * options.time_limit_s)
            tries.append(solve(_all_held(undone, x), rest))
    except CapplanError:  # the plan is made: a crash here costs a figure, not the plan
        return Saving()
    stopped = next((one.stopped_by for one in tries if one.stopped_by is not None), None)
    best = min((one for one in tries if one.objective is not None), key=_objective, default=None)
    if best is None or best.x is None:
        return Saving(*_claim(least, np.inf), stopped_by=stopped)
    column = formulation.program.column_blocks["short_h"].index
    short = float(best.x[column].sum() - x[column].sum())
    return Saving(*_claim(least, _objective(best) - now), short, stopped)


def _objective(found: Solution) -> float:
    return np.inf if found.objective is None else found.objective


def _all_held(undone: Arrays, x: Float) -> Arrays:
    """The program with every whole number that is left to decide as in ``x``."""
    left = undone.integer & (undone.column_lower < undone.column_upper)
    whole = np.clip(np.round(x), undone.column_lower, undone.column_upper)
    lower = np.where(left, whole, undone.column_lower)
    return replace(undone, column_lower=lower, column_upper=np.where(left, whole, undone.column_upper))


def _claim(least: float, most: float) -> tuple[float, str]:
    """What is sure of a saving between two ends."""
    if np.isfinite(most) and most - least <= max(ROUNDING, EXACT * abs(most)):
        return most, "exact"
    if least > 0.0:
        return least, "at_least"
    return (most, "at_most") if np.isfinite(most) else (np.nan, "not_known")


def _without_price(formulation: Formulation) -> Arrays:
    """The program in which changes cost nothing."""
    cost = formulation.arrays.cost.copy()
    for term in formulation.terms:
        if term.name == "plan_changes":
            cost[term.column] = 0.0
    return replace(formulation.arrays, cost=cost)


def _undone(formulation: Formulation, arrays: Arrays, x: Float, change: Difference) -> Arrays | None:
    """The program with the change undone and all else of ``HELD`` as in ``x``; None where a bound forbids it."""
    blocks = formulation.program.column_blocks
    held = np.concatenate([blocks[name].index.ravel() for name in HELD if name in blocks])
    held = held[arrays.integer[held]] if arrays.integer[held].any() else held
    wanted = np.full(len(x), np.nan)
    wanted[held] = np.where(arrays.integer[held], np.round(x[held]), x[held])
    lower, upper = arrays.row_lower.copy(), arrays.row_upper.copy()
    _turn_back(formulation, wanted, change)
    free = _free_rows(formulation, change)
    lower[free], upper[free] = -np.inf, np.inf
    sure = ~np.isnan(wanted)
    within = (wanted >= arrays.column_lower) & (wanted <= arrays.column_upper)
    if not within[sure].all():
        return None
    columns = np.where(sure, wanted, arrays.column_lower), np.where(sure, wanted, arrays.column_upper)
    if change.kind == "order_changed":
        columns[1][_order_column(formulation, change)] = 0.0
    return replace(arrays, column_lower=columns[0], column_upper=columns[1], row_lower=lower, row_upper=upper)


def _turn_back(formulation: Formulation, wanted: Float, change: Difference) -> None:
    """Put what was told into ``wanted``; nan lets a column go."""
    blocks, agreed = formulation.program.column_blocks, _agreed(formulation)
    if change.kind.startswith("class_"):
        for t in change.periods:
            wanted[blocks["classes"].index[change.who, t]] = agreed.classes[change.who, t]
            wanted[blocks["hires"].index[change.who, t]] = agreed.heads[change.who, t]
    elif change.of_project:
        _turn_project(formulation, wanted, agreed.projects[change.who])
    elif change.kind != "order_changed":
        name, told = (
            ("opens", agreed.opens) if change.kind.startswith("opening") else ("closes", agreed.closes)
        )
        wanted[blocks[name].index[change.who]] = told[change.who]
        contracts = formulation.given.facts.contracts
        assert contracts is not None
        teams = (contracts.contract_of_team == change.who).any(axis=1)
        for name in ("classes", "hires"):  # who works under the contract follows what becomes of it
            wanted[blocks[name].index[teams]] = np.nan


def _turn_project(formulation: Formulation, wanted: Float, project: Project) -> None:
    """A project as told; who works at a site that opens or closes follows."""
    blocks, facts = formulation.program.column_blocks, formulation.given.facts
    columns = blocks[project.block].index[project.place]
    wanted[columns] = np.arange(len(columns)) == project.told
    if project.block == "site_changes" and facts.site_options is not None:
        here = facts.teams.site == facts.site_options.site[project.place]
        for name in ("classes", "hires"):
            wanted[blocks[name].index[here]] = np.nan


def _free_rows(formulation: Formulation, change: Difference) -> Index:
    """Rows that hold pins: a pinned change is undone against its pin."""
    agreed, rows = _agreed(formulation), formulation.program.row_blocks
    if not change.of_team or not any(agreed.pinned[change.who, t] for t in change.periods):
        return np.zeros(0, np.int64)
    return np.concatenate([rows[name].index.ravel() for name in ("pinned_classes", "pinned_sizes")])


def _order_column(formulation: Formulation, change: Difference) -> Index:
    """The column of what an order changes by; none where changes of orders cost nothing."""
    block, contracts = (
        formulation.program.column_blocks.get("orders_changed"),
        formulation.given.facts.contracts,
    )
    assert contracts is not None
    label = (
        f"{contracts.name[change.who]}, {contracts.months[contracts.month_of_period[change.period_after]]}"
    )
    if block is None or label not in block.axes[0].labels:
        return np.zeros(0, np.int64)
    return block.index[[block.axes[0].labels.index(label)]]


def _agreed(formulation: Formulation) -> Agreed:
    agreed = formulation.given.agreed
    assert agreed is not None
    return agreed

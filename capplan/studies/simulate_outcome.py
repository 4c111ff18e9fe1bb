"""What a draw comes to: cost, service, shortage and people, by week and by queue, as numbers that JSON can hold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.extract import extract
from capplan.formulation import Formulation
from capplan.formulation.cost_term import UNMET
from capplan.plan import Plan, Result
from capplan.report.measures import spare_standard_h
from capplan.solve import SolveOptions
from capplan.uncertainty.answer import Answer

__all__ = ["outcome", "outcome_of_plan", "result_of"]

Float = NDArray[np.float64]

DIGITS = 6


def outcome(formulation: Formulation, found: Answer, options: SolveOptions) -> dict[str, Any]:
    """The numbers of one answer, whether what follows is whole in it, and which rules had to give."""
    plan = extract(formulation, found.x, result_of(formulation, found, options))
    rules = {name: round(by, DIGITS) for name, by in found.breached.items()}
    return {**outcome_of_plan(plan), "whole": found.whole, "breached": rules}


def outcome_of_plan(plan: Plan) -> dict[str, Any]:
    """Money in base currency, shares from 0 to 1, standard hours.

    ``cost`` holds all money, work left undone at its price; ``cost_to_serve`` is without that; ``objective`` also
    holds what only steers. By queue and week: ``service`` (share of contacts answered in time, None where there is
    no such target), ``contacts``, ``required_h``, ``short_h``. By week: ``cost_by_week``, ``staffed_h`` (work and
    spare), ``heads`` in production.
    """
    costs, coverage = plan.costs, plan.coverage
    money = np.where(costs.steering, 0.0, costs.amount_base)
    undone = np.isin(np.array(costs.term), list(UNMET))
    by_week = np.zeros(plan.facts.horizon.count)
    np.add.at(by_week, costs.period, money)
    terms: dict[str, float] = {}
    for term, amount in zip(costs.term, money.tolist(), strict=True):
        terms[term] = terms.get(term, 0.0) + amount
    return {
        "cost": round(float(money.sum()), 2),
        "cost_to_serve": round(float(money[~undone].sum()), 2),
        "objective": round(plan.result.objective, 2),
        "terms": {term: round(amount, 2) for term, amount in terms.items() if abs(amount) >= 0.005},
        "cost_by_week": _listed(by_week, 2),
        "service": _listed(coverage.service_level),
        "contacts": _listed(plan.requirement.demand.volume, 2),
        "required_h": _listed(coverage.required_h, 3),
        "short_h": _listed(coverage.short_h, 3),
        "staffed_h": _listed(coverage.work_h.sum(axis=0) + spare_standard_h(plan).sum(axis=0), 3),
        "heads": _listed(plan.walk.heads.sum(axis=0), 3),
    }


def _listed(values: Float, digits: int = DIGITS) -> list[Any]:
    """Rounded, None for what is not known, never a negative zero."""
    rounded = np.round(values, digits) + 0.0
    listed: list[Any] = rounded.astype(object).tolist()
    return _nothing_for_nan(listed)


def _nothing_for_nan(listed: list[Any]) -> list[Any]:
    return [
        _nothing_for_nan(each) if isinstance(each, list) else None if math.isnan(each) else each
        for each in listed
    ]


def result_of(formulation: Formulation, found: Answer, options: SolveOptions) -> Result:
    """How an answer was found, for the plan that it is."""
    arrays, solution = formulation.arrays, found.solution
    rows, columns = arrays.shape
    return Result(
        status="within_gap",
        objective=float(arrays.cost @ found.x),
        bound=None,
        gap=None,
        gap_asked=options.gap,
        backend=solution.backend,
        solver=solution.solver,
        solver_version=solution.solver_version,
        seed=options.seed,
        rows=rows,
        columns=columns,
        integers=0,
        entries=arrays.entries.count,
        build_s=0.0,
        solve_s=solution.wall_s,
        peak_memory_mb=solution.peak_memory_mb or 0.0,
        stopped_by=solution.stopped_by,
    )

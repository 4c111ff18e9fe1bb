"""summary.json: the run in one page of numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.money import cents
from capplan.plan import Plan
from capplan.report.accuracy import accuracy_of
from capplan.report.changes import changes_in_summary
from capplan.report.costs import cost_cells, cost_terms
from capplan.report.exposure import most_exposure_h_day
from capplan.report.measures import available_h, net_staffing, pair_work_h, short_by_site, site_pairs, sum_by
from capplan.report.sentence import sentence
from capplan.report.vendors import vendors_in_summary

__all__ = ["summary"]

Float = NDArray[np.float64]
UNMET = ("unmet_hours", "late_contacts", "late_work")


def summary(plan: Plan, model_name: str, scenario: str) -> dict[str, Any]:
    """The content of summary.json; ``scenario`` is "base" for the model as it stands.

    Money is in the base currency and in whole cents: the terms of the sites and the lines that belong to no
    site add up to the terms of the plan, these to ``money``, each exactly. Shares are from 0 to 1.
    """
    horizon, coverage = plan.facts.horizon, plan.coverage
    terms, cells = _money(plan)
    cost = {term: _units(cells[:, j].sum()) for j, term in enumerate(terms)}
    served = _units(cells.sum() - _unmet(terms, cells).sum())
    volume, required = float(plan.requirement.demand.volume.sum()), float(coverage.required_h.sum())
    short = float(coverage.short_h.sum())
    content: dict[str, Any] = {
        "sentence": "",
        "title": plan.model.title,
        "model": model_name,
        "scenario": scenario,
        "start": horizon.start.isoformat(),
        "period": horizon.period,
        "periods": horizon.count,
        "status": plan.result.status,
        "stopped_by": plan.result.stopped_by,
        "objective": round(plan.result.objective, 2),
        "bound": None if plan.result.bound is None else round(plan.result.bound, 2),
        "gap": None if plan.result.gap is None else round(plan.result.gap, 6),
        "money": _units(cells.sum()),
        "currency": plan.facts.currency,
        "cost": cost,
        "steering": _steering(plan),
        "cost_to_serve": served,
        "cost_per_contact": round(served / volume, 4) if volume > 0.0 else None,
        **_quality(plan, served / volume if volume > 0.0 else None),
        "required_hours": _tidy(required),
        "staffed_hours": _tidy(available_h(plan).sum()),
        "work_hours": _tidy(coverage.work_h.sum()),
        "short_hours": _tidy(short),
        "short_share": _tidy(short / required if required > 0.0 else 0.0, 6),
        **_service(plan, np.ones(len(plan.facts.queues.name), dtype=bool)),
        **_people(plan, np.ones(len(plan.facts.teams.name), dtype=bool)),
        "transfers": _tidy(plan.transfers.sum()),
        "sites": _sites(plan, terms, cells),
        "queues": _queues(plan),
    }
    if plan.facts.contracts is not None:
        content["vendors"] = vendors_in_summary(plan)
    replan = changes_in_summary(plan, content["money"], content["steering"])
    if replan is not None:
        content["replan"] = replan
    content["sentence"] = sentence(plan, content)
    return content


def _quality(plan: Plan, cost_per_contact: float | None) -> dict[str, float | None]:
    """Decisions that are right, what one costs where the accuracy of all is known, the most exposure of a day."""
    (accuracy, of_all), exposure_h = accuracy_of(plan), most_exposure_h_day(plan)
    each = cost_per_contact / accuracy if of_all and accuracy and cost_per_contact is not None else None
    return {
        "accuracy": None if accuracy is None else _tidy(accuracy, 6),
        "cost_per_correct_decision": None if each is None else round(each, 4),
        "exposure_h_day_most": None if exposure_h is None else _tidy(exposure_h),
    }


def _units(amount: np.int64 | int) -> float:
    """Cents to units of the currency."""
    return int(amount) / 100


def _tidy(value: float | np.float64, digits: int = 4) -> float:
    """Rounded, without a negative zero."""
    return round(float(value), digits) + 0.0


def _unmet(terms: list[str], cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cents of work left undone by site, which are no cost to serve."""
    undone = [cells[:, j] for j, term in enumerate(terms) if term in UNMET]
    return sum(undone, start=np.zeros(len(cells), dtype=np.int64))


def _money(plan: Plan) -> tuple[list[str], NDArray[np.int64]]:
    """The terms and their cents by site, [s + 1, term], rounded together."""
    cells = cost_cells(plan)
    return cost_terms(plan), cents(cells.ravel()).reshape(cells.shape)


def _steering(plan: Plan) -> dict[str, float]:
    costs = plan.costs
    terms = sorted({term for term, steers in zip(costs.term, costs.steering, strict=True) if steers})
    lines = zip(costs.term, costs.amount_base, costs.steering, strict=True)
    amounts: dict[str, list[float]] = {term: [] for term in terms}
    for term, amount, steers in lines:
        if steers:
            amounts[term].append(float(amount))
    whole = cents([math.fsum(amounts[term]) for term in terms])
    return {term: _units(amount) for term, amount in zip(terms, whole, strict=True)}


def _service(plan: Plan, queues: NDArray[np.bool_]) -> dict[str, float | None]:
    """Share of contacts answered in time on some queues, and those late for want of hours.

    Over all periods, weighted by contacts; None where no queue has a service level.
    """
    reached, volume = plan.coverage.service_level, plan.requirement.demand.volume
    known = np.isfinite(reached) & queues[:, None]
    total = volume[known].sum()
    return {
        "service_level": _tidy((reached[known] @ volume[known]) / total, 6) if total > 0.0 else None,
        "late_contacts": _tidy(plan.coverage.late[queues].sum()),
    }


def _service_range(plan: Plan, q: int) -> dict[str, float | str | None]:
    """The target of a queue and its worst period; None for queues without a service level."""
    reached, target = plan.coverage.service_level[q], float(plan.facts.queues.service_level[q])
    if not np.isfinite(reached).any():
        return {"service_target": None, "service_worst": None, "service_worst_week": None}
    worst = int(np.argmin(reached))
    return {
        "service_target": target,
        "service_worst": _tidy(reached[worst], 6),
        "service_worst_week": plan.facts.horizon.labels[worst],
    }


def _people(plan: Plan, teams: NDArray[np.bool_]) -> dict[str, float]:
    """Hires, classes, releases and heads (production and training) of some teams."""
    walk = plan.walk
    return {
        "hires": _tidy(walk.hires[teams].sum()),
        "classes": _tidy(walk.classes[teams].sum()),
        "releases": _tidy(walk.releases[teams].sum()),
        "headcount_start": _tidy((walk.start + walk.training_start)[teams, 0].sum()),
        "headcount_end": _tidy((walk.end + walk.training_end)[teams, -1].sum()),
    }


def _sites(plan: Plan, terms: list[str], cells: NDArray[np.int64]) -> dict[str, dict[str, Any]]:
    sites, of_team = plan.facts.sites, plan.facts.teams.site
    count = len(sites.name)
    staffed = sum_by(of_team, available_h(plan), count).sum(axis=1)
    work = sum_by(site_pairs(plan), pair_work_h(plan), count)
    short, net = short_by_site(plan), net_staffing(plan)[1]
    unmet, total = _unmet(terms, cells), work.sum()
    return {
        name: {
            "vendor": sites.vendor[s],
            "cost": {term: _units(cells[s, j]) for j, term in enumerate(terms)},
            "cost_to_serve": _units(cells[s].sum() - unmet[s]),
            "staffed_hours": _tidy(staffed[s]),
            "work_hours": _tidy(work[s].sum()),
            "share_of_work": _tidy(work[s].sum() / total if total > 0.0 else 0.0, 6),
            "short_hours": _tidy(short[s].sum()),
            **_people(plan, of_team == s),
            "net_staffing": [None if np.isnan(value) else _tidy(value) for value in net[s]],
        }
        for s, name in enumerate(sites.name)
    }


def _queues(plan: Plan) -> dict[str, dict[str, Any]]:
    coverage, labels = plan.coverage, plan.facts.horizon.labels
    required, short = coverage.required_h.sum(axis=1), coverage.short_h.sum(axis=1)
    return {
        name: {
            "required_hours": _tidy(required[q]),
            "work_hours": _tidy(coverage.work_h[q].sum()),
            "short_hours": _tidy(short[q]),
            "short_share": _tidy(short[q] / required[q] if required[q] > 0.0 else 0.0, 6),
            **_service(plan, np.arange(len(required)) == q),
            **_service_range(plan, q),
            "worst_week": labels[int(np.argmax(coverage.short_h[q]))] if _tidy(short[q]) > 0.0 else None,
        }
        for q, name in enumerate(plan.facts.queues.name)
    }

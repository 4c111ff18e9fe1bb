"""The totals of summary.json against sums of what was checked before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.contracts import LINES
from capplan.verify.bills import money
from capplan.verify.case import Case
from capplan.verify.costs import STEERING, UNDONE, Amounts, end_credit_limit, steering_amounts
from capplan.verify.findings import CENT, HOURS, MONEY, Tolerance
from capplan.verify.hours import bought_h, productive_h

__all__ = ["check_summary"]

Float = NDArray[np.float64]
ROUNDED = Tolerance(1e-4, 1e-6)  # heads and shares are written with few digits
TO_THE_CENT = Tolerance(0.005, 1e-12)
IN_SUMMARY = {
    "billed_base": LINES,
    "commitment_not_used_base": ("shortfall", "carry_forward"),
    "credits_base": ("credit", "target_missed", "earn_back"),
    "bonus_base": ("bonus",),
}
"""Figure of a contract to the lines of its invoice that add up to it."""


def check_summary(case: Case, summary: Mapping[str, Any]) -> None:
    """Objective, money, cost terms, hours and heads, for the plan, its sites and its queues."""
    costs = money(case)
    _check_objective(case, summary)
    _check_money(case, summary, costs)
    hours = _hours(case)
    totals = _totals(case, np.ones(len(case.facts.teams.name), dtype=bool))
    required, short = float(case.required_h.sum()), float(np.nan_to_num(case.run.coverage["short_h"]).sum())
    totals |= {
        "required_hours": required,
        "staffed_hours": float(hours.sum()),
        "work_hours": float(case.work.queue_work_h.sum()),
        "short_hours": short,
        "short_share": short / required if required > 0.0 else 0.0,
        "transfers": float(case.run.transfers.sum()),
        "periods": float(case.facts.horizon.count),
    }
    for name, value in totals.items():
        _number(case, "summary", name, summary, value, ROUNDED)
    _word(case, summary, "start", case.facts.horizon.start.isoformat())
    _word(case, summary, "currency", case.facts.currency)
    _check_sites(case, summary, costs, hours)
    _check_queues(case, summary)
    _check_vendors(case, summary)


def _number(
    case: Case, rule: str, name: str, content: Mapping[str, Any], expected: float, tolerance: Tolerance,
    place: str = "summary.json",
) -> None:  # fmt: skip
    """One number that must be there, finite and as expected."""
    value = content.get(name)
    if case.ledger.that(rule, _is_number(value), f"{place} {name}", "a number", repr(value)):
        case.ledger.equal(rule, f"{place} {name}", (), expected, _amount(content, name), tolerance)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _amount(content: Mapping[str, Any], name: str) -> float:
    """A number, or 0 where there is none."""
    value = content.get(name)
    return float(value) if _is_number(value) else 0.0  # type: ignore[arg-type]


def _word(case: Case, summary: Mapping[str, Any], name: str, expected: str) -> None:
    found = str(summary.get(name))
    case.ledger.that("summary", found == expected, f"summary.json {name}", expected, found)


def _section(
    case: Case, content: Mapping[str, Any], name: str, place: str = "summary.json"
) -> Mapping[str, Any]:
    found = content.get(name)
    if case.ledger.that("summary", isinstance(found, Mapping), f"{place} {name}", "a table", repr(found)):
        return found  # type: ignore[return-value]
    return {}


def _check_objective(case: Case, summary: Mapping[str, Any]) -> None:
    """The objective is money and steering together."""
    section = _section(case, summary, "steering")
    terms = {name: _amount(section, name) for name in section}
    for name in terms:
        case.ledger.that("cost_terms", name in STEERING, "summary.json steering", "a known term", name)
    money = _amount(summary, "money")
    if case.model.objective.minimise == "cost":
        _number(case, "objective", "objective", summary, money + math.fsum(terms.values()), CENT)
    for name, by_period in steering_amounts(case).items():
        expected = float(by_period.sum())
        case.ledger.equal(
            "summary", f"summary.json steering {name}", (), expected, terms.get(name, 0.0), MONEY
        )
    credit = -terms.get("end_capacity", 0.0)
    case.ledger.at_most(
        "summary", "summary.json credit end_capacity", (), end_credit_limit(case), credit, MONEY
    )
    _check_gap(case, summary)


def _check_gap(case: Case, summary: Mapping[str, Any]) -> None:
    """The bound lies below the objective, and no farther than the gap says."""
    status = summary.get("status")
    known = status in ("within_gap", "gap_not_reached")
    case.ledger.that("gap", known, "summary.json status", "within_gap or gap_not_reached", repr(status))
    if not _is_number(summary.get("bound")):
        return
    bound, objective = _amount(summary, "bound"), _amount(summary, "objective")
    case.ledger.at_least("gap", "summary.json objective", (), bound, objective, MONEY)
    if _is_number(summary.get("gap")) and objective != 0.0:
        distance = (objective - bound) / abs(objective)
        gap = _amount(summary, "gap")
        case.ledger.at_least("gap", "summary.json gap", (), distance, gap, Tolerance(1e-4))


def _check_money(case: Case, summary: Mapping[str, Any], costs: Mapping[str, Amounts]) -> None:
    """The cost terms are the sums of the lines and add up to ``money`` exactly."""
    cost = _section(case, summary, "cost")
    for name in cost:
        case.ledger.that("cost_terms", name in costs, "summary.json cost", "a known cost term", name)
    for name, wanted in costs.items():
        case.ledger.equal(
            "summary",
            f"summary.json cost {name}",
            (),
            float(wanted.base.sum()),
            _amount(cost, name),
            MONEY,
        )
    total = math.fsum(_amount(cost, name) for name in cost)
    _number(case, "summary", "money", summary, total, TO_THE_CENT)
    served = total - math.fsum(_amount(cost, name) for name in UNDONE)
    _number(case, "summary", "cost_to_serve", summary, served, TO_THE_CENT)
    contacts = float(case.requirement.demand.volume.sum())
    if contacts > 0.0:
        _number(case, "summary", "cost_per_contact", summary, served / contacts, ROUNDED)


def _hours(case: Case) -> Float:
    """Productive hours there, [p, t]: own ones with overtime and without undertime, and bought ones."""
    over_paid = np.nan_to_num(case.run.staffing["overtime_paid_h"])
    under_paid = np.nan_to_num(case.run.staffing["undertime_paid_h"])
    over = over_paid * case.per_team(case.requirement.on_duty_share)
    under = under_paid * case.per_team(case.requirement.productive_share)
    return productive_h(case) + over - under + bought_h(case)


def _totals(case: Case, teams: NDArray[np.bool_]) -> dict[str, float]:
    """Hires, classes, releases and heads of some teams."""
    walk = case.walk
    return {
        "hires": float(walk["hires"][teams].sum()),
        "classes": float(case.classes[teams].sum()),
        "releases": float(walk["releases"][teams].sum()),
        "headcount_start": float((walk["start"] + walk["training_start"])[teams, 0].sum()),
        "headcount_end": float((walk["end"] + walk["training_end"])[teams, -1].sum()),
    }


def _check_sites(case: Case, summary: Mapping[str, Any], costs: Mapping[str, Amounts], hours: Float) -> None:
    """Totals by site."""
    facts, work = case.facts, case.work
    sites = _section(case, summary, "sites")
    case.ledger.that(
        "summary", set(sites) <= set(facts.sites.name), "summary.json sites", "known sites", str(list(sites))
    )
    done = np.bincount(facts.teams.site[work.team], work.work_h, len(facts.sites.name))
    total = float(done.sum())
    for s, name in enumerate(facts.sites.name):
        place = f"summary.json {name}"
        found = _section(case, sites, name, "summary.json sites")
        teams = facts.teams.site == s
        expected = _totals(case, teams) | {
            "staffed_hours": float(hours[teams].sum()),
            "work_hours": float(done[s]),
            "share_of_work": float(done[s]) / total if total > 0.0 else 0.0,
        }
        for key, value in expected.items():
            _number(case, "summary", key, found, value, ROUNDED, place)
        cost = _section(case, found, "cost", place)
        served = 0.0
        for term, wanted in costs.items():
            here = np.array([site == name for site in wanted.site], dtype=bool)
            amount = float(wanted.base[here].sum())
            served += amount
            written = _amount(cost, term)
            case.ledger.equal("summary", f"{place} cost {term}", (), amount, written, MONEY)
        _number(case, "summary", "cost_to_serve", found, served, Tolerance(0.02, 1e-6, added=True), place)


def _check_queues(case: Case, summary: Mapping[str, Any]) -> None:
    """Totals by queue."""
    queues = _section(case, summary, "queues")
    short = np.nan_to_num(case.run.coverage["short_h"])
    for q, name in enumerate(case.facts.queues.name):
        place = f"summary.json {name}"
        found = _section(case, queues, name, "summary.json queues")
        for key, value in (
            ("required_hours", case.required_h[q].sum()),
            ("work_hours", case.work.queue_work_h[q].sum()),
            ("short_hours", short[q].sum()),
        ):
            _number(case, "summary", key, found, float(value), HOURS, place)


def _check_vendors(case: Case, summary: Mapping[str, Any]) -> None:
    """What every contract bills, and what was decided about it."""
    vendors = case.vendors
    if vendors is None:
        return
    found, bill = _section(case, summary, "vendors"), vendors.invoice
    words = {row.contract: row.word for row in vendors.decisions.rows}
    for c, name in enumerate(vendors.contracts.name):
        place = f"summary.json {name}"
        content = _section(case, found, name, "summary.json vendors")
        mine = bill.contract == c
        for key, lines in IN_SUMMARY.items():
            billed = float(bill.amount_base[mine & np.isin(bill.line, lines)].sum())
            _number(case, "summary", key, content, billed, MONEY, place)
        for key, word in (("decision", words.get(c)), ("vendor", vendors.contracts.vendor[c])):
            if word is not None:
                given = str(content.get(key))
                case.ledger.that("summary", given == word, f"{place} {key}", word, given)

"""Rules of a re-plan: frozen classes and decisions stay, pins hold, and changes steer with their price."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.quantities import quantity
from capplan.contracts.windows import windows
from capplan.verify.case import Case
from capplan.verify.findings import HEADS
from capplan.verify.told import Told

__all__ = ["check_replan", "price_of_changes"]

Float = NDArray[np.float64]


def _new(case: Case) -> tuple[Float, Float]:
    """[p, t] classes and people of this plan, committed ones left out."""
    heads = np.zeros_like(case.classes)
    for start in case.run.classes:
        if not start.committed:
            heads[start.team, start.period] += start.size
    return case.classes - case.facts.class_rules.committed_classes, heads


def check_replan(case: Case) -> None:
    """Frozen and pinned cells hold what was told; decisions in the frozen zone are as told."""
    told = case.told
    if told is None:
        return
    classes, heads = _new(case)
    axes = (case.facts.teams.name, case.weeks)
    for rule, cells, count, people in (
        ("frozen", told.frozen, told.classes, told.heads),
        ("pinned", told.pinned, told.pinned_classes, told.pinned_heads),
    ):
        case.ledger.equal(rule, f"{rule} classes", axes, count, classes, HEADS, cells)
        case.ledger.equal(rule, f"people in {rule} classes", axes, people, heads, HEADS, cells)
    _check_decisions(case, told)
    _check_projects(case, told)


def _begun(case: Case) -> dict[tuple[str, str], str]:
    """What the plan begins, by what it is and its name: the day of it."""
    found, sheets = {}, case.run.sheets
    if "initiatives" in sheets:
        labels = sheets["initiatives"].labels
        for name, word, day in zip(labels["initiative"], labels["decision"], labels["start"], strict=True):
            if word == "start":
                found["initiative", str(name)] = str(day)
    if "site_decisions" in sheets:
        labels = sheets["site_decisions"].labels
        for name, word, day in zip(labels["site"], labels["decision"], labels["date"], strict=True):
            if word in ("open", "close"):
                found[{"open": "site-opening", "close": "site-closure"}[word], str(name)] = str(day)
    return found


def _check_projects(case: Case, told: Told) -> None:
    """Nothing begins in a frozen month that was not told, and what was told for it does."""
    begun, reach = _begun(case), case.model.replan.frozen_periods
    days = case.facts.horizon.starts
    months = [t for t, day in enumerate(days) if t == 0 or day.month != days[t - 1].month]
    for (thing, name), day in told.projects.items():
        for t in months:
            if t < reach and days[t] < told.end:
                expected, found = (
                    "begins" if at == case.weeks[t] else "does not begin"
                    for at in (day, begun.get((thing, name), ""))
                )
                where = f"{thing} {name} in {case.weeks[t]}"
                case.ledger.that("frozen", expected == found, where, expected, found)


def _decided(case: Case, told: Told) -> Iterator[tuple[str, int, int, int]]:
    """What is opened and ended: the word, the contract, the month told and the month decided, -1 for none."""
    vendors = case.vendors
    if vendors is None:
        return
    month_of, count = vendors.contracts.month_of_period, len(case.weeks)
    for word, months, periods in (
        ("opened", told.opened, vendors.decisions.opened),
        ("ended", told.ended, vendors.decisions.ended),
    ):
        for c in np.flatnonzero(told.known).tolist():
            period = int(periods[c])
            yield word, c, int(months[c]), int(month_of[period]) if 0 <= period < count else -1


def _check_decisions(case: Case, told: Told) -> None:
    vendors = case.vendors
    if vendors is None:
        return
    contracts = vendors.contracts
    first = np.unique(contracts.month_of_period, return_index=True)[1]
    for word, c, before, after in _decided(case, told):
        reach = case.model.replan.frozen_periods
        reach += int(contracts.selection.notice_periods[c]) if word == "ended" else 0
        for b in np.flatnonzero(told.spoken[c] & (first < reach)).tolist():
            expected, found = (f"{'' if at == b else 'not '}{word}" for at in (before, after))
            where = f"{contracts.name[c]} in {contracts.months[b]}"
            case.ledger.that("frozen", expected == found, where, expected, found)


def price_of_changes(case: Case) -> float:
    """What the changes of a plan steer with, base currency; 0 where it is no re-plan.

    A team's classes that came and those that went count once where one makes up for the other.
    """
    told, rules = case.told, case.model.replan
    if told is None:
        return 0.0
    classes, heads = _new(case)
    more = np.where(told.priced, classes - told.classes, 0.0)
    came, went = np.maximum(more, 0.0).sum(axis=1), np.maximum(-more, 0.0).sum(axis=1)
    size = np.divide(told.heads, told.classes, out=np.zeros_like(heads), where=told.classes > 0)
    resized = np.abs(heads - size * classes)[told.priced & (told.classes > 0)].sum()
    decisions = sum(before != after for _, _, before, after in _decided(case, told))
    begun = _begun(case)
    decisions += sum(begun.get(key, "") != day for key, day in told.projects.items())
    price = rules.change_price * (float(np.maximum(came, went).sum()) + decisions)
    return price + rules.size_change_price * float(resized) + rules.order_change_share * _orders(case, told)


def _orders(case: Case, told: Told) -> float:
    """What the units by which orders differ were forecast to bill."""
    vendors, total = case.vendors, 0.0
    if vendors is None:
        return total
    given, contracts = vendors.delivered, vendors.contracts
    for c in np.flatnonzero((~np.isnan(told.orders)).any(axis=1)).tolist():
        unit = contracts.clauses.order_on[c]
        units = quantity(case.facts, case.requirement, c, unit, given.heads, given.assigned_h)
        for window in windows(case.facts, c, "month"):
            b = contracts.months.index(window.label)
            if not np.isnan(told.orders[c, b]):
                ordered, planned = told.orders[c, b] * window.months, units[window.periods].sum()
                total += float(abs(planned - ordered) * told.unit_cost[c, b])
    return total

"""The answer first: what to do, what it costs, where it falls short, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from capplan.plan import ClassStart, Plan
from capplan.report.wording import amount, count_of, day_text, number, percent, period_text

__all__ = ["sentence"]

LEAST_H = 0.05  # hours; less is rounding of the solver
LEAST_HEADS = 0.05


def sentence(plan: Plan, summary: Mapping[str, Any]) -> str:
    """One sentence from the plan and its summary (keys of ``report.summary``).

    Raises KeyError when the summary lacks a key it needs.
    """
    steps = [*_sites(plan), _initiatives(plan), _hiring(plan), _releases(plan), _transfers(plan)]
    done = [step for step in steps if step]
    todo = ", ".join(done) if done else "change nothing: no class, release or transfer is needed"
    kept = [start for start in plan.classes if start.committed]
    if kept:
        todo += f" ({_classes(kept)} already committed)"
    horizon = plan.facts.horizon
    cost = f"{count_of(horizon.count, horizon.period, horizon.period + 's')} cost "
    cost += amount(summary["money"], plan.facts.currency)
    text = "; ".join([todo, cost, _short(plan, summary), *_answered(summary), *_search(plan)])
    return f"{text[0].upper()}{text[1:]}."


def _classes(classes: list[ClassStart]) -> str:
    people = sum(start.size for start in classes)
    return f"{count_of(len(classes), 'class', 'classes')} of {count_of(people, 'person', 'people')}"


def _hiring(plan: Plan) -> str:
    """As: start 14 classes (212 people) at 4 sites, the first requisition by 12 Jan for MNL"""
    new = [start for start in plan.classes if not start.committed]
    if not new:
        return ""
    teams, sites, horizon = plan.facts.teams, plan.facts.sites, plan.facts.horizon
    where = sorted({sites.name[teams.site[start.team]] for start in new})
    first = min(new, key=lambda start: (start.requisition, sites.name[teams.site[start.team]]))
    people = count_of(sum(start.size for start in new), "person", "people")
    by = day_text(horizon.day(first.requisition), horizon.start.year)
    place = sites.name[teams.site[first.team]]
    at = f"at {where[0]}" if len(where) == 1 else f"at {len(where)} sites"
    whom = "" if len(where) == 1 else f" for {place}"
    if plan.model.hiring is not None and plan.model.hiring.classes == "fractional":
        return f"hire {people} {at}, the first requisition by {by}{whom}"  # classes have no meaning then
    classes = count_of(len(new), "class", "classes")
    return f"start {classes} ({people}) {at}, the first requisition by {by}{whom}"


def _sites(plan: Plan) -> list[str]:
    """As: open VLC on 2 Feb, announce on 2 Mar that AUS closes"""
    options, horizon, said = plan.facts.site_options, plan.facts.horizon, []
    for change in plan.site_changes:
        assert options is not None
        name = plan.facts.sites.name[options.site[change.option]]
        day = day_text(horizon.day(change.period), horizon.start.year)
        opens = options.opens[change.option]
        said.append(f"open {name} on {day}" if opens else f"announce on {day} that {name} closes")
    return said


def _initiatives(plan: Plan) -> str:
    """As: begin the initiatives form (2 Mar) and menu (6 Apr)"""
    planned, decided, horizon = plan.facts.initiatives, plan.projects, plan.facts.horizon
    if planned is None or decided is None:
        return ""
    begun = [
        f"{name} ({day_text(horizon.day(int(start)), horizon.start.year)})"
        for name, start in zip(planned.name, decided.started, strict=True)
        if start >= 0
    ]
    what = "initiative" if len(begun) == 1 else "initiatives"
    return f"begin the {what} {' and '.join(begun)}" if begun else ""


def _releases(plan: Plan) -> str:
    """As: release 12 people at 2 sites"""
    people = plan.walk.releases.sum(axis=1)
    if people.sum() < LEAST_HEADS:
        return ""
    sites = plan.facts.sites.name
    where = sorted({sites[plan.facts.teams.site[p]] for p in np.flatnonzero(people >= LEAST_HEADS)})
    at = where[0] if len(where) == 1 else f"{len(where)} sites"
    return f"release {count_of(float(people.sum()), 'person', 'people')} at {at}"


def _transfers(plan: Plan) -> str:
    """As: move 5 people to other teams"""
    people = float(plan.transfers.sum())
    return f"move {count_of(people, 'person', 'people')} to other teams" if people >= LEAST_HEADS else ""


def _answered(summary: Mapping[str, Any]) -> list[str]:
    """As: real-time queues answer 91.2 % in time"""
    level = summary["service_level"]
    return [] if level is None else [f"real-time queues answer {percent(level)} in time"]


def _short(plan: Plan, summary: Mapping[str, Any]) -> str:
    """1.2 % of hours stay short, worst payments_voice:de in the week of 9 Nov (38 h)"""
    short = plan.coverage.short_h
    if short.sum() < LEAST_H:
        return "every required hour is covered"
    queue, worst = np.unravel_index(int(np.argmax(short)), short.shape)
    horizon = plan.facts.horizon
    when = period_text(horizon.day(int(worst)), horizon.period, horizon.start.year)
    share = summary["short_share"]
    much = percent(share) if share >= 0.0005 else "less than 0.1 %"
    hours = number(short[queue, worst], 0 if short[queue, worst] >= 1.0 else 1)
    return f"{much} of hours stay short, worst {plan.facts.queues.name[queue]} in {when} ({hours} h)"


def _search(plan: Plan) -> list[str]:
    """Says so when the search ended before the gap it was asked for."""
    result = plan.result
    if result.status == "within_gap":
        return []
    asked = percent(plan.result.gap_asked)
    if result.gap is None:
        return [f"no bound is known, so it may be far from the best (gap asked for: {asked})"]
    return [f"at most {percent(result.gap)} from the best plan, {asked} was asked for"]

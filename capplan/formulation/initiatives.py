"""Automation initiatives: which projects start, and in which month; each takes a share of the work of its queue.

Index    n initiative    b month    q queue    t period

Given    relieved_h[n,b,q,t]   hours that q requires less in t when n starts in b: its share of the work by the ramp,
                               late by its risk of delay, less what comes back to another queue   h/period
         build_periods[n]      from start to launch                                               periods
         cost, run_cost, fee   at the start; a period from the launch on; for each contact taken  base currency

Decides  initiative_starts[n,b]  whether the initiative starts in the first period of the month (binary)

Rows     initiative_once[n]       sum over b: initiative_starts <= 1
         initiatives_at_once[t]   sum over n, b: initiative_starts whose build lasts in t <= most_at_once
         backlog_age[q,t]         backlog_h + sum over n, b: initiative_starts * relieved work that could still wait
                                  <= the most that may wait without any initiative          (deferrable queues)
         coverage, backlog_balance [q,t]   gain relieved_h * initiative_starts
         end_need[q,k]            gains the mean relief of the last year, at the effect of the last period
Bounds   initiative_starts = 0 before the earliest start

Holds    Nobody is released because work goes: people leave by attrition, or by release_rules.csv where that allows
         it and the site has no no_releases. So the plan starts an initiative when attrition can follow it.

Not held Contacts for an hour of work (tickets, accuracy) and service curves are those without initiatives. The loss
         of a site (resilience.py) asks for the work as if none had started.

Source   choice of projects with resource limits (Weingartner 1966); requirements/initiatives.py has the effects.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.backlog import backlog_limit_h, opening_backlog_h
from capplan.formulation.cost_term import CostTerm, Pricing
from capplan.formulation.sets import Given
from capplan.program import Axis, Block, Program, Rows
from capplan.requirements.initiatives import effect_share, relieved_h, taken_contacts

__all__ = ["add_initiatives", "initiative_terms", "month_labels", "most_required_h", "relief"]

Float = NDArray[np.float64]


def month_labels(given: Given) -> Axis:
    """The calendar months in which periods begin."""
    horizon = given.facts.horizon
    return Axis("month", tuple(horizon.labels[t][:7] for t in horizon.month_starts))


def relief(given: Given) -> Float:
    """[n, b, q, t] the hours that initiatives relieve; no initiatives where the family is off."""
    rules, starts = given.model.initiatives, given.facts.horizon.month_starts
    if rules is None:
        return np.zeros((0, len(starts), *given.requirement.required_h.shape))
    return relieved_h(given.facts, given.requirement, rules.delay, starts)


def most_required_h(given: Given) -> Float:
    """[q, t] the hours that a queue can require, with all that initiatives may send back to it."""
    more = np.maximum(-relief(given), 0.0).max(axis=1, initial=0.0).sum(axis=0)
    return np.asarray(given.requirement.required_h + more)


def add_initiatives(program: Program, given: Given) -> None:
    """Add the columns and rows named above when the family is on and there are initiatives."""
    rules, planned = given.model.initiatives, given.facts.initiatives
    if rules is None or planned is None:
        return
    first, months = given.facts.horizon.month_starts, month_labels(given)
    names = Axis("initiative", planned.name)
    may = (first >= planned.earliest[:, None]) * 1.0
    starts = program.columns("initiative_starts", (names, months), upper=may, integer=True)
    once = program.rows("initiative_once", (names,), at_most=1.0)
    once.add(starts.index.T)
    if rules.most_at_once is not None:
        period = np.arange(len(given.sets.periods))
        age = period - first[:, None]
        built = (age >= 0) & (age < planned.build_periods[:, None, None])
        most = float(rules.most_at_once)
        together = program.rows("initiatives_at_once", (given.sets.periods,), at_most=most, rule=True)
        together.add(starts.index[:, :, None], built * 1.0, at=together.index)
    _add_relief(program, given, starts)


def _add_relief(program: Program, given: Given, starts: Block) -> None:
    """Less work to cover, less that may wait, less that is needed after the plan."""
    hours, sets = relief(given), given.sets
    here = np.flatnonzero((hours != 0.0).any(axis=(0, 1, 3)))
    for name, queues in (("coverage", sets.real_time), ("backlog_balance", sets.deferrable)):
        row = {q: k for k, q in enumerate(queues.tolist())}
        rows = program.row_blocks[name]
        for q in here:
            if int(q) in row:
                _add_hours(rows, starts, hours[:, :, q], row[int(q)])
    _add_age(program, given, starts, hours)
    if "end_need" in program.row_blocks:
        share = _last_share(given, hours)
        rows = program.row_blocks["end_need"]
        for q in here:
            each = np.broadcast_to(share[:, :, q, None], (*share.shape[:2], rows.index.shape[1]))
            _add_hours(rows, starts, each, int(q))


def _add_hours(rows: Rows, starts: Block, hours: Float, row: int) -> None:
    rows.add(starts.index[:, :, None], hours, at=rows.index[row])


def _last_share(given: Given, hours: Float) -> Float:
    """[n, b, q] relief of a mean period of the last year at the effect of the last period."""
    required = given.requirement.required_h
    mean = required[:, -given.facts.horizon.periods_per_year :].mean(axis=1)
    last = required[:, -1]
    scale = np.divide(mean, last, out=np.zeros_like(mean), where=last > 0.0)
    return np.asarray(hours[:, :, :, -1] * scale)


def _add_age(program: Program, given: Given, starts: Block, hours: Float) -> None:
    """What has been relieved cannot wait: the limit on waiting work falls with it."""
    facts, requirement, sets = given.facts, given.requirement, given.sets
    limit = backlog_limit_h(facts, requirement, opening_backlog_h(facts, requirement))
    less = (hours > 0.0).any(axis=(0, 1, 3)) & ~facts.queues.real_time & np.isfinite(limit).all(axis=1)
    here = np.flatnonzero(less) if given.model.coverage.backlog else np.zeros(0, np.int64)
    axis = Axis("queue", tuple(sets.queues.labels[q] for q in here))
    rows = program.rows("backlog_age", (axis, sets.periods), at_most=limit[here], rule=True)
    position = {q: k for k, q in enumerate(sets.deferrable.tolist())}
    waiting, none = program.column_blocks["backlog_h"].index, np.zeros(len(facts.queues.name))
    rows.add(waiting[[position[int(q)] for q in here]])
    for n, b in np.ndindex(*starts.index.shape):
        part = backlog_limit_h(facts, replace(requirement, required_h=hours[n, b]), none)
        rows.add(starts.index[n, b], part[here], at=rows.index)


def initiative_terms(pricing: Pricing) -> list[CostTerm]:
    """What an initiative costs when it starts; and from its launch on, by the period and by the contact."""
    given = pricing.given
    rules, planned = given.model.initiatives, given.facts.initiatives
    if rules is None or planned is None:
        return []
    first, count = given.facts.horizon.month_starts, len(given.sets.periods)
    starts, who = pricing.columns("initiative_starts"), np.arange(len(planned.name))[:, None]
    launched = np.arange(count) >= first[:, None] + planned.build_periods[:, None, None]
    share = effect_share(planned, rules.delay, first, count)
    taken = taken_contacts(planned, given.requirement).sum(axis=1)[:, None]
    running = planned.run_cost[:, None, None] * launched + planned.fee[:, None, None] * share * taken
    name, unit = "initiatives", "projects"
    return [
        pricing.term(name, unit, starts, planned.cost[:, None], who, planned.name, period=first),
        pricing.term(name, unit, starts[:, :, None], running, who[:, :, None], planned.name),
    ]

"""How the required hours of one queue in one week come about, step by step, to be followed by hand.

Contacts     forecast + rework, less what automation answers
Hours        contacts x handle time; staffed interval by interval (real time), or spread over the week (deferrable)
People       required hours / productive share, in contract hours and in full persons

The totals are those of the requirement, and so of requirements.csv. What the requirement does not keep (the load of
an interval, the tightest window of the week) is worked out again from the same functions or by the formula told.
"""

from __future__ import annotations

import numpy as np

from capplan.facts import Facts
from capplan.report.requirement.deferrable import deferrable_steps
from capplan.report.requirement.interval import real_time_steps
from capplan.report.requirement.people import contract_step, shift_step
from capplan.report.requirement.standard_people import contract_h, head_contract_h
from capplan.report.requirement.steps import Explanation, Line, Step, added, said
from capplan.report.wording import period_text
from capplan.requirements.required import Requirement

__all__ = ["explain"]


def explain(facts: Facts, requirement: Requirement, queue: int, period: int) -> Explanation:
    """The steps for one queue in a language, by position, and one period."""
    queues, horizon = facts.queues, facts.horizon
    staffing = real_time_steps if queues.real_time[queue] else deferrable_steps
    contract = float(contract_h(facts, requirement)[queue, period])
    steps = (
        _forecast(facts, queue, period),
        *_rework(facts, requirement, queue, period),
        *_automation(facts, requirement, queue, period),
        _workload(facts, requirement, queue, period),
        *staffing(facts, requirement, queue, period),
        shift_step(facts, requirement, queue, period),
        contract_step(facts, requirement, queue, period),
    )
    return Explanation(
        queue=queues.queue[queue],
        language=queues.language[queue],
        channel=queues.channel[queue],
        work="real_time" if queues.real_time[queue] else "deferrable",
        week_start=horizon.labels[period],
        when=period_text(horizon.day(period), horizon.period),
        required_h=float(requirement.required_h[queue, period]),
        contract_h=contract,
        fte=contract / head_contract_h(facts, queue),
        steps=steps,
    )


def _forecast(facts: Facts, queue: int, period: int) -> Step:
    queues = facts.queues
    basis = (
        "elapsed: seconds that a contact is open"
        if queues.elapsed[queue]
        else "agent work: seconds of a person's time"
    )
    return Step(
        "The forecast",
        (
            Line("contacts", float(queues.volume[queue, period]), "contacts"),
            Line("handle time", float(queues.aht_s[queue, period]), "s", basis),
        ),
    )


def _rework(facts: Facts, requirement: Requirement, queue: int, period: int) -> list[Step]:
    """The contacts that other contacts bring about, arc by arc; no step where none arrive."""
    arcs, arriving = facts.rework, requirement.demand.arriving
    here = np.flatnonzero(arcs.to_queue == queue)
    if not here.size:
        return []
    horizon, forecast = facts.horizon, float(facts.queues.volume[queue, period])
    lines, parts = [], []
    for arc in here.tolist():
        source, share, delay = int(arcs.from_queue[arc]), float(arcs.share[arc]), int(arcs.delay[arc])
        then = max(period - delay, 0)
        contacts = float(arriving[source, then])
        before = ", taken as in the first one" if delay > period else ""
        when = (
            f"{delay} {horizon.period}{'s' if delay != 1 else ''} earlier{before}"
            if delay
            else f"in the same {horizon.period}"
        )
        what = f"brought about by {facts.queues.name[source]}"
        how = f"= {said(share)} x {said(contacts)} contacts; {when}"
        lines.append(Line(what, share * contacts, "contacts", how))
        parts.append(said(share * contacts))
    total = float(arriving[queue, period])
    lines.append(Line("contacts that arrive", total, "contacts", f"= {added([said(forecast), *parts])}"))
    return [Step("Contacts that other contacts bring about", tuple(lines))]


def _automation(facts: Facts, requirement: Requirement, queue: int, period: int) -> list[Step]:
    """What automation answers, and how much harder the rest is; no step where it answers nothing."""
    if facts.automation is None or not facts.automation.coverage[queue, period]:
        return []
    rules, demand = facts.automation, requirement.demand
    coverage, success = float(rules.coverage[queue, period]), float(rules.success[queue, period])
    spread, automated = float(rules.spread[queue, period]), coverage * success
    arriving, forecast_s = float(demand.arriving[queue, period]), float(facts.queues.aht_s[queue, period])
    lines = (
        Line("coverage", coverage, "share", "of the contacts are tried by automation"),
        Line("success", success, "share", "of those need no person"),
        Line("answered by automation", automated, "share", f"= {said(coverage)} x {said(success)}"),
        Line(
            "contacts for people",
            float(demand.volume[queue, period]),
            "contacts",
            f"= {said(arriving)} x (1 - {said(automated)})",
        ),
        Line(
            "spread of difficulty", spread, "share", "hardest and easiest contact, from the mean handle time"
        ),
        Line(
            "their handle time",
            float(demand.aht_s[queue, period]),
            "s",
            f"= {said(forecast_s)} s x (1 + {said(spread)} x {said(automated)}); the easy ones are gone",
        ),
    )
    return [Step("What automation answers", lines)]


def _workload(facts: Facts, requirement: Requirement, queue: int, period: int) -> Step:
    """Hours of a person's time; for chats the seconds of one person among several chats."""
    queues, demand = facts.queues, requirement.demand
    volume, aht_s = float(demand.volume[queue, period]), float(demand.aht_s[queue, period])
    at_once = float(queues.concurrency[queue])
    work_s = aht_s / at_once if queues.elapsed[queue] else aht_s
    lines = []
    if queues.elapsed[queue] and at_once != 1.0:
        lines.append(Line("worked at once", at_once, "contacts", "by one person (concurrency)"))
        how = f"= {said(aht_s)} s elapsed / {said(at_once)}"
        lines.append(Line("a person's time for a contact", work_s, "s", how))
    hours = float(requirement.workload_h[queue, period])
    how = f"= {said(volume)} contacts x {said(work_s)} s / 3,600"
    lines.append(Line("workload", hours, "h", how))
    return Step("Hours of handling", tuple(lines))

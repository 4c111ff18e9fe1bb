"""Prices of the planning model against those of the inputs, and rules that have no table to work on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.facts import Facts
from capplan.tables import PAY_UNITS
from capplan.validation.teams import pay_per_period
from capplan.validation.typed import Inputs

__all__ = ["notes"]

SECONDS_OF_AN_HOUR = 3600.0
TABLE_OF = {
    "hiring": "class_rules",
    "releases": "release_rules",
    "transfers": "transfers",
    "shares": "share_limits",
    "support": "support_ratios",
    "budget": "budgets",
    "contracts": "contracts",
}


def notes(inputs: Inputs, facts: Facts) -> Iterator[str]:
    """Unmet and late prices below the dearest own hour, and families without their table."""
    teams = facts.teams
    dearest, whose = 0.0, ""
    for p, unit in enumerate(teams.unit):
        if unit in PAY_UNITS:
            period = pay_per_period(unit, float(teams.rate[p]), float(teams.contract_h[p]), facts.horizon)
            rate = float(facts.sites.currency_rate[teams.site[p]].max())
            hour = period / float(teams.contract_h[p]) * float(teams.loading[p]) * rate
            if hour > dearest:
                dearest, whose = hour, teams.name[p]
    used = set(facts.queues.priority)
    for priority, price in inputs.model.coverage.unmet_price.items():
        if price < dearest and priority in used and priority not in inputs.model.coverage.must_meet:
            yield (
                f"unmet_price of {priority} is {price:g} an hour, an hour of {whose} costs "
                f"{np.round(dearest, 2):g} {facts.currency}: it can be cheaper to leave work undone"
            )
    yield from _late_prices(inputs, facts, dearest, whose)
    for family, table in TABLE_OF.items():
        if getattr(inputs.model, family) is not None and not len(inputs[table]):
            yield f"the rule [{family}] is on, but {table}.csv has no rows: it does nothing"


def _late_prices(inputs: Inputs, facts: Facts, dearest: float, whose: str) -> Iterator[str]:
    """Late prices at which the contacts of a busy hour are worth less than the hour."""
    queues, rules = facts.queues, inputs.model.service
    if rules is None:
        return
    for priority, price in rules.late_price.items():
        for q in np.flatnonzero(queues.real_time & (np.array(queues.priority) == priority)):
            aht_s = queues.aht_s[q] / (queues.concurrency[q] if queues.elapsed[q] else 1.0)
            worth = price * SECONDS_OF_AN_HOUR / float(aht_s.max())
            if worth < dearest and priority not in inputs.model.coverage.must_meet:
                yield (
                    f"late_price of {priority} is {price:g} a contact: an hour of {queues.name[q]} answers "
                    f"contacts worth {worth:.2f}, an hour of {whose} costs {dearest:.2f} {facts.currency}: it "
                    "can be cheaper to leave the queue unanswered"
                )
        if priority not in queues.priority:
            yield f"the planning model prices late contacts of {priority}, which no queue has"

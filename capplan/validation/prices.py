"""Prices of the planning model against those of the inputs, and rules that have no table to work on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from capplan.facts import Facts
from capplan.tables import PAY_UNITS
from capplan.validation.teams import pay_per_period
from capplan.validation.typed import Inputs

__all__ = ["notes"]

TABLE_OF = {
    "hiring": "class_rules",
    "releases": "release_rules",
    "transfers": "transfers",
    "shares": "share_limits",
    "support": "support_ratios",
    "budget": "budgets",
}


def notes(inputs: Inputs, facts: Facts) -> Iterator[str]:
    """Unmet prices below the dearest own hour, and families without their table."""
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
    for family, table in TABLE_OF.items():
        if getattr(inputs.model, family) is not None and not len(inputs[table]):
            yield f"the rule [{family}] is on, but {table}.csv has no rows: it does nothing"

"""Prices by team: what a head, an hour or a ticket costs in the site's currency.

Own teams are paid (wage_hour, wage_week, wage_month, wage_year), vendors bill (productive_hour, paid_hour,
fte_month, ticket). Pay carries burden and bonus (``loading``) and is owed for paid time only (``paid_share``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.requirements.required import Requirement

__all__ = ["Prices", "prices"]

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Prices:
    """Prices in site currency. Zero where a team has no such price."""

    wage: Float  # [p, t] one production head of an own team
    training: Float  # [p, t] one trainee
    hour: Float  # [p] one paid hour at contract pay; the base of overtime and undertime
    head: Float  # [p] one production head billed by paid hour or FTE-month
    productive_hour: Float  # [p] one productive hour billed
    ticket: Float  # [p] one ticket billed
    own: NDArray[np.bool_]  # [p] paid by us, not billed by a vendor


def _units(unit: NDArray[np.str_], months: bool, contract_h: Float) -> Float:
    """[p] how many units of pay or price one head comes to in a period (0 for units that are not by head)."""
    weekly = {
        "wage_hour": 1.0,
        "wage_week": 1.0,
        "wage_month": 12 / 52,
        "wage_year": 1 / 52,
        "paid_hour": 1.0,
        "fte_month": 12 / 52,
    }
    monthly = {
        "wage_hour": 1.0,
        "wage_week": 52 / 12,
        "wage_month": 1.0,
        "wage_year": 1 / 12,
        "paid_hour": 1.0,
        "fte_month": 1.0,
    }
    per_head = np.array([(monthly if months else weekly).get(name, 0.0) for name in unit])
    return np.where(np.isin(unit, ("wage_hour", "paid_hour")), per_head * contract_h, per_head)


def prices(facts: Facts, requirement: Requirement) -> Prices:
    """The prices that the rates table comes to in a period of the plan."""
    teams = facts.teams
    unit = np.array(teams.unit)
    own = np.char.startswith(unit, "wage_")
    paid_share = requirement.paid_share[teams.site]
    per_head = _units(unit, facts.horizon.period == "month", teams.contract_h)
    loading = np.where(own, teams.loading, 1.0)
    head_pay = per_head * teams.rate * loading
    by_hour = np.isin(unit, ("productive_hour", "ticket"))
    training = np.where(by_hour, teams.contract_h, per_head) * teams.training_rate * loading
    hour = np.where(unit == "productive_hour", teams.rate, head_pay / teams.contract_h)
    return Prices(
        wage=np.where(own, head_pay, 0.0)[:, None] * paid_share,
        training=training[:, None] * np.where(own[:, None], paid_share, 1.0),
        hour=hour,
        head=np.where(own, 0.0, head_pay),
        productive_hour=np.where(unit == "productive_hour", teams.rate, 0.0),
        ticket=np.where(unit == "ticket", teams.rate, 0.0),
        own=own,
    )

"""Prices of people and hours, afresh from rates and units (tables.py): what a head or an hour costs."""

from __future__ import annotations

from capplan.facts import Facts

__all__ = ["BILLED", "hour_price", "head_price", "pay_per_period", "trainee_price"]

WEEKS_PER_YEAR = 52.0
MONTHS_PER_YEAR = 12.0
BILLED = ("productive_hour", "paid_hour", "fte_month", "ticket", "minute", "seat_month")


def _has_contract(facts: Facts, team: int) -> bool:
    """Whether a team is billed by its contract: nothing about it has a price here."""
    return facts.contracts is not None and bool(facts.contracts.under_contract[team])


def pay_per_period(unit: str, rate: float, contract_h: float, periods_per_year: float) -> float:
    """A rate of one of the units of pay, or of fte_month, as money for one head in one period."""
    return {
        "wage_hour": rate * contract_h,
        "wage_week": rate * WEEKS_PER_YEAR / periods_per_year,
        "wage_month": rate * MONTHS_PER_YEAR / periods_per_year,
        "wage_year": rate / periods_per_year,
        "fte_month": rate * MONTHS_PER_YEAR / periods_per_year,
    }[unit]


def head_price(facts: Facts, team: int) -> float:
    """What a head in production costs a period: pay with its loading, or a rate by head; else 0."""
    teams, a_year = facts.teams, facts.horizon.periods_per_year
    unit, rate, hours = teams.unit[team], float(teams.rate[team]), float(teams.contract_h[team])
    if unit in ("productive_hour", "ticket") or _has_contract(facts, team):
        return 0.0
    if unit == "paid_hour":
        return rate * hours
    price = pay_per_period(unit, rate, hours, a_year)
    return price if unit == "fte_month" else price * float(teams.loading[team])


def trainee_price(facts: Facts, team: int) -> float:
    """What one trainee costs a period."""
    teams, a_year = facts.teams, facts.horizon.periods_per_year
    unit, rate, hours = teams.unit[team], float(teams.training_rate[team]), float(teams.contract_h[team])
    if _has_contract(facts, team):
        return 0.0
    if unit in ("productive_hour", "paid_hour", "ticket"):
        return rate * hours
    price = pay_per_period(unit, rate, hours, a_year)
    return price if unit == "fte_month" else price * float(teams.loading[team])


def hour_price(facts: Facts, team: int) -> float:
    """What one paid hour costs, before any premium; 0 for teams billed by productive hour or ticket."""
    return head_price(facts, team) / float(facts.teams.contract_h[team])

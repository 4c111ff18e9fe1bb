"""Teams and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import Teams
from capplan.horizon import Horizon
from capplan.nearest import listing
from capplan.tables import BILLING_UNITS, PAY_UNITS
from capplan.validation.ageing import ages
from capplan.validation.contract_scope import first_contract, under_contract
from capplan.validation.typed import Inputs, rows_where

__all__ = ["build_teams", "check", "notes", "pay_per_period", "team_vendor"]

HEADCOUNT_ONLY = ("headcount", "class_rules", "committed_classes", "release_rules")
BY_HEAD = ("paid_hour", "fte_month")
WEEK_H, MONTH_H = 168.0, 744.0

Float = NDArray[np.float64]


def team_vendor(inputs: Inputs) -> NDArray[np.str_]:
    """The vendor of every team's site: "" for own sites, "?" for sites that are not known."""
    sites, teams = inputs["sites"], inputs["teams"]
    vendor = dict(zip(sites.text("site").tolist(), sites.text("vendor").tolist(), strict=True))
    return np.array([vendor.get(site, "?") for site in teams.text("site").tolist()], dtype=np.str_)


def check(inputs: Inputs) -> Iterator[Problem]:
    """Contract hours, units that do not fit the site, teams without a rate, rows that need a payroll."""
    teams = inputs["teams"]
    longest = WEEK_H if inputs.horizon.period == "week" else MONTH_H
    for row in rows_where(teams.number("contract_h") > longest):
        yield teams.problem(
            row,
            "contract_h",
            f"a {inputs.horizon.period} has fewer hours",
            f"at most {longest:g} in this plan",
            "Hours of a month in a weekly plan?",
        )
    on_demand = teams.text("staffing") == "on_demand"
    for row in rows_where(on_demand & teams.given("curve")):
        yield teams.problem(row, "curve", "an on_demand team has no new people", "a blank cell")
    yield from _rates(inputs, on_demand)
    named = set(teams.text("team")[on_demand].tolist())
    for name, columns in [(name, ("team",)) for name in HEADCOUNT_ONLY] + [
        ("attrition", ("team",)),
        ("transfers", ("from_team", "to_team")),
    ]:
        table = inputs[name]
        for column in columns:
            for row in rows_where(np.isin(table.text(column), list(named)) & table.given(column)):
                yield table.problem(
                    row,
                    column,
                    "the team is on_demand: it has hours, not people",
                    "a team with staffing headcount",
                )


def _rates(inputs: Inputs, on_demand: NDArray[np.bool_]) -> Iterator[Problem]:
    teams, rates = inputs["teams"], inputs["rates"]
    vendor = team_vendor(inputs)
    position = rates.positions("team", tuple(teams.text("team").tolist()))
    if rates.sound:
        priced = np.isin(teams.text("team"), rates.text("team")) | under_contract(inputs)
        unpriced = rows_where(~priced & teams.given("team"))
        if unpriced and not rates.present:
            names = listing(teams.text("team")[unpriced].tolist())
            yield Problem(rates.table.file, "the file is missing", allowed=f"a file with rows for {names}")
            return
        for row in unpriced:
            allowed = f"a row in {rates.table.file}, or a contract that covers it"
            yield teams.problem(row, "team", "the team has no rate", allowed)
    pay = np.isin(rates.text("unit"), PAY_UNITS)
    billing = np.isin(rates.text("unit"), BILLING_UNITS)
    for row in rows_where((position >= 0) & (pay | billing)):
        team = position[row]
        if vendor[team] == "?":
            continue
        bought = bool(on_demand[team]) or vendor[team] != ""
        if pay[row] and bought:
            who = "hours bought on demand are" if on_demand[team] else f"vendor {vendor[team]!s} is"
            yield rates.problem(row, "unit", f"{who} billed, not paid a wage", ", ".join(BILLING_UNITS))
        if billing[row] and not bought:
            yield rates.problem(row, "unit", "people of an own site are paid a wage", ", ".join(PAY_UNITS))
        if on_demand[team] and rates.text("unit")[row] in BY_HEAD:
            message = "an on_demand team has no heads to bill"
            yield rates.problem(row, "unit", message, "productive_hour, ticket")
    for column in ("burden", "bonus"):
        for row in rows_where(billing & (rates.number(column) > 0)):
            yield rates.problem(
                row,
                column,
                "only pay has it, a vendor's price includes it",
                "0 or blank for billing units",
            )


def pay_per_period(unit: str, rate: float, contract_h: float, horizon: Horizon) -> float:
    """Pay of one person in one period, from a pay unit; ``contract_h`` are the hours of the period.

    A year has 52 weeks and 12 months.
    """
    if unit == "wage_hour":
        return rate * contract_h
    per_year = {"wage_week": 52.0, "wage_month": 12.0, "wage_year": 1.0}[unit]
    return rate * per_year / horizon.periods_per_year


def notes(inputs: Inputs) -> Iterator[str]:
    """Rates of nothing, hours that look like those of another period."""
    teams, rates = inputs["teams"], inputs["rates"]
    for row in rows_where(rates.number("rate") == 0):
        yield f"rates.csv:{rates.lines[row]}: the rate of {rates.text('team')[row]} is 0"
    hours = teams.number("contract_h")
    strange = hours > 60 if inputs.horizon.period == "week" else hours < 60
    for row in rows_where(strange):
        yield (
            f"teams.csv:{teams.lines[row]}: {hours[row]:g} contract hours in a {inputs.horizon.period}: "
            f"is it the right period?"
        )
    idle = ~np.isin(teams.text("team"), [*inputs["headcount"].names(), *inputs["class_rules"].names()])
    for row in rows_where(idle & (teams.text("staffing") == "headcount")):
        yield f"teams.csv:{teams.lines[row]}: {teams.text('team')[row]} has no people and hires none"


def build_teams(inputs: Inputs) -> Teams:
    """The teams, with what they cost and how their people age."""
    teams, cost = inputs["teams"], _costs(inputs)
    age = ages(inputs)
    return Teams(
        name=teams.names(),
        site=teams.positions("site", inputs["sites"].names()),
        languages=tuple(teams.labels("languages")),
        contract_h=teams.number("contract_h"),
        on_demand=teams.text("staffing") == "on_demand",
        unit=tuple(cost.unit.tolist()),
        rate=cost.rate,
        training_rate=cost.training_rate,
        loading=cost.loading,
        training_periods=age.training_periods,
        nesting_periods=age.nesting_periods,
        mature_age=age.mature_age,
        hazard=age.hazard,
        productivity=age.productivity,
        opening=age.opening,
    )


@dataclass(frozen=True)
class _Costs:
    """What rates.csv says of every team, [p]; a team under contract has the unit of its first one, and no rate."""

    unit: NDArray[np.str_]
    rate: Float
    training_rate: Float
    loading: Float


def _costs(inputs: Inputs) -> _Costs:
    rates, contracts = inputs["rates"], inputs["contracts"]
    contract = first_contract(inputs)
    count = len(contract)
    cost = _Costs(np.full(count, "", dtype="<U20"), np.zeros(count), np.zeros(count), np.ones(count))
    cost.unit[contract >= 0] = contracts.text("unit")[contract[contract >= 0]]
    team = rates.positions("team", inputs["teams"].names())
    pay = np.isin(rates.text("unit"), PAY_UNITS)
    rate, training = rates.number("rate"), rates.number("training_rate")
    cost.unit[team] = rates.text("unit")
    cost.rate[team] = rate
    cost.training_rate[team] = np.where(np.isnan(training), np.where(pay, rate, 0.0), training)
    cost.loading[team] = np.where(pay, 1.0 + rates.number("burden") + rates.number("bonus"), 1.0)
    return cost

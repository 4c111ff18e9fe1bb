"""Every cost term, once: the objective, the report and the budget share this list.

A term prices columns of the program:  amount = price * column, in the currency of a site, in a period.
Objective (minimise = "cost")          sum over terms of price * currency rate * column
Objective (minimise = "unmet_hours")   unmet hours and steering in full, money at MONEY_TIE_BREAK

Term              prices                                        money?
wages             heads of own teams                            yes
training          trainees, own and vendors'                    yes
recruiting        hires                                         yes
classes           classes                                       yes
seats             heads who need a seat                         yes
overtime          overtime hours at the premium                 yes
undertime         hours given back (negative)                   yes
vendor_hours      what vendors bill for production              yes
severance         releases                                      yes
transfers         people cross-trained                          yes
support_roles     people in support roles                       yes
unmet_hours       short hours by priority                       yes, but no cost to serve
moved_hours       hours moved between periods                   steering
backlog_hours     hours waiting                                 steering
end_capacity      hours left for later work (negative)          steering
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from capplan.formulation.coverage import tickets_per_h
from capplan.formulation.prices import Prices, prices
from capplan.formulation.sets import Given, block_of_period
from capplan.program import Program

__all__ = ["MONEY_TIE_BREAK", "CostTerm", "base_prices", "cost_terms", "objective"]

MONEY_TIE_BREAK = 1e-4

Index = NDArray[np.int64]
Float = NDArray[np.float64]


@dataclass(frozen=True)
class CostTerm:
    """One term: parallel arrays, one entry for each priced column and period.

    ``site`` is -1 for entries in base currency that belong to no site; ``who`` indexes ``labels``.
    """

    name: str
    unit: str
    steering: bool
    labels: tuple[str, ...]
    column: Index
    period: Index
    site: Index
    who: Index
    price: Float


def cost_terms(program: Program, given: Given) -> tuple[CostTerm, ...]:
    """All terms of the plan, in the order in which they are reported."""
    facts, sets = given.facts, given.sets
    price = prices(facts, given.requirement)
    periods = np.arange(len(sets.periods))

    def by_team(name: str, unit: str, columns: str, value: ArrayLike) -> CostTerm:
        index = program.column_blocks[columns].index
        team = np.arange(len(sets.teams))
        return _term(
            name, unit, index, periods, facts.teams.site[:, None], team[:, None], value, sets.teams.labels
        )

    def column(values: Float) -> Float:
        return values[:, None]

    rules, sites, site = facts.class_rules, facts.sites, facts.teams.site
    seat = (1.0 - sites.work_from_home[site]) * sites.seat_cost[site]
    terms = [
        by_team("wages", "heads", "heads", price.wage),
        by_team("training", "trainees", "trainees", price.training),
        by_team("recruiting", "hires", "hires", column(rules.recruiting_cost)),
        by_team("recruiting", "hires", "committed_hires", column(rules.recruiting_cost)),
        by_team("classes", "classes", "classes", column(rules.class_cost)),
        by_team("classes", "classes", "committed_classes", column(rules.class_cost)),
        by_team("seats", "heads", "heads", column(seat)),
        *_hours_terms(given, price, by_team),
        by_team("vendor_hours", "heads", "heads", column(price.head)),
        *_assigned_terms(program, given, price, periods),
        by_team("severance", "heads", "released", column(facts.release_rules.severance)),
        *_other_terms(program, given, periods),
    ]
    return tuple(term for term in terms if term.price.any())


def _term(
    name: str,
    unit: str,
    column: Index,
    period: ArrayLike,
    site: ArrayLike,
    who: ArrayLike,
    price: ArrayLike,
    labels: tuple[str, ...],
    steering: bool = False,
) -> CostTerm:
    parts = np.broadcast_arrays(column, period, site, who, np.asarray(price, float))
    keep = parts[4].ravel() != 0.0
    flat = [part.ravel()[keep] for part in parts]
    return CostTerm(name, unit, steering, labels, flat[0], flat[1], flat[2], flat[3], flat[4])


def _hours_terms(given: Given, price: Prices, by_team) -> list[CostTerm]:  # type: ignore[no-untyped-def]
    """Overtime at its premium; undertime as pay saved. Billed hours carry only the premium above their rate."""
    overtime, undertime, teams = given.model.overtime, given.model.undertime, given.facts.teams
    billed = price.productive_hour[:, None] * given.requirement.on_duty_share[teams.site]
    by_head = np.where(price.productive_hour > 0, 0.0, price.hour)[:, None]
    paid = np.where(price.own[:, None], given.requirement.paid_share[teams.site], 1.0)
    terms = []
    if overtime is not None:
        value = by_head * overtime.premium + billed * (overtime.premium - 1.0)
        terms.append(by_team("overtime", "paid hours", "overtime_h", value))
    if undertime is not None:
        value = (
            -by_head * paid * (1.0 - undertime.paid_share) * (np.array(teams.unit) != "fte_month")[:, None]
        )
        terms.append(by_team("undertime", "paid hours", "undertime_h", value))
    return terms


def _assigned_terms(program: Program, given: Given, price: Prices, periods: Index) -> list[CostTerm]:
    """Vendor hours and tickets that are billed by the work assigned."""
    facts, sets = given.facts, given.sets
    pairs, teams = facts.pairs, facts.teams
    assigned = program.column_blocks["assigned_h"].index
    whole = teams.on_demand & (price.ticket > 0)
    per_h = pairs.pace[:, None] * tickets_per_h(facts, given.requirement)[pairs.queue]
    ticket = np.where(whole, 0.0, price.ticket)[pairs.team, None] * per_h
    bought = program.column_blocks["tickets"]
    buyer = np.flatnonzero(whole)
    where = (teams.site[pairs.team][:, None], pairs.team[:, None])
    return [
        _term(
            "vendor_hours",
            "productive hours",
            assigned,
            periods,
            *where,
            price.productive_hour[pairs.team, None],
            sets.teams.labels,
        ),
        _term("vendor_hours", "productive hours", assigned, periods, *where, ticket, sets.teams.labels),
        _term(
            "vendor_hours",
            "tickets",
            bought.index,
            periods,
            teams.site[buyer][:, None],
            buyer[:, None],
            price.ticket[buyer, None],
            sets.teams.labels,
        ),
    ]


def _other_terms(program: Program, given: Given, periods: Index) -> list[CostTerm]:
    """Transfers, support roles, unmet hours and the terms that only steer."""
    facts, sets, model = given.facts, given.sets, given.model
    arcs, blocks = facts.transfers, program.column_blocks
    terms = [
        _term(
            "transfers",
            "heads",
            blocks["transferred"].index,
            periods,
            facts.teams.site[arcs.to_team][:, None],
            arcs.to_team[:, None],
            arcs.cost[:, None],
            sets.teams.labels,
        )
    ]
    if model.support is not None:
        role = np.arange(len(sets.roles))
        block = block_of_period(len(sets.periods), model.support.block_periods)
        terms.append(
            _term(
                "support_roles",
                "heads",
                blocks["role_heads"].index[:, block],
                periods,
                facts.support.site[:, None],
                role[:, None],
                facts.support.pay[:, None],
                facts.support.role,
            )
        )
    queue = np.arange(len(sets.queues))[:, None]
    unmet = np.array([model.coverage.unmet_price.get(name, 0.0) for name in facts.queues.priority])
    terms.append(
        _term(
            "unmet_hours",
            "hours",
            blocks["short_h"].index,
            periods,
            -1,
            queue,
            unmet[:, None],
            sets.queues.labels,
        )
    )
    if "moved_h" in blocks and model.stability is not None:
        pair = np.arange(len(sets.pairs))[:, None]
        terms.append(
            _term(
                "moved_hours",
                "hours",
                blocks["moved_h"].index,
                periods[1:],
                -1,
                pair,
                model.stability.move_price,
                sets.pairs.labels,
                steering=True,
            )
        )
    waiting = sets.deferrable[:, None]
    terms.append(
        _term(
            "backlog_hours",
            "hours",
            blocks["backlog_h"].index,
            periods,
            -1,
            waiting,
            model.coverage.backlog_price,
            sets.queues.labels,
            steering=True,
        )
    )
    if "valued_h" in blocks and model.end_of_horizon is not None:
        pair, valued = np.arange(len(sets.pairs))[:, None], blocks["valued_h"].index
        worth = -model.end_of_horizon.value_per_h
        terms.append(
            _term(
                "end_capacity",
                "hours",
                valued,
                periods[-1],
                -1,
                pair,
                worth,
                sets.pairs.labels,
                steering=True,
            )
        )
    return terms


def base_prices(given: Given, term: CostTerm) -> Float:
    """The prices of a term in base currency."""
    rate = given.facts.sites.currency_rate[term.site, term.period]
    return term.price * np.where(term.site < 0, 1.0, rate)


def objective(program: Program, given: Given, terms: tuple[CostTerm, ...]) -> Float:
    """The cost of every column of the program, in base currency."""
    cost = np.zeros(program.column_count)
    service = given.model.objective.minimise == "unmet_hours"
    for term in terms:
        light = service and not term.steering and term.name != "unmet_hours"
        np.add.at(cost, term.column, base_prices(given, term) * (MONEY_TIE_BREAK if light else 1.0))
    return cost

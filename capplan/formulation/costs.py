"""Every cost term, once: the objective, the report and the budget share this list.

What a contract bills comes in three terms here and line by line in the report: extraction puts the invoice in their
place, which comes to the same amount.

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
vendor_fees       production under contract, premiums, nesting, ramp, baselines        yes
vendor_charges    overtime, training, settlements, opening and ending of contracts     yes
vendor_scorecard  bonuses, credits, missed targets, earn-backs                         yes
transfers         people cross-trained                          yes
support_roles     people in support roles                       yes
automation        contacts that automation tries                yes
initiatives       automation initiatives that start, and run    yes
sites             sites that open, close, or may close          yes
unmet_hours       short hours by priority                       yes, but no cost to serve
late_contacts     contacts late for want of hours, by priority  yes, but no cost to serve
late_work         hours past a clock, by priority               yes, but no cost to serve
moved_hours       hours moved between periods                   steering
backlog_hours     hours waiting                                 steering
end_capacity      hours left for later work (negative)          steering
presence          hours that nobody is at a desk                steering
nesting           new people beyond what teams and leads carry  steering
shortage_order    unmet hours, more urgent work first           steering
plan_changes      what differs from an earlier plan             steering
resilience        hours that a lost site would leave uncovered  steering
strain            people who leave because of it                steering
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.formulation.contract_costs import contract_terms
from capplan.formulation.cost_term import UNMET, CostTerm, Pricing
from capplan.formulation.initiatives import initiative_terms
from capplan.formulation.prices import Prices, prices
from capplan.formulation.replan import change_terms
from capplan.formulation.resilience import checked_periods
from capplan.formulation.service import priced_by_service
from capplan.formulation.sets import Given, block_of_period
from capplan.formulation.site_options import site_terms
from capplan.formulation.strain import strain_terms
from capplan.formulation.trust_costs import trust_terms
from capplan.program import Program
from capplan.requirements.items import tickets_per_h

__all__ = ["MONEY_TIE_BREAK", "base_prices", "cost_terms", "objective"]

MONEY_TIE_BREAK = 1e-4

Float = NDArray[np.float64]


def cost_terms(program: Program, given: Given) -> tuple[CostTerm, ...]:
    """All terms of the plan, in the order in which they are reported."""
    facts, pricing = given.facts, Pricing(program, given)
    price = prices(facts, given.requirement)
    rules, sites, site = facts.class_rules, facts.sites, facts.teams.site
    seat = (1.0 - sites.work_from_home[site]) * sites.seat_cost[site]
    terms = [
        pricing.by_team("wages", "heads", "heads", price.wage),
        pricing.by_team("training", "trainees", "trainees", price.training),
        pricing.by_team("recruiting", "hires", "hires", rules.recruiting_cost),
        pricing.by_team("recruiting", "hires", "committed_hires", rules.recruiting_cost),
        pricing.by_team("classes", "classes", "classes", rules.class_cost),
        pricing.by_team("classes", "classes", "committed_classes", rules.class_cost),
        pricing.by_team("seats", "heads", "heads", seat),
        *_overtime_terms(pricing, price),
        pricing.by_team("vendor_hours", "heads", "heads", price.head),
        *_assigned_terms(pricing, price),
        pricing.by_team("severance", "heads", "released", facts.release_rules.severance),
        *contract_terms(program, given),
        *_people_terms(pricing),
        *initiative_terms(pricing),
        *site_terms(pricing),
        *_hours_terms(pricing),
        *strain_terms(pricing),
        *trust_terms(pricing),
        *change_terms(pricing),
    ]
    return tuple(term for term in terms if term.price.any())


def _overtime_terms(pricing: Pricing, price: Prices) -> list[CostTerm]:
    """Overtime at its premium; undertime as pay saved. Billed hours carry only the premium above their rate."""
    given = pricing.given
    overtime, undertime, teams = given.model.overtime, given.model.undertime, given.facts.teams
    billed = price.productive_hour[:, None] * given.requirement.on_duty_share[teams.site]
    by_head = np.where(price.productive_hour > 0, 0.0, price.hour)[:, None]
    terms = []
    if overtime is not None:
        value = by_head * overtime.premium + billed * (overtime.premium - 1.0)
        terms.append(pricing.by_team("overtime", "paid hours", "overtime_h", value))
    if undertime is not None:
        owed = np.where(price.own[:, None], given.requirement.paid_share[teams.site], 1.0)
        saves = (np.array(teams.unit) != "fte_month")[:, None]
        value = -by_head * owed * (1.0 - undertime.paid_share) * saves
        terms.append(pricing.by_team("undertime", "paid hours", "undertime_h", value))
    return terms


def _assigned_terms(pricing: Pricing, price: Prices) -> list[CostTerm]:
    """Vendor hours and tickets that are billed by the work assigned."""
    facts, labels = pricing.given.facts, pricing.given.sets.teams.labels
    pairs, teams, assigned = facts.pairs, facts.teams, pricing.columns("assigned_h")
    whole = teams.on_demand & (price.ticket > 0)
    per_h = pairs.pace[:, None] * tickets_per_h(pricing.given.requirement)[pairs.queue]
    team, buyer = pairs.team[:, None], np.flatnonzero(whole)[:, None]
    ticket = np.where(whole, 0.0, price.ticket)[team] * per_h
    hour = price.productive_hour[team]
    name, unit = "vendor_hours", "productive hours"
    return [
        pricing.term(name, unit, assigned, hour, team, labels, site=teams.site[team]),
        pricing.term(name, unit, assigned, ticket, team, labels, site=teams.site[team]),
        pricing.term(
            name,
            "tickets",
            pricing.columns("tickets"),
            price.ticket[buyer],
            buyer,
            labels,
            site=teams.site[buyer],
        ),
    ]


def _people_terms(pricing: Pricing) -> list[CostTerm]:
    """Transfers, where they arrive, and support roles."""
    facts, sets, support = pricing.given.facts, pricing.given.sets, pricing.given.model.support
    arcs, joined = facts.transfers, facts.transfers.to_team[:, None]
    moved = pricing.columns("transferred")
    site = facts.teams.site[joined]
    terms = [
        pricing.term("transfers", "heads", moved, arcs.cost[:, None], joined, sets.teams.labels, site=site)
    ]
    if support is not None:
        role = np.arange(len(sets.roles))[:, None]
        block = block_of_period(len(sets.periods), support.block_periods)
        people = pricing.columns("role_heads")[:, block]
        pay, site = facts.support.pay[role], facts.support.site[role]
        terms.append(pricing.term("support_roles", "heads", people, pay, role, facts.support.role, site=site))
    return terms


def _hours_terms(pricing: Pricing) -> list[CostTerm]:
    """Unmet hours by priority, and the terms that only steer."""
    given, blocks = pricing.given, pricing.program.column_blocks
    sets, model, periods = given.sets, given.model, np.arange(len(given.sets.periods))
    unmet = np.array([model.coverage.unmet_price.get(name, 0.0) for name in given.facts.queues.priority])
    by_service = priced_by_service(given)
    unmet[by_service] = 0.0
    queue, waiting = np.arange(len(sets.queues))[:, None], sets.deferrable[:, None]
    labels, short = sets.queues.labels, pricing.columns("short_h")
    terms = [pricing.term("unmet_hours", "hours", short, unmet[:, None], queue, labels)]
    if "automated" in blocks and given.facts.automation is not None:
        fee = given.facts.automation.fee
        terms.insert(
            0, pricing.term("automation", "contacts", pricing.columns("automated"), fee, queue, labels)
        )
    if model.service is not None and len(by_service):
        each = [model.service.late_price[given.facts.queues.priority[q]] for q in by_service]
        late, asked = pricing.columns("late"), by_service[:, None]
        terms.append(pricing.term("late_contacts", "contacts", late, np.array(each)[:, None], asked, labels))
    if "moved_h" in blocks and model.stability is not None:
        price = model.stability.move_price
        terms.append(pricing.by_pair("moved_hours", "hours", "moved_h", price, period=periods[1:]))
    backlog, price = pricing.columns("backlog_h"), model.coverage.backlog_price
    terms.append(pricing.term("backlog_hours", "hours", backlog, price, waiting, labels, steering=True))
    if "valued_h" in blocks and model.end_of_horizon is not None:
        price = -model.end_of_horizon.value_per_h
        terms.append(pricing.by_pair("end_capacity", "hours", "valued_h", price, period=periods[-1]))
    if model.resilience is not None and model.resilience.price is not None:
        block, price, checked = blocks["uncovered_h"], model.resilience.price, checked_periods(given)
        group, groups = np.arange(len(block.axes[0]))[:, None], block.axes[0].labels
        terms.append(
            pricing.term(
                "resilience", "hours", block.index, price, group, groups, period=checked, steering=True
            )
        )
    return terms


def base_prices(given: Given, term: CostTerm) -> Float:
    """The prices of a term in base currency."""
    facts = given.facts
    rate = np.where(term.site < 0, 1.0, facts.sites.currency_rate[term.site, term.period])
    if facts.contracts is not None:
        billed = facts.contracts.currency_rate[term.contract, term.period]
        rate = np.where(term.contract < 0, rate, billed)
    return term.price * rate


def objective(program: Program, given: Given, terms: tuple[CostTerm, ...]) -> Float:
    """The cost of every column of the program, in base currency."""
    cost = np.zeros(program.column_count)
    service = given.model.objective.minimise == "unmet_hours"
    for term in terms:
        light = service and not term.steering and term.name not in UNMET
        np.add.at(cost, term.column, base_prices(given, term) * (MONEY_TIE_BREAK if light else 1.0))
    return cost

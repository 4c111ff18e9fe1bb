"""What a ticket comes to, vendor by vendor and beside the own sites: all that it costs, in parts.

Effective cost per ticket = cost of the work, all in / (tickets handled * share handled right)
A ticket of any queue counts as one there. Where the mix of queues differs, an average ticket compares: the same for
an hour of work handled right, times the work of the average ticket of the plan.

Source   FIELD row 71: one comparable unit across unlike tariffs, with ramp, unused commitments and overhead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.contracts import LINES
from capplan.plan import Plan
from capplan.report.measures import pair_work_h, share_of
from capplan.report.vendors.billing import billed_by_line
from capplan.report.vendors.scope import Scope, scope_of
from capplan.requirements.items import tickets_per_h

__all__ = ["PARTS", "PART_OF_LINE", "Comparison", "comparison", "vendor_comparison_table", "vendor_of"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

PARTS = ("production", "ramp_training", "leakage", "premiums", "scorecard", "overhead")
BARE = ("production", "premiums", "scorecard")
"""What is left without leakage, ramp and training, and overhead."""

PART_OF_LINE = {
    "production": "production",
    "premium": "premiums",
    "nesting": "ramp_training",
    "ramp": "ramp_training",
    "overtime": "production",
    "undertime": "production",
    "training": "ramp_training",
    "replacement_training": "ramp_training",
    "volume": "production",
    "shortfall": "leakage",
    "carry_forward": "leakage",
    "baseline": "production",
    "lock": "leakage",
    "bonus": "scorecard",
    "credit": "scorecard",
    "target_missed": "scorecard",
    "earn_back": "scorecard",
    "opening_fee": "ramp_training",
    "exit_fee": "ramp_training",
    "knowledge_transfer": "ramp_training",
}
PART_OF_TERM = {
    "wages": "production",
    "vendor_hours": "production",
    "overtime": "production",
    "undertime": "production",
    "training": "ramp_training",
    "recruiting": "ramp_training",
    "classes": "ramp_training",
    "transfers": "ramp_training",
    "severance": "ramp_training",
}
"""Of what is paid beside the invoices; every other term of a site is overhead: seats, support roles."""


@dataclass(frozen=True)
class Comparison:
    """A row for each contract, then for each site with what is under no contract there; ``cost`` is [k, part]."""

    contract: Index  # [k] -1: under no contract
    site: Index  # [k]
    tickets: Float  # [k]
    accuracy: Float  # [k] share of tickets handled right; nan where it is not known
    work_h: Float  # [k] standard hours
    productivity: Float  # [k] standard hours of work for an hour paid; nan where no hour is
    attrition: Float  # [k] share of the heads that leaves in a year; nan without heads
    billed: Float  # [k] invoices; nan under no contract
    cost: Float  # [k, part] base currency

    @property
    def adjusted_tickets(self) -> Float:
        """[k] tickets handled right; all of them where the accuracy is not known."""
        return np.asarray(self.tickets * np.where(np.isnan(self.accuracy), 1.0, self.accuracy))

    def part(self, *names: str) -> Float:
        """[k] the sum of some parts."""
        return np.asarray(self.cost[:, [PARTS.index(name) for name in names]].sum(axis=1))

    @property
    def per_ticket(self) -> Float:
        """[k] all costs for a ticket handled."""
        return share_of(self.part(*PARTS), self.tickets)

    @property
    def per_adjusted_ticket(self) -> Float:
        """[k] all costs for a ticket handled right: the effective cost."""
        return share_of(self.part(*PARTS), self.adjusted_tickets)

    @property
    def per_adjusted_work_h(self) -> Float:
        """[k] all costs for a standard hour of work done right: fair where the mix of queues differs."""
        return share_of(self.part(*PARTS), self.adjusted_work_h)

    @property
    def per_average_ticket(self) -> Float:
        """[k] all costs for a ticket handled right that takes the work of the average ticket of the plan."""
        return np.asarray(self.per_adjusted_work_h * self.work_h_of_ticket)

    @property
    def bare_per_adjusted_ticket(self) -> Float:
        """[k] for a ticket handled right without leakage, ramp and training, and overhead."""
        return share_of(self.part(*BARE), self.adjusted_tickets)

    @property
    def bare_per_adjusted_work_h(self) -> Float:
        """[k] the same for a standard hour of work done right."""
        return share_of(self.part(*BARE), self.adjusted_work_h)

    @property
    def adjusted_work_h(self) -> Float:
        """[k] standard hours of work done right; all of them where the accuracy is not known."""
        return np.asarray(self.work_h * np.where(np.isnan(self.accuracy), 1.0, self.accuracy))

    @property
    def work_h_of_ticket(self) -> float:
        """Standard hours of work of the average ticket of the plan; 0 where none is handled."""
        total = float(self.tickets.sum())
        return float(self.work_h.sum()) / total if total > 0.0 else 0.0


def comparison(plan: Plan) -> Comparison:
    """Work, people and money of every row, over the whole plan."""
    scope = scope_of(plan)
    tickets = _by_row(scope, _tickets(plan))
    on_demand = plan.facts.teams.on_demand[plan.facts.pairs.team]
    work = pair_work_h(plan)
    own_work = _by_row(scope, np.where(on_demand[:, None], 0.0, work)).sum(axis=1)
    walk, hours = plan.walk, plan.staffing
    paid = hours.contract_h + hours.overtime_paid_h - hours.undertime_paid_h
    leaving = share_of(_people(scope, walk.attrition), _people(scope, walk.heads))
    cost = _cost(plan, scope)
    billed = np.where(scope.contract >= 0, 0.0, np.nan)
    if plan.facts.contracts is not None:
        billed[: len(plan.facts.contracts)] = billed_by_line(plan).sum(axis=1)
    kept = scope.shown
    return Comparison(
        contract=scope.contract[kept],
        site=scope.site[kept],
        tickets=tickets.sum(axis=1)[kept],
        accuracy=_accuracy(plan, scope, tickets)[kept],
        work_h=_by_row(scope, work).sum(axis=1)[kept],
        productivity=share_of(own_work, _people(scope, paid))[kept],
        attrition=1.0 - (1.0 - leaving[kept]) ** plan.facts.horizon.periods_per_year,
        billed=billed[kept],
        cost=cost[kept],
    )


def _tickets(plan: Plan) -> Float:
    """[i, t] tickets handled: standard hours of work times the tickets of one hour, as contracts count them."""
    return np.asarray(pair_work_h(plan) * tickets_per_h(plan.requirement)[plan.facts.pairs.queue])


def _by_row(scope: Scope, values: Float) -> Float:
    """[k, t] values of pairs [i, t] by the row that the work is done for."""
    total = np.zeros((len(scope.contract), values.shape[1]))
    np.add.at(total, (scope.pair, np.arange(values.shape[1])[None, :]), values)
    return total


def _people(scope: Scope, values: Float) -> Float:
    """[k] values of teams [p, t] by row, over the whole plan."""
    return np.asarray(np.einsum("kpt,pt->k", scope.team, values))


def _accuracy(plan: Plan, scope: Scope, tickets: Float) -> Float:
    """[k] accuracy expected by the scorecard, months weighted by tickets; nan where no scorecard has it."""
    found = np.full(len(scope.contract), np.nan)
    contracts = plan.facts.contracts
    for c in range(0 if contracts is None else len(contracts)):
        assert contracts is not None
        cards = contracts.scorecards
        if "accuracy" not in cards.kpi[c]:
            continue
        expected = cards.kpi_expected[c][cards.kpi[c].index("accuracy")][contracts.month_of_period]
        known = np.isfinite(expected)
        if known.any():
            weight = tickets[c, known] if tickets[c, known].sum() > 0.0 else np.ones(int(known.sum()))
            found[c] = expected[known] @ weight / weight.sum()
    return found


def _cost(plan: Plan, scope: Scope) -> Float:
    """[k, part] invoices by line, and what is paid beside them at the sites by team or shared by people."""
    facts, costs = plan.facts, plan.costs
    cost = np.zeros((len(scope.contract), len(PARTS)))
    if facts.contracts is not None:
        part = np.array([PARTS.index(PART_OF_LINE[line]) for line in LINES])
        for c, sums in enumerate(billed_by_line(plan)):
            np.add.at(cost[c], part, sums)
    place = {name: p for p, name in enumerate(facts.teams.name)}
    of_team = np.zeros((len(PARTS), len(facts.teams.name), facts.horizon.count))
    of_site = np.zeros((len(PARTS), len(facts.sites.name), facts.horizon.count))
    for n in np.flatnonzero(~costs.steering & (costs.site >= 0) & (costs.contract < 0)):
        j, t = PARTS.index(PART_OF_TERM.get(costs.term[n], "overhead")), costs.period[n]
        team = -1 if costs.term[n] == "support_roles" else place.get(costs.who[n], -1)
        if team >= 0:
            of_team[j, team, t] += costs.amount_base[n]
        else:
            of_site[j, costs.site[n], t] += costs.amount_base[n]
    cost += np.einsum("kpt,jpt->kj", scope.team, of_team)
    cost += np.einsum("kt,jkt->kj", scope.at_site, of_site[:, scope.site])
    return cost


def vendor_of(plan: Plan, contract: int, site: int) -> str:
    """The vendor of a row; ``in-house`` for an own site."""
    if contract >= 0 and plan.facts.contracts is not None:
        return plan.facts.contracts.vendor[contract]
    return plan.facts.sites.vendor[site] or "in-house"


def vendor_comparison_table(plan: Plan) -> pd.DataFrame:
    """vendor_comparison.csv: a row for each contract and for each own site."""
    found, facts = comparison(plan), plan.facts
    contracts = facts.contracts
    names = [*(() if contracts is None else contracts.name), ""]
    units = [*(() if contracts is None else contracts.unit), ""]
    parts = {f"{name}_base": found.part(name) for name in PARTS}
    return pd.DataFrame(
        {
            "contract": [names[c] for c in found.contract],
            "vendor": [vendor_of(plan, c, s) for c, s in zip(found.contract, found.site, strict=True)],
            "site": [facts.sites.name[s] for s in found.site],
            "unit": [units[c] for c in found.contract],
            "tickets": found.tickets,
            "accuracy": found.accuracy,
            "adjusted_tickets": found.adjusted_tickets,
            "work_h": found.work_h,
            "productivity": found.productivity,
            "billed_base": found.billed,
            **parts,
            "cost_base": found.part(*PARTS),
            "cost_per_ticket": found.per_ticket,
            "cost_per_adjusted_ticket": found.per_adjusted_ticket,
            "bare_cost_per_adjusted_ticket": found.bare_per_adjusted_ticket,
            "cost_per_adjusted_work_h": found.per_adjusted_work_h,
            "cost_per_average_ticket": found.per_average_ticket,
        }
    )

"""Bounds that follow from the rules: the most people a team can have, the most hours it can give a queue.

Index    p team    i pair (team, queue)    t period

most_heads[p,t]   opening, committed and every class that the rules allow, aged; with cross-training also the people
                  of the teams that feed it; never more than the seats of the site
useful_hours[i,t] hours of those people, with overtime; for on-demand teams the work that can be waiting by then
most_hours[i,t]   for on-demand teams also what is bought to reach a threshold

They only make the choices of contracts finite: no best plan comes near them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.prices import contract_rules
from capplan.contracts.quantities import contracts_of, scoped_units
from capplan.contracts.settlements import settlements
from capplan.formulation.headcount import cohorts
from capplan.formulation.hiring import most_classes
from capplan.formulation.initiatives import most_required_h
from capplan.formulation.sets import Given
from capplan.formulation.strain import strained_teams

__all__ = ["bought_up_h", "least_people", "most_heads", "most_hours", "most_people", "useful_hours"]

Float = NDArray[np.float64]

MOST = 1e6
"""People of a team without any limit."""


def most_heads(given: Given) -> Float:
    """[p, t] more heads in production than a plan can have."""
    facts, rules = given.facts, given.facts.class_rules
    starts = np.minimum(rules.committed_heads + most_classes(given) * rules.class_max[:, None], MOST)
    known = cohorts(replace(facts, class_rules=replace(rules, committed_heads=starts)))
    tenured = np.zeros_like(starts)
    before = np.zeros(len(starts))
    for t in range(starts.shape[1]):
        tenured[:, t] = before = known.retention * before + known.tenured[:, t]
    heads = known.heads + tenured
    arcs = facts.transfers
    for _ in range(len(np.unique(arcs.to_team))):
        fed = heads.copy()
        np.maximum.at(fed, arcs.to_team, heads[arcs.from_team] + heads[arcs.to_team])
        heads = fed
    if given.model.seats is not None:
        share = 1.0 - facts.sites.work_from_home[facts.teams.site]
        seated = np.divide(
            facts.sites.seats[facts.teams.site], share, out=np.full(len(share), np.inf), where=share > 0
        )
        heads = np.minimum(heads, seated[:, None])
    return np.asarray(np.minimum(heads, MOST), dtype=np.float64)


def most_people(given: Given) -> Float:
    """[s, t] more heads and trainees at a site than a plan can have."""
    facts, rules = given.facts, given.facts.class_rules
    starts = np.minimum(rules.committed_heads + most_classes(given) * rules.class_max[:, None], MOST)
    known = cohorts(replace(facts, class_rules=replace(rules, committed_heads=starts)))
    people = np.zeros((len(facts.sites.name), starts.shape[1]))
    np.add.at(people, facts.teams.site, most_heads(given) + known.trainees)
    return people


def least_people(given: Given) -> Float:
    """[s, t] fewer heads and trainees at a site than a plan can have: those known, after every release allowed.

    Contracts that can be ended, teams that strain makes people leave, sites that close or that people can leave by
    cross-training, count for nothing.
    """
    facts, rules = given.facts, given.facts.release_rules
    known = cohorts(facts)
    period = np.arange(facts.horizon.count)
    allowed = (
        (given.model.releases is not None)
        & rules.allowed[:, None]
        & (period >= rules.notice_periods[:, None])
    )
    gone = np.where(allowed, np.minimum(rules.most, MOST)[:, None], 0.0)
    tenured = np.zeros(gone.shape)
    before = np.zeros(len(gone))
    for t in period:
        # below 0 nobody is left to be released, and later joiners stay
        before = np.maximum(known.retention * before + known.tenured[:, t] - gone[:, t], 0.0)
        tenured[:, t] = before
    people = known.heads + known.trainees + tenured
    people[facts.transfers.from_team] = 0.0
    for strained in strained_teams(given).values():
        people[strained] = 0.0
    if facts.site_options is not None:
        people[np.isin(facts.teams.site, facts.site_options.site)] = 0.0
    if facts.contracts is not None:
        people[facts.contracts.under_contract] = 0.0
    at_site = np.zeros((len(facts.sites.name), facts.horizon.count))
    np.add.at(at_site, facts.teams.site, people)
    return at_site


def most_hours(given: Given) -> Float:
    """[i, t] more productive hours than a best plan takes of a pair, those for thresholds among them."""
    hours, contracts = useful_hours(given), given.facts.contracts
    if contracts is None:
        return hours
    up_h = np.append(bought_up_h(given), 0.0)
    on_demand = given.facts.teams.on_demand[given.facts.pairs.team][:, None]
    return np.asarray(hours + np.where(on_demand, up_h[contracts.contract_of_pair], 0.0), dtype=np.float64)


def bought_up_h(given: Given) -> Float:
    """[c] hours beyond the work that can pay: to reach a threshold of a contract in one period of its window."""
    most = np.zeros(len(contracts_of(given.facts)))
    fewest: dict[tuple[int, str], float] = {}
    for settlement in settlements(given.facts, contract_rules(given.model)):
        c, on = settlement.contract, settlement.on
        if (c, on) not in fewest:
            _, by_hour = scoped_units(given.facts, given.requirement, c, on)
            fewest[c, on] = float(by_hour[by_hour > 0].min(initial=np.inf))
        threshold = max(float(settlement.pieces.lower[-1]), settlement.units)
        most[c] = max(most[c], threshold / fewest[c, on])
    return most


def useful_hours(given: Given) -> Float:
    """[i, t] more productive hours than a team can usefully give to a queue."""
    facts, overtime = given.facts, given.model.overtime
    pairs, teams = facts.pairs, facts.teams
    per_head = given.contract_productive_h
    if overtime is not None:
        on_duty = given.requirement.on_duty_share[teams.site]
        per_head = per_head + overtime.most_share * teams.contract_h[:, None] * on_duty
    people = (most_heads(given) * per_head * teams.productivity.max(axis=1, initial=1.0)[:, None])[pairs.team]
    required, deferrable = most_required_h(given), ~facts.queues.real_time
    waiting = np.where(deferrable[:, None], required.cumsum(axis=1), required)
    waiting = waiting + np.where(deferrable, facts.backlog.open_items * _hours_per_item(given), 0.0)[:, None]
    work = waiting[pairs.queue] / pairs.pace[:, None]
    return np.asarray(np.where(teams.on_demand[pairs.team][:, None], work, people), dtype=np.float64)


def _hours_per_item(given: Given) -> Float:
    """[q] the most standard hours that one waiting item comes to."""
    volume, required = given.requirement.demand.volume, given.requirement.required_h
    each = np.divide(required, volume, out=np.zeros_like(required), where=volume > 0)
    return np.asarray(each.max(axis=1, initial=0.0), dtype=np.float64)

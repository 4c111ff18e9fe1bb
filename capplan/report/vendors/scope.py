"""Who works for whom: the rows of the comparison, and which people and which work belong to them.

Index    k row: the contracts, then every site with what is under no contract there
         s site    p team    i pair (team, queue)    t period
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capplan.facts import Facts
from capplan.plan import Plan
from capplan.report.measures import share_of, sum_by

__all__ = ["Scope", "scope_of"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]


@dataclass(frozen=True)
class Scope:
    """``pair`` is the row that a pair works for; ``team`` and ``at_site`` are shares of people.

    A team works for the contracts of its work, hour by hour; while it has none, for the one it belongs to.
    What a site has in common is shared by the people there, in training as well.
    """

    contract: Index  # [k] -1: under no contract
    site: Index  # [k]
    shown: NDArray[np.bool_]  # [k] a row that people or money can belong to
    pair: Index  # [i, t] row
    team: Float  # [k, p, t] sums to 1 over the rows
    at_site: Float  # [k, t] sums to 1 over the rows of a site


def scope_of(plan: Plan) -> Scope:
    """The scope of every contract and site of a plan, also of one without contracts."""
    facts = plan.facts
    contracts, sites, teams, pairs = facts.contracts, facts.sites, facts.teams, facts.pairs
    count, periods = 0 if contracts is None else len(contracts), facts.horizon.count
    contract = np.concatenate([np.arange(count), np.full(len(sites.name), -1)]).astype(np.int64)
    site = np.arange(len(sites.name), dtype=np.int64)
    if contracts is not None:
        site = np.concatenate([contracts.site, site])
    rest = np.tile((count + teams.site)[:, None], (1, periods))
    pair = rest[pairs.team]
    if contracts is not None:
        pair = np.where(contracts.contract_of_pair >= 0, contracts.contract_of_pair, pair)
    home = _home(facts, rest)
    shown = _shown(facts, count, home)
    hours = np.zeros((len(site), len(teams.name), periods))
    np.add.at(hours, (pair, pairs.team[:, None], np.arange(periods)[None, :]), plan.assigned_h)
    share = share_of(hours, hours.sum(axis=0))
    idle = np.arange(len(site))[:, None, None] == home[None, :, :]
    team = np.where(np.isnan(share), idle * 1.0, share)
    present = np.einsum("kpt,pt->kt", team, plan.walk.heads + plan.walk.trainees)
    return Scope(contract, site, shown, pair, team, _at_site(site, shown, present, len(sites.name)))


def _home(facts: Facts, rest: Index) -> Index:
    """[p, t] the row of a team without work: its contract in force, else its first one, else its site."""
    if facts.contracts is None:
        return rest
    found = facts.contracts.contract_of_team
    first = np.take_along_axis(found, (found >= 0).argmax(axis=1)[:, None], axis=1)
    home = np.where(found >= 0, found, first)
    return np.asarray(np.where(home >= 0, home, rest), dtype=np.int64)


def _shown(facts: Facts, count: int, home: Index) -> NDArray[np.bool_]:
    """Contracts, own sites, and vendors' sites with people under no contract or without any contract."""
    sites = np.arange(len(facts.sites.name))
    own = np.array([not vendor for vendor in facts.sites.vendor])
    uncovered = np.isin(count + sites, home)
    covered = (
        np.zeros(len(sites), dtype=bool) if facts.contracts is None else np.isin(sites, facts.contracts.site)
    )
    return np.concatenate([np.ones(count, dtype=bool), own | uncovered | ~covered])


def _at_site(site: Index, shown: NDArray[np.bool_], present: Float, count: int) -> Float:
    """Shares by the people of the period, else of the whole plan, else equal."""

    def of(values: Float) -> Float:
        return share_of(values, sum_by(site, values, count)[site])

    equal = of(np.where(shown, 1.0, 0.0)[:, None])
    whole = of(present.sum(axis=1, keepdims=True))
    fallback = np.where(np.isnan(whole), equal, whole)
    share = of(present)
    return np.where(np.isnan(share), fallback, share)

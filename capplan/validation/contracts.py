"""Contracts: vendor, site, teams, queues and dates that fit together, and nothing covered twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from capplan.contract_facts import BY_HEAD, BY_WORK
from capplan.errors import Problem
from capplan.nearest import listing
from capplan.validation.contract_scope import contract_of_team, holds, under_contract
from capplan.validation.days import day_of
from capplan.validation.forecast import series
from capplan.validation.pairs import may_work
from capplan.validation.sites import without_rate
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = ["check", "notes"]


def check(inputs: Inputs) -> Iterator[Problem]:
    """Vendors, sites, teams and dates that do not fit, teams with a rate too, work covered twice."""
    table = inputs["contracts"]
    yield from without_rate(inputs, table)
    for row in rows_where(table.day("to") < table.day("from")):
        yield table.problem(
            row, "to", "the contract ends before it begins", f"{table.day('from')[row]!s} or later, or blank"
        )
    for row in rows_where(np.isin(table.text("unit"), BY_HEAD) & table.given("queues")):
        yield table.problem(
            row,
            "queues",
            f"{table.text('unit')[row]} bills people, whatever they work on",
            f"blank; queues for {', '.join(BY_WORK)}",
        )
    yield from _vendors(inputs)
    yield from _teams(inputs)
    yield from _twice(table)
    yield from _priced_twice(inputs)


def _vendors(inputs: Inputs) -> Iterator[Problem]:
    table, sites = inputs["contracts"], inputs["sites"]
    vendor_of = dict(zip(sites.text("site").tolist(), sites.text("vendor").tolist(), strict=True))
    for row, site in enumerate(table.text("site").tolist()):
        runs = vendor_of.get(site)
        if runs is None or not table.given("vendor")[row] or runs == table.text("vendor")[row]:
            continue
        who = f"vendor {runs} runs {site}" if runs else f"{site} is an own site: sites.csv names no vendor"
        yield table.problem(row, "vendor", who, runs or "a site with a vendor")


def _teams(inputs: Inputs) -> Iterator[Problem]:
    table, teams = inputs["contracts"], inputs["teams"]
    site_of = dict(zip(teams.text("team").tolist(), teams.text("site").tolist(), strict=True))
    on_demand = set(teams.text("team")[teams.text("staffing") == "on_demand"].tolist())
    for row, named in enumerate(table.labels("teams")):
        site, unit = str(table.text("site")[row]), str(table.text("unit")[row])
        for team in sorted(named & set(site_of)):
            if site_of[team] != site and site:
                yield table.problem(
                    row, "teams", f"{team} sits at {site_of[team]}, not at {site}", f"teams of {site}"
                )
            if team in on_demand and unit in BY_HEAD:
                yield table.problem(
                    row, "unit", f"{team} is on_demand: it has no heads to bill", ", ".join(BY_WORK)
                )


def _twice(table: TypedTable) -> Iterator[Problem]:
    """Teams that two contracts cover at the same time, for the same work."""
    teams, queues = table.labels("teams"), table.labels("queues")
    for later in range(len(table)):
        for row in range(later):
            both = teams[row] & teams[later]
            work = not queues[row] or not queues[later] or queues[row] & queues[later]
            if both and work and _overlap(table, row, later):
                name = table.text("contract")[row]
                yield table.problem(
                    later,
                    "teams",
                    f"{listing(sorted(both))}: covered by {name} (line {table.lines[row]}) at the same time",
                    "other teams, other dates, or (units of work) other queues",
                )


def _overlap(table: TypedTable, one: int, other: int) -> bool:
    first, last = table.day("from"), table.day("to")
    if np.isnat(first[[one, other]]).any():
        return False
    ends = [bool(np.isnat(last[a]) or first[b] <= last[a]) for a, b in ((one, other), (other, one))]
    return all(ends)


def _priced_twice(inputs: Inputs) -> Iterator[Problem]:
    """Teams with a rate and a contract, and teams whose contracts hold in no period of the plan."""
    rates, teams, table = inputs["rates"], inputs["teams"], inputs["contracts"]
    covered = under_contract(inputs)
    names = teams.text("team")
    for row in rows_where(np.isin(rates.text("team"), names[covered])):
        team = rates.text("team")[row]
        c = next(c for c, named in enumerate(table.labels("teams")) if str(team) in named)
        yield rates.problem(
            row,
            "team",
            f"the team is under contract {table.text('contract')[c]} (contracts.csv, line {table.lines[c]})",
            "no row for a team that a contract covers",
            "Its price stands in contracts.csv or contract_rates.csv.",
        )
    idle = covered & ~(contract_of_team(inputs) >= 0).any(axis=1)
    for c, named in enumerate(table.labels("teams")):
        mine = sorted(named & set(names[idle].tolist()))
        backwards = table.day("to")[c] < table.day("from")[c]
        if mine and not np.isnat(table.day("from")[c]) and not backwards:
            first, last = inputs.horizon.labels[0], inputs.horizon.labels[-1]
            yield table.problem(
                c,
                "from" if table.day("from")[c] > np.datetime64(inputs.horizon.start) else "to",
                f"{listing(mine)} would have no contract in the whole plan",
                f"a contract that holds between {first} and {last}",
                "Leave the team out, or renew the contract?",
            )


def notes(inputs: Inputs) -> Iterator[str]:
    """Contracts that begin or end inside the plan, work that no contract covers, strange numbers."""
    table = inputs["contracts"]
    names = table.text("contract")
    for row in rows_where(table.number("rate") == 0):
        yield f"contracts.csv:{table.lines[row]}: the rate of {names[row]} is 0"
    for row in rows_where(table.number("escalator") > 0.5):
        rise = table.number("escalator")[row]
        yield f"contracts.csv:{table.lines[row]}: prices of {names[row]} rise by {rise:.0%} a year"
    yield from _gaps(inputs)
    yield from _work(inputs)


def _gaps(inputs: Inputs) -> Iterator[str]:
    table, teams = inputs["contracts"], inputs["teams"].text("team")
    of_team, force = contract_of_team(inputs), holds(inputs)
    for c in range(len(table)):
        without = (of_team < 0).any(axis=1) & np.isin(teams, sorted(table.labels("teams")[c]))
        where = f"contracts.csv:{table.lines[c]}: {table.text('contract')[c]}"
        if not force[c].any():
            yield f"{where} holds in no {inputs.horizon.period} of the plan"
        elif without.any() and not force[c, -1]:
            yield (
                f"{where} ends on {_day(table, c, 'to')}, within the plan: "
                f"{listing(teams[without].tolist())} can do no work without a contract"
            )
        elif without.any() and not force[c, 0] and table.text("status")[c] == "running":
            yield (
                f"{where} begins on {_day(table, c, 'from')}, within the plan: "
                f"{listing(teams[without].tolist())} can do no work before"
            )


def _day(table: TypedTable, row: int, column: str) -> date:
    return day_of(table.day(column)[row])


def _work(inputs: Inputs) -> Iterator[str]:
    """Queues of a contract that its teams cannot work, and queues that they can and no contract covers."""
    table, teams, found = inputs["contracts"], inputs["teams"].text("team"), series(inputs)
    may, queue = may_work(inputs, found), np.array(found.queue)
    covered: dict[str, set[str]] = {}
    for c, queues in enumerate(table.labels("queues")):
        mine = np.isin(teams, sorted(table.labels("teams")[c]))
        able = set(queue[may[mine].any(axis=0)].tolist())
        for name in teams[mine].tolist():
            covered.setdefault(name, set()).update(queues or able)
        for name in sorted(queues - able):
            yield (
                f"contracts.csv:{table.lines[c]}: no team of {table.text('contract')[c]} may work {name}, "
                "or nothing is forecast"
            )
    for p, team in enumerate(teams.tolist()):
        open_work = set(queue[may[p]].tolist()) - covered.get(team, set())
        if team in covered and open_work:
            yield f"contracts.csv: no contract of {team} covers {listing(sorted(open_work))}: it does no such work"

"""Who is there and who is new: desks of a language, and people in nesting, from the walk and the inputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import LinearConstraint, milp

from capplan.trust_facts import Presence
from capplan.verify.case import Case
from capplan.verify.findings import HEADS, HOURS, SHARE
from capplan.verify.hours import bought_h, productive_h
from capplan.verify.walk import survival

__all__ = ["absent_cost", "beyond_cost", "check_nesting", "check_presence"]

Float = NDArray[np.float64]
HOURS_OF_A_DAY = 24.0


def check_presence(case: Case) -> None:
    """The table of desks, and whether people of the languages can be there for what it does not call empty.

    The table adds the parts of a desk up; how much of a part stays empty follows from who could be there.
    """
    presence = case.facts.trust.presence
    if "presence" not in case.run.sheets or presence is None:
        return
    required, there = _required_h(case, presence), _there_h(case)
    at, table = _cells(case, presence)
    speaks = np.array([[name in names for names in case.facts.teams.languages] for name in presence.language])
    expected = {
        "least_people": np.broadcast_to(presence.least_people[:, None], required.shape),
        "required_h": required,
        "speakers_h": speaks.astype(np.float64) @ there,
    }
    names = [f"{presence.desk[d]} in {case.weeks[t]}" for d, t in zip(*at, strict=True)]
    for column, hours in expected.items():
        case.ledger.equal("presence", column, (names,), hours[at], table[column], HOURS)
    hard = case.model.presence is not None and case.model.presence.price is None
    absent = np.zeros_like(required)
    absent[at] = np.nan_to_num(table["absent_h"])
    if hard:
        case.ledger.at_most("presence", "absent_h", (presence.desk, case.weeks), 0.0, absent, HOURS)
    reached = np.array([_most_there(presence, required, there, t) for t in range(len(case.weeks))])
    what = "hours that people can be at the desks"
    case.ledger.at_least("presence", what, (case.weeks,), (required - absent).sum(axis=0), reached, HOURS)


def absent_cost(case: Case) -> Float:
    """[t] price of the hours that the table calls empty."""
    total, rules = np.zeros(len(case.weeks)), case.model.presence
    if "presence" in case.run.sheets and rules is not None and rules.price is not None:
        table = case.run.sheets["presence"]
        place = {label: t for t, label in enumerate(case.weeks)}
        for label, hours in zip(table.labels["week_start"], table.numbers["absent_h"], strict=True):
            if label in place:
                total[place[str(label)]] += float(np.nan_to_num(hours)) * rules.price
    return total


def _required_h(case: Case, presence: Presence) -> Float:
    """[desk, t] hours of people asked for."""
    rules = case.model.presence
    first = len(case.weeks) if rules is None else rules.first_period
    days = case.facts.horizon.period_h / HOURS_OF_A_DAY
    asked = np.zeros((len(presence.desk), len(case.weeks)))
    for desk, hours in zip(presence.desk_of, presence.hours, strict=True):
        asked[desk, first:] += presence.least_people[desk] * hours * days
    return asked


def _there_h(case: Case) -> Float:
    """[p, t] productive hours of the people there, with overtime, less undertime; on-demand teams: bought."""
    staffing, requirement = case.run.staffing, case.requirement
    over = np.nan_to_num(staffing["overtime_paid_h"]) * case.per_team(requirement.on_duty_share)
    under = np.nan_to_num(staffing["undertime_paid_h"]) * case.per_team(requirement.productive_share)
    return np.asarray(productive_h(case) + over - under + bought_h(case))


def _cells(
    case: Case, presence: Presence
) -> tuple[tuple[NDArray[np.int64], NDArray[np.int64]], dict[str, Float]]:
    """Desk and period of the rows that have both, and the numbers of these rows."""
    table = case.run.sheets["presence"]
    desk = table.positions(
        ("language", "desk"), tuple(zip(presence.language, presence.desk, strict=True)), case.ledger
    )
    week = table.positions(("week_start",), case.weeks, case.ledger)
    row = np.flatnonzero((desk >= 0) & (week >= 0))
    return (desk[row], week[row]), {name: values[row] for name, values in table.numbers.items()}


def _most_there(presence: Presence, required: Float, there: Float, t: int) -> float:
    """The most hours of what the desks ask for in a period that people can stand for: a transport problem."""
    if required[:, t].sum() <= 0.0:
        return 0.0
    team, part = np.nonzero(presence.able)
    columns, one = np.arange(len(team)), np.ones(len(team))
    by_team = sparse.csr_matrix((one, (team, columns)), shape=(len(there), len(team)))
    by_part = sparse.csr_matrix((one, (part, columns)), shape=(len(presence.hours), len(team)))
    of_desk = required[presence.desk_of, t]
    whole = np.zeros(len(presence.desk))
    np.add.at(whole, presence.desk_of, presence.hours)
    asked = of_desk * presence.hours / whole[presence.desk_of]
    limits = np.concatenate([np.maximum(there[:, t], 0.0), asked])
    found = milp(-one, constraints=LinearConstraint(sparse.vstack([by_team, by_part]), -np.inf, limits))
    return -float(found.fun) if found.success else 0.0


def check_nesting(case: Case) -> None:
    """People in nesting against heads and leads where the rules are hard, and the table of them."""
    rules, facts = case.model.nesting, case.facts
    if rules is None:
        return
    new, heads = _nesting(case), case.walk["heads"]
    if rules.price is None:
        for who, most, carried in _nesting_limits(case):
            case.ledger.at_most("nesting", f"people in nesting of {who}", (case.weeks,), most, carried, HEADS)
    table = case.run.sheets["nesting"]
    team = table.positions(("team",), facts.teams.name, case.ledger)
    week = table.positions(("week_start",), case.weeks, case.ledger)
    row = np.flatnonzero((team >= 0) & (week >= 0))
    at = (team[row], week[row])
    names = [f"{facts.teams.name[p]} in {case.weeks[t]}" for p, t in zip(*at, strict=True)]
    share = np.divide(new, heads, out=np.zeros_like(heads), where=heads > 0.0)
    for name, values, tolerance in (
        ("nesting", new, HEADS),
        ("heads", heads, HEADS),
        ("nesting_share", share, SHARE),
    ):
        case.ledger.equal("nesting", name, (names,), values[at], table.numbers[name][row], tolerance)


def _nesting_limits(case: Case) -> list[tuple[str, Float, Float]]:
    """Who, the most people in nesting by the rules, and those of the walk, both [t]: by team, then by site."""
    rules, facts, new = case.model.nesting, case.facts, _nesting(case)
    found: list[tuple[str, Float, Float]] = []
    if rules is None:
        return found
    if rules.most_share is not None:
        borne = np.maximum(_nesting_of_known(case) - rules.most_share * _known_heads(case), 0.0)
        most = rules.most_share * case.walk["heads"] + borne
        staffed = np.flatnonzero(~facts.teams.on_demand)
        found += [(facts.teams.name[p], most[p], new[p]) for p in staffed]
    if rules.most_per_role is not None and case.model.support is not None:
        leads = np.nan_to_num(case.run.support["staffed"])
        for r, role in enumerate(facts.support.role):
            if role == rules.role:
                site = facts.support.site[r]
                carried = new[facts.teams.site == site].sum(axis=0)
                found.append((facts.sites.name[site], rules.most_per_role * leads[r], carried))
    return found


def beyond_cost(case: Case) -> Float:
    """[t] price of the people in nesting beyond what teams and leads can carry."""
    rules, total = case.model.nesting, np.zeros(len(case.weeks))
    if rules is not None and rules.price is not None:
        for _, most, carried in _nesting_limits(case):
            total += rules.price * np.maximum(carried - most, 0.0)
    return total


def _ages(case: Case, p: int) -> range:
    """The ages at which people of a team are in nesting; those who are like all later ones are not told apart."""
    teams = case.facts.teams
    first = int(teams.training_periods[p])
    return range(first, min(first + int(teams.nesting_periods[p]), int(teams.mature_age[p])))


def _nesting(case: Case) -> Float:
    """[p, t] people in nesting of the walk."""
    new = np.zeros_like(case.walk["heads"])
    for p in range(len(new)):
        for age in _ages(case, p):
            new[p] += case.walk.of_age[p, :, age]
    return new


def _nesting_of_known(case: Case) -> Float:
    """[p, t] of them those who are there at the start or come in committed classes."""
    teams, starts = case.facts.teams, case.facts.class_rules.committed_heads
    new = np.zeros_like(starts)
    for p in range(len(new)):
        for age in _ages(case, p):
            for t in range(starts.shape[1]):
                if age <= t:
                    new[p, t] += starts[p, t - age] * survival(teams.hazard[p], age)
                begun = age - t  # the age in the first period
                if begun >= 0:
                    left = survival(teams.hazard[p], age) / survival(teams.hazard[p], begun)
                    new[p, t] += teams.opening[p, begun] * left
    return new


def _known_heads(case: Case) -> Float:
    """[p, t] people in production of those who are there at the start or come in committed classes; nobody let go."""
    teams, starts = case.facts.teams, case.facts.class_rules.committed_heads
    heads, last = np.zeros_like(starts), teams.hazard.shape[1] - 1
    for p in range(len(heads)):
        for begun, t0, count in [
            *((age, 0, float(n)) for age, n in enumerate(teams.opening[p])),
            *((0, t, float(n)) for t, n in enumerate(starts[p])),
        ]:
            left = count
            for t in range(t0, heads.shape[1]):
                age = begun + t - t0
                if age >= teams.training_periods[p]:
                    heads[p, t] += left
                left *= 1.0 - float(teams.hazard[p, min(age, last)])
    return heads

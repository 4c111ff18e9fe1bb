"""Resilience: whichever site, vendor or country is lost, the rest can work the queues that must go on (N-1).

Index    f loss: a site, vendor or country (lost.py)    q queue that must go on    g group: queues of the same teams
         p team left    n pool: teams left that may work the same groups, two or more    t period checked

Given    goes_on[q]           of the priorities named; with days, also deferrable with a turnaround below days
         need_h[f,g,t]       cover_share * sum over q of g: required_h                                h/period
         pace[p]             the slowest pace of the team on the queues q                             h/h
         surge_head_h[p,t]   contract hours * (productive share + surge_share * on-duty share)        h/period
         can_h[p,t]          surge_head_h * productive_heads; of a team on demand
                             (1 + surge_share) * sum over i of p: assigned_h                          h/period

Decides  stand_in_h[f,n,g,t] standard hours of a pool that would go to a group                        h/period
         uncovered_h[f,g,t]  standard hours that nobody could work, at a price; 0 where the rule is hard

Rows     stand_in_hours[f,n,t]   sum over g: stand_in_h <= sum over p of n: pace * can_h
         stand_in[f,g,t]         sum over p that may work g alone: pace * can_h
                                 + sum over n: stand_in_h + uncovered_h >= need_h

Holds    Where no hour is uncovered, the teams left can be assigned so that every queue gets its need at once. The
         rows are that assignment, not cuts drawn from it: by Gale (1957) and Hoffman (1960) they say of every set of
         queues that all who may work one of them have hours for all of them. For a queue whose teams work no other
         they are the share cap: hours of f <= all hours - need. Groups and pools (stand_ins.py) lose nothing.
         Exactly this is asked for where a team has one pace on all queues q. Where it has several the slowest
         counts: a little more may be asked for, never less. A loss of any length is covered in each of its weeks, as
         the rows hold in every one that is checked; a part of a week asks for as much less as it gives less.

Not held Periods that are not checked. Two losses at once. Other queues: people leave them for as long as it lasts, as
         they leave undertime and the handing over of a contract that ends. Work that waits from before. Time to
         react: people take over within the period, with the languages, clearances and skills that they have.

Source   N-1 of power systems, a transport problem for each loss. n equal sites that cover all of D need D n / (n-1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from capplan.contracts.windows import works
from capplan.formulation.lost import what_may_fail
from capplan.formulation.sets import Given
from capplan.formulation.stand_ins import Losses, losses
from capplan.program import Axis, Program, Rows

__all__ = ["add_resilience", "checked_periods", "uncovered_by_queue"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]
Flag = NDArray[np.bool_]

EQUAL = 1e-6
"""Periods that require the same but for this part of it: the earlier one is checked."""

HOURS_OF_A_DAY = 24.0

NAMED = 3
"""Most queues or teams in the name of a row."""


def checked_periods(given: Given) -> Index:
    """From the first period on, of every so many the one in which the queues that must go on require most."""
    rules = given.model.resilience
    assert rules is not None
    total = given.requirement.required_h[_must_go_on(given)].sum(axis=0)
    checked = []
    for first in range(rules.first_period, len(total), rules.every_periods):
        some = total[first : first + rules.every_periods]
        checked.append(first + int(np.argmax(some >= some.max() * (1.0 - EQUAL))))
    return np.array(checked, dtype=np.int64)


def add_resilience(program: Program, given: Given) -> None:
    """Add the columns and rows named above when the family is on."""
    rules = given.model.resilience
    if rules is None:
        return
    checked, found = checked_periods(given), _losses(given)
    periods = Axis("period", tuple(given.sets.periods.labels[t] for t in checked))
    groups, pools, links = _axes(given, found)
    most = 0.0 if rules.price is None else np.inf
    uncovered = program.columns("uncovered_h", (groups, periods), upper=most)
    stand_in = program.columns("stand_in_h", (links, periods), upper=np.where(found.link_able, np.inf, 0.0))
    need = rules.cover_share * (found.queues @ given.requirement.required_h[:, checked])
    rows = program.rows("stand_in", (groups, periods), at_least=need, rule=True)
    rows.add(uncovered.index)
    rows.add(stand_in.index, 1.0, at=rows.index[found.link_group])
    _add_hours(program, given, rows, found.single_group, found.single_team, found.single_able)
    hours = program.rows("stand_in_hours", (pools, periods), at_least=0.0)
    hours.add(stand_in.index, -1.0, at=hours.index[found.link_pool])
    able = np.ones((len(found.member_team), len(checked)), dtype=np.bool_)
    _add_hours(program, given, hours, found.member_pool, found.member_team, able)


def uncovered_by_queue(given: Given, uncovered_h: Float) -> tuple[Index, Index, Float]:
    """Loss [n], queue [n] and hours uncovered [n, t checked]: those of a group by the needs of its queues."""
    found, checked = _losses(given), checked_periods(given)
    group, queue = np.nonzero(found.queues)
    required = given.requirement.required_h[:, checked]
    of_group = (found.queues @ required)[group]
    share = np.divide(required[queue], of_group, out=np.zeros_like(of_group), where=of_group > 0.0)
    return found.of_group[group], queue, share * uncovered_h[group]


def _must_go_on(given: Given) -> Flag:
    rules = given.model.resilience
    assert rules is not None
    queues, named = given.facts.queues, np.isin(given.facts.queues.priority, rules.priorities)
    if rules.days is None:
        return named
    wait_days = queues.turnaround_periods * given.facts.horizon.period_h / HOURS_OF_A_DAY
    return np.asarray(named | (~queues.real_time & (wait_days < rules.days)))


def _losses(given: Given) -> Losses:
    facts, checked = given.facts, checked_periods(given)
    here = _counted_pairs(given)
    able = np.zeros((len(facts.teams.name), len(facts.queues.name), len(checked)), dtype=np.bool_)
    able[facts.pairs.team[here], facts.pairs.queue[here]] = works(facts)[here][:, checked]
    assert given.model.resilience is not None
    return losses(what_may_fail(facts, given.model.resilience).gone, able)


def _counted_pairs(given: Given) -> Index:
    return np.flatnonzero(_must_go_on(given)[given.facts.pairs.queue])


def _add_hours(program: Program, given: Given, rows: Rows, at: Index, team: Index, able: Flag) -> None:
    """Add the hours that ``team`` [k] can work in an emergency, while ``able`` [k, t], to the rows ``at`` [k]."""
    rules, teams, pairs = given.model.resilience, given.facts.teams, given.facts.pairs
    assert rules is not None
    checked = checked_periods(given)
    here, pace = _counted_pairs(given), np.full(len(teams.name), np.inf)
    np.minimum.at(pace, pairs.team[here], pairs.pace[here])
    on_duty = given.requirement.on_duty_share[teams.site]
    surge_head_h = given.contract_productive_h + rules.surge_share * teams.contract_h[:, None] * on_duty
    weight = able * pace[team][:, None]
    people, bought = np.flatnonzero(~teams.on_demand[team]), np.flatnonzero(teams.on_demand[team])
    heads = program.column_blocks["productive_heads"].index[team[people]][:, checked]
    rows.add(heads, weight[people] * surge_head_h[team[people]][:, checked], at=rows.index[at[people]])
    which, pair = np.nonzero(team[bought][:, None] == pairs.team)
    assigned = program.column_blocks["assigned_h"].index[pair][:, checked]
    more = (1.0 + rules.surge_share) * weight[bought[which]]
    rows.add(assigned, more, at=rows.index[at[bought[which]]])


def _axes(given: Given, found: Losses) -> tuple[Axis, Axis, Axis]:
    """The axes of groups, pools and of pools on groups, each with what is lost."""
    assert given.model.resilience is not None
    lost, teams = what_may_fail(given.facts, given.model.resilience), np.array(given.facts.teams.name)
    queues = [_listed(np.array(given.facts.queues.name)[row]) for row in found.queues]
    pools = [_listed(teams[found.member_team[found.member_pool == n]]) for n in range(len(found.of_pool))]
    groups = tuple(f"{name} without {lost.label(f)}" for name, f in zip(queues, found.of_group, strict=True))
    links = (f"{pools[n]} on {groups[g]}" for n, g in zip(found.link_pool, found.link_group, strict=True))
    return (
        Axis("group", groups),
        Axis(
            "pool",
            tuple(f"{name} without {lost.label(f)}" for name, f in zip(pools, found.of_pool, strict=True)),
        ),
        Axis("link", tuple(links)),
    )


def _listed(names: NDArray[np.str_]) -> str:
    shown = " + ".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} + {len(names) - NAMED} more"

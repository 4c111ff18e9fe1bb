"""What of an earlier plan is agreed when this one starts: weeks match by their dates, names by their spelling.

Index    p team    t period    c contract    b month; those of the earlier plan are marked ``was``

A class stays as it was communicated when it starts less than frozen_periods + lead of the team after this plan does:
its people are being recruited by then. The longer of the two leads counts, that of the earlier plan and that of now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from capplan.agreed import Agreed
from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.replan.earlier import Earlier
from capplan.replan.projects import agreed_projects, projects_left_out

__all__ = ["Match", "agree", "lead_then", "matched"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Match:
    """Where teams, queues and periods of this plan stand in the earlier one, -1 for those it does not know."""

    team: Index  # [p]
    queue: Index  # [q]
    period: Index  # [t]

    def teams(self, was: Float) -> Float:
        """[p, t] from [p was, t was]; nan where the earlier plan says nothing."""
        return _laid(was, self.team, self.period)

    def queues(self, was: Float) -> Float:
        """[q, t] from [q was, t was]; nan where the earlier plan says nothing."""
        return _laid(was, self.queue, self.period)


def _laid(was: Float, rows: Index, periods: Index) -> Float:
    known = (rows >= 0)[:, None] & (periods >= 0)
    return np.where(known, was[rows[:, None], periods], np.nan)


def matched(earlier: Earlier, facts: Facts) -> Match:
    """How two plans meet. Raises InvalidInput where their periods do not."""
    was, now = earlier.facts.horizon, facts.horizon
    at = None if was.period != now.period else was.position(now.start)
    if at is None:
        message = f"the periods of the earlier plan are {was.period}s from {was.start} on and do not match"
        allowed = f"{now.period}s from {now.start} on, or whole {now.period}s before or after"
        raise InvalidInput([Problem(str(earlier.run), message, allowed=allowed)])
    period = np.arange(now.count) + at
    return Match(
        team=_places(facts.teams.name, earlier.facts.teams.name),
        queue=_places(facts.queues.name, earlier.facts.queues.name),
        period=np.where((period >= 0) & (period < was.count), period, -1),
    )


def _places(names: tuple[str, ...], among: tuple[str, ...]) -> Index:
    place = {name: i for i, name in enumerate(among)}
    return np.array([place.get(name, -1) for name in names], dtype=np.int64)


def lead_then(earlier: Earlier, match: Match) -> Index:
    """[p] lead of the earlier plan, 0 for teams it does not know."""
    return np.where(match.team >= 0, earlier.facts.class_rules.lead_periods[match.team], 0)


def agree(earlier: Earlier, facts: Facts, model: PlanningModel) -> tuple[Agreed, tuple[str, ...]]:
    """What is agreed, and notes on what of the earlier plan has no place in this one."""
    match, rules = matched(earlier, facts), model.replan
    told = (match.team >= 0)[:, None] & (match.period >= 0)
    classes, heads = _still_to_decide(earlier, facts, match)
    period, lead = np.arange(facts.horizon.count), facts.class_rules.lead_periods[:, None]
    reach = rules.frozen_periods
    frozen = told & (period < reach + lead)
    frozen |= told & (classes > 0) & (period < reach + lead_then(earlier, match)[:, None])
    zone = facts.horizon.count if rules.communicated_periods is None else rules.communicated_periods
    contracts, months = (0, 0) if facts.contracts is None else (len(facts.contracts), _months(facts))
    agreed = replace(
        Agreed.nothing(len(facts.teams.name), facts.horizon.count, contracts, months),
        told=told,
        classes=classes,
        heads=heads,
        frozen=frozen,
        priced=told & ~frozen & (period < zone),
    )
    notes = [*_classes_left_out(earlier, facts, match), *_committed_left_out(earlier, facts, match)]
    notes += projects_left_out(earlier, facts, model)
    agreed = replace(agreed, projects=agreed_projects(earlier, facts, model))
    if facts.contracts is not None:
        agreed = _with_contracts(agreed, earlier, facts, rules.frozen_periods, zone)
    return agreed, (*notes, *_contracts_left_out(earlier, facts))


def _months(facts: Facts) -> int:
    return 0 if facts.contracts is None else len(facts.contracts.months)


def _still_to_decide(earlier: Earlier, facts: Facts, match: Match) -> tuple[Float, Float]:
    """[p, t] classes and people proposed then, less those that have been committed since."""
    rules, was = facts.class_rules, earlier.facts.class_rules
    proposed, people = (np.nan_to_num(match.teams(each)) for each in (earlier.classes, earlier.heads))
    since, heads_since = (
        np.maximum(now - np.nan_to_num(match.teams(then)), 0.0)
        for now, then in (
            (rules.committed_classes, was.committed_classes),
            (rules.committed_heads, was.committed_heads),
        )
    )
    classes = np.maximum(proposed - since, 0.0)
    # a class that was committed with another size than proposed leaves the others theirs
    low, high = rules.class_min[:, None] * classes, rules.class_max[:, None] * classes
    heads = np.where(since > 0, np.clip(people - heads_since, low, np.maximum(low, high)), people)
    return classes, np.where(classes > 0, heads, 0.0)


def _with_contracts(agreed: Agreed, earlier: Earlier, facts: Facts, reach: int, zone: int) -> Agreed:
    contracts = facts.contracts
    assert contracts is not None
    selection, was = contracts.selection, earlier.facts.contracts
    known = np.isin(contracts.name, () if was is None else was.name)
    first = np.unique(contracts.month_of_period, return_index=True)[1]
    end = earlier.facts.horizon.day(earlier.facts.horizon.count)
    spoken = known[:, None] & np.array([facts.horizon.day(int(t)) < end for t in first])
    decided = {kind: np.zeros_like(spoken) for kind in ("open", "end")}
    may = {"open": selection.candidate, "end": selection.may_end}
    for one in earlier.decisions:
        month = f"{one.day.year}-{one.day.month:02d}"
        if one.contract in contracts.name and month in contracts.months and one.day >= facts.horizon.start:
            c = contracts.name.index(one.contract)
            decided[one.kind][c, contracts.months.index(month)] = may[one.kind][c]
    orders, cost = _orders(earlier, facts)
    return replace(
        agreed,
        known=known,
        opens=decided["open"],
        closes=decided["end"],
        frozen_opens=spoken & (first < reach),
        frozen_closes=spoken & (first < reach + selection.notice_periods[:, None]),
        orders=np.where(spoken & (first < zone), orders, np.nan),
        unit_cost=cost,
    )


def _orders(earlier: Earlier, facts: Facts) -> tuple[Float, Float]:
    """[c, b] units ordered per month, and [c] what a unit was forecast to bill, over all months of the contract."""
    contracts, was = facts.contracts, earlier.facts.contracts
    assert contracts is not None
    orders, cost = np.full((len(contracts), len(contracts.months)), np.nan), np.zeros(len(contracts))
    if was is None:
        return orders, cost
    count = np.bincount(was.month_of_period) * MONTHS_A_YEAR / earlier.facts.horizon.periods_per_year
    length = dict(zip(was.months, count.tolist(), strict=True))
    units, bill = np.zeros(len(contracts)), np.zeros(len(contracts))
    for one in earlier.orders:
        if one.contract not in contracts.name or np.isnan(one.units):
            continue
        c = contracts.name.index(one.contract)
        if one.unit != contracts.clauses.order_on[c]:
            continue
        units[c] += one.units * length.get(one.month, 0.0)
        bill[c] += 0.0 if np.isnan(one.bill_base) else one.bill_base
        if one.month in contracts.months:
            orders[c, contracts.months.index(one.month)] = one.units
    np.divide(np.maximum(bill, 0.0), units, out=cost, where=units > 0)
    return orders, cost


def _classes_left_out(earlier: Earlier, facts: Facts, match: Match) -> Iterator[str]:
    """Classes of teams that are gone, before this plan, and after it; teams that are new."""
    was, horizon = earlier.facts.horizon, facts.horizon
    gone = np.ones(len(earlier.facts.teams.name), dtype=np.bool_)
    gone[match.team[match.team >= 0]] = False
    for p in np.flatnonzero(gone):
        text = _counted(earlier.classes[p], earlier.heads[p])
        yield f"{earlier.facts.teams.name[p]} of the earlier plan is not in teams.csv: {text} left out"
    day = np.array([was.day(t).toordinal() for t in range(was.count)])
    stay = ~gone[:, None]
    for where, what in (
        (day < horizon.start.toordinal(), f"before {horizon.start}: they belong in headcount.csv"),
        (day >= horizon.day(horizon.count).toordinal(), "after this plan and are left out"),
    ):
        kept = (stay & where & (earlier.classes > 0)) if where.any() else np.zeros_like(earlier.classes)
        if kept.any():
            text = _counted(earlier.classes * kept, earlier.heads * kept)
            yield f"of the earlier plan {text} to start {what}"
    for p in np.flatnonzero(match.team < 0):
        yield f"{facts.teams.name[p]} is new: nothing was communicated for it"


def _counted(classes: Float, heads: Float) -> str:
    count = round(float(classes.sum()), 1)
    return f"{count:g} class{'' if count == 1 else 'es'} ({heads.sum():g} people) {'is' if count == 1 else 'are'}"


def _committed_left_out(earlier: Earlier, facts: Facts, match: Match) -> Iterator[str]:
    """Committed classes of the earlier plan that are committed no longer."""
    now, was = facts.class_rules.committed_classes, earlier.facts.class_rules
    less = np.nan_to_num(match.teams(was.committed_classes)) - now
    for p, t in np.argwhere(less > 0):
        yield (
            f"a class of {facts.teams.name[p]} on {facts.horizon.labels[t]} was committed when the earlier plan was "
            "made and is not in committed_classes.csv any more"
        )


def _contracts_left_out(earlier: Earlier, facts: Facts) -> Iterator[str]:
    """Contracts that are gone or whose orders count other units, and past decisions that the inputs do not show."""
    now, was = facts.contracts, earlier.facts.contracts
    names = () if now is None else now.name
    for name in () if was is None else was.name:
        if name not in names:
            yield f"{name} of the earlier plan is not in contracts.csv: its orders and decisions are left out"
    for one in earlier.decisions:
        if now is None or one.contract not in names or one.day >= facts.horizon.start:
            continue
        c = names.index(one.contract)
        if one.kind == "open" and now.selection.candidate[c]:
            yield f"{one.contract} was to open on {one.day}, before this plan, and is still an offer in contracts.csv"
        if one.kind == "end":
            yield f"{one.contract} was to end on {one.day}, before this plan, and is still in contracts.csv"
    changed = {
        one.contract: one.unit
        for one in earlier.orders
        if now is not None
        and one.contract in names
        and one.unit != now.clauses.order_on[names.index(one.contract)]
    }
    for name, unit in changed.items():
        yield f"orders of {name} counted {unit} in the earlier plan and count other units now: they are not compared"

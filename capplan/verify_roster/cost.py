"""The cost of a roster, added up again one person, wish and row of cover after the other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from capplan.roster_facts import ANY, RosterFacts

__all__ = ["recomputed_cost"]

Works = Mapping[str, Mapping[int, int]]


def recomputed_cost(facts: RosterFacts, works: Works) -> float:
    """Pay, refused wishes, people too few and too many, and unequal nights and weekends."""
    return _pay(facts, works) + _wishes(facts, works) + _cover(facts, works) + _fairness(facts, works)


def _of(facts: RosterFacts, works: Works, person: int) -> Mapping[int, int]:
    return works.get(facts.people.names[person], {})


def _pay(facts: RosterFacts, works: Works) -> float:
    return sum(
        float(facts.people.pay[p]) * int(facts.shifts.paid_min[shift]) / 60
        for p in range(len(facts.people.names))
        for shift in _of(facts, works, p).values()
    )


def _wishes(facts: RosterFacts, works: Works) -> float:
    wishes, cost = facts.wishes, 0.0
    for w in range(len(wishes.person)):
        given = _of(facts, works, int(wishes.person[w])).get(int(wishes.day[w]))
        does = given is not None if wishes.shift[w] == ANY else given == wishes.shift[w]
        cost += float(wishes.price[w]) if does != bool(wishes.work[w]) else 0.0
    return cost


def _cover(facts: RosterFacts, works: Works) -> float:
    cover, cost = facts.cover, 0.0
    for c in range(len(cover.day)):
        wanted, skill = float(cover.wanted[c]), int(cover.skill[c])
        if math.isnan(wanted):
            continue
        on = sum(
            _of(facts, works, p).get(int(cover.day[c])) == cover.shift[c]
            and (skill == ANY or bool(facts.people.skills[p, skill]))
            for p in range(len(facts.people.names))
        )
        cost += float(cover.short_price[c]) * max(0.0, wanted - on)
        cost += float(cover.over_price[c]) * max(0.0, on - wanted)
    return cost


def _fairness(facts: RosterFacts, works: Works) -> float:
    nights, weekends = defaultdict(list), defaultdict(list)
    on_weekend = [
        day
        for day in range(facts.days.count)
        if (facts.days.first + timedelta(days=day)).weekday() in facts.days.weekend
    ]
    for p, team in enumerate(facts.people.team):
        own, may = _of(facts, works, p), facts.people.may_work[p]
        if may[:, facts.shifts.night].any():
            nights[team].append(sum(bool(facts.shifts.night[shift]) for shift in own.values()))
        if may[on_weekend].any():
            spans = (facts.days.first + timedelta(days=day) for day in on_weekend if day in own)
            begins = {day - timedelta(days=facts.days.weekend.index(day.weekday())) for day in spans}
            weekends[team].append(len(begins))
    return facts.fairness.night_price * sum(
        max(values) - min(values) for values in nights.values()
    ) + facts.fairness.weekend_price * sum(max(values) - min(values) for values in weekends.values())

"""Every roster of a tiny instance, judged by rules written a second time, one person and one day after the other."""

from __future__ import annotations

from itertools import groupby, product

from capplan.roster_facts import ANY, RosterFacts


def best_cost(facts: RosterFacts) -> float | None:
    """The least cost of all rosters that keep the rules; None where none does. Skills and rest are left aside."""
    own = [_own_rosters(facts, person) for person in range(len(facts.people.names))]
    return min(
        (cost for rosters in product(*own) if (cost := _cost(facts, rosters)) is not None), default=None
    )


def _own_rosters(facts: RosterFacts, person: int) -> list[tuple[int, ...]]:
    shifts = range(-1, len(facts.shifts.names))
    return [row for row in product(shifts, repeat=facts.days.count) if _keeps(facts, person, row)]


def _keeps(facts: RosterFacts, p: int, row: tuple[int, ...]) -> bool:
    people, last = facts.people, facts.days.count
    before = int(people.worked_before[p]), int(people.off_before[p])
    for day, shift in enumerate(row):
        if shift >= 0 and not people.may_work[p, day, shift]:
            return False
        if people.must_work[p, day].any() and (shift < 0 or not people.must_work[p, day, shift]):
            return False
        after = row[day - 1] if day else int(people.last_shift[p])
        if shift >= 0 and after >= 0 and facts.shifts.forbidden[after, shift]:
            return False
    minutes = sum(int(facts.shifts.paid_min[shift]) for shift in row if shift >= 0)
    if not people.least_min[p] <= minutes <= people.most_min[p]:
        return False
    if any(row.count(s) > people.most_of_shift[p, s] for s in range(len(facts.shifts.names))):
        return False
    if sum(any(row[d] >= 0 for d in days) for days in facts.days.weekends()) > people.most_weekends[p]:
        return False
    history = [True] * before[0] + [False] * before[1]
    whole = history + [shift >= 0 for shift in row]
    at = 0
    for works, group in groupby(whole):
        length = len(list(group))
        cut = (at == 0 and not history) or at + length == len(whole)
        inside = at + length > len(history) or at + length == len(history)
        longest = people.longest_work[p] if works else people.longest_off[p]
        shortest = people.shortest_work[p] if works else people.shortest_off[p]
        if inside and (length > longest or (length < shortest and not cut)):
            return False
        at += length
    assert at == last + len(history)
    return True


def _cost(facts: RosterFacts, rosters: tuple[tuple[int, ...], ...]) -> float | None:
    cost = 0.0
    cover, wishes = facts.cover, facts.wishes
    for c in range(len(cover.day)):
        assert cover.skill[c] == ANY
        on = sum(row[cover.day[c]] == cover.shift[c] for row in rosters)
        if not cover.at_least[c] <= on <= cover.at_most[c]:
            return None
        if cover.wanted[c] == cover.wanted[c]:
            cost += cover.short_price[c] * max(0, cover.wanted[c] - on)
            cost += cover.over_price[c] * max(0, on - cover.wanted[c])
    for w in range(len(wishes.person)):
        given = rosters[wishes.person[w]][wishes.day[w]]
        granted = given >= 0 if wishes.shift[w] == ANY else given == wishes.shift[w]
        cost += wishes.price[w] * (granted != wishes.work[w])
    for p, row in enumerate(rosters):
        cost += facts.people.pay[p] * sum(facts.shifts.paid_min[s] for s in row if s >= 0) / 60
    may = facts.people.may_work
    days = [day for each in facts.days.weekends() for day in each]
    nights = [
        sum(s >= 0 and bool(facts.shifts.night[s]) for s in row)
        for p, row in enumerate(rosters)
        if any(may[p, d, s] for d in range(len(row)) for s in range(may.shape[2]) if facts.shifts.night[s])
    ]
    weekends = [
        sum(any(row[d] >= 0 for d in days) for days in facts.days.weekends())
        for p, row in enumerate(rosters)
        if may[p, days].any()
    ]
    cost += facts.fairness.night_price * (max(nights) - min(nights) if nights else 0)
    return cost + facts.fairness.weekend_price * (max(weekends) - min(weekends) if weekends else 0)

"""The checks of a roster in order: its rows, its people, its cover, its cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from capplan.roster_facts import ANY, RosterFacts
from capplan.verify_roster.cost import recomputed_cost
from capplan.verify_roster.findings import Finding
from capplan.verify_roster.person import PERSON_CHECKS, Diary
from capplan.verify_roster.written import WrittenShift

__all__ = ["RULES", "check_roster", "findings_of"]

CENT = 0.01

RULES = (
    "rows", "one_shift_a_day",
    # people
    "may_work", "fixed", "rest", "succession", "longest_work", "shortest_work", "longest_off", "shortest_off",
    "least_hours", "most_hours", "most_of_shift", "most_weekends",
    # cover
    "cover_at_least", "cover_at_most",
    # money
    "cost",
)  # fmt: skip


def check_roster(
    facts: RosterFacts, rows: Sequence[WrittenShift], cost: float | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong with a roster; ``cost`` is what it says it costs, where it says so."""
    found = list(_row_findings(facts, rows))
    names = {name: number for number, name in enumerate(facts.shifts.names)}
    works: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        number = (row.day - facts.days.first).days
        known = row.person in facts.people.names and row.shift in names and 0 <= number < facts.days.count
        if known:
            works[row.person].setdefault(number, names[row.shift])
    for person, name in enumerate(facts.people.names):
        found += _of_person(Diary(facts, person, works[name]))
    found += _cover_findings(facts, works)
    if cost is not None:
        again = recomputed_cost(facts, works)
        if abs(again - cost) > CENT:
            found.append(Finding("cost", "", "", f"said to be {cost:,.2f}, but it is {again:,.2f}"))
    return tuple(found)


def findings_of(facts: RosterFacts, person: int, shift_of: Sequence[int]) -> tuple[Finding, ...]:
    """What is wrong with the days of one person: ``shift_of`` [day] is a shift, or below 0 for a day off."""
    return tuple(_of_person(Diary(facts, person, {day: int(s) for day, s in enumerate(shift_of) if s >= 0})))


def _of_person(diary: Diary) -> Iterator[Finding]:
    for check in PERSON_CHECKS:
        yield from check(diary)


def _row_findings(facts: RosterFacts, rows: Sequence[WrittenShift]) -> Iterator[Finding]:
    """Names and days that are not in the inputs, and people with two shifts on a day."""
    seen: set[tuple[str, date]] = set()
    for row in rows:
        when = row.day.isoformat()
        if row.person not in facts.people.names:
            yield Finding("rows", row.person, when, "not a person of the roster")
        if row.shift not in facts.shifts.names:
            yield Finding("rows", row.person, when, f"{row.shift!r} is not a shift")
        if not 0 <= (row.day - facts.days.first).days < facts.days.count:
            yield Finding("rows", row.person, when, "not a day of the roster")
        if (row.person, row.day) in seen:
            yield Finding("one_shift_a_day", row.person, when, "works twice")
        seen.add((row.person, row.day))


def _cover_findings(facts: RosterFacts, works: Mapping[str, Mapping[int, int]]) -> Iterator[Finding]:
    cover = facts.cover
    for c in range(len(cover.day)):
        day, shift, skill = int(cover.day[c]), int(cover.shift[c]), int(cover.skill[c])
        on = sum(
            works.get(name, {}).get(day) == shift and (skill == ANY or bool(facts.people.skills[p, skill]))
            for p, name in enumerate(facts.people.names)
        )
        place = facts.shifts.names[shift] + ("" if skill == ANY else f" with {facts.skills[skill]}")
        when = facts.days.labels[day]
        if on < cover.at_least[c]:
            message = f"{on} people, at least {cover.at_least[c]:g}"
            yield Finding("cover_at_least", place, when, message)
        if on > cover.at_most[c]:
            yield Finding("cover_at_most", place, when, f"{on} people, at most {cover.at_most[c]:g}")

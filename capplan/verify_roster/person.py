"""The rules of one person, read off a diary of days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from capplan.roster_facts import RosterFacts
from capplan.verify_roster.findings import Finding

__all__ = ["PERSON_CHECKS", "Diary"]


@dataclass(frozen=True)
class Diary:
    """The shifts (positions) that a person works, by day; days off are missing."""

    facts: RosterFacts
    person: int
    works: Mapping[int, int]

    def finding(self, rule: str, day: int | None, message: str) -> Finding:
        """A finding about this person."""
        when = "" if day is None else (self.facts.days.first + timedelta(days=day)).isoformat()
        return Finding(rule, self.facts.people.names[self.person], when, message)

    def span(self, day: int, shift: int) -> tuple[datetime, datetime]:
        """The moments at which a shift of a day begins and ends."""
        shifts = self.facts.shifts
        midnight = datetime.combine(self.facts.days.first + timedelta(days=day), time())
        local = midnight + timedelta(minutes=int(shifts.start_min[shift]))
        begin = local.replace(tzinfo=ZoneInfo(self.facts.time_zone)).astimezone(UTC)
        return begin, begin + timedelta(minutes=int(shifts.length_min[shift]))

    def shift_on(self, day: int) -> int | None:
        """The shift of a day, that of the last day before the roster included."""
        last = int(self.facts.people.last_shift[self.person])
        return (last if last >= 0 else None) if day == -1 else self.works.get(day)

    def stretches(self) -> Iterator[tuple[int, int, bool, bool]]:
        """First day, length, whether it is work, and whether an end of what is known cuts it.

        Days before the roster are part of a stretch that reaches into the roster, or that ends just before it.
        """
        people, count = self.facts.people, self.facts.days.count
        worked, off = int(people.worked_before[self.person]), int(people.off_before[self.person])
        first = -(worked or off)
        days = [day in self.works if day >= 0 else worked > 0 for day in range(first, count)]
        at = first
        for work, group in groupby(days):
            length = len(list(group))
            yield at, length, work, (at == 0 and first == 0) or at + length == count
            at += length


def _may_work(diary: Diary) -> Iterator[Finding]:
    for day, shift in diary.works.items():
        if not diary.facts.people.may_work[diary.person, day, shift]:
            name = diary.facts.shifts.names[shift]
            yield diary.finding("may_work", day, f"works {name}, and may not: leave, absence, skill or shift")


def _fixed(diary: Diary) -> Iterator[Finding]:
    must = diary.facts.people.must_work[diary.person]
    for day in range(diary.facts.days.count):
        for shift, name in enumerate(diary.facts.shifts.names):
            if must[day, shift] and diary.works.get(day) != shift:
                yield diary.finding("fixed", day, f"does not work {name}, which is fixed")


def _rest(diary: Diary) -> Iterator[Finding]:
    facts = diary.facts
    for day in range(-1, facts.days.count - 1):
        before, after = diary.shift_on(day), diary.shift_on(day + 1)
        if before is None or after is None:
            continue
        if facts.shifts.forbidden[before, after]:
            names = facts.shifts.names
            yield diary.finding("succession", day + 1, f"{names[after]} may not follow {names[before]}")
        rest = diary.span(day + 1, after)[0] - diary.span(day, before)[1]
        if rest < timedelta(minutes=facts.least_rest_min):
            hours = rest / timedelta(hours=1)
            yield diary.finding(
                "rest", day + 1, f"{hours:g} h of rest, at least {facts.least_rest_min / 60:g}"
            )


def _stretches(diary: Diary) -> Iterator[Finding]:
    people, p = diary.facts.people, diary.person
    for first, length, work, cut in diary.stretches():
        kind = "work" if work else "off"
        longest = people.longest_work[p] if work else people.longest_off[p]
        shortest = people.shortest_work[p] if work else people.shortest_off[p]
        # what happened before the roster cannot be put right in it
        if length > longest and first + length > 0:
            yield diary.finding(
                f"longest_{kind}", max(0, first), f"{length} days in a row, at most {longest:g}"
            )
        if length < shortest and not cut:
            yield diary.finding(
                f"shortest_{kind}", max(0, first), f"{length} days in a row, at least {shortest}"
            )


def _hours(diary: Diary) -> Iterator[Finding]:
    people, p = diary.facts.people, diary.person
    minutes = sum(int(diary.facts.shifts.paid_min[shift]) for shift in diary.works.values())
    if minutes < people.least_min[p]:
        yield diary.finding("least_hours", None, f"{minutes / 60:g} h, at least {people.least_min[p] / 60:g}")
    if minutes > people.most_min[p]:
        yield diary.finding("most_hours", None, f"{minutes / 60:g} h, at most {people.most_min[p] / 60:g}")


def _most_of_shift(diary: Diary) -> Iterator[Finding]:
    for shift, name in enumerate(diary.facts.shifts.names):
        count, most = (
            list(diary.works.values()).count(shift),
            diary.facts.people.most_of_shift[diary.person, shift],
        )
        if count > most:
            yield diary.finding("most_of_shift", None, f"{count} times {name}, at most {most:g}")


def _most_weekends(diary: Diary) -> Iterator[Finding]:
    days, most = diary.facts.days, diary.facts.people.most_weekends[diary.person]
    begins = set()
    for day in diary.works:
        date = days.first + timedelta(days=day)
        if date.weekday() in days.weekend:
            begins.add(date - timedelta(days=days.weekend.index(date.weekday())))
    if len(begins) > most:
        yield diary.finding("most_weekends", None, f"{len(begins)} weekends with work, at most {most:g}")


PERSON_CHECKS: tuple[Callable[[Diary], Iterator[Finding]], ...] = (
    _may_work, _fixed, _rest, _stretches, _hours, _most_of_shift, _most_weekends,
)  # fmt: skip

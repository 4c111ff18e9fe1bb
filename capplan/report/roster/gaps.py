"""Gaps of a roster: where people are missing, what holds back those who could, and the cheapest remedy.

Index    c row of cover    p person

For every c with fewer people than wanted, everybody who has its skill and does not work its shift is one of:
    elsewhere      works another shift of that day
    away           on leave, or not there, that day
    held_back      off that day, and would break a rule
    free           off that day, and would break none: it costs more than the price of the person missing

``rule`` is the one that holds back most of the held back; without them it is ``price`` where somebody is free, and
``people`` where nobody is left. The remedy is one more shift for the person who breaks the fewest rules by it, then
costs least; ``remedy_price`` is what the roster costs more by it, the price of the person missing taken off. Rules
are those of the checker, each read off the days of the person with the shift added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from capplan.roster_facts import ANY
from capplan.rostering import OFF, Roster, cost_lines, short_and_over
from capplan.verify_roster import Finding, findings_of

__all__ = ["gap_table", "gap_text"]

MOST = 20
"""Gaps that are looked into: the dearest."""

TOLD = 5
"""Gaps that the text names."""

COLUMNS = (
    "date", "shift", "skill", "short", "elsewhere", "away", "held_back", "free", "rule", "person", "remedy",
    "remedy_price",
)  # fmt: skip


@dataclass(frozen=True)
class _Way:
    """One more shift for a person, and the rules that it breaks."""

    person: int
    broken: tuple[Finding, ...]


def gap_table(roster: Roster, most: int = MOST) -> pd.DataFrame:
    """The ``most`` dearest gaps, in the order of cover.csv."""
    cover = roster.facts.cover
    short, _ = short_and_over(roster.facts, roster.shift_of)
    rows = np.flatnonzero(short > 0.0)
    dearest = rows[np.argsort(-(short * cover.short_price)[rows], kind="stable")][:most]
    return pd.DataFrame([_gap(roster, int(c), float(short[c])) for c in np.sort(dearest)], columns=COLUMNS)


def gap_text(roster: Roster) -> list[str]:
    """A line for each of the dearest gaps, and how many more there are."""
    lines = [_line(row) for row in gap_table(roster, TOLD).to_dict("records")]
    more = int(np.count_nonzero(short_and_over(roster.facts, roster.shift_of)[0])) - len(lines)
    return [*lines, *([f"and {more} more: gaps.csv"] if more else [])]


def _line(row: dict[Hashable, Any]) -> str:
    place = f"{row['date']} {row['shift']}" + (f" with {row['skill']}" if row["skill"] else "")
    held = f" (most by {row['rule']})" if row["held_back"] else ""
    who = f"{row['elsewhere']} work another shift, {row['away']} are away, {row['held_back']} are held back by a rule"
    who += f"{held}, {row['free']} are free"
    return f"{place}: {row['short']:g} too few; of those who could, {who}; cheapest remedy: {row['remedy']}."


def _gap(roster: Roster, c: int, short: float) -> tuple[object, ...]:
    facts, cover = roster.facts, roster.facts.cover
    day, shift, skill = int(cover.day[c]), int(cover.shift[c]), int(cover.skill[c])
    needed = [each for each in (skill, int(facts.shifts.skill[shift])) if each != ANY]
    able = facts.people.skills[:, needed].all(axis=1)
    on = roster.shift_of[:, day]
    elsewhere = able & (on != OFF) & (on != shift)
    away = able & (on == OFF) & ~facts.people.may_work[:, day].any(axis=1)
    left = np.flatnonzero(able & (on == OFF) & ~away)
    ways = [_way(roster, int(person), day, shift) for person in left]
    held = [way for way in ways if way.broken]
    rules = Counter(rule for way in held for rule in sorted({finding.rule for finding in way.broken}))
    rule = rules.most_common(1)[0][0] if rules else "price" if ways else "people"
    fewest = min((len(way.broken) for way in ways), default=0)
    best, price = None, np.nan
    for way in (each for each in ways if len(each.broken) == fewest):
        more = _price(roster, way.person, day, shift)
        if best is None or more < price:
            best, price = way, more
    name = "" if best is None else facts.people.names[best.person]
    return (
        facts.days.labels[day],
        facts.shifts.names[shift],
        "" if skill == ANY else facts.skills[skill],
        short,
        int(elsewhere.sum()),
        int(away.sum()),
        len(held),
        len(ways) - len(held),
        rule,
        name,
        _remedy(best, price, name, [facts.skills[each] for each in needed]),
        round(price, 2),
    )


def _way(roster: Roster, person: int, day: int, shift: int) -> _Way:
    facts, before = roster.facts, roster.shift_of[person]
    after = before.copy()
    after[day] = shift
    known = set(findings_of(facts, person, before))
    broken = [finding for finding in findings_of(facts, person, after) if finding not in known]
    return _Way(person, (*broken, *_too_many(roster, person, day, shift)))


def _too_many(roster: Roster, person: int, day: int, shift: int) -> Iterator[Finding]:
    """The rows of cover that the person would be one too many for."""
    facts, cover = roster.facts, roster.facts.cover
    for c in np.flatnonzero((cover.day == day) & (cover.shift == shift) & np.isfinite(cover.at_most)):
        skill = int(cover.skill[c])
        counts = np.ones(len(roster.shift_of), np.bool_) if skill == ANY else facts.people.skills[:, skill]
        on = int((roster.shift_of[:, day] == shift)[counts].sum())
        if counts[person] and on + 1 > cover.at_most[c]:
            message = f"{on + 1} people, at most {cover.at_most[c]:g}"
            yield Finding("cover_at_most", facts.shifts.names[shift], facts.days.labels[day], message)


def _price(roster: Roster, person: int, day: int, shift: int) -> float:
    """What the roster costs more with one more shift."""
    more = roster.shift_of.copy()
    more[person, day] = shift
    return sum(cost_lines(roster.facts, more).values()) - roster.cost


def _remedy(best: _Way | None, price: float, name: str, skills: list[str]) -> str:
    if best is None:
        return "one more person" + (f" with {' and '.join(skills)}" if skills else "")
    if not best.broken:
        return f"{name} works it, which costs {abs(price):,.2f} {'more' if price > 0.0 else 'less'} in all"
    waived = ", ".join(f"{finding.rule} ({finding.message})" for finding in best.broken)
    return f"{name} works it, if {waived} is waived"

"""The tables of a roster: shifts worked, hours per person, cover, refused requests, and the roster as a grid."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from capplan.report.roster.gaps import gap_table
from capplan.roster_facts import ANY, RosterFacts
from capplan.rostering import OFF, Roster, people_on, refused, short_and_over

__all__ = ["roster_tables", "shift_span"]


def roster_tables(roster: Roster) -> dict[str, pd.DataFrame]:
    """Every table by file name, columns as ``outputs/README.md`` explains them."""
    return {
        "roster.csv": _roster(roster),
        "roster_grid.csv": _grid(roster),
        "hours_per_person.csv": _hours(roster),
        "cover.csv": _cover(roster),
        "gaps.csv": gap_table(roster),
        "requests.csv": _requests(roster),
    }


def shift_span(facts: RosterFacts, day: int, shift: int) -> tuple[datetime, datetime]:
    """When a shift begins and ends, in the time zone of the roster.

    A shift lasts as long as its length says, also in a night in which clocks change. A start in the hour that is
    left out in spring is an hour later by the clock.
    """
    zone = ZoneInfo(facts.time_zone)
    local = datetime.combine(facts.days.first + timedelta(days=day), time())
    local += timedelta(minutes=int(facts.shifts.start_min[shift]))
    begin = local.replace(tzinfo=zone).timestamp()
    end = begin + 60.0 * int(facts.shifts.length_min[shift])
    return datetime.fromtimestamp(begin, zone), datetime.fromtimestamp(end, zone)


def _roster(roster: Roster) -> pd.DataFrame:
    facts = roster.facts
    person, day = np.nonzero(roster.works)
    shift = roster.shift_of[person, day]
    spans = [shift_span(facts, d, s) for d, s in zip(day.tolist(), shift.tolist(), strict=True)]
    return pd.DataFrame(
        {
            "person": [facts.people.names[p] for p in person],
            "team": [facts.people.team[p] for p in person],
            "date": [facts.days.labels[d] for d in day],
            "shift": [facts.shifts.names[s] for s in shift],
            "start": [begin.isoformat(timespec="minutes") for begin, _ in spans],
            "end": [end.isoformat(timespec="minutes") for _, end in spans],
            "paid_h": facts.shifts.paid_min[shift] / 60.0,
        }
    )


def _grid(roster: Roster) -> pd.DataFrame:
    """A row for every person, a column for every day; blank where off, ``away`` where the person is not there."""
    facts = roster.facts
    names = np.array([*facts.shifts.names, ""], dtype=object)
    cells = names[roster.shift_of]
    cells[(roster.shift_of == OFF) & ~facts.people.may_work.any(axis=2)] = "away"
    days = pd.DataFrame(cells, columns=list(facts.days.labels))
    return pd.concat([pd.DataFrame({"person": list(facts.people.names)}), days], axis=1)


def _hours(roster: Roster) -> pd.DataFrame:
    facts, people = roster.facts, roster.facts.people
    denied, wishes = refused(facts, roster.shift_of), facts.wishes
    count = len(people.names)
    asked = np.bincount(wishes.person, minlength=count)
    return pd.DataFrame(
        {
            "person": list(people.names),
            "team": list(people.team),
            "paid_h": roster.paid_min / 60.0,
            "least_h": people.least_min / 60.0,
            "most_h": people.most_min / 60.0,
            "shifts": roster.works.sum(axis=1),
            "nights": roster.nights,
            "weekends": roster.weekends,
            "longest_work": [_longest(row) for row in roster.works],
            "longest_off": [_longest(~row) for row in roster.works],
            "requests": asked,
            "requests_granted": asked - np.bincount(wishes.person[denied], minlength=count),
            "price_of_refused": np.bincount(wishes.person, wishes.price * denied, minlength=count),
        }
    )


def _longest(days: np.ndarray) -> int:
    """The longest stretch of days on which something holds, within the roster."""
    return max((len(list(group)) for holds, group in groupby(days.tolist()) if holds), default=0)


def _cover(roster: Roster) -> pd.DataFrame:
    facts, cover = roster.facts, roster.facts.cover
    short, over = short_and_over(facts, roster.shift_of)
    return pd.DataFrame(
        {
            "date": [facts.days.labels[day] for day in cover.day],
            "shift": [facts.shifts.names[shift] for shift in cover.shift],
            "skill": ["" if skill == ANY else facts.skills[skill] for skill in cover.skill],
            "at_least": cover.at_least,
            "wanted": cover.wanted,
            "at_most": cover.at_most,
            "people": people_on(facts, roster.shift_of),
            "short": short,
            "over": over,
            "price": cover.short_price * short + cover.over_price * over,
        }
    )


def _requests(roster: Roster) -> pd.DataFrame:
    """Every wish, day by day, and whether it is granted."""
    facts, wishes = roster.facts, roster.facts.wishes
    denied = refused(facts, roster.shift_of)
    return pd.DataFrame(
        {
            "person": [facts.people.names[person] for person in wishes.person],
            "date": [facts.days.labels[day] for day in wishes.day],
            "shift": ["" if shift == ANY else facts.shifts.names[shift] for shift in wishes.shift],
            "kind": np.where(wishes.work, "work", "off"),
            "weight": wishes.price,
            "granted": np.where(denied, "no", "yes"),
        }
    )

"""What one plan does otherwise than the other, in weeks that both have: classes, contracts, orders, work, people.

Classes of a team that are alike in day and size are the same. Of what is left, two on one day are one of another
size; one that is gone and one that has come, in the order of time, are one that moved, as in a re-plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capplan.errors import InvalidInput, Problem
from capplan.replan.differences import LEAST_ORDER, SOME
from capplan.replan.earlier import THINGS
from capplan.run_folder import read_result

__all__ = ["KINDS", "Changed", "changes"]

Rows = list[dict[str, Any]]
Start = tuple[str, float]  # day, people

KINDS = {
    "initiative": "initiatives",
    "site-opening": "sites",
    "site-closure": "sites",
    "opening": "contracts",
    "ending": "contracts",
    "class": "classes",
    "order": "orders",
    "hours": "allocation",
    "headcount": "headcount",
}
"""The first word of a kind, and what such changes are about; in the order in which they are told."""
LEAST_H = 0.5


@dataclass(frozen=True)
class Changed:
    """One change; the fields are columns of changes.csv. Weeks are "" where a plan has nothing of it."""

    kind: str
    name: str
    week_before: str
    week_after: str
    before: float
    after: float
    unit: str

    @property
    def difference(self) -> float:
        """After less before."""
        return self.after - self.before


def changes(before: Path, after: Path, weeks: Sequence[str]) -> tuple[Changed, ...]:
    """Every change between two run folders, kinds in the order of KINDS, the largest of each first."""
    found = [
        *_projects(before, after),
        *_decisions(before, after),
        *_classes(before, after, frozenset(weeks)),
        *_orders(before, after, frozenset(week[:7] for week in weeks)),
        *_hours(before, after, frozenset(weeks)),
        *_headcount(before, after, weeks[-1]),
    ]
    rank = list(KINDS)

    def order(one: Changed) -> tuple[int, float, str, str]:
        people = max(one.before, one.after) if one.kind.startswith("class_") else abs(one.difference)
        return rank.index(one.kind.partition("_")[0]), -people, one.name, one.week_before or one.week_after

    return tuple(sorted(found, key=order))


def _read(run: Path, file: str, texts: Sequence[str], numbers: Sequence[str], *, needed: bool = True) -> Rows:
    rows = read_result(run, file, texts, numbers)
    if rows is None and needed:
        raise InvalidInput([Problem(str(run / file), "the table of the run is missing")])
    return rows or []


def _classes(before: Path, after: Path, weeks: frozenset[str]) -> Iterator[Changed]:
    starts: list[dict[str, Counter[Start]]] = []
    for run in (before, after):
        by_team: dict[str, Counter[Start]] = defaultdict(Counter)
        for row in _read(run, "hiring_calendar.csv", ("team", "training_start"), ("size",)):
            if row["training_start"] in weeks:
                by_team[row["team"]][row["training_start"], row["size"]] += 1
        starts.append(by_team)
    for team in sorted({*starts[0], *starts[1]}):
        was, now = starts[0][team], starts[1][team]
        yield from _of_team(team, sorted((was - now).elements()), sorted((now - was).elements()))


def _of_team(team: str, gone: list[Start], come: list[Start]) -> Iterator[Changed]:
    for start in list(gone):
        same_day = [other for other in come if other[0] == start[0]]
        if same_day:
            gone.remove(start)
            come.remove(same_day[0])
            yield _class("class_resized", team, start, same_day[0])
    both = min(len(gone), len(come))
    for was, now in zip(gone[:both], come[:both], strict=True):
        yield _class("class_moved", team, was, now)
    for was in gone[both:]:
        yield _class("class_cancelled", team, was, ("", 0.0))
    for now in come[both:]:
        yield _class("class_added", team, ("", 0.0), now)


def _class(kind: str, team: str, was: Start, now: Start) -> Changed:
    return Changed(kind, team, was[0], now[0], was[1], now[1], "people")


def _decisions(before: Path, after: Path) -> Iterator[Changed]:
    decided = [
        {
            (row["contract"], row["decision"]): row["date"]
            for row in _read(run, "vendor_decisions.csv", ("contract", "decision", "date"), (), needed=False)
            if row["decision"] in ("open", "end")
        }
        for run in (before, after)
    ]
    for contract, decision in sorted({*decided[0], *decided[1]}):
        was, now = (each.get((contract, decision), "") for each in decided)
        if was != now:
            what = "added" if not was else "cancelled" if not now else "moved"
            name = {"open": "opening", "end": "ending"}[decision]
            yield Changed(
                f"{name}_{what}", contract, was, now, float(was != ""), float(now != ""), "contract"
            )


def _projects(before: Path, after: Path) -> Iterator[Changed]:
    """Initiatives that start, sites that open or whose closure is announced, where the plans differ."""
    begun = [dict(_begun(run)) for run in (before, after)]
    for thing, name in sorted({*begun[0], *begun[1]}):
        was, now = (each.get((thing, name), "") for each in begun)
        if was != now:
            what = "added" if not was else "cancelled" if not now else "moved"
            yield Changed(f"{thing}_{what}", name, was, now, float(was != ""), float(now != ""), "project")


def _begun(run: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """What a run begins, as a re-plan calls it, and the day."""
    for row in _read(run, "initiatives.csv", ("initiative", "decision", "start"), (), needed=False):
        if row["decision"] == "start":
            yield ("initiative", row["initiative"]), row["start"]
    for row in _read(run, "site_decisions.csv", ("site", "decision", "date"), (), needed=False):
        if row["decision"] in ("open", "close"):
            yield (THINGS[row["decision"]], row["site"]), row["date"]


def _orders(before: Path, after: Path, months: frozenset[str]) -> Iterator[Changed]:
    """Orders of months that both plan, from half a percent on: nobody signs an order to the last hour."""
    ordered = [
        {
            (row["contract"], row["month"], row["order_unit"]): row["planned_units"]
            for row in _read(
                run,
                "vendor_orders.csv",
                ("contract", "month", "order_unit"),
                ("planned_units",),
                needed=False,
            )
            if row["month"] in months and row["planned_units"] == row["planned_units"]
        }
        for run in (before, after)
    ]
    for one in sorted({*ordered[0], *ordered[1]}):
        was, now = (each.get(one, 0.0) for each in ordered)
        if abs(now - was) > max(SOME, LEAST_ORDER * was):
            contract, month, unit = one
            first, then = (f"{month}-01" if units else "" for units in (was, now))
            yield Changed("order_changed", contract, first, then, was, now, f"{unit} a month")


def _hours(before: Path, after: Path, weeks: frozenset[str]) -> Iterator[Changed]:
    """Productive hours of a site on a queue, over all weeks."""
    worked: list[dict[str, float]] = []
    for run in (before, after):
        hours: dict[str, float] = defaultdict(float)
        texts = ("week_start", "queue", "language", "site")
        for row in _read(run, "allocation.csv", texts, ("productive_h",)):
            if row["week_start"] in weeks:
                hours[f"{row['queue']}:{row['language']} at {row['site']}"] += row["productive_h"]
        worked.append(hours)
    for name in sorted({*worked[0], *worked[1]}):
        was, now = (each.get(name, 0.0) for each in worked)
        if abs(now - was) >= LEAST_H:
            yield Changed("hours_moved", name, "", "", was, now, "productive hours")


def _headcount(before: Path, after: Path, week: str) -> Iterator[Changed]:
    """People of a team, in production and training, when the last week ends."""
    there = [
        {
            row["team"]: row["end"] + row["training_end"]
            for row in _read(run, "headcount.csv", ("week_start", "team"), ("end", "training_end"))
            if row["week_start"] == week
        }
        for run in (before, after)
    ]
    for team in sorted({*there[0], *there[1]}):
        was, now = (each.get(team, 0.0) for each in there)
        if abs(now - was) > SOME:
            yield Changed("headcount_end", team, week, week, was, now, "people")

"""One class: what it is for, what the plan costs without it, a start earlier or later, and at another team."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from capplan.conflict_words import named
from capplan.errors import InvalidInput, NoPlanInTime, Problem
from capplan.facts import Facts
from capplan.formulation import Formulation, formulate
from capplan.nearest import did_you_mean, listing
from capplan.program import Arrays
from capplan.reasons.answer import Answer
from capplan.reasons.clock import Clock
from capplan.reasons.priced import LATE, NOTHING
from capplan.reasons.rebuilt import Rebuilt
from capplan.reasons.telling import (
    difference_json,
    difference_sentences,
    gap_text,
    in_parts_sentence,
    money,
    terms_text,
    week_text,
)
from capplan.reasons.what_if import Bounds, Difference, difference, optima, related_teams
from capplan.reasons.words import HIRING_RULES
from capplan.report.reasons import Part, Story
from capplan.report.wording import number
from capplan.run_folder import read_result

__all__ = ["PlannedClass", "of_class", "planned_class"]

OTHERS = 7
"""Most other teams that are tried, one at a site."""


@dataclass(frozen=True)
class PlannedClass:
    """A class of the hiring calendar."""

    reference: str
    team: int
    period: int
    size: float
    committed: bool


def planned_class(run: Path, facts: Facts, reference: str) -> PlannedClass:
    """The class of that reference. Raises InvalidInput with those that are meant where there is none."""
    rows = read_result(
        run, "hiring_calendar.csv", ("class_ref", "team", "status", "training_start"), ("size",)
    )
    known = {str(row["class_ref"]): row for row in rows or ()}
    if reference not in known:
        allowed = listing(known) if known else "nothing: the plan starts no class"
        hint = did_you_mean(reference, known)
        raise InvalidInput(
            [Problem("hiring_calendar.csv", "no such class", value=reference, allowed=allowed, cause=hint)]
        )
    row = known[reference]
    team, period = facts.teams.name.index(row["team"]), facts.horizon.labels.index(row["training_start"])
    return PlannedClass(reference, team, period, float(row["size"]), row["status"] == "committed")


@dataclass(frozen=True)
class _Place:
    """Where and when the class could start instead, and the rule that forbids it, if one does."""

    name: str
    team: int
    period: int
    size: float


def of_class(rebuilt: Rebuilt, one: PlannedClass, clock: Clock, tell: Callable[[str], None]) -> Answer:
    """The class and what else could stand in its place."""
    places = [] if one.committed else _places(rebuilt, one)
    bounds = [_moved(rebuilt, one, place) for place in places]
    forbidden = [_forbidden(each) for each in bounds]
    without_it = _uncommitted(rebuilt, one) if one.committed else _without(rebuilt, one).arrays()
    asked = [Bounds.of(rebuilt).arrays(), without_it]
    asked += [each.arrays() for each, why in zip(bounds, forbidden, strict=True) if not why]
    elsewhere = f", and with it in {len(asked) - 2} other places" if len(asked) > 2 else ""
    tell(f"the plan without the class{elsewhere}")
    plan, without, *others = optima(asked, clock)
    if plan is None or not plan.feasible:
        raise NoPlanInTime(LATE)
    left = iter(others)
    moved = [None if why else difference(rebuilt.formulation, plan, next(left)) for why in forbidden]
    dropped = difference(rebuilt.formulation, plan, without)
    return _answer(rebuilt, one, plan.objective, dropped, list(zip(places, moved, forbidden, strict=True)))


Moved = list[tuple[_Place, Difference | None, str]]


def _answer(rebuilt: Rebuilt, one: PlannedClass, cost: float, dropped: Difference, moved: Moved) -> Answer:
    formulation = rebuilt.formulation
    facts = formulation.given.facts
    sentences = (
        _what_it_is(formulation, one),
        *difference_sentences(dropped, facts, "Without it, all else as planned,"),
        in_parts_sentence(rebuilt, cost, "Every other class, contracts and who takes which queue"),
    )
    parts = [Part("", sentences), *([_moved_part(rebuilt, moved)] if moved else [])]
    content: dict[str, Any] = {
        "class": one.reference,
        "currency": facts.currency,
        "size": one.size,
        "committed": one.committed,
        "objective": round(float(rebuilt.summary["objective"]), 2),
        "objective_in_parts": round(cost, 2),
        "without": difference_json(dropped),
        "elsewhere": [
            {
                "to": place.name,
                "team": facts.teams.name[place.team],
                "starts": facts.horizon.labels[place.period],
                "size": place.size,
                "forbidden_by": why or None,
                **({} if found is None else difference_json(found)),
            }
            for place, found, why in moved
        ],
    }
    return Answer(Story(f"Class {one.reference}", tuple(parts)), content)


def _what_it_is(formulation: Formulation, one: PlannedClass) -> str:
    facts = formulation.given.facts
    teams = facts.teams
    ready = one.period + int(teams.training_periods[one.team])
    staying = np.prod(1.0 - teams.hazard[one.team, : int(teams.training_periods[one.team])])
    site = facts.sites.name[teams.site[one.team]]
    what = "is already committed" if one.committed else "is proposed"
    at = f"in {week_text(facts, ready)}" if ready < facts.horizon.count else "after the plan"
    return (
        f"{one.reference} brings {number(one.size)} people to {teams.name[one.team]} at {site}; it {what}, starts in "
        f"{week_text(facts, one.period)} and reaches production {at} with "
        f"{number(one.size * float(staying), 1)} of them."
    )


def _without(rebuilt: Rebuilt, one: PlannedClass) -> Bounds:
    """The plan with one proposed class fewer where this one stands."""
    bounds = Bounds.of(rebuilt)
    _add(bounds, one.team, one.period, -1.0, -one.size)
    return bounds


def _uncommitted(rebuilt: Rebuilt, one: PlannedClass) -> Arrays:
    """The program as if the class had not been committed: its people are in what is given, not in a decision."""
    given, own = rebuilt.formulation.given, rebuilt.formulation.program.column_blocks
    rules = given.facts.class_rules
    classes, heads = rules.committed_classes.copy(), rules.committed_heads.copy()
    classes[one.team, one.period] -= 1
    heads[one.team, one.period] -= one.size
    fewer = replace(rules, committed_classes=classes, committed_heads=heads)
    facts = replace(given.facts, class_rules=fewer)
    arrays = formulate(given.model, facts, given.requirement, given.agreed).arrays
    bounds = Bounds.of(rebuilt)
    for name in ("committed_classes", "committed_hires"):
        columns = own[name].index.ravel()
        bounds.lower[columns], bounds.upper[columns] = (
            arrays.column_lower[columns],
            arrays.column_upper[columns],
        )
    return bounds.arrays(arrays)


def _moved(rebuilt: Rebuilt, one: PlannedClass, place: _Place) -> Bounds:
    bounds = _without(rebuilt, one)
    _add(bounds, place.team, place.period, 1.0, place.size)
    return bounds


def _add(bounds: Bounds, team: int, period: int, classes: float, people: float) -> None:
    """Hold so many classes and people more than are held."""
    blocks, arrays = bounds.formulation.program.column_blocks, bounds.formulation.arrays
    for name, more in (("classes", classes), ("hires", people)):
        column = blocks[name].index[[team], period]
        planned = float(0.5 * (bounds.lower[column] + bounds.upper[column])[0])
        whole = bool(arrays.integer[column][0])
        bounds.hold(column, max(0.0, (round(planned) if whole else planned) + more))


def _places(rebuilt: Rebuilt, one: PlannedClass) -> list[_Place]:
    """Where else it could stand: the nearest starts that its team has, and those of teams that share a queue with it:
    at every site, its own too, the team that shares most.
    """
    formulation = rebuilt.formulation
    facts, arrays = formulation.given.facts, formulation.arrays
    classes = formulation.program.column_blocks["classes"].index
    room = arrays.column_upper[classes] - np.round(rebuilt.lower[classes])
    starts = np.flatnonzero(room[one.team] > 0.5)
    found = []
    for name, sides in (
        ("earlier", starts[starts < one.period][-1:]),
        ("later", starts[starts > one.period][:1]),
    ):
        found += [_Place(f"{name}, in {week_text(facts, int(t))}", one.team, int(t), one.size) for t in sides]
    rules, others = facts.class_rules, []
    for p in related_teams(formulation, [one.team]):
        may = np.flatnonzero(room[p] > 0.5)
        if p != one.team and len(may):
            t = int(may[np.argmin(np.abs(may - one.period))])
            size = float(np.clip(one.size, rules.class_min[p], rules.class_max[p]))
            site = facts.sites.name[facts.teams.site[p]]
            at = "" if t == one.period else f", in {week_text(facts, t)}"
            others.append(_Place(f"at {facts.teams.name[p]} in {site}{at}", p, t, size))
    pairs = facts.pairs
    own = np.isin(pairs.queue, pairs.queue[pairs.team == one.team])
    shared = np.bincount(pairs.team[own], minlength=len(facts.teams.name))
    ordered = sorted(others, key=lambda place: -int(shared[place.team]))
    best = {int(facts.teams.site[place.team]): place for place in reversed(ordered)}
    return [*found, *[place for place in ordered if place in best.values()][:OTHERS]]


def _forbidden(bounds: Bounds) -> str:
    """The rules on whole classes and people that the change breaks by itself; empty where none."""
    arrays, blocks = bounds.formulation.arrays, bounds.formulation.program.row_blocks
    column = bounds.formulation.program.column_blocks
    x = np.where(bounds.lower == bounds.upper, bounds.lower, 0.0)
    broken = []
    for name in HIRING_RULES:
        if name in blocks:
            rows = blocks[name].index.ravel()
            over = rows[arrays.matrix[rows] @ x > arrays.row_upper[rows] + 1e-6]
            broken += [
                f"{named(name)} are taken ({blocks[name].label(int(row))[len(name) + 1 : -1]})"
                for row in over[:1]
            ]
    for name in ("classes", "hires"):
        index = column[name].index.ravel()
        if np.any(bounds.lower[index] > arrays.column_upper[index] + 1e-6):
            broken.append("no more classes may start then")
            break
    return "; ".join(broken)


def _moved_part(rebuilt: Rebuilt, moved: Moved) -> Part:
    facts = rebuilt.formulation.given.facts
    rows, best = [], 0.0
    for place, found, why in moved:
        if found is None or found.kind != "found":
            unknown = found is not None and found.kind == "not_known"
            told = why or ("time ran out" if unknown else "no plan keeps the rules, all else as planned")
            rows.append((place.name, number(place.size), "", told))
            continue
        best = min(best, found.amount)
        rows.append((place.name, number(place.size), number(found.amount), terms_text(found.money or {})))
    said = ["The class elsewhere, all else as planned: what the plan then costs more, below nothing less."]
    if best < -NOTHING:
        said.append(
            f"The best of them saves {money(-best, facts.currency)}: the plan is not the best one"
            f"{gap_text(rebuilt)}. Pin the class there and plan again to see (capplan plan --from RUN --pin FILE)."
        )
    headings = ("the class", "people", facts.currency, "of it")
    return Part("Why here and then", tuple(said), headings, tuple(rows), left=1, words=(3,))

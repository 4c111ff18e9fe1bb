"""Why no plan meets the rules, in the planner's words: the rules in conflict and the cheapest way out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capplan.formulation import Formulation
from capplan.solve import Diagnosis, Relaxation, Relief, SolveOptions, diagnose

__all__ = ["conflicts"]


@dataclass(frozen=True)
class _Rule:
    """How a family of rows is spoken of.

    ``unit`` is what is missing, ``one`` a single one of it. ``level``: what counts is the most that is missing
    at one time, as with seats; else it adds up over time, as hours do. ``whole``: amounts are rounded up, as
    nobody builds a third of a seat. ``shown``: the limit stands in an input table, so it is named.
    """

    name: str
    unit: str
    one: str = ""
    level: bool = False
    whole: bool = False
    shown: bool = False


RULES = {
    "classes_per_quarter": _Rule("the most classes in a quarter", "classes", "class", whole=True),
    "rooms": _Rule("the training rooms", "rooms", "room", level=True, whole=True),
    "trainers": _Rule("the trainers", "trainers", "trainer", level=True, whole=True),
    "seats": _Rule("the production seats", "seats", "seat", level=True, whole=True, shown=True),
    "coverage": _Rule("the hours that must be met", "hours left uncovered"),
    "backlog_balance": _Rule("the work that must be done in time", "hours of work left undone"),
    "share_least": _Rule("the least shares", "hours of work less than the least share"),
    "share_most": _Rule("the most shares", "hours of work more than the most share"),
    "most_up": _Rule(
        "the most people that a vendor starts in a month", "people", "person", whole=True, shown=True
    ),
    "most_down": _Rule("the most people released in a month under a contract", "people", shown=True),
    "locked_low": _Rule("the least of the locked orders", "units less than the order and its band allow"),
    "locked_high": _Rule("the most of the locked orders", "units more than the order and its band allow"),
    "budget": _Rule("the budget", "{currency}", whole=True, shown=True),
}
"""Row block to how it is spoken of."""

LISTED = 4
"""Places listed for a way out; the rest is counted. The whole message fits a screen."""


@dataclass(frozen=True)
class _Place:
    """What must give at one place (a site, a queue, a limit) over all its periods, the largest first."""

    family: str
    where: str
    steps: tuple[Relaxation, ...]
    times: tuple[str, ...]
    weight: float


def conflicts(formulation: Formulation, options: SolveOptions) -> list[str]:
    """Sentences that name the rules in conflict and the cheapest way out, about ten lines at most."""
    rules = {name: rows.index.ravel() for name, rows in formulation.program.row_blocks.items() if rows.rule}
    diagnosis = diagnose(
        formulation.arrays, {name: index for name, index in rules.items() if index.size}, options
    )
    return _sentences(formulation, diagnosis)


def _sentences(formulation: Formulation, diagnosis: Diagnosis) -> list[str]:
    if not diagnosis.infeasible:
        return ["A plan may exist after all: time ran out before the conflict was found. Give it more time."]
    if not diagnosis.conflict:
        return [
            "The opening headcount, the committed classes and the fixed limits contradict each other without any "
            "rule that could give: check the headcount, committed_classes and release_rules tables."
        ]
    named = " and ".join(_named(family) for family in diagnosis.conflict)
    lines = [
        f"In conflict: {named}."
        if len(diagnosis.conflict) > 1
        else f"Cannot be met with the people there are and the classes that can start: {named}."
    ]
    if not diagnosis.minimal:
        lines.append(
            "Time ran out before the conflict was narrowed down; it may name more rules than needed."
        )
    cheapest = diagnosis.cheapest
    if cheapest is not None:
        lines.append("The cheapest way out (the least change of the limits that lets a plan through):")
        lines += _listed(formulation, cheapest, LISTED)
    given = {step.family for step in cheapest.relaxations} if cheapest is not None else set()
    for family, relief in diagnosis.alone.items():
        if given != {family}:
            lines.append(f"Another way out, with {_named(family)} alone:")
            lines += _listed(formulation, relief, 1)
    return lines


def _named(family: str) -> str:
    return RULES[family].name if family in RULES else family.replace("_", " ")


def _listed(formulation: Formulation, relief: Relief, most: int) -> list[str]:
    """One line for each place, the largest change first; what is beyond ``most`` places is counted."""
    places = sorted(_places(formulation, relief.relaxations), key=lambda place: -place.weight)
    lines = [f"  {_line(formulation, place)}" for place in places[:most]]
    rest = places[most:]
    if rest:
        names = list(dict.fromkeys(_named(place.family) for place in rest))
        count = f"{len(rest)} more place{'s' if len(rest) > 1 else ''}"
        lines.append(f"  and at {count} ({', '.join(names)})")
    return lines


def _places(formulation: Formulation, steps: Sequence[Relaxation]) -> list[_Place]:
    """The steps by place: the last axis of a row is its time, and its place too when it has no other."""
    found: dict[tuple[str, str, str], list[tuple[Relaxation, str]]] = {}
    for step in steps:
        label = formulation.program.row_name(step.row).partition("[")[2].removesuffix("]")
        where, _, time = label.rpartition(", ")
        found.setdefault((step.family, where or time, step.side), []).append((step, time))
    return [
        _Place(
            family=family,
            where=where,
            steps=tuple(step for step, _ in pairs),
            times=tuple(time for _, time in pairs),
            weight=sum(step.amount / max(1.0, abs(_limit(formulation, step))) for step, _ in pairs),
        )
        for (family, where, _), pairs in found.items()
    ]


def _line(formulation: Formulation, place: _Place) -> str:
    """For example ``DUB: 21 more seats (41 instead of 20) in 8 weeks from 2026-03-02 to 2026-04-20``."""
    rule = RULES.get(place.family, _Rule(place.family, place.family.replace("_", " ")))
    largest = max(place.steps, key=lambda step: step.amount)
    missing = largest.amount if rule.level else sum(step.amount for step in place.steps)
    amount = _amount(missing, rule.whole)
    unit = (rule.one if amount == "1" else "") or rule.unit.format(currency=formulation.given.facts.currency)
    if largest.side == "at_most" and place.family == "backlog_balance":
        unit = "hours of work more than there are"
    text = f"{place.where}: {amount} {'more ' if rule.whole else ''}{unit}"
    if rule.shown:
        limit = _limit(formulation, largest)
        text += f" ({_amount(limit + largest.amount, rule.whole)} instead of {_amount(limit, False)})"
    if place.times == (place.where,):
        return text
    return f"{text} {_when(place, largest, formulation.given.facts.horizon.period, rule)}"


def _amount(value: float, whole: bool) -> str:
    """Rounded up where only whole ones exist, but for the rounding of the solver."""
    if whole:
        return f"{math.ceil(value - 1e-4):,}"
    return f"{value:,.0f}" if value >= 100.0 or value == round(value) else f"{value:,.1f}"


def _limit(formulation: Formulation, step: Relaxation) -> float:
    arrays = formulation.arrays
    side: Mapping[str, float] = {
        "at_least": arrays.row_lower[step.row],
        "at_most": arrays.row_upper[step.row],
    }
    return float(side[step.side])


def _when(place: _Place, largest: Relaxation, period: str, rule: _Rule) -> str:
    """The weeks, months or quarters in words, and the worst of them where they differ."""
    times = sorted(place.times)
    month = len(times[0]) == len("2026-03")
    a_time = "quarter" if "Q" in times[0] else "month" if month else period
    if len(times) == 1:
        return f"in the {a_time} of {times[0]}" if a_time == period and not month else f"in {times[0]}"
    text = f"in {len(times)} {a_time}s from {times[0]} to {times[-1]}"
    amounts = {_amount(step.amount, rule.whole) for step in place.steps}
    if len(amounts) == 1:
        return text
    worst = place.times[place.steps.index(largest)]
    if rule.level:
        return f"{text}, most in the {a_time} of {worst}"
    return f"{text}, {_amount(largest.amount, rule.whole)} of them in the {a_time} of {worst}"

"""Why no plan meets the rules, in the planner's words: the rules in conflict, the ways out and their prices."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from capplan.conflict_question import Question, money
from capplan.conflict_words import Rule, amount_text, kind_of_time, name_of, rule_of, span
from capplan.errors import NoPlan
from capplan.formulation import Formulation
from capplan.guide import guide
from capplan.solve import Diagnosis, Relaxation, Relief, SolveOptions, diagnose

__all__ = ["no_plan"]


LAST_S = 1.5
"""With less of the time limit left nothing more was asked: what is not known then is for want of time."""

TOO_LATE = (
    "That is proven. Which rules contradict each other was not found within {:g} s: more with --time-limit, or "
    "plan without the rule that you suspect (a scenario, or --what-if)."
)
NOT_CONFIRMED = (
    "But a plan may exist after all: asked again rule by rule, the solver found none that must give by more than "
    "rounding. Loosen the tightest limits a little, or plan again with another --backend."
)

LISTED, FEWER = 4, 2
"""Places listed for the conflict and the first way out, and for the others; the rest is counted.

The whole message fits a screen.
"""


@dataclass(frozen=True)
class _Place:
    """What must give at one place (a site, a queue, a limit) over all its periods, the largest first."""

    family: str
    where: str
    steps: tuple[Relaxation, ...]
    times: tuple[str, ...]
    weight: float


def no_plan(
    formulation: Formulation, options: SolveOptions, tell: Callable[[str], None] = lambda stage: None
) -> NoPlan:
    """The error that names the rules in conflict and the ways out, the cheapest first, on a screen at most.

    Its ``details`` say the same for programs. ``tell`` hears the stages of the search for it.
    """
    question, began = Question.of(formulation), time.monotonic()
    found = diagnose(question.arrays, question.rules, options, question.parts(), guide(formulation), tell)
    limit_s = options.time_limit_s
    if not found.infeasible:
        in_time = time.monotonic() - began < limit_s - LAST_S
        return NoPlan([NOT_CONFIRMED if in_time else TOO_LATE.format(limit_s)], _details(question, found, []))
    ways = _ways(question, found)
    return NoPlan(_sentences(question, found, ways), _details(question, found, ways))


@dataclass(frozen=True)
class _Way:
    """A way out with what a plan then costs in base currency; None when time ran out before that was known."""

    relief: Relief
    cost: float | None


def _ways(question: Question, found: Diagnosis) -> list[_Way]:
    """Every way out once, the cheapest first; what has no price comes last, the least change first."""
    reliefs = list(found.alone.values())
    if found.cheapest is not None:
        changed = {step.family for step in found.cheapest.relaxations}
        if not any(changed == set(each.families) for each in reliefs):
            reliefs.append(found.cheapest)
    ways = [_Way(each, None if each.x is None else money(question.formulation, each.x)) for each in reliefs]
    return sorted(ways, key=lambda way: (way.cost is None, way.cost or 0.0, way.relief.weight))


def _sentences(question: Question, found: Diagnosis, ways: Sequence[_Way]) -> list[str]:
    if not found.conflict:
        return [
            "The opening headcount, the committed classes and the fixed limits contradict each other without any "
            "rule that could give: check the headcount, committed_classes and release_rules tables."
        ]
    named = " and ".join(name_of(family) for family in found.conflict)
    lines = [
        f"In conflict: {named}."
        if len(found.conflict) > 1
        else f"Cannot be met with the people there are and the classes that can start: {named}."
    ]
    lines += _counted([_held(question, place) for place in _conflict(question, found)], LISTED)
    if not found.minimal:
        lines.append(
            "Time ran out before the conflict was narrowed down; it may name more rules than needed. "
            "More time (--time-limit) narrows it down."
        )
    for number, way in enumerate(ways):
        lines.append(_heading(question, way, number == 0))
        lines += _listed(question, way.relief, LISTED if number == 0 else FEWER)
    if not ways:
        lines.append("Time ran out before a way out was found. More time (--time-limit) finds one.")
    return lines


def _heading(question: Question, way: _Way, first: bool) -> str:
    alone = way.relief.families
    what = f"{name_of(alone[0])} alone" if len(alone) == 1 else "the least change of all limits together"
    if way.cost is None:
        return f"{'A' if first else 'Another'} way out, with {what} (what a plan then costs is not known):"
    head = f"{'The cheapest' if first else 'Another'} way out, with {what}"
    currency = question.formulation.given.facts.currency
    cost = f"{way.cost:,.0f}" if way.relief.whole else f"about {float(f'{way.cost:.4g}'):,.0f}"
    return f"{head}; a plan then costs {cost} {currency}:"


def _conflict(question: Question, found: Diagnosis) -> list[_Place]:
    """The rules in conflict by place, in the order of the families."""
    steps = [
        Relaxation(family, int(row), side, 0.0)
        for family, rows in found.rows.items()
        for row in rows
        for side in [_side(question, int(row))]
    ]
    return _places(question, steps)


def _side(question: Question, row: int) -> str:
    return "at_least" if math.isinf(question.limit(row, "at_most")) else "at_most"


def _held(question: Question, place: _Place) -> str:
    """For example ``the production seats: DUB in 8 weeks from 2026-03-02 to 2026-04-20, 20 seats``."""
    rule = rule_of(place.family)
    sides = [question.limit(step.row, step.side) for step in place.steps]
    text = f"{rule.name}: {place.where}"
    if place.times != (place.where,):
        text += f" {span(place.times, question.formulation.given.facts.horizon.period)}"
    if not rule.side:
        return text
    unit = rule.side.format(currency=question.formulation.given.facts.currency)
    if len(sides) > 1 and not rule.level:
        return f"{text}, {amount_text(sum(sides), False)} {unit} in all"
    low, high = amount_text(min(sides), False), amount_text(max(sides), False)
    return f"{text}, {low if low == high else f'{low} to {high}'} {unit}"


def _details(question: Question, found: Diagnosis, ways: Sequence[_Way]) -> dict[str, Any]:
    """The conflict and the ways out for programs; amounts in the units of the rules, costs in base currency."""
    facts = question.formulation.given.facts

    def told(place: _Place) -> dict[str, Any]:
        unit = rule_of(place.family).unit.format(currency=facts.currency)
        return {
            "rule": place.family,
            "name": name_of(place.family),
            "where": place.where,
            "from": min(place.times),
            "to": max(place.times),
            "times": len(place.times),
            "unit": unit,
        }

    def given(place: _Place) -> dict[str, Any]:
        worst = max(place.steps, key=lambda step: step.amount)
        limit = question.limit(worst.row, worst.side)
        beyond = limit + worst.amount * (1.0 if worst.side == "at_most" else -1.0)
        return {
            **told(place),
            "side": worst.side,
            "amount": sum(step.amount for step in place.steps),
            "most_at_once": worst.amount,
            "limit": limit,
            "needed": beyond,
        }

    return {
        "currency": facts.currency,
        "conflict": [
            {"rule": family, "name": name_of(family), "places": [
                {**told(place), "limits": [question.limit(step.row, step.side) for step in place.steps]}
                for place in _conflict(question, found) if place.family == family
            ]}
            for family in found.conflict
        ],
        "smallest": found.infeasible and found.minimal,
        "ways_out": [
            {
                "rules": sorted({step.family for step in way.relief.relaxations}),
                "cost": way.cost,
                "whole_numbers": way.relief.whole,
                "proved": way.relief.proved,
                "changes": [given(place) for place in _ordered(question, way.relief)],
            }
            for way in ways
        ],
    }  # fmt: skip


def _ordered(question: Question, relief: Relief) -> list[_Place]:
    """Where something gives, the largest change first."""
    return sorted(_places(question, relief.relaxations), key=lambda place: -place.weight)


def _listed(question: Question, relief: Relief, most: int) -> list[str]:
    """One line for each place, the largest change first; what is beyond ``most`` places is counted."""
    places = _ordered(question, relief)
    names = dict.fromkeys(name_of(place.family) for place in places[most:])
    return _counted([_line(question, place) for place in places], most, f" ({', '.join(names)})")


def _counted(lines: Sequence[str], most: int, of_what: str = "") -> list[str]:
    """The first ``most`` lines, indented, and how many more there are."""
    shown, rest = [f"  {line}" for line in lines[:most]], len(lines) - most
    return [*shown, f"  and at {rest} more place{'s' if rest > 1 else ''}{of_what}"] if rest > 0 else shown


def _places(question: Question, steps: Iterable[Relaxation]) -> list[_Place]:
    """The steps by place and side."""
    found: dict[tuple[str, str, str], list[tuple[Relaxation, str]]] = {}
    for step in steps:
        where, time = question.place(step.row)
        found.setdefault((step.family, where, step.side), []).append((step, time))
    return [
        _Place(
            family=family,
            where=where,
            steps=tuple(step for step, _ in pairs),
            times=tuple(time for _, time in pairs),
            weight=sum(step.amount / max(1.0, abs(question.limit(step.row, step.side))) for step, _ in pairs),
        )
        for (family, where, _), pairs in found.items()
    ]


def _line(question: Question, place: _Place) -> str:
    """For example ``DUB: 21 more seats (41 instead of 20) in 8 weeks from 2026-03-02 to 2026-04-20``."""
    facts, rule = question.formulation.given.facts, rule_of(place.family)
    largest = max(place.steps, key=lambda step: step.amount)
    missing = largest.amount if rule.level else sum(step.amount for step in place.steps)
    amount = amount_text(missing, rule.whole)
    unit = (rule.one if amount == "1" else "") or rule.unit.format(currency=facts.currency)
    if largest.side == "at_most" and place.family == "backlog_balance":
        unit = "hours of work more than there are"
    text = f"{place.where}: {amount} {'more ' if rule.whole and not rule.kept else ''}{unit}"
    if rule.kept:
        text += f" {'fewer' if largest.side == 'at_least' else 'more'} than {rule.kept}"
    if rule.shown:
        limit = question.limit(largest.row, largest.side)
        text += f" ({amount_text(limit + largest.amount, rule.whole)} instead of {amount_text(limit, False)})"
    if place.times == (place.where,):
        return text
    return f"{text} {_when(place, largest, facts.horizon.period, rule)}"


def _when(place: _Place, largest: Relaxation, period: str, rule: Rule) -> str:
    """The weeks, months or quarters in words, and the worst of them where they differ."""
    text = span(place.times, period)
    amounts = {amount_text(step.amount, rule.whole) for step in place.steps}
    if len(amounts) == 1:
        return text
    worst, a_time = place.times[place.steps.index(largest)], kind_of_time(place.times[0], period)
    if rule.level:
        return f"{text}, most in the {a_time} of {worst}"
    return f"{text}, {amount_text(largest.amount, rule.whole)} of them in the {a_time} of {worst}"

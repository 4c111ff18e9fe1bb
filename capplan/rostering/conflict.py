"""Why there is no roster: which rules contradict each other for whom and when, and the cheapest remedies.

The program is asked with every rule as rows that can give: limits of stretches by windows, and leave, absence and
shifts that a person may not work as rows instead of bounds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays, Axis, Program
from capplan.roster_facts import RosterFacts
from capplan.rostering.hours import unit_min
from capplan.rostering.program import RosterProgram, build
from capplan.solve import Diagnosis, Relief, SolveOptions, diagnose

__all__ = ["explain"]

Index = NDArray[np.int64]

SHOWN = 6
"""So many places of a rule are named; of the others their number."""

NAMES = {
    "succession": "rest between shifts, and shifts that may not follow each other",
    "first_day": "rest after the last shift before the roster",
    "fixed": "fixed shifts",
    "longest_work": "longest stretch of work",
    "shortest_work": "shortest stretch of work",
    "longest_off": "longest stretch of days off",
    "shortest_off": "shortest stretch of days off",
    "least_hours": "least hours",
    "most_hours": "most hours",
    "most_of_shift": "most shifts of a kind",
    "most_weekends": "most weekends",
    "cover_at_least": "people at least",
    "cover_at_most": "people at most",
    "absent": "leave and absence",
    "not_allowed": "shifts that the person may not work",
}
"""Row block to what the rule is called."""

UNITS = {
    "least_hours": "hours fewer",
    "most_hours": "hours more",
    "most_of_shift": "shifts more",
    "most_weekends": "weekends more",
    "cover_at_least": "people fewer",
    "cover_at_most": "people more",
}
"""Row block to what giving means; of the others a number of exceptions is told."""


def explain(
    facts: RosterFacts, time_limit_s: float, seed: int, workers: int
) -> tuple[list[str], dict[str, Any]]:
    """Sentences on the conflict and on the ways out, cheapest first, and the same for programs."""
    program = _every_rule(facts)
    blocks = program.program.row_blocks
    rules = {name: rows.index.ravel() for name, rows in blocks.items() if rows.rule and rows.index.size}
    parts = {name: [_place(program.program, int(row)) for row in rows] for name, rows in rules.items()}
    options = SolveOptions(backend="auto", gap=1e-6, time_limit_s=time_limit_s, seed=seed, threads=workers)
    found = diagnose(program.arrays, rules, options, parts)
    if not found.conflict:
        return ["No roster meets the rules; what is in conflict was not found in time."], {"conflict": []}
    conflict = _conflict(program.program, found)
    ways = _ways(program, found, unit_min(facts) / 60.0)
    sentences = [
        "These rules contradict each other: " + "; ".join(_rule_text(rule) for rule in conflict) + "."
    ]
    sentences += [_way_text(way) for way in ways]
    return sentences, {"conflict": conflict, "ways_out": ways}


def _every_rule(facts: RosterFacts) -> RosterProgram:
    """The program with rows for everything that a rule of the user says."""
    may = facts.people.may_work
    everything = replace(facts, people=replace(facts.people, may_work=np.ones_like(may)))
    built = build(everything, tight=False)
    program, found = built.program, built.assigned
    there = np.asarray(may.any(axis=2))
    for name, barred, columns in (
        ("absent", ~there, found.works),
        ("not_allowed", ~may & there[:, :, None], found.assigned.index),
    ):
        cells = np.argwhere(barred)
        if cells.size:
            axes = (found.people, found.days, found.shifts)
            labels = tuple(
                ", ".join(axis.labels[i] for axis, i in zip(axes, cell, strict=False)) for cell in cells
            )
            rows = program.rows(name, (Axis("cell", labels),), at_most=0.0, rule=True)
            rows.add(columns[barred])
    return replace(built, arrays=replace(program.arrays(), cost=built.arrays.cost))


def _place(program: Program, row: int) -> str:
    """What stands between the brackets of the name of a row: for whom and when."""
    return program.row_name(int(row)).partition("[")[2].removesuffix("]").partition("#")[0]


def _conflict(program: Program, found: Diagnosis) -> list[dict[str, Any]]:
    return [
        {
            "rule": NAMES.get(family, family),
            "places": list(dict.fromkeys(_place(program, row) for row in found.rows.get(family, ()))),
        }
        for family in found.conflict
    ]


def _ways(program: RosterProgram, found: Diagnosis, unit_h: float) -> list[dict[str, Any]]:
    """What must give, for each rule that suffices alone, or the least of all together; cheapest first."""
    reliefs: Sequence[Relief] = list(found.alone.values())
    if not reliefs and found.cheapest is not None:
        reliefs = [found.cheapest]
    ways = [
        {
            "cost": _cost(program.arrays, relief),
            "about": not relief.whole,
            "gives": _gives(program, relief, unit_h),
        }
        for relief in reliefs
    ]
    return sorted(ways, key=lambda way: (way["cost"] is None, way["cost"] or 0.0))


def _cost(arrays: Arrays, relief: Relief) -> float | None:
    return None if relief.x is None else round(float(arrays.cost @ relief.x), 6)


def _gives(program: RosterProgram, relief: Relief, unit_h: float) -> list[dict[str, Any]]:
    steps: dict[tuple[str, str], float] = {}
    for step in relief.relaxations:
        in_hours = step.family in ("least_hours", "most_hours")
        amount = step.amount * unit_h if in_hours else float(math.ceil(step.amount - 1e-4))
        key = (step.family, _place(program.program, step.row))
        steps[key] = steps.get(key, 0.0) + amount
    return [
        {
            "rule": NAMES.get(family, family),
            "place": place,
            "amount": round(amount, 4),
            "unit": UNITS.get(family, "exceptions"),
        }
        for (family, place), amount in steps.items()
    ]


def _rule_text(rule: Mapping[str, Any]) -> str:
    return str(rule["rule"]) + (f" ({_some(rule['places'])})" if rule["places"] else "")


def _way_text(way: Mapping[str, Any]) -> str:
    steps = [f"{step['rule']} of {step['place']}: {step['amount']:g} {step['unit']}" for step in way["gives"]]
    about = "about " if way["about"] else ""
    cost = "" if way["cost"] is None else f"; a roster then costs {about}{way['cost']:,.2f}"
    return f"A way out: {_some(steps)}{cost}."


def _some(names: Sequence[str]) -> str:
    rest = len(names) - SHOWN
    return "; ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")

"""Why a program has no plan: the smallest set of rules in conflict, and the cheapest ways out.

The conflict is found in ``conflict.py``. A way out is the elastic program, solved once with all rules elastic and
once for each single family of the conflict: how much must give at least. What it costs is the program with those
sides moved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from capplan.program import Arrays
from capplan.solve.asker import Asker
from capplan.solve.conflict import Elastic, least_change, narrowed, rows_of, smallest
from capplan.solve.contract import Guide, Outcome, SolveOptions
from capplan.solve.elastic import elastic, moved, without_rows
from capplan.solve.run import NO_GUIDE

__all__ = ["Diagnosis", "Relaxation", "Relief", "diagnose"]

Index = NDArray[np.int64]
Float = NDArray[np.float64]

WHOLE_S = 5.0
"""How long whole numbers are tried for one way out, or its price, that is known without them."""

MUCH_LONGER = 5.0
"""Whole numbers are not tried where the program without them takes more than one part in this of that time."""


@dataclass(frozen=True)
class Relaxation:
    """One row that must give: its ``at_least`` or ``at_most`` side moves by ``amount`` in the row's unit."""

    family: str
    row: int
    side: str
    amount: float


@dataclass(frozen=True)
class Relief:
    """One way out: the families that may give, the rows that do, and the sum of their shares.

    ``proved`` tells that no way out with these families is smaller (within the gap of the options); else whole
    numbers may need a little more or less. ``x`` is the cheapest plan with it, as far as the time allowed, or None;
    ``whole`` tells whether its whole numbers are whole.
    """

    families: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]
    weight: float
    proved: bool
    x: Float | None = field(default=None, compare=False)
    whole: bool = False


@dataclass(frozen=True)
class Diagnosis:
    """``conflict`` are families that have no plan together; without any one of them there is a plan.

    ``rows`` are the rows of each family that make the conflict; a family that is missing there was not looked into.
    ``infeasible`` is False when the program has a plan after all. An empty conflict in an infeasible program means
    that the identities and column bounds alone contradict each other. ``minimal`` tells that no conflict has fewer
    families; it is False when time ran out. ``relaxed`` tells that the conflict exists without whole numbers already.
    ``alone`` is what each family of the conflict must give when it gives alone, for those that suffice. ``cheapest``
    is the least change of all rules together; it is not looked for, or not priced, where a family suffices alone.
    """

    infeasible: bool
    conflict: tuple[str, ...] = ()
    minimal: bool = True
    relaxed: bool = True
    cheapest: Relief | None = None
    alone: Mapping[str, Relief] = field(default_factory=dict)
    rows: Mapping[str, Index] = field(default_factory=dict)


def diagnose(
    arrays: Arrays,
    rules: Mapping[str, Index],
    options: SolveOptions,
    parts: Mapping[str, Sequence[str]] | None = None,
    guide: Guide = NO_GUIDE,
    tell: Callable[[str], None] = lambda stage: None,
) -> Diagnosis:
    """Find the families of rules in conflict and what must give; ``rules`` maps families to row positions.

    ``parts`` names the place that each row of a family belongs to. Rows in no family are identities and stay hard,
    column bounds too. The time limit of the options is the limit of the whole diagnosis. ``tell`` hears the stages.
    Raises ``Interrupted`` when a signal stops it.
    """
    rules = {family: np.asarray(rows, np.int64).ravel() for family, rows in rules.items()}
    ask = Asker(options, time.monotonic() + options.time_limit_s)
    bare = replace(arrays, cost=np.zeros_like(arrays.cost))
    loose = replace(bare, integer=np.zeros_like(arrays.integer))
    tell("conflict")
    found, relaxed = smallest(loose, rules, ask), True
    if found is None and arrays.integer.any():
        found, relaxed = smallest(bare, rules, ask), False
    if found is None or not (found.families or found.minimal):
        return Diagnosis(infeasible=False, relaxed=False)
    conflict = found.families
    if not conflict:
        return Diagnosis(infeasible=True, relaxed=relaxed)
    tell("ways out")
    of_conflict = {family: rules[family] for family in conflict}
    # a family that suffices alone stands in every conflict, so also in this one
    single = {family: _alone(arrays, rules, family, ask, relaxed) for family in conflict}
    alone = {family: relief for family, relief in single.items() if relief is not None}
    whole = not relaxed or not arrays.integer.any()
    least = found.least
    if least is None and not alone:
        least = least_change(loose if relaxed else arrays, rules, ask)
    whole = not relaxed or not arrays.integer.any()
    cheapest = None if least is None else _relief(rules, tuple(rules), least, whole)
    tell("prices")
    alone = {family: _priced(arrays, relief, ask, guide) for family, relief in alone.items()}
    if cheapest is not None and not alone:
        cheapest = _priced(arrays, cheapest, ask, guide)
    rows: Mapping[str, Index] | None = None
    if relaxed:
        tell("conflict by place")
        others = [family for family in rules if family not in conflict]
        named = parts or {family: ["all"] * len(index) for family, index in rules.items()}
        rows = narrowed(without_rows(loose, rows_of(rules, others)), of_conflict, named, ask, found.rows)
    return Diagnosis(True, conflict, found.minimal, relaxed, cheapest, alone, rows or {})


def _alone(
    arrays: Arrays, rules: Mapping[str, Index], family: str, ask: Asker, relaxed: bool
) -> Relief | None:
    """The least that one family must give when nothing else may; None when that is not enough.

    Where the conflict exists without whole numbers, they are tried for a few seconds only.
    """
    began = time.monotonic()
    program, slack = elastic(arrays, rules[family])
    whole = not relaxed or not arrays.integer.any()
    first = program if whole else replace(program, integer=np.zeros_like(program.integer))
    solution = ask.solve(first)
    if not whole and MUCH_LONGER * (time.monotonic() - began) < WHOLE_S:
        better = ask.solve(program, WHOLE_S)
        if better is not None:
            solution, whole = better, True
    found = Elastic.solved(program, slack, solution)
    if solution is None or found is None:
        return None
    return _relief(rules, (family,), found, whole and solution.outcome is Outcome.WITHIN_GAP)


def _relief(rules: Mapping[str, Index], families: tuple[str, ...], found: Elastic, proved: bool) -> Relief:
    family_of = {int(row): family for family in families for row in rules[family]}
    slack, amounts = found.slack, found.x[found.slack.first :]
    relaxations = tuple(
        Relaxation(
            family=family_of[int(slack.row[number])],
            row=int(slack.row[number]),
            side="at_least" if slack.at_least[number] else "at_most",
            amount=float(amounts[number]),
        )
        for number in found.given
    )
    return Relief(families, relaxations, found.weight, proved)


def _priced(arrays: Arrays, relief: Relief, ask: Asker, guide: Guide) -> Relief:
    """The way out with the cheapest plan that it lets through, whole numbers left aside where they take long."""
    began = time.monotonic()
    steps = relief.relaxations
    program = moved(
        arrays,
        np.array([step.row for step in steps], np.int64),
        np.array([step.side == "at_least" for step in steps], np.bool_),
        np.array([step.amount for step in steps]),
    )
    solution = ask.solve(replace(program, integer=np.zeros_like(program.integer)))
    if solution is None or solution.x is None:
        return relief
    if not program.integer.any():
        return replace(relief, x=solution.x, whole=True)
    if MUCH_LONGER * (time.monotonic() - began) < WHOLE_S:
        whole = ask.solve(program, WHOLE_S, guide)
        if whole is not None and whole.x is not None:
            return replace(relief, x=whole.x, whole=True)
    return replace(relief, x=solution.x)

"""Why no plan meets the rules, in the planner's words: the rules in conflict and the cheapest way out."""

from __future__ import annotations

from capplan.formulation import Formulation
from capplan.solve import SolveOptions
from capplan.solve.diagnose import Diagnosis, Relief, diagnose

__all__ = ["conflicts"]

WORDS = {
    "classes_per_quarter": ("the most classes in a quarter", "classes"),
    "rooms": ("the training rooms", "classes in training"),
    "trainers": ("the trainers", "classes in training or nesting"),
    "seats": ("the production seats", "seats"),
    "coverage": ("the hours that must be met", "hours"),
    "backlog_balance": ("the work that must be done in time", "hours"),
    "share_least": ("the least shares", "hours of work"),
    "share_most": ("the most shares", "hours of work"),
    "budget": ("the budget", "of the base currency"),
}
"""Row block to its name in a sentence and the unit of what is missing."""

LISTED = 8


def conflicts(formulation: Formulation, options: SolveOptions) -> list[str]:
    """Sentences that name the rules in conflict and the cheapest way out."""
    rules = {name: rows.index.ravel() for name, rows in formulation.program.row_blocks.items() if rows.rule}
    diagnosis = diagnose(
        formulation.arrays, {name: index for name, index in rules.items() if index.size}, options
    )
    return _sentences(formulation, diagnosis)


def _sentences(formulation: Formulation, diagnosis: Diagnosis) -> list[str]:
    if not diagnosis.conflict:
        return [
            "The opening headcount, the committed classes and the fixed limits contradict each other without any "
            "rule that could give: check the headcount, committed_classes and release_rules tables."
        ]
    named = " and ".join(_named(family) for family in diagnosis.conflict)
    lines = [f"In conflict: {named}." if len(diagnosis.conflict) > 1 else f"Cannot be met: {named}."]
    if not diagnosis.minimal:
        lines.append(
            "Time ran out before the conflict was narrowed down; it may name more rules than needed."
        )
    if diagnosis.cheapest is not None:
        lines.append("The cheapest way out, all rules being allowed to give:")
        lines += _steps(formulation, diagnosis.cheapest)
    for family, relief in diagnosis.alone.items():
        if diagnosis.cheapest is None or {family} != {step.family for step in diagnosis.cheapest.relaxations}:
            lines.append(f"Or only {_named(family)} may give:")
            lines += _steps(formulation, relief)
    return lines


def _named(family: str) -> str:
    return WORDS.get(family, (family, ""))[0]


def _steps(formulation: Formulation, relief: Relief) -> list[str]:
    steps = sorted(relief.relaxations, key=lambda step: -step.amount)
    lines = []
    for step in steps[:LISTED]:
        where = formulation.program.row_name(step.row).partition("[")[2].rstrip("]")
        verb = "less" if step.side == "at_least" else "more"
        unit = WORDS.get(step.family, ("", ""))[1]
        lines.append(f"  {_named(step.family)}, {where}: {step.amount:,.1f} {verb} {unit}".rstrip())
    if len(steps) > LISTED:
        lines.append(f"  and {len(steps) - LISTED} more places")
    return lines

"""Class rules, committed classes and blackouts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from capplan.errors import Problem
from capplan.facts import ClassRules
from capplan.validation.contract_limits import people_limits
from capplan.validation.days import day_of
from capplan.validation.typed import Inputs, TypedTable, rows_where

__all__ = ["build_class_rules", "check", "notes"]


def check(inputs: Inputs) -> Iterator[Problem]:
    """Class sizes upside down, committed classes that break a rule, blackouts that end before they begin."""
    rules, blackouts = inputs["class_rules"], inputs["blackouts"]
    for row in rows_where(rules.number("class_min") > rules.number("class_max")):
        yield rules.problem(
            row,
            "class_min",
            "the fewest people in a class are more than the most",
            f"at most class_max, {rules.number('class_max')[row]:g}",
        )
    for row in rows_where(blackouts.day("week_from") > blackouts.day("week_to")):
        yield blackouts.problem(
            row,
            "week_to",
            "the blackout ends before it begins",
            f"{blackouts.day('week_from')[row]!s} or later",
        )
    yield from _committed(inputs)


def _committed(inputs: Inputs) -> Iterator[Problem]:
    table, rules = inputs["committed_classes"], inputs["class_rules"]
    rule_row = {name: row for row, name in enumerate(rules.text("team").tolist())}
    known = inputs["teams"].names()
    for row, team in enumerate(table.text("team").tolist()):
        day, size = table.day("class_start")[row], table.number("size")[row]
        if not np.isnat(day) and day_of(day) < inputs.horizon.start:
            yield table.problem(
                row,
                "class_start",
                "the class started before the plan",
                f"{inputs.horizon.start} or later",
                "Its people belong in headcount.csv, with their tenure.",
            )
        if team not in rule_row:
            if team in known and rules.sound:
                yield table.problem(
                    row, "team", "the team has no class rule", "a team with a row in class_rules.csv"
                )
            continue
        low, high = (rules.number(name)[rule_row[team]] for name in ("class_min", "class_max"))
        if size < low or size > high:
            yield table.problem(
                row, "size", f"the class rule of {team} does not allow it", f"from {low:g} to {high:g}"
            )


def _marks(inputs: Inputs, table: TypedTable, column: str) -> NDArray[np.float64]:
    """The period that begins on each day of the column; it may lie outside the horizon. nan for none."""
    days = [None if np.isnat(day) else inputs.horizon.position(day_of(day)) for day in table.day(column)]
    return np.array([np.nan if day is None else day for day in days], dtype=np.float64)


def notes(inputs: Inputs) -> Iterator[str]:
    """Committed classes after the plan or in a blackout."""
    table, blackouts, teams = inputs["committed_classes"], inputs["blackouts"], inputs["teams"]
    site_of = dict(zip(teams.text("team").tolist(), teams.text("site").tolist(), strict=True))
    start = _marks(inputs, table, "class_start")
    for row in rows_where(start >= inputs.horizon.count):
        yield f"committed_classes.csv:{table.lines[row]}: the class starts after the plan and is left out"
    for row, team in enumerate(table.text("team").tolist()):
        day = table.day("class_start")[row]
        within = (blackouts.day("week_from") <= day) & (day <= blackouts.day("week_to"))
        if (within & (blackouts.text("site") == site_of.get(team, ""))).any():
            yield f"committed_classes.csv:{table.lines[row]}: the class starts in a blackout and is kept"


def build_class_rules(inputs: Inputs) -> ClassRules:
    """The class rules by team; teams without a row hire nobody."""
    names = inputs["teams"].names()
    rules = inputs["class_rules"]
    at = rules.positions("team", names)

    def by_team(column: str, otherwise: float = 0.0) -> NDArray[np.float64]:
        values = np.full(len(names), otherwise)
        values[at] = rules.limit(column)
        return values

    hires = np.zeros(len(names), dtype=np.bool_)
    hires[at] = True
    classes, heads = _committed_arrays(inputs)
    limits = people_limits(inputs)
    return ClassRules(
        hires=hires,
        class_min=by_team("class_min"),
        class_max=np.minimum(by_team("class_max"), limits.largest_class),
        lead_periods=np.maximum(by_team("lead_weeks"), limits.start_lead).astype(np.int64),
        classes_per_period=by_team("classes_per_week"),
        classes_per_quarter=by_team("classes_per_quarter", np.inf),
        recruiting_cost=by_team("recruiting_cost"),
        class_cost=by_team("class_cost"),
        blackout=_blackout(inputs),
        committed_classes=classes,
        committed_heads=heads,
    )


def _committed_arrays(inputs: Inputs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table, count = inputs["committed_classes"], inputs.horizon.count
    start = _marks(inputs, table, "class_start")
    inside = start < count
    where = (table.positions("team", inputs["teams"].names())[inside], start[inside].astype(np.int64))
    classes = np.zeros((len(inputs["teams"]), count))
    heads = np.zeros_like(classes)
    np.add.at(classes, where, 1.0)
    np.add.at(heads, where, table.number("size")[inside])
    return classes, heads


def _blackout(inputs: Inputs) -> NDArray[np.bool_]:
    table, teams = inputs["blackouts"], inputs["teams"]
    first, last = _marks(inputs, table, "week_from"), _marks(inputs, table, "week_to")
    period = np.arange(inputs.horizon.count)
    closed = (first[:, None] <= period) & (period <= last[:, None])
    at_site = table.text("site")[None, :] == teams.text("site")[:, None]
    return np.asarray((at_site[:, :, None] & closed[None, :, :]).any(axis=1), dtype=np.bool_)

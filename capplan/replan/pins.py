"""Classes that the planner fixes by hand: a table like hiring_calendar.csv, or a few rows and columns of it.

A row is one class; size 0 says that no class starts. Only the teams and weeks that are listed are fixed, all else is
free. Rows with the status ``committed`` are those of committed_classes.csv and are passed over. Of the workbook of a
plan only the classes that were edited in it are fixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from capplan.agreed import Agreed
from capplan.columns import Column, Table, label, optional
from capplan.contracts.windows import employs
from capplan.errors import Problem
from capplan.facts import Facts
from capplan.horizon import Horizon
from capplan.nearest import did_you_mean, listing
from capplan.planning_model import PlanningModel
from capplan.read import is_workbook, read_table
from capplan.replan.edited import only_edited
from capplan.validation.days import day_of
from capplan.validation.typed import TypedTable, rows_where, typed
from capplan.workbook.edits import CALENDAR, UNEDITED
from capplan.workbook.place import Place

__all__ = ["Pins", "check_pins", "pinned", "read_pins"]

Index = NDArray[np.int64]

COLUMNS = (
    label("team", "the team"),
    Column("training_start", "date", "week the class starts", on_period=True, aliases=("class_start",)),
    Column("size", "number", "people on the first day; 0: no class starts", unit="heads"),
    optional(
        "status", "choice", "proposed or committed", "proposed", choices=("proposed", "committed", UNEDITED)
    ),
    *(
        optional(name, "text", "as capplan plan writes it; not read")
        for name in (
            "class_ref",
            "site",
            "requisition_by",
            "nesting_start",
            "production_start",
            "expected_grads",
            "expected_at_90d",
        )
    ),
)
WHOLE = 1e-6


@dataclass(frozen=True)
class Pins:
    """The table, what is wrong with its cells, notes, and where the table stands in a workbook."""

    table: TypedTable
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def rows(self) -> Index:
        """The rows that pin something."""
        return np.flatnonzero(~np.isin(self.table.text("status"), ("committed", UNEDITED)))


def read_pins(path: Path, horizon: Horizon | None) -> Pins:
    """The table at ``path`` with the problems that it has by itself; without a horizon dates are not placed."""
    name = CALENDAR if is_workbook(path) else path.stem
    table = Table(name, "classes pinned by hand", ("team", "training_start"), COLUMNS)
    raw = read_table(path, table)
    if is_workbook(path):
        raw = only_edited(raw, name, path)
    found, problems = typed(raw, horizon, (table,))
    return Pins(found[table.name], (*raw.problems, *problems), raw.notes, raw.places)


def check_pins(pins: Pins, facts: Facts, model: PlanningModel, agreed: Agreed | None) -> Iterator[Problem]:
    """Rows that this plan cannot keep: names, weeks, sizes, how many classes at once.

    A class that an earlier plan communicated for the same team and week needs no call in time any more.
    """
    table, teams, rules = pins.table, facts.teams.name, facts.class_rules
    yield from _unknown(pins, teams)
    team, period = _places(pins, facts)
    whole = model.hiring is None or model.hiring.classes == "whole"
    count: dict[tuple[int, int], int] = {}
    for row in pins.rows.tolist():
        size, p, t = float(table.number("size")[row]), int(team[row]), int(period[row])
        if t == -1:
            continue  # no date, or none that begins a period: found before
        if not 0 <= t < facts.horizon.count:
            span = f"{facts.horizon.labels[0]} to {facts.horizon.labels[-1]}"
            yield table.problem(row, "training_start", f"the {facts.horizon.period} is not in the plan", span)
        elif p >= 0 and size > 0:
            yield from _row(pins, row, p, t, facts, model, agreed)
            low, high = float(rules.class_min[p]), float(rules.class_max[p])
            if rules.hires[p] and not low <= size <= high:
                message = f"the class rule of {teams[p]} does not allow it"
                yield table.problem(row, "size", message, f"0, or from {low:g} to {high:g}")
            elif whole and abs(size - round(size)) > WHOLE:
                yield table.problem(row, "size", "classes are of whole people", "a whole number")
            count[p, t] = count.get((p, t), 0) + 1
            most = max(float(rules.classes_per_period[p] - rules.committed_classes[p, t]), 0.0)
            if rules.hires[p] and count[p, t] == most + 1:
                message = f"more classes of {teams[p]} in a {facts.horizon.period} than may start"
                beside = " beside the committed ones" if rules.committed_classes[p, t] else ""
                yield table.problem(row, "team", message, f"{most:g}{beside}")
    yield from _nothing_and_something(pins, team, period)


def _places(pins: Pins, facts: Facts) -> tuple[Index, Index]:
    """Team (-1: unknown) and period of every row; periods may lie outside the plan, -1 where the date is bad."""
    days = pins.table.day("training_start")
    position = [None if np.isnat(day) else facts.horizon.position(day_of(day)) for day in days]
    # what lies before the plan is told apart from what is no date
    period = [-1 if at is None else at if at >= 0 else at - 1 for at in position]
    return pins.table.positions("team", facts.teams.name), np.array(period, dtype=np.int64)


def _unknown(pins: Pins, teams: tuple[str, ...]) -> Iterator[Problem]:
    cells, seen = pins.table.text("team"), set()
    for row in pins.rows.tolist():
        name = str(cells[row])
        if name and name not in teams and name not in seen:
            seen.add(name)
            cause = did_you_mean(name, teams)
            yield pins.table.problem(row, "team", "there is no such name in teams.csv", listing(teams), cause)


def _row(
    pins: Pins, row: int, p: int, t: int, facts: Facts, model: PlanningModel, agreed: Agreed | None
) -> Iterator[Problem]:
    """Why no class of the team may start in the week."""
    rules, name, horizon, table = facts.class_rules, facts.teams.name[p], facts.horizon, pins.table
    if not rules.hires[p]:
        yield table.problem(row, "team", "the team has no class rule", "a team with a row in class_rules.csv")
        return
    if not employs(facts)[p, t]:
        yield table.problem(
            row, "training_start", f"no contract of {name} is in force", "a week under contract"
        )
    if agreed is not None and agreed.classes[p, t] > 0:
        return
    lead, hiring = int(rules.lead_periods[p]), model.hiring
    if t < lead:
        first = horizon.day(lead)
        yield table.problem(
            row,
            "training_start",
            f"too early: {name} has a lead of {lead} {horizon.period}s",
            f"{first} or later",
        )
    if rules.blackout[p, t]:
        yield table.problem(row, "training_start", f"no class of {name} starts in a blackout", "another week")
    if hiring is not None and (t < hiring.start_offset or (t - hiring.start_offset) % hiring.start_every):
        every = f"every {hiring.start_every} {horizon.period}s from {horizon.day(hiring.start_offset)} on"
        yield table.problem(row, "training_start", f"no {horizon.period} in which classes start", every)


def _nothing_and_something(pins: Pins, team: Index, period: Index) -> Iterator[Problem]:
    """A team and week with a class and with none."""
    size = pins.table.number("size")
    some = {(team[row], period[row]) for row in pins.rows.tolist() if size[row] > 0}
    for row in rows_where(size == 0):
        if row in pins.rows and (team[row], period[row]) in some:
            yield pins.table.problem(
                row, "size", "another row has a class of this team and week", "one of the two"
            )


def pinned(pins: Pins, facts: Facts, agreed: Agreed | None) -> Agreed:
    """``agreed`` with the pins on top; a pinned cell is no longer frozen, and its change costs nothing."""
    if agreed is None:
        contracts = facts.contracts
        count, months = (0, 0) if contracts is None else (len(contracts), len(contracts.months))
        agreed = Agreed.nothing(len(facts.teams.name), facts.horizon.count, count, months)
    team, period = (each[pins.rows] for each in _places(pins, facts))
    size = pins.table.number("size")[pins.rows]
    fixed = np.zeros_like(agreed.pinned)
    fixed[team, period] = True
    classes, heads = np.zeros(fixed.shape), np.zeros(fixed.shape)
    np.add.at(classes, (team, period), size > 0)
    np.add.at(heads, (team, period), size)
    return replace(
        agreed,
        pinned=fixed,
        pinned_classes=classes,
        pinned_heads=heads,
        frozen=agreed.frozen & ~fixed,
        priced=agreed.priced & ~fixed,
    )

"""The program of a written plan, and the plan's whole numbers on its columns.

A plan in a run folder has no columns. Its program is formulated again from the assumptions; classes, people, support
roles, decisions on contracts and who takes which queue are read from the result tables; pieces of charges and excused
months follow from the quantities. One that stands on the edge of two pieces leaves both open: the dearer one is then
not taken.

Index    j column
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.formulation import Formulation, formulate
from capplan.guide import guide
from capplan.program import Arrays
from capplan.reasons.agreed_again import agreed_again
from capplan.replan import earlier_start
from capplan.replan.agree import agree
from capplan.replan.earlier import Earlier, read_earlier
from capplan.requirements.required import Requirement, require
from capplan.run_folder import ASSUMPTIONS, read_result
from capplan.verify import verify_tables
from capplan.verify.read_run import read_frames
from capplan.verify.told import Told, read_told

__all__ = ["Rebuilt", "held", "of_run"]

Float = NDArray[np.float64]
Index = NDArray[np.int64]

NEAR = 1e-4
"""Of a quantity: what ten digits in a table can leave between it and the edge of a piece."""

ROUNDED = 1e-7
"""What ten digits in a table can take from a class that comes in parts."""

DECIDED = {
    "initiative_starts": ("initiatives.csv", ("initiative", "start")),
    "site_changes": ("site_decisions.csv", ("site", "date")),
}
"""Blocks of decisions by month: the table that tells them, and its columns of the name and the day."""

SHOWN = 20
"""Most findings of the checker that are listed; the rest is counted."""


@dataclass(frozen=True)
class Rebuilt:
    """A plan on its program. ``lower``, ``upper`` [j] leave whole columns only what the plan decided."""

    run: Path
    formulation: Formulation
    lower: Float
    upper: Float
    summary: Mapping[str, Any]

    @property
    def arrays(self) -> Arrays:
        """The program with every whole number where the plan has it."""
        return held(self.formulation.arrays, self.lower, self.upper)


def held(arrays: Arrays, lower: Float, upper: Float) -> Arrays:
    """The program between other bounds of its columns."""
    return replace(arrays, column_lower=lower, column_upper=upper)


def of_run(run: Path) -> Rebuilt:
    """The plan in the folder ``run``.

    Raises InvalidInput, with every problem, for a folder that is no run, or whose tables are not those of a plan that
    keeps its rules: it was altered since.
    """
    earlier = read_earlier(run)
    told = read_told(run / ASSUMPTIONS, earlier.facts, earlier.model)
    requirement = require(earlier.facts)
    _unaltered(earlier, requirement, told)
    agreed = None if told is None else agreed_again(told, earlier.facts, earlier.model)
    formulation = formulate(earlier.model, earlier.facts, requirement, agreed)
    start = _start(formulation, earlier, run)
    lower, upper = formulation.arrays.column_lower.copy(), formulation.arrays.column_upper.copy()
    known = ~np.isnan(start)
    lower[known] = upper[known] = start[known]
    _hold_choices(formulation, run, earlier, start, lower, upper)
    _hold_parts(formulation, earlier, lower, upper)
    return Rebuilt(run, formulation, lower, upper, earlier.summary)


def _unaltered(earlier: Earlier, requirement: Requirement, told: Told | None) -> None:
    """Refuse a folder that the independent checker does not pass."""
    run, inputs = earlier.run, {name: raw.frame for name, raw in earlier.tables.raw.items()}
    report = verify_tables(
        earlier.model,
        earlier.facts,
        requirement,
        read_frames(run),
        summary=earlier.summary,
        inputs=inputs,
        told=told,
    )
    problems = [
        Problem(str(run), f"not the plan that was written: {finding}") for finding in report.findings[:SHOWN]
    ]
    rest = len(report.findings) - SHOWN
    if rest > 0:
        problems.append(Problem(str(run), f"and {rest} more findings; see capplan verify"))
    if problems:
        raise InvalidInput(problems)


def _start(formulation: Formulation, earlier: Earlier, run: Path) -> Float:
    """[j] whole numbers of the plan; nan for other columns."""
    given = formulation.given
    agreed, _ = agree(earlier, given.facts, given.model)
    told = replace(formulation, given=replace(given, agreed=agreed))
    start = earlier_start(told, earlier)
    if "tickets" in formulation.program.column_blocks:
        _add_tickets(formulation, run, start)
    for block, (file, texts) in DECIDED.items():
        if block in formulation.program.column_blocks:
            _add_decisions(formulation, run, start, block, file, texts)
    return start


def _hold_parts(formulation: Formulation, earlier: Earlier, lower: Float, upper: Float) -> None:
    """Hold classes and hires that may come in parts as well: they are no whole numbers, but decided like them."""
    blocks, arrays = formulation.program.column_blocks, formulation.arrays
    for name, told in (("classes", earlier.classes), ("hires", earlier.heads)):
        columns = blocks[name].index
        parts = ~arrays.integer[columns]
        for side, away in ((lower, -ROUNDED), (upper, ROUNDED)):
            value = np.clip(
                told * (1.0 + away) + away, arrays.column_lower[columns], arrays.column_upper[columns]
            )
            side[columns[parts]] = value[parts]


def _add_tickets(formulation: Formulation, run: Path, start: Float) -> None:
    block = formulation.program.column_blocks["tickets"]
    if not block.index.size:
        return
    team = {name: row for row, name in enumerate(block.axes[0].labels)}
    day = {label: t for t, label in enumerate(block.axes[1].labels)}
    start[block.index] = 0.0
    for row in read_result(run, "vendor_hours.csv", ("week_start", "team", "unit"), ("quantity",)) or ():
        if row["unit"] == "ticket" and row["team"] in team:
            start[block.index[team[row["team"]], day[row["week_start"]]]] += round(row["quantity"])


def _add_decisions(
    formulation: Formulation, run: Path, start: Float, block: str, file: str, texts: tuple[str, str]
) -> None:
    """Hold yes-or-no decisions by month as the table of the run has them: a name, and the first day or nothing."""
    columns, horizon = formulation.program.column_blocks[block], formulation.given.facts.horizon
    place = {label: n for n, label in enumerate(columns.axes[0].labels)}
    month = {horizon.labels[t]: b for b, t in enumerate(horizon.month_starts)}
    start[columns.index] = 0.0
    for row in read_result(run, file, texts, ()) or ():
        name, day = (row[text] for text in texts)
        if day:
            start[columns.index[place[name], month[day]]] = 1.0


def _hold_choices(
    formulation: Formulation, run: Path, earlier: Earlier, start: Float, lower: Float, upper: Float
) -> None:
    """Leave of every choice only the options in which its quantity lies, or on whose edge it stands."""
    x = np.nan_to_num(start)
    _add_work(formulation, run, earlier, x)
    for choice in guide(formulation).choices:
        options = choice.options[choice.options >= 0]
        if not choice.is_open(x):
            upper[options] = 0.0
            continue
        quantity, ends = float(x[choice.quantity]), np.append(choice.lower[1:], np.inf)
        near = NEAR * max(1.0, abs(quantity))
        here = (choice.lower <= quantity + near) & (ends >= quantity - near)
        shut = choice.options[~here & (choice.options >= 0)]
        upper[shut] = 0.0
        if here.sum() == 1 and choice.options[here][0] >= 0:
            lower[choice.options[here]] = 1.0


def _add_work(formulation: Formulation, run: Path, earlier: Earlier, x: Float) -> None:
    """Put people and work of the result tables into ``x``, and what the windows of contracts count of them."""
    given, blocks = formulation.given, formulation.program.column_blocks
    x[blocks["heads"].index] = np.nan_to_num(earlier.present)
    facts = given.facts
    pair = {
        (facts.teams.name[p], facts.queues.name[q]): i
        for i, (p, q) in enumerate(zip(facts.pairs.team.tolist(), facts.pairs.queue.tolist(), strict=True))
    }
    day = {label: t for t, label in enumerate(facts.horizon.labels)}
    texts = ("week_start", "team", "queue", "language")
    for row in read_result(run, "allocation.csv", texts, ("productive_h",)) or ():
        i = pair[row["team"], f"{row['queue']}:{row['language']}"]
        x[blocks["assigned_h"].index[i, day[row["week_start"]]]] = row["productive_h"]
    arrays = formulation.arrays
    for name in ("window_units", "relief_units"):
        if name not in blocks:
            continue
        rows, columns = formulation.program.row_blocks[name].index, blocks[name].index
        # the row says: +-n = the units counted
        own = np.asarray(arrays.matrix[rows, columns]).ravel()
        x[columns] = 0.0
        x[columns] = (arrays.row_lower[rows] - arrays.matrix[rows] @ x) / own

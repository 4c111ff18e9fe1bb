"""A plan made by hand as a table: its columns, and what is wrong with its rows.

A row without a queue tells the people of a team in a period, a row with a queue and a language the work that the team
does on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from capplan.columns import Column, Table, label, optional
from capplan.errors import Problem
from capplan.facts import Facts
from capplan.horizon import Horizon
from capplan.nearest import did_you_mean, listing
from capplan.read import read_table
from capplan.validation import keys
from capplan.validation.typed import TypedTable, rows_where, typed

__all__ = ["check_labels", "read_plan"]

COLUMNS = (
    Column("week_start", "date", "first day of the period", on_period=True),
    label("team", "the team"),
    optional("heads", "number", "people in production (rows without a queue)", unit="heads"),
    optional(
        "hires", "number", "people on their first day of training (rows without a queue)", 0.0, unit="heads"
    ),
    optional("overtime_h", "number", "paid hours of overtime (rows without a queue)", 0.0, unit="h"),
    optional("queue", "label", "the queue; blank in rows of people"),
    optional("language", "label", "its language; blank in rows of people"),
    optional("productive_h", "number", "productive hours of work (rows with a queue)", unit="h"),
)
PEOPLE = ("heads", "hires", "overtime_h")
WORK = ("productive_h",)


def read_plan(path: Path, horizon: Horizon | None) -> tuple[TypedTable, tuple[str, ...], list[Problem]]:
    """The table at ``path``, notes, and every problem it has by itself; without a horizon dates are not placed."""
    table = Table(path.stem, "a plan made by hand", ("week_start", "team", "queue", "language"), COLUMNS)
    raw = read_table(path, table)
    found, problems = typed(raw, horizon, (table,))
    plan = found[table.name]
    problems = [*raw.problems, *problems, *keys.check(found)]
    if plan.present:
        there = set(raw.raw[table.name].header)
        problems += _missing_columns(table, there)
        problems += _mixed(plan, there)
    if horizon is not None:
        problems += _outside(plan, horizon)
    return plan, raw.notes, problems


def _missing_columns(table: Table, there: set[str]) -> Iterator[Problem]:
    """Every column must stand in the header, so that none is left out by mistake; cells may be blank."""
    for column in table.columns:
        if not column.required and column.name not in there:
            cause = f"{column.meaning[:1].upper()}{column.meaning[1:]}."
            yield Problem(
                table.file, "the column is missing", 1, column.name, allowed=column.allowed, cause=cause
            )


def _mixed(plan: TypedTable, there: set[str]) -> Iterator[Problem]:
    """Rows that tell people and work at once, or neither."""
    work = plan.given("queue") & plan.given("language")
    people = ~plan.given("queue") & ~plan.given("language")
    for row in rows_where(plan.given("queue") != plan.given("language")):
        column = "language" if plan.given("queue")[row] else "queue"
        yield plan.problem(row, column, "a row of work names its queue and its language", "a name")
    for names, elsewhere, other in ((PEOPLE, work, "without"), (WORK, people, "with")):
        for name in names:
            for row in rows_where(plan.given(name) & elsewhere & (plan.number(name) != 0.0)):
                yield plan.problem(row, name, f"{name} stands in rows {other} a queue", "blank")
    for name, belongs in (("heads", people), ("productive_h", work)):
        if name in there:
            for row in rows_where(belongs & ~plan.given(name)):
                yield plan.problem(row, name, "the cell is empty", "a number of at least 0")


def _outside(plan: TypedTable, horizon: Horizon) -> Iterator[Problem]:
    """Periods before or after those of the plan, each once."""
    days, seen = plan.day("week_start"), set()
    first, last = (np.datetime64(horizon.starts[at], "D") for at in (0, -1))
    for row in rows_where(~np.isnat(days) & ((days < first) | (days > last))):
        if days[row] not in seen:
            seen.add(days[row])
            count = int((days == days[row]).sum())
            more = f", in {count} rows" if count > 1 else ""
            yield plan.problem(
                row,
                "week_start",
                f"the {horizon.period} is not in the planning model{more}",
                f"{first} to {last}",
            )


def check_labels(plan: TypedTable, facts: Facts) -> Iterator[Problem]:
    """Teams and queues that the inputs do not know, work that may not be done, heads of teams that have none."""
    teams, queues = facts.teams, facts.queues
    yield from _unknown(plan, "team", teams.name, "teams.csv")
    yield from _unknown(plan, "queue", tuple(dict.fromkeys(queues.queue)), "the forecast")
    may = {
        (teams.name[p], queues.queue[q], queues.language[q])
        for p, q in zip(facts.pairs.team.tolist(), facts.pairs.queue.tolist(), strict=True)
    }
    seen: set[tuple[str, ...]] = set()
    columns = (plan.text(name).tolist() for name in ("team", "queue", "language"))
    for row, (team, queue, language) in enumerate(zip(*columns, strict=True)):
        known = team in teams.name and queue in queues.queue and language
        if known and (team, queue, language) not in may and (team, queue, language) not in seen:
            seen.add((team, queue, language))
            here = [f"{q}:{spoken}" for p, q, spoken in sorted(may) if p == team]
            yield plan.problem(
                row, "language", f"{team} may not work {queue} in this language", listing(here) or "no queue"
            )
    on_demand = [name for name, buys in zip(teams.name, teams.on_demand.tolist(), strict=True) if buys]
    for row in rows_where(np.isin(plan.text("team"), on_demand) & (plan.number("heads") > 0.0)):
        yield plan.problem(row, "heads", "the team is on demand: it has work, and no heads", "blank or 0")


def _unknown(plan: TypedTable, column: str, known: tuple[str, ...], where: str) -> Iterator[Problem]:
    """Names that are not known, each once."""
    cells = plan.text(column)
    for name in dict.fromkeys(cells[(cells != "") & ~np.isin(cells, np.array([*known, ""]))].tolist()):
        rows = np.flatnonzero(cells == name)
        more = f", in {len(rows)} rows" if len(rows) > 1 else ""
        yield plan.problem(
            int(rows[0]),
            column,
            f"there is no such name in {where}{more}",
            listing(known),
            did_you_mean(name, known),
        )

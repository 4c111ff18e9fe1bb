"""An earlier plan, read back from its run folder: what was told, and what it rested on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from capplan.errors import InvalidInput, Problem
from capplan.facts import Facts
from capplan.planning_model import PlanningModel
from capplan.read import Tables
from capplan.run_folder import read_assumptions, read_result
from capplan.validation import validate

__all__ = ["THINGS", "Decided", "Earlier", "Ordered", "read_earlier"]

Float = NDArray[np.float64]
Rows = list[dict[str, Any]]

TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "headcount.csv": (("week_start", "team"), ("hires", "classes", "heads")),
    "coverage.csv": (("week_start", "queue", "language"), ("volume", "aht_s", "required_h", "short_h")),
    "support_roles.csv": (("week_start", "site", "role"), ("staffed",)),
    "allocation.csv": (("week_start", "team", "queue", "language"), ("productive_h",)),
}
"""Result tables that are read: their texts and their numbers."""
OF_CONTRACTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "vendor_orders.csv": (("contract", "month", "order_unit"), ("planned_units", "forecast_bill_base")),
    "vendor_decisions.csv": (("contract", "decision", "date"), ()),
}

OF_PROJECTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "initiatives.csv": (("initiative", "decision", "start"), ()),
    "site_decisions.csv": (("site", "decision", "date"), ()),
}
"""Tables of runs that decide on initiatives and sites."""
THINGS = {
    "open": "site-opening",
    "not_opened": "site-opening",
    "close": "site-closure",
    "keep": "site-closure",
}


@dataclass(frozen=True)
class Decided:
    """A contract that the earlier plan opens or ends on ``day``."""

    contract: str
    kind: str  # open | end
    day: date


@dataclass(frozen=True)
class Ordered:
    """The order of one contract and month, ``units`` per month, and what the month was forecast to bill."""

    contract: str
    month: str
    unit: str
    units: float
    bill_base: float


@dataclass(frozen=True)
class Earlier:
    """The earlier plan over its own teams [p], queues [q], periods [t]; nan where the run has no row.

    ``classes`` and ``heads`` are those it proposed, committed ones left out. ``staffed`` is by site, role and first
    day, ``worked`` holds team, queue:language and first day of what was worked.
    """

    run: Path
    model: PlanningModel
    tables: Tables
    facts: Facts
    classes: Float  # [p, t]
    heads: Float  # [p, t] who start
    present: Float  # [p, t] heads in production
    volume: Float  # [q, t]
    aht_s: Float  # [q, t]
    required_h: Float  # [q, t]
    short_h: Float  # [q, t]
    staffed: dict[tuple[str, str, str], float]
    worked: frozenset[tuple[str, str, str]]
    orders: tuple[Ordered, ...]
    decisions: tuple[Decided, ...]
    summary: dict[str, Any]
    projects: Mapping[tuple[str, str], date | None] = field(default_factory=dict)
    """What it decides on by thing (initiative, site-opening, site-closure) and name: the day, None for not at all."""


def read_earlier(run: Path) -> Earlier:
    """The plan in the folder ``run``. Raises InvalidInput for a folder that is no run, with every problem of it."""
    model, tables = read_assumptions(run)
    facts = validate(tables, model)
    wanted = TABLES | ({} if facts.contracts is None else OF_CONTRACTS)
    wanted |= _decided_on(model, facts)
    rows, problems = _read(run, wanted)
    found, wrong = _decisions(rows.get("vendor_decisions.csv", []))
    summary, unread = _summary(run)
    problems += [*wrong, *unread]
    if problems:
        raise InvalidInput(problems)
    teams, queues, days = facts.teams.name, facts.queues.name, facts.horizon.labels

    def by_team(name: str) -> Float:
        return _grid(rows["headcount.csv"], ("team",), name, (teams, days))

    def by_queue(name: str) -> Float:
        return _grid(rows["coverage.csv"], ("queue", "language"), name, (queues, days))

    rules = facts.class_rules
    return Earlier(
        run=run,
        model=model,
        tables=tables,
        facts=facts,
        classes=_proposed(model, by_team("classes"), rules.committed_classes),
        heads=_proposed(model, by_team("hires"), rules.committed_heads),
        present=by_team("heads"),
        volume=by_queue("volume"),
        aht_s=by_queue("aht_s"),
        required_h=by_queue("required_h"),
        short_h=by_queue("short_h"),
        staffed={
            (row["site"], row["role"], row["week_start"]): row["staffed"] for row in rows["support_roles.csv"]
        },
        worked=frozenset(
            (row["team"], f"{row['queue']}:{row['language']}", row["week_start"])
            for row in rows["allocation.csv"]
            if row["productive_h"] > 0.0
        ),
        orders=tuple(
            Ordered(
                row["contract"],
                row["month"],
                row["order_unit"],
                row["planned_units"],
                row["forecast_bill_base"],
            )
            for row in rows.get("vendor_orders.csv", [])
        ),
        decisions=tuple(found),
        summary=summary,
        projects=dict(_projects(rows)),
    )


def _decided_on(model: PlanningModel, facts: Facts) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The tables of projects that a run of the model has."""
    has = {
        "initiatives.csv": model.initiatives is not None and facts.initiatives is not None,
        "site_decisions.csv": model.site_options is not None and facts.site_options is not None,
    }
    return {name: columns for name, columns in OF_PROJECTS.items() if has[name]}


def _projects(rows: Mapping[str, Rows]) -> Iterator[tuple[tuple[str, str], date | None]]:
    for row in rows.get("initiatives.csv", []):
        yield ("initiative", row["initiative"]), _day(row["start"])
    for row in rows.get("site_decisions.csv", []):
        if row["decision"] in THINGS:
            yield (THINGS[row["decision"]], row["site"]), _day(row["date"])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read(
    run: Path, wanted: dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
) -> tuple[dict[str, Rows], list[Problem]]:
    rows: dict[str, Rows] = {}
    problems: list[Problem] = []
    for name, (texts, numbers) in wanted.items():
        try:
            found = read_result(run, name, texts, numbers)
        except InvalidInput as error:
            problems += error.problems
            continue
        if found is None:
            problems.append(Problem(str(run / name), "the table of the earlier run is missing"))
        rows[name] = found or []
    return rows, problems


def _decisions(rows: Rows) -> tuple[list[Decided], list[Problem]]:
    found, problems = [], []
    for row in rows:
        if row["decision"] not in ("open", "end"):
            continue
        try:
            found.append(Decided(row["contract"], row["decision"], date.fromisoformat(row["date"])))
        except ValueError:
            message = "not a date"
            problems.append(
                Problem(
                    "vendor_decisions.csv", message, row["line"], "date", row["date"], "a date as 2026-03-02"
                )
            )
    return found, problems


def _summary(run: Path) -> tuple[dict[str, Any], list[Problem]]:
    path = run / "summary.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return {}, [Problem(str(path), f"not the summary of a run: {error}")]
    if not isinstance(content, dict):
        return {}, [Problem(str(path), "not the summary of a run")]
    return content, []


def _proposed(model: PlanningModel, every: Float, committed: Float) -> Float:
    """What was proposed beside the committed classes; whole where classes are whole."""
    left = np.maximum(np.nan_to_num(every) - committed, 0.0)
    whole = model.hiring is None or model.hiring.classes == "whole"
    return np.asarray(np.round(left) if whole else left, dtype=np.float64)


def _grid(rows: Rows, label: Sequence[str], number: str, axes: tuple[Sequence[str], Sequence[str]]) -> Float:
    """A number of the rows over label and first day; rows of other labels are left out."""
    at = [{name: i for i, name in enumerate(axis)} for axis in axes]
    found = np.full((len(axes[0]), len(axes[1])), np.nan)
    for row in rows:
        name, day = ":".join(row[part] for part in label), row["week_start"]
        if name in at[0] and day in at[1]:
            found[at[0][name], at[1][day]] = row[number]
    return found

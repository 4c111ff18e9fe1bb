"""What a study of scenarios tells: one line for each, beside the base, as a table, as JSON and on the terminal.

Index    s scenario    m measure
Given    value[s,m], objective[s], bound[s] (proven: no plan of s costs less)
Equation difference[s,m] = value[s,m] - value[base,m]
         the best plans of s and of the base differ in objective by at least  bound[s] - objective[base]
                                                              and by at most  objective[s] - bound[base]
         proven[s]: that range does not contain 0
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from capplan.report.aligned import aligned
from capplan.report.studies.put import rounded
from capplan.report.wording import number, percent, short_number

__all__ = ["BASE", "CAUTION", "MEASURES", "Measure", "Tradeoff", "Tradeoffs", "content", "table", "text"]

BASE = "base"

CAUTION = (
    "Plans stop within their gap of the best. A difference marked ~ is smaller than the gaps of the two plans allow "
    "to tell: it is not proven that the scenario costs more, or less, than the base. What is proven is what plans "
    "minimise: cost with work left undone at its price, and what steers."
)


@dataclass(frozen=True)
class Measure:
    """A figure of a plan: ``kind`` says how it is shown; ``good`` is +1 where more is better, -1 where less is."""

    key: str
    label: str
    meaning: str
    kind: str  # money | price | share | hours | hours_day | count
    good: int = 0


MEASURES = (
    Measure("cost_to_serve", "cost to serve", "all money but the price of work left undone", "money", -1),
    Measure("cost_per_contact", "per ticket", "cost to serve for each contact that arrives", "price", -1),
    Measure(
        "cost_per_correct_decision",
        "per right decision",
        "cost to serve for each decision that is right",
        "price",
        -1,
    ),
    Measure("unmet_cost", "unmet work", "work left undone and late contacts, at their prices", "money", -1),
    Measure(
        "service_level", "in time", "contacts answered in time, of those with a service level", "share", 1
    ),
    Measure("turnaround_share", "turnaround", "deferrable hours done within their turnaround", "share", 1),
    Measure("accuracy", "accuracy", "decisions that are right, of those whose accuracy is known", "share", 1),
    Measure("short_hours", "short h", "hours required and never worked", "hours", -1),
    Measure(
        "headcount_end", "heads at end", "people in production and training after the last period", "count"
    ),
    Measure("hires", "hires", "people who start in classes, promised ones included", "count"),
    Measure("classes", "classes", "classes that start, promised ones included", "count"),
    Measure("releases", "releases", "people released", "count", -1),
    Measure(
        "exposure_h_day_most",
        "exposure h a day",
        "most exposure of a person on a day at work, of any team in any week",
        "hours_day",
        -1,
    ),
    Measure(
        "resilience_share",
        "if a site is lost",
        "hours that the other sites could work, of those that must go on",
        "share",
        1,
    ),
)


@dataclass(frozen=True)
class Tradeoff:
    """A scenario: what it asks, what its plan comes to (``values`` by measure), or why there is none.

    ``due`` are the decisions that the plan asks for soon, by day: "by", "overdue", "what", "for", "otherwise".
    """

    name: str
    note: str = ""
    parent: str | None = None
    values: Mapping[str, float | None] = field(default_factory=dict)
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    status: str = "failed"
    exit_code: int = 0
    message: str = ""
    due: Sequence[Mapping[str, Any]] = ()
    run: str | None = None
    wall_s: float | None = None
    attempts: int = 0

    @property
    def planned(self) -> bool:
        """Whether there is a plan."""
        return self.run is not None


@dataclass(frozen=True)
class Tradeoffs:
    """All scenarios, the base first. ``left_out``: measures that no plan has, and why."""

    title: str
    model: str
    currency: str
    as_of: str
    until: str
    rows: tuple[Tradeoff, ...]
    left_out: Mapping[str, str]

    @property
    def base(self) -> Tradeoff:
        """The model as it stands."""
        return self.rows[0]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that are there."""
        return tuple(measure for measure in MEASURES if measure.key not in self.left_out)

    @property
    def failed(self) -> tuple[Tradeoff, ...]:
        """Scenarios without a plan."""
        return tuple(row for row in self.rows if not row.planned)

    def difference(self, row: Tradeoff, key: str) -> float | None:
        """A measure less that of the base; None where either is not there."""
        here, there = row.values.get(key), self.base.values.get(key)
        return None if here is None or there is None else here - there

    def proven_range(self, row: Tradeoff) -> tuple[float, float] | None:
        """Least and most by which the best plans of scenario and base differ in objective."""
        if row.bound is None or row.objective is None:
            return None
        if self.base.bound is None or self.base.objective is None:
            return None
        return row.bound - self.base.objective, row.objective - self.base.bound

    def proven(self, row: Tradeoff) -> bool:
        """Whether the scenario is proven to cost more, or less, than the base."""
        limits = self.proven_range(row)
        return limits is not None and (limits[0] > 0.0 or limits[1] < 0.0)


def content(study: Tradeoffs) -> dict[str, Any]:
    """The content of tradeoffs.json."""
    return {
        "study": "tradeoffs",
        "title": study.title,
        "model": study.model,
        "currency": study.currency,
        "as_of": study.as_of,
        "until": study.until,
        "measures": {measure.key: measure.meaning for measure in study.measures},
        "left_out": dict(study.left_out),
        "scenarios": [{**_line(study, row), "decisions_due": list(row.due)} for row in study.rows],
        "failed": len(study.failed),
        "caution": CAUTION,
    }


def table(study: Tradeoffs) -> pd.DataFrame:
    """tradeoffs.csv: a row for each scenario, the base first; blank where there is no plan."""
    return pd.DataFrame([_line(study, row) for row in study.rows])


def text(study: Tradeoffs) -> str:
    """The table on the terminal, what is not proven, what is left out, what failed."""
    shown = [measure for measure in study.measures if measure.key != "classes"]
    heads = ["scenario", f"to serve, {study.currency}", "to base", *(measure.label for measure in shown[1:])]
    rows = [
        [row.name, *_cells(study, row, shown), "" if row.gap is None else percent(row.gap, 2), _due(row)]
        for row in study.rows
        if row.planned
    ]
    lines = aligned([*heads, "gap", "due"], rows)
    lines += ["", CAUTION]
    lines += ["", f"due: decisions to be taken from {study.as_of} to {study.until}."]
    lines += [f"left out: {_label(key)}. {reason}" for key, reason in study.left_out.items()]
    for row in study.failed:
        lines += ["", f"{row.name} has no plan (exit code {row.exit_code}):"]
        lines += [f"  {line}" for line in row.message.splitlines()]
    return "\n".join(lines)


def shown_value(measure: Measure, value: float | None) -> str:
    """A figure as people read it; nothing for none."""
    if value is None:
        return ""
    if measure.kind == "share":
        return percent(value, 1)
    if measure.kind == "price":
        return number(value, 3)
    if measure.kind == "hours_day":
        return number(value, 2)
    return short_number(value) if measure.kind == "money" else number(value)


def shown_difference(measure: Measure, value: float | None) -> str:
    """A difference with its sign; points for shares."""
    if value is None:
        return ""
    points = 100.0 * value
    said = f"{number(abs(points), 1)} pt" if measure.kind == "share" else shown_value(measure, abs(value))
    if not said.strip("0.,pt "):
        return said
    return ("+" if value > 0.0 else "\N{MINUS SIGN}") + said


def _cells(study: Tradeoffs, row: Tradeoff, shown: Sequence[Measure]) -> list[str]:
    first = shown[0]
    away = "" if row is study.base else shown_difference(first, study.difference(row, first.key))
    mark = "" if row is study.base or not away or study.proven(row) else "~"
    values = [shown_value(measure, row.values.get(measure.key)) for measure in shown]
    return [values[0], f"{mark}{away}", *values[1:]]


def _due(row: Tradeoff) -> str:
    late = sum(bool(one["overdue"]) for one in row.due)
    return f"{len(row.due)}" + (f" ({late} late)" if late else "")


def _label(key: str) -> str:
    known = {measure.key: measure.label for measure in MEASURES}
    return known.get(key, key.replace("_", " "))


def _line(study: Tradeoffs, row: Tradeoff) -> dict[str, Any]:
    limits = study.proven_range(row) if row is not study.base else None
    away = {f"{measure.key}_to_base": study.difference(row, measure.key) for measure in study.measures}
    return {
        "scenario": row.name,
        "parent": row.parent,
        "note": row.note,
        "status": row.status,
        "exit_code": row.exit_code,
        "message": row.message or None,
        "run": row.run,
        **{measure.key: row.values.get(measure.key) for measure in study.measures},
        **{key: rounded(value, 6) if row is not study.base else None for key, value in away.items()},
        "gap": row.gap,
        "objective": row.objective,
        "bound": row.bound,
        "objective_to_base_least": None if limits is None else rounded(limits[0], 2),
        "objective_to_base_most": None if limits is None else rounded(limits[1], 2),
        "proven_to_differ": None if limits is None else study.proven(row),
        "due": len(row.due),
        "overdue": sum(bool(one["overdue"]) for one in row.due),
    }

"""The page of a study of scenarios: one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from capplan.report.pages.chart import Chart, page_chart
from capplan.report.pages.content import Grid, filters_of
from capplan.report.pages.render import render
from capplan.report.studies.put import put
from capplan.report.studies.tradeoffs import (
    CAUTION,
    Measure,
    Tradeoff,
    Tradeoffs,
    content,
    shown_difference,
    shown_value,
    table,
)
from capplan.report.wording import amount, count_of, percent

__all__ = ["page", "write_tradeoffs"]

MOST_DUE = 12
"""Decisions of a scenario that the page lists; tradeoffs.json has all."""

NAME = "tradeoffs"


def write_tradeoffs(study: Tradeoffs, folder: Path, tables: Sequence[Grid] = ()) -> dict[str, Any]:
    """Write table, JSON, picture and page into ``folder``; return the content of tradeoffs.json.

    ``tables`` are those of the plans, each with the scenario of every row, for the page.
    """
    from capplan.report.plots.save import save  # matplotlib is slow to load
    from capplan.report.plots.tradeoffs import areas
    from capplan.report.plots.tradeoffs import tradeoffs as draw

    told = content(study)

    def fill(at: Path) -> None:
        chart = page_chart(NAME, save(draw, study, at / NAME), areas(study))
        (at / f"{NAME}.html").write_text(page(study, chart, tables), encoding="utf-8")

    put(folder, told, f"{NAME}.json", {f"{NAME}.csv": table(study)}, fill)
    return told


def page(study: Tradeoffs, chart: Chart, tables: Sequence[Grid] = ()) -> str:
    """The page; ``chart`` is the picture of the study as ``plots.tradeoffs`` draws it."""
    return render(
        "tradeoffs.html.j2",
        study=study,
        measures=study.measures,
        rows=[_shown(study, row) for row in study.rows],
        tables=tables,
        filters=filters_of(tables) or {"scenario": tuple(row.name for row in study.rows if row.planned)},
        links=[("scenarios", "scenarios"), *((one.name, one.name) for one in tables)],
        sentence=_sentence(study),
        caution=CAUTION,
        left_out={key.replace("_", " "): reason for key, reason in study.left_out.items()},
        chart=chart,
    )


def _shown(study: Tradeoffs, row: Tradeoff) -> dict[str, Any]:
    """A scenario as the page shows it."""
    limits = None if row is study.base else study.proven_range(row)
    return {
        "name": row.name,
        "title": row.name.replace("_", " "),
        "note": row.note,
        "parent": row.parent,
        "planned": row.planned,
        "is_base": row is study.base,
        "status": "" if row.status != "gap_not_reached" else "the gap was not reached",
        "message": row.message,
        "exit_code": row.exit_code,
        "run": row.run,
        "cells": [_cell(study, row, measure) for measure in study.measures],
        "gap": "" if row.gap is None else percent(row.gap, 2),
        "gap_share": row.gap,
        "proven": row is study.base or study.proven(row),
        "range": None if limits is None else [_signed(limit, study.currency) for limit in limits],
        "due_count": len(row.due),
        "late": sum(bool(one["overdue"]) for one in row.due),
        "due": list(row.due[:MOST_DUE]),
        "due_rest": max(len(row.due) - MOST_DUE, 0),
    }


def _cell(study: Tradeoffs, row: Tradeoff, measure: Measure) -> dict[str, str | float | None]:
    """A figure, its difference to the base, and whether that is for the better."""
    away = None if row is study.base else study.difference(row, measure.key)
    said = "" if away is None else shown_difference(measure, away)
    moved = bool(said) and said[0] in "+\N{MINUS SIGN}"
    sense = 0.0 if away is None or not moved else away * measure.good
    return {
        "number": row.values.get(measure.key),
        "value": shown_value(measure, row.values.get(measure.key)),
        "away": said if moved else "",
        "sense": "better" if sense > 0.0 else "worse" if sense < 0.0 else "",
    }


def _signed(value: float, currency: str) -> str:
    return ("\N{MINUS SIGN}" if value < 0.0 else "+") + amount(abs(value), currency)


def _sentence(study: Tradeoffs) -> str:
    """What the page says first."""
    base, planned = study.base, [row for row in study.rows[1:] if row.planned]
    if not base.planned:
        return "The base has no plan: there is nothing to compare the scenarios with."
    cost = base.values["cost_to_serve"]
    assert cost is not None
    said = f"The base costs {amount(cost, study.currency)} to serve."
    proven = sum(study.proven(row) for row in planned)
    if planned:
        many = count_of(len(planned), "scenario", "scenarios")
        are = "is" if proven == 1 else "are"
        said += f" Of {many} with a plan, {proven} {are} proven to cost more or less than it."
    return said

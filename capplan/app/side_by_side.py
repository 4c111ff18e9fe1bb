"""Plans side by side: the measures of a study of scenarios, for any runs; the first is compared with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from capplan.report.studies.tradeoffs import (
    MEASURES,
    Measure,
    Tradeoff,
    Tradeoffs,
    shown_difference,
    shown_value,
)
from capplan.report.wording import percent
from capplan.studies.measured import measured

__all__ = ["MOST_RUNS", "Line", "SideBySide", "side_by_side", "summary_of"]

MOST_RUNS = 8


@dataclass(frozen=True)
class Line:
    """A measure: its value in every plan, with the difference to the first and whether that is for the better."""

    label: str
    meaning: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class SideBySide:
    """The plans as columns. ``heads`` gives name, run, note and mark of each; the mark says what is not proven."""

    currency: str
    heads: tuple[tuple[str, str, str, str], ...]
    lines: tuple[Line, ...]
    fault: str = ""


def summary_of(run: Path) -> dict[str, Any]:
    """The summary of a run; empty where there is none to read."""
    try:
        content = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) and "cost_to_serve" in content else {}


def side_by_side(runs: Sequence[tuple[str, Path]]) -> SideBySide | None:
    """The runs, by name and place, side by side; None where none of them has a summary."""
    found = [(name, place, summary_of(place)) for name, place in runs[:MOST_RUNS]]
    found = [each for each in found if each[2]]
    if not found:
        return None
    currency = found[0][2]["currency"]
    other = [name for name, _, summary in found if summary["currency"] != currency]
    rows = tuple(_row(name, place, summary) for name, place, summary in found if name not in other)
    there = {key for row in rows for key, value in row.values.items() if value is not None}
    left_out = {measure.key: "" for measure in MEASURES if measure.key not in there}
    study = Tradeoffs("", "", currency, "", "", rows, left_out)
    fault = (
        f"Left out, for they are in another currency than {currency}: {', '.join(other)}." if other else ""
    )
    heads = tuple((row.name, row.run or "", row.note, _mark(study, row)) for row in rows)
    return SideBySide(currency, heads, tuple(_line(study, measure) for measure in study.measures), fault)


def _row(name: str, place: Path, summary: dict[str, Any]) -> Tradeoff:
    return Tradeoff(
        f"{summary['model']}/{summary['scenario']}",
        values=measured(place, summary),
        objective=summary["objective"],
        bound=summary["bound"],
        gap=summary["gap"],
        status=summary["status"],
        run=name,
    )


def _mark(study: Tradeoffs, row: Tradeoff) -> str:
    """What is to be said of the proof beside the name of a plan."""
    gap = "" if row.gap is None else f"gap {percent(row.gap, 2)}"
    if row is study.base or study.proven(row):
        return gap
    return f"{gap}, not proven to differ".removeprefix(", ")


def _line(study: Tradeoffs, measure: Measure) -> Line:
    money = measure.kind in ("money", "price")
    label = f"{measure.label}, {study.currency}" if money else measure.label
    return Line(label, measure.meaning, tuple(_cell(study, row, measure) for row in study.rows))


def _cell(study: Tradeoffs, row: Tradeoff, measure: Measure) -> tuple[str, str, str]:
    away = None if row is study.base else study.difference(row, measure.key)
    said = shown_difference(measure, away)
    moved = bool(said) and said[0] in "+\N{MINUS SIGN}"
    sense = 0.0 if away is None or not moved else away * measure.good
    for_better = "better" if sense > 0.0 else "worse" if sense < 0.0 else ""
    return shown_value(measure, row.values.get(measure.key)), said if moved else "", for_better

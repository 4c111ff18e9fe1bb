"""An explanation as plain text, and as JSON with every number as it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from capplan.report.requirement.steps import Explanation, Grid, Line, Step, said

__all__ = ["as_json", "as_text"]

INDENT = "   "
WIDEST_NAME = 44


def as_text(explanation: Explanation) -> str:
    """The steps, numbered, each line as: what, how much, how it comes about."""
    told = explanation
    work = "answered at once" if told.work == "real_time" else "may wait"
    heading = f"{told.queue}:{told.language}, {told.when}: {said(told.required_h)} required hours"
    lines = [heading, "=" * len(heading), f"{told.channel}, {work}"]
    for place, step in enumerate(told.steps, start=1):
        lines += ["", f"{place}. {step.title}", *_step(step)]
    return "\n".join(lines)


def _step(step: Step) -> Iterator[str]:
    if step.note:
        yield INDENT + step.note
    width = min(WIDEST_NAME, max((len(line.what) for line in step.lines), default=0))
    values = [_value(line) for line in step.lines]
    room = max((len(value) for value in values if len(value) <= 28), default=0)
    for line, value in zip(step.lines, values, strict=True):
        yield f"{INDENT}{line.what:<{width}}  {value:<{room}}{'  ' + line.how if line.how else ''}".rstrip()
    if step.grid is not None:
        yield from _grid(step.grid)


def _value(line: Line) -> str:
    text = said(line.value, line.unit)
    return text if line.unit in ("", "share") else f"{text} {line.unit}"


def _grid(grid: Grid) -> Iterator[str]:
    cells = [[said(value, unit) for value in values] for _, unit, values in grid.rows]
    names = max(len(grid.corner), *(len(name) for name, _, _ in grid.rows))
    widths = [
        max(len(column), *(len(row[place]) for row in cells)) for place, column in enumerate(grid.columns)
    ]
    heads = (f"{column:>{width}}" for column, width in zip(grid.columns, widths, strict=True))
    yield f"{INDENT}{grid.corner:<{names}}  {'  '.join(heads)}"
    for (name, _, _), row in zip(grid.rows, cells, strict=True):
        line = "  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"{INDENT}{name:<{names}}  {line}".rstrip()


def as_json(explanation: Explanation) -> dict[str, Any]:
    """The same content, numbers unrounded; null where there is no number."""
    told = {name: value for name, value in vars(explanation).items() if name != "steps"}
    told = {name: _plain(value) for name, value in told.items()}
    return {**told, "steps": [_step_json(step) for step in explanation.steps]}


def _step_json(step: Step) -> dict[str, Any]:
    content: dict[str, Any] = {"title": step.title, "note": step.note}
    content["lines"] = [{name: _plain(value) for name, value in vars(line).items()} for line in step.lines]
    if step.grid is not None:
        content["table"] = {
            "columns": list(step.grid.columns),
            "rows": [
                {"name": name, "unit": unit, "values": [_plain(value) for value in values]}
                for name, unit, values in step.grid.rows
            ],
        }
    return content


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value

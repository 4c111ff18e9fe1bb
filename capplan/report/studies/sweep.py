"""What a sweep tells: one line for each point, as a table, as JSON, on the terminal, as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from capplan.report.aligned import aligned
from capplan.report.studies.put import put
from capplan.report.wording import number, percent, short_number

__all__ = ["FIGURES", "Swept", "SweptPoint", "sweep_content", "sweep_text", "write_sweep"]

FIGURES = (
    "status", "objective", "bound", "gap", "money", "cost_to_serve", "cost_per_contact", "service_level",
    "late_contacts", "required_hours", "short_hours", "short_share", "hires", "classes", "releases",
    "headcount_start", "headcount_end",
)  # fmt: skip
"""What is taken over from the summary of every plan; outputs/README.md says what each is."""


@dataclass(frozen=True)
class SweptPoint:
    """A plan of the sweep: where it stands, its summary (empty where there is no plan), its run, how it ended."""

    at: tuple[float, ...]
    summary: Mapping[str, Any]
    run: str
    exit_code: int
    message: str


@dataclass(frozen=True)
class Swept:
    """A sweep over one or two ``keys``; ``points`` in the order of the grid, the last key fastest."""

    model: str
    scenario: str
    currency: str
    keys: tuple[str, ...]
    points: tuple[SweptPoint, ...]

    def values(self, key: int) -> list[float]:
        """The values of a key, in their order."""
        return list(dict.fromkeys(point.at[key] for point in self.points))


def sweep_content(swept: Swept) -> dict[str, Any]:
    """The content of sweep.json."""
    return {
        "study": "sweep",
        "model": swept.model,
        "scenario": swept.scenario,
        "currency": swept.currency,
        "keys": list(swept.keys),
        "points": [
            {
                "at": dict(zip(swept.keys, point.at, strict=True)),
                "run": point.run if point.summary else None,
                "exit_code": point.exit_code,
                "message": point.message or None,
                **{name: point.summary.get(name) for name in FIGURES},
            }
            for point in swept.points
        ],
        "failed": sum(not point.summary for point in swept.points),
    }


def sweep_table(swept: Swept) -> pd.DataFrame:
    """sweep.csv: the values of the keys, then the figures; blank where there is no plan."""
    lines = [
        {
            **dict(zip(swept.keys, point.at, strict=True)),
            "run": point.run if point.summary else None,
            "exit_code": point.exit_code,
            **{name: point.summary.get(name) for name in FIGURES},
        }
        for point in swept.points
    ]
    return pd.DataFrame(lines)


def sweep_text(swept: Swept) -> str:
    """The table on the terminal."""
    heads = [*swept.keys, f"to serve, {swept.currency}", "gap", "in time", "short h", "hires", "classes", ""]
    lines = []
    for point in swept.points:
        here, at = point.summary, [f"{value:g}" for value in point.at]
        if not here:
            lines.append([*at, *[""] * 6, f"no plan: {point.message.splitlines()[0]}"])
            continue
        service, gap = here["service_level"], here["gap"]
        lines.append(
            [
                *at,
                short_number(here["cost_to_serve"]),
                "" if gap is None else percent(gap, 2),
                "" if service is None else percent(service, 2),
                number(here["short_hours"]),
                number(here["hires"]),
                number(here["classes"]),
                "" if here["status"] == "within_gap" else "gap not reached",
            ]
        )
    return "\n".join(aligned(heads, lines, (len(heads) - 1,)))


def write_sweep(swept: Swept, folder: Path) -> dict[str, Any]:
    """Write sweep.json, sweep.csv and the picture into ``folder``; return the content of sweep.json."""
    content = sweep_content(swept)
    put(folder, content, "sweep.json", {"sweep.csv": sweep_table(swept)}, lambda at: _draw(swept, at))
    return content


def _draw(swept: Swept, at: Path) -> None:
    from capplan.report.plots.save import save  # matplotlib is slow to load
    from capplan.report.plots.sweep import sweep_grid, sweep_line

    save(sweep_line if len(swept.keys) == 1 else sweep_grid, swept, at / "sweep")

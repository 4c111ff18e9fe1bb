"""What a sweep tells: one line for each point, as a table, as JSON, on the terminal, as a picture.

Points are compared by their whole cost, as plans minimise it: cost to serve alone falls where more hours go short.
What steers in the plan of the first point is taken off every cost: this plan costs its money, and differences stay.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from capplan.report.aligned import aligned
from capplan.report.studies.put import put, rounded
from capplan.report.studies.swept import Swept, SweptPoint, answer
from capplan.report.wording import number, percent, short_number

__all__ = ["FIGURES", "sweep_content", "sweep_text", "write_sweep"]

FIGURES = (
    "status", "objective", "bound", "gap", "money", "cost_to_serve", "cost_per_contact", "service_level",
    "late_contacts", "required_hours", "short_hours", "short_share", "hires", "classes", "releases",
    "headcount_start", "headcount_end",
)  # fmt: skip
"""What is taken over from the summary of every plan; outputs/README.md says what each is."""


def sweep_content(swept: Swept) -> dict[str, Any]:
    """The content of sweep.json."""
    return {
        "study": "sweep",
        "model": swept.model,
        "scenario": swept.scenario,
        "currency": swept.currency,
        "keys": list(swept.keys),
        "steering_taken_off": rounded(swept.shift, 2),
        "answer": answer(swept),
        "points": [
            {
                "at": dict(zip(swept.keys, point.at, strict=True)),
                "run": point.run if point.summary else None,
                "exit_code": point.exit_code,
                "message": point.message or None,
                **_costs(swept, point),
                **{name: point.summary.get(name) for name in FIGURES},
            }
            for point in swept.points
        ],
        "failed": sum(not point.summary for point in swept.points),
    }


def _costs(swept: Swept, point: SweptPoint) -> dict[str, float | None]:
    """The whole cost and what is proven of it; empty where there is no plan."""
    if not point.summary:
        return {"cost": None, "cost_at_least": None}
    return {"cost": rounded(swept.cost(point), 2), "cost_at_least": rounded(swept.least(point), 2)}


def sweep_table(swept: Swept) -> pd.DataFrame:
    """sweep.csv: the values of the keys, then the figures; blank where there is no plan."""
    lines = [
        {
            **dict(zip(swept.keys, point.at, strict=True)),
            "run": point.run if point.summary else None,
            "exit_code": point.exit_code,
            **_costs(swept, point),
            **{name: point.summary.get(name) for name in FIGURES},
        }
        for point in swept.points
    ]
    return pd.DataFrame(lines)


def sweep_text(swept: Swept) -> str:
    """The table on the terminal, and what it says."""
    heads = [
        *swept.keys,
        f"cost, {swept.currency}",
        "gap",
        "to serve",
        "in time",
        "short h",
        "hires",
        "classes",
        "",
    ]
    lines = []
    for point in swept.points:
        here, at = point.summary, [f"{value:g}" for value in point.at]
        if not here:
            lines.append([*at, *[""] * 7, f"no plan: {point.message.splitlines()[0]}"])
            continue
        service, gap = here["service_level"], here["gap"]
        lines.append(
            [
                *at,
                short_number(swept.cost(point)),
                "" if gap is None else percent(gap, 2),
                short_number(here["cost_to_serve"]),
                "" if service is None else percent(service, 2),
                number(here["short_hours"]),
                number(here["hires"]),
                number(here["classes"]),
                "" if here["status"] == "within_gap" else "gap not reached",
            ]
        )
    return "\n".join([*aligned(heads, lines, (len(heads) - 1,)), "", answer(swept)])


def write_sweep(swept: Swept, folder: Path) -> dict[str, Any]:
    """Write sweep.json, sweep.csv and the picture into ``folder``; return the content of sweep.json."""
    content = sweep_content(swept)
    put(folder, content, "sweep.json", {"sweep.csv": sweep_table(swept)}, lambda at: _draw(swept, at))
    return content


def _draw(swept: Swept, at: Path) -> None:
    from capplan.report.plots.save import save  # matplotlib is slow to load
    from capplan.report.plots.sweep import sweep_grid, sweep_line

    save(sweep_line if len(swept.keys) == 1 else sweep_grid, swept, at / "sweep")

"""A plan under stress: its tables and its text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from capplan.formulation.cost_term import UNMET
from capplan.horizon import Horizon
from capplan.plan import Plan
from capplan.report.tables import csv_text
from capplan.report.whole import write_whole
from capplan.report.wording import amount, number, percent

__all__ = ["FILES", "as_text", "incident_table", "n1_table", "taken", "write_stress"]

Float = NDArray[np.float64]
FILES = (
    "n1_stress.csv", "incident.csv", "stress.json",
    "n1_stress.png", "n1_stress.svg", "incident.png", "incident.svg",
)  # fmt: skip
WORST = 8
"""Losses that the text names."""


def n1_table(weeks: Sequence[str], losses: Sequence[tuple[str, str, Float, Float]]) -> pd.DataFrame:
    """n1_stress.csv: by what is lost and period, the hours that must go on and those that the others could work.

    ``losses`` are kind, name, required hours [t] and hours worked [t].
    """
    rows = [
        {
            "week_start": week,
            "kind": kind,
            "lost": name,
            "required_h": required[t],
            "worked_h": worked[t],
            "share": min(1.0, worked[t] / required[t]) if required[t] > 0.0 else 1.0,
        }
        for kind, name, required, worked in losses
        for t, week in enumerate(weeks)
    ]
    return pd.DataFrame(rows, columns=["week_start", "kind", "lost", "required_h", "worked_h", "share"])


def incident_table(before: Plan, after: Plan, queues: Sequence[int], factor: Float) -> pd.DataFrame:
    """incident.csv: by period what the queues require and what it takes, beside the plan without it."""
    here = list(queues)
    others = [q for q in range(len(before.facts.queues.name)) if q not in here]

    def of(plan: Plan) -> dict[str, Float]:
        covered, hours = plan.coverage, plan.staffing
        return {
            "required_h": covered.required_h[here].sum(axis=0),
            "work_h": covered.work_h[here].sum(axis=0),
            "short_h": covered.short_h[here].sum(axis=0),
            "backlog_h": covered.backlog_h[here].sum(axis=0),
            "overtime_paid_h": hours.overtime_paid_h.sum(axis=0),
            "spare_h": hours.spare_h.sum(axis=0),
            "bought_h": hours.assigned_h[plan.facts.teams.on_demand].sum(axis=0),
            "others_work_h": covered.work_h[others].sum(axis=0),
            "others_short_h": covered.short_h[others].sum(axis=0),
            "others_backlog_h": covered.backlog_h[others].sum(axis=0),
        }

    without, hit = of(before), of(after)
    columns: dict[str, Any] = {"week_start": list(before.facts.horizon.labels), "volume_factor": factor}
    for name in without:
        columns[name], columns[f"{name.removesuffix('_h')}_more_h"] = hit[name], hit[name] - without[name]
    return pd.DataFrame(columns)


def taken(before: Plan, after: Plan, table: pd.DataFrame) -> dict[str, float]:
    """What the incident takes in all: hours more, and money more in base currency."""
    more = {name: float(table[name].sum()) for name in table.columns if name.endswith("_more_h")}
    served, unmet = ((_money(after, part) - _money(before, part)) for part in (False, True))
    return {**more, "cost_to_serve_more": served, "unmet_cost_more": unmet}


def _money(plan: Plan, undone: bool) -> float:
    costs = plan.costs
    kept = ~costs.steering & (np.isin(np.array(costs.term), list(UNMET)) == undone)
    return float(costs.amount_base[kept].sum())


def write_stress(
    folder: Path, n1: pd.DataFrame, incident: pd.DataFrame | None, content: dict[str, Any], horizon: Horizon
) -> None:
    """Write the folder with its pictures, in place of an older one; ``horizon`` is that of the plan."""

    def fill(beside: Path) -> None:
        _draw(beside, n1, incident, content, horizon)
        (beside / FILES[0]).write_text(csv_text(n1), encoding="utf-8", newline="\n")
        if incident is not None:
            (beside / FILES[1]).write_text(csv_text(incident), encoding="utf-8", newline="\n")
        told = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
        (beside / FILES[2]).write_text(told + "\n", encoding="utf-8", newline="\n")

    write_whole(folder, fill)


def _draw(
    to: Path, n1: pd.DataFrame, incident: pd.DataFrame | None, content: dict[str, Any], horizon: Horizon
) -> None:
    from capplan.report.plots.save import save
    from capplan.report.plots.stress import Incident, Losses, incident_course, loss_map

    if len(n1):
        save(loss_map, Losses(n1, horizon, tuple(content["priorities"])), to / "n1_stress")
    if incident is None:
        return
    told = content["incident"]
    what = f"{told['times']:g} times its volume for {told['days']:g} days"
    start = horizon.labels.index(told["from"])
    hit = Incident(incident, horizon, told["queue"], what, start, told["periods_to_recover"])
    save(incident_course, hit, to / "incident")


def as_text(content: dict[str, Any]) -> str:
    """What a person reads: the worst losses, and how the incident is got over."""
    priorities, losses = ", ".join(content["priorities"]), content["losses"]
    lines = [f"If one is lost: of the hours of priority {priorities}, the others could work at once"]
    width = max((len(f"{one['kind']} {one['lost']}") for one in losses), default=0)
    for one in losses[:WORST]:
        name = f"{one['kind']} {one['lost']}"
        lines.append(
            f"  {name:<{width}}  {percent(one['share']):>8} in all, {percent(one['worst_share']):>8} in the worst "
            f"{content['period']}, {one['worst_week']}"
        )
    if len(losses) > WORST:
        lines.append(f"  and {len(losses) - WORST} more in {FILES[0]}")
    if not losses:
        lines.append(
            "  nothing is asked of anybody: no queue of these priorities has people that can be lost"
        )
    return "\n".join([*lines, *_incident_lines(content)])


def _incident_lines(content: dict[str, Any]) -> list[str]:
    found = content.get("incident")
    if found is None:
        return []
    took, currency, period = found["takes"], content["currency"], content["period"]
    periods = found["periods_to_recover"]
    when = (
        "not got over within the plan"
        if periods is None
        else "got over within the period"
        if periods == 0
        else f"got over after {periods} {period}{'s' if periods > 1 else ''}"
    )
    lines = [
        "",
        f"{found['queue']} x {found['times']:g} for {found['days']:g} days from {found['from']}: {when}.",
        f"  {number(took['required_more_h'])} hours more are required, {number(took['work_more_h'])} are worked, "
        f"{number(took['short_more_h'])} stay undone; at most {number(found['most_open_h'])} h are open at once.",
        f"  It takes {number(took['overtime_paid_more_h'])} h of overtime, {number(-took['spare_more_h'])} h spare "
        f"before, {number(took['bought_more_h'])} h bought.",
        f"  Other queues get {number(took['others_work_more_h'])} h of work more than without it, and "
        f"{number(took['others_short_more_h'])} h more of theirs stay undone.",
        f"  It costs {amount(took['cost_to_serve_more'], currency)} to serve and "
        f"{amount(took['unmet_cost_more'], currency)} of work undone or late.",
    ]
    if found["breached"]:
        gave = ", ".join(f"{name} by {number(by, 1)}" for name, by in found["breached"].items())
        lines.append(f"  Rules that had to give: {gave}.")
    return lines

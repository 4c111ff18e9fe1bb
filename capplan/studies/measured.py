"""What a director asks of a plan, read from its run folder."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from capplan.orders import orders_of_run
from capplan.orders.otherwise import units_text
from capplan.planning_model import Resilience
from capplan.run_folder import ASSUMPTIONS, read_result
from capplan.verify.check import case_of_run
from capplan.verify.resilience import covered_share

__all__ = ["decisions_due", "measured"]

FROM_SUMMARY = (
    "cost_to_serve", "cost_per_contact", "cost_per_correct_decision", "accuracy", "exposure_h_day_most",
    "service_level", "short_hours", "headcount_end", "hires", "classes", "releases",
)  # fmt: skip


def measured(
    run: Path, summary: Mapping[str, Any], resilience: Resilience | None = None
) -> dict[str, float | None]:
    """The measures of ``report.studies.tradeoffs.MEASURES``; None for what the plan has no figure for.

    ``resilience`` are the rules by which the loss of a site is measured, also in plans that were not asked for it.
    """
    return {
        **{key: summary[key] for key in FROM_SUMMARY},
        "unmet_cost": round(summary["money"] - summary["cost_to_serve"], 2),
        "turnaround_share": _turnaround_share(run),
        "resilience_share": None if resilience is None else _resilience_share(run, resilience),
    }


def decisions_due(run: Path, as_of: date, days: int) -> list[dict[str, Any]]:
    """What must be asked for or signed from ``as_of`` on within ``days``: requisitions, orders, notices, contracts.

    Overdue ones come first, then by day. Each has "by", "overdue", "what", "for" and "otherwise".
    """
    found = [*_requisitions(run, as_of), *_orders(run, as_of, days)]
    until = (as_of + timedelta(days=days)).isoformat()
    kept = [one for one in found if one["by"] <= until]
    return sorted(kept, key=lambda one: (not one["overdue"], one["by"], one["what"], one["for"]))


def _requisitions(run: Path, as_of: date) -> list[dict[str, Any]]:
    """Classes that begin on ``as_of`` or later and whose people must be asked for."""
    names = ("class_ref", "site", "team", "status", "requisition_by", "training_start")
    rows = read_result(run, "hiring_calendar.csv", names, ("size",)) or []
    return [
        {
            "by": row["requisition_by"],
            "overdue": row["requisition_by"] < as_of.isoformat(),
            "what": "requisition",
            "for": f"{row['size']:g} people for {row['class_ref']}, training from {row['training_start']}",
            "otherwise": "the class starts later or not at all",
        }
        for row in rows
        if row["status"] == "proposed" and row["training_start"] >= as_of.isoformat()
    ]


def _orders(run: Path, as_of: date, days: int) -> list[dict[str, Any]]:
    listed = orders_of_run(run, as_of, days)
    return [
        {
            "by": one.by,
            "overdue": one.overdue,
            "what": one.what,
            "for": f"{one.contract}, {one.month}"
            + ("" if math.isnan(one.units) else f": {units_text(one.units, one.unit)}"),
            "otherwise": one.otherwise,
        }
        for one in (() if listed is None else listed.items)
    ]


def _turnaround_share(run: Path) -> float | None:
    """Of the hours that deferrable queues require, those that are not left undone; None without such hours."""
    queues = read_result(run / ASSUMPTIONS, "queues.csv", ("queue", "work"), ()) or []
    deferrable = {row["queue"] for row in queues if row["work"] == "deferrable"}
    rows = read_result(run, "coverage.csv", ("queue",), ("required_h", "short_h")) or []
    mine = [row for row in rows if row["queue"] in deferrable]
    required = math.fsum(row["required_h"] for row in mine)
    short = math.fsum(row["short_h"] for row in mine)
    return round(1.0 - short / required, 6) if required > 0.0 else None


def _resilience_share(run: Path, rules: Resilience) -> float | None:
    share = covered_share(case_of_run(run), rules)
    return None if share is None else round(share, 6)

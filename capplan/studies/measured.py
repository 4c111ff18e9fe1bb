"""What a director asks of a plan, read from its run folder."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from capplan.planning_model import Resilience
from capplan.run_folder import ASSUMPTIONS, read_result
from capplan.verify.check import case_of_run
from capplan.verify.resilience import covered_share

__all__ = ["measured"]

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
